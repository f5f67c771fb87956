"""Several entries changed at one go: the preview, the drafts, the ledger, and undoing it."""

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from catalog.bulk_edits import actions, causes, forms, queries, show
from catalog.bulk_edits.altering import Alteration
from catalog.bulk_edits.jobs import work_on_bulk_edits
from catalog.bulk_edits.models import BulkEdit, BulkEditRow
from catalog.directories import actions as directories
from catalog.directories.actions import content_of
from catalog.models import EntryVersion
from portal.models import AuditEvent
from portal.regulation import bulk_edit, reasons
from portal.regulation.vocabulary import Openness, SharingClass, UpdateFrequency
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
CLOCK = Actor.system("work-on-bulk-edits")
MONTHLY = Alteration(plain={"update_frequency": UpdateFrequency.MONTHLY})


class Desk:
    """The market regulator with a published entry, a draft, and one in review."""

    def __init__(self, cast: the_cast.Cast) -> None:
        self.cast = cast
        self.now: datetime = cast.now
        self.published = story.publish(cast, story.enterprise_registry())
        self.draft = story.draft(cast, story.enterprise_registry(name="食品经营许可信息"))
        self.reviewed = story.draft(cast, story.enterprise_registry(name="药品经营许可信息"))
        story.carry_to_review(cast, self.reviewed)

    def begin(self, alteration: Alteration, person: str = "market_compiler") -> BulkEdit:
        """The person chooses all three; time previews them."""
        versions = [self.published.pk, self.draft.pk, self.reviewed.pk]
        actor = self.cast.actor(person)
        batch = actions.begin_bulk_edit(
            version_ids=versions, alteration=alteration, actor=actor, now=self.now
        )
        return self.work(batch)

    def step(self, batch: BulkEdit, name: str) -> BulkEdit:
        """The compiler takes a step; then time works."""
        step: Any = getattr(actions, name)
        step(pk=batch.pk, actor=self.cast.actor("market_compiler"), now=self.now)
        return self.work(batch)

    def work(self, batch: BulkEdit) -> BulkEdit:
        """What the worker does."""
        work_on_bulk_edits(actor=CLOCK, now=self.now)
        batch.refresh_from_db()
        return batch


def row(batch: BulkEdit, name: str) -> BulkEditRow:
    """The row of the entry of that name."""
    return BulkEditRow.objects.get(bulk_edit=batch, name=name)


def outcomes(batch: BulkEdit) -> dict[str, str]:
    """What becomes of each entry."""
    return dict(BulkEditRow.objects.filter(bulk_edit=batch).values_list("name", "outcome"))


@pytest.fixture(scope="module")
def _built(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Desk]:
    with kept_for_module(django_db_blocker, lambda: Desk(the_cast.build(NOW))) as desk:
        yield desk


@pytest.fixture
def desk(_built: Desk, db: None) -> Desk:
    """The desk, as it was at the beginning."""
    return _built


def test_the_preview_tells_of_each_entry_and_saves_nothing(desk: Desk) -> None:
    before = EntryVersion.objects.count()
    batch = desk.begin(MONTHLY)
    assert batch.status == "CHECKED"
    assert outcomes(batch) == {
        "企业登记基本信息": "CHANGED",
        "食品经营许可信息": "CHANGED",
        "药品经营许可信息": "REJECTED",
    }
    assert row(batch, "企业登记基本信息").changes == [
        {"field": "update_frequency", "before": "DAILY", "after": "MONTHLY"}
    ]
    assert row(batch, "药品经营许可信息").cause == "ON_ITS_WAY"
    assert EntryVersion.objects.count() == before
    assert EntryVersion.objects.get(pk=desk.draft.pk).update_frequency == "DAILY"


def test_applied_it_makes_drafts_as_if_typed_by_hand_and_publishes_nothing(desk: Desk) -> None:
    batch = desk.step(desk.begin(MONTHLY), "apply_changes")
    assert batch.status == "APPLIED"
    live = EntryVersion.objects.get(pk=desk.published.pk)
    assert (live.status, live.update_frequency) == ("PUBLISHED", "DAILY")
    new = row(batch, "企业登记基本信息").version
    assert (new.entry_id, new.number, new.status) == (live.entry_id, 2, "DRAFT")
    assert new.update_frequency == "MONTHLY"
    assert content_of(new).items == content_of(live).items
    assert content_of(new).condition == content_of(live).condition
    assert new.author_ids == [desk.cast.market_compiler.pk]
    acts = AuditEvent.objects.filter(subject_id=new.pk, name__startswith="entryversion.")
    assert list(acts.order_by("id").values_list("name", flat=True)) == [
        "entryversion.draft",
        "entryversion.revise",
    ]
    assert EntryVersion.objects.get(pk=desk.draft.pk).update_frequency == "MONTHLY"
    assert EntryVersion.objects.get(pk=desk.reviewed.pk).update_frequency == "DAILY"


def test_an_assessed_draft_is_to_be_assessed_anew(desk: Desk) -> None:
    finding = directories.Finding(secrecy_result="NO_RISK", personal_result="ACCEPTABLE")
    assessor = desk.cast.actor("market_assessor")
    directories.assess(pk=desk.draft.pk, finding=finding, actor=assessor, now=desk.now)
    desk.step(desk.begin(MONTHLY), "apply_changes")
    changed = EntryVersion.objects.get(pk=desk.draft.pk)
    assert (changed.status, changed.assessed_kinds) == ("DRAFT", [])


def test_what_somebody_changed_since_the_preview_is_told_and_left(desk: Desk) -> None:
    batch = desk.begin(MONTHLY)
    colleague = story.enterprise_registry(name="食品经营许可信息", abstract="同事的摘要。")
    compiler = desk.cast.actor("market_compiler")
    directories.revise(pk=desk.draft.pk, content=colleague, actor=compiler, now=desk.now)
    directories.draft_version(pk=desk.published.pk, actor=compiler, now=desk.now)
    desk.step(batch, "apply_changes")
    left = EntryVersion.objects.get(pk=desk.draft.pk)
    assert (left.abstract, left.update_frequency) == ("同事的摘要。", "DAILY")
    assert row(batch, "食品经营许可信息").cause == "CHANGED_MEANWHILE"
    # A colleague has begun the next version of the published one, too.
    assert row(batch, "企业登记基本信息").cause == "CHANGED_MEANWHILE"


def test_undone_as_a_whole_but_for_what_went_on(desk: Desk) -> None:
    before = content_of(EntryVersion.objects.get(pk=desk.draft.pk))
    batch = desk.step(desk.begin(MONTHLY), "apply_changes")
    made = row(batch, "企业登记基本信息").version
    desk.step(batch, "undo_changes")
    assert batch.status == "UNDONE"
    assert content_of(EntryVersion.objects.get(pk=desk.draft.pk)) == before
    assert EntryVersion.objects.get(pk=made.pk).status == "DISCARDED"
    again = desk.step(desk.begin(MONTHLY), "apply_changes")
    taken_further = row(again, "企业登记基本信息").version
    directories.revise(
        pk=taken_further.pk,
        content=story.enterprise_registry(),
        actor=desk.cast.actor("market_compiler"),
        now=desk.now,
    )
    desk.step(again, "undo_changes")
    assert row(again, "企业登记基本信息").progress == "LEFT"
    assert row(again, "食品经营许可信息").progress == "UNDONE"
    assert "企业登记基本信息" in show.context(again, desk.cast.actor("market_compiler"))["left"][0]


def test_stopped_on_the_way_the_rest_can_follow(desk: Desk, monkeypatch: Any) -> None:
    batch = desk.begin(MONTHLY)
    compiler = desk.cast.actor("market_compiler")
    actions.apply_changes(pk=batch.pk, actor=compiler, now=desk.now)
    actions.go_on(pk=batch.pk, actor=CLOCK, now=desk.now, rows=1)
    actions.stop_changes(pk=batch.pk, actor=compiler, now=desk.now)
    desk.work(batch)
    assert queries.counted(batch).progress == {"LOADED": 1, "WAITING": 1}
    desk.step(batch, "apply_changes")
    assert queries.counted(batch).progress == {"LOADED": 2}


def test_what_says_nothing_new_has_nothing_to_apply(desk: Desk) -> None:
    batch = desk.begin(Alteration(plain={"update_frequency": UpdateFrequency.DAILY}))
    assert set(outcomes(batch).values()) == {"UNCHANGED"}
    with pytest.raises(Refused) as refused:
        desk.step(batch, "apply_changes")
    assert refused.value.reason is reasons.BULK_EDIT_NOTHING_CHANGES


@pytest.mark.parametrize(
    ("alteration", "field", "after"),
    [
        (Alteration(safeguards="逐笔查询。"), "safeguards", "逐笔查询。"),
        (Alteration(purposes=("SUPERVISION",)), "purposes", ["SUPERVISION"]),
        (Alteration(find="本市", replacement="全市", find_in=("abstract",)), "abstract", None),
        (Alteration(plain={"sharing_modes": ["BATCH"]}), "sharing_modes", ["BATCH"]),
    ],
)
def test_each_kind_of_change(desk: Desk, alteration: Alteration, field: str, after: Any) -> None:
    changes = row(desk.begin(alteration), "企业登记基本信息").changes
    assert [each["field"] for each in changes] == [field]
    assert changes[0]["after"] == (after or "全市企业登记的基本情况。")


def test_a_scope_is_replaced_as_a_whole_and_purposes_stay(desk: Desk) -> None:
    batch = desk.begin(Alteration(scope={"is_open_to_all": True, "tiers": []}))
    desk.step(batch, "apply_changes")
    condition = content_of(row(batch, "企业登记基本信息").version).condition
    assert condition is not None
    assert (condition.is_open_to_all, condition.tiers) == (True, ())
    assert condition.purposes == ("GOVERNMENT_SERVICE", "SUPERVISION")


def test_conditions_go_with_a_class_that_knows_none_and_come_to_no_other(desk: Desk) -> None:
    unconditional = {"sharing_class": SharingClass.UNCONDITIONAL}
    batch = desk.begin(Alteration(plain=unconditional))
    changed = {each["field"] for each in row(batch, "企业登记基本信息").changes}
    assert changed == {"sharing_class", "tiers", "purposes", "safeguards"}
    batch = desk.begin(Alteration(plain=unconditional, safeguards="逐笔查询。"))
    assert row(batch, "企业登记基本信息").cause == "NOT_CONDITIONAL"


OPENED = Alteration(plain={"openness": Openness.CONDITIONAL}, open_condition="须注明数据来源。")


def test_openness_comes_with_its_conditions_and_they_go_with_it(desk: Desk) -> None:
    batch = desk.step(desk.begin(OPENED), "apply_changes")
    made = content_of(row(batch, "企业登记基本信息").version)
    assert (made.openness, made.open_condition) == ("CONDITIONAL", "须注明数据来源。")
    closing = Alteration(plain={"openness": Openness.CLOSED})
    again = row(desk.begin(closing), "食品经营许可信息")
    assert [(each["field"], each["after"]) for each in again.changes] == [
        ("openness", "CLOSED"),
        ("open_condition", ""),
    ]
    only_words = Alteration(open_condition="须注明来源和日期。")
    assert row(desk.begin(only_words), "食品经营许可信息").outcome == "CHANGED"


def test_conditions_of_opening_alone_come_to_no_entry_that_is_not_opened_so(desk: Desk) -> None:
    batch = desk.begin(Alteration(open_condition="须注明数据来源。"))
    for name in ("企业登记基本信息", "食品经营许可信息"):
        rejected = row(batch, name)
        assert (rejected.outcome, rejected.cause) == ("REJECTED", "NOT_OPENED_SO")


def test_related_codes_are_added_and_taken_out_and_the_others_stay(desk: Desk) -> None:
    own = desk.draft.entry.code
    first = Alteration(related_added=("210001/000007", own, "210001/000008"))
    batch = desk.step(desk.begin(first), "apply_changes")
    assert row(batch, "企业登记基本信息").version.related_codes == [
        "210001/000007",
        own,
        "210001/000008",
    ]
    # An entry is not related to itself.
    of_itself = row(batch, "食品经营许可信息").version
    assert of_itself.related_codes == ["210001/000007", "210001/000008"]
    swap = Alteration(related_added=("210001/000009",), related_removed=("210001/000007",))
    again = desk.step(desk.begin(swap), "apply_changes")
    swapped = row(again, "食品经营许可信息").version
    assert swapped.related_codes == ["210001/000008", "210001/000009"]
    desk.step(again, "undo_changes")
    undone = EntryVersion.objects.get(pk=swapped.pk)
    assert undone.related_codes == ["210001/000007", "210001/000008"]


def test_what_is_opened_and_related_is_undone_as_a_whole(desk: Desk) -> None:
    before = content_of(desk.draft)
    both = dataclasses.replace(OPENED, related_added=("210001/000007",))
    batch = desk.step(desk.begin(both), "apply_changes")
    assert content_of(EntryVersion.objects.get(pk=desk.draft.pk)) != before
    desk.step(batch, "undo_changes")
    assert content_of(EntryVersion.objects.get(pk=desk.draft.pk)) == before


def test_no_entry_names_more_related_codes_than_the_form_takes(desk: Desk) -> None:
    codes = tuple(f"210001/{number:06d}" for number in range(1, 21))
    desk.step(desk.begin(Alteration(related_added=codes)), "apply_changes")
    rejected = row(desk.begin(Alteration(related_added=("210001/000099",))), "食品经营许可信息")
    assert (rejected.outcome, rejected.cause) == ("REJECTED", "TOO_MANY_RELATED")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "20" in causes.sentence(rejected.cause, rejected.values)


@pytest.mark.parametrize(
    ("typed", "at_fault"),
    [
        ({"openness": "CLOSED", "open_condition": "须注明来源"}, "open_condition"),
        ({"related_added": "210001/7, 某目录"}, "related_added"),
        ({"related_added": "210001/7", "related_removed": "210001/7"}, "related_removed"),
    ],
)
def test_the_form_names_what_cannot_be_meant(typed: dict[str, str], at_fault: str) -> None:
    assert list(forms.BulkEditForm(typed).errors) == [at_fault]


def test_openness_and_related_codes_are_stated_over_rest(desk: Desk) -> None:
    clerk = Client()
    clerk.force_login(desk.cast.people["market_compiler"], backend=BACKEND)
    changes = {
        "openness": "CONDITIONAL",
        "open_condition": "须注明数据来源。",
        "related_added": "210001/000007，210001/000008",
    }
    body = {"entries": [desk.draft.entry.slug], "changes": changes}
    answer = clerk.post("/api/v1/bulk-edits/", body, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    batch = desk.work(BulkEdit.objects.get(public_number=answer.json()["number"]))
    found = {each["field"]: each["after"] for each in row(batch, "食品经营许可信息").changes}
    assert found == {
        "openness": "CONDITIONAL",
        "open_condition": "须注明数据来源。",
        "related_codes": ["210001/000007", "210001/000008"],
    }


@pytest.mark.parametrize(
    ("alteration", "cause"),
    [
        (Alteration(find="信息", replacement="字" * 200, find_in=("name",)), "TOO_LONG"),
        (Alteration(find="企业登记基本信息", replacement="", find_in=("name",)), "EMPTY_TEXT"),
    ],
)
def test_a_text_is_checked_as_the_form_checks_it(
    desk: Desk, alteration: Alteration, cause: str
) -> None:
    rejected = row(desk.begin(alteration), "企业登记基本信息")
    assert (rejected.outcome, rejected.cause) == ("REJECTED", cause)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "%(" not in causes.sentence(rejected.cause, rejected.values)


def test_nothing_chosen_too_much_chosen_and_no_change_are_told(
    desk: Desk, monkeypatch: Any
) -> None:
    compiler = desk.cast.actor("market_compiler")

    def refusal(versions: list[int], alteration: Alteration) -> Any:
        with pytest.raises(Refused) as refused:
            actions.begin_bulk_edit(
                version_ids=versions, alteration=alteration, actor=compiler, now=desk.now
            )
        return refused.value.reason

    assert refusal([], MONTHLY) is reasons.BULK_EDIT_EMPTY
    assert refusal([desk.draft.pk], Alteration()) is reasons.BULK_EDIT_NO_CHANGE
    assert str(bulk_edit.MOST_ENTRIES) in reasons.BULK_EDIT_TOO_LARGE.zh
    monkeypatch.setattr(bulk_edit, "MOST_ENTRIES", 1)
    assert refusal([desk.draft.pk, desk.published.pk], MONTHLY) is reasons.BULK_EDIT_TOO_LARGE
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize("person", ["market_assessor", "authority_officer"])
def test_only_a_compiler_changes_several_entries(desk: Desk, person: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.begin(MONTHLY, person)
    assert refused.value.is_right_missing


def test_entries_of_others_are_not_chosen_and_others_see_nothing(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.begin(MONTHLY, "labour_clerk")
    assert refused.value.is_right_missing or refused.value.reason is reasons.BULK_EDIT_EMPTY
    batch = desk.begin(MONTHLY)
    assert batch in queries.visible_to(desk.cast.actor("market_assessor"))
    for person in ("civil_clerk", "authority_officer"):
        assert not queries.visible_to(desk.cast.actor(person)).exists()
        assert not queries.rows_visible_to(desk.cast.actor(person)).exists()
        assert not queries.editable(desk.cast.actor(person)).exists()


def test_of_each_entry_the_version_on_its_way_is_chosen(desk: Desk) -> None:
    compiler = desk.cast.actor("market_compiler")
    new = directories.draft_version(pk=desk.published.pk, actor=compiler, now=desk.now)
    found = set(queries.editable(compiler).values_list("pk", flat=True))
    assert found == {new.pk, desk.draft.pk, desk.reviewed.pk}


# Through the pages.


@pytest.fixture
def clerk(desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Client:
    """The compiler at his desk, on the day of the story."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: desk.now)
    client = Client()
    client.force_login(desk.cast.people["market_compiler"])
    return client


def test_from_the_ticks_to_the_undoing_on_the_pages(desk: Desk, clerk: Client) -> None:
    listed = clerk.get("/bulk-edits/choose/", {"q": "食品"}).text
    assert f'value="{desk.draft.entry.slug}"' in listed
    assert desk.published.entry.slug not in listed
    address = f"/bulk-edits/new/?entry={desk.draft.entry.slug}&entry={desk.published.entry.slug}"
    assert "已选中 2 条目录" in clerk.get(address).text
    answer = clerk.post(address, {"update_frequency": "MONTHLY"})
    page = answer["Location"]
    assert clerk.get(page)["Refresh"] == "3"
    batch = desk.work(BulkEdit.objects.get())
    assert "共 2 条目录：将修改 2 条。" in clerk.get(page).text
    rows = clerk.get(f"{page}rows/").text
    assert "<del>每日</del>" in rows
    assert "<ins>每月</ins>" in rows
    # Asked once more; red only where something is lost.
    asked = clerk.get(f"{page}apply_changes/").text
    assert "写入草稿 " in asked
    assert "btn-bad" not in asked
    assert clerk.post(f"{page}apply_changes/").status_code == 302
    assert desk.work(batch).status == "APPLIED"
    assert "btn-bad-1" in clerk.get(f"{page}undo_changes/").text
    assert clerk.post(f"{page}undo_changes/").status_code == 302
    assert desk.work(batch).status == "UNDONE"


def test_everything_that_the_filters_find(desk: Desk, clerk: Client) -> None:
    address = "/bulk-edits/new/?every=1&status=DRAFT&status=PUBLISHED"
    clerk.post(address, {"find": "本市", "replacement": "全市", "find_in": "abstract"})
    batch = BulkEdit.objects.get()
    assert set(outcomes(batch)) == {"企业登记基本信息", "食品经营许可信息"}


def test_an_entry_of_nobody_or_of_others_is_not_found(desk: Desk, clerk: Client) -> None:
    assert clerk.get("/bulk-edits/new/?entry=X-1").status_code == 404
    assert clerk.get("/bulk-edits/new/?every=1&nonsense=1").status_code == 400
    assert clerk.get("/bulk-edits/new/")["Location"] == "/bulk-edits/choose/"


def test_nothing_ticked_is_said_where_the_ticks_are(desk: Desk, clerk: Client) -> None:
    """The filters that were set stay set."""
    chosen = clerk.get("/bulk-edits/choose/?q=食品&status=DRAFT").text
    for name, value in (("q", "食品"), ("status", "DRAFT")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in chosen
    answer = clerk.get("/bulk-edits/new/?q=食品&status=DRAFT", follow=True)
    address, _status = answer.redirect_chain[-1]
    assert unquote(address) == "/bulk-edits/choose/?q=食品&status=DRAFT"
    assert "请先勾选要修改的目录。" in answer.text
    slug = desk.draft.entry.slug
    assert "已选中 1 条目录" in clerk.get(f"/bulk-edits/new/?q=食品&entry={slug}").text


def test_what_is_half_stated_is_told_on_the_form(desk: Desk, clerk: Client) -> None:
    address = f"/bulk-edits/new/?entry={desk.draft.entry.slug}"
    answer = clerk.post(address, {"find": "本市"})
    assert answer.status_code == 400
    assert "请选择要替换哪些文本中的词语" in answer.text
    answer = clerk.post(address, {"replacement": "全市", "find_in": "abstract"})
    assert "请填写要替换的词语" in answer.text
    assert clerk.post(address, {}).status_code == 409
    assert clerk.post(address, {"sharing_class": "WITHHELD"}).status_code == 400
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize("page", ["choose/", "", "{number}/rows/"])
def test_lists_ask_as_often_for_many_as_for_few(desk: Desk, clerk: Client, page: str) -> None:
    counts = []
    for more in range(2):
        for number in range(8 * more):
            story.draft(desk.cast, story.enterprise_registry(name=f"许可信息{number}"))
        compiler = desk.cast.actor("market_compiler")
        every = list(queries.editable(compiler).values_list("pk", flat=True))
        for _each in range(1 + 3 * more):
            batch = actions.begin_bulk_edit(
                version_ids=every, alteration=MONTHLY, actor=compiler, now=desk.now
            )
        desk.work(batch)
        address = f"/bulk-edits/{page.format(number=batch.public_number)}"
        clerk.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get(address).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
