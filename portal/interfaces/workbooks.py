"""Tables as a workbook (.xlsx, ECMA-376): text is text, numbers and days can be reckoned with.

Written by hand: a plain table needs seven small parts and no more, and text stored in the cell
itself cannot be taken for a formula.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from portal.interfaces.tables import safe

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Day nought of a workbook's calendar.
_DAY_NOUGHT: Final = date(1899, 12, 30)
#: What no XML document may hold.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What the name of a sheet may not hold, and how long it may be.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_BOLD, _DAY = 1, 2
#: Every part is dated alike, so that the same table always gives the same bytes.
_DATED: Final = (1980, 1, 1, 0, 0, 0)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164"'
    ' formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill'
    ' patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it is called, its head, and its rows."""

    name: str
    head: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def _column(place: int) -> str:
    """A, B … Z, AA: the letters of a column, counted from one."""
    letters = ""
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def _cell(where: str, value: Any, style: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f'<c r="{where}" s="{_DAY}"><v>{(value - _DAY_NOUGHT).days}</v></c>'
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f'<c r="{where}" s="{style}"><v>{value}</v></c>'
    text = escape(_NO_XML.sub("\ufffd", str(safe(str(value)))))
    return (
        f'<c r="{where}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    )


def _row(number: int, values: Sequence[Any], style: int = 0) -> str:
    cells = (
        _cell(f"{_column(place)}{number}", value, style) for place, value in enumerate(values, 1)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _sheet(sheet: Sheet) -> str:
    rows = [_row(1, sheet.head, _BOLD)]
    rows += [_row(number, values) for number, values in enumerate(sheet.rows, 2)]
    # The head stays in sight.
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return f'<worksheet xmlns="{_MAIN}">{view}<sheetData>{"".join(rows)}</sheetData></worksheet>'


def _relations(targets: Mapping[str, str]) -> str:
    listed = (
        f'<Relationship Id="rId{place}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for place, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def _book(names: Sequence[str]) -> str:
    listed = (
        f"<sheet name={quoteattr(_NO_NAME.sub(' ', name)[:_LONGEST_NAME])}"
        f' sheetId="{place}" r:id="rId{place}"/>'
        for place, name in enumerate(names, 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{"".join(listed)}</sheets>'
        "</workbook>"
    )


def _types(parts: Iterable[str]) -> str:
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
        for part in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/>'
        f"{listed}</Types>"
    )


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The tables as one file, a sheet each; the same tables always give the same bytes."""
    listed = list(sheets)
    places = [f"worksheets/sheet{number}.xml" for number in range(1, len(listed) + 1)]
    targets = {**dict.fromkeys(places, "worksheet"), "styles.xml": "styles"}
    parts = {
        "[Content_Types].xml": _types(f"xl/{place}" for place in places),
        "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
        "xl/workbook.xml": _book([sheet.name for sheet in listed]),
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/styles.xml": _STYLES,
        **{f"xl/{place}": _sheet(sheet) for place, sheet in zip(places, listed, strict=True)},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DATED), _HEAD + text, zipfile.ZIP_DEFLATED)
    return file.getvalue()
