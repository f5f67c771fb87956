"""What every receipt of given data holds, whichever permit they were given under."""

import hashlib
from typing import Any

import orjson

from requests_app.delivery.plan import Plan
from requests_app.sharing import record_keys


def content_digest(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """SHA-256 of what was given out, in hexadecimal digits."""
    body = orjson.dumps([columns, rows], default=str)
    return hashlib.sha256(body).hexdigest()


def key_marks(entry_id: int, ready: Plan, rows: list[tuple[Any, ...]]) -> list[str]:
    """The marks of the records read, by the granted key columns, asked for or not.

    :param rows: as the plan reads them, each after its row number.
    """
    places = [
        (place, column.name)
        for place, column in enumerate((*ready.columns, *ready.keys), start=1)
        if column.is_key
    ]
    keys = ((name, row[place]) for row in rows for place, name in places)
    return record_keys.marks(entry_id, keys)
