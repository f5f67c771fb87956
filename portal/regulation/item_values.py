"""Text to the typed value of an item: one reading for loads, filters, checks and value rules."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

#: A moment that names no zone is Beijing time, by which the whole country goes.
_BEIJING_TIME: Final = ZoneInfo("Asia/Shanghai")
_TRUE = frozenset({"1", "true", "t", "yes", "y", "是"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "否"})
_LARGEST = 2**63
_MOST_DIGITS = 1000


def _integer(text: str) -> int:
    if "_" in text:  # Python's own way of writing numbers, nobody else's
        raise ValueError(text)
    number = int(text)
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError(text)
    return number


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if "_" in text or not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError(text)
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_BEIJING_TIME)
    try:
        # The database keeps moments in UTC; one that has no year there cannot be read again.
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


_PARSERS: dict[str, Callable[[str], Any]] = {
    "INTEGER": _integer,
    "NUMBER": _decimal,
    "MONEY": _decimal,
    "DATE": date.fromisoformat,
    "DATETIME": _moment,
    "BOOLEAN": _boolean,
}


def parse(text: str, data_type: str) -> Any:
    """The value the text states; blank is None for every type but text.

    :raises ValueError: the text is no value of that type, or holds a NUL character.
    """
    if "\x00" in text:
        raise ValueError("NUL")
    parser = _PARSERS.get(data_type)
    if parser is None:
        return text
    stripped = text.strip()
    return parser(stripped) if stripped else None
