"""How a department keeps time, as one number: pure, from rows that anybody concerned can check.

Every period that fell due counts as kept or not kept. Each kind of period has its own rate, and
the kinds weigh alike, so that a thousand quick answers do not hide a correction left lying. From a
hundred times their mean each breach that was found takes its points. Where lateness was found to
be no breach the period is excused: it counts neither way.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from portal.regulation.rounding import to_a_tenth

#: The score of a department that kept every period and of which no breach was found.
FULL_SCORE: Final = 100
#: What each breach that was found takes from it; no score is below nought.
POINTS_PER_BREACH: Final = 5


@dataclass(frozen=True, slots=True)
class Period:
    """One period that a department owed, and what became of it.

    ``deadline`` is its kind (D1, D3, D4 …); ``ended_on`` None means that it runs on, overdue.
    """

    deadline: str
    subject_type: str
    subject_id: int
    number: str
    due_on: date
    ended_on: date | None
    is_excused: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether what was owed was done by the last day."""
        return self.ended_on is not None and self.ended_on <= self.due_on


@dataclass(frozen=True, slots=True)
class Rate:
    """How many periods of one kind were kept, of those that count."""

    deadline: str
    kept: int
    counted: int

    @property
    def share(self) -> Fraction:
        """Kept ÷ counted."""
        return Fraction(self.kept, self.counted)

    @property
    def percent(self) -> Decimal:
        """The same in per cent, to a tenth."""
        return to_a_tenth(self.share * FULL_SCORE)


def rates(periods: Iterable[Period]) -> tuple[Rate, ...]:
    """The rate of each kind of which a period counts, by kind."""
    counted: dict[str, list[bool]] = {}
    for period in periods:
        if not period.is_excused:
            counted.setdefault(period.deadline, []).append(period.is_kept)
    return tuple(Rate(kind, sum(kept), len(kept)) for kind, kept in sorted(counted.items()))


def score(found: Collection[Rate], breaches: int) -> Decimal | None:
    """The score; None where neither a period fell due nor a breach was found.

    A department of which no period fell due has kept all it owed.
    """
    if not found and not breaches:
        return None
    timeliness = sum((rate.share for rate in found), Fraction(0))
    mean = timeliness / len(found) if found else Fraction(1)
    left = FULL_SCORE * mean - POINTS_PER_BREACH * breaches
    return to_a_tenth(max(left, Fraction(0)))
