"""Rows counted by the value rules: each number is computed here another way, over the same rows."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from catalog.directories import actions as directories
from catalog.directories.actions import Item, content_of
from catalog.models import DataCheck, DataResource, EntryVersion, RuleFinding
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import codes, reasons
from portal.regulation.data_check import CheckOutcome, NotJudged
from portal.regulation.value_rules import ValueRules
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.delivery import actions, checking, jobs, queries
from requests_app.notices import subjects
from requests_app.notices.actions import give_waiting
from requests_app.notices.models import Notice
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.requests_app.delivery.desk import write

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("check-values")

ITEMS = (
    Item(
        name="编号",
        column_name="code",
        is_key=True,
        value_rules=ValueRules(
            is_required=True, is_unique=True, pattern=r"C\d+", min_length=2, max_length=3
        ),
    ),
    Item(
        name="人数",
        column_name="staff",
        data_type="INTEGER",
        value_rules=ValueRules(
            is_required=True, is_unique=True, minimum="1", maximum="9", allowed=("3", "7", "9")
        ),
    ),
    Item(
        name="金额",
        column_name="amount",
        data_type="MONEY",
        value_rules=ValueRules(minimum="0", maximum="99.50"),
    ),
    Item(
        name="日期",
        column_name="since",
        data_type="DATE",
        value_rules=ValueRules(is_required=True, minimum="2000-01-01", maximum="2004-12-31"),
    ),
    Item(name="类型", column_name="kind", value_rules=ValueRules(allowed=("A", "B"))),
    Item(name="身份证号", column_name="person", value_rules=ValueRules(code_kind="CITIZEN_ID")),
    Item(name="信用代码", column_name="credit", value_rules=ValueRules(code_kind="CREDIT_CODE")),
    Item(name="区划", column_name="place", value_rules=ValueRules(code_kind="REGION_CODE")),
    Item(name="备注", column_name="free"),
)


def citizen(first: str) -> str:
    return codes.complete_citizen_id(first)


def credit(inner: str) -> str:
    return codes.complete_credit_code(f"91310109{inner}{codes.organisation_check_digit(inner)}")


PERSON = citizen("31010920000229001")
#: None is an empty cell; every kind of slip stands in some row.
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("C1", "3", "10.50", "2001-01-31", "A", PERSON, credit("MA1FL0Q4"), "310109"),
    (
        "C2",
        None,
        "0",
        "2002-02-28",
        "B",
        citizen("31010919000229001"),
        credit("00000000"),
        "310100",
    ),
    ("C2", "7", "-1.25", None, "C", PERSON[:17] + "Y", credit("MA1FL0Q4")[:17] + "I", "310109001"),
    ("C２", "7", "99.51", "1999-12-31", "Ａ", PERSON[:-1], "91310109MA1FL0Q45X", "999999"),
    (None, "0", "99.5", "2004-12-31", " ", citizen("31010920991231001"), None, "虹口区"),
    ("C123", "10", None, "2005-01-01", "a", None, credit("MA1FL0Q4").lower(), "310109000000"),
    (" C5", "9", "0.001", "2000-01-01", "A'; --", PERSON.replace("2", "２"), " ", "000001"),
    ("C7\nC8", "3", "1e2", "2004-12-31", "", "31010920000230001X", "x", "31010"),
    ("", "3", "", "", "", "", "", ""),
    ("C", "3", "1", "2003-01-01", "A", citizen("31010919800101001"), "", ""),
)
COLUMNS = tuple(item.column_name for item in ITEMS[:8])


def quoted(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace('"', '""') + '"'


def lines(rows: tuple[tuple[str | None, ...], ...] = ROWS) -> list[str]:
    return [",".join([*(quoted(cell) for cell in row), "x"]) for row in rows]


HEADER = (*COLUMNS, "free")


@pytest.fixture
def cast() -> the_cast.Cast:
    return the_cast.build(NOW)


def furnish(
    cast: the_cast.Cast, folder: Path, items: tuple[Item, ...] = ITEMS
) -> tuple[EntryVersion, DataResource]:
    """An entry with rules, and rows of it."""
    version = story.publish(cast, story.enterprise_registry(name="样例", items=items))
    resource = story.load(cast, version, write(folder / "rows.csv", lines(), HEADER))
    return version, resource


def check(
    cast: the_cast.Cast, resource: DataResource, person: str = "market_reviewer"
) -> DataCheck:
    return checking.check_values(pk=resource.pk, actor=cast.actor(person), now=cast.now)


def numbers(found: DataCheck) -> dict[tuple[str, str], int | None]:
    rows = RuleFinding.objects.filter(data_check=found).select_related("item")
    return {(row.item.column_name, row.rule): row.failing_count for row in rows}


def column(name: str) -> list[str]:
    """The values of a column that are there, as they were written."""
    place = COLUMNS.index(name)
    return [row[place] or "" for row in ROWS if row[place]]


def missing(name: str) -> int:
    return len(ROWS) - len(column(name))


def wrong(name: str, is_right: Callable[[str], Any]) -> int:
    return sum(not is_right(value) for value in column(name))


def known_place(text: str) -> bool:
    counties = {"310109", "310100", "310000"}
    return codes.check_region_code(text) is None and text[:6] in counties


def test_every_rule_is_counted_as_python_counts_it(cast: the_cast.Cast, tmp_path: Path) -> None:
    _version, resource = furnish(cast, tmp_path)
    staff = [int(each) for each in column("staff")]
    today = NOW.date()
    expected = {
        ("code", "REQUIRED"): missing("code"),
        ("code", "UNIQUE"): len(column("code")) - len(set(column("code"))),
        ("code", "PATTERN"): wrong("code", lambda text: re.fullmatch("C[0-9]+", text)),
        ("code", "MIN_LENGTH"): wrong("code", lambda text: len(text) >= 2),
        ("code", "MAX_LENGTH"): wrong("code", lambda text: len(text) <= 3),
        ("staff", "REQUIRED"): missing("staff"),
        ("staff", "UNIQUE"): len(staff) - len(set(staff)),
        ("staff", "MINIMUM"): sum(each < 1 for each in staff),
        ("staff", "MAXIMUM"): sum(each > 9 for each in staff),
        ("staff", "ENUM"): sum(each not in {3, 7, 9} for each in staff),
        ("amount", "MINIMUM"): sum(float(each) < 0 for each in column("amount")),
        ("amount", "MAXIMUM"): sum(float(each) > 99.5 for each in column("amount")),
        ("since", "REQUIRED"): missing("since"),
        ("since", "MINIMUM"): wrong("since", lambda day: day >= "2000-01-01"),
        ("since", "MAXIMUM"): wrong("since", lambda day: day <= "2004-12-31"),
        ("kind", "ENUM"): wrong("kind", lambda text: text in {"A", "B"}),
        ("person", "CODE"): wrong(
            "person", lambda text: codes.check_citizen_id(text, today=today) is None
        ),
        ("credit", "CODE"): wrong("credit", lambda text: codes.check_credit_code(text) is None),
        ("place", "CODE"): wrong("place", known_place),
    }
    found = check(cast, resource)
    assert found.outcome == CheckOutcome.COUNTED
    assert numbers(found) == expected
    # Each of them is broken by some row and kept by another, so that no number is right by chance.
    assert all(0 < number < len(ROWS) for number in expected.values())


def test_an_organisation_code_may_stand_with_its_hyphen(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    """GB 11714 prints it so, before the check character and nowhere else."""
    right = ("D2143569X", "D2143569-X", "MA62K026-0")
    bad = ("MA62K026-8", "MA62K0-260", "D2143569--X", "-D2143569X", "d2143569-X", "D2143569-")
    item = Item(
        name="机构代码", column_name="org", value_rules=ValueRules(code_kind="ORGANISATION_CODE")
    )
    version = story.publish(cast, story.enterprise_registry(name="样例", items=(item,)))
    resource = story.load(cast, version, write(tmp_path / "rows.csv", [*right, *bad], ("org",)))
    assert numbers(check(cast, resource)) == {("org", "CODE"): len(bad)}
    assert [text for text in (*right, *bad) if codes.check_organisation_code(text)] == list(bad)


def test_counting_again_changes_nothing_but_the_moment(cast: the_cast.Cast, tmp_path: Path) -> None:
    _version, resource = furnish(cast, tmp_path)
    first = numbers(check(cast, resource))
    assert numbers(check(cast, resource)) == first
    assert DataCheck.objects.count() == 1
    jobs.check_values(actor=CLOCK, now=cast.now)
    assert AuditEvent.objects.filter(name__startswith="dataresource.check_values").count() == 2


def test_the_job_checks_what_nobody_has_checked(cast: the_cast.Cast, tmp_path: Path) -> None:
    _version, resource = furnish(cast, tmp_path)
    jobs.check_values(actor=CLOCK, now=cast.now)
    found = DataCheck.objects.get()
    assert found.data_version_id == resource.current_id
    event = AuditEvent.objects.get(name="dataresource.check_values_by_clock")
    assert event.details["broken"] == sum(bool(number) for number in numbers(found).values())
    # New rows, a new check; of the old ones the numbers stay with the version that they were of.
    actions.load(
        pk=resource.pk,
        path=write(tmp_path / "more.csv", lines(ROWS[:1]), HEADER),
        file_name="more.csv",
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    assert list(queries.unchecked()) == [resource]
    jobs.check_values(actor=CLOCK, now=cast.now)
    assert set(numbers(DataCheck.objects.latest("pk")).values()) == {0}
    assert any(numbers(found).values())


def redraft(cast: the_cast.Cast, version: EntryVersion, rules: ValueRules) -> EntryVersion:
    """The next version, in which the code keeps these rules and nothing else keeps any."""
    compiler = cast.actor("market_compiler")
    again = directories.draft_version(pk=version.pk, actor=compiler, now=cast.now)
    content = content_of(again)
    first, *others = content.items
    items = (
        replace(first, value_rules=rules),
        *(replace(item, value_rules=ValueRules()) for item in others),
    )
    directories.revise(
        pk=again.pk, content=replace(content, items=items), actor=compiler, now=cast.now
    )
    return again


def test_a_draft_changes_no_result_until_it_is_published(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    version, resource = furnish(cast, tmp_path)
    before = numbers(check(cast, resource))
    draft = redraft(cast, version, ValueRules(is_required=True))
    assert list(queries.unchecked()) == []
    assert numbers(check(cast, resource)) == before
    story.carry_to_review(cast, draft)
    directories.publish(pk=draft.pk, actor=cast.actor("authority_officer"), now=cast.now)
    assert list(queries.unchecked()) == [resource]
    jobs.check_values(actor=CLOCK, now=cast.now)
    assert numbers(DataCheck.objects.get(entry_version=draft)) == {
        ("code", "REQUIRED"): missing("code")
    }
    assert numbers(DataCheck.objects.get(entry_version=version)) == before


def test_an_entry_without_rules_or_rows_is_not_checked(cast: the_cast.Cast, tmp_path: Path) -> None:
    free = tuple(replace(item, value_rules=ValueRules()) for item in ITEMS)
    _version, resource = furnish(cast, tmp_path, free)
    assert not queries.unchecked().exists()
    with pytest.raises(Refused) as caught:
        check(cast, resource)
    assert caught.value.reason is reasons.NO_VALUE_RULES
    DataResource.objects.filter(pk=resource.pk).update(current=None)
    with pytest.raises(Refused) as caught:
        check(cast, resource)
    assert caught.value.reason is reasons.NOTHING_LOADED
    assert not DataCheck.objects.exists()


@pytest.mark.parametrize("person", ["labour_clerk", "authority_officer", "market_chief"])
def test_only_those_who_supply_or_compile_may_ask_for_a_check(
    cast: the_cast.Cast, tmp_path: Path, person: str
) -> None:
    _version, resource = furnish(cast, tmp_path)
    with pytest.raises(Refused) as caught:
        checking.check_values(pk=resource.pk, actor=cast.actor(person), now=cast.now)
    assert caught.value.is_right_missing
    assert not DataCheck.objects.exists()


def test_what_cannot_be_judged_says_why_and_stops_nothing_else(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    version, resource = furnish(cast, tmp_path)
    # The published version has another type and another column than the rows were loaded with.
    version.items.filter(column_name="staff").update(data_type="TEXT")
    version.items.filter(column_name="since").update(column_name="begun")
    found = check(cast, resource)
    assert found.outcome == CheckOutcome.COUNTED
    causes = dict(
        RuleFinding.objects.exclude(cause="").values_list("item__column_name", "cause").distinct()
    )
    assert causes == {"staff": NotJudged.OTHER_TYPE, "begun": NotJudged.NO_COLUMN}
    assert numbers(found)["code", "REQUIRED"] == missing("code")


def test_a_code_of_a_standard_is_looked_up_in_its_list_as_of_that_day(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    standard = story.register_standard(cast)
    rules = ValueRules(code_kind="STANDARD_CODE")
    items = tuple(
        replace(item, value_rules=rules, standard_id=standard.pk)
        if item.column_name == "kind"
        else replace(item, value_rules=ValueRules())
        for item in ITEMS
    )
    _version, resource = furnish(cast, tmp_path, items)
    found = check(cast, resource)
    assert RuleFinding.objects.get(data_check=found).cause == NotJudged.NO_CODE_LIST
    story.load_codes(cast, standard, f"A,甲\nB,乙,,{NOW:%Y}-01-01\nC,丙\n")
    # B ended at the beginning of the year; Ａ, a, a blank and the attempt are codes of nothing.
    right = {"A", "C"}
    assert numbers(check(cast, resource)) == {("kind", "CODE"): wrong("kind", right.__contains__)}


def test_too_many_rows_and_too_long_a_count_are_said(
    cast: the_cast.Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _version, resource = furnish(cast, tmp_path)
    monkeypatch.setattr(checking, "MOST_ROWS", len(ROWS) - 1)
    assert check(cast, resource).outcome == CheckOutcome.TOO_LARGE
    assert set(RuleFinding.objects.values_list("cause", flat=True)) == {NotJudged.NOT_COUNTED}
    monkeypatch.setattr(checking, "MOST_ROWS", len(ROWS))
    slow = checking.count_breaks

    def forever(*arguments: Any, **named: Any) -> Any:
        plan = slow(*arguments, **named)
        return replace(plan, sql=f"{plan.sql}, pg_sleep(60)")

    monkeypatch.setattr(checking, "SECONDS_AT_THE_DESK", "0.05")
    monkeypatch.setattr(checking, "SECONDS_BY_CLOCK", "0.06")
    monkeypatch.setattr(checking, "count_breaks", forever)
    RuleFinding.objects.all().delete()
    DataCheck.objects.all().delete()
    with pytest.raises(Refused) as caught:
        check(cast, resource)
    assert caught.value.reason is reasons.VALUES_COUNTED_LATER
    # Nobody has checked them yet, so the job does, which may take its time.
    assert list(queries.unchecked()) == [resource]
    jobs.check_values(actor=CLOCK, now=cast.now)
    found = DataCheck.objects.get()
    assert found.outcome == CheckOutcome.TOO_SLOW
    assert set(numbers(found).values()) == {None}
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() not in {("50ms",), ("60ms",)}


def test_rules_that_contradict_each_other_are_refused_at_the_draft(cast: the_cast.Cast) -> None:
    item = replace(ITEMS[0], value_rules=ValueRules(min_length=3, max_length=2))
    content = story.enterprise_registry(items=(item,))
    with pytest.raises(Refused) as caught:
        story.draft(cast, content)
    assert caught.value.reason is reasons.VALUE_RULES_UNFIT
    assert "编号" in caught.value.text
    kept = story.draft(cast, story.enterprise_registry(items=ITEMS))
    with pytest.raises(Refused):
        redraft_of(cast, kept, item)
    assert [each.value_rules.pattern for each in kept.items.order_by("position")[:1]] == ["C[0-9]+"]


def redraft_of(cast: the_cast.Cast, version: EntryVersion, item: Item) -> None:
    directories.revise(
        pk=version.pk,
        content=replace(content_of(version), items=(item,)),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )


def test_one_statement_counts_all_rules_whatever_the_rows_are(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    _version, resource = furnish(cast, tmp_path)
    seen: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        check(cast, resource)
    table = resource.current.table_name if resource.current else ""
    assert sum(table in sql for sql in seen) == 1


# Who is told.

TOLD = "entryversion.report_broken_rules"
KEPT = ("C1", "3", "10.50", "2001-01-31", "A", PERSON, credit("MA1FL0Q4"), "310109")


def with_(**cells: str) -> tuple[str, ...]:
    """A row that keeps every rule, but for these cells."""
    return tuple(cells.get(name, cell) for name, cell in zip(COLUMNS, KEPT, strict=True))


def load(cast: the_cast.Cast, resource: DataResource, folder: Path, *rows: tuple[str, ...]) -> None:
    """Other rows of the resource, which the job then counts."""
    path = write(folder / "next.csv", lines(rows), HEADER)
    reviewer = cast.actor("market_reviewer")
    actions.load(pk=resource.pk, path=path, file_name="next.csv", actor=reviewer, now=cast.now)
    jobs.check_values(actor=CLOCK, now=cast.now)


def told() -> list[tuple[int, int]]:
    """Data version and number of rules newly broken, of each event."""
    rows = AuditEvent.objects.filter(name=TOLD).order_by("pk")
    return [(each.details["data_version"], each.details["broken"]) for each in rows]


def test_compilers_are_told_once_of_what_new_rows_break(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    version, resource = furnish(cast, tmp_path)
    check(cast, resource)
    # The first rows break nineteen rules: one notice for all of them, to whoever compiles.
    assert told() == [(1, 19)]
    chain.seal(now=cast.now)
    give_waiting(actor=Actor.system("give-notices"), now=cast.now)
    notices = Notice.objects.filter(event_name=TOLD)
    assert {each.recipient.username for each in notices} == {"market_compiler"}
    (notice,) = notices
    assert (notice.title, notice.is_legal) == ("样例", False)
    address = subjects.address(notice.subject_type, TOLD, notice.page_key)
    assert address == f"/catalog/{version.entry.slug}/"
    # Counted again, by whomever, they are the same rows.
    check(cast, resource)
    jobs.check_values(actor=CLOCK, now=cast.now)
    assert len(told()) == 1


def test_only_what_the_version_before_did_not_break_is_told(
    cast: the_cast.Cast, tmp_path: Path
) -> None:
    _version, resource = furnish(cast, tmp_path)
    load(cast, resource, tmp_path, KEPT)
    assert told() == []
    load(cast, resource, tmp_path, with_(kind="X"))
    assert told() == [(3, 1)]
    # The same rule once more, by other values: nothing new.
    load(cast, resource, tmp_path, with_(kind="Y"), with_(code="C2", staff="7", kind="Z"))
    assert told() == [(3, 1)]
    # Mended and broken again is new; so is another rule of the same item.
    load(cast, resource, tmp_path, KEPT)
    load(cast, resource, tmp_path, with_(kind="X", code="D1"))
    assert told() == [(3, 1), (6, 2)]


def test_what_was_not_counted_is_no_version_to_compare_with(
    cast: the_cast.Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _version, resource = furnish(cast, tmp_path)
    load(cast, resource, tmp_path, with_(kind="X"))
    monkeypatch.setattr(checking, "MOST_ROWS", 0)
    load(cast, resource, tmp_path, with_(kind="X", code="D1"))
    assert told() == [(2, 1)]
    monkeypatch.undo()
    # Counted later, those rows are told of; the next ones are set against them.
    check(cast, resource)
    assert told() == [(2, 1), (3, 1)]
    monkeypatch.setattr(checking, "MOST_ROWS", 0)
    load(cast, resource, tmp_path, KEPT)
    monkeypatch.undo()
    load(cast, resource, tmp_path, with_(kind="X", code="D1"))
    assert told() == [(2, 1), (3, 1)]


def test_rules_that_come_later_are_no_new_data(cast: the_cast.Cast, tmp_path: Path) -> None:
    version, resource = furnish(cast, tmp_path)
    load(cast, resource, tmp_path, KEPT)
    stricter = redraft(cast, version, ValueRules(pattern="Z.*"))
    story.carry_to_review(cast, stricter)
    directories.publish(pk=stricter.pk, actor=cast.actor("authority_officer"), now=cast.now)
    jobs.check_values(actor=CLOCK, now=cast.now)
    assert RuleFinding.objects.filter(rule="PATTERN", failing_count=1).exists()
    assert told() == []
