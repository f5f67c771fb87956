"""The value rules of items in a workbook: in and out, as the form takes them (Arts 11, 18)."""

import io
from typing import Any

import pytest
import python_calamine

from catalog.directories.actions import Item, content_of
from catalog.directories.queries import published_to
from catalog.imports import causes, show
from portal.regulation.value_rules import ValueRules
from tests import story
from tests.catalog.imports import files
from tests.catalog.imports.conftest import Office, line, outcomes

pytestmark = pytest.mark.django_db

ITEM = ("信息资源名称", "信息项名称", "数据类型", "数据长度", "字段名")
RULES = (
    *("不得为空", "不得重复", "取值格式", "允许值", "最小值", "最大值"),
    *("最少字符数", "最多字符数", "代码种类"),
)
HEAD = (*ITEM, *RULES)
#: Every rule there is, on items whose type it means something for.
FULL = (
    Item(
        name="编号",
        column_name="number",
        length=20,
        value_rules=ValueRules(
            is_required=True, is_unique=True, pattern="[A-Z]{2}[0-9]{2,6}", min_length=4
        ),
    ),
    Item(
        name="信用代码",
        column_name="credit",
        value_rules=ValueRules(code_kind="CREDIT_CODE", max_length=18),
    ),
    Item(
        name="得分",
        column_name="score",
        data_type="NUMBER",
        value_rules=ValueRules(minimum="0", maximum="100"),
    ),
    Item(
        name="等级", column_name="grade", value_rules=ValueRules(allowed=("优", "良，含中", "=差"))
    ),
    # A value that stands alone and could be taken for two.
    Item(name="备案", column_name="filed", value_rules=ValueRules(allowed=("是、否",))),
    Item(name="备注", column_name="free"),
)


def row(item: str, *cells: Any, name: str = "", **rules: Any) -> list[Any]:
    """A line of HEAD; the keys are the words over the rules."""
    said = [name, item, *cells, *[""] * (len(HEAD) - 2 - len(cells))]
    for word, cell in rules.items():
        said[HEAD.index(word)] = cell
    return said


def ruled(office: Office, name: str = "有规则目录", items: tuple[Item, ...] = FULL) -> None:
    """A published entry whose items have rules."""
    story.publish(office.cast, story.enterprise_registry(name=name, items=items))


def rules_in(office: Office, raw: bytes, number: int = 2) -> list[ValueRules]:
    """The rules of the draft that the line makes or changes."""
    made = line(office.loaded(raw), number).version
    assert made is not None
    return [item.value_rules for item in content_of(made).items]


def test_rules_are_read_from_the_cells(office: Office) -> None:
    rows = [
        HEAD,
        row(
            "编号", "字符型C", 20, "number", name="新目录",
            不得为空="是", 不得重复=True, 取值格式=r"\d{4}", 最少字符数=4, 最多字符数="４",
        ),
        row("等级", "字符型C", "", "grade", 允许值="优、良；中"),
        row("得分", "数值型N", "", "score", 最小值=0, 最大值=99.5, 不得为空="否"),
        row("代码", "字符型C", "", "credit", 代码种类="统一社会信用代码", 允许值="无"),
    ]  # fmt: skip
    assert rules_in(office, files.workbook(rows)) == [
        ValueRules(
            is_required=True, is_unique=True, pattern="[0-9]{4}", min_length=4, max_length=4
        ),
        ValueRules(allowed=("优", "良", "中")),
        ValueRules(minimum="0", maximum="99.5"),
        ValueRules(code_kind="CREDIT_CODE"),
    ]


def test_values_and_patterns_are_taken_sign_by_sign(office: Office) -> None:
    """Wide digits, blanks and lines are other values: the rows are compared with these."""
    rows = [
        HEAD,
        row("等级", "字符型C", "", "grade", name="新目录", 允许值="Ａ级\nA  级\n其他，含未评"),
        row("编号", "字符型C", "", "number", 取值格式="[Ａ-Ｚ]{2}"),
    ]
    grade, number = rules_in(office, files.workbook(rows))
    assert grade.allowed == ("Ａ级", "A  级", "其他，含未评")
    assert number.pattern == "[Ａ-Ｚ]{2}"


def test_a_workbook_without_these_columns_leaves_the_rules_as_they_are(office: Office) -> None:
    ruled(office)
    rows = [ITEM, *((("有规则目录" if not n else ""), i.name) for n, i in enumerate(FULL))]
    batch = office.checked(files.workbook(rows))
    assert line(batch, 2).outcome == "UNCHANGED"
    # So does an empty cell beside one that says something of another item.
    rows = [HEAD, *(row(i.name, name="" if n else "有规则目录") for n, i in enumerate(FULL))]
    rows[-1] = row("备注", 不得为空="是")
    found = rules_in(office, files.workbook(rows))
    assert found == [*(i.value_rules for i in FULL[:-1]), ValueRules(is_required=True)]


def test_the_dry_run_shows_each_rule_from_old_to_new(office: Office) -> None:
    ruled(office)
    rows = [HEAD, *(row(i.name, name="" if n else "有规则目录") for n, i in enumerate(FULL))]
    rows[1] = row("编号", name="有规则目录", 不得重复="否", 最少字符数=6)
    rows[4] = row("等级", 允许值="优、良")
    rows[5] = row("备案", 允许值="无")
    rows[6] = row("备注", 最多字符数=200)
    batch = office.checked(files.workbook(rows))
    assert [(each["use"], each["old"], each["new"]) for each in line(batch, 2).changes] == [
        ("ITEM_UNIQUE", "编号：是", ""),
        ("ITEM_ALLOWED", "等级：优、良，含中、=差；备案：是、否", "等级：优、良"),
        ("ITEM_MIN_LENGTH", "编号：4", "编号：6"),
        ("ITEM_MAX_LENGTH", "", "备注：200"),
    ]


def test_a_pattern_written_another_way_is_no_change(office: Office) -> None:
    items = (Item(name="编号", column_name="number", value_rules=ValueRules(pattern="[0-9]{4}")),)
    ruled(office, items=items)
    rows = [HEAD, row("编号", name="有规则目录", 取值格式=r"\d{4}")]
    assert line(office.checked(files.workbook(rows)), 2).outcome == "UNCHANGED"


def test_what_is_written_reads_back(office: Office) -> None:
    ruled(office)
    actor = office.cast.actor("market_compiler")
    made = show.template_workbook(published_to(actor), actor, office.now)
    table = b"".join(show.template_table(published_to(actor), actor, office.now))
    cells = python_calamine.load_workbook(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert set(RULES) <= set(cells[0])
    for raw in (made, table):
        batch = office.checked(raw)
        assert set(outcomes(batch).values()) == {"HEADING", "UNCHANGED", "ITEM"}
    # Read as a new entry, each rule comes out as it went in.
    renamed = [
        ["另一目录" if cell == "有规则目录" else cell for cell in each]
        for each in cells
        if "有规则目录" in each or "信息项名称" in each or not each[0]
    ]
    blank = [cells[0].index(word) for word in ("信息资源代码",)]
    for each in renamed[1:]:
        for place in blank:
            each[place] = ""
    first = next(n for n, each in enumerate(renamed) if "另一目录" in each)
    batch = office.loaded(files.workbook([renamed[0], *renamed[first : first + len(FULL)]]))
    version = line(batch, 2).version
    assert version is not None
    assert [i.value_rules for i in content_of(version).items] == [i.value_rules for i in FULL]


@pytest.mark.parametrize(
    ("cells", "rules", "cause", "says"),
    [
        (("字符型C", "", "c"), {"不得为空": "也许"}, "UNKNOWN_WORD", "是、否"),
        (("字符型C", "", "c"), {"代码种类": "门牌号"}, "UNKNOWN_WORD", "统一社会信用代码"),
        (("字符型C", "", "c"), {"最少字符数": "0"}, "BAD_RULE", "不能小于 1"),
        (("字符型C", "", "c"), {"最多字符数": "很多"}, "BAD_RULE", "整数"),
        (("字符型C", "", "c"), {"取值格式": "(a+)+"}, "RULES_UNFIT", "格式"),
        (("字符型C", "", "c"), {"最小值": "1"}, "RULES_UNFIT", "不小于"),
        (("字符型C", "", ""), {"不得为空": "是"}, "RULES_UNFIT", "列名"),
        (("整型I", "", "c"), {"最小值": "9", "最大值": "1"}, "RULES_UNFIT", "最小值"),
        (("整型I", "", "c"), {"允许值": "1、甲"}, "RULES_UNFIT", "甲"),
        (("字符型C", "3", "c"), {"最多字符数": "5"}, "RULES_UNFIT", "长度"),
        (("字符型C", "", "c"), {"代码种类": "所选标准的代码"}, "RULES_UNFIT", "标准"),
    ],
)
def test_a_rule_that_cannot_stand_is_named_with_its_row(
    office: Office, cells: tuple[str, ...], rules: dict[str, str], cause: str, says: str
) -> None:
    rows = [HEAD, row("甲", "字符型C", "", "a", name="新目录"), row("乙", *cells, **rules)]
    batch = office.checked(files.workbook(rows))
    found = line(batch, 2)
    assert (found.outcome, found.cause) == ("REJECTED", cause)
    sentence = causes.sentence(found.cause, found.values)
    assert sentence.startswith("第 3 行") and says in sentence


def test_a_type_that_the_rules_do_not_fit_is_named_before_anything_is_loaded(
    office: Office,
) -> None:
    ruled(office)
    rows = [HEAD, *(row(i.name, name="" if n else "有规则目录") for n, i in enumerate(FULL))]
    rows[3] = row("得分", "逻辑型L")
    found = line(office.checked(files.workbook(rows)), 2)
    assert (found.cause, found.values["row"], found.values["item"]) == ("RULES_UNFIT", 4, "得分")


def test_the_file_of_rejected_rows_keeps_the_rules(office: Office) -> None:
    allowed = "\n".join(f"第{number}类行政许可事项名称" * 3 for number in range(150))
    assert len(allowed) > 4_000
    rows = [
        HEAD,
        row("等级", "字符型C", "", "grade", name="新目录", 允许值=allowed, 不得为空="也许"),
        row("编号", "字符型C", "", "number", 取值格式="[0-9]{4}", 最多字符数=4),
    ]
    again = show.rejected_file(office.checked(files.workbook(rows)))
    cells = python_calamine.load_workbook(io.BytesIO(again)).get_sheet_by_index(0).to_python()
    kept = [dict(zip(cells[0], each, strict=True)) for each in cells[1:]]
    assert kept[0]["允许值"] == allowed
    assert (kept[1]["取值格式"], str(kept[1]["最多字符数"])) == ("[0-9]{4}", "4")
    # Put right, it is taken as it stands.
    cells[1][cells[0].index("不得为空")] = "是"
    grade, number = rules_in(office, files.workbook(cells))
    assert (len(grade.allowed), grade.is_required, number.pattern) == (150, True, "[0-9]{4}")


def test_an_import_that_is_undone_gives_the_rules_back(office: Office) -> None:
    items = (Item(name="编号", column_name="number", value_rules=ValueRules(is_required=True)),)
    draft = story.draft(office.cast, story.enterprise_registry(name="草稿目录", items=items))
    rows = [HEAD, row("编号", name="草稿目录", 不得为空="否", 不得重复="是")]
    batch = office.loaded(files.workbook(rows))
    draft.refresh_from_db()
    assert content_of(draft).items[0].value_rules == ValueRules(is_unique=True)
    office.step(batch, "undo_load")
    draft = type(draft).objects.get(pk=draft.pk)
    assert content_of(draft).items == items
