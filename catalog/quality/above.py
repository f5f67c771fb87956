"""What domains above know of an entry: they say so themselves, so that none is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrections of an entry's data: received and upheld since a moment, and open now."""

    received: int
    upheld: int
    still_open: int


#: The corrections of an entry since a moment; without one, all there ever were.
type Counted = Callable[[int, datetime | None], Corrections]
#: The ids of the entries that a department uses at that moment, as a query.
type Used = Callable[[int, datetime], Any]
#: The agreements in use at that moment, as a query; each names its ``entry_version``.
type InUse = Callable[[datetime], Any]
_in_use: list[InUse] = []
_counted: list[Counted] = []
_used: list[Used] = []


def register_corrections(source: Counted) -> None:
    """Let the domain above that keeps corrections count those of an entry."""
    _counted[:] = [source]


def register_users(source: Used) -> None:
    """Let the domain above that keeps agreements say which entries a department uses."""
    _used[:] = [source]


def register_agreements(source: InUse) -> None:
    """Let the domain above that keeps agreements say which are in use."""
    _in_use[:] = [source]


def agreements_in_use(now: datetime) -> Any:
    """The agreements in use at that moment, as a query."""
    return _in_use[0](now)


def corrections(entry_id: int, since: datetime | None) -> Corrections:
    """The corrections of the entry, as the portal has them at this moment."""
    return _counted[0](entry_id, since)


def used_by(department_id: int, now: datetime, *, entry: str = "entry") -> Q:
    """Matters about entries that the department uses; ``entry`` leads from the matter to it."""
    return Q(**{f"{entry}__in": _used[0](department_id, now)})
