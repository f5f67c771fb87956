"""Who is told of a repeal in its own transaction: domains above register, so none is imported."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from catalog.norms.models import Norm
from portal.workflow.actor import Actor

#: Called with ``norm``, ``actor`` and ``now``.
type Consequence = Callable[..., Any]
_consequences: list[Consequence] = []


def register_repeal(consequence: Consequence) -> None:
    """Let a domain above flag what rests on a norm as soon as its repeal is recorded."""
    if consequence not in _consequences:
        _consequences.append(consequence)


def tell(norm: Norm, *, actor: Actor, now: datetime) -> None:
    """Let each of them do its part."""
    for consequence in _consequences:
        consequence(norm=norm, actor=actor, now=now)
