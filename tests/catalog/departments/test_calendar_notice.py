"""A year's working-day notice is loaded by the officer of the highest authority."""

from datetime import date

import pytest

from portal.models import AuditEvent, WorkdayOverride
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalog/department/calendar/"
LINES = """2027-01-01 至 2027-01-03 休 元旦

2026-12-27 班 元旦
2027-02-05 ~ 2027-02-11 休 春节
"""


@pytest.fixture
def officer(cast, client, settings):
    settings.AXES_ENABLED = False
    assert client.login(username="authority_officer", password=PASSWORD)
    return client


def send(client, **changes):
    return client.post(PAGE, {"year": 2027, "citation": "测试用通知", "days": LINES, **changes})


def test_the_notice_counts_at_once(officer) -> None:
    """Eleven days; the Sunday that is worked counts, the holidays do not; the log says who."""
    assert send(officer).status_code == 302
    rows = WorkdayOverride.objects.filter(loaded_from="notice")
    assert rows.count() == 11
    assert 2027 in calendars.current().years
    due = add_workdays(date(2026, 12, 25), 6, calendars.current())
    # Sun 27 (worked), Mon 28, Tue 29, Wed 30, Thu 31; then Mon 4 January.
    assert (due.on, due.provisional) == (date(2027, 1, 4), False)
    event = AuditEvent.objects.get(name="department.load_calendar")
    assert event.details == {"year": 2027, "days": 11}
    assert event.note == "测试用通知"
    page = officer.get(PAGE).content.decode()
    assert "2027" in page


def test_loading_twice_changes_nothing_and_less_takes_away(officer) -> None:
    send(officer)
    before = list(WorkdayOverride.objects.order_by("pk").values())
    send(officer)
    assert list(WorkdayOverride.objects.order_by("pk").values()) == before
    send(officer, days="2027-01-01 休 元旦")
    assert WorkdayOverride.objects.filter(loaded_from="notice").count() == 1


@pytest.mark.parametrize(
    ("days", "line"),
    [
        ("2027-01-01 休 元旦\n2027-02-30 休 春节", 2),
        ("2027-01-01 放假 元旦", 1),
        ("2027-01-01 休", 1),
        ("2027-01-01 休 元旦\n2027-01-01 班 元旦", 2),
        ("2028-01-01 休 元旦", 1),
        ("2026-11-30 班 元旦", 1),
        ("2027-02-11 至 2027-02-05 休 春节", 1),
        ("2027-01-01 至 2027-12-31 休 全年", 1),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(officer, days: str, line: int) -> None:
    answer = send(officer, days=days)
    assert answer.status_code == 400
    assert f"第 {line} 行无法识别" in answer.content.decode()
    assert not WorkdayOverride.objects.filter(loaded_from="notice").exists()
    assert days.splitlines()[0] in answer.content.decode()


def test_empty_lines_are_no_notice(officer) -> None:
    answer = send(officer, days="  \n ")
    assert answer.status_code == 400
    assert not AuditEvent.objects.filter(name="department.load_calendar").exists()


def test_nobody_else_finds_the_page(cast, client, settings) -> None:
    settings.AXES_ENABLED = False
    for person in ("market_office_head", "labour_clerk", "superuser", "outsider"):
        client.force_login(cast.people[person], "django.contrib.auth.backends.ModelBackend")
        # An outsider is not let in at all, and is sent to the door.
        told = {302} if person == "outsider" else {403, 404}
        assert client.get(PAGE).status_code in told, person
        assert send(client).status_code in told, person
    assert not WorkdayOverride.objects.filter(loaded_from="notice").exists()
