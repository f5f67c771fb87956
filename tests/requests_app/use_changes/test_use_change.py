"""A change of use: asked for, sent, answered; a newer agreement takes the old one's place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from catalog.departments import actions as departments
from catalog.models import EntryGrant, Membership
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation import use_change as rules
from portal.regulation.vocabulary import Mandate, Purpose, RowRuleKind
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.changes import actions as changes
from requests_app.changes import jobs as change_jobs
from requests_app.corrections import actions as corrections
from requests_app.corrections.actions import Claim
from requests_app.corrections.queries import of_agreement
from requests_app.delivery.models import QuotaDay
from requests_app.disputes import actions as disputes
from requests_app.documents.jobs import issue_documents
from requests_app.evidence import facts
from requests_app.models import (
    AgreementGrant,
    Dispute,
    Document,
    ProvisionTask,
    ServiceChange,
    SharingAgreement,
    UseChange,
)
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import RowRule
from requests_app.sharing.queries import agreements_visible_to
from requests_app.use_changes import actions, jobs, queries
from tests.races.fingerprint import nothing_left
from tests.races.world import undone
from tests.requests_app.delivery.desk import AGREED, VISIBLE, Desk
from tests.requests_app.use_changes import office
from tests.story import day


def refused(expected: reasons.Reason, act: Callable[..., object], **inputs: object) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is expected


def fresh(desk: Desk) -> SharingAgreement:
    return SharingAgreement.objects.get(pk=desk.agreement.pk)


def codes(desk: Desk, **call: Any) -> set[str]:
    delivered = desk.deliver(**call)
    place = delivered.columns.index("code")
    return {row[place] for row in delivered.rows}


# What consent changes.


def test_a_wider_scope_gives_exactly_the_columns_and_rows_of_the_new_agreement(
    desk: Desk,
) -> None:
    assert codes(desk) == set(VISIBLE)
    new = office.consented(desk, office.wider_scope(desk))
    old = fresh(desk)
    assert (old.status, new.status) == ("OBSOLETE", "IN_USE")
    assert (new.replaces, new.request) == (old, old.request)
    assert old.request.agreement == new
    assert set(new.items.values_list("item__column_name", flat=True)) == {*AGREED, "kind"}
    assert new.items.get(item__column_name="kind").need == "区分企业与个体工商户"
    for number in (new.public_number, old.public_number):
        delivered = desk.deliver(number=number)
        assert set(delivered.columns) == {*AGREED, "kind"}, "and not the one nobody asked for"
        assert codes(desk, number=number) == {"C1", "C2", "C3", "C4", "C7"}
        assert delivered.receipt_number.startswith(f"DR-{new.public_number[3:]}-")


def test_the_term_the_system_and_the_quota_are_taken_over(desk: Desk) -> None:
    new = office.consented(desk, office.wider_scope(desk))
    for name in (
        "requester_id",
        "provider_id",
        "entry_version_id",
        "resource_id",
        "system_id",
        "valid_from",
        "valid_until",
        "daily_quota",
        "purpose",
        "sharing_mode",
        "case_pattern",
    ):
        assert getattr(new, name) == getattr(desk.agreement, name), name
    assert grants.differences() == ([], [])
    assert set(AgreementGrant.objects.values_list("content_object_id", flat=True)) == {new.pk}


def test_columns_alone_leave_the_rows_and_rows_alone_leave_the_columns(desk: Desk) -> None:
    new = office.consented(desk, office.wider_scope(desk, rows=None))
    assert codes(desk) == set(VISIBLE)
    desk_after = Desk(**{**vars(desk), "agreement": new})
    every_row = office.wider_scope(desk, columns={}, rows=())
    office.consented(desk_after, every_row)
    assert codes(desk) == {f"C{number}" for number in range(1, 8)}
    assert set(desk.deliver().columns) == {*AGREED, "kind"}


def test_another_purpose_is_added_and_the_first_one_stays(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.deliver(purpose=Purpose.SUPERVISION)
    assert caught.value.reason is reasons.PURPOSE_NOT_AGREED
    new = office.consented(desk, office.another_purpose(desk))
    assert new.purposes == [Purpose.GOVERNMENT_SERVICE, Purpose.SUPERVISION]
    for purpose in new.purposes:
        assert codes(desk, purpose=purpose) == set(VISIBLE)
    with pytest.raises(Refused):
        desk.deliver(purpose=Purpose.PUBLIC_SERVICE)


def test_a_third_party_is_recorded_and_gets_no_grant(desk: Desk) -> None:
    new = office.consented(desk, office.third_party(desk))
    row = new.third_parties.get()
    told = (row.department, row.purpose, row.supply_ends_on)
    assert told == (desk.cast.civil_affairs, "GOVERNMENT_SERVICE", office.SUPPLY_ENDS)
    assert AgreementGrant.objects.count() == 1
    assert set(desk.deliver().columns) == set(AGREED)
    civil = desk.cast.actor("civil_clerk")
    assert new not in agreements_visible_to(civil)


def test_a_third_party_goes_on_in_later_agreements_and_its_newer_day_counts(desk: Desk) -> None:
    first = office.consented(desk, office.third_party(desk))
    desk_after = Desk(**{**vars(desk), "agreement": first})
    second = office.consented(desk_after, office.another_purpose(desk))
    assert second.third_parties.get().supply_ends_on == office.SUPPLY_ENDS
    later = office.third_party(desk, supply_ends_on=day("2026-09-24"))
    desk_after = Desk(**{**vars(desk), "agreement": second})
    third = office.consented(desk_after, later)
    assert third.third_parties.get().supply_ends_on == day("2026-09-24")
    assert third.purposes == [Purpose.GOVERNMENT_SERVICE, Purpose.SUPERVISION]
    chain = (desk.agreement.public_number, first.public_number, second.public_number)
    for number in chain:
        receipt = desk.deliver(number=number).receipt_number
        assert receipt.startswith(f"DR-{third.public_number[3:]}-")


@pytest.mark.parametrize("kind", office.KINDS)
def test_nothing_changes_before_consent(desk: Desk, kind: str) -> None:
    """Drafted, submitted, received, refused: the agreement stays as it was."""
    before = SharingAgreement.objects.filter(pk=desk.agreement.pk).values().get()
    change = office.received(desk, office.KINDS[kind](desk))
    assert set(desk.deliver().columns) == set(AGREED)
    assert codes(desk) == set(VISIBLE)
    head = desk.cast.actor("market_office_head")
    refused(
        reasons.NO_GROUND,
        actions.refuse_change,
        pk=change.pk,
        note=" ",
        actor=head,
        now=desk.cast.now,
    )
    actions.refuse_change(pk=change.pk, note="超出必要范围。", actor=head, now=desk.cast.now)
    change.refresh_from_db()
    assert (change.status, change.answer_text) == ("REFUSED", "超出必要范围。")
    assert change.answered_at == desk.cast.now
    assert SharingAgreement.objects.filter(pk=desk.agreement.pk).values().get() == before
    assert SharingAgreement.objects.count() == 1


def test_what_the_chain_says_of_it(desk: Desk) -> None:
    new = office.consented(desk, office.wider_scope(desk))
    old = fresh(desk)
    named = {
        "usechange.consent_to_change": ("CONSENTED", {"agreement": new.public_number}),
        "sharingagreement.replace": ("OBSOLETE", {"replaced_by": new.public_number}),
        "sharingagreement.conclude_anew": ("IN_USE", {"replaces": old.public_number}),
    }
    for name, (state, details) in named.items():
        event = AuditEvent.objects.get(name=name)
        assert (event.article, event.to_status, event.details) == ("25-1", state, details), name
    consent = AuditEvent.objects.get(name="sharingagreement.conclude_anew")
    assert consent.actor_id == desk.cast.people["market_office_head"].pk


# What goes on without a gap.


def test_the_quota_of_the_day_goes_on(desk: Desk) -> None:
    SharingAgreement.objects.filter(pk=desk.agreement.pk).update(daily_quota=3)
    desk.deliver()
    desk.deliver()
    new = office.consented(desk, office.wider_scope(desk))
    assert QuotaDay.objects.get(agreement=new).used == 2
    desk.deliver()
    with pytest.raises(Refused) as caught:
        desk.deliver()
    assert caught.value.reason is reasons.QUOTA_SPENT


def test_the_duty_to_supply_goes_on_with_its_day(desk: Desk) -> None:
    """In use and never delivered: the twenty working days run from the answer, as before."""
    before = ProvisionTask.objects.get()
    new = office.consented(desk, office.wider_scope(desk))
    task = ProvisionTask.objects.get()
    assert (task.agreement, task.status, task.due_on) == (new, "OPEN", before.due_on)
    desk.deliver()
    task.refresh_from_db()
    assert task.status == "VERIFIED"


def test_what_was_agreed_first_can_be_put_on_paper_afterwards(desk: Desk) -> None:
    """The consent's document names the first agreement and the day of its supply."""
    due_on = ProvisionTask.objects.get().due_on
    assert due_on is not None
    office.consented(desk, office.wider_scope(desk))
    chain.seal(now=desk.cast.now)
    issue_documents(actor=Actor.system("issue-documents"), now=desk.cast.now)
    (paper,) = Document.objects.filter(subject_number=desk.agreement.request.public_number)
    told = str(paper.content)
    assert desk.agreement.public_number in told
    assert f"{due_on.year}年{due_on.month}月{due_on.day}日" in told


def test_the_evidence_of_either_agreement_is_whole(desk: Desk) -> None:
    """The task stands in both; a change of use belongs to the agreement it was asked under."""
    new = office.consented(desk, office.third_party(desk))
    old = fresh(desk)
    task = ProvisionTask.objects.get()
    for agreement in (old, new):
        told = facts.agreement_facts(agreement)
        assert told["provision_task"]["public_number"] == task.public_number
    assert [row["purpose"] for row in facts.agreement_facts(new)["third_parties"]] == [
        "GOVERNMENT_SERVICE"
    ]
    names = set(facts.events(old).values_list("name", flat=True))
    assert {"sharingagreement.replace", "usechange.consent_to_change"} <= names


def test_a_planned_end_of_the_service_reaches_the_new_agreement(desk: Desk) -> None:
    reviewer, now = desk.cast.actor("market_reviewer"), desk.cast.now
    planned = changes.propose(
        agreement_id=desk.agreement.pk,
        kind="END",
        reason="业务系统整合。",
        planned_on=day("2025-10-20"),
        actor=reviewer,
        now=now,
    )
    new = office.consented(desk, office.wider_scope(desk))
    change_jobs.lapse_changes(actor=Actor.system("lapse-changes"), now=now)
    planned = ServiceChange.objects.get(pk=planned.pk)
    assert (planned.agreement, planned.status) == (new, "NEGOTIATING")
    changes.record_talks(
        pk=planned.pk, talked_on=now.date(), talks="已协商。", actor=reviewer, now=now
    )
    changes.file(pk=planned.pk, actor=desk.cast.actor("market_office_head"), now=now)
    changes.take_effect(pk=planned.pk, actor=reviewer, now=now + timedelta(days=26))
    assert SharingAgreement.objects.get(pk=new.pk).status == "IN_DISPOSAL"
    assert fresh(desk).status == "OBSOLETE"


def test_an_open_dispute_is_about_the_new_agreement(desk: Desk) -> None:
    clerk = desk.cast.actor("labour_clerk")
    opened = disputes.open_dispute(
        agreement_id=desk.agreement.pk, claim="响应过慢。", actor=clerk, now=desk.cast.now
    )
    new = office.consented(desk, office.wider_scope(desk))
    assert Dispute.objects.get(pk=opened.pk).agreement == new


def test_corrections_go_on_under_the_old_and_are_raised_under_the_new(desk: Desk) -> None:
    claim = Claim(
        fault="INACCURATE",
        key_column="code",
        record_key="C1",
        column="staff",
        believed_value="4",
        evidence="企业年报。",
    )
    inputs = {"claim": claim, "actor": desk.cast.actor("labour_clerk"), "now": desk.cast.now}
    before = corrections.request_correction(agreement_id=desk.agreement.pk, **inputs)
    new = office.consented(desk, office.wider_scope(desk))
    asked = {"pk": before.pk, "actor": desk.cast.actor("market_reviewer"), "now": desk.cast.now}
    corrections.receive(**asked)
    corrections.begin_verification(**asked)
    corrections.confirm_right(finding="登记无误。", **asked)
    corrections.feed_back(**asked)
    corrections.reopen(**{**asked, "actor": inputs["actor"]}, reopening="企业另有材料。")
    after = corrections.request_correction(agreement_id=desk.agreement.pk, **inputs)
    assert after.agreement == new, "the number that the system knows was replaced"
    assert list(of_agreement(new)) == [after, before]


def test_an_open_renewal_is_known_to_the_new_agreement_and_takes_what_was_added(
    desk: Desk,
) -> None:
    clerk, now = desk.cast.actor("labour_clerk"), desk.cast.now
    first = sharing.renew(pk=desk.agreement.pk, actor=clerk, now=now)
    new = office.consented(desk, office.wider_scope(desk))
    refused(reasons.RENEWAL_UNDER_WAY, sharing.renew, pk=new.pk, actor=clerk, now=now)
    sharing.withdraw(pk=first.pk, actor=clerk, now=now)
    second = sharing.renew(pk=new.pk, actor=clerk, now=now)
    needs = dict(second.items.values_list("item__column_name", "need"))
    assert needs == {**dict.fromkeys(AGREED, "核验"), "kind": "区分企业与个体工商户"}
    rows = [(row.item.column_name, row.values) for row in second.rows.select_related("item")]
    assert rows == [("district", ["310109"])]


# What cannot be asked for, or not consented to.


def test_what_the_version_does_not_publish_cannot_be_asked_for(desk: Desk) -> None:
    foreign = max(desk.version.items.values_list("pk", flat=True)) + 1000
    refused(
        reasons.NOT_IN_VERSION,
        office.asked,
        desk=desk,
        wanted=office.wider_scope(desk, columns={foreign: "核验"}),
    )
    rule = RowRule(column_id=foreign, kind=RowRuleKind.VALUES, values=("A",))
    refused(
        reasons.NOT_IN_VERSION,
        office.asked,
        desk=desk,
        wanted=office.wider_scope(desk, rows=(rule,)),
    )
    refused(
        reasons.AGREED_ALREADY,
        office.asked,
        desk=desk,
        wanted=office.wider_scope(desk, columns={office.item(desk, "name"): "核验"}),
    )


INCOMPLETE = {
    "no reason": ("SCOPE", {"reason": " "}, reasons.USE_CHANGE_UNGROUNDED),
    "no basis": ("PURPOSE", {"legal_basis": ""}, reasons.USE_CHANGE_UNGROUNDED),
    "nothing wider": ("SCOPE", {"columns": {}, "rows": None}, reasons.NOTHING_WIDENED),
    "purpose agreed already": (
        "PURPOSE",
        {"purpose": Purpose.GOVERNMENT_SERVICE},
        reasons.NOTHING_WIDENED,
    ),
    "no purpose": ("PURPOSE", {"purpose": ""}, reasons.NOTHING_WIDENED),
    "purpose not published": (
        "PURPOSE",
        {"purpose": Purpose.PUBLIC_SERVICE},
        reasons.PURPOSE_NOT_PUBLISHED,
    ),
    "nobody named": ("THIRD_PARTY", {"third_party_id": None}, reasons.NO_THIRD_PARTY),
    "no use named": ("THIRD_PARTY", {"purpose": ""}, reasons.NO_THIRD_PARTY),
    "no end named": ("THIRD_PARTY", {"supply_ends_on": None}, reasons.NO_THIRD_PARTY),
    "use not published": (
        "THIRD_PARTY",
        {"purpose": Purpose.OTHER},
        reasons.PURPOSE_NOT_PUBLISHED,
    ),
    "ended yesterday": (
        "THIRD_PARTY",
        {"supply_ends_on": day("2025-09-23")},
        reasons.SUPPLY_OUTSIDE_TERM,
    ),
    "after the term": (
        "THIRD_PARTY",
        {"supply_ends_on": day("2026-09-25")},
        reasons.SUPPLY_OUTSIDE_TERM,
    ),
}


@pytest.mark.parametrize("case", INCOMPLETE)
def test_a_draft_may_lack_what_blocks_submitting(desk: Desk, case: str) -> None:
    kind, lacking, reason = INCOMPLETE[case]
    change = office.asked(desk, office.KINDS[kind](desk, **lacking))
    clerk = desk.cast.actor("labour_clerk")
    refused(reason, actions.submit, pk=change.pk, actor=clerk, now=desk.cast.now)
    actions.revise(
        pk=change.pk, wish=office.KINDS[kind](desk)["wish"], actor=clerk, now=desk.cast.now
    )
    actions.submit(pk=change.pk, actor=clerk, now=desk.cast.now)


def test_the_last_day_of_the_term_is_within_it(desk: Desk) -> None:
    new = office.consented(desk, office.third_party(desk, supply_ends_on=day("2026-09-24")))
    assert new.third_parties.exists()


def test_columns_need_their_need(desk: Desk) -> None:
    wanted = office.wider_scope(desk, columns={office.item(desk, "kind"): " "})
    change = office.asked(desk, wanted)
    clerk = desk.cast.actor("labour_clerk")
    refused(reasons.NEED_UNSTATED, actions.submit, pk=change.pk, actor=clerk, now=desk.cast.now)


@pytest.mark.parametrize(
    ("department", "reason"),
    [
        ("labour", reasons.THIRD_PARTY_IS_PARTY),
        ("market", reasons.THIRD_PARTY_IS_PARTY),
        ("hongkou", reasons.THIRD_PARTY_OUTSIDE_SCOPE),
    ],
)
def test_the_third_party_is_a_third_and_within_the_published_scope(
    desk: Desk, department: str, reason: reasons.Reason
) -> None:
    """A district department is not among those to which the entry is published."""
    named = desk.cast.departments[department].pk
    change = office.asked(desk, office.third_party(desk, third_party_id=named))
    clerk = desk.cast.actor("labour_clerk")
    refused(reason, actions.submit, pk=change.pk, actor=clerk, now=desk.cast.now)


def test_the_same_use_by_the_same_third_party_is_nothing_wider(desk: Desk) -> None:
    new = office.consented(desk, office.third_party(desk))
    desk_after = Desk(**{**vars(desk), "agreement": new})
    change = office.asked(desk_after, office.third_party(desk))
    clerk = desk.cast.actor("labour_clerk")
    refused(reasons.NOTHING_WIDENED, actions.submit, pk=change.pk, actor=clerk, now=desk.cast.now)


def test_consent_asks_once_more_what_is_published(desk: Desk) -> None:
    """Received, and then the scope was narrowed: the provider cannot consent any more."""
    change = office.received(desk, office.wider_scope(desk))
    EntryGrant.objects.filter(content_object=desk.version.entry_id).delete()
    refused(
        reasons.OUTSIDE_PUBLISHED_SCOPE,
        actions.consent_to_change,
        pk=change.pk,
        actor=desk.cast.actor("market_office_head"),
        now=desk.cast.now,
    )
    assert set(desk.deliver().columns) == set(AGREED)


# Who takes which step, and when.

PEOPLE = (
    "labour_clerk",
    "labour_office_head",
    "market_reviewer",
    "market_office_head",
    "authority_officer",
    "civil_office_head",
    "outsider",
)
STEPS: dict[str, Callable[..., object]] = {
    "revise": actions.revise,
    "submit": actions.submit,
    "return_to_drafter": actions.return_to_drafter,
    "consent_to_send": actions.consent_to_send,
    "consent_to_change": actions.consent_to_change,
    "refuse_change": actions.refuse_change,
    "withdraw": actions.withdraw,
}
#: state, person → the steps of the people; everything else is refused.
LAWFUL = {
    ("DRAFT", "labour_clerk"): {"revise", "submit", "withdraw"},
    ("AWAITING_REQUESTER_HEAD", "labour_clerk"): {"withdraw"},
    ("AWAITING_REQUESTER_HEAD", "labour_office_head"): {"return_to_drafter", "consent_to_send"},
    ("RECEIVED", "labour_clerk"): {"withdraw"},
    ("RECEIVED", "market_office_head"): {"consent_to_change", "refuse_change"},
}


def _in_state(desk: Desk, state: str) -> UseChange:
    wanted = office.wider_scope(desk)
    head = desk.cast.actor("market_office_head")
    if state == "DRAFT":
        return office.asked(desk, wanted)
    if state == "AWAITING_REQUESTER_HEAD":
        return office.submitted(desk, wanted)
    change = office.received(desk, wanted)
    asked = {"pk": change.pk, "now": desk.cast.now}
    if state == "CONSENTED":
        actions.consent_to_change(actor=head, **asked)
    elif state == "REFUSED":
        actions.refuse_change(note="不同意。", actor=head, **asked)
    elif state == "WITHDRAWN":
        actions.withdraw(actor=desk.cast.actor("labour_clerk"), **asked)
    return change


@pytest.mark.parametrize("state", rules.State.values)
def test_every_person_in_every_state(desk: Desk, state: str) -> None:
    """One set-up a state; each lawful step is undone before the next is tried."""
    change = _in_state(desk, state)
    inputs = {
        "revise": {"wish": office.wider_scope(desk)["wish"]},
        "return_to_drafter": {"note": "理由"},
        "refuse_change": {"note": "理由"},
    }
    for person in PEOPLE:
        actor = desk.cast.actor(person)
        lawful = LAWFUL.get((state, person), set())
        for name, act in STEPS.items():
            asked = {"pk": change.pk, "actor": actor, "now": desk.cast.now, **inputs.get(name, {})}
            if name in lawful:
                with undone():
                    act(**asked)
                continue
            with nothing_left(), pytest.raises(Refused) as caught:
                act(**asked)
            rights = {reasons.WRONG_STATE, reasons.NOT_YOUR_MATTER, reasons.NOT_YOUR_MANDATE}
            assert caught.value.reason in {*rights, reasons.INACTIVE}, (person, name)


def test_whoever_drafted_it_does_not_send_it(desk: Desk) -> None:
    """Even with the head's mandate."""
    officer, user = desk.cast.actor("authority_officer"), desk.cast.people["labour_clerk"]
    place = {"pk": desk.cast.labour.pk, "actor": officer, "now": desk.cast.now}
    membership = Membership.objects.get(user=user, ends_on=None)
    departments.dismiss(membership_id=membership.pk, note="调整分工", **place)
    departments.appoint(user_id=user.pk, mandates=[Mandate.APPLY, Mandate.CONSENT], **place)
    change = office.submitted(desk, office.wider_scope(desk))
    clerk = desk.cast.actor("labour_clerk")
    refused(
        reasons.SAME_PERSON, actions.consent_to_send, pk=change.pk, actor=clerk, now=desk.cast.now
    )


@pytest.mark.parametrize("person", [p for p in PEOPLE if p != "labour_clerk"])
def test_only_the_requester_asks(desk: Desk, person: str) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        office.asked(desk, office.wider_scope(desk), actor=desk.cast.actor(person))
    expected = {"labour_office_head": reasons.NOT_YOUR_MANDATE, "outsider": reasons.INACTIVE}
    assert caught.value.reason is expected.get(person, reasons.NOT_YOUR_MATTER)


def test_one_at_a_time(desk: Desk) -> None:
    office.asked(desk, office.wider_scope(desk))
    refused(
        reasons.USE_CHANGE_UNDER_WAY,
        office.asked,
        desk=desk,
        wanted=office.another_purpose(desk),
    )


def test_suspended_use_is_not_widened_and_an_ended_one_lets_it_lapse(desk: Desk) -> None:
    change = office.received(desk, office.wider_scope(desk))
    head, now = desk.cast.actor("market_office_head"), desk.cast.now
    sharing.suspend(
        pk=desk.agreement.pk, note="越权查询。", rectify_by=now.date(), actor=head, now=now
    )
    asked = {"pk": change.pk, "actor": head, "now": now}
    refused(reasons.AGREEMENT_NOT_RUNNING, actions.consent_to_change, **asked)
    clock = Actor.system("lapse-use-changes")
    jobs.lapse_use_changes(actor=clock, now=now)
    assert UseChange.objects.get(pk=change.pk).status == "RECEIVED", "it may be resumed yet"
    sharing.expire(
        pk=desk.agreement.pk, actor=Actor.system("expire"), now=desk.agreement.valid_until
    )
    for _twice in range(2):
        jobs.lapse_use_changes(actor=clock, now=now)
    assert UseChange.objects.get(pk=change.pk).status == "WITHDRAWN"
    assert AuditEvent.objects.filter(name="usechange.lapse").count() == 1


def test_a_term_that_is_over_bars_consent(desk: Desk) -> None:
    """Even before the job has closed the agreement."""
    change = office.received(desk, office.wider_scope(desk))
    refused(
        reasons.AGREEMENT_NOT_RUNNING,
        actions.consent_to_change,
        pk=change.pk,
        actor=desk.cast.actor("market_office_head"),
        now=desk.agreement.valid_until,
    )


def test_who_sees_it(desk: Desk) -> None:
    """A draft is the requester's own; once received, both parties and the authority see it."""
    change = office.asked(desk, office.third_party(desk))
    own = {name for name in desk.cast.people if name.startswith("labour_")}

    def seen() -> set[str]:
        people = desk.cast.people
        return {name for name in people if change in queries.visible_to(desk.cast.actor(name))}

    assert seen() == own
    clerk, head = desk.cast.actor("labour_clerk"), desk.cast.actor("labour_office_head")
    actions.submit(pk=change.pk, actor=clerk, now=desk.cast.now)
    assert seen() == own
    actions.consent_to_send(pk=change.pk, actor=head, now=desk.cast.now)
    given = {name for name in desk.cast.people if name.startswith("market_")}
    assert seen() == {*own, *given, "authority_officer"}, "and not the third party"


def test_whose_turn_it_is(desk: Desk) -> None:
    change = office.asked(desk, office.wider_scope(desk))

    def waits() -> set[str]:
        found = {
            name: queries.awaiting(desk.cast.actor(name), now=desk.cast.now) for name in PEOPLE
        }
        return {name for name, rows in found.items() if change in rows}

    assert waits() == {"labour_clerk"}
    asked = {"pk": change.pk, "now": desk.cast.now}
    actions.submit(actor=desk.cast.actor("labour_clerk"), **asked)
    assert waits() == {"labour_office_head"}
    actions.consent_to_send(actor=desk.cast.actor("labour_office_head"), **asked)
    assert waits() == {"market_office_head"}
    actions.consent_to_change(actor=desk.cast.actor("market_office_head"), **asked)
    assert waits() == set()
