"""Due dates on a matter: started, extended, stopped, recomputed; never counted by a job."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from portal.regulation.deadlines import BY_CODE
from portal.regulation.machine import Start
from portal.regulation.switches import Switch
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays, local_day


def begin(matter: Any, start: Start, *, now: datetime) -> None:
    """Begin the period on the matter: the day of the event is not counted."""
    matter.due_code = start.deadline.code
    matter.due_started_on = start.on or local_day(now)
    matter.due_workdays = start.deadline.workdays
    matter.extended_workdays = 0
    matter.due_stopped_on = None
    recompute(matter)


def extend(matter: Any, workdays: int) -> None:
    """Add working days that were lawfully granted to the running period."""
    matter.extended_workdays += workdays
    recompute(matter)


def stop(matter: Any, *, now: datetime) -> None:
    """End the running period; the date it was due stays on record."""
    if matter.due_on is not None and matter.due_stopped_on is None:
        matter.due_stopped_on = local_day(now)


def recompute(matter: Any) -> None:
    """Compute the due date from start, working days and the calendar in force."""
    calendar = calendars.current()
    workdays = matter.due_workdays + matter.extended_workdays
    due = add_workdays(matter.due_started_on, workdays, calendar)
    matter.due_on = due.on
    matter.due_is_provisional = due.provisional
    matter.due_calendar_version = due.calendar_version
    matter.internal_due_on = _internal(matter.due_code, matter.due_started_on)


def local_limit(which: Switch, *, now: datetime) -> date | None:
    """The last day of a local period that a switch sets in working days; None: it sets none."""
    workdays = which.value(settings.PORTAL_SWITCHES)
    if workdays is None:
        return None
    return add_workdays(local_day(now), int(workdays), calendars.current()).on


def _internal(code: str, started_on: date) -> date | None:
    """The local, shorter limit where the operator has set one (Art. 23), never a longer one."""
    local = settings.PORTAL_LOCAL_PERIODS.get(code)
    if local is None:
        return None
    return add_workdays(started_on, BY_CODE[code].shortened(local), calendars.current()).on
