"""How an entry stands for a department, which domains above know and say themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OwnState(TextChoices):
    """What the reader's department has of an entry: the furthest it has come."""

    IN_USE = "IN_USE", _("in use by us")
    ASKED = "ASKED", _("requested by us")
    DRAFT = "DRAFT", _("request drafted by us")
    NONE = "NONE", _("not requested by us")


#: By state, the ids of the entries that stand so for a department at that moment, as a query.
type Standing = Callable[[int, datetime], Mapping[OwnState, Any]]
_sources: list[Standing] = []


def register_standing(source: Standing) -> None:
    """Let the domain above that keeps requests say how entries stand for a department."""
    _sources[:] = [source]


def own_states(department_id: int, now: datetime) -> Mapping[OwnState, Any]:
    """By state, the ids of the entries that stand so for the department, as a query."""
    return _sources[0](department_id, now)
