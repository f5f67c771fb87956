"""A period that reaches into a year without a calendar is provisional until the notice comes."""

import json
from datetime import date, datetime, timedelta

import pytest

from portal.jobs import recount_due
from portal.models import AuditEvent
from portal.workdays import calendars
from portal.workflow.actor import Actor
from requests_app.models import SharingRequest
from tests import story
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("recount-due")
#: New Year's Day 2027 a holiday with a make-up Sunday: the shape of a notice, not the real one.
NOTICE = {
    "year": 2027,
    "citation": "测试用通知",
    "days": [
        {"date": "2027-01-01", "is_workday": False, "name": "元旦"},
        {"date": "2027-01-03", "is_workday": True, "name": "元旦"},
    ],
}
RECEIVED = datetime(2026, 12, 24, 10, 0, tzinfo=SHANGHAI)  # a Thursday


@pytest.fixture
def waiting(cast, published) -> SharingRequest:
    """Received on 24 December 2026, ten working days to answer."""
    request = story.apply(cast, published, use_until=date(2027, 12, 31))
    return story.send(cast, request, now=RECEIVED)


def run() -> None:
    recount_due(actor=CLOCK, now=RECEIVED + timedelta(days=1))


def test_the_date_is_counted_anew_and_logged_once(waiting) -> None:
    """Without the notice Friday 1 January counts as a working day; with it, it is off."""
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 7), True)
    run()
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 7), True)
    assert not AuditEvent.objects.filter(name="sharingrequest.recount").exists()
    notice = {**NOTICE, "days": NOTICE["days"][:1]}
    calendars.load_notice(calendars.parse_notice(json.dumps(notice)), loaded_from="test")
    version = waiting.due_calendar_version
    for _twice in range(2):
        run()
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 8), False)
    assert waiting.due_calendar_version != version
    event = AuditEvent.objects.get(name="sharingrequest.recount")
    assert event.details == {"due_before": "2027-01-07", "due_on": "2027-01-08"}
    assert (event.system_name, event.calendar_version) == (
        "recount-due",
        waiting.due_calendar_version,
    )
    assert waiting.status == "RECEIVED"


def test_a_make_up_day_brings_the_date_forward(waiting) -> None:
    """Friday off, Sunday worked: the tenth day is the same as before, and no longer provisional."""
    calendars.load_notice(calendars.parse_notice(json.dumps(NOTICE)), loaded_from="test")
    run()
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 7), False)


def test_a_stopped_period_stays_as_it_was_counted(cast, waiting) -> None:
    """What was answered in time is not judged by a calendar that came later."""
    story.agree(cast, waiting, now=RECEIVED + timedelta(hours=1))
    waiting.refresh_from_db()
    before = (waiting.due_on, waiting.due_calendar_version)
    calendars.load_notice(calendars.parse_notice(json.dumps(NOTICE)), loaded_from="test")
    run()
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.due_calendar_version) == before
    assert not AuditEvent.objects.filter(name="sharingrequest.recount").exists()
