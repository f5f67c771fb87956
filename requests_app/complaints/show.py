"""What pages and admin print of complaints and reports: one reading, used by both."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation.complaint import Kind
from portal.regulation.vocabulary import Mandate
from portal.workflow.actor import Actor, Interface
from requests_app.complaints import queries
from requests_app.complaints.models import Complaint
from requests_app.oversight import forms as oversight

_TITLE_LENGTH = 30


def title(complaint: Complaint) -> str:
    """How it begins."""
    first = complaint.statement.splitlines()[0]
    return first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH]}…"


def row(complaint: Complaint, actor: Actor, day: show.Day) -> dict[str, Any]:
    """One in a list."""
    return {
        "title": f"{title(complaint)} · {complaint.get_kind_display()}",
        "public_number": complaint.public_number,
        "counterpart": complaint.department.name,
        "status": show.badge(complaint),
        "due": show.due(complaint, day),
        "due_on_label": show.short_day(complaint.due_on, day.date),
    }


def work_line(complaint: Complaint, actor: Actor) -> dict[str, Any]:
    """One on the work list."""
    parts = [complaint.public_number, complaint.get_kind_display(), complaint.department.name]
    return {"title": title(complaint), "parts": parts}


def context(complaint: Complaint, actor: Actor, now: datetime) -> dict[str, Any]:
    """One complaint or report as its page draws it."""
    line = _("about %(department)s, handled by %(handler)s") % {
        "department": complaint.department.name,
        "handler": complaint.handler.name,
    }
    kind = complaint.get_kind_display()
    matter = matters.head(complaint, title=title(complaint), kind=kind, line=line)
    if complaint.kind == Kind.REPORT and complaint.is_open:
        # The authority's officers act, and nobody supervises them here.
        officers = {"body": complaint.handler.name, "detail": str(Mandate.OVERSEE.label)}
        matter["who"] = [{"label": _("Acting now"), **officers}]
    clock = show.clock(complaint, show.Day.of(now), _("Answer period"))
    if clock is not None:
        matter["clock"] = clock
    return {
        "matter": matter,
        "particulars": [
            *matters.particulars(_facts(complaint)),
            *_possible_breach(complaint, actor, now),
        ],
        "story": show.story(complaint),
    }


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(complaint: Complaint) -> list[Fact]:
    entry = complaint.entry
    named = "" if entry is None else f"{entry.live.name} {entry.code}"
    return [
        (_("Kind"), complaint.get_kind_display(), False),
        (_("Department concerned"), complaint.department.name, False),
        (_("Handled by"), complaint.handler.name, False),
        (_("Registered by"), complaint.registrar.name, False),
        (_("Directory entry"), named, True),
        (_("How it arrived"), complaint.get_channel_display(), False),
        (_("Received on"), _day(complaint.received_on), False),
        (_("Number in the letters register"), complaint.register_number, False),
        (_("What was put forward"), complaint.statement, True),
        (_("Ground"), complaint.get_ground_display(), False),
        (_("Explanation"), complaint.ground_text, True),
        (_("Passed on to"), complaint.passed_on_to, True),
        (_("Finding"), complaint.get_finding_display(), False),
        (_("What was found"), complaint.found, True),
        (_("What was done"), complaint.done, True),
        (_("Answered on"), _day(complaint.answered_on), False),
        (_("How the person was answered"), complaint.answered_how, True),
    ]


def _possible_breach(complaint: Complaint, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Where something was found, the authority's way to record a possible breach; never by itself.

    It is the authority over the department concerned that judges it, and no other.
    """
    if not queries.is_with_substance(complaint) or actor.department_id != complaint.authority_id:
        return []
    opening = oversight.PROPOSE
    if not opening.is_open_to(actor, now):
        return []
    url = opening.admin_page if actor.interface is Interface.ADMIN else opening.page
    return [{"label": _("If it points to a breach"), "value": str(opening.rule.label), "url": url}]
