"""How complete an entry is by the guide, what is wrong with it, and what to mend first."""

from collections.abc import Collection
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.particulars import ENTRY, Particular

_A12 = articles.A12
#: The nine of the decree, and what the guide asks for besides (Art. 12).
GUIDE = (
    *ENTRY,
    Particular("abstract", _("abstract"), _A12),
    Particular("classification", _("classification"), _A12),
)


class Fault(TextChoices):
    """What can be wrong with a published entry, the sooner to be mended the earlier named."""

    MISSING = "MISSING", _("particulars missing")
    STANDARD_ENDED = "STANDARD_ENDED", _("items name a standard that has ended")
    UPDATE_OVERDUE = "UPDATE_OVERDUE", _("update of the entry overdue")
    MENDING_OVERDUE = "MENDING_OVERDUE", _("mending of quality faults overdue")
    VALUES = "VALUES", _("data break the value rules")
    LATE = "LATE", _("data not updated as stated")
    NOT_LOADED = "NOT_LOADED", _("data resource without data")


def percent(missing: float) -> int:
    """How much of what the guide asks for is stated, in whole per cent, never rounded up."""
    return int(100 * (len(GUIDE) - missing) // len(GUIDE))


def named(missing: Collection[str]) -> list[str]:
    """What people call the particulars of these fields, in the order of the guide."""
    return [str(each.label) for each in GUIDE if each.field in missing]


def weight(faults: Any, uses: Any) -> Any:
    """How soon an entry is to be mended: what is wrong, once for its own sake and for each use.

    It takes numbers as well as the database's expressions of them.
    """
    return faults * (uses + 1)
