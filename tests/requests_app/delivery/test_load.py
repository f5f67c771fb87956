"""Loading: a fault names its row and cause and loads nothing; the swap keeps the old readable."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection
from pyarrow import parquet

from catalog.models import DataResource, DataVersion
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.delivery import actions, jobs
from requests_app.delivery.warehouse import LoadFault
from tests.races.fingerprint import nothing_left
from tests.requests_app.delivery.desk import HEADER, ROWS, Desk, write


def load(desk: Desk, path: Path, person: str = "market_reviewer") -> DataVersion:
    return actions.load(
        pk=desk.resource.pk,
        path=path,
        file_name=path.name,
        actor=desk.cast.actor(person),
        now=desk.cast.now,
    )


def warehouse() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'warehouse'")
        return {row[0] for row in cursor.fetchall()}


def fault(desk: Desk, path: Path, *parts: str) -> None:
    """The load fails in words that hold these parts, and changes nothing at all."""
    tables, before = warehouse(), desk.deliver().rows
    with nothing_left(), pytest.raises(LoadFault) as caught:
        load(desk, path)
    for part in parts:
        assert part in str(caught.value)
    assert warehouse() == tables
    assert desk.deliver().rows == before


def row(**cells: str) -> str:
    """A line with these cells, the others lawful."""
    lawful = dict(zip(HEADER, ROWS[0].split(","), strict=True))
    return ",".join({**lawful, **cells}.values())


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({"since": "2025-02-30"}, ("2025-02-30", "日期")),
        ({"since": "30/02/2025"}, ("30/02/2025", "日期")),
        ({"staff": "1.5"}, ("1.5", "人数")),
        ({"staff": str(2**63)}, (str(2**63), "人数")),
        ({"amount": "一万"}, ("一万", "金额")),
        ({"amount": "NaN"}, ("NaN", "金额")),
        ({"amount": "1e200000"}, ("金额",)),
        ({"open": "也许"}, ("也许", "在营")),
        ({"name": "a\x00b"}, ()),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_its_row(
    desk: Desk, tmp_path: Path, cells: dict[str, str], parts: tuple[str, ...]
) -> None:
    path = write(tmp_path / "bad.csv", [*ROWS[:2], row(**cells), *ROWS[3:]])
    fault(desk, path, "3", *parts)


@pytest.mark.parametrize(
    "line", ["C9,甲", f"{ROWS[0]},more", '"C9,甲', 'C9,"甲"x,3,1,2001-01-01,1,310109,A,S']
)
def test_a_ragged_or_broken_row_is_named(desk: Desk, tmp_path: Path, line: str) -> None:
    fault(desk, write(tmp_path / "ragged.csv", [ROWS[0], line]), "2")


def test_a_missing_column_is_named(desk: Desk, tmp_path: Path) -> None:
    header = [name for name in HEADER if name not in {"staff", "kind"}]
    fault(desk, write(tmp_path / "few.csv", [], header), "人数", "类型")


@pytest.mark.parametrize("name", ["empty.csv", "empty.parquet"])
def test_an_empty_file_is_refused(desk: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    fault(desk, path)


def test_a_header_without_rows_is_refused(desk: Desk, tmp_path: Path) -> None:
    fault(desk, write(tmp_path / "head.csv", []))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"\x81", b"code,name\n\xff\xff,1\n"])
def test_text_in_neither_encoding_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes(content)
    fault(desk, path)


@pytest.mark.parametrize("name", ["rows.xlsx", "rows", "rows.exe", "missing.csv"])
def test_no_other_kind_of_file_is_read(desk: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name != "missing.csv":
        path.write_bytes(b"PK\x03\x04")
    fault(desk, path)


def test_a_file_that_only_says_it_is_parquet_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_text("code,name\n1,2\n", encoding="utf-8")
    fault(desk, path)


def test_a_damaged_parquet_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Its footer is whole, its pages are not."""
    path = as_parquet(tmp_path / "rows.parquet", range(200))
    content = bytearray(path.read_bytes())
    middle = len(content) // 3
    content[4:middle] = b"\x00" * (middle - 4)
    path.write_bytes(bytes(content))
    fault(desk, path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_both_encodings_and_line_ends_give_the_same_rows(
    desk: Desk, tmp_path: Path, encoding: str, ending: str
) -> None:
    before = desk.deliver().rows
    path = tmp_path / "rows.csv"
    path.write_bytes(ending.join([",".join(HEADER), *ROWS, ""]).encode(encoding))
    load(desk, path)
    assert desk.deliver().rows == before


def test_columns_are_found_by_either_name_in_any_order(desk: Desk, tmp_path: Path) -> None:
    before = desk.deliver().rows
    names = {"code": "编号", "since": "日期"}
    header = [names.get(name, name) for name in reversed(HEADER)] + ["extra"]
    lines = [",".join([*reversed(line.split(",")), "x"]) for line in ROWS[:6]]
    load(desk, write(tmp_path / "turned.csv", lines, header))
    assert desk.deliver().rows == before


def test_a_column_named_twice_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Which of the two is meant cannot be known."""
    fault(desk, write(tmp_path / "two.csv", [f"{ROWS[0]},C99"], (*HEADER, "code")))


def as_parquet(path: Path, numbers: Iterable[int]) -> Path:
    """The same sort of rows, typed."""
    wanted = list(numbers)
    table = pa.table(
        {
            "code": [f"P{n}" for n in wanted],
            "name": [f"名{n}" for n in wanted],
            "staff": pa.array([None if n % 5 == 0 else n for n in wanted], pa.int64()),
            "amount": pa.array([Decimal(n) / 4 for n in wanted], pa.decimal128(12, 2)),
            "since": pa.array(
                [None if n % 7 == 0 else date(2025, 1, 1) + timedelta(days=n) for n in wanted],
                pa.date32(),
            ),
            "open": [bool(n % 2) for n in wanted],
            "district": ["310109" if n % 3 else "310115" for n in wanted],
            "kind": ["A" if n % 4 else "B" for n in wanted],
            "secret": [f"S{n}" for n in wanted],
        }
    )
    parquet.write_table(table, path)
    return path


def test_parquet_and_csv_of_the_same_rows_deliver_the_same(desk: Desk, tmp_path: Path) -> None:
    numbers = range(300)
    lines = [
        ",".join(
            [
                f"P{n}",
                f"名{n}",
                "" if n % 5 == 0 else str(n),
                f"{Decimal(n) / 4:.2f}",
                "" if n % 7 == 0 else str(date(2025, 1, 1) + timedelta(days=n)),
                str(bool(n % 2)),
                "310109" if n % 3 else "310115",
                "A" if n % 4 else "B",
                f"S{n}",
            ]
        )
        for n in numbers
    ]
    load(desk, write(tmp_path / "rows.csv", lines))
    from_csv = desk.deliver(limit=1000)
    load(desk, as_parquet(tmp_path / "rows.parquet", numbers))
    from_parquet = desk.deliver(limit=1000)
    assert len(from_csv.rows) == sum(1 for n in numbers if n % 3 and n % 4)
    assert from_parquet.rows == from_csv.rows


def test_the_old_version_stays_readable_until_it_is_dropped(desk: Desk, tmp_path: Path) -> None:
    old = DataVersion.objects.get(resource=desk.resource)
    new = load(desk, write(tmp_path / "rows.csv", [ROWS[0].replace("甲", "新")]))
    assert [row[1] for row in desk.deliver().rows] == ["新"]
    assert (old.number, new.number) == (1, 2)
    assert DataResource.objects.get(pk=desk.resource.pk).current_id == new.pk
    assert {old.table_name, new.table_name} <= warehouse()
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM warehouse."{old.table_name}"')  # noqa: S608
        assert cursor.fetchone() == (len(ROWS),)
    clock = Actor.system("drop-replaced-data")
    for hours, kept in ((23, True), (25, False), (26, False)):
        jobs.drop_replaced_data(actor=clock, now=desk.cast.now + timedelta(hours=hours))
        assert (old.table_name in warehouse()) is kept
    assert new.table_name in warehouse()
    assert desk.deliver().rows


def test_the_current_version_is_never_dropped(desk: Desk) -> None:
    current = DataVersion.objects.get(resource=desk.resource)
    clock = Actor.system("drop-replaced-data")
    later = desk.cast.now + timedelta(days=999)
    assert actions.drop_replaced(pk=current.pk, actor=clock, now=later) is False
    assert desk.deliver().rows


def test_dropping_data_is_on_record(desk: Desk, tmp_path: Path) -> None:
    """Data that go leave a link in the chain like everything else that is done."""
    old = DataVersion.objects.get(resource=desk.resource)
    load(desk, write(tmp_path / "rows.csv", ROWS))
    events = AuditEvent.objects.count()
    actions.drop_replaced(pk=old.pk, actor=Actor.system("drop"), now=desk.cast.now)
    assert AuditEvent.objects.count() == events + 1


def test_no_person_drops_data(desk: Desk, tmp_path: Path) -> None:
    old = DataVersion.objects.get(resource=desk.resource)
    load(desk, write(tmp_path / "rows.csv", ROWS))
    with pytest.raises(Refused):
        actions.drop_replaced(pk=old.pk, actor=desk.cast.actor("outsider"), now=desk.cast.now)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_office_head", reasons.NOT_YOUR_MANDATE),
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("superuser", reasons.INACTIVE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_only_the_provider_loads(
    desk: Desk, tmp_path: Path, person: str, reason: reasons.Reason
) -> None:
    path = write(tmp_path / "rows.csv", ROWS)
    with nothing_left(), pytest.raises(Refused) as caught:
        load(desk, path, person)
    assert caught.value.reason is reason


def test_a_load_is_on_record_by_digest_and_never_by_content(desk: Desk, tmp_path: Path) -> None:
    version = load(desk, write(tmp_path / "rows.csv", ROWS))
    event = AuditEvent.objects.filter(name="dataresource.load").latest("pk")
    assert event.details["sha256"] == version.file_digest
    assert "S-1" not in str(event.details)
