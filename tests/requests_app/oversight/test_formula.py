"""The score, computed another way: with floating point, one list for each kind of period."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from requests_app.oversight import formula
from requests_app.oversight.formula import Period, Rate

DUE = date(2025, 10, 14)


def period(kind: str = "D5", late: int | None = 0, *, is_excused: bool = False) -> Period:
    """A period that was ended so many days late; None: it runs on."""
    ended = None if late is None else DUE + timedelta(days=late)
    return Period(kind, "requests_app.sharingrequest", 1, "SR-1", DUE, ended, is_excused)


@pytest.mark.parametrize(("late", "is_kept"), [(-9, True), (0, True), (1, False), (None, False)])
def test_the_last_day_is_in_time(late: int | None, is_kept) -> None:
    assert period(late=late).is_kept is is_kept


@pytest.mark.parametrize(
    ("periods", "breaches", "wanted"),
    [
        ([], 0, None),
        ([], 1, "95.0"),
        ([period()], 0, "100.0"),
        ([period(late=3)], 0, "0.0"),
        # Of three answers two were kept: 66.67 per cent.
        ([period(), period(), period(late=1)], 0, "66.7"),
        # Kinds weigh alike: 100 and 0 make 50, however many there are of one.
        ([*[period()] * 99, period("D8", late=None)], 0, "50.0"),
        ([*[period()] * 99, period("D8", late=None)], 1, "45.0"),
        # Never below nought.
        ([period(late=1)], 4, "0.0"),
        # What was excused counts neither way.
        ([period(), period(late=5, is_excused=True)], 0, "100.0"),
        ([period(late=5, is_excused=True)], 0, None),
        # Halves go up: 15 of 16 is 93.75.
        ([*[period()] * 15, period(late=1)], 0, "93.8"),
    ],
)
def test_the_score_by_hand(periods, breaches: int, wanted: str | None) -> None:
    found = formula.score(formula.rates(periods), breaches)
    assert found == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize("seed", range(40))
def test_the_score_computed_another_way(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same cases every time
    kinds = ["D1", "D3", "D4", "D5", "D7", "D8"]
    periods = [
        period(
            chance.choice(kinds),
            chance.choice([-3, 0, 1, 20, None]),
            is_excused=chance.random() < 0.2,
        )
        for _each in range(chance.randrange(0, 60))
    ]
    breaches = chance.randrange(0, 6)
    by_kind: dict[str, list[float]] = defaultdict(list)
    for each in periods:
        if not each.is_excused:
            in_time = each.ended_on is not None and not each.ended_on > DUE
            by_kind[each.deadline].append(100.0 if in_time else 0.0)
    means = [sum(marks) / len(marks) for marks in by_kind.values()]
    found = formula.score(formula.rates(periods), breaches)
    if not means and not breaches:
        assert found is None
        return
    base = sum(means) / len(means) if means else 100.0
    assert found is not None
    assert abs(float(found) - max(0.0, base - 5 * breaches)) <= 0.0501


def test_rates_say_how_many_of_how_many() -> None:
    found = formula.rates([period(), period(late=1), period("D8")])
    assert found == (Rate("D5", 1, 2), Rate("D8", 1, 1))
    assert found[0].share == Fraction(1, 2)
    assert found[0].percent == Decimal("50.0")
