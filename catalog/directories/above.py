"""What domains above know of an entry: they say so themselves, so that none is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DirectoryEntry
from portal.workflow.actor import Actor


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


@dataclass(frozen=True, slots=True)
class Use:
    """That a department uses an entry, and for what; ``url`` is where it stands."""

    department: str
    scenario: str
    purpose: str
    number: str
    url: str


type Uses = Callable[[DirectoryEntry, Actor, datetime], list[Use]]
_uses: list[Uses] = []


def register_uses(source: Uses) -> None:
    """Let the domain above that keeps agreements say who uses an entry, as the reader may know."""
    _uses[:] = [source]


def uses_of(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[Use]:
    """Who uses the entry for which scenario, as far as the reader may know."""
    return _uses[0](entry, actor, now)
