"""What domains above know of classifications: they say so themselves, so that none is imported."""

from collections.abc import Callable, Mapping

from portal.workflow.actor import Actor

#: By id of the classification, how many entries the reader is told of that stand under it itself.
type Counted = Callable[[Actor], Mapping[int, int]]
_counted: list[Counted] = []


def register_entries(source: Counted) -> None:
    """Let the domain above that keeps entries count them."""
    _counted[:] = [source]


def entries_counted(actor: Actor) -> Mapping[int, int]:
    """How many entries stand under each classification itself, as the reader may know."""
    return _counted[0](actor)
