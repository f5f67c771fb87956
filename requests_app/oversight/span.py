"""The days that a record covers."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """The days within which a period's last day, or a finding, counts; both ends included."""

    starts_on: date
    ends_on: date

    @classmethod
    def of_year(cls, today: date) -> "Span":
        """The running calendar year up to today."""
        return cls(today.replace(month=1, day=1), today)
