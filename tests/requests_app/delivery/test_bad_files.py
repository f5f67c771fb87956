"""Files that are almost right: a sentence with row and cause through the real upload and load."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pyarrow import parquet

from catalog.models import DataVersion
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import item_values
from requests_app.delivery import api
from requests_app.delivery.actions import Delivered
from requests_app.delivery.warehouse import LONGEST_KEY
from tests.requests_app.delivery.desk import HEADER, ROWS, Desk
from tests.requests_app.delivery.test_load import as_parquet, fault, load, row


@pytest.fixture(autouse=True)
def _field_size() -> Any:
    """The csv module's limit, as a process begins with it; an import raises it for good."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


def csv_file(path: Path, rows: Iterable[str], header: Iterable[str] = HEADER) -> Path:
    """A CSV file of these lines, NULs and all."""
    path.write_bytes("\n".join([",".join(header), *rows, ""]).encode())
    return path


def typed(path: Path, **columns: pa.Array) -> Path:
    """A Parquet file of one lawful row, with these columns in place of its own."""
    lawful = parquet.read_table(as_parquet(path, [1]))
    for name, column in columns.items():
        lawful = lawful.set_column(lawful.schema.get_field_index(name), name, column)
    parquet.write_table(lawful, path)
    return path


def bad_text() -> pa.Array:
    """A column of Parquet text that is no UTF-8."""
    raw = pa.array([b"\xff\xfe"], pa.binary())
    return pa.Array.from_buffers(pa.string(), 1, raw.buffers())


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({"code": "键" * (LONGEST_KEY + 1)}, ("编号", str(LONGEST_KEY))),
        ({"district": "3" * 100_000}, ("地区", str(LONGEST_KEY))),
        ({"staff": "1_000"}, ("人数", "1_000")),
        ({"amount": "1_0.5"}, ("金额", "1_0.5")),
        ({"amount": "0." + "1" * 17_000}, ("金额",)),
        ({"amount": "0x10"}, ("金额", "0x10")),
        ({"staff": "9" * 5000}, ("人数",)),
        ({"since": "0000-01-01"}, ("日期", "0000-01-01")),
        ({"since": "2025-02-29"}, ("日期", "2025-02-29")),
        ({"secret": "a\x00"}, ("空字符",)),
        ({"name": "x" * 10_000_000}, ("CSV",)),
    ],
    ids=lambda case: str(case)[:30],
)
def test_a_cell_is_named_with_its_row(
    desk: Desk, tmp_path: Path, cells: dict[str, str], parts: tuple[str, ...]
) -> None:
    path = csv_file(tmp_path / "bad.csv", [*ROWS[:2], row(**cells), *ROWS[3:]])
    fault(desk, path, "第 3 行", *parts)


@pytest.mark.parametrize(
    "header",
    [
        (*HEADER[:-1], f'"{HEADER[-1]}'),
        (*HEADER, "x" * 200_000),
        (*HEADER, " code "),
        (*HEADER, "", ""),
        ("\ufeff\ufeffcode", *HEADER[1:]),
        tuple(name.upper() for name in HEADER),
        ("",),
    ],
    ids=lambda header: str(header[-1])[:10] or "blank",
)
def test_a_header_that_cannot_be_told(desk: Desk, tmp_path: Path, header: tuple[str, ...]) -> None:
    """Unfinished, endless, named twice once trimmed, with a mark in the name, or of other names."""
    fault(desk, csv_file(tmp_path / "head.csv", ROWS, header))


@pytest.mark.parametrize(
    "columns",
    [
        {"name": bad_text()},
        {"name": pa.array([b"\xff"], pa.binary())},
        {"name": pa.array([["a", "b"]], pa.list_(pa.string()))},
        {"name": pa.array([{"a": 1}])},
        {"name": pa.array(["a\x00b"])},
        {"staff": pa.array([1.5])},
        {"staff": pa.array([2**64 - 1], pa.uint64())},
        {"staff": pa.array(["many"])},
        {"amount": pa.array([float("nan")])},
        {"amount": pa.array([float("inf")])},
        {"since": pa.array([5_000_000], pa.int32()).cast(pa.date32())},
        {"since": pa.array([2**45], pa.int64()).cast(pa.timestamp("ms"))},
        {"open": pa.array([2])},
        {"code": pa.array(["k" * 5000])},
    ],
    ids=lambda columns: f"{[*columns][0]}-{[*columns.values()][0].type}",
)
def test_parquet_of_the_wrong_type(desk: Desk, tmp_path: Path, columns: dict) -> None:
    """Its types are not ours: refused in words, nothing loaded."""
    fault(desk, typed(tmp_path / "rows.parquet", **columns))


def test_parquet_with_a_column_twice_or_missing(desk: Desk, tmp_path: Path) -> None:
    lawful = parquet.read_table(as_parquet(tmp_path / "rows.parquet", [1]))
    parquet.write_table(lawful.append_column("code", lawful["code"]), tmp_path / "two.parquet")
    fault(desk, tmp_path / "two.parquet", "列")
    parquet.write_table(lawful.drop_columns(["staff", "open"]), tmp_path / "few.parquet")
    fault(desk, tmp_path / "few.parquet", "人数", "在营")


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"]
)
def test_a_moment_that_has_no_year_in_utc(text: str) -> None:
    """It could be written and never read again."""
    with pytest.raises(ValueError, match="^"):
        item_values.parse(text, "DATETIME")


@pytest.mark.parametrize("text", ["2025-02-28T23:59:59", "1900-01-01", "9999-01-01T00:00:00"])
def test_a_moment_is_written_and_read(text: str, db) -> None:
    """What is let in comes out the same, whatever zone the session has."""
    moment = item_values.parse(text, "DATETIME")
    assert isinstance(moment, datetime)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [moment])
        assert cursor.fetchone() == (moment,)


def test_a_mark_of_the_byte_order_and_gb18030(desk: Desk, tmp_path: Path) -> None:
    """Characters of four bytes too; the mark is no part of the first column's name."""
    rare = "𠮷㐂"
    for encoding in ("utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        lines = [",".join(HEADER), row(name=rare), ""]
        path.write_bytes("\r\n".join(lines).encode(encoding))
        load(desk, path)
        assert [given[1] for given in desk.deliver().rows] == [rare]


DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "  \t @x",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_formula_leaves_as_csv(text: str) -> None:
    """A spreadsheet would run it: it leaves marked as text, and is still one cell of one row."""
    given = Delivered(("a", "b"), [(text, 'x,"y"')], None, 1, "DR-1")
    answer = api._csv(given).content.decode()
    rows = list(csv.reader(io.StringIO(answer, newline="")))
    assert len(rows) == 2
    assert rows[1] == [f"'{text}", 'x,"y"']


def test_plain_cells_leave_as_they_are() -> None:
    """Text, numbers, days and nothing: untouched."""
    given = Delivered(("a",), [("甲=乙",), (-5,), (None,), ("1-2",), ("",)], None, 1, "DR-1")
    rows = list(csv.reader(io.StringIO(api._csv(given).content.decode(), newline="")))
    assert rows[1:] == [["甲=乙"], ["-5"], [""], ["1-2"], [""]]


# Through the admin's upload


def upload(desk: Desk, name: str, content: bytes) -> Any:
    """Send the file as the reviewer does."""
    client = Client(raise_request_exception=False)
    client.force_login(
        desk.cast.people["market_reviewer"], backend="django.contrib.auth.backends.ModelBackend"
    )
    address = f"/admin/catalog/dataresource/{desk.resource.code}/load/"
    return client.post(address, {"file": SimpleUploadedFile(name, content)} if name else {"x": "1"})


LAWFUL = ",".join(HEADER)
UPLOADS = (
    ("", b"", "填写"),
    ("rows.csv", b"", "空"),
    ("rows.csv", b"\xff\xfe\x00", "GB18030"),
    ("rows.csv", LAWFUL.encode(), "没有数据"),
    ("rows.csv", f"{LAWFUL}\nC1,甲\n".encode(), "第 1 行"),
    ("rows.csv", f"{LAWFUL}\n{row(since='2025-02-30')}\n".encode(), "2025-02-30"),
    ("rows.csv", f"{LAWFUL}\n{row(name=chr(0))}\n".encode(), "空字符"),
    ("rows.csv", "code,name\nC1,甲\n".encode(), "人数"),
    ("rows.csv", f"{LAWFUL},code\n{ROWS[0]},C1\n".encode(), "列"),
    ("rows.parquet", b"PAR1", "Parquet"),
    ("rows.xlsx", b"PK\x03\x04", "CSV"),
    ("rows", b"code", "CSV"),
    ("../../rows.csv", b"\x81", "GB18030"),
)


@pytest.mark.parametrize(("name", "content", "words"), UPLOADS, ids=lambda one: str(one)[:25])
def test_a_file_that_cannot_be_loaded_is_told_on_the_form(
    desk: Desk, name: str, content: bytes, words: str
) -> None:
    """400 with the sentence in Chinese on the form; the present version stays, the chain holds."""
    before = desk.deliver().rows
    known = DataVersion.objects.count(), AuditEvent.objects.filter(name="dataresource.load").count()
    answer = upload(desk, name, content)
    assert answer.status_code == 400, answer.content[-2000:]
    errors = answer.context["form"].errors["file"]
    assert len(errors) == 1
    assert words in errors[0]
    assert any("一" <= letter <= "鿿" for letter in errors[0])
    assert errors[0].replace('"', "&quot;") in answer.content.decode()
    told = DataVersion.objects.count(), AuditEvent.objects.filter(name="dataresource.load").count()
    assert told == known
    assert desk.deliver().rows == before
    assert chain.verify(now=desk.cast.now) == []


def test_a_whole_file_is_loaded_by_the_same_form(desk: Desk) -> None:
    """The refusals above are no refusal of everything."""
    answer = upload(desk, "rows.csv", f"{LAWFUL}\n{row(name='新')}\n".encode())
    assert answer.status_code == 302
    assert [given[1] for given in desk.deliver().rows] == ["新"]
