"""Which of the ways that are open to a reader of an entry comes first: one button, one rule."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """What may lawfully be done about a published entry, the nearest to its data first.

    The order is the rule: who has the data uses them; who has asked follows what was asked; who
    may ask, asks (Art. 20); who holds data only after the end of use can still have them put
    right (Art. 26); who lies outside the published scope says what is wanted (Art. 20 para. 1); who
    meets an entry that is not shared can still dispute its class (Art. 28).
    """

    USE = "use", _("Use the data")
    FOLLOW = "follow", _("Follow the request")
    REQUEST = "request", _("Ask for sharing")
    CORRECT = "correct", _("Ask for a correction")
    DEMAND = "demand", _("Raise a demand")
    CHALLENGE = "challenge", _("Dispute the sharing class")


_ORDER = tuple(Way)


def first_of(ways: Iterable[str]) -> str | None:
    """The way that the one button leads; None: none is open, and there is no button."""
    return min(ways, key=lambda way: _ORDER.index(Way(way)), default=None)
