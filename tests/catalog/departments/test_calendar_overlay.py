"""A region's own holidays: laid and withdrawn by its authority, and counted where they hold.

The vector is that of D5: received on 24 September 2025, ten working days, 14 October 2025.
"""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.departments import actions
from catalog.departments.actions import Overlay
from catalog.models import Department, Region
from portal.interfaces.show import Day, due
from portal.models import AuditEvent, WorkdayOverride
from portal.regulation import reasons
from portal.regulation.vocabulary import Party
from portal.workdays.calendars import NoticeDay
from portal.workflow.decision import Refused
from portal.workflow.due import Calendars
from requests_app.models import SharingRequest
from tests import story
from tests.cast import PASSWORD
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalog/department/calendar/overlay/"
WITHDRAWAL = "/admin/catalog/department/calendar/withdraw-overlay/"
RECEIVED = datetime(2025, 9, 24, 10, 0, tzinfo=SHANGHAI)
LATER = datetime(2025, 9, 25, 10, 0, tzinfo=SHANGHAI)
LINES = "2025-10-10 休 地方纪念日"
CITATION = "《关于地方纪念日放假的通知》（测府发〔2025〕1号）"


@pytest.fixture
def waiting(cast, published) -> SharingRequest:
    """Received by a department of the city."""
    return story.send(cast, story.apply(cast, published), now=RECEIVED)


@pytest.fixture
def officer(cast, client, settings):
    settings.AXES_ENABLED = False
    assert client.login(username="authority_officer", password=PASSWORD)
    return client


def overlay(*days: date, **changes) -> Overlay:
    rows = tuple(NoticeDay(day, False, "地方纪念日") for day in days)
    stated = {
        "year": 2025,
        "title": "关于地方纪念日放假的通知",
        "document_number": "测府发〔2025〕1号",
        "days": rows,
    }
    return Overlay(**{**stated, **changes})


def lay(cast, *days: date, now: datetime = LATER, **changes) -> int:
    actor = cast.actor("authority_officer")
    return actions.load_overlay(
        pk=actor.department_id, overlay=overlay(*days, **changes), actor=actor, now=now
    )


def take_off(cast, citation: str = CITATION) -> int:
    actor = cast.actor("authority_officer")
    return actions.withdraw_overlay(
        pk=actor.department_id, citation=citation, actor=actor, now=LATER
    )


def lay_elsewhere(day: date, code: str) -> None:
    WorkdayOverride.objects.create(
        region_code=code,
        day=day,
        is_workday=False,
        name="地方纪念日",
        notice_year=day.year,
        notice_citation="测试",
        loaded_from="test",
    )


def move(department_id: int, code: str) -> None:
    """Let the department work for another region."""
    region = Region.objects.get(code=code, effective_to=None)
    Department.objects.filter(pk=department_id).update(region=region)


def test_a_local_holiday_moves_what_runs_and_its_withdrawal_brings_it_back(cast, waiting) -> None:
    national = list(WorkdayOverride.objects.filter(region_code="").order_by("pk").values())
    assert waiting.due_on == date(2025, 10, 14)
    assert lay(cast, date(2025, 10, 10)) == 1
    waiting.refresh_from_db()
    assert waiting.due_on == date(2025, 10, 15)
    assert take_off(cast) == 1
    waiting.refresh_from_db()
    assert waiting.due_on == date(2025, 10, 14)
    assert not WorkdayOverride.objects.exclude(region_code="").exists()
    assert list(WorkdayOverride.objects.filter(region_code="").order_by("pk").values()) == national
    acts = AuditEvent.objects.filter(name__endswith="_overlay").order_by("pk")
    region = {"region": "310000", "days": 1}
    assert [(each.name, each.note, each.article, each.details) for each in acts] == [
        ("department.load_overlay", CITATION, "21-1", {**region, "year": 2025}),
        ("department.withdraw_overlay", CITATION, "21-1", region),
    ]
    counted = AuditEvent.objects.filter(name="sharingrequest.recount").order_by("pk")
    assert [each.details for each in counted] == [
        {"due_before": "2025-10-14", "due_on": "2025-10-15"},
        {"due_before": "2025-10-15", "due_on": "2025-10-14"},
    ]
    assert {each.actor_id for each in counted} == {cast.people["authority_officer"].pk}


def test_a_period_that_begins_later_counts_by_it(cast, published) -> None:
    """What is sent after the days were laid is counted by them from the first."""
    lay(cast, date(2025, 10, 10))
    request = story.send(cast, story.apply(cast, published), now=RECEIVED)
    assert request.due_on == date(2025, 10, 15)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 9, 24),  # the day of the event is not counted
        date(2025, 10, 15),  # after the last day
        date(2025, 10, 2),  # a national holiday already
    ],
)
def test_a_day_that_changes_nothing_is_not_logged(cast, waiting, day: date) -> None:
    assert lay(cast, day) == 0
    waiting.refresh_from_db()
    assert waiting.due_on == date(2025, 10, 14)
    assert not AuditEvent.objects.filter(name="sharingrequest.recount").exists()


def test_an_answered_request_stays_as_it_was_counted(cast, waiting) -> None:
    story.agree(cast, waiting, now=LATER)
    waiting.refresh_from_db()
    lay(cast, date(2025, 10, 10))
    again = SharingRequest.objects.get(pk=waiting.pk)
    assert again.due_on == waiting.due_on == date(2025, 10, 14)


def test_the_provider_s_region_counts_and_no_other(cast, published) -> None:
    """Days of one district hold for departments of that district, not beside it nor above it."""
    lay_elsewhere(date(2025, 10, 10), "310109")
    city = story.send(cast, story.apply(cast, published), now=RECEIVED)
    assert city.due_on == date(2025, 10, 14)
    move(city.provider_id, "310115")
    assert Calendars().of(SharingRequest.objects.get(pk=city.pk)).is_workday(date(2025, 10, 10))
    move(city.provider_id, "310109")
    hongkou = SharingRequest.objects.get(pk=city.pk)
    assert not Calendars().of(hongkou).is_workday(date(2025, 10, 10))
    # The authority over it sits in the city; its own periods are not the district's.
    assert hongkou.department_for(Party.AUTHORITY) == cast.departments["authority"].pk
    version = hongkou.entry_version
    version.known_authority = city.provider_id
    assert Calendars().of(version).is_workday(date(2025, 10, 10))


def test_another_region_s_periods_are_left_alone(cast, waiting) -> None:
    """The city's own days hold in its districts; what is outside the city keeps its date."""
    outside = Region.objects.create(
        code="640000",
        name="测试区",
        tier="PROVINCE",
        parent=Region.objects.get(code="000000", effective_to=None),
        path="000000/640000/",
        effective_from=date(2020, 1, 1),
    )
    Department.objects.filter(pk=waiting.provider_id).update(region=outside)
    assert lay(cast, date(2025, 10, 10)) == 0
    waiting.refresh_from_db()
    assert waiting.due_on == date(2025, 10, 14)


def test_what_is_left_is_counted_where_the_matter_is_owed(cast, waiting) -> None:
    """From 9 October four are left: 10, 11 (a worked Saturday), 13, 14; later 11, 13, 14, 15."""
    now = datetime(2025, 10, 9, 9, 0, tzinfo=SHANGHAI)
    assert due(waiting, Day.of(now))["days"] == 4
    lay(cast, date(2025, 10, 10))
    waiting.refresh_from_db()
    assert due(waiting, Day.of(now))["days"] == 4
    lay_elsewhere(date(2025, 10, 13), "640000")
    with CaptureQueriesContext(connection) as asked:
        day = Day.of(now)
        rows = [due(waiting, day) for _row in range(5)]
    assert {row["days"] for row in rows} == {4}
    assert len(asked) == 2  # the table of days and the register, however many rows


def test_without_a_region_s_days_nothing_more_is_asked(cast, waiting) -> None:
    with CaptureQueriesContext(connection) as asked:
        due(waiting, Day.of(LATER))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("days", "changes", "reason"),
    [
        ((), {}, reasons.OVERLAY_WITHOUT_DAYS),
        ((date(2025, 10, 10), date(2025, 10, 10)), {}, reasons.OVERLAY_DAY_TWICE),
        ((date(2025, 11, 3),), {}, reasons.OVERLAY_DAY_TWICE),
        ((date(2026, 1, 5),), {}, reasons.OVERLAY_DAY_OUTSIDE_YEAR),
        ((date(2025, 10, 10),), {"document_number": " "}, reasons.OVERLAY_UNCITED),
        ((date(2025, 10, 10),), {"title": ""}, reasons.OVERLAY_UNCITED),
    ],
)
def test_bad_days_are_refused_with_their_reason(cast, days, changes, reason) -> None:
    lay(cast, date(2025, 11, 3))
    with pytest.raises(Refused) as refusal:
        lay(cast, *days, **changes)
    assert refusal.value.reason is reason
    assert WorkdayOverride.objects.exclude(region_code="").count() == 1


def test_only_the_region_s_own_authority_lays_days(cast) -> None:
    """Its officer not for a department's region, and nobody of a department at all."""
    officer = cast.actor("authority_officer")
    provider = cast.departments["market"].pk
    with pytest.raises(Refused) as refusal:
        actions.load_overlay(
            pk=provider, overlay=overlay(date(2025, 10, 10)), actor=officer, now=LATER
        )
    assert refusal.value.reason is reasons.NO_OVERLAY_HERE
    for person in ("market_office_head", "labour_clerk"):
        with pytest.raises(Refused):
            actions.load_overlay(
                pk=officer.department_id,
                overlay=overlay(date(2025, 10, 10)),
                actor=cast.actor(person),
                now=LATER,
            )
    assert not WorkdayOverride.objects.exclude(region_code="").exists()


def test_national_days_cannot_be_withdrawn(cast) -> None:
    """Nor those of another region: their documents are unknown here."""
    before = WorkdayOverride.objects.count()
    lay_elsewhere(date(2025, 10, 10), "640000")
    national = WorkdayOverride.objects.filter(region_code="").first()
    assert national is not None
    for citation in (national.notice_citation, "测试", ""):
        with pytest.raises(Refused) as refusal:
            take_off(cast, citation)
        assert refusal.value.reason is reasons.OVERLAY_UNKNOWN
    assert WorkdayOverride.objects.count() == before + 1


def send(client, **changes):
    typed = {
        "year": 2025,
        "title": "关于地方纪念日放假的通知",
        "document_number": "测府发〔2025〕1号",
        "days": LINES,
    }
    return client.post(PAGE, {**typed, **changes})


def test_the_pages_lay_and_withdraw(officer) -> None:
    links = officer.get("/admin/catalog/department/").content.decode()
    assert PAGE in links
    assert WITHDRAWAL in links
    assert send(officer).status_code == 302
    row = WorkdayOverride.objects.get(region_code="310000")
    assert (row.day, row.is_workday, row.notice_citation) == (date(2025, 10, 10), False, CITATION)
    assert CITATION in officer.get(PAGE).content.decode()
    again = send(officer)
    assert reasons.OVERLAY_DAY_TWICE.zh[:10] in again.content.decode()
    assert again.status_code == 409
    assert officer.post(WITHDRAWAL, {"citation": "别的文件"}).status_code == 400
    assert officer.post(WITHDRAWAL, {"citation": CITATION}).status_code == 302
    assert not WorkdayOverride.objects.exclude(region_code="").exists()


def test_a_bad_line_is_named(officer) -> None:
    answer = send(officer, days=LINES + "\n2025-10-32 休 地方纪念日")
    assert answer.status_code == 400
    assert "第 2 行无法识别" in answer.content.decode()
    assert not WorkdayOverride.objects.exclude(region_code="").exists()


def test_nobody_else_finds_the_pages(cast, client, settings) -> None:
    settings.AXES_ENABLED = False
    for person in ("market_office_head", "labour_clerk"):
        client.force_login(cast.people[person], "django.contrib.auth.backends.ModelBackend")
        for page in (PAGE, WITHDRAWAL):
            assert client.get(page).status_code == 404, (person, page)
        assert send(client).status_code == 404, person
