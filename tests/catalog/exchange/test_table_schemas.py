"""Items and value rules out of the schemas of another CKAN: taken over whole, or named."""

import json
from typing import Any

import pytest

from catalog.directories.actions import Item, content_of
from catalog.exchange import table_schemas
from catalog.models import EntryVersion
from portal.regulation.value_rules import ValueRules, table_schema
from tests.catalog.exchange.others import Other, in_use, read

pytestmark = pytest.mark.django_db


def schema(*fields: Any) -> dict[str, Any]:
    return {"fields": list(fields)}


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}


NUMBER = field("number", required=True, unique=True, pattern="[A-Z]{2}[0-9]{6}", minLength=8)
SCORE = field("score", "number", minimum=0, maximum=99.5)


def test_fields_are_read_by_the_names_of_table_schema() -> None:
    stated = {**NUMBER, "title": "编号", "description": "许可证\n编号"}
    kinds = ("integer", "number", "date", "datetime", "boolean")
    found = table_schemas.read([schema(stated, SCORE, *(field(f"a_{k}", k) for k in kinds))])
    assert found.left == ()
    number, score, *others = found.items
    assert number == Item(
        name="编号",
        column_name="number",
        description="许可证 编号",
        value_rules=ValueRules(
            is_required=True, is_unique=True, pattern="[A-Z]{2}[0-9]{6}", min_length=8
        ),
    )
    assert score == Item(
        name="score",
        column_name="score",
        data_type="NUMBER",
        value_rules=ValueRules(minimum="0", maximum="99.5"),
    )
    assert [each.data_type for each in others] == [
        "INTEGER",
        "NUMBER",
        "DATE",
        "DATETIME",
        "BOOLEAN",
    ]
    # As text, as a string of JSON, and for a second file of the same shape.
    whole = schema(stated, SCORE)
    assert table_schemas.read([json.dumps(whole), whole]) == table_schemas.read([whole])


def test_what_we_write_reads_back() -> None:
    items = (
        Item(
            name="信用代码",
            column_name="credit",
            value_rules=ValueRules(is_required=True, code_kind="CREDIT_CODE"),
        ),
        Item(
            name="等级",
            column_name="grade",
            value_rules=ValueRules(allowed=("优", "良"), max_length=2),
        ),
        Item(
            name="日期",
            column_name="day",
            data_type="DATE",
            value_rules=ValueRules(minimum="2020-01-01"),
        ),
        Item(name="附件", column_name="file", data_type="BINARY"),
    )
    found = table_schemas.read([table_schema(items)])
    assert (found.items, found.left) == (items, ())


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        (field("a", pattern="(a+)+"), "格式"),
        (field("a", pattern="(?=x)x"), "格式"),
        (field("a", jsonSchema={}), "jsonSchema"),
        (field("a", required="yes"), "required"),
        (field("a", maxLength="9"), "maxLength"),
        (field("a", enum="甲"), "enum"),
        (field("a", enum=["甲", {"x": 1}]), "enum"),
        (field("a", enum=["甲", "甲"]), "重复"),
        (field("a", enum=[" 甲"]), "空格"),
        (field("a", enum=[f"v{n}" for n in range(201)]), "200"),
        (field("a", minimum="2020"), "不小于"),
        (field("a", "integer", minimum=9, maximum=1), "最小值"),
        (field("a", "date", minimum="01/02/2020"), "01/02/2020"),
        (field("a", minLength=3_000_000), "1000000"),
        ({**field("a", required=True), "codeKind": "HOUSE"}, "codeKind"),
        ({**field("a"), "codeKind": "STANDARD_CODE"}, "标准"),
        ({**field("a"), "constraints": ["required"]}, "constraints"),
    ],
)
def test_rules_that_do_not_stand_here_are_named_and_none_of_the_item_is_taken(
    stated: dict[str, Any], says: str
) -> None:
    if isinstance(stated["constraints"], dict):
        stated["constraints"].setdefault("required", True)
    found = table_schemas.read([schema(stated, NUMBER)])
    item, number = found.items
    assert item.value_rules == ValueRules()
    assert number.value_rules.pattern == "[A-Z]{2}[0-9]{6}"
    (left,) = found.left
    assert str(left).startswith("a：") and says in str(left)


def test_a_field_that_is_no_column_here_keeps_its_name_and_loses_its_rules() -> None:
    found = table_schemas.read([schema(field("Licence No.", required=True), field("Rating"))])
    assert [(each.name, each.column_name) for each in found.items] == [
        ("Licence No.", ""),
        ("Rating", "rating"),
    ]
    assert found.items[0].value_rules == ValueRules()
    assert len(found.left) == 1 and "列名" in str(found.left[0])


def test_a_type_of_another_kind_stands_as_text_and_is_named() -> None:
    found = table_schemas.read([schema(field("place", "geopoint", required=True))])
    (item,) = found.items
    assert (item.data_type, item.value_rules) == ("TEXT", ValueRules())
    assert "geopoint" in str(found.left[0]) and len(found.left) == 2


@pytest.mark.parametrize(
    ("schemas", "says"),
    [
        (["https://other.example/schema.json"], "未读取"),
        (["{"], "未读取"),
        ([[1]], "未读取"),
        ([{"fields": []}], "未读取"),
        ([schema(NUMBER), schema(SCORE)], "不一致"),
        ([schema(*(field(f"c{n}") for n in range(1_001)))], "1000"),
    ],
)
def test_schemas_that_cannot_be_read_give_no_items(schemas: list[Any], says: str) -> None:
    found = table_schemas.read(schemas)
    assert found.items == ()
    assert len(found.left) == 1 and says in str(found.left[0])


def test_fields_without_a_name_or_twice_are_left_and_named() -> None:
    fields = [NUMBER, {"type": "string"}, "x", {**NUMBER, "name": "NUMBER"}, {"name": "a\x00"}]
    found = table_schemas.read([schema(*fields)])
    assert [each.column_name for each in found.items] == ["number"]
    assert [str(each)[:5] for each in found.left] == ["第 2 个", "第 3 个", "NUMBE", "第 5 个"]


def test_where_the_reasons_are_too_long_every_field_is_named() -> None:
    left = table_schemas.read([schema(*(field(f"c{n}", jsonSchema={}) for n in range(30)))]).left
    whole = table_schemas.named(left, 10_000)
    assert whole.count("jsonSchema") == 30
    named = table_schemas.named(left, 200)
    assert len(named) <= 200 and "30" in named
    assert all(f"c{n}" in named for n in range(30))
    assert table_schemas.named(left, 60).endswith("…") and "30" in table_schemas.named(left, 60)


# Over the wire.


def package(**more: Any) -> dict[str, Any]:
    return {"id": "a", "title": "许可证信息", "notes": "", "organization": None, **more}


def serve(other: Other, *packages: dict[str, Any]) -> None:
    def answered(_query: dict[str, list[str]]) -> bytes:
        found = {"count": len(packages), "results": list(packages)}
        return json.dumps({"success": True, "result": found}).encode()

    other.documents["/api/3/action/package_search"] = answered


def test_a_harvested_draft_has_the_rules_and_the_reading_names_the_others(
    cast: Any, other: Other
) -> None:
    bad = field("grade", enum=["甲"], exclusiveMinimum=3)
    serve(other, package(resources=[{"format": "CSV", "schema": schema(NUMBER, SCORE, bad)}]))
    source = in_use(cast, other, "ckan")
    run = read(cast, source)
    draft = EntryVersion.objects.get(name="许可证信息")
    items = {each.column_name: each for each in content_of(draft).items}
    assert items["number"].value_rules.pattern == "[A-Z]{2}[0-9]{6}"
    assert items["score"].value_rules == ValueRules(minimum="0", maximum="99.5")
    assert items["grade"].value_rules == ValueRules()
    finding = run.findings.get()
    assert (finding.outcome, finding.cause) == ("ADDED", "RULES_LEFT")
    assert "grade" in finding.value and "exclusiveMinimum" in finding.value
    # The same again changes nothing; a schema put right renews the draft.
    assert read(cast, source).findings.get().outcome == "UNCHANGED"
    good = field("grade", enum=["甲"])
    serve(other, package(resources=[{"format": "CSV", "schema": schema(NUMBER, SCORE, good)}]))
    finding = read(cast, source).findings.get()
    assert (finding.outcome, finding.cause) == ("CHANGED", "")
    renewed = {each.column_name: each for each in content_of(draft_of()).items}
    assert renewed["grade"].value_rules == ValueRules(allowed=("甲",))


def draft_of() -> EntryVersion:
    return EntryVersion.objects.get(name="许可证信息")


def test_that_it_is_open_elsewhere_decides_nothing_here(cast: Any, other: Other) -> None:
    """A foreign licence, a foreign openness: neither opens an entry, nor says how it is shared."""
    extras = [{"key": "openness", "value": "无条件开放"}, {"key": "open_condition", "value": "无"}]
    opened = {"isopen": True, "private": False, "license_id": "cc-by", "openness": "UNCONDITIONAL"}
    serve(other, package(**opened, extras=extras))
    read(cast, in_use(cast, other, "ckan"))
    draft = draft_of()
    assert (draft.openness, draft.open_condition, draft.sharing_class) == ("", "", "")
