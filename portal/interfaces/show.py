"""What templates are given: badges, deadlines, rulers, steps and stories, ready to print."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.accounts.models import User
from portal.audit import feed
from portal.audit.models import AuditEvent
from portal.regulation import acts, articles, deadlines
from portal.regulation.machine import Machine, Transition
from portal.regulation.rounding import to_a_tenth
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import (
    CellState,
    local_day,
    ruler,
    workdays_between,
)
from portal.workflow.due import Calendars
from portal.workflow.models import WorkflowModel
from portal.workflow.policy import Step

#: Tone of each state, by machine and state; a state not named is in progress.
_TONES: Mapping[str, str] = {
    "DRAFT": "mute",
    "WITHDRAWN": "mute",
    "CLOSED": "mute",
    "SUPERSEDED": "mute",
    "REPLACED": "mute",
    "DROPPED": "mute",
    "SOUND": "ok",
    "MENDED": "ok",
    "MENDING": "warn",
    "OBSOLETE": "mute",
    "CANCELLED": "mute",
    "RETURNED": "warn",
    "IN_DISPOSAL": "warn",
    "PUBLISHED": "ok",
    "AGREED": "ok",
    "CONSENTED": "ok",
    "IN_USE": "ok",
    "VERIFIED": "ok",
    "MET": "ok",
    "FEEDBACK_SENT": "ok",
    "SETTLED": "ok",
    "FAILED": "warn",
    "NOT_AGREED": "warn",
    "CONFIRMED": "ok",
    "RUNNING": "ok",
    "ENDED": "mute",
    "KEPT": "ok",
    "ERASED": "mute",
    "IN_FORCE": "ok",
    "servicechange.EFFECTIVE": "ok",
    "subjectlookup.ANSWERED": "ok",
    "platform.ORDERED": "warn",
    "platform.JOINED": "ok",
    "platform.EXEMPT": "ok",
    "MATCHED": "ok",
    "DECLINED": "bad",
    "REVOKED": "mute",
    "RETIRED": "mute",
    # Of a batch: waits for a person, is done, is undone.
    "catalogimport.READ": "warn",
    "CHECKED": "warn",
    "STOPPED": "warn",
    "LOADED": "ok",
    "APPLIED": "ok",
    "UNDONE": "mute",
    "REFUSED": "bad",
    "SUSPENDED": "bad",
    "TERMINATED": "bad",
    # What is good news elsewhere is none where a breach was found.
    "emergencyrelease.ENDED": "warn",
    "emergencyrelease.JUSTIFIED": "ok",
    "emergencyrelease.NOT_JUSTIFIED": "bad",
    "question.ANSWERED": "ok",
    "question.REFERRED": "mute",
    "question.STRUCK": "bad",
    "complaint.ANSWERED": "ok",
    "complaint.TRANSFERRED": "mute",
    "complaint.DECLINED": "mute",
    "securityincident.HANDLING": "bad",
    "securityincident.CONTAINED": "warn",
    "inspection.CONCLUDED": "mute",
    "inspection.CALLED_OFF": "mute",
    "criticism.PUBLISHED": "warn",
    "criticism.RETRACTED": "mute",
    "breach.CONFIRMED": "bad",
    "breach.ORDERED": "warn",
    "breach.DISMISSED": "mute",
}
SOON_WORKDAYS = 3
#: Of these a stopped clock says "answered", of every other one "done".
_ANSWERS = frozenset({deadlines.ANSWER_UNCONDITIONAL.code, deadlines.ANSWER_CONDITIONAL.code})


def weekday(day: date) -> str:
    """周四: the weekday as lists write it."""
    names = (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )
    return names[day.weekday()]


def short_day(day: date | None, today: date) -> str:
    """12-10 周四 in lists; with the year where it is another one."""
    if day is None:
        return ""
    form = "%m-%d" if day.year == today.year else "%Y-%m-%d"
    return f"{day:{form}} {weekday(day)}"


def badge(matter: WorkflowModel, *, is_mine: bool = False) -> dict[str, str]:
    """The status badge; a matter that waits for the reader is amber with a diamond."""
    label = str(matter.machine.states(matter.status).label)
    if is_mine:
        return {"tone": "warn", "label": label, "shape": "diamond"}
    machine, status = matter.machine, matter.status
    tone = _TONES.get(f"{machine.name}.{status}") or _TONES.get(status)
    # What is over and says no more than that is not to draw the eye.
    other = "mute" if status in machine.closed else "info"
    return {"tone": tone or other, "label": label, "shape": ""}


@dataclass(frozen=True, slots=True)
class Day:
    """Today, with the calendars read once for everything a page draws."""

    date: date
    calendars: Calendars

    @classmethod
    def of(cls, now: datetime) -> "Day":
        """The day of that moment in Asia/Shanghai."""
        return cls(local_day(now), Calendars())


def due(matter: WorkflowModel, day: Day) -> dict[str, Any]:
    """The deadline chip of a matter, in working days."""
    if matter.due_on is None:
        return {"kind": "none", "days": 0, "due_on": None, "weekday": "", "internal": False}
    if matter.due_stopped_on is not None:
        return _stopped(matter, matter.due_on, matter.due_stopped_on, day)
    today = day.date
    due_on = matter.internal_due_on or matter.due_on
    left = workdays_between(today, due_on, day.calendars.of(matter))
    if today > due_on:
        kind = "overdue"
    elif today == due_on:
        kind = "today"
    elif matter.due_is_provisional:
        kind = "provisional"
    else:
        kind = "soon" if left <= SOON_WORKDAYS else "plain"
    return {
        "kind": kind,
        "days": abs(left),
        "due_on": due_on,
        "weekday": weekday(due_on),
        # A day that an authority named has no code: it is neither the decree's nor a local one.
        "internal": matter.internal_due_on is not None
        or bool(matter.due_code and not deadlines.is_statutory(matter.due_code)),
    }


def _stopped(matter: WorkflowModel, due_on: date, stopped_on: date, day: Day) -> dict[str, Any]:
    left = workdays_between(stopped_on, due_on, day.calendars.of(matter))
    if left >= 0 and matter.due_code in _ANSWERS:
        text = ""
    elif left >= 0:
        text = ngettext(
            "Done, %(days)s working day early", "Done, %(days)s working days early", left
        ) % {"days": left}
    else:
        text = ngettext(
            "Done, %(days)s working day late", "Done, %(days)s working days late", -left
        ) % {"days": -left}
    return {
        "kind": "stopped",
        "days": abs(left),
        "due_on": due_on,
        "weekday": weekday(due_on),
        "internal": False,
        "text": text or None,
    }


def ruler_of(matter: WorkflowModel, day: Day, *, size: str = "mini") -> dict[str, Any]:
    """The working-day ruler of the running period, with its sentence."""
    if matter.due_on is None or matter.due_started_on is None:
        return {"cells": [], "sentence": "", "size": size}
    today = day.date
    until = matter.due_stopped_on or today
    cells = ruler(matter.due_started_on, matter.due_on, until, day.calendars.of(matter))
    kinds = {CellState.PASSED: "passed", CellState.OVERDUE: "overdue", CellState.LEFT: "left"}
    base = matter.due_workdays
    drawn = []
    for place, cell in enumerate(cells):
        kind = kinds.get(cell.state, "left")
        if cell.is_today and kind != "overdue":
            kind = "today"
        elif kind == "left" and place >= base:
            kind = "extension"
        if kind in {"left", "extension"} and cell.is_provisional:
            kind = "provisional"
        drawn.append({"kind": kind, "week_start": cell.begins_week})
    total = matter.due_workdays + matter.extended_workdays
    passed = sum(1 for cell in drawn if cell["kind"] in {"passed", "today"})
    sentence = _("%(passed)s of %(total)s working days used, due on %(due)s") % {
        "passed": passed,
        "total": total,
        "due": short_day(matter.due_on, today),
    }
    return {"cells": drawn, "sentence": sentence, "size": size}


def nodes(matter: WorkflowModel, path: Sequence[str] = ()) -> list[dict[str, str]]:
    """The stages of the usual way, with the present one marked; a matter that left it ends.

    :param path: the way this very matter takes, where it is not the usual one.
    """
    machine: Machine = matter.machine
    path = path or machine.path
    labels = {state: str(machine.states(state).label) for state in machine.states.values}
    is_on_path = matter.status in path
    here = path.index(matter.status) if is_on_path else _stage(machine, matter.status)
    fact = "" if is_on_path else labels[matter.status]
    if fact and matter.status in machine.closed:
        left = [{"name": labels[state], "fact": "", "state": "done"} for state in path[: here + 1]]
        return [*left, {"name": fact, "fact": "", "state": "ended"}]
    last_is_done = matter.status in machine.closed
    drawn = []
    for place, state in enumerate(path):
        if place < here or (place == here and last_is_done):
            kind = "done"
        else:
            kind = "current" if place == here else "later"
        drawn.append({"name": labels[state], "fact": fact if place == here else "", "state": kind})
    return drawn


def _stage(machine: Machine, state: str) -> int:
    """The stage of the usual way a state belongs to: the one, or the first, it is left for."""
    if state in machine.path:
        return machine.path.index(state)
    left = {
        source
        for rule in machine.transitions
        if rule.target == state
        for source in rule.sources or ()
        if source != state
    }
    if len(left) == 1:
        return _stage(machine, left.pop())
    return min((machine.path.index(source) for source in left & set(machine.path)), default=0)


def primary(matter: WorkflowModel, steps: Iterable[Step]) -> str:
    """The name of the one step to fill: the next one on the usual way, else the first open one."""
    path = matter.machine.path
    here = path.index(matter.status) if matter.status in path else -1
    allowed = [step.transition for step in steps if step.is_allowed]
    for rule in allowed:
        if rule.target in path and path.index(rule.target) > here:
            return rule.name
    ordinary = [
        rule
        for rule in allowed
        if not rule.is_confirmed
        and rule.name != "revise"
        and not (rule.is_settled is not None and rule.is_settled(matter))
    ]
    return ordinary[0].name if ordinary else ""


def steps(
    matter: WorkflowModel, found: Iterable[Step], address: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The step buttons of a matter, the one on its usual way filled."""
    listed = list(found)
    return steps_of(listed, address, filled=primary(matter, listed))


def rate(part: int, whole: int) -> str:
    """50.0%: a part of a whole to a tenth, halves upward; a dash where there is no whole."""
    if not whole:
        return "—"
    return f"{to_a_tenth(Fraction(part * 100, whole))}%"


def steps_of(
    found: Iterable[Step], address: Callable[[str], str], *, filled: str = ""
) -> list[dict[str, Any]]:
    """Buttons: open ones to press, closed ones with their reason."""
    drawn = []
    for step in found:
        rule, reason = step.transition, step.decision.reason
        drawn.append(
            {
                "name": rule.name,
                "label": str(rule.label),
                "allowed": step.is_allowed,
                "reason_text": step.decision.text,
                "reason_code": reason.code if reason else "",
                "article": reason.basis if reason else str(rule.article),
                "url": address(rule.name),
                "primary": rule.name == filled,
                "needs_form": rule.has_form or rule.is_confirmed,
                "danger": rule.is_grave,
            }
        )
    return sorted(drawn, key=lambda step: (not step["primary"], not step["allowed"]))


def who(matter: WorkflowModel) -> list[dict[str, str]]:
    """Who acts now, who acts after that, and who supervises: by department and mandate."""
    path = matter.machine.path
    if matter.status not in path or not matter.is_open:
        return []
    here = path.index(matter.status)
    labels = (_("Acting now"), _("Next"))
    takers: list[dict[str, str]] = []
    for place in range(here, len(path)):
        rule = _forward(matter.machine, path, place)
        if rule is None:
            break
        taker = _taker(matter, rule)
        if taker not in takers:  # two steps of the same people are one turn
            takers.append(taker)
    drawn = [{"label": label, **taker} for label, taker in zip(labels, takers, strict=False)]
    authority = matter.department_for(Party.AUTHORITY)
    if authority is not None:
        text = _("may read; is told when a period lapses")
        name = _department(authority)
        drawn.append({"label": _("Supervised by"), "body": name, "detail": text})
    return drawn


def _forward(machine: Machine, path: tuple[str, ...], place: int) -> Transition | None:
    """The step that takes a matter from this place of the usual way to the next."""
    if place + 1 >= len(path):
        return None
    steps = (
        rule
        for rule in machine.transitions
        if rule.sources and path[place] in rule.sources and rule.target == path[place + 1]
    )
    return next(steps, None)


def _taker(matter: WorkflowModel, rule: Transition) -> dict[str, str]:
    department = matter.department_for(rule.party) if rule.party is not Party.CLOCK else None
    body = _department(department) if department else _("system")
    mandate = rule.mandate.label if rule.mandate else ""
    return {"body": body, "detail": str(mandate)}


def _department(pk: int) -> str:
    return _department_names[0]({pk}).get(pk, "") if _department_names else ""


def citation(code: str) -> str:
    """An article code of the audit log (21-1) as the reader's language cites it."""
    if not code:
        return ""
    number, _dash, paragraph = code.partition("-")
    found: Any = articles.ARTICLES[int(number)]
    return str(found.paragraph(int(paragraph)) if paragraph else found)


@dataclass(frozen=True, slots=True)
class Names:
    """Display names for the ids that audit events hold, and whose person was an acting officer."""

    people: Mapping[int, str]
    departments: Mapping[int, str]
    acting: frozenset[int] = frozenset()

    def person(self, event: AuditEvent) -> str:
        """Who acted, marked where he did as an acting officer."""
        name = self.people.get(event.actor_id or 0, "")
        return _("%(name)s (acting)") % {"name": name} if event.pk in self.acting else name


type DepartmentNames = Callable[[set[int]], Mapping[int, str]]
_department_names: list[DepartmentNames] = []


def register_department_names(function: DepartmentNames) -> None:
    """Let the departments domain name departments in stories."""
    _department_names[:] = [function]


type ActingEvents = Callable[[Iterable[AuditEvent]], set[int]]
_acting_events: list[ActingEvents] = []


def register_acting_events(function: ActingEvents) -> None:
    """Let the departments domain say which events are an acting officer's."""
    _acting_events[:] = [function]


def _names(events: Iterable[AuditEvent]) -> Names:
    listed = list(events)
    people = {event.actor_id for event in listed if event.actor_id}
    users = User.objects.filter(pk__in=people)
    ids = {event.department_id for event in listed if event.department_id}
    named = _department_names[0](ids) if _department_names else {}
    acting = _acting_events[0](listed) if _acting_events else set()
    return Names({user.pk: str(user) for user in users}, named, frozenset(acting))


#: These have their receipts in a list of their own.
_ROUTINE = (
    "delivery.deliver",
    "delivery.look",
    "returnflow.fetch",
    "emergencyrelease.fetch",
    "harvestsource.harvest_by_night",
    "harvestsource.finish_harvest",
)


def story(matter: Any) -> dict[str, Any]:
    """What happened to the matter, newest first, in plain words."""
    events = feed.story(matter._meta.label_lower, matter.pk, without=_ROUTINE)
    names = _names(events)
    rows = []
    for event in events:
        sentence = acts.label(event.name)
        if event.note:
            sentence = _("%(act)s: %(note)s") % {"act": sentence, "note": event.note}
        rows.append(_story_row(event, sentence, names))
    return {"events": rows, "verified": False, "url": ""}


def done(rule: Transition, matter: WorkflowModel, now: datetime) -> str:
    """What is said after a step: what was done, where the matter stands, and what is due when."""
    fresh = type(matter).objects.get(pk=matter.pk)
    said = {"step": rule.label, "status": fresh.machine.states(fresh.status).label}
    if fresh.due_on is None or fresh.due_stopped_on is not None:
        return _("Done: %(step)s. The matter is now: %(status)s.") % said
    said["due"] = short_day(fresh.due_on, local_day(now))
    return _("Done: %(step)s. The matter is now: %(status)s; due %(due)s.") % said


def _story_row(event: AuditEvent, sentence: str, names: Names) -> dict[str, Any]:
    moment = timezone.localtime(event.occurred_at)
    who = [names.departments.get(event.department_id or 0, "")]
    who.append(names.person(event))
    if event.system_name:
        who.append(_("system"))
    return {
        "moment": f"{moment:%m-%d %H:%M}",
        "iso": moment.isoformat(),
        "sentence": sentence,
        "body": " ".join(part for part in (*who, citation(event.article)) if part),
        "digest": event.digest[:8],
        "key": event.from_status != event.to_status,
    }


def day_line(now: datetime) -> str:
    """2026年12月10日 星期四 工作日: the date and what kind of day it is."""
    day = Day.of(now)
    today = day.date
    kind = _("working day") if day.calendars.national.is_workday(today) else _("day off")
    return _("%(date)s %(weekday)s %(kind)s") % {
        "date": _("%(year)s-%(month)s-%(day)s")
        % {"year": today.year, "month": today.month, "day": today.day},
        "weekday": weekday(today),
        "kind": kind,
    }


def _clock_facts(matter: Any, today: date) -> list[str]:
    # A day that was named is counted from no other.
    started_on = matter.due_started_on
    facts = [_("From %(day)s") % {"day": short_day(started_on, today)}] if started_on else []
    if matter.extended_workdays:
        longer = _("%(days)s working days of extension included")
        facts.append(longer % {"days": matter.extended_workdays})
    return facts


def clock(matter: Any, day: Day, title: str) -> dict[str, Any] | None:
    """The clock panel of a matter with a period; none without one."""
    if matter.due_on is None:
        return None
    today = day.date
    return {
        "label": title,
        "due": due(matter, day),
        "due_line": _("due %(day)s") % {"day": short_day(matter.due_on, today)},
        "facts": _clock_facts(matter, today),
        "ruler": ruler_of(matter, day, size="full"),
        "start_label": short_day(matter.due_started_on, today),
        "end_label": short_day(max(matter.due_on, matter.due_stopped_on or today), today),
        "note": _("Provisional: computed anew once next year's calendar is published.")
        if matter.due_is_provisional
        else "",
    }
