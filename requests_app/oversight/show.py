"""What pages and admin print of breaches, and of how departments keep time."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import breaches, deadlines
from portal.workflow.actor import Actor
from requests_app.oversight import formula, queries
from requests_app.oversight.compliance import Record
from requests_app.oversight.formula import Period
from requests_app.oversight.models import Breach
from requests_app.oversight.report import outcome


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
        limit = _("to be rectified by %(day)s") % {"day": _day(breach.rectification_due_on)}
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
    fact = breaches.fact_of(breach.event_name, breach.code)
    return [
        (_("Breach"), f"{breach.basis} {title(breach)}", True),
        (_("Day of the fact"), _day(breach.occurred_on), False),
        (_("Fact on record"), str(fact.what) if fact else "", True),
        (_("Facts"), breach.statement, True),
        (_("Explanation of the department"), breach.justification, True),
        (_("Found on"), _day(breach.found_on), False),
        (_("Finding and reasons"), breach.finding, True),
        (_("Why no justified reason is found"), breach.no_reason, True),
        (_("What is to be rectified"), breach.order_text, True),
        (_("To be rectified by"), _day(breach.rectification_due_on), False),
        (_("What was rectified"), breach.rectification, True),
    ]


def _span_query(record: Record) -> str:
    days = {"starts_on": record.span.starts_on, "ends_on": record.span.ends_on}
    return urlencode(days)


def report_links(record_span: Any) -> list[dict[str, str]]:
    """Where the report on all of them is, for the same days, in each of its forms."""
    days = urlencode({"starts_on": record_span.starts_on, "ends_on": record_span.ends_on})
    forms = (
        ("requests:compliance-report", _("Report as a table")),
        ("requests:compliance-workbook", _("Report as a workbook")),
        ("requests:compliance-paper", _("Report on paper")),
    )
    return [{"label": label, "url": f"{reverse(name)}?{days}"} for name, label in forms]


def record_row(record: Record) -> dict[str, Any]:
    """A department in the list of records."""
    page = reverse("requests:compliance", kwargs={"code": record.department.code})
    return {
        "url": f"{page}?{_span_query(record)}",
        "title": record.department.name,
        "code": record.department.code,
        "score": "—" if record.score is None else str(record.score),
        "kept": sum(rate.kept for rate in record.rates),
        "counted": sum(rate.counted for rate in record.rates),
        "breaches": len(record.breaches),
    }


def _kind(code: str) -> str:
    return f"{code} {deadlines.BY_CODE[code].label}"


def _period_row(period: Period) -> dict[str, Any]:
    tone = "mute" if period.is_excused else "ok" if period.is_kept else "bad"
    return {
        "number": period.number,
        "kind": _kind(period.deadline),
        "due_on": _day(period.due_on),
        "ended_on": _day(period.ended_on) or "—",
        "outcome": {"tone": tone, "label": outcome(period), "shape": ""},
    }


def record_context(record: Record, actor: Actor) -> dict[str, Any]:
    """One department's record with every row it was computed from."""
    span = _("%(first)s to %(last)s") % {
        "first": _day(record.span.starts_on),
        "last": _day(record.span.ends_on),
    }
    score = _("nothing fell due") if record.score is None else str(record.score)
    text = _(
        "A hundred times the mean of the rates below, less %(points)s points for each breach that"
        " was found."
    )
    return {
        "title": record.department.name,
        "code": record.department.code,
        "particulars": matters.particulars(
            [
                (_("Days that count"), span, False),
                (_("Score"), score, False),
                (_("How it is computed"), text % {"points": formula.POINTS_PER_BREACH}, True),
            ]
        ),
        "rates": [
            {
                "kind": _kind(rate.deadline),
                "kept": rate.kept,
                "counted": rate.counted,
                "percent": show.rate(rate.kept, rate.counted),
            }
            for rate in record.rates
        ],
        "figures": [
            {
                "aspect": str(figure.kind.aspect.label),
                "label": str(figure.kind.label),
                "reached": figure.reached,
                "counted": figure.counted,
            }
            for figure in record.figures
        ],
        "periods": [_period_row(period) for period in record.periods],
        "breaches": [
            {
                "url": matters.address(breach, actor),
                "number": breach.public_number,
                "title": f"{breach.basis} {title(breach)}",
                "found_on": _day(breach.found_on),
                "status": show.badge(breach),
            }
            for breach in record.breaches
        ],
    }
