"""Tables for spreadsheets: CSV in which no cell is run as a formula."""

import csv
import io
import string
from collections.abc import Iterable, Iterator
from itertools import batched, chain
from typing import Any

_BYTE_ORDER_MARK = "\ufeff"
#: So many lines are sent at once.
_AT_ONCE = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Blanks and characters without width, which a spreadsheet may drop before it looks.
_UNSEEN = f"{string.whitespace}\u00a0\u3000\u200b\u200e\u200f\u2060\ufeff"


def safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(value, str) and (
        value.startswith(_FORMULA_STARTS) or value.lstrip(_UNSEEN).startswith(_FORMULA_STARTS)
    ):
        return f"'{value}"
    return "" if value is None else value


def unmarked(text: str) -> str:
    """What ``safe`` made of a text, as it was before."""
    rest = text[1:]
    return rest if text.startswith("'") and safe(rest) == text else text


def csv_lines(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The table as CSV line by line, its head first."""
    text = io.StringIO()
    writer = csv.writer(text)
    for values in chain([head], ([safe(value) for value in row] for row in rows)):
        writer.writerow(values)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def csv_text(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """The table as CSV."""
    return "".join(csv_lines(head, rows))


def csv_stream(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """A file of any length, portion by portion, marked so that a spreadsheet takes it for UTF-8."""
    lines = chain([_BYTE_ORDER_MARK], csv_lines(head, rows))
    for portion in batched(lines, _AT_ONCE):
        yield "".join(portion).encode()


def csv_file(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> bytes:
    """The same as a whole."""
    return b"".join(csv_stream(head, rows))
