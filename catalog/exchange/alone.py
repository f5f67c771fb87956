"""One taking over of a source at a time, by file or over the wire."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(source: str) -> Iterator[bool]:
    """Whether this is the only one at work on the source.

    The lock ends with the connection, if not before: a killed worker holds up nobody.
    """
    key = [f"import {source}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", key)
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", key)
