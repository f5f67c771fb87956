"""Answers by week: each falls due in one week, for the department that owes it."""

from datetime import date

import pytest

from portal.workdays.arithmetic import local_day
from requests_app.dashboards import queries
from requests_app.models import SharingRequest
from requests_app.oversight import actions as oversight
from tests.requests_app.oversight.watch import Watch, keep_watch, late_answer, look

MARKET, LABOUR, CIVIL, OFFICER = (
    "market_reviewer",
    "labour_clerk",
    "civil_clerk",
    "authority_officer",
)


@pytest.fixture
def watch(db, tmp_path) -> Watch:
    """An answer given in time."""
    return keep_watch(tmp_path)


def weeks(watch: Watch, person: str, day: int = 30) -> dict[date, tuple[int, int]]:
    told = queries.answers_by_week(watch.cast.actor(person), local_day(watch.days(day)))
    assert len(told) == queries.WEEKS
    assert all(week.begins_on.weekday() == 0 for week in told)
    return {week.begins_on: (week.kept, week.counted) for week in told if week.counted}


def test_answers_count_in_the_week_in_which_they_fell_due(watch: Watch) -> None:
    """Ten working days after Wednesday 24 September 2025, the holiday between: 14 October."""
    late = late_answer(watch)
    assert SharingRequest.objects.get(pk=late.pk).due_on == date(2025, 10, 14)
    expected = {date(2025, 10, 13): (1, 2)}
    assert weeks(watch, MARKET) == expected
    assert weeks(watch, OFFICER) == expected
    # On the last day itself what was answered counts, what may still be answered does not.
    assert weeks(watch, MARKET, day=20) == {date(2025, 10, 13): (1, 1)}
    assert weeks(watch, MARKET, day=19) == {}
    # The requester owes no answer, and nobody else learns how the provider keeps time.
    assert weeks(watch, LABOUR) == {}
    assert weeks(watch, CIVIL) == {}


def test_what_was_found_to_be_no_breach_counts_neither_way(watch: Watch) -> None:
    """As in the record of the department."""
    late_answer(watch)
    dismiss(watch)
    assert weeks(watch, MARKET) == {date(2025, 10, 13): (1, 1)}


def dismiss(watch: Watch) -> None:
    (breach,) = look(watch)
    oversight.clear(pk=breach.pk, finding="客观原因", actor=watch.officer, now=watch.days(31))
