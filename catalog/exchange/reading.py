"""Reads a catalog file: JSON, concatenated JSON objects, or CSV; a fault names row and cause."""

import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalog.directories.actions import Content
from catalog.exchange import table_schemas
from catalog.exchange.decoding import Unreadable, json_values, text_of
from catalog.exchange.faults import FileFault
from catalog.exchange.models import Cause
from catalog.exchange.sources import Source, data_format, frequency

_MAX_BYTES = 100 * 1024 * 1024
_DATE = re.compile(r"^(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as read: its key, its digest and content, or the cause why it is rejected.

    ``left`` names what it says of its items that is not in the content.
    """

    number: int
    key: str = ""
    digest: str = ""
    provider: str = ""
    content: Content | None = None
    cause: str = ""
    value: str = ""
    left: tuple[table_schemas.Left, ...] = ()


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileFault("NO_FILE")
        if path.stat().st_size > _MAX_BYTES:
            raise FileFault("TOO_LARGE_FILE")
        raw = path.read_bytes()
    except OSError as error:
        raise FileFault("NO_FILE") from error
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """The text of a document.

    :raises FileFault: it is empty, or no text.
    """
    try:
        return text_of(raw)
    except Unreadable as error:
        raise FileFault(error.fault, **error.values) from error


def _objects(text: str) -> list[Any]:
    """Every JSON value of the text, one after another."""
    try:
        return list(json_values(text))
    except Unreadable as error:
        raise FileFault(error.fault, **error.values) from error


def _csv_rows(text: str) -> list[Any]:
    """The rows by column; one with more or fewer cells than the header is left a bare list."""
    csv.field_size_limit(_MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Any] = []
    try:
        header = next(reader, [])
        if len(set(header)) != len(header):
            raise FileFault("COLUMN_TWICE")
        for cells in reader:
            if cells:
                whole = len(cells) == len(header)
                found.append(dict(zip(header, cells, strict=True)) if whole else cells)
    except csv.Error as error:
        raise FileFault("NOT_CSV", row=len(found) + 1) from error
    return found


def rows(path: Path, source: Source) -> list[Any]:
    """The rows of the file, whatever its form.

    :raises FileFault: it cannot be read, or none of its rows has the source's name field.
    """
    text = _text(path)
    if path.suffix.lower() == ".csv":
        return _of_source(_csv_rows(text), source)
    return json_rows(text, source)


def json_rows(text: str, source: Source) -> list[Any]:
    """The rows of a JSON text.

    :raises FileFault: it is no JSON, or none of its rows has the source's name field.
    """
    values = list(_objects(text))
    if len(values) == 1 and source.rows_under and isinstance(values[0], dict):
        values = [values[0].get(source.rows_under)]
    found = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return _of_source(found, source)


def _of_source(found: list[Any], source: Source) -> list[Any]:
    if not found:
        raise FileFault("NO_ROWS")
    if not any(isinstance(row, dict) and source.title in row for row in found):
        raise FileFault("OTHER_CATALOG", field=source.title, source=source.name)
    return found


def _stated(row: Any, name: str) -> str:
    value = row.get(name) if name else None
    if value is None or value == "暂无":
        return ""
    return (
        " ".join(str(value).split()) if not isinstance(value, list) else " ".join(map(str, value))
    )


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _bad_date(row: Any, source: Source) -> str:
    """The first date of the row that does not exist; a word that is no date is none."""
    for name in source.dates:
        stated = _stated(row, name)
        match = _DATE.match(stated)
        if match is None:
            continue
        try:
            date(*(int(part) for part in match.groups()))
        except ValueError:
            return stated
    return ""


def read(number: int, raw: Any, source: Source) -> Reading:
    """One row under the source's declared mapping."""
    if not isinstance(raw, dict):
        return Reading(number, cause=Cause.NOT_A_ROW)
    row = source.flatten(raw)
    if isinstance(row.get(source.title), (bool, dict, list)):
        return Reading(number, cause=Cause.NO_TITLE)
    title = _stated(row, source.title)
    if source.title_ending:
        title = re.sub(source.title_ending, "", title)
    if not title:
        return Reading(number, cause=Cause.NO_TITLE)
    provider, abstract = _stated(row, source.provider), _stated(row, source.abstract)
    own, word = _stated(row, source.identifier), _stated(row, source.sharing_class)
    days = (_stated(row, name) for name in source.dates)
    if not all(_is_text(value) for value in (title, provider, abstract, own, word, *days)):
        return Reading(number, cause=Cause.BAD_TEXT)
    wrong = _bad_date(row, source)
    if wrong:
        return Reading(number, cause=Cause.BAD_DATE, value=wrong)
    if word and word not in source.classes:
        return Reading(number, cause=Cause.BAD_CLASS, value=word)
    schemas = row.get(source.schemas) if source.schemas else None
    schema = table_schemas.read(schemas or ())
    content = Content(
        name=title[:200],
        abstract=abstract[:4000],
        data_format=data_format(_stated(row, source.format)),
        update_frequency=frequency(_stated(row, source.frequency)),
        sharing_class=source.classes.get(word, ""),
        items=schema.items,
    )
    identity = own or f"{title}|{provider}"
    said = "|".join(
        (title, provider, abstract, content.data_format, content.update_frequency, word)
    )
    if schemas:
        said += "|" + json.dumps(schemas, sort_keys=True)
    return Reading(
        number,
        _digest(identity),
        _digest(said),
        provider[:200],
        content=content,
        value=title,
        left=schema.left,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
