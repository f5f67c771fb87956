"""How often a catalog is read: in which nights its turn comes."""

import calendar
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_ONE_DAY = timedelta(days=1)


class Rhythm(TextChoices):
    """How often another system's catalog is read."""

    DAILY = "DAILY", _("every night")
    WEEKLY = "WEEKLY", _("every week, in the night to Monday")
    MONTHLY = "MONTHLY", _("every month, in the night to the first")


def is_turn(rhythm: str, night: date) -> bool:
    """Whether the catalog is read in the night to this day."""
    if rhythm == Rhythm.WEEKLY:
        return night.weekday() == calendar.MONDAY
    return rhythm == Rhythm.DAILY or night == night.replace(day=1)


def last_turn(rhythm: str, today: date) -> date:
    """The latest night, that to today included, in which its turn came."""
    while not is_turn(rhythm, today):
        today -= _ONE_DAY
    return today


def next_turn(rhythm: str, today: date) -> date:
    """The next night after that to today in which its turn comes."""
    today += _ONE_DAY
    while not is_turn(rhythm, today):
        today += _ONE_DAY
    return today
