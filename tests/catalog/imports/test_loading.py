"""Dry run, load, stop, undo: what a file does to drafts, and what it never does."""

import io
from typing import Any

import pytest
import python_calamine
from django.utils import translation

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Item, content_of
from catalog.directories.queries import published_to
from catalog.imports import actions, causes, loading, queries, show
from catalog.imports.jobs import work_on_imports
from catalog.imports.models import CatalogImport, ColumnMemory, ImportLine
from catalog.models import DepartmentName, EntryVersion
from catalog.search.near import NearNames
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from tests import story
from tests.catalog.imports import files
from tests.catalog.imports.conftest import CLOCK, Office, line, outcomes

pytestmark = pytest.mark.django_db


def mixed(office: Office) -> list[list[str]]:
    """A file as clerks keep it: titles, sub-headings, items below entries, all four outcomes."""
    return [
        ["市市场监管局政务数据目录"],
        list(files.HEAD),
        ["一、市场准入类"],
        # new, with three items
        files.entry(
            "个体工商户登记信息", 提供方="市市场监管局", 信息项名称="名称", 数据类型="字符型C(100)"
        ),
        files.entry("", 信息项名称="成立日期", 数据类型="日期型D"),
        [],
        files.entry("", 信息项名称="资金数额", 数据类型="货币型Y"),
        # changed: the published registry gets another abstract
        files.entry("企业登记基本信息", 摘要="本市企业登记的全部情况。", 更新周期="每日"),
        # unchanged: the draft as it stands
        files.entry("食品经营许可 信息", 摘要="许可证信息。", 共享类型="有条件共享"),
        # rejected
        files.entry("食品生产许可信息", 共享类型="也许共享"),
    ]


def test_the_dry_run_accounts_for_every_line_and_saves_nothing(office: Office) -> None:
    before = EntryVersion.objects.count()
    batch = office.checked(files.workbook(mixed(office)))
    assert outcomes(batch) == {
        1: "HEADING",
        2: "HEADING",
        3: "HEADING",
        4: "NEW",
        5: "ITEM",
        6: "EMPTY",
        7: "ITEM",
        8: "CHANGED",
        9: "UNCHANGED",
        10: "REJECTED",
    }
    assert queries.counted(batch).total == batch.row_count == 10
    assert EntryVersion.objects.count() == before
    assert line(batch, 8).changes == [
        {
            "use": "ABSTRACT",
            "old": "本市企业登记的基本情况。",
            "new": "本市企业登记的全部情况。",
        }
    ]
    with translation.override("en"):
        told = causes.sentence(line(batch, 10).cause, line(batch, 10).values)
    assert told.startswith("Row 10: “也许共享” is not known under “Type of sharing”.")


def test_a_load_makes_drafts_as_if_typed_by_hand(office: Office) -> None:
    batch = office.loaded(files.workbook(mixed(office)))
    made = line(batch, 4).version
    assert made is not None
    assert (made.status, made.name) == ("DRAFT", "个体工商户登记信息")
    assert made.entry.provider == office.cast.market
    assert made.author_ids == [office.cast.market_compiler.pk]
    items = made.items.order_by("position").values_list("name", "data_type", "length")
    assert list(items) == [
        ("名称", "TEXT", 100),
        ("成立日期", "DATE", None),
        ("资金数额", "MONEY", None),
    ]
    office.published.refresh_from_db()
    assert office.published.status == "PUBLISHED"
    assert office.published.abstract == "本市企业登记的基本情况。"
    revision = line(batch, 8).version
    assert revision is not None
    assert (revision.number, revision.status) == (2, "DRAFT")
    assert revision.abstract == "本市企业登记的全部情况。"
    # What the file does not say stays: items, conditions, grade.
    assert content_of(revision).items == content_of(office.published).items
    assert revision.security_level == office.published.security_level
    acts = AuditEvent.objects.filter(subject_id=revision.pk, name__startswith="entryversion.")
    assert list(acts.order_by("id").values_list("name", "actor_id")) == [
        ("entryversion.draft", office.cast.market_compiler.pk),
        ("entryversion.revise", office.cast.market_compiler.pk),
    ]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    rows = mixed(office)[:-1]
    office.loaded(files.workbook(rows))
    again = office.checked(files.workbook(rows))
    assert set(outcomes(again).values()) == {"HEADING", "ITEM", "EMPTY", "UNCHANGED"}
    with pytest.raises(Refused) as refused:
        office.step(again, "load_rows")
    assert refused.value.reason is reasons.IMPORT_NOTHING_TO_LOAD


def test_undo_discards_what_was_made_and_puts_back_what_was_changed(office: Office) -> None:
    rows = mixed(office)
    rows.append(files.entry("食品经营许可信息", 信息项名称="许可证编号"))
    rows[8] = files.entry("保健食品备案信息")
    before = content_of(EntryVersion.objects.get(pk=office.draft.pk))
    batch = office.loaded(files.workbook(rows))
    changed = EntryVersion.objects.get(pk=office.draft.pk)
    assert [item.name for item in content_of(changed).items] == ["许可证编号"]
    taken_further = line(batch, 9).version
    assert taken_further is not None
    directories.revise(
        pk=taken_further.pk,
        content=story.enterprise_registry(name="保健食品备案"),
        actor=office.cast.actor("market_compiler"),
        now=office.now,
    )
    office.step(batch, "undo_load")
    assert batch.status == "UNDONE"
    assert content_of(EntryVersion.objects.get(pk=office.draft.pk)) == before
    assert {number: line(batch, number).progress for number in (4, 8, 9, 11)} == {
        4: "UNDONE",
        8: "UNDONE",
        9: "LEFT",
        11: "UNDONE",
    }
    made, left = line(batch, 4).version, line(batch, 9).version
    assert made is not None
    assert left is not None
    assert (made.status, left.status) == ("DISCARDED", "DRAFT")
    context = show.context(batch, office.cast.actor("market_compiler"))
    assert len(context["left"]) == 1
    # The published entry can be revised again, as nothing of it is on its way any more.
    assert not office.published.entry.entry_has_open_version


def test_a_killed_load_goes_on_and_takes_no_row_twice(office: Office) -> None:
    rows = [list(files.HEAD), *(files.entry(f"台账{number}甲乙") for number in range(5))]
    batch = office.checked(files.table(rows))
    actions.load_rows(pk=batch.pk, actor=office.cast.actor("market_compiler"), now=office.now)
    batch.refresh_from_db()
    assert loading.load_some(batch, rows=2, now=office.now)  # and here the worker is killed
    assert EntryVersion.objects.filter(name__startswith="台账").count() == 2
    work_on_imports(actor=CLOCK, now=office.now)
    batch.refresh_from_db()
    assert batch.status == "LOADED"
    assert EntryVersion.objects.filter(name__startswith="台账").count() == 5


def test_a_killed_check_begins_anew(office: Office) -> None:
    batch = office.read(files.workbook(mixed(office)))
    actor = office.cast.actor("market_compiler")
    actions.map_columns(pk=batch.pk, uses=batch.uses, actor=actor, now=office.now)
    ImportLine.objects.create(catalog_import=batch, number=1, outcome="EMPTY")
    work_on_imports(actor=CLOCK, now=office.now)
    assert queries.counted(batch).total == 10


def test_one_that_fails_holds_up_no_other_and_is_loud(office: Office, monkeypatch) -> None:
    actor = office.cast.actor("market_compiler")
    bad, good = (office.read(files.workbook(mixed(office))) for _each in range(2))
    for batch in (bad, good):
        actions.map_columns(pk=batch.pk, uses=batch.uses, actor=actor, now=office.now)
    own = actions.go_on

    def broken(*, pk: int, **others: Any) -> None:
        if pk == bad.pk:
            raise OSError("the disk is full")
        own(pk=pk, **others)

    monkeypatch.setattr(actions, "go_on", broken)
    with pytest.raises(ExceptionGroup, match=str(bad.pk)) as faults:
        work_on_imports(actor=CLOCK, now=office.now)
    assert [str(each) for each in faults.value.exceptions] == ["the disk is full"]
    for batch, status in ((bad, "CHECKING"), (good, "CHECKED")):
        batch.refresh_from_db()
        assert batch.status == status


def test_stopped_on_the_way_it_can_go_on_or_be_undone(office: Office) -> None:
    rows = [list(files.HEAD), *(files.entry(f"台账{number}甲乙") for number in range(4))]
    batch = office.checked(files.table(rows))
    actor = office.cast.actor("market_compiler")
    actions.load_rows(pk=batch.pk, actor=actor, now=office.now)
    batch.refresh_from_db()
    loading.load_some(batch, rows=1, now=office.now)
    actions.stop_loading(pk=batch.pk, actor=actor, now=office.now)
    work_on_imports(actor=CLOCK, now=office.now)
    assert queries.counted(batch).progress == {"LOADED": 1, "WAITING": 3}
    office.step(batch, "load_rows")
    assert queries.counted(batch).progress == {"LOADED": 4}
    office.step(batch, "undo_load")
    assert queries.counted(batch).progress == {"UNDONE": 4}


def test_what_somebody_changed_after_the_check_is_not_overwritten(office: Office) -> None:
    rows = [list(files.HEAD), files.entry("食品经营许可信息", 摘要="新的摘要。")]
    batch = office.checked(files.table(rows))
    content = story.enterprise_registry(name="食品经营许可信息", abstract="同事的摘要。")
    actor = office.cast.actor("market_compiler")
    directories.revise(pk=office.draft.pk, content=content, actor=actor, now=office.now)
    office.step(batch, "load_rows")
    assert (line(batch, 2).outcome, line(batch, 2).cause) == ("REJECTED", "CHANGED_MEANWHILE")
    assert EntryVersion.objects.get(pk=office.draft.pk).abstract == "同事的摘要。"


def test_a_dismissed_clerks_load_is_refused_row_by_row(office: Office) -> None:
    rows = [list(files.HEAD), files.entry("台账甲乙")]
    batch = office.checked(files.table(rows))
    actions.load_rows(pk=batch.pk, actor=office.cast.actor("market_compiler"), now=office.now)
    departments.dismiss(
        pk=office.cast.market.pk,
        membership_id=office.cast.market_compiler.memberships.get().pk,
        note="调离岗位",
        actor=office.cast.actor("authority_officer"),
        now=office.now,
    )
    work_on_imports(actor=CLOCK, now=office.now)
    assert (line(batch, 2).outcome, line(batch, 2).cause) == ("REJECTED", "REFUSED")
    assert not EntryVersion.objects.filter(name="台账甲乙").exists()


def test_two_clerks_at_once(office: Office) -> None:
    rows = [list(files.HEAD), files.entry("台账甲乙")]
    first, second = (office.checked(files.table(rows)) for _ in range(2))
    actor = office.cast.actor("market_compiler")
    actions.load_rows(pk=first.pk, actor=actor, now=office.now)
    with pytest.raises(Refused) as refused:
        actions.load_rows(pk=second.pk, actor=actor, now=office.now)
    assert refused.value.reason is reasons.IMPORT_BESIDE
    office.now = office.cast.now.replace(hour=11)
    work_on_imports(actor=CLOCK, now=office.now)
    with pytest.raises(Refused) as refused:
        actions.load_rows(pk=second.pk, actor=actor, now=office.now)
    assert refused.value.reason is reasons.IMPORT_CHECK_OUTDATED
    office.step(second, "map_columns")
    assert outcomes(second)[2] == "UNCHANGED"
    office.now = office.cast.now


@pytest.mark.parametrize("person", ["market_assessor", "labour_clerk", "authority_officer"])
def test_only_a_compiler_imports(office: Office, person: str) -> None:
    with pytest.raises(Refused) as refused:
        office.read(files.table(mixed(office)), person)
    assert refused.value.is_right_missing


def test_others_see_nothing_of_it(office: Office) -> None:
    batch = office.checked(files.table(mixed(office)))
    assert batch in queries.visible_to(office.cast.actor("market_assessor"))
    for person in ("civil_clerk", "authority_officer"):
        assert not queries.visible_to(office.cast.actor(person)).exists()
        assert not queries.lines_visible_to(office.cast.actor(person)).exists()


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ([files.entry("", 摘要="无名")], "NO_NAME"),
        ([files.entry("甲" * 201)], "TOO_LONG"),
        ([files.entry("甲乙", 摘要="字" * 2_001)], "TOO_LONG"),
        ([files.entry("甲乙", 摘要="字" * 40_000)], "TOO_LONG"),
        ([files.entry("甲\x00乙")], "BAD_TEXT"),
        ([files.entry("甲乙", 提供方="市民政局")], "OTHER_PROVIDER"),
        ([files.entry("甲乙", 提供方="没有的局")], "UNKNOWN_PROVIDER"),
        ([files.entry("甲乙", 更新周期="看情况")], "UNKNOWN_WORD"),
        ([files.entry("甲乙", 信息项名称="子", 数据类型="神秘型")], "UNKNOWN_WORD"),
        ([files.entry("甲乙", 数据类型="字符型C")], "ITEM_WITHOUT_NAME"),
        ([files.entry("甲乙"), files.entry("甲 乙。")], "DUPLICATE_NAME"),
        ([files.entry("甲乙", 代码="X/1"), files.entry("丙丁", 代码="X/1")], "DUPLICATE_CODE"),
    ],
)
def test_a_bad_row_is_rejected_with_its_number_and_loads_nothing(
    office: Office, cells: list[list[str]], cause: str
) -> None:
    batch = office.checked(files.table([list(files.HEAD), *cells]))
    rejected = line(batch, len(cells) + 1)
    assert (rejected.outcome, rejected.cause) == ("REJECTED", cause)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told = causes.sentence(rejected.cause, rejected.values)
        assert str(len(cells) + 1) in told
        assert "%(" not in told


def test_all_that_is_wrong_with_a_row_is_told_at_once(office: Office) -> None:
    """Otherwise the clerk mends one cell, imports the file again, and meets the next fault."""
    bad = files.entry(
        "甲乙",
        提供方="无此部门",
        信息项名称="子",
        数据类型="神秘型",
        共享类型="也许共享",
        更新周期="每三周",
    )
    item = files.entry("", 信息项名称="丑", 数据类型="奇异型")
    rows = [list(files.HEAD), bad, item, files.entry("丙丁", 共享类型="也许共享")]
    batch = office.checked(files.table(rows))
    assert line(batch, 2).cause == "UNKNOWN_PROVIDER"
    told = causes.sentence(line(batch, 2).cause, line(batch, 2).values).split("\n")
    words = ["无此部门", "也许共享", "每三周", "神秘型", "奇异型"]
    assert len(told) == len(words)
    for each, word in zip(told, words, strict=True):
        assert word in each
    assert [each.partition("：")[0] for each in told] == ["第 2 行"] * 4 + ["第 3 行"]
    alone = causes.sentence(line(batch, 4).cause, line(batch, 4).values)
    assert "\n" not in alone, "a single fault is told once"


def test_a_name_that_two_departments_bear_is_not_guessed(office: Office) -> None:
    DepartmentName.objects.create(name="市场局", department=office.cast.market)
    office.cast.hongkou.short_name = "市场局"
    office.cast.hongkou.save(update_fields=["short_name"])
    batch = office.checked(files.table([list(files.HEAD), files.entry("甲乙", 提供方="市场局")]))
    assert line(batch, 2).cause == "AMBIGUOUS_PROVIDER"
    assert "上海市虹口区市场监督管理局" in line(batch, 2).values["known"]


def test_an_entry_under_review_is_left_alone(office: Office) -> None:
    story.carry_to_review(office.cast, office.draft)
    rows = [list(files.HEAD), files.entry("食品经营许可信息", 摘要="新的摘要。")]
    assert line(office.checked(files.table(rows)), 2).cause == "ON_ITS_WAY"


def test_near_names_are_shown_before_anything_is_saved(office: Office) -> None:
    rows = [list(files.HEAD), files.entry("企业登记基本信息表"), files.entry("殡葬服务机构名录")]
    batch = office.checked(files.table(rows))
    assert line(batch, 2).near == ["企业登记基本信息"]
    assert line(batch, 3).near == []


def test_the_index_of_near_names_finds_what_comparing_all_of_them_does() -> None:
    names = [
        f"{a}{b}{c}信息" for a in "企业个体" for b in ("登记", "许可") for c in ("", "基本", "变更")
    ]
    index = NearNames(names)

    def pairs(name: str) -> set[str]:
        return {name[place : place + 2] for place in range(len(name) - 1)}

    for name in names:
        alike = {
            other
            for other in names
            if other != name
            and len(pairs(name) & pairs(other)) / len(pairs(name) | pairs(other)) >= 0.75
        }
        assert set(index.near(name, most=99)) == alike


def test_confirmed_columns_are_remembered_by_head(office: Office) -> None:
    rows = [["名称", "备注"], ["甲乙", "摘要在这里"]]
    batch = office.read(files.table(rows))
    assert batch.uses == ["NAME", ""]
    actor = office.cast.actor("market_compiler")
    actions.map_columns(pk=batch.pk, uses=["NAME", "ABSTRACT"], actor=actor, now=office.now)
    assert office.read(files.table(rows)).uses == ["NAME", "ABSTRACT"]
    # With the reason in a last column it is the same head.
    more = [["名称", "备注", "Reason for the rejection"], ["甲乙", "摘要", "…"]]
    assert office.read(files.table(more)).uses == ["NAME", "ABSTRACT", ""]
    assert ColumnMemory.objects.count() == 1


@pytest.mark.parametrize(
    ("uses", "reason"),
    [(["", ""], reasons.IMPORT_WITHOUT_NAME), (["NAME", "NAME"], reasons.IMPORT_COLUMN_TWICE)],
)
def test_columns_that_make_no_sense_are_refused(office: Office, uses: list[str], reason) -> None:
    batch = office.read(files.table([["名称", "备注"], ["甲乙", "丙"]]))
    with pytest.raises(Refused) as refused:
        actions.map_columns(
            pk=batch.pk, uses=uses, actor=office.cast.actor("market_compiler"), now=office.now
        )
    assert refused.value.reason is reason


def test_the_rejected_rows_come_back_put_right(office: Office) -> None:
    batch = office.loaded(files.workbook(mixed(office)))
    raw = show.rejected_file(batch)
    rows = python_calamine.load_workbook(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["信息资源名称", "食品生产许可信息"]
    assert "也许共享" in rows[1][-1]
    rows[1][6] = "不予共享"
    again = office.checked(files.workbook(rows))
    assert outcomes(again) == {1: "HEADING", 2: "NEW"}


OPENING = ("信息资源名称", "是否向社会开放", "开放条件", "关联资源代码")


@pytest.mark.parametrize(
    ("word", "condition", "stated"),
    [
        ("无条件开放", "", ("UNCONDITIONAL", "")),
        ("有条件开放", "须注明来源", ("CONDITIONAL", "须注明来源")),
        ("不予开放", "无", ("CLOSED", "")),
        # The guide asks only whether, and names conditions beside it.
        ("是", "须注明来源", ("CONDITIONAL", "须注明来源")),
        ("1", "无条件", ("UNCONDITIONAL", "")),
        ("0", "", ("CLOSED", "")),
        ("", "", ("", "")),
    ],
)
def test_openness_is_read_in_the_words_of_the_guide(
    office: Office, word: str, condition: str, stated: tuple[str, str]
) -> None:
    codes = "210001/000007，２１０００１/000008\n210001/000007"
    batch = office.loaded(files.workbook([OPENING, ("新目录", word, condition, codes)]))
    made = line(batch, 2).version
    assert made is not None
    assert (made.openness, made.open_condition) == stated
    assert made.related_codes == ["210001/000007", "210001/000008"]


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        (("也许", "", ""), "UNKNOWN_WORD"),
        (("不予开放", "须注明来源", ""), "OPEN_CONDITION_ALONE"),
        (("", "须注明来源", ""), "OPEN_CONDITION_ALONE"),
        (("", "", "某目录"), "BAD_RELATED_CODE"),
        (("", "", "、".join(f"210001/{each}" for each in range(21))), "BAD_RELATED_CODE"),
    ],
)
def test_an_opening_that_says_two_things_is_rejected(
    office: Office, cells: tuple[str, ...], cause: str
) -> None:
    batch = office.checked(files.workbook([OPENING, ("新目录", *cells)]))
    assert (line(batch, 2).outcome, line(batch, 2).cause) == ("REJECTED", cause)


def test_conditions_go_with_the_opening_that_had_them(office: Office) -> None:
    opened = story.enterprise_registry(
        name="曾开放目录", openness="CONDITIONAL", open_condition="须注明来源"
    )
    story.publish(office.cast, opened)
    batch = office.loaded(files.workbook([OPENING, ("曾开放目录", "不予开放", "", "")]))
    made = line(batch, 2).version
    assert made is not None
    assert (made.openness, made.open_condition) == ("CLOSED", "")


# Out, and in again.


def test_what_is_written_reads_back_as_unchanged(office: Office) -> None:
    content = story.enterprise_registry(
        name='=HYPERLINK("x")',
        abstract="第一行。\n-第二行，“引号”",
        items=(Item(name="@甲", column_name="a", length=5), Item(name="+乙", data_type="MONEY")),
        sharing_modes=("API", "FILE"),
        openness="CONDITIONAL",
        open_condition="须注明来源。",
        related_codes=("210001/000007", "307031001/000099"),
    )
    story.publish(office.cast, content)
    actor = office.cast.actor("market_compiler")
    made = show.template_workbook(published_to(actor), actor, office.now)
    cells = python_calamine.load_workbook(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    started = [cell for row in cells for cell in row if str(cell)[:1] in "=+-@\t\r" and cell]
    assert not started
    table = b"".join(show.template_table(published_to(actor), actor, office.now))
    for raw in (made, table):
        batch = office.checked(raw)
        found = set(outcomes(batch).values())
        assert found == {"HEADING", "UNCHANGED", "ITEM"}, [
            (each.number, each.changes, each.cause, each.values)
            for each in batch.lines.all()
            if each.outcome in ("CHANGED", "NEW", "REJECTED")
        ]


def test_a_closed_entry_tells_in_the_file_what_its_page_tells(office: Office) -> None:
    content = story.enterprise_registry(
        name="封闭目录", detail_closed=True, detail_closed_reason="涉及工作秘密，不公开详情。"
    )
    story.publish(office.cast, content)
    for person, sees in (("labour_clerk", False), ("market_compiler", True)):
        actor = office.cast.actor(person)
        rows = list(show.template_rows(published_to(actor), actor, office.now))
        told = "".join(cell for row in rows for cell in row if "封闭目录" in row)
        assert ("本市企业登记的基本情况。" in told) is sees
        assert "有条件共享" in told


def test_the_lists_ask_as_often_for_fifty_rows_as_for_one(
    office: Office, django_assert_num_queries
) -> None:
    counts = []
    for number in (1, 50):
        rows = [list(files.HEAD), *(files.entry(f"台账{each:03}甲乙") for each in range(number))]
        batch = office.checked(files.table(rows))
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            for each in queries.lines_of(CatalogImport.objects.get(pk=batch.pk)):
                show.line(each)
        counts.append(len(caught))
    assert counts[0] == counts[1]
