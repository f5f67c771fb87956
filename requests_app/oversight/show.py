"""What pages and admin print of breaches."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import breaches
from portal.workflow.actor import Actor
from requests_app.oversight import queries
from requests_app.oversight.models import Breach


def title(breach: Breach) -> str:
    """What it may be a breach of."""
    return breach.get_code_display()


def row(breach: Breach, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A breach in a list; its date is the day of the fact."""
    return {
        "title": f"{title(breach)} · {breach.basis}",
        "public_number": breach.public_number,
        "counterpart": breach.department.name,
        "status": show.badge(breach),
        "due": None,
        "due_on_label": f"{breach.occurred_on:%Y-%m-%d}",
    }


def work_line(breach: Breach, actor: Actor) -> dict[str, Any]:
    """A breach on the work list."""
    parts = [breach.public_number, breach.department.name]
    if breach.rectification_due_on is not None:
        limit = _("to be put right by %(day)s") % {"day": _day(breach.rectification_due_on)}
        parts.append(limit)
    return {"title": title(breach), "parts": parts}


def context(breach: Breach, actor: Actor, now: datetime) -> dict[str, Any]:
    """One breach as its page draws it."""
    authority = breach.authority
    judge = authority.name if authority else _("the government at its level, outside the portal")
    line = _("%(department)s, judged by %(judge)s") % {
        "department": breach.department.name,
        "judge": judge,
    }
    return {
        "matter": matters.head(breach, title=title(breach), kind=breach.basis, line=line),
        "particulars": [*_subject(breach, actor), *matters.particulars(_facts(breach))],
        "clock": show.clock(breach, show.Day.of(now), _("Explanation to the authority")),
        "story": show.story(breach),
    }


def _subject(breach: Breach, actor: Actor) -> list[dict[str, Any]]:
    """The matter that the fact is about, with its page where the reader has one."""
    matter = queries.subject_of(breach, actor)
    if matter is not None:
        return [matters.linked(_("Matter"), matter, actor)]
    return matters.particulars([(_("Matter"), breach.subject_number, False)])


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(breach: Breach) -> list[Fact]:
    fact = breaches.BY_EVENT.get(breach.event_name)
    return [
        (_("Breach"), f"{breach.basis} {title(breach)}", True),
        (_("Day of the fact"), _day(breach.occurred_on), False),
        (_("Fact on record"), str(fact.what) if fact else "", True),
        (_("Facts"), breach.statement, True),
        (_("Explanation of the department"), breach.justification, True),
        (_("Found on"), _day(breach.found_on), False),
        (_("Finding"), breach.finding, True),
        (_("Why no justified reason is found"), breach.no_reason, True),
        (_("What is to be put right"), breach.order_text, True),
        (_("To be put right by"), _day(breach.rectification_due_on), False),
        (_("What was put right"), breach.rectification, True),
    ]
