"""What pages and admin print of standards and of the codes of their lists."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.standards import queries
from catalog.standards.models import Standard, StandardCode
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.workflow.actor import Actor


def row(standard: Standard) -> dict[str, Any]:
    """A standard in the list; its date is the day from which it is in force."""
    return {
        "title": standard.title,
        "public_number": standard.public_number,
        "counterpart": standard.cited_as,
        "status": show.badge(standard),
        "due": None,
        "due_on_label": _day(standard.effective_on),
    }


def code_row(code: StandardCode, actor: Actor, today: date) -> dict[str, Any]:
    """A code in the list, under the standard that it belongs to."""
    is_valid = code.is_valid_on(today)
    label = _("valid today") if is_valid else _("not valid today")
    return {
        "url": matters.address(code.standard, actor),
        "title": code.name,
        "public_number": code.code,
        "counterpart": code.standard.cited_as,
        "status": {"tone": "ok" if is_valid else "mute", "label": label, "shape": ""},
        "due": None,
        "due_on_label": _period(code),
    }


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _period(code: StandardCode) -> str:
    """2000-01-01 to 2010-12-31; an end that is not known is open."""
    if code.starts_on is None and code.ends_on is None:
        return ""
    first, last = _day(code.starts_on), _day(code.ends_on)
    return _("%(first)s to %(last)s") % {"first": first or "…", "last": last or "…"}


def context(standard: Standard, actor: Actor) -> dict[str, Any]:
    """One standard as its page draws it."""
    head = matters.head(standard, title=standard.title, kind=_("standard"), line=standard.cited_as)
    count = queries.count_codes(standard)
    replaced_by = standard.replaced_by
    links = []
    if replaced_by is not None:
        url = matters.address(replaced_by, actor)
        links.append({"label": _("Replacing standard"), "value": replaced_by.cited_as, "url": url})
    if count:
        query = urlencode({"standard": standard.public_number})
        url = f"{reverse('catalog:standard-code-list')}?{query}"
        links.append(
            {"label": _("Code list"), "value": _("%(number)s rows") % {"number": count}, "url": url}
        )
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": [*matters.particulars(_facts(standard)), *links],
        "story": show.story(standard),
    }


def _facts(standard: Standard) -> list[Fact]:
    return [
        (_("Number of the standard"), standard.number, False),
        (_("Edition"), standard.edition, False),
        (_("Registered by"), standard.authority.name, False),
        (_("In force from"), _day(standard.effective_on), False),
        (_("Standard ended on"), _day(standard.ended_on), False),
    ]
