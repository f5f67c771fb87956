"""Reads a workbook or table into rows of text, in a child process with limits of its own.

Run as ``python -m catalog.exchange.grids``: the file on standard input; on standard output one line
of JSON that says what was found, and then one for each row. Pure: it starts without Django.
"""

import csv
import io
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

import python_calamine

from catalog.exchange.decoding import Unreadable, json_values, text_of

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
#: A part that unpacks to more times its size is no table that somebody filled in.
HIGHEST_RATIO = 100
MOST_PARTS = 1_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
#: What a spreadsheet lets a cell hold; one sign more shows that there was more.
LONGEST_CELL = 32_767
CPU_SECONDS = 10
MOST_MEMORY = 300 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
#: How files begin that people take for tables.
_OTHERS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_DELIMITERS = (",", "\t", ";", "|")
_CHUNK = 256 * 1024
#: Put behind the last line of a text: what stands in one cell with it is in quotes never closed.
_END = "\x00end\x00"
#: How many cells a row of a table has at least, and how many rows of a sheet are looked at for one.
_FEWEST_CELLS, _LOOKED_AT = 3, 30
MOST_SHEETS_NAMED = 20

#: The cells of a row, and whether one of them runs over three columns or more.
type Row = tuple[list[str], bool]
#: The rows, and the names of the sheets with tables that are not read.
type Table = tuple[Iterator[Row], list[str]]


def _written(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as 2024-03-01."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)[: LONGEST_CELL + 1]


# Packed workbooks.


def _unpacked(raw: bytes, part: zipfile.ZipInfo, room: int) -> int:
    """How many bytes the part truly unpacks to, whatever its head says.

    :raises Unreadable: more than there is room for.
    """
    start = part.header_offset + 30
    names = raw[start - 4 : start]
    start += int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    packed = raw[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("BROKEN")
    unpacker, size = zlib.decompressobj(-15), 0
    while packed and not unpacker.eof:
        size += len(unpacker.decompress(packed, _CHUNK))
        packed = unpacker.unconsumed_tail
        if size > room:
            raise Unreadable("TOO_LARGE_UNPACKED")
    return size


def _check_parts(raw: bytes) -> set[str]:
    """The names of the parts, once each is known to be what its head says.

    :raises Unreadable: there are too many, they unpack to too much, or a head lies.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("BROKEN") from error
    if len(parts) > MOST_PARTS:
        raise Unreadable("TOO_MANY_PARTS")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("LOCKED")
    total = 0
    for part in parts:
        size = _unpacked(raw, part, MOST_UNPACKED - total)
        total += size
        if size != part.file_size:
            raise Unreadable("LYING")
        if size > MEGABYTE and size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise Unreadable("TOO_LARGE_UNPACKED")
    return {part.filename for part in parts}


def _check_packed(raw: bytes) -> None:
    names = _check_parts(raw)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("MACROS")
    if "META-INF/manifest.xml" in names:
        manifest = zipfile.ZipFile(io.BytesIO(raw)).read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise Unreadable("LOCKED")
    elif "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Unreadable("NO_WORKBOOK")


def _sheet(raw: bytes) -> tuple[Any, list[str]]:
    """The first sheet in sight that holds a table, and the names of the others that hold one.

    Where none does, it is the first that holds anything. Templates begin with a sheet of
    instructions, or with a hidden one of the values to choose from.
    """
    book = python_calamine.load_workbook(io.BytesIO(raw))
    shown = python_calamine.SheetVisibleEnum.Visible
    names = [each.name for each in book.sheets_metadata if each.visible == shown]
    sheets = (book.get_sheet_by_name(name) for name in names or book.sheet_names)
    filled, table, others = None, None, []
    for sheet in sheets:
        if not sheet.height:
            continue
        filled = filled or sheet
        if not _is_table(sheet):
            continue
        if table is not None:
            others.append(sheet.name)
        table = table or sheet
    if filled is None:
        raise Unreadable("EMPTY")
    return table or filled, others[:MOST_SHEETS_NAMED]


def _is_table(sheet: Any) -> bool:
    # One that is too large is told so by whoever reads it.
    if sheet.total_width > MOST_COLUMNS or sheet.total_height > MOST_ROWS:
        return True
    top = islice(sheet.iter_rows(), _LOOKED_AT)
    return any(sum(map(bool, map(str, row))) >= _FEWEST_CELLS for row in top)


def _workbook(raw: bytes) -> Table:
    try:
        sheet, others = _sheet(raw)
    except python_calamine.PasswordError as error:
        raise Unreadable("LOCKED") from error
    except python_calamine.CalamineError as error:
        raise Unreadable("BROKEN") from error
    return _sheet_rows(sheet), others


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    """The rows, merged cells repeated downwards; whether a cell runs over three columns or more."""
    if sheet.total_width > MOST_COLUMNS:
        raise Unreadable("TOO_MANY_COLUMNS", columns=sheet.total_width)
    if sheet.total_height > MOST_ROWS:
        raise Unreadable("TOO_MANY_ROWS", rows=sheet.total_height)
    top, left = sheet.start or (0, 0)
    runs: dict[int, list[tuple[int, int]]] = {}
    wide: set[int] = set()
    for (first_row, first), (last_row, last) in sheet.merged_cell_ranges or ():
        if last - first >= 2 and first_row == last_row:
            wide.add(first_row)
        for row in range(first_row + 1, min(last_row, MOST_ROWS) + 1):
            runs.setdefault(row, []).append((first, first_row))
    kept: dict[int, list[str]] = {}
    for _number in range(top):
        yield [], False
    for number, values in enumerate(sheet.iter_rows(), top):
        cells = [""] * left + [_written(value) for value in values]
        for column, origin in runs.get(number, ()):
            if column < len(cells) and not cells[column] and origin in kept:
                cells[column] = kept[origin][column]
        if number + 1 in runs or number in runs:
            kept[number] = cells
        yield cells, number in wide


# Text.


def _csv_rows(text: str) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_FILE)
    head = text[:20_000]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise Unreadable("OPEN_QUOTE", row=number)
            if number > MOST_ROWS:
                raise Unreadable("TOO_MANY_ROWS", rows=number)
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("TOO_MANY_COLUMNS", columns=len(cells))
            yield [_written(cell) for cell in cells], False
    except csv.Error as error:
        raise Unreadable("NOT_CSV", row=number + 1) from error


def _flat(row: Any, *, is_deep: bool) -> dict[str, str]:
    """A JSON object's fields; where ``is_deep``, those of an object within it under both names."""
    if not isinstance(row, dict):
        return {"": _written(row)}
    flat: dict[str, str] = {}
    for name, value in row.items():
        if is_deep and isinstance(value, dict):
            flat.update({f"{name}.{inner}": _written(each) for inner, each in value.items()})
        else:
            flat[str(name)] = _written(value)
    return flat


def _json_rows(text: str) -> Iterator[Row]:
    """Objects one after another, in a list, or in the one list of an object (as DCAT-US has it)."""
    values = list(json_values(text))
    while len(values) == 1 and isinstance(values[0], (list, dict)):
        if isinstance(values[0], list):
            values = values[0]
            break
        lists = [each for each in values[0].values() if isinstance(each, list)]
        if len(lists) != 1:
            break
        values = lists[0]
        break
    if len(values) > MOST_ROWS:
        raise Unreadable("TOO_MANY_ROWS", rows=len(values))
    if values and not any(isinstance(value, dict) for value in values):
        raise Unreadable("NO_WORKBOOK")
    # Objects within that bear ever other names stay in one cell each.
    for is_deep in (True, False):
        rows = [_flat(value, is_deep=is_deep) for value in values]
        names = list(dict.fromkeys(name for row in rows for name in row))
        if len(names) <= MOST_COLUMNS:
            break
    if len(names) > MOST_COLUMNS:
        raise Unreadable("TOO_MANY_COLUMNS", columns=len(names))
    yield names, False
    for row in rows:
        yield [row.get(name, "") for name in names], False


# Whatever it is.


def read(raw: bytes) -> Table:
    """The rows of the file, whatever it is, and the sheets that were left.

    What it is, its bytes say and not its name.

    :raises Unreadable: it is no table, or more of one than a person fills in.
    """
    if len(raw) > LARGEST_FILE:
        raise Unreadable("TOO_LARGE")
    if not raw.strip():
        raise Unreadable("EMPTY")
    if raw.startswith(_OTHERS):
        raise Unreadable("NO_WORKBOOK")
    if raw.startswith(b"PK"):
        _check_packed(raw)
        return _workbook(raw)
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise Unreadable("LOCKED")
        if _MACROS in raw:
            raise Unreadable("MACROS")
        return _workbook(raw)
    text = text_of(raw)
    if text.count("\x00") > len(text) // 10:
        raise Unreadable("NO_WORKBOOK")
    if text.lstrip()[:1] == "<":
        raise Unreadable("WEB_PAGE")
    return (_json_rows if text.lstrip()[:1] in "{[" else _csv_rows)(text), []


def _unfold(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows without the blank cells at their end; none is longer than is read."""
    room = MOST_UNPACKED
    for cells, is_wide in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        room -= sum(map(len, cells))
        if room < 0:
            raise Unreadable("TOO_LARGE_UNPACKED")
        yield cells, is_wide


def _limit() -> None:
    """No file costs more than this, whatever is in it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """Read what is sent, and say each row."""
    _limit()
    out = sys.stdout
    try:
        rows, others = read(sys.stdin.buffer.read(LARGEST_FILE + 1))
        for cells, is_wide in _unfold(rows):
            out.write(json.dumps([cells, is_wide]) + "\n")
        out.write(json.dumps({"fault": "", "values": {}, "others": others}) + "\n")
    except Unreadable as error:
        out.write(json.dumps({"fault": error.fault, "values": error.values}) + "\n")
    except (MemoryError, RecursionError):
        out.write(json.dumps({"fault": "TOO_COSTLY", "values": {}}) + "\n")


if __name__ == "__main__":
    main()
