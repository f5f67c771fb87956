"""A world built once for a module, and threads that start at one moment."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from portal.workflow.decision import Refused


class _Undo(Exception):
    """Leaves a block so that everything in it is undone."""


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end whatever the block wrote; nested blocks are savepoints."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@contextmanager
def kept_for_module[T](blocker: DjangoDbBlocker, build: Callable[[], T]) -> Iterator[T]:
    """Build a world once inside a transaction that is undone at the end of the module.

    What earlier modules undid is swept up first: the planner counts a table's pages, and every
    scan walks over dead rows.
    """
    with blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        with undone():
            yield build()


@contextmanager
def triggers_off(*tables: str) -> Iterator[None]:
    """What the owner of the database can do, and nobody who goes through the portal."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


AUDIT_TABLES = ("portal_auditevent", "portal_auditseal")


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Start the act in so many threads at one moment, each with a connection of its own.

    :returns: each thread's result, or the exception it ended with.
    """
    gate = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return act(number)
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def outcomes(results: list[Any]) -> Counter[str]:
    """How often each came out: ``ok``, a reason's code, or an exception's name."""
    return Counter(
        result.reason.code
        if isinstance(result, Refused)
        else type(result).__name__
        if isinstance(result, BaseException)
        else "ok"
        for result in results
    )
