"""What one reading asks of the register again and again is read once.

Who oversees whom, and what the reader's own appointment gives him: a page asks each a dozen times.
Only while something is read: the gate asks afresh at every act (``afresh``), whatever was read
before it, so that an appointment that has ended counts at once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


def once[T](key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives; within one reading it is asked once for each key."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


def keep(key: Hashable, found: Any) -> None:
    """Note what was read along with something else."""
    known = _known.get()
    if known is not None:
        known.setdefault(key, found)


@contextmanager
def _knowing(known: dict[Hashable, Any] | None) -> Iterator[None]:
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it each thing is read once; a reading within a reading is the same one."""
    known = _known.get()
    with _knowing({} if known is None else known):
        yield


@contextmanager
def afresh() -> Iterator[None]:
    """Within it everything is read as it stands now."""
    with _knowing(None):
        yield
