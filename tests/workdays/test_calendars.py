"""The calendar in force: the shipped notices, the table, the overlays, the memory."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays
from portal.workdays.models import WorkdayOverride

NOTICE_2027 = calendars.Notice(
    2027,
    "a made-up notice",
    (
        calendars.NoticeDay(date(2026, 12, 31), False, "元旦"),
        calendars.NoticeDay(date(2027, 1, 1), False, "元旦"),
    ),
)


def override(day: date, *, is_workday: bool, region_code: str) -> WorkdayOverride:
    return WorkdayOverride.objects.create(
        region_code=region_code,
        day=day,
        is_workday=is_workday,
        name="开斋节",
        notice_year=day.year,
        notice_citation="a made-up local notice",
        loaded_from="test",
    )


@pytest.fixture
def table(db: Any) -> None:
    """The table as a new portal has it."""
    WorkdayOverride.objects.all().delete()
    calendars.load_shipped(WorkdayOverride)


def test_two_notices_are_shipped() -> None:
    notices = calendars.shipped_notices()
    assert [notice.year for notice in notices] == [2025, 2026]
    assert [len(notice.days) for notice in notices] == [33, 39]
    assert calendars.shipped().years == {2025, 2026}
    assert all("国务院办公厅" in notice.citation for notice in notices)


def test_loading_fills_the_table_once(table: None) -> None:
    assert WorkdayOverride.objects.count() == 72
    assert calendars.load_shipped(WorkdayOverride) == (0, 0, 0, 72)
    assert WorkdayOverride.objects.count() == 72
    assert calendars.current() == calendars.shipped()


def test_a_hand_made_correction_survives_a_load(table: None) -> None:
    WorkdayOverride.objects.filter(day=date(2026, 2, 14)).update(
        is_workday=False, loaded_from="clerk"
    )
    calendars.load_shipped(WorkdayOverride)
    assert not WorkdayOverride.objects.get(day=date(2026, 2, 14)).is_workday


def test_a_corrected_notice_replaces_its_own_rows(table: None) -> None:
    old = calendars.shipped_notices()[1]
    days = tuple(
        entry._replace(is_workday=False) if entry.day == date(2026, 5, 9) else entry
        for entry in old.days
        if entry.day != date(2026, 10, 10)
    )
    corrected = calendars.Notice(old.year, old.citation, days)
    loaded = calendars.load_notice(corrected, loaded_from="shipped")
    assert loaded == (0, 1, 1, 37)
    assert not calendars.current().is_workday(date(2026, 5, 9))
    assert not calendars.current().is_workday(date(2026, 10, 10))


def test_an_empty_table_makes_every_date_provisional(db: Any) -> None:
    WorkdayOverride.objects.all().delete()
    calendar = calendars.current()
    assert not calendar.years
    assert add_workdays(date(2026, 3, 2), 1, calendar).provisional


def test_a_year_is_published_by_its_own_notice_only(table: None) -> None:
    """A notice may name a December day of the year before; that does not publish that year."""
    WorkdayOverride.objects.filter(notice_year=2026).delete()
    calendars.load_notice(NOTICE_2027, loaded_from="test")
    assert calendars.current().years == {2025, 2027}
    assert not calendars.current().is_workday(date(2026, 12, 31))


def test_the_next_notice_settles_provisional_dates(table: None) -> None:
    event = date(2026, 12, 30)
    before = add_workdays(event, 2, calendars.current())
    calendars.load_notice(NOTICE_2027, loaded_from="test")
    after = add_workdays(event, 2, calendars.current())
    assert (before.on, before.provisional) == (date(2027, 1, 1), True)
    assert (after.on, after.provisional) == (date(2027, 1, 5), False)
    assert before.calendar_version != after.calendar_version


# Overlay


def test_a_region_overlays_the_national_days(table: None) -> None:
    override(date(2026, 3, 20), is_workday=False, region_code="640000")
    override(date(2026, 5, 9), is_workday=False, region_code="640000")
    override(date(2026, 5, 9), is_workday=True, region_code="640100")
    national, province = calendars.current(), calendars.current("640000")
    city, elsewhere = calendars.current("640104"), calendars.current("310115")
    assert national.is_workday(date(2026, 3, 20))
    assert not province.is_workday(date(2026, 3, 20))
    assert not city.is_workday(date(2026, 3, 20))
    assert not province.is_workday(date(2026, 5, 9))
    assert city.is_workday(date(2026, 5, 9))
    assert elsewhere == national
    assert not province.is_workday(date(2026, 1, 1))
    assert len({national.version, province.version, city.version}) == 3


def test_an_overlay_publishes_no_year(table: None) -> None:
    override(date(2027, 3, 10), is_workday=False, region_code="640000")
    assert calendars.current("640000").years == {2025, 2026}


def test_a_region_code_in_bad_form_is_refused(table: None) -> None:
    with pytest.raises(ValueError, match="does not have the form"):
        calendars.current("64")


# Memory


def test_the_rows_are_read_once_and_again_when_they_change(table: None) -> None:
    first = calendars.current()
    with CaptureQueriesContext(connection) as queries:
        again = calendars.current()
    assert again is first
    assert len(queries) == 1
    WorkdayOverride.objects.filter(day=date(2026, 5, 9)).update(is_workday=False)
    assert not calendars.current().is_workday(date(2026, 5, 9))
    WorkdayOverride.objects.filter(day=date(2026, 5, 9)).update(is_workday=True)
    assert calendars.current() == first


def test_a_rolled_back_change_is_forgotten(table: None) -> None:
    class Undo(Exception):
        """Leaves the block."""

    first = calendars.current()
    with pytest.raises(Undo), transaction.atomic():
        calendars.load_notice(NOTICE_2027, loaded_from="test")
        assert calendars.current().years == {2025, 2026, 2027}
        raise Undo
    assert calendars.current() == first


# The table's own rules


@pytest.mark.parametrize("region_code", ["", "640000"])
def test_a_day_is_named_once_per_region(table: None, region_code: str) -> None:
    WorkdayOverride.objects.filter(day=date(2026, 3, 20)).delete()
    override(date(2026, 3, 20), is_workday=False, region_code=region_code)
    with pytest.raises(IntegrityError), transaction.atomic():
        override(date(2026, 3, 20), is_workday=True, region_code=region_code)


def test_the_database_refuses_a_region_code_in_bad_form(table: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        override(date(2026, 3, 20), is_workday=False, region_code="64000")


# Reading a notice


def notice_text(**changes: Any) -> str:
    content = {
        "year": 2027,
        "citation": "a notice",
        "days": [{"date": "2027-01-01", "is_workday": False, "name": "元旦"}],
    }
    return json.dumps({**content, **changes})


def test_a_notice_is_read() -> None:
    notice = calendars.parse_notice(notice_text())
    assert notice == calendars.Notice(
        2027, "a notice", (calendars.NoticeDay(date(2027, 1, 1), False, "元旦"),)
    )


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"days": []}, "names no day"),
        ({"days": [{"date": "2027-01-01"}]}, "no holiday notice"),
        ({"days": [{"date": "2027-02-30", "is_workday": False, "name": "x"}]}, "day"),
        ({"days": [{"date": "2028-01-01", "is_workday": False, "name": "x"}]}, "not belong"),
        ({"days": [{"date": "2026-11-30", "is_workday": False, "name": "x"}]}, "not belong"),
        ({"days": [{"date": "2027-01-01", "is_workday": 0, "name": "x"}]}, "true or false"),
        ({"days": [{"date": "2027-01-01", "is_workday": False, "name": "x"}] * 2}, "twice"),
    ],
)
def test_a_wrong_notice_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        calendars.parse_notice(notice_text(**changes))
