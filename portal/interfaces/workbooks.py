"""Tables as a workbook (.xlsx): text is text, numbers and days can be reckoned with."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from numbers import Number
from typing import Any, Final

import xlsxwriter

from portal.interfaces.tables import safe

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What no XML document may hold.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What the name of a sheet may not hold, and how long it may be.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
#: Text stays text: it is never guessed to be a formula, a number or an address.
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
#: Every file is dated alike, so that the same tables always give the same bytes.
_DATED: Final = datetime(2025, 8, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it is called, its head, and its rows."""

    name: str
    head: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def _value(value: Any) -> Any:
    """Numbers, days and blanks as they are; all else as text that no spreadsheet runs."""
    is_number = isinstance(value, Number) and not isinstance(value, bool)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if value is None or is_number or is_day:
        return value
    return _NO_XML.sub("\ufffd", str(safe(str(value))))


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The tables as one file, a sheet each; the same tables always give the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": _DATED.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(_NO_NAME.sub(" ", sheet.name)[:_LONGEST_NAME])
            page.freeze_panes(1, 0)  # the head stays in sight
            page.write_row(0, 0, [_value(each) for each in sheet.head], bold)
            for number, values in enumerate(sheet.rows, 1):
                page.write_row(number, 0, [_value(each) for each in values])
            page.autofit()
    return file.getvalue()
