"""Loads a data version from CSV or Parquet: read whole, checked row by row, swapped in whole."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DataItem
from portal.regulation.item_values import parse
from portal.regulation.punctuation import enumerated
from requests_app.delivery import backends

#: What a file may be called at its end: text, or Parquet.
TEXT_SUFFIXES = frozenset({".csv", ".txt"})
PARQUET_SUFFIX = ".parquet"
SUFFIXES = TEXT_SUFFIXES | {PARQUET_SUFFIX}
_ENCODINGS = ("utf-8-sig", "gb18030")
#: Cells by which rows are found are indexed, and an index takes 2,704 bytes: 4 to a character.
LONGEST_KEY = 600


class LoadFault(Exception):
    """A file that cannot be loaded: one sentence with row and cause. Nothing was loaded."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to load: its columns in file order, and its rows as text or typed values."""

    header: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[Any]]]
    digest: str


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _encoding(path: Path) -> str:
    """UTF-8, else GB18030; a file that is neither is refused."""
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                for _chunk in iter(lambda: file.read(1 << 20), ""):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise LoadFault(_("The file is neither UTF-8 nor GB18030 text."))


def _csv_source(path: Path) -> Source:
    encoding = _encoding(path)

    def rows() -> Iterator[Sequence[Any]]:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, strict=True)
            next(reader, None)
            yield from reader

    try:
        with path.open(encoding=encoding, newline="") as file:
            header = next(csv.reader(file, strict=True), None)
    except csv.Error as error:
        raise LoadFault(_("Row %(row)s cannot be read as CSV.") % {"row": 0}) from error
    if not header:
        raise LoadFault(_("The file is empty."))
    return Source(tuple(name.strip() for name in header), rows, _digest(path))


def _parquet_source(path: Path) -> Source:
    import pyarrow.parquet as parquet
    from pyarrow import ArrowException

    try:
        table = parquet.ParquetFile(path)
    except Exception as error:
        raise LoadFault(_("The file is not readable Parquet.")) from error

    def rows() -> Iterator[Sequence[Any]]:
        try:
            for batch in parquet.ParquetFile(path).iter_batches(batch_size=10_000):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        except (OSError, ArrowException, ValueError, OverflowError) as error:
            # Text that is no UTF-8, a day beyond the year 9999.
            raise LoadFault(_("The file is not readable Parquet.")) from error

    return Source(tuple(table.schema_arrow.names), rows, _digest(path))


def read(path: Path) -> Source:
    """Open a CSV or Parquet file.

    :raises LoadFault: there is no such file, it is empty, or its format is not one of the two.
    """
    if not path.is_file():
        raise LoadFault(_("There is no such file."))
    if path.stat().st_size == 0:
        raise LoadFault(_("The file is empty."))
    if path.suffix.lower() == PARQUET_SUFFIX:
        return _parquet_source(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return _csv_source(path)
    raise LoadFault(_("Only CSV and Parquet files can be loaded."))


def _cell(value: Any, item: DataItem, row: int) -> Any:
    """The typed value of one cell; empty is NULL for all but text."""
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    if "\x00" in text:
        raise LoadFault(_("Row %(row)s: a cell holds a NUL character.") % {"row": row})
    if len(text) > LONGEST_KEY and (item.is_key or item.is_region):
        raise LoadFault(
            _("Row %(row)s, %(item)s: a key has at most %(limit)s characters.")
            % {"row": row, "item": item.name, "limit": LONGEST_KEY}
        )
    try:
        if isinstance(value, (bytes, list, dict)):
            raise ValueError(text)
        return parse(text, item.data_type)
    except ValueError as error:
        raise LoadFault(
            _("Row %(row)s, %(item)s: “%(value)s” is not a valid %(type)s.")
            % {
                "row": row,
                "item": item.name,
                "value": text[:60],
                "type": item.get_data_type_display(),
            }
        ) from error


def _places(header: Sequence[str], items: Sequence[DataItem]) -> list[int]:
    """Where each item stands in the file, by column name or item name."""
    if len(set(header)) != len(header):
        raise LoadFault(_("The file names a column twice."))
    found = {name: place for place, name in enumerate(header)}
    missing = [
        item.name for item in items if item.column_name not in found and item.name not in found
    ]
    if missing:
        raise LoadFault(
            _("The file lacks these columns: %(columns)s.") % {"columns": enumerated(missing)}
        )
    return [found.get(item.column_name, found.get(item.name, -1)) for item in items]


def _typed(source: Source, items: Sequence[DataItem]) -> Iterator[list[Any]]:
    places = _places(source.header, items)
    width = len(source.header)
    number = 0
    try:
        for number, row in enumerate(source.rows(), start=1):
            if not row:
                continue
            if len(row) != width:
                raise LoadFault(
                    _("Row %(row)s has %(found)s cells, the header has %(expected)s.")
                    % {"row": number, "found": len(row), "expected": width}
                )
            yield [
                number,
                *(
                    _cell(row[place], item, number)
                    for place, item in zip(places, items, strict=True)
                ),
            ]
    except csv.Error as error:
        raise LoadFault(_("Row %(row)s cannot be read as CSV.") % {"row": number + 1}) from error


def load(table: str, source: Source, items: Sequence[DataItem]) -> int:
    """Fill a new table from the file, inside the caller's transaction.

    :returns: how many rows were loaded.
    :raises LoadFault: a column is missing or a cell does not fit; the transaction undoes it all.
    """
    columns = [(item.column_name, item.data_type) for item in items]
    with backends.long_statement():
        backends.create_table(table, columns)
        written = backends.copy_rows(table, columns, _typed(source, items))
        if not written:
            raise LoadFault(_("The file has a header but no rows."))
        backends.index_columns(
            table, [item.column_name for item in items if item.is_key or item.is_region]
        )
    return written
