"""What domains above know of an entry: they say so themselves, so that none is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from catalog.directories.models import DirectoryEntry
from portal.workflow.actor import Actor


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
