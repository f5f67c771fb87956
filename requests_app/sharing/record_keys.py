"""Marks of records: keyed hashes that tell which record was meant, and never its key."""

import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "requests_app.sharing.record_keys"
#: A SHA-256 HMAC cut to 128 bits, in hexadecimal.
MARK_LENGTH = 32


@lru_cache(maxsize=8)
def _derived(secret: str) -> bytes:
    """The key of the marks, which serves nothing else."""
    return salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest()


def _text(value: Any) -> str:
    """One text for each value, however its type or its writer puts it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # A zero keeps its exponent when it is normalised, and a sign that nobody sees.
        return format(value.normalize(), "f") if value else "0"
    return str(value)


def _mark(secret: str, entry_id: int, column: str, value: Any) -> str:
    message = f"{entry_id}\x00{column}\x00{_text(value)}".encode()
    return hmac.digest(_derived(secret), message, "sha256").hex()[:MARK_LENGTH]


def mark(entry_id: int, column: str, value: Any) -> str:
    """The mark of the record that has this key value, under this entry only.

    Entry and column are part of it, so that marks of different entries say nothing together.
    """
    return _mark(settings.SECRET_KEY, entry_id, column, value)


def marks(entry_id: int, keys: Iterable[tuple[str, Any]]) -> list[str]:
    """The marks of what was delivered, each once; a blank key marks no record."""
    found = {mark(entry_id, column, value) for column, value in keys if value not in (None, "")}
    return sorted(found)


def subject_mark(number: str) -> str:
    """The mark of a person or organisation under no entry: who was meant, and never the number."""
    return mark(0, "", number)


def marks_ever(entry_id: int, column: str, value: Any) -> list[str]:
    """The record's mark under the present secret and under those it replaced."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_mark(str(secret), entry_id, column, value) for secret in secrets]
