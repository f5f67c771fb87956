"""What hangs on an entry in domains above: they say so themselves, so that none is imported."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """Why an entry cannot be withdrawn yet."""

    #: Data flow under it, or may flow again.
    LIVE = "live"
    #: Its provider has been asked for it and has not answered.
    ASKED = "asked"


#: The public numbers of what hangs on the entry at that moment, in their order.
type Uses = Callable[[int, datetime], list[str]]
_sources: dict[Kind, list[Uses]] = {kind: [] for kind in Kind}


def register_uses(kind: Kind, source: Uses) -> None:
    """Let a domain above say what hangs on an entry."""
    if source not in _sources[kind]:
        _sources[kind].append(source)


def of(kind: Kind, entry_id: int, now: datetime) -> list[str]:
    """Everything of that kind that hangs on the entry."""
    return [number for source in _sources[kind] for number in source(entry_id, now)]
