"""Whether data are as fresh as their entry promises: the last load against the frequency."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation.vocabulary import UpdateFrequency

F = UpdateFrequency
#: The longest that a cycle of each frequency lasts, in calendar days: the frequency is a promise
#: of the entry (Art. 13 para. 2), no period of the decree, so it is not counted in working days.
#: Data in real time change with every case; a load a day is the least that can be seen of them.
LONGEST_CYCLE: Mapping[str, int] = {
    F.REAL_TIME: 1,
    F.DAILY: 1,
    F.WEEKLY: 7,
    F.TEN_DAYS: 11,
    F.MONTHLY: 31,
    F.QUARTERLY: 92,
    F.HALF_YEARLY: 184,
    F.YEARLY: 366,
}


class Freshness(TextChoices):
    """How the data stand against the frequency that the entry states."""

    FRESH = "FRESH", _("updated as stated")
    LATE = "LATE", _("not updated as stated")
    NOT_LOADED = "NOT_LOADED", _("no data loaded yet")
    NO_CYCLE = "NO_CYCLE", _("no cycle stated to hold it to")


def due_on(frequency: str, loaded_on: date) -> date | None:
    """By which day the next load is due at the latest; None: the frequency states no cycle."""
    days = LONGEST_CYCLE.get(frequency)
    return None if days is None else loaded_on + timedelta(days=days)


def judge(frequency: str, loaded_on: date | None, today: date) -> Freshness:
    """How data last loaded that day stand today."""
    if loaded_on is None:
        return Freshness.NOT_LOADED
    due = due_on(frequency, loaded_on)
    if due is None:
        return Freshness.NO_CYCLE
    return Freshness.LATE if due < today else Freshness.FRESH
