"""An entry's sharing class is disputed, and ordered to be changed; the provider changes it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.directories import actions as directories
from catalog.directories import show
from catalog.models import DirectoryEntry, EntryVersion
from portal.audit import chain
from portal.interfaces.workbench import work
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import SharingClass
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import opened as row_opened
from requests_app.disputes import actions, queries
from requests_app.documents.jobs import issue_documents
from requests_app.models import Dispute, Document
from requests_app.notices.jobs import give_notices
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left
from tests.requests_app.disputes.quarrel import CLAIM, INSTRUMENT, RESULT

ADMIN = "/admin/requests_app/"


@pytest.fixture
def withheld(cast) -> EntryVersion:
    """An entry of the market regulator that is not shared."""
    return story.publish(cast, story.withheld_registry())


def refused(expected: reasons.Reason, act: Callable[[], object]) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is expected


def decided(cast, version: EntryVersion, outcome: str = "RECLASSIFY") -> Dispute:
    """The class is disputed, and the government decides."""
    dispute = story.open_dispute(cast, version)
    head, officer = cast.actor("labour_office_head"), cast.actor("authority_officer")
    at: dict[str, Any] = {"pk": dispute.pk, "now": cast.now}
    day = cast.now.date()
    actions.negotiate(negotiated_on=day, participants="双方", text="未一致。", actor=head, **at)
    actions.fail_negotiation(failure="各持己见。", actor=head, **at)
    actions.request_coordination(authority="SJJ", actor=head, **at)
    actions.record_no_agreement(result=RESULT, actor=officer, **at)
    actions.refer(actor=officer, **at)
    actions.decide(
        instrument=INSTRUMENT,
        decided_on=day,
        decision="该目录不属于法律规定不得共享的情形。",
        outcome=outcome,
        actor=officer,
        **at,
    )
    return Dispute.objects.get(pk=dispute.pk)


def reclassified(cast, version: EntryVersion) -> None:
    """The provider publishes a version of another class."""
    compiler = cast.actor("market_compiler")
    made = directories.draft_version(pk=version.pk, actor=compiler, now=cast.now)
    content = story.enterprise_registry(name=version.name)
    directories.revise(pk=made.pk, content=content, actor=compiler, now=cast.now)
    story.carry_to_review(cast, made)
    directories.publish(pk=made.pk, actor=cast.actor("authority_officer"), now=cast.now)


# What may be disputed, and by whom.


@pytest.mark.parametrize("person", ["labour_clerk", "labour_office_head"])
def test_a_department_disputes_a_class_that_it_finds_too_strict(cast, withheld, person) -> None:
    dispute = story.open_dispute(cast, withheld, person=person)
    assert (dispute.kind, dispute.status) == ("CLASS", "NEGOTIATING")
    assert (dispute.entry_id, dispute.version_id) == (withheld.entry_id, withheld.pk)
    assert (dispute.requester, dispute.provider) == (cast.labour, cast.market)
    event = AuditEvent.objects.get(name="dispute.open_dispute")
    assert (event.article, event.details["matter"]) == ("28", withheld.public_number)


def test_a_conditional_class_is_disputed_also_outside_its_scope(cast, published) -> None:
    """Hongkou is a district, and the entry is open to city departments."""
    dispute = story.open_dispute(cast, published, person="hongkou_clerk")
    assert (dispute.kind, dispute.requester) == ("CLASS", cast.hongkou)


def test_an_unconditional_class_gives_no_cause(cast) -> None:
    content = story.enterprise_registry(sharing_class=SharingClass.UNCONDITIONAL, condition=None)
    free = story.publish(cast, content)
    refused(reasons.NOT_DISPUTABLE, lambda: story.open_dispute(cast, free))


@pytest.mark.parametrize("person", ["market_reviewer", "market_office_head"])
def test_the_provider_changes_its_own_class_without_a_dispute(cast, withheld, person) -> None:
    refused(reasons.OWN_CLASS, lambda: story.open_dispute(cast, withheld, person=person))


def test_a_draft_is_not_there_to_dispute(cast) -> None:
    draft = story.draft(cast, story.withheld_registry())
    refused(reasons.NOT_FOUND, lambda: story.open_dispute(cast, draft))
    for person in ("labour_clerk", "market_compiler"):
        assert queries.find_matter(cast.actor(person), draft.entry.code) is None


def test_each_department_has_one_open_dispute_about_an_entry(cast, withheld) -> None:
    first = story.open_dispute(cast, withheld)
    refused(reasons.DISPUTE_UNDER_WAY, lambda: story.open_dispute(cast, withheld))
    story.open_dispute(cast, withheld, person="civil_clerk")
    by = {"pk": first.pk, "now": cast.now}
    actions.propose_settlement(
        settlement="不再主张。", actor=cast.actor("labour_office_head"), **by
    )
    actions.accept_settlement(actor=cast.actor("market_office_head"), **by)
    assert story.open_dispute(cast, withheld).pk != first.pk


@pytest.mark.parametrize("change", [{"entry_id": None}, {"version_id": None}, {"kind": "REFUSED"}])
def test_the_database_wants_one_subject(cast, withheld, change: dict[str, Any]) -> None:
    dispute = story.open_dispute(cast, withheld)
    for name, value in change.items():
        setattr(dispute, name, value)
    opened = row_opened(Dispute._meta.label, dispute.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), opened:
        dispute.save()


# What a decision does.


def test_an_ordered_class_is_changed_by_the_provider_through_the_entry(cast, withheld) -> None:
    """The decision changes nothing by itself; it waits on the compiler's desk until it is done."""
    dispute = decided(cast, withheld)
    entry = DirectoryEntry.objects.get(pk=withheld.entry_id)
    assert (dispute.outcome, entry.sharing_class) == ("RECLASSIFY", "WITHHELD")
    compiler = cast.actor("market_compiler")

    def waits() -> list[str]:
        url = reverse("admin:catalog_entryversion_change", args=[withheld.public_number])
        return [row["title"] for row in work(compiler, cast.now) if row["step"]["url"] == url]

    assert waits() == [withheld.name]
    assert show.offers(entry, cast.actor("labour_clerk"), cast.now).next_step is not None
    reclassified(cast, withheld)
    assert waits() == []
    entry.refresh_from_db()
    assert entry.sharing_class == "CONDITIONAL"
    assert Dispute.objects.get(pk=dispute.pk).version == withheld, "the version that was disputed"


def test_what_was_upheld_waits_for_nobody(cast, withheld) -> None:
    decided(cast, withheld, "UPHELD")
    assert not queries.awaiting(cast.actor("market_compiler"), now=cast.now).exists()


def test_the_decision_is_told_and_written(cast, withheld) -> None:
    dispute = decided(cast, withheld)
    chain.seal(now=cast.now)
    issue_documents(actor=Actor.system("issue-documents"), now=cast.now)
    give_notices(actor=Actor.system("give-notices"), now=cast.now)
    paper = Document.objects.get(subject_number=dispute.public_number)
    words = "".join(map(str, paper.content.values()))
    assert f"“{withheld.name}”共享属性的争议" in words
    assert f"所涉目录{withheld.entry.code}第1版" in words
    told = cast.market_office_head.notices.filter(event_name="dispute.decide")
    assert [notice.title for notice in told] == [withheld.name]


def test_an_entry_in_dispute_is_not_withdrawn(cast, withheld) -> None:
    story.open_dispute(cast, withheld)
    refused(reasons.ENTRY_ASKED_FOR, lambda: story.propose_withdrawal(cast, withheld))


# The page, the admin, the API.


def way_of(cast, version: EntryVersion, person: str) -> tuple[str | None, list[str]]:
    """The way of the one button, and the labels beneath."""
    entry = DirectoryEntry.objects.get(pk=version.entry_id)
    found = show.offers(entry, cast.actor(person), cast.now)
    first = found.next_step
    return (first and first.get("way")), [link["label"] for link in found.others]


def test_a_withheld_entry_is_challenged_by_its_one_button(cast, withheld) -> None:
    assert way_of(cast, withheld, "labour_clerk")[0] == "challenge"
    for person in ("market_reviewer", "authority_officer", "market_compiler"):
        assert way_of(cast, withheld, person)[0] is None


def test_a_conditional_entry_is_asked_for_first(cast, published) -> None:
    way, others = way_of(cast, published, "labour_clerk")
    assert way == "request"
    assert "提出共享属性异议" in others
    assert way_of(cast, published, "hongkou_clerk")[0] == "demand"
    # The head of the office applies for nothing, and may differ over the class all the same.
    way, others = way_of(cast, published, "labour_office_head")
    assert way is None
    assert "提出共享属性异议" in others


def test_the_directory_s_list_leads_to_the_challenge(
    cast, withheld, published, client, open_doors
) -> None:
    """The row of an entry that is not shared, and only for who may take the step (Art. 28)."""
    begin = f"/disputes/new/?matter={quote(withheld.entry.code, safe='')}"

    def second_links(person: str) -> list[str | None]:
        client.force_login(cast.people[person])
        rows = client.get("/catalog/").context["results"]
        found = {row["code"]: row["second"] for row in rows}
        assert found[published.entry.code] is None
        link = found[withheld.entry.code]
        return [link and link["label"], link and link["url"]]

    assert second_links("labour_clerk") == ["提出共享属性异议", begin]
    assert second_links("labour_office_head")[1] == begin
    for person in ("market_compiler", "market_reviewer", "authority_officer"):
        assert second_links(person) == [None, None], person
    dispute = story.open_dispute(cast, withheld)
    assert second_links("labour_clerk") == [
        "查看争议处理情况",
        f"/disputes/{dispute.public_number}/",
    ]
    # Another department may differ over it for itself.
    assert second_links("civil_clerk")[1] == begin


def test_the_links_of_a_list_cost_no_query_for_each_row(cast, django_assert_num_queries) -> None:
    versions = [
        story.publish(cast, story.withheld_registry(name=f"不予共享目录{number}"))
        for number in range(4)
    ]
    entries = list(
        DirectoryEntry.objects.filter(pk__in=[each.entry_id for each in versions]).select_related(
            "live_version", "provider"
        )
    )
    actor = cast.actor("labour_clerk")
    for some in (entries[:1], entries):
        with django_assert_num_queries(2):
            assert len(show.links_of_withheld(some, actor, cast.now)) == len(some)


@pytest.mark.parametrize("base", ["/disputes/new/", f"{ADMIN}dispute/add/"])
def test_it_is_opened_from_the_entry_s_page(cast, withheld, client, open_doors, base) -> None:
    client.force_login(cast.labour_clerk)
    page = reverse("catalog:entry", kwargs={"slug": withheld.entry.slug})
    assert "/disputes/new/?matter=" in client.get(page).content.decode()
    asked = f"{base}?matter={withheld.entry.code}"
    assert client.get(asked).status_code == 200
    for claim in ("", " ", "a\x00b"):
        assert client.post(asked, {"claim": claim}).status_code == 400, claim
    assert not Dispute.objects.exists()
    made = client.post(asked, {"claim": CLAIM})
    assert made.status_code == 302, made.content.decode()[:500]
    shown = client.get(made.url).content.decode()
    assert page in shown and "不予共享" in shown
    again = client.post(asked, {"claim": CLAIM})
    assert again.status_code == 409
    assert reasons.DISPUTE_UNDER_WAY.zh in again.content.decode()
    own = client.get(page).content.decode()
    number = Dispute.objects.get().public_number
    assert f"/disputes/{number}/" in own and "/disputes/new/" not in own


def test_who_is_no_party_learns_of_no_dispute(cast, withheld, client, open_doors) -> None:
    dispute = story.open_dispute(cast, withheld)
    page = reverse("catalog:entry", kwargs={"slug": withheld.entry.slug})
    for person, is_told in (
        ("labour_office_head", True),
        ("market_compiler", True),
        ("authority_officer", True),
        ("civil_clerk", False),
        ("hongkou_clerk", False),
    ):
        client.force_login(cast.people[person])
        shown = client.get(page).content.decode()
        assert (dispute.public_number in shown) == is_told, person
        own = client.get(f"/disputes/{dispute.public_number}/").status_code
        assert own == (200 if is_told else 404), person


def test_a_draft_and_an_unknown_entry_look_alike(cast, client) -> None:
    draft = story.draft(cast, story.withheld_registry())
    client.force_login(cast.labour_clerk)
    for code in (draft.entry.code, "307031001/999999", ""):
        assert client.get("/disputes/new/", {"matter": code}).status_code == 404, code
    assert client.get("/disputes/new/", {"matter": "a\x00b"}).status_code == 400
    api = ApiCaller(cast.systems["labour"])
    for code in (draft.entry.code, "307031001/999999"):
        answer = api.post("/disputes/", {"matter": code, "claim": CLAIM})
        assert answer.status_code == 404, code


def test_a_system_disputes_and_narrows_by_entry(cast, withheld, published) -> None:
    api = ApiCaller(cast.systems["labour"])
    code = withheld.entry.code
    made = api.post("/disputes/", {"matter": code, "claim": CLAIM})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["kind"], told["entry"], told["version"]) == ("CLASS", code, 1)
    assert (told["request"], told["agreement"]) == (None, None)
    assert [row["number"] for row in api.get("/disputes/", {"entry": code}).json()["results"]] == [
        told["number"]
    ]
    assert not api.get("/disputes/", {"entry": published.entry.code}).json()["results"]
    body = api.get(f"/entries/{withheld.entry.slug}/").json()
    assert body["next_step"] == {"way": "challenge", "label": "查看争议处理情况"}


def test_the_page_says_what_was_decided_until_it_is_done(
    cast, withheld, client, open_doors
) -> None:
    decided(cast, withheld)
    page = reverse("catalog:entry", kwargs={"slug": withheld.entry.slug})
    client.force_login(cast.market_compiler)
    assert INSTRUMENT in client.get(page).content.decode()
    reclassified(cast, withheld)
    assert INSTRUMENT not in client.get(page).content.decode()
