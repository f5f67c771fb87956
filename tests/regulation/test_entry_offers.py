"""The order of the ways about an entry, and what freshness a stated frequency asks for."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from portal.regulation.freshness import Freshness, due_on, judge
from portal.regulation.next_step import Way, first_of
from portal.regulation.vocabulary import UpdateFrequency as F

#: Who has the data uses them, then what was asked for, and so on: as the rule is told in words.
ORDER = ("use", "follow", "request", "correct", "demand", "challenge")


def test_no_way_no_button() -> None:
    assert first_of([]) is None


@pytest.mark.parametrize("one,other", list(combinations(ORDER, 2)))
def test_of_two_ways_the_nearer_one_comes_first(one: str, other: str) -> None:
    assert first_of([other, one]) == first_of([one, other]) == one


def test_every_way_has_its_place() -> None:
    assert set(ORDER) == set(Way.values)


#: By hand, from the calendar: the longest a cycle lasts, loaded on the first of July 2025.
LAST_DAYS = {
    F.REAL_TIME: date(2025, 7, 2),
    F.DAILY: date(2025, 7, 2),
    F.WEEKLY: date(2025, 7, 8),
    F.TEN_DAYS: date(2025, 7, 12),
    F.MONTHLY: date(2025, 8, 1),
    F.QUARTERLY: date(2025, 10, 1),
    F.HALF_YEARLY: date(2026, 1, 1),
    F.YEARLY: date(2026, 7, 2),
}
LOADED = date(2025, 7, 1)


@pytest.mark.parametrize("frequency", F.values)
def test_data_are_late_the_day_after_the_longest_cycle(frequency: str) -> None:
    last = LAST_DAYS.get(F(frequency))
    assert due_on(frequency, LOADED) == last
    if last is None:
        assert judge(frequency, LOADED, LOADED + timedelta(days=4000)) is Freshness.NO_CYCLE
        return
    assert judge(frequency, LOADED, last) is Freshness.FRESH
    assert judge(frequency, LOADED, last + timedelta(days=1)) is Freshness.LATE


def test_what_was_never_loaded_is_not_late() -> None:
    assert judge(F.DAILY, None, LOADED) is Freshness.NOT_LOADED
