"""What an agreement's page says of its evidence package."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.workflow.actor import Actor
from requests_app.sharing.models import SharingAgreement


def file_name(number: str) -> str:
    """The package's name on a reader's disk."""
    return f"{number}-evidence.zip"


def evidence_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The package, beside the agreement's documents."""
    kwargs = {"number": agreement.public_number}
    return {
        "evidence": {
            "label": _("Evidence package"),
            "url": reverse("requests:agreement-evidence", kwargs=kwargs),
            "line": _(
                "request, answers, versions, receipts and the chain's proof; checked off-line"
            ),
        }
    }
