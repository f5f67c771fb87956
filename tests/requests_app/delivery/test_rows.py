"""Random tables, rules and calls against a filter in plain Python: equal, row by row."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.delivery import backends, permit, plan
from requests_app.delivery.permit import Column, Permit, RowLimit
from requests_app.sharing import queries
from tests.races.world import undone
from tests.requests_app.delivery.desk import Desk

#: Printed with a failure, so that it can be told again.
SEED = 8092025
COLUMNS = (
    ("code", "TEXT"),
    ("staff", "INTEGER"),
    ("amount", "MONEY"),
    ("since", "DATE"),
    ("district", "TEXT"),
    ("kind", "TEXT"),
)
NAMES = [name for name, _type in COLUMNS]
DISTRICTS = [
    None,
    "",
    "310109",
    "310109001",
    "310109001002",
    "31010",
    "3101091",
    "310115",
    "0310109",
    " 310109",
    "虹口",
    "虹口区",
    "虹口区北外滩",
    "浦东",
    "3%0109",
    "310_09",
    "31\\0109",
]
KINDS = [None, "", "A", "B", "a", "A ", "' OR 1=1 --", "NULL", "%"]
WORDS = ["", "甲", "O'Brien", '"; DROP TABLE x; --', "%(after)s", "%s", "\\", "a\nb", ":limit"]
CELLS = {
    "code": st.one_of(st.none(), st.sampled_from(WORDS), st.text("ab%_'\"\\甲", max_size=4)),
    "staff": st.one_of(st.none(), st.integers(-3, 3)),
    "amount": st.one_of(st.none(), st.sampled_from([Decimal(n) / 4 for n in range(-4, 5)])),
    "since": st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 9))),
    "district": st.sampled_from(DISTRICTS),
    "kind": st.sampled_from(KINDS),
}
ROWS = st.lists(st.tuples(*(CELLS[name] for name in NAMES)), min_size=12, max_size=60)
LIMITS = st.lists(
    st.one_of(
        st.builds(
            RowLimit,
            st.just("district"),
            values=st.sampled_from([(), ("虹口区", "虹口"), ("浦东",)]),
            prefixes=st.lists(
                st.sampled_from(["310109", "31", "310_", "3%", "31\\", "", "9"]), max_size=2
            ).map(tuple),
        ),
        st.builds(
            RowLimit,
            st.just("kind"),
            values=st.lists(st.sampled_from([k for k in KINDS if k is not None]), max_size=3).map(
                tuple
            ),
        ),
        st.builds(RowLimit, st.just("staff"), values=st.sampled_from([("1", "2"), ("0",), ()])),
    ),
    max_size=3,
).map(tuple)
#: Text is ranged by the database's collation, so a range is asked of other types only.
RANGES = {"code": [""], "staff": ["", "gte", "lte"], "amount": ["gte"], "since": ["lte", "gte"]}
FILTERS = st.lists(
    st.one_of(
        *(
            st.builds(
                plan.Filter,
                st.just(name),
                st.sampled_from(comparisons),
                CELLS[name].filter(lambda value: value is not None),
            )
            for name, comparisons in RANGES.items()
        )
    ),
    max_size=2,
).map(tuple)
FIELDS = st.lists(st.sampled_from(NAMES), max_size=4, unique=True).map(tuple)

checked = {"rows": 0, "calls": 0}


def text_of(value: Any) -> str:
    """A value as the database writes it in words."""
    return str(value)


def is_permitted(row: Sequence[Any], limits: Sequence[RowLimit]) -> bool:
    """The reference: every limit names the row's value or begins it; NULL is out."""
    for limit in limits:
        value = row[NAMES.index(limit.column)]
        if value is None:
            return False
        text = text_of(value)
        if text not in limit.values and not any(text.startswith(p) for p in limit.prefixes):
            return False
    return True


def is_asked(row: Sequence[Any], filters: Sequence[plan.Filter]) -> bool:
    """The reference of the caller's filters: comparisons with NULL are not true."""
    for one in filters:
        value = row[NAMES.index(one.column)]
        if value is None:
            return False
        if one.comparison == "" and value != one.value:
            return False
        if one.comparison == "gte" and not value >= one.value:
            return False
        if one.comparison == "lte" and not value <= one.value:
            return False
    return True


def permit_for(table: str, limits: tuple[RowLimit, ...], number: int) -> Permit:
    """A permit on every column with these limits."""
    moment = datetime(2025, 9, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    return Permit(
        agreement_id=-number,
        agreement_version=1,
        client_id=1,
        data_version_id=number,
        table=table,
        columns=tuple(Column(name, data_type) for name, data_type in COLUMNS),
        rows=limits,
        purpose="OTHER",
        case_number="1",
        valid_until=moment,
        minted_at=moment,
    )


def pages(
    granted: Permit,
    fields: tuple[str, ...],
    filters: tuple[plan.Filter, ...],
    sizes: Iterator[int],
) -> Iterator[tuple[Any, ...]]:
    """All rows, page after page, each page of another size."""
    after = 0
    while True:
        size = next(sizes)
        ready = plan.build(granted, fields=fields, filters=filters, page=plan.Page(after, size + 1))
        for one in filters:
            if isinstance(one.value, str) and len(one.value) > 1:
                assert one.value not in re.sub(r"%\(\w+\)s", "", ready.sql)
        found = backends.run(ready)
        yield from found[:size]
        if len(found) <= size:
            return
        after = found[size - 1][0]


@pytest.mark.django_db
def test_what_is_delivered_is_what_the_reference_permits() -> None:
    """Delivered = permitted by the reference, in order, without loss or repeat."""

    @seed(SEED)
    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(ROWS, st.lists(st.tuples(LIMITS, FILTERS, FIELDS), min_size=4, max_size=4), st.data())
    def run(rows: list, calls: list, data: st.DataObject) -> None:
        with undone():
            backends.create_table("random_rows", COLUMNS)
            numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
            backends.copy_rows("random_rows", COLUMNS, numbered)
            for limits, filters, fields in calls:
                checked["calls"] += 1
                checked["rows"] += len(rows)
                granted = permit_for("random_rows", limits, checked["calls"])
                chooser = random.Random(data.draw(st.integers(0, 999)))  # noqa: S311
                sizes = iter(lambda pick=chooser: pick.randint(1, 9), None)
                found = list(pages(granted, fields, filters, sizes))
                expected = [
                    (number, *(row[NAMES.index(name)] for name in fields or NAMES))
                    for number, *row in numbered
                    if is_permitted(row, limits) and is_asked(row, filters)
                ]
                assert found == expected

    run()
    print(f"seed={SEED} calls={checked['calls']} row checks={checked['rows']}")
    assert checked["rows"] >= 8_000


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [RowLimit("kind"), RowLimit("district", prefixes=())])
def test_a_limit_that_names_nothing_lets_nothing_through(limit: RowLimit) -> None:
    backends.create_table("nothing", COLUMNS)
    backends.copy_rows("nothing", COLUMNS, [(1, "c", 1, Decimal(1), None, "310109", "A")])
    granted = permit_for("nothing", (limit,), 10**6)
    assert backends.run(plan.build(granted, page=plan.Page(0, 10))) == []


HOSTILE = ["' OR '1'='1", "x' --", "%(after)s", "%s", "1; DROP TABLE x", "‮", "Ａ"]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_byte_of_the_caller_is_in_the_query(value: str) -> None:
    limits = (RowLimit("kind", values=(value,)), RowLimit("district", prefixes=(value,)))
    granted = permit_for("t", limits, 10**7 + HOSTILE.index(value))
    ready = plan.build(
        granted, filters=(plan.Filter("code", "", value),), page=plan.Page(-7654, 9876)
    )
    bare = ready.sql.replace("%(after)s", "")
    for part in (value, "7654", "9876"):
        assert part not in bare
    assert ready.values["filter0"] == value


ODD = ['a"b', "a%b", "a%(after)sb", "a;b", "选 列", "select", "A"]


@pytest.mark.parametrize("column", ODD)
@pytest.mark.django_db
def test_any_column_name_is_a_name_and_nothing_else(column: str) -> None:
    columns = ((column, "TEXT"),)
    backends.create_table("odd", columns)
    backends.copy_rows("odd", columns, [(1, "v"), (2, "w")])
    granted = replace(
        permit_for("odd", (RowLimit(column, values=("v",)),), 10**8 + ODD.index(column)),
        columns=(Column(column, "TEXT"),),
    )
    ready = plan.build(granted, filters=(plan.Filter(column, "", "v"),), page=plan.Page(0, 9))
    assert backends.run(ready) == [(1, "v")]


def test_a_shape_compiled_for_one_agreement_serves_no_other() -> None:
    """The same call under two permits: each query names its own limits."""
    wide, narrow = permit_for("t", (), 777_001), permit_for("t", (RowLimit("kind"),), 777_002)
    assert (
        plan.build(wide, page=plan.Page(0, 1)).sql != plan.build(narrow, page=plan.Page(0, 1)).sql
    )


@pytest.mark.parametrize("column", ["nope", "", "_row", "CODE"])
def test_a_plan_names_granted_columns_only(column: str) -> None:
    granted = permit_for("t", (), 778_000)
    for wanted in ({"fields": (column,)}, {"filters": (plan.Filter(column, "", "x"),)}):
        with pytest.raises(Refused) as caught:
            plan.build(granted, page=plan.Page(0, 1), **wanted)
        assert caught.value.reason is reasons.COLUMN_NOT_AGREED


def test_pages_of_one_concatenate_to_the_whole(desk: Desk) -> None:
    whole = desk.deliver().rows
    found, after = [], 0
    while True:
        page = desk.deliver(after=after, limit=1)
        found += page.rows
        if page.after is None:
            break
        after = page.after
    assert found == whole
    assert len(whole) > 2


def test_the_region_rule_covers_codes_below_and_both_names(desk: Desk) -> None:
    minted = permit.mint(
        agreement=queries.standing(desk.actor, desk.agreement.public_number),
        client_id=desk.agreement.system_id,
        purpose=desk.agreement.purpose,
        case_number="1",
        now=desk.cast.now + timedelta(days=1),
    )
    region = next(limit for limit in minted.rows if limit.column == "district")
    assert set(region.values) == {"虹口区", "虹口"}
    assert region.prefixes == ("310109",)
    assert {column.name for column in minted.columns} == set(desk.deliver().columns)


def test_a_call_takes_three_statements(desk: Desk) -> None:
    """How the agreement stands, the rows, and count, receipt and audit event in one."""
    desk.deliver(limit=1)
    with CaptureQueriesContext(connection) as asked:
        desk.deliver(limit=1)
    assert len(asked) == 3, [query["sql"][:80] for query in asked]
