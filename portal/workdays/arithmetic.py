"""Counting working days: pure, without Django, without a clock.

The decree has no counting rule, so the general ones apply. The day of the event is not counted
(Civil Code, Art. 201). Statutory holidays do not count and make-up working weekends do, as the
State Council's yearly notice says. A period ends at 24:00 Asia/Shanghai of its last working day.
Where a year's notice is not out, Monday to Friday stands in for it and the result says so.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

#: The one zone in which an event has a day.
CHINA: Final = ZoneInfo("Asia/Shanghai")

WEEKDAYS_ZH: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the published years.

    ``overrides`` says of a day that differs from Monday-to-Friday whether it is worked; a notice
    also lists days that do not differ, which does no harm. ``years`` are those with a published
    notice. ``version`` is a digest of both, so calendars are equal when they count alike; it is
    stored with each deadline.
    """

    overrides: Mapping[date, bool] = field(compare=False, repr=False)
    years: frozenset[int] = field(compare=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the overrides and compute the version from the content."""
        overrides = MappingProxyType(dict(self.overrides))
        lines = [f"{day.isoformat()}={int(worked)}" for day, worked in sorted(overrides.items())]
        lines += [str(year) for year in sorted(self.years)]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
        object.__setattr__(self, "overrides", overrides)
        object.__setattr__(self, "years", frozenset(self.years))
        object.__setattr__(self, "version", digest)

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked; in a year without a notice, whether it is Monday to Friday."""
        worked = self.overrides.get(day)
        return day.weekday() < _SATURDAY if worked is None else worked

    def covers(self, day: date) -> bool:
        """Whether the notice of the day's year is published."""
        return day.year in self.years


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a period (it ends at 24:00), and how sure that is.

    ``provisional`` (暂定): a day counted or passed over lies in a year without a notice. The date
    is computed anew when the notice arrives.
    """

    on: date
    provisional: bool
    calendar_version: str


class CellState(StrEnum):
    """What a working day of a period is, seen from today."""

    PASSED = "PASSED"
    TODAY = "TODAY"
    LEFT = "LEFT"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class RulerCell:
    """One working day of the ruler 工作日格尺.

    ``begins_week`` asks for the wider gap; ``is_extension`` marks the days an extension added;
    ``is_provisional`` a day of a year without a notice. Today can also be an OVERDUE day: then
    ``is_today`` tells it.
    """

    on: date
    state: CellState
    is_today: bool
    is_extension: bool
    is_provisional: bool
    begins_week: bool


def local_day(moment: datetime) -> date:
    """The day on which an event happened, in Asia/Shanghai.

    :raises ValueError: the moment is naive, so that its day is unknown.
    """
    if moment.utcoffset() is None:
        raise ValueError("a naive datetime has no day: give it a time zone")
    return moment.astimezone(CHINA).date()


def begin_of(day: date) -> datetime:
    """The moment at which the day begins in Asia/Shanghai."""
    return datetime.combine(day, time.min, CHINA)


def add_workdays(start: date, workdays: int, calendar: Calendar) -> DueDate:
    """The day on which a period of so many working days ends, for an event on ``start``.

    The day of the event is not counted, whether it is a working day or not. Zero working days end
    on the day of the event.

    :raises ValueError: the number of working days is negative.
    :raises OverflowError: the period runs past the year 9999.
    """
    _require_date(start)
    if workdays < 0:
        raise ValueError(f"a period cannot have {workdays} working days")
    day, counted, provisional = start, 0, False
    while counted < workdays:
        day += _ONE_DAY
        counted += calendar.is_workday(day)
        provisional = provisional or not calendar.covers(day)
    return DueDate(day, provisional, calendar.version)


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

    The inverse of ``add_workdays``. Looking back, it counts the working days after ``end`` up to
    and including ``start``: seen from ``today``, -3 means three working days overdue.
    """
    _require_date(start)
    _require_date(end)
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(1 for _ in _workdays_after(start, end, calendar))


def ruler(
    start: date,
    due: date,
    today: date,
    calendar: Calendar,
    *,
    extended_from: date | None = None,
    overdue_limit: int = 10,
) -> tuple[RulerCell, ...]:
    """One cell for each working day of a period, from the day after ``start`` to ``due``.

    Days after ``extended_from`` (the due date before an extension) are marked as such. When
    ``today`` is past ``due``, the overdue working days up to today follow, at most
    ``overdue_limit`` of them and counted from ``due``; the number of all of them is
    ``workdays_between(due, today, calendar)``.
    """
    period = list(_workdays_after(start, due, calendar))
    late = list(_workdays_after(due, today, calendar))[:overdue_limit] if today > due else []
    days = period + late
    return tuple(
        RulerCell(
            on=day,
            state=_cell_state(day, due, today),
            is_today=day == today,
            is_extension=extended_from is not None and extended_from < day <= due,
            is_provisional=not calendar.covers(day),
            begins_week=place > 0 and _monday(day) != _monday(days[place - 1]),
        )
        for place, day in enumerate(days)
    )


def _cell_state(day: date, due: date, today: date) -> CellState:
    if day > due:
        return CellState.OVERDUE
    if day == today:
        return CellState.TODAY
    return CellState.PASSED if day < today else CellState.LEFT


def _workdays_after(start: date, end: date, calendar: Calendar) -> Iterator[date]:
    """The working days after ``start`` up to and including ``end``."""
    for offset in range(1, (end - start).days + 1):
        day = start + timedelta(days=offset)
        if calendar.is_workday(day):
            yield day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _require_date(day: date) -> None:
    """Refuse a moment where a day is meant: its day depends on a zone (see ``local_day``)."""
    if isinstance(day, datetime):
        raise TypeError("a day is needed, not a moment: use local_day")
