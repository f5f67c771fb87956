"""When an agreement was last used: asked here, answered by the domain that keeps the receipts."""

from collections.abc import Callable

from django.db.models import Subquery

#: Makes the moment of the last delivery, to be put beside each agreement of a list.
type LastUse = Callable[[], Subquery]
_sources: list[LastUse] = []


def register_last_use(source: LastUse) -> LastUse:
    """Let the domain above say when an agreement was last used."""
    _sources[:] = [source]
    return source


def last_use() -> Subquery:
    """The moment of the last delivery under the outer row's agreement; null: there was none.

    :raises LookupError: nobody keeps receipts.
    """
    if not _sources:
        raise LookupError("no domain has registered the last use of an agreement")
    return _sources[0]()
