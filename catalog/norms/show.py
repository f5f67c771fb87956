"""What pages and admin print of norms."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.norms.models import Norm
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact


def row(norm: Norm) -> dict[str, Any]:
    """A norm in the list; its date is the day from which it is in force."""
    return {
        "title": norm.title,
        "public_number": norm.public_number,
        "counterpart": norm.issuer,
        "status": show.badge(norm),
        "due": None,
        "due_on_label": f"{norm.effective_on:%Y-%m-%d}",
    }


def context(norm: Norm) -> dict[str, Any]:
    """One norm as its page draws it."""
    head = matters.head(norm, title=norm.title, kind=_("legal norm"), line=norm.document_number)
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": matters.particulars(_facts(norm)),
        "story": show.story(norm),
    }


def _facts(norm: Norm) -> list[Fact]:
    repealed_on = norm.repealed_on
    return [
        (_("Document number"), norm.document_number, False),
        (_("Rank of the norm"), norm.get_level_display(), False),
        (_("Issued by"), norm.issuer, False),
        (_("Recorded by"), norm.authority.name, False),
        (_("In force from"), f"{norm.effective_on:%Y-%m-%d}", False),
        (_("Repealed from"), f"{repealed_on:%Y-%m-%d}" if repealed_on else "", False),
        (_("Instrument of the repeal"), norm.repeal_note, True),
    ]
