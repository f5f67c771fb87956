"""The one tree of classifications: added to, renamed, moved, merged, retired; nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.directories import actions as directories
from catalog.models import Classification, DirectoryEntry, EntryVersion
from catalog.subjects import actions, forms, queries
from catalog.subjects.models import read_tree
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.codes import check_classification_code, classification_level
from portal.workflow.decision import Refused
from portal.workflow.models import opened as row_opened
from requests_app.models import Notice
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left
from tests.requests_app.notices.bureau import seal_and_tell

#: A class, an item, two groups of it, and subgroups below the first.
NODES = (
    ("2", "主题信息资源", ""),
    ("211", "生态环境保护", "2"),
    ("212", "应急维稳保障", "2"),
    ("211006", "污染源监管信息", "211"),
    ("211007", "环境质量信息", "211"),
    ("21100601", "废水", "211006"),
    ("2110060102", "重点排污单位废水", "21100601"),
)


def add(
    cast, code: str, name: str, parent: str, person: str = "authority_officer"
) -> Classification:
    return actions.add_classification(
        code=code, name=name, name_en="", parent=parent, actor=cast.actor(person), now=cast.now
    )


@pytest.fixture
def tree(cast) -> dict[str, Classification]:
    """The nodes by code."""
    return {code: add(cast, code, name, parent) for code, name, parent in NODES}


def by(cast) -> dict[str, Any]:
    return {"actor": cast.actor("authority_officer"), "now": cast.now}


def refused(expected: reasons.Reason, act: Callable[[], object]) -> Refused:
    with nothing_left(), pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is expected
    return caught.value


def filed(cast, node: Classification, **changes: Any) -> EntryVersion:
    """An entry published under the node."""
    content = story.enterprise_registry(classification_id=node.pk, **changes)
    return story.publish(cast, content)


def found(cast, code: str, person: str = "labour_clerk") -> set[str]:
    """Codes of the entries that the API lists under the classification."""
    rows = ApiCaller(cast.systems["labour"]).get("/entries/", {"classification": code})
    assert rows.status_code == 200, rows.content
    return {row["code"] for row in rows.json()["results"]}


# Codes.


@pytest.mark.parametrize(
    ("code", "level"), [("1", 1), ("307", 2), ("307021", 3), ("3070211760000002004006", 4)]
)
def test_codes_of_the_guide_are_right(code: str, level: int) -> None:
    assert (check_classification_code(code), classification_level(code)) == (None, level)


@pytest.mark.parametrize(
    ("code", "fault", "position"),
    [
        ("4", "CLASSIFICATION_CODE_CLASS", 1),
        ("011", "CLASSIFICATION_CODE_CLASS", 1),
        ("2a1", "CLASSIFICATION_CODE_CHARACTER", 2),
        ("21１", "CLASSIFICATION_CODE_CHARACTER", 3),
        ("21", "CLASSIFICATION_CODE_LENGTH", None),
        ("2110", "CLASSIFICATION_CODE_LENGTH", None),
        ("", "CLASSIFICATION_CODE_LENGTH", None),
    ],
)
def test_a_wrong_digit_is_pointed_at(code: str, fault: str, position: int | None) -> None:
    told = check_classification_code(code)
    assert told is not None
    assert (told.code, told.position) == (fault, position)


# Steps.


def test_each_step_is_on_record(cast, tree) -> None:
    node = tree["211007"]
    actions.rename_classification(pk=node.pk, name="环境质量", name_en="Quality", **by(cast))
    actions.move_classification(pk=node.pk, parent="212", **by(cast))
    actions.retire_classification(pk=node.pk, **by(cast))
    node.refresh_from_db()
    assert (node.code, node.name, node.name_en) == ("211007", "环境质量", "Quality")
    assert (node.parent, node.status) == (tree["212"], "RETIRED")
    assert (node.since_on, node.until_on) == (cast.now.date(), cast.now.date())
    events = AuditEvent.objects.filter(subject_type="catalog.classification", subject_id=node.pk)
    assert [(e.name, e.details) for e in events.order_by("pk")] == [
        (
            "classification.add_classification",
            {"code": "211007", "name": "环境质量信息", "parent": "211"},
        ),
        (
            "classification.rename_classification",
            {"name": "环境质量", "former_name": "环境质量信息"},
        ),
        ("classification.move_classification", {"parent": "212", "former_parent": "211"}),
        ("classification.retire_classification", {}),
    ]


@pytest.mark.parametrize(
    ("code", "parent", "reason"),
    [
        ("5", "", reasons.CLASSIFICATION_CODE_INVALID),
        ("2130", "2", reasons.CLASSIFICATION_CODE_INVALID),
        ("211006", "211", reasons.CLASSIFICATION_CODE_USED),
        ("213", "", reasons.CLASSIFICATION_PARENT_UNFIT),
        ("213", "999", reasons.CLASSIFICATION_PARENT_UNFIT),
        ("213001", "2", reasons.CLASSIFICATION_PARENT_UNFIT),
        ("213001", "211", reasons.CLASSIFICATION_PARENT_UNFIT),
        ("1", "2", reasons.CLASSIFICATION_PARENT_UNFIT),
    ],
)
def test_what_does_not_fit_is_not_added(cast, tree, code, parent, reason) -> None:
    refused(reason, lambda: add(cast, code, "名称", parent))


def test_a_name_is_wanted(cast, tree) -> None:
    refused(reasons.CLASSIFICATION_UNNAMED, lambda: add(cast, "213", " ", "2"))
    rename = actions.rename_classification
    refused(
        reasons.CLASSIFICATION_UNNAMED,
        lambda: rename(pk=tree["211"].pk, name="\t", name_en="", **by(cast)),
    )


def test_a_code_out_of_use_is_never_given_again(cast, tree) -> None:
    actions.retire_classification(pk=tree["211007"].pk, **by(cast))
    refused(reasons.CLASSIFICATION_CODE_USED, lambda: add(cast, "211007", "另一类", "211"))


@pytest.mark.parametrize(
    ("code", "parent"), [("21100601", "21100601"), ("21100601", "2110060102"), ("211", "211006")]
)
def test_nothing_stands_below_itself(cast, tree, code: str, parent: str) -> None:
    move = actions.move_classification
    refused(
        reasons.CLASSIFICATION_CIRCULAR,
        lambda: move(pk=tree[code].pk, parent=parent, **by(cast)),
    )


@pytest.mark.parametrize(("code", "parent"), [("211006", "2"), ("211006", ""), ("21100601", "212")])
def test_a_node_is_moved_within_its_level(cast, tree, code: str, parent: str) -> None:
    move = actions.move_classification
    refused(
        reasons.CLASSIFICATION_PARENT_UNFIT,
        lambda: move(pk=tree[code].pk, parent=parent, **by(cast)),
    )


def test_only_what_can_be_taken_is_offered(cast, tree) -> None:
    """A place of the right level that is not below the node; any other node in use as its heir."""
    actions.retire_classification(pk=tree["211007"].pk, **by(cast))

    def codes(name: str, code: str) -> set[str]:
        form = forms.STEPS[name].form_for(tree[code], None, None, by(cast)["actor"])
        (field,) = form.fields.values()
        return {str(each[0]) for each in field.choices} - {""}

    assert codes("move_classification", "211006") >= {"211", "212"}
    assert all(len(code) == 3 for code in codes("move_classification", "211006"))
    # A 细目 stands below a 目 or another 细目, and never below what stands below itself.
    fit = codes("move_classification", "21100601")
    assert "211006" in fit
    assert not fit & {"211007", "21100601", "2110060102", "211"}
    heirs = codes("merge_classification", "2110060102")
    assert {"2", "212", "21100601"} <= heirs
    assert not heirs & {"2110060102", "211007"}


def test_what_lies_below_moves_along(cast, tree) -> None:
    actions.move_classification(pk=tree["211006"].pk, parent="212", **by(cast))
    below = read_tree().below(tree["212"].pk)
    assert tree["2110060102"].pk in below
    assert tree["2110060102"].pk not in read_tree().below(tree["211"].pk)


def test_what_others_stand_below_is_not_taken_away(cast, tree) -> None:
    merge, retire = actions.merge_classification, actions.retire_classification
    pk = tree["211006"].pk
    refused(reasons.CLASSIFICATION_HAS_CHILDREN, lambda: retire(pk=pk, **by(cast)))
    refused(reasons.CLASSIFICATION_HAS_CHILDREN, lambda: merge(pk=pk, into="211007", **by(cast)))


@pytest.mark.parametrize("into", ["211007", "", "999"])
def test_it_is_merged_into_another_one_in_use(cast, tree, into: str) -> None:
    merge = actions.merge_classification
    refused(
        reasons.CLASSIFICATION_HEIR_UNFIT,
        lambda: merge(pk=tree["211007"].pk, into=into, **by(cast)),
    )
    actions.retire_classification(pk=tree["2110060102"].pk, **by(cast))
    refused(
        reasons.CLASSIFICATION_HEIR_UNFIT,
        lambda: merge(pk=tree["211007"].pk, into="2110060102", **by(cast)),
    )


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
        ("market_compiler", reasons.NOT_YOUR_MATTER),
        ("outsider", reasons.INACTIVE),
        ("superuser", reasons.INACTIVE),
    ],
)
def test_only_the_authority_changes_the_tree(cast, tree, person: str, reason) -> None:
    refused(reason, lambda: add(cast, "213", "行政执法监督", "2", person))
    who = {"actor": cast.actor(person), "now": cast.now}
    pk = tree["211007"].pk
    refused(reason, lambda: actions.move_classification(pk=pk, parent="212", **who))
    refused(reason, lambda: actions.merge_classification(pk=pk, into="211006", **who))


@pytest.mark.parametrize(
    "change", [{"parent_id": "own"}, {"merged_into_id": "own"}, {"public_number": "X"}]
)
def test_the_database_keeps_the_tree_sound(cast, tree, change: dict[str, Any]) -> None:
    node = tree["211007"]
    for name, value in change.items():
        setattr(node, name, node.pk if value == "own" else value)
    opened = row_opened(Classification._meta.label, node.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), opened:
        node.save()


# Entries.


def test_entries_are_found_under_all_that_stand_above(cast, tree) -> None:
    version = filed(cast, tree["2110060102"])
    other = filed(cast, tree["212"], name="另一目录")
    for code in ("2", "211", "211006", "21100601", "2110060102"):
        assert version.entry.code in found(cast, code), code
    assert found(cast, "212") == {other.entry.code}
    assert found(cast, "211") == {version.entry.code}
    assert found(cast, "999") == set()


def test_entries_of_a_merged_node_are_found_under_both(cast, tree) -> None:
    """Nothing of theirs is touched: neither their versions nor the codes that were given."""
    version = filed(cast, tree["2110060102"])
    code = version.entry.code
    retire = actions.retire_classification
    pk = tree["2110060102"].pk
    refused(reasons.CLASSIFICATION_HAS_ENTRIES, lambda: retire(pk=pk, **by(cast)))
    actions.merge_classification(pk=pk, into="211007", **by(cast))
    for under in ("2110060102", "211007", "211", "2"):
        assert found(cast, under) == {code}, under
    kept = EntryVersion.objects.get(pk=version.pk)
    assert (kept.classification_id, kept.entry.code, kept.lock_version) == (
        pk,
        code,
        version.lock_version,
    )
    # What takes the entries over is not simply dropped afterwards.
    refused(
        reasons.CLASSIFICATION_HAS_ENTRIES,
        lambda: retire(pk=tree["211007"].pk, **by(cast)),
    )
    actions.merge_classification(pk=tree["211007"].pk, into="212", **by(cast))
    assert found(cast, "212") == {code}


def test_nothing_is_drafted_under_what_is_out_of_use(cast, tree) -> None:
    assert tree["211007"] in queries.choosable()
    actions.retire_classification(pk=tree["211007"].pk, **by(cast))
    assert tree["211007"] not in queries.choosable()


def test_numbers_tell_of_what_the_reader_may_know(cast, tree) -> None:
    """Drafts and entries whose details are closed are told under no classification."""
    filed(cast, tree["2110060102"])
    closed = {"detail_closed": True, "detail_closed_reason": "涉及执法线索"}
    filed(cast, tree["2110060102"], name="不公开内容的目录", **closed)
    story.draft(cast, story.enterprise_registry(classification_id=tree["211007"].pk, name="草稿"))
    for person in ("labour_clerk", "hongkou_clerk", "authority_officer"):
        numbers = queries.numbers_of_entries(cast.actor(person), read_tree())
        told = {tree_code: numbers[node.pk] for tree_code, node in tree.items()}
        assert told == {
            "2": 1,
            "211": 1,
            "212": 0,
            "211006": 1,
            "211007": 0,
            "21100601": 1,
            "2110060102": 1,
        }, person
    assert len(found(cast, "2")) == 1
    assert queries.numbers_of_entries(cast.actor("outsider"), read_tree())[tree["2"].pk] == 0


# Pages, admin, API.


def test_the_tree_leads_to_the_entries(cast, tree, client, django_assert_max_num_queries) -> None:
    filed(cast, tree["2110060102"])
    client.force_login(cast.labour_clerk)
    url = reverse("catalog:classification-list")
    client.get(url)
    with django_assert_max_num_queries(12):
        shown = client.get(url).content.decode()
    assert "/catalog/?classification=211006" in shown
    assert "污染源监管信息" in shown
    assert "/classifications/new/" not in shown
    narrowed = client.get("/catalog/?classification=211").content.decode()
    assert "企业登记基本信息" in narrowed
    assert "211 生态环境保护" in narrowed, "the facet names it"
    assert "企业登记基本信息" not in client.get("/catalog/?classification=212").content.decode()
    assert client.get(f"{url}?x=1").status_code == 400
    client.force_login(cast.authority_officer)
    assert "/classifications/new/" in client.get(url).content.decode()


@pytest.mark.parametrize("base", ["/classifications/", "/admin/catalog/classification/"])
def test_the_authority_keeps_it_from_pages_and_admin(cast, tree, client, base: str) -> None:
    client.force_login(cast.authority_officer)
    new = f"{base}{'add' if 'admin' in base else 'new'}/"
    typed = {"code": "213", "name": "行政执法监督", "name_en": "", "parent": "2"}
    assert client.get(new).status_code == 200
    for wrong, status in (
        ({"code": "2x3"}, 400),
        ({"code": ""}, 400),
        ({"name": "a\x00b"}, 400),
        ({"parent": "999"}, 400),
        ({"parent": ""}, 409),
    ):
        answer = client.post(new, {**typed, **wrong})
        assert answer.status_code == status, (wrong, answer.content.decode()[:300])
    assert "第 2 位为 X" in client.post(new, {**typed, "code": "2x3"}).content.decode()
    assert not Classification.objects.filter(code="213").exists()
    made = client.post(new, typed)
    assert made.status_code == 302, made.content.decode()[:300]
    own = made.url
    assert "行政执法监督" in client.get(own).content.decode()
    step = own.replace("change/", "")
    for name, sent in (
        ("rename_classification", {"name": "行政执法", "name_en": "Enforcement"}),
        ("merge_classification", {"into": "212"}),
    ):
        assert client.post(f"{step}{name}/", sent).status_code == 302, name
    kept = Classification.objects.get(code="213")
    assert (kept.name, kept.name_en, kept.status) == ("行政执法", "Enforcement", "RETIRED")
    assert "212 应急维稳保障" in client.get(own).content.decode()
    client.force_login(cast.labour_clerk)
    assert client.post(new, {**typed, "code": "214"}).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(own).status_code in {302, 403, 404}


def test_a_system_reads_the_tree_and_changes_nothing(cast, tree) -> None:
    version = filed(cast, tree["211006"])
    api = ApiCaller(cast.systems["labour"])
    rows = api.get("/classifications/", {"parent": "211"}).json()["results"]
    assert [row["number"] for row in rows] == ["211006", "211007"]
    one = api.get("/classifications/211/").json()
    assert (one["name"], one["parent"], one["entries"], one["steps"]) == (
        "生态环境保护",
        "2",
        1,
        [],
    )
    assert api.get("/classifications/999/").status_code == 404
    sent = {"code": "213", "name": "行政执法监督", "parent": "2"}
    assert api.post("/classifications/", sent).status_code == 403
    assert (
        api.post("/classifications/211007/merge_classification/", {"into": "212"}).status_code
        == 403
    )
    assert api.post("/classifications/", {**sent, "name": 7}).status_code == 400
    assert DirectoryEntry.objects.get(pk=version.entry_id).code == version.entry.code


@pytest.mark.parametrize(
    ("code", "begins"), [("21100601", "21100601"), ("211006", "211006"), ("211", "307031001")]
)
def test_an_entry_is_coded_by_its_classification(cast, tree, code: str, begins: str) -> None:
    """分类码 names at least a 目; above it the branch that the department keeps stands for it."""
    one, other = filed(cast, tree[code]), filed(cast, tree[code], name="另一项")
    assert [each.entry.code for each in (one, other)] == [f"{begins}/000001", f"{begins}/000002"]


# Who is told.


def told(event: str) -> list[str]:
    """Who was told of the acts of that name."""
    rows = Notice.objects.filter(event_name=f"classification.{event}")
    return sorted(rows.values_list("recipient__username", flat=True))


def test_providers_of_entries_under_a_changed_node_are_told_and_nobody_else(cast, tree) -> None:
    """Whoever compiles a directory with a published entry below the node; not who only drafts."""
    filed(cast, tree["21100601"])
    drafted = story.enterprise_registry(name="民政草稿", classification_id=tree["211007"].pk)
    directories.draft(
        provider_id=cast.civil_affairs.pk,
        content=drafted,
        actor=cast.actor("civil_clerk"),
        now=cast.now,
    )
    person = by(cast)
    actions.rename_classification(pk=tree["211006"].pk, name="污染源", name_en="", **person)
    actions.rename_classification(pk=tree["211007"].pk, name="环境质量", name_en="", **person)
    actions.move_classification(pk=tree["211006"].pk, parent="212", **person)
    actions.retire_classification(pk=tree["2110060102"].pk, **person)
    actions.merge_classification(pk=tree["21100601"].pk, into="211006", **person)
    seal_and_tell(cast.now)
    assert told("rename_classification") == ["market_compiler"]
    assert told("move_classification") == ["market_compiler"]
    assert told("merge_classification") == ["market_compiler"]
    assert told("retire_classification") == []
    notice = Notice.objects.filter(event_name="classification.merge_classification").get()
    assert (notice.title, notice.is_legal) == ("21100601 废水", False)
