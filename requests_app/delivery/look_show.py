"""What an entry's page says of its sample, and how a look is drawn."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.models import EntryVersion
from portal.interfaces import show
from portal.interfaces.actors import local
from portal.workflow.actor import Actor
from requests_app.delivery import look
from requests_app.delivery.look import Look

_LONGEST_VALUE = 60


def sample_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the entry's page: the way to its sample, or why there is none for the reader."""
    entry = version.entry
    if entry.live_version_id != version.pk:
        return {}
    reason = look.refusal(entry, actor, now=now)
    if reason is not None:
        return {"sample": {"text": reason.text, "article": reason.basis}}
    return {"sample": {"url": reverse("requests:entry-sample", kwargs={"slug": entry.slug})}}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def sample(found: Look) -> dict[str, Any]:
    """A look as its page draws it."""
    return {
        "agreement": found.agreement_number,
        "row_count": f"{found.row_count:,}",
        "columns": [
            {
                "label": column.name,
                "column": column.column,
                "is_hashed": column.is_hashed,
                "filled": f"{column.filled:,}",
                "share": show.rate(column.filled, found.row_count),
            }
            for column in found.columns
        ],
        "rows": [[_cell(value) for value in row] for row in found.rows],
    }
