"""Due dates on a matter: started, extended, stopped, recomputed; never counted by a job."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings

from portal.regulation.deadlines import BY_CODE
from portal.regulation.machine import Start
from portal.regulation.switches import Switch
from portal.regulation.vocabulary import Party
from portal.workdays import calendars
from portal.workdays.arithmetic import Calendar, add_workdays, local_day


class Place(NamedTuple):
    """Where a department works, as region codes from the highest down, and where its authority."""

    region_codes: tuple[str, ...]
    authority_region_codes: tuple[str, ...]


type Places = Callable[[], Mapping[int, Place]]
_places: list[Places] = []


def register_places(function: Places) -> None:
    """Let the departments domain say where each department works, read anew at each call."""
    _places[:] = [function]


class Calendars:
    """The calendars in force, read once; a matter counts by that of the department that owes.

    Where no region has days of its own, nothing is asked about departments.
    """

    def __init__(self) -> None:
        self._read: Mapping[int, Place] | None = None

    @cached_property
    def _layers(self) -> calendars.Layers:
        return calendars.layers()

    @property
    def national(self) -> Calendar:
        """The State Council's, without any region's own days."""
        return self._layers.of()

    def of(self, matter: Any) -> Calendar:
        """The calendar by which the matter's period is counted."""
        return self._layers.of(self.region_codes(matter))

    def of_party(self, matter: Any, party: Party) -> Calendar:
        """The calendar of the department that plays this part in the matter."""
        return self._layers.of(self._place(matter, party).region_codes)

    def region_codes(self, matter: Any) -> tuple[str, ...]:
        """The regions whose own days count for the matter, highest first; none, if none has any."""
        place = self._place(matter, matter.due_party)
        return place.authority_region_codes if matter.due_by_authority else place.region_codes

    def _place(self, matter: Any, party: Party) -> Place:
        if not self._layers.has_regions or not _places:
            return Place((), ())
        if self._read is None:
            self._read = _places[0]()
        return self._read.get(matter.department_for(party) or 0, Place((), ()))


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
    """Compute the due date from start, working days and the calendar in force where it is owed."""
    calendar = Calendars().of(matter)
    workdays = matter.due_workdays + matter.extended_workdays
    due = add_workdays(matter.due_started_on, workdays, calendar)
    matter.due_on = due.on
    matter.due_is_provisional = due.provisional
    matter.due_calendar_version = due.calendar_version
    matter.internal_due_on = _internal(matter.due_code, matter.due_started_on, calendar)


def local_limit(matter: Any, which: Switch, *, owed_by: Party, now: datetime) -> date | None:
    """The last day of a local period that a switch sets in working days; None: it sets none."""
    workdays = which.value(settings.PORTAL_SWITCHES)
    if workdays is None:
        return None
    return add_workdays(local_day(now), int(workdays), Calendars().of_party(matter, owed_by)).on


def _internal(code: str, started_on: date, calendar: Calendar) -> date | None:
    """The local, shorter limit where the operator has set one (Art. 23), never a longer one."""
    local = settings.PORTAL_LOCAL_PERIODS.get(code)
    if local is None:
        return None
    return add_workdays(started_on, BY_CODE[code].shortened(local), calendar).on
