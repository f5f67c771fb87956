"""What is shown of value rules and of the rows counted by them, and to whom."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.batches.contents import kept, restored
from catalog.departments import actions as departments
from catalog.directories import comparing
from catalog.models import DirectoryEntry, EntryVersion, RuleFinding
from catalog.quality import figures, queries, scores
from portal.regulation.entry_score import Fault
from portal.regulation.value_rules import ValueRules
from portal.regulation.vocabulary import Mandate
from requests_app.delivery import actions as delivery
from requests_app.delivery import checking
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Of the thirty rows every name is stated, no credit code is right, and twenty are not of Hongkou.
RULES = {
    "name": ValueRules(is_required=True),
    "credit_code": ValueRules(code_kind="CREDIT_CODE"),
    "district": ValueRules(allowed=("虹口",)),
}
ROWS, ELSEWHERE = 30, 20


def ruled_items() -> Any:
    """The usual items with these rules."""
    return tuple(
        replace(item, value_rules=RULES.get(item.column_name, ValueRules()))
        for item in story.REGISTRY_ITEMS
    )


@pytest.fixture
def version(cast: the_cast.Cast) -> EntryVersion:
    """A published entry with rules."""
    return story.publish(cast, story.enterprise_registry(items=ruled_items()))


def checked(cast: the_cast.Cast, version: EntryVersion, folder: Path) -> None:
    """Its rows are loaded and counted."""
    resource = story.load(cast, version, story.small_registry(folder / "rows.csv"))
    reviewer = cast.actor("market_reviewer")
    checking.check_values(pk=resource.pk, actor=reviewer, now=cast.now)


def client_of(cast: the_cast.Cast, person: str) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(cast.people[person], backend=BACKEND)
    return client


def seen(cast: the_cast.Cast, person: str) -> int:
    """How many findings the person may see."""
    return queries.findings_visible_to(cast.actor(person), now=cast.now).count()


def test_findings_are_for_whoever_reads_quality_reports(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    checked(cast, version, tmp_path)
    expected = {"market_chief": 3, "authority_officer": 3, "labour_clerk": 0, "civil_clerk": 0}
    assert {person: seen(cast, person) for person in (*expected, "outsider")} == {
        **expected,
        "outsider": 0,
    }
    story.put_into_use(cast, given)
    assert seen(cast, "labour_clerk") == 3
    # The items of closed details are not told by way of what is wrong with them.
    DirectoryEntry.objects.filter(pk=version.entry_id).update(is_detail_closed=True)
    assert (seen(cast, "labour_clerk"), seen(cast, "market_chief")) == (0, 3)


def test_a_new_version_has_no_findings_until_its_rules_were_counted(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    assert seen(cast, "market_chief") == 3
    story.publish_again(cast, version)
    assert seen(cast, "market_chief") == 0


def test_broken_rules_are_a_fault_to_be_mended(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    entries = DirectoryEntry.objects.filter(pk=version.entry_id)
    scored: Any = scores.with_scores(entries, now=cast.now).get()
    assert scores.faults_of(scored)[Fault.VALUES] == 2
    assert scored.failing_values == ROWS + ELSEWHERE
    figures.keep(now=cast.now)
    page = client_of(cast, "market_compiler").get("/quality-reports/mend-first/?fault=VALUES")
    assert "数据不符合取值规则：涉及 2 条规则，共 50 处" in page.text
    # Of rows loaded since nothing is known until they are counted, and then their own numbers.
    path = story.small_registry(tmp_path / "again.csv")
    resource = version.entry.resources.get()
    delivery.load(
        pk=resource.pk,
        path=path,
        file_name=path.name,
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    assert not queries.current_findings().exists()
    scored = scores.with_scores(entries, now=cast.now).get()
    assert (Fault.VALUES in scores.faults_of(scored), scored.failing_values) == (False, 0)


def test_a_report_keeps_what_was_counted_that_day(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    report = story.report_quality(cast, version)
    (measured,) = report.measured.all()
    numbers = (measured.rules_judged, measured.rules_broken, measured.failing_count)
    assert numbers == (3, 2, ROWS + ELSEWHERE)
    page = client_of(cast, "market_chief").get(f"/quality-reports/{report.public_number}/")
    assert "3 条规则中 2 条不符合，共 50 处" in page.text
    story.load(cast, version, story.small_registry(tmp_path / "again.csv"))
    again = story.report_quality(cast, version).measured.order_by("pk")
    assert [each.rules_judged for each in again] == [3, None]


def test_the_entry_s_page_counts_and_shows_no_value(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    address = f"/catalog/{version.entry.slug}/"
    own = client_of(cast, "market_reviewer").get(address).text
    for words in ("30 处不符合", "20 处不符合", "全部符合", "应为有效的统一社会信用代码"):
        assert words in own
    assert "TEST0" not in own and "浦东" not in own
    other = client_of(cast, "civil_clerk").get(address).text
    assert "应为有效的统一社会信用代码" in other
    assert "处不符合" not in other


def test_the_number_of_rules_asks_no_further_questions(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    client = client_of(cast, "market_reviewer")
    address = f"/catalog/{version.entry.slug}/"
    checked(cast, version, tmp_path)
    counts = []
    for left in (3, 1):
        keys = list(RuleFinding.objects.order_by("pk").values_list("pk", flat=True)[:left])
        RuleFinding.objects.exclude(pk__in=keys).delete()
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_provider_asks_for_a_check_at_his_desk(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    resource = story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    address = f"/admin/catalog/dataresource/{resource.code}/check/"
    client = client_of(cast, "market_reviewer")
    assert address in client.get("/admin/catalog/dataresource/").text
    assert "检查取值" in client.get(address).text
    assert not RuleFinding.objects.exists()
    answer = client.post(address, follow=True)
    assert "取值检查完成：2 条规则不符合。" in answer.text
    assert RuleFinding.objects.count() == 3
    assert client_of(cast, "civil_clerk").get(address).status_code == 404


def system(cast: the_cast.Cast) -> ApiCaller:
    """An application system of the provider."""
    return ApiCaller(
        departments.register_system(
            pk=cast.market.pk,
            code="zhiliang",
            name="质量管理系统",
            actor=cast.actor("authority_officer"),
            now=cast.now,
            mandates=[Mandate.SUPPLY],
        )
    )


def test_the_api_tells_rules_and_what_was_counted(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    caller = system(cast)
    rows = caller.get("/rule-findings/?broken=yes&rule=ENUM").json()["results"]
    (row,) = rows
    assert (row["column"], row["rule"], row["failing_count"]) == ("district", "ENUM", ELSEWHERE)
    assert row["row_count"] == ROWS and row["entry"] == version.entry.code
    assert caller.get("/rule-findings/?broken=unknown").json()["results"] == []
    slug = version.entry.slug
    told = {item["column"]: item["constraints"] for item in _entry(caller, slug)["items"]}
    assert told["district"] == {"enum": ["虹口"]} and told["kind"] == {}
    schema = caller.get(f"/entries/{slug}/table-schema/").json()
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["district"]["constraints"] == {"enum": ["虹口"]}
    assert fields["credit_code"]["codeKind"] == "CREDIT_CODE"
    page = client_of(cast, "civil_clerk").get(f"/catalog/{slug}/table-schema.json")
    assert page.json() == schema
    assert page["Content-Disposition"].endswith(f'"{slug}.table-schema.json"')


def _entry(caller: ApiCaller, slug: str) -> Any:
    return caller.get(f"/entries/{slug}/").json()


def test_closed_details_close_the_table_schema(cast: the_cast.Cast, version: EntryVersion) -> None:
    DirectoryEntry.objects.filter(pk=version.entry_id).update(is_detail_closed=True)
    slug = version.entry.slug
    page = client_of(cast, "civil_clerk").get(f"/catalog/{slug}/table-schema.json")
    absent = client_of(cast, "civil_clerk").get("/catalog/3-nothing/table-schema.json")
    assert page.status_code == absent.status_code == 404
    outside = ApiCaller(cast.systems["labour"])
    assert outside.get(f"/entries/{slug}/table-schema/").status_code == 404
    assert client_of(cast, "market_chief").get(f"/catalog/{slug}/table-schema.json").json()


def test_a_changed_rule_is_a_change_of_the_item(cast: the_cast.Cast, version: EntryVersion) -> None:
    again = story.publish_again(cast, version)
    again.items.filter(column_name="district").update(value_rules=ValueRules(is_required=True))
    found = comparing.difference(version, EntryVersion.objects.get(pk=again.pk))
    (item,) = found.items
    assert [change.field for change in item.changes] == ["value_rules"]
    page = client_of(cast, "civil_clerk").get(f"/catalog/{version.entry.slug}/compare/")
    assert "取值为 虹口" in page.text and "必填" in page.text
    told = system(cast).get(f"/entries/{version.entry.slug}/compare/?from=1&to=2").json()
    (change,) = told["items"][0]["fields_changed"]
    assert (change["before"], change["after"]) == ({"enum": ["虹口"]}, {"required": True})


TYPED = {
    "name": "企业登记基本信息",
    "items-TOTAL_FORMS": "2",
    "items-INITIAL_FORMS": "0",
    "items-0-name": "编号",
    "items-0-column_name": "code",
    "items-0-data_type": "TEXT",
    "items-0-is_required": "on",
    "items-0-pattern": r"^\d{6}$",
    "items-0-allowed": "310101\r\n\r\n 310109 \r\n",
    "items-1-name": "金额",
    "items-1-column_name": "amount",
    "items-1-data_type": "MONEY",
    "items-1-minimum": "0",
    "items-1-maximum": "9.5",
}


def test_rules_are_typed_with_their_item_and_come_back(cast: the_cast.Cast) -> None:
    draft = story.draft(cast, story.enterprise_registry())
    client = client_of(cast, "market_compiler")
    address = f"/admin/catalog/entryversion/{draft.public_number}/"
    assert (
        client.post(address, {**TYPED, "expected_version": draft.lock_version}).status_code == 302
    )
    code, amount = draft.items.order_by("position")
    assert code.value_rules == ValueRules(
        is_required=True, pattern="[0-9]{6}", allowed=("310101", "310109")
    )
    assert amount.value_rules == ValueRules(minimum="0", maximum="9.5")
    shown = client.get(address)
    rows = shown.context["form"].item_forms
    assert rows[0]["allowed"].value() == "310101\n310109"
    assert "必填；格式为 [0-9]{6}；取值为 310101、310109" in shown.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items-1-minimum": "10"}, "第 2 行：最小值大于最大值"),
        ({"items-1-minimum": "很多"}, "第 2 行：“很多”不是有效的“"),
        ({"items-0-pattern": "(a+)+"}, "不限次数的重复不能再次重复"),
        ({"items-0-pattern": "["}, "第 1 行：格式不可用：方括号没有闭合。"),
        ({"items-0-min_length": "7"}, "允许值“310101”与其他规则矛盾"),
        ({"items-0-code_kind": "STANDARD_CODE"}, "请选择取值所属代码表的标准"),
        ({"items-0-column_name": ""}, "未填写列名"),
        ({"items-0-allowed": " \r\n"}, ""),
    ],
)
def test_rules_that_contradict_are_named_with_their_row_and_nothing_is_lost(
    cast: the_cast.Cast, changes: dict[str, str], words: str
) -> None:
    draft = story.draft(cast, story.enterprise_registry())
    client = client_of(cast, "market_compiler")
    address = f"/admin/catalog/entryversion/{draft.public_number}/"
    sent = {**TYPED, **changes, "expected_version": draft.lock_version}
    answer = client.post(address, sent)
    if not words:  # blank lines name no value, so none is prescribed
        assert answer.status_code == 302
        return
    assert answer.status_code == 400
    assert words in answer.text
    assert all(str(value) in answer.text for value in changes.values())
    assert draft.items.count() == len(story.REGISTRY_ITEMS)


def test_a_batch_that_is_undone_brings_the_rules_back() -> None:
    content = story.enterprise_registry(items=ruled_items())
    assert restored(kept(content)) == content
    earlier = kept(content)
    for item in earlier["items"]:
        del item["value_rules"]
    assert restored(earlier) == story.enterprise_registry()


LIST = "/quality-reports/value-checks/"


def drawn(cast: the_cast.Cast, person: str, query: str = "") -> list[tuple[str, str]]:
    """Item and result of each row of the page."""
    answer = client_of(cast, person).get(f"{LIST}{query}")
    assert answer.status_code == 200, answer.text
    return [(row["item"], row["result"]) for row in answer.context["rows"]]


def test_one_page_lists_every_result_worst_first(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    checked(cast, version, tmp_path)
    name, credit, district = (
        next(item.name for item in story.REGISTRY_ITEMS if item.column_name == column)
        for column in RULES
    )
    broken = [(credit, "30 处不符合"), (district, "20 处不符合")]
    every = [*broken, (name, "全部符合")]
    for person in ("market_chief", "authority_officer"):
        assert drawn(cast, person) == every
    assert drawn(cast, "civil_clerk") == []
    code, market = version.entry.code, cast.market.code
    for query, rows in (
        ("?broken=yes", broken),
        ("?broken=no", every[2:]),
        ("?broken=unknown", []),
        ("?rule=ENUM", broken[1:]),
        (f"?entry={code}", every),
        (f"?entry={version.entry.slug}", every),
        ("?entry=210001/000099", []),
        (f"?department={market}&broken=yes", broken),
        (f"?department={cast.labour.code}", []),
        ("?side=own", []),
        ("?side=others&q=企业登记", every),
    ):
        assert drawn(cast, "authority_officer", query) == rows, query
    page = client_of(cast, "market_chief").get(LIST).text
    assert f'href="/catalog/{version.entry.slug}/#quality"' in page
    assert "TEST0" not in page and "浦东" not in page
    nothing = client_of(cast, "civil_clerk").get(LIST).text
    assert "没有符合条件的检查结果" in nothing
    for door in ("mend-first/", ""):
        assert (
            f'href="{LIST}"' in client_of(cast, "market_chief").get(f"/quality-reports/{door}").text
        )


def test_the_page_reads_no_more_than_the_api(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    """A user of the entry, and whoever reads no closed details, through the one queryset."""
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    checked(cast, version, tmp_path)
    story.put_into_use(cast, given)

    def listed(person: str) -> int:
        return queries.worst_findings(cast.actor(person), now=cast.now).count()

    assert (listed("labour_clerk"), listed("market_chief")) == (3, 3)
    DirectoryEntry.objects.filter(pk=version.entry_id).update(is_detail_closed=True)
    assert (listed("labour_clerk"), listed("market_chief")) == (0, 3)
