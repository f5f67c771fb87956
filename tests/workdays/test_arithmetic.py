"""Counting working days: the vectors of the regulation, the provisional years, two references."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays import calendars
from portal.workdays.arithmetic import (
    Calendar,
    CellState,
    add_workdays,
    local_day,
    ruler,
    workdays_between,
)

CALENDAR = calendars.shipped()

#: (case, event, working days, due)
VECTORS = [
    ("D4 over National Day", "2025-09-30", 1, "2025-10-09"),
    ("D5 over two make-up days", "2025-09-24", 10, "2025-10-14"),
    ("D6 after it", "2025-10-14", 10, "2025-10-28"),
    ("D7 from answer", "2025-10-14", 20, "2025-11-11"),
    ("D4 due on a working Saturday", "2026-02-13", 1, "2026-02-14"),
    ("D5 over Spring Festival", "2026-02-13", 10, "2026-03-05"),
    ("D6 after Spring Festival", "2026-03-05", 10, "2026-03-19"),
    ("D7 after Spring Festival", "2026-03-05", 20, "2026-04-02"),
    ("D1", "2025-08-01", 10, "2025-08-15"),
    ("D1 and D2", "2025-08-01", 15, "2025-08-22"),
    ("D3", "2025-09-30", 2, "2025-10-10"),
    ("D8 over Labour Day", "2026-04-30", 10, "2026-05-18"),
    ("event on a plain Saturday", "2025-08-16", 1, "2025-08-18"),
    ("event inside a holiday", "2025-10-03", 1, "2025-10-09"),
    ("event on a working Sunday", "2025-09-28", 1, "2025-09-29"),
    ("year boundary, due on a working Sunday", "2025-12-31", 1, "2026-01-04"),
]
OFF_DAYS = {
    2025: "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
    2026: "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
}
WORKING_WEEKENDS = {
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
published_days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def days_of(year: int, text: str) -> set[date]:
    found = set()
    for stretch in text.split():
        first, _slash, last = stretch.partition("/")
        day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("event", "workdays", "due"),
    [vector[1:] for vector in VECTORS],
    ids=[vector[0] for vector in VECTORS],
)
def test_vectors_of_the_regulation(event: str, workdays: int, due: str) -> None:
    found = add_workdays(date.fromisoformat(event), workdays, CALENDAR)
    assert found.on == date.fromisoformat(due)
    assert not found.provisional
    assert found.calendar_version == CALENDAR.version
    assert workdays_between(date.fromisoformat(event), found.on, CALENDAR) == workdays


@pytest.mark.parametrize("year", [2025, 2026])
def test_shipped_calendar_is_the_state_councils(year: int) -> None:
    off, worked = days_of(year, OFF_DAYS[year]), days_of(year, WORKING_WEEKENDS[year])
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert CALENDAR.is_workday(day) == expected, day
        day += timedelta(days=1)


def test_shipped_calendar_agrees_with_the_second_opinion_on_every_day() -> None:
    day = date(2025, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


# Provisional


@pytest.mark.parametrize(
    ("event", "workdays", "due", "provisional"),
    [
        ("2026-12-30", 1, "2026-12-31", False),
        ("2026-12-31", 1, "2027-01-01", True),  # New Year's Day: Mon-Fri stands in, and says so
        ("2026-12-24", 10, "2027-01-07", True),
        ("2027-03-01", 1, "2027-03-02", True),
        ("2024-12-31", 1, "2025-01-02", False),  # the event's own day is not counted
        ("2024-12-30", 1, "2024-12-31", True),
        ("2024-12-28", 3, "2025-01-02", True),
        ("2027-01-04", 0, "2027-01-04", False),  # nothing is counted
    ],
)
def test_a_year_without_notice_makes_the_date_provisional(
    event: str, workdays: int, due: str, provisional: bool
) -> None:
    found = add_workdays(date.fromisoformat(event), workdays, CALENDAR)
    assert (found.on, found.provisional) == (date.fromisoformat(due), provisional)


def test_a_day_passed_over_counts_for_provisional() -> None:
    calendar = Calendar(overrides={}, years=frozenset({2026, 2028}))
    over_2027 = add_workdays(date(2026, 12, 31), 262, calendar)
    assert over_2027.on.year == 2028
    assert over_2027.provisional


def test_the_notice_changes_date_version_and_mark() -> None:
    event = date(2026, 12, 31)
    before = add_workdays(event, 1, CALENDAR)
    with_2027 = Calendar(
        overrides={**CALENDAR.overrides, date(2027, 1, 1): False},
        years=CALENDAR.years | {2027},
    )
    after = add_workdays(event, 1, with_2027)
    assert (before.on, before.provisional) == (date(2027, 1, 1), True)
    assert (after.on, after.provisional) == (date(2027, 1, 4), False)
    assert before.calendar_version != after.calendar_version


# References


def by_the_day(start: date, workdays: int) -> date:
    """The plainest way there is: list all working days after the event, take the Nth."""
    span = (date(2026, 12, 31) - start).days
    days = (start + timedelta(days=offset) for offset in range(1, span + 1))
    return [day for day in days if chinese_calendar.is_workday(day)][workdays - 1]


@given(start=st.dates(date(2025, 1, 1), date(2026, 9, 1)), workdays=st.integers(1, 60))
def test_add_agrees_with_the_reference(start: date, workdays: int) -> None:
    found = add_workdays(start, workdays, CALENDAR)
    assert found.on == by_the_day(start, workdays)
    assert not found.provisional


@given(start=published_days, end=published_days)
def test_between_agrees_with_the_reference(start: date, end: date) -> None:
    low, high = sorted((start, end))
    counted = sum(
        chinese_calendar.is_workday(low + timedelta(days=offset))
        for offset in range(1, (high - low).days + 1)
    )
    assert workdays_between(start, end, CALENDAR) == (counted if start <= end else -counted)


@given(start=published_days, workdays=st.integers(0, 300))
def test_between_is_the_inverse_of_add(start: date, workdays: int) -> None:
    due = add_workdays(start, workdays, CALENDAR)
    assert workdays_between(start, due.on, CALENDAR) == workdays
    assert workdays == 0 or CALENDAR.is_workday(due.on)


@given(start=published_days, first=st.integers(0, 100), second=st.integers(0, 100))
def test_an_extension_adds_up(start: date, first: int, second: int) -> None:
    base = add_workdays(start, first, CALENDAR)
    whole = add_workdays(start, first + second, CALENDAR)
    assert add_workdays(base.on, second, CALENDAR).on == whole.on


# Refusals


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        add_workdays(date(2026, 3, 2), -1, CALENDAR)


def test_a_period_past_the_last_year_is_refused() -> None:
    with pytest.raises(OverflowError):
        add_workdays(date(9999, 12, 30), 10, CALENDAR)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="local_day"):
        add_workdays(datetime(2026, 3, 2, tzinfo=UTC), 1, CALENDAR)
    with pytest.raises(TypeError, match="local_day"):
        workdays_between(date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), CALENDAR)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 9, 30, 15, 59, 59, tzinfo=UTC), date(2025, 9, 30)),
        (datetime(2025, 9, 30, 16, 0, 0, tzinfo=UTC), date(2025, 10, 1)),
    ],
)
def test_the_day_of_a_moment_is_shanghais(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2025, 9, 30, 12))  # noqa: DTZ001


# The calendar as a value


def test_the_version_is_the_content() -> None:
    backwards = dict(reversed(list(CALENDAR.overrides.items())))
    same = Calendar(overrides=backwards, years=frozenset({2026, 2025}))
    assert same == CALENDAR
    assert same.version == CALENDAR.version
    fewer_years = Calendar(overrides=CALENDAR.overrides, years=frozenset({2025}))
    flipped = Calendar(
        overrides={**CALENDAR.overrides, date(2026, 2, 14): False}, years=CALENDAR.years
    )
    other_years = Calendar(overrides=CALENDAR.overrides, years=frozenset({2026, 2027}))
    versions = {one.version for one in (same, fewer_years, other_years, flipped)}
    assert len(versions) == 4


def test_a_calendar_does_not_change() -> None:
    source = {date(2026, 1, 1): False}
    calendar = Calendar(overrides=source, years=frozenset({2026}))
    source[date(2026, 1, 5)] = False
    assert calendar.is_workday(date(2026, 1, 5))
    with pytest.raises(TypeError):
        calendar.overrides[date(2026, 1, 5)] = False  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        calendar.years = frozenset()  # type: ignore[misc]


# The ruler


def test_the_ruler_has_one_cell_per_working_day() -> None:
    start, due = date(2025, 9, 24), date(2025, 10, 14)
    cells = ruler(start, due, date(2025, 9, 28), CALENDAR)
    assert [f"{cell.on:%m-%d}" for cell in cells] == (
        ["09-25", "09-26", "09-28", "09-29", "09-30", "10-09", "10-10", "10-11", "10-13", "10-14"]
    )
    assert [cell.state for cell in cells[:4]] == [
        CellState.PASSED,
        CellState.PASSED,
        CellState.TODAY,
        CellState.LEFT,
    ]
    assert [f"{cell.on:%m-%d}" for cell in cells if cell.begins_week] == ["09-29", "10-09", "10-13"]
    assert not any(cell.is_provisional or cell.is_extension for cell in cells)


def test_the_ruler_on_a_day_off_has_no_today() -> None:
    cells = ruler(date(2025, 9, 24), date(2025, 10, 14), date(2025, 10, 3), CALENDAR)
    assert [cell.state for cell in cells] == [CellState.PASSED] * 5 + [CellState.LEFT] * 5
    assert not any(cell.is_today for cell in cells)


def test_the_ruler_goes_on_into_the_overdue_days() -> None:
    start, due = date(2026, 3, 2), date(2026, 3, 4)
    cells = ruler(start, due, date(2026, 3, 6), CALENDAR)
    assert [cell.state for cell in cells] == [CellState.PASSED] * 2 + [CellState.OVERDUE] * 2
    assert [cell.is_today for cell in cells] == [False, False, False, True]
    assert len(ruler(start, due, date(2026, 8, 3), CALENDAR)) == 2 + 10
    assert len(ruler(start, due, date(2026, 8, 3), CALENDAR, overdue_limit=3)) == 2 + 3


def test_the_ruler_marks_extension_and_provisional_days() -> None:
    base = add_workdays(date(2026, 12, 24), 5, CALENDAR).on
    due = add_workdays(base, 5, CALENDAR).on
    cells = ruler(date(2026, 12, 24), due, date(2026, 12, 25), CALENDAR, extended_from=base)
    assert [cell.is_extension for cell in cells] == [False] * 5 + [True] * 5
    assert [cell.is_provisional for cell in cells] == [cell.on.year == 2027 for cell in cells]
    assert cells[0].state is CellState.TODAY
