"""A dispute is negotiated, then coordinated, then decided by the government (Art. 28)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow import grants
from portal.workflow.decision import Refused
from portal.workflow.models import opened as row_opened
from requests_app.disputes import actions, queries
from requests_app.models import Dispute, DisputeNegotiation, SharingRequest
from requests_app.sharing import actions as sharing
from tests.races.fingerprint import nothing_left
from tests.requests_app.disputes.quarrel import (
    CLAIM,
    INSTRUMENT,
    RESULT,
    Quarrel,
    brought,
    decide,
    failed,
    negotiated,
    opened,
    referred,
)


def refused(expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any) -> Any:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(*args, **inputs)
    assert caught.value.reason is expected
    return caught.value


def test_the_whole_ladder(quarrel: Quarrel) -> None:
    dispute = opened(quarrel)
    assert (dispute.status, dispute.public_number) == ("NEGOTIATING", "DP-RSJ-2025-0001")
    assert (dispute.kind, dispute.opened_by) == ("REFUSED", quarrel.cast.labour)
    actions.negotiate(
        pk=dispute.pk,
        negotiated_on=quarrel.now.date(),
        participants="双方共享工作机构",
        text="未达成一致。",
        actor=quarrel.cast.actor("market_reviewer"),
        now=quarrel.now,
    )
    record = DisputeNegotiation.objects.get(dispute=dispute)
    assert (record.recorded_by, record.participants) == (quarrel.cast.market, "双方共享工作机构")
    labour, officer = (quarrel.cast.actor(n) for n in ("labour_office_head", "authority_officer"))
    now = quarrel.days(1)
    actions.fail_negotiation(pk=dispute.pk, failure="各持己见。", actor=labour, now=now)
    actions.request_coordination(pk=dispute.pk, authority="SJJ", actor=labour, now=now)
    actions.record_no_agreement(pk=dispute.pk, result=RESULT, actor=officer, now=now)
    actions.refer(pk=dispute.pk, actor=officer, now=now)
    dispute = decide(quarrel, dispute, "UPHELD")
    assert (dispute.status, dispute.outcome, dispute.instrument) == ("CLOSED", "UPHELD", INSTRUMENT)
    assert dispute.authority == quarrel.cast.authority
    events = AuditEvent.objects.filter(subject_number=str(dispute)).order_by("pk")
    assert list(events.values_list("name", "to_status", "article")) == [
        ("dispute.open_dispute", "NEGOTIATING", "28"),
        ("dispute.negotiate", "NEGOTIATING", "28"),
        ("dispute.fail_negotiation", "FAILED", "28"),
        ("dispute.request_coordination", "IN_COORDINATION", "28"),
        ("dispute.record_no_agreement", "NOT_AGREED", "28"),
        ("dispute.refer", "IN_DECISION", "28"),
        ("dispute.decide", "CLOSED", "28"),
    ]
    assert SharingRequest.objects.get(pk=quarrel.refused.pk).status == "REFUSED"
    assert grants.differences() == ([], [])


@pytest.mark.parametrize(
    "person", ["labour_clerk", "labour_office_head", "market_reviewer", "market_office_head"]
)
def test_either_party_opens_one(quarrel: Quarrel, person: str) -> None:
    dispute = opened(quarrel, person)
    assert dispute.opened_by_id == quarrel.cast.actor(person).department_id


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("hongkou_clerk", reasons.NOT_YOUR_MATTER),
        ("market_compiler", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
        ("superuser", reasons.INACTIVE),
    ],
)
def test_nobody_else_opens_one(quarrel: Quarrel, person: str, reason: reasons.Reason) -> None:
    refused(reason, opened, quarrel, person)


def test_a_request_still_in_time_gives_no_cause(quarrel: Quarrel) -> None:
    """It does from the day after it was due; the clock is not stopped by the dispute."""
    due_on = quarrel.waiting.due_on
    assert due_on == date(2025, 10, 14), "ten working days after 24 September"
    last = quarrel.now + (due_on - quarrel.now.date())
    about = {"request_id": quarrel.waiting.pk}
    refused(reasons.NOT_DISPUTABLE, opened, quarrel, now=last, **about)
    dispute = opened(quarrel, now=last + timedelta(days=1), **about)
    assert dispute.kind == "OVERDUE"
    waiting = SharingRequest.objects.get(pk=quarrel.waiting.pk)
    assert (waiting.status, waiting.due_on, waiting.due_stopped_on) == ("RECEIVED", due_on, None)
    reviewer = quarrel.cast.actor("market_reviewer")
    sharing.open_review(pk=waiting.pk, actor=reviewer, now=last + timedelta(days=2))


def test_an_agreement_gives_cause_while_it_is_in_use_or_suspended(quarrel: Quarrel) -> None:
    about = {"agreement_id": quarrel.agreement.pk}
    first = opened(quarrel, **about)
    assert (first.kind, first.request) == ("AGREEMENT", None)
    head = quarrel.cast.actor("labour_office_head")
    sharing.end_use(pk=quarrel.agreement.pk, actor=head, now=quarrel.now)
    refused(reasons.NOT_DISPUTABLE, opened, quarrel, **about)


def test_one_at_a_time(quarrel: Quarrel) -> None:
    first = opened(quarrel)
    refused(reasons.DISPUTE_UNDER_WAY, opened, quarrel, "market_reviewer")
    _propose(quarrel, first, "market_office_head")
    _accept(quarrel, first, "labour_office_head")
    assert opened(quarrel).pk != first.pk


def test_nothing_claimed_nothing_opened(quarrel: Quarrel) -> None:
    refused(reasons.DISPUTE_UNEXPLAINED, opened, quarrel, claim=" \n")
    refused(reasons.NOT_FOUND, opened, quarrel, request_id=0)


# Negotiation.


def _negotiate(quarrel: Quarrel, dispute: Dispute, **changes: Any) -> None:
    asked: dict[str, Any] = {
        "negotiated_on": quarrel.days(1).date(),
        "participants": "双方",
        "text": "协商",
        "actor": quarrel.cast.actor("labour_clerk"),
        "now": quarrel.days(1),
    }
    actions.negotiate(pk=dispute.pk, **{**asked, **changes})


def test_a_negotiation_lies_between_opening_and_today(quarrel: Quarrel) -> None:
    dispute = opened(quarrel)
    for day in (-1, 2):
        on = quarrel.days(day).date()
        refused(reasons.NEGOTIATION_OUT_OF_TIME, _negotiate, quarrel, dispute, negotiated_on=on)
    for name in ("participants", "text"):
        refused(reasons.DISPUTE_UNEXPLAINED, _negotiate, quarrel, dispute, **{name: " "})


def test_each_negotiation_is_kept_and_the_last_day_counts(quarrel: Quarrel) -> None:
    dispute = negotiated(quarrel)
    _negotiate(quarrel, dispute, negotiated_on=quarrel.now.date())
    dispute.refresh_from_db()
    assert dispute.negotiated_on == quarrel.days(1).date()
    days = [row.negotiated_on for row in queries.negotiations_of(dispute)]
    assert days == [quarrel.now.date(), quarrel.days(1).date()]


def _propose(quarrel: Quarrel, dispute: Dispute, person: str) -> None:
    actor = quarrel.cast.actor(person)
    actions.propose_settlement(
        pk=dispute.pk, settlement="先行共享三项。", actor=actor, now=quarrel.now
    )


def _accept(quarrel: Quarrel, dispute: Dispute, person: str) -> None:
    actions.accept_settlement(pk=dispute.pk, actor=quarrel.cast.actor(person), now=quarrel.now)


def test_a_settlement_takes_both_heads(quarrel: Quarrel) -> None:
    dispute = opened(quarrel)
    refused(reasons.NO_SETTLEMENT_PROPOSED, _accept, quarrel, dispute, "labour_office_head")
    _propose(quarrel, dispute, "market_office_head")
    for person in ("market_office_head",):
        refused(reasons.OWN_SETTLEMENT, _accept, quarrel, dispute, person)
        refused(reasons.OWN_SETTLEMENT, _propose, quarrel, dispute, person)
    refused(reasons.NOT_YOUR_MANDATE, _accept, quarrel, dispute, "labour_clerk")
    refused(reasons.NOT_YOUR_MATTER, _accept, quarrel, dispute, "authority_officer")
    _accept(quarrel, dispute, "labour_office_head")
    dispute.refresh_from_db()
    assert (dispute.status, dispute.settlement) == ("SETTLED", "先行共享三项。")
    refused(reasons.WRONG_STATE, _propose, quarrel, dispute, "labour_office_head")


def test_the_other_side_may_answer_with_a_proposal_of_its_own(quarrel: Quarrel) -> None:
    dispute = failed(quarrel)
    _propose(quarrel, dispute, "market_office_head")
    _propose(quarrel, dispute, "labour_office_head")
    refused(reasons.OWN_SETTLEMENT, _accept, quarrel, dispute, "labour_office_head")
    _accept(quarrel, dispute, "market_office_head")


def _fail(quarrel: Quarrel, dispute: Dispute, **changes: Any) -> None:
    asked = {"failure": "各持己见。", "actor": quarrel.cast.actor("market_office_head")}
    actions.fail_negotiation(pk=dispute.pk, now=quarrel.now, **{**asked, **changes})


def test_what_was_not_negotiated_has_not_failed(quarrel: Quarrel) -> None:
    refused(reasons.NEGOTIATION_NOT_RECORDED, _fail, quarrel, opened(quarrel))
    dispute = negotiated(quarrel, request_id=None, agreement_id=quarrel.agreement.pk)
    refused(reasons.DISPUTE_UNEXPLAINED, _fail, quarrel, dispute, failure=" ")
    _fail(quarrel, dispute)


# Coordination.


def _ask(quarrel: Quarrel, dispute: Dispute, authority: str, person: str) -> None:
    actor = quarrel.cast.actor(person)
    actions.request_coordination(
        pk=dispute.pk, authority=authority, actor=actor, now=quarrel.days(3)
    )


def test_no_coordination_before_the_negotiation_failed(quarrel: Quarrel) -> None:
    dispute = negotiated(quarrel)
    refused(reasons.WRONG_STATE, _ask, quarrel, dispute, "SJJ", "labour_office_head")


@pytest.mark.parametrize("code", ["MZJ", "SCJG", "RSJ", "NOBODY", ""])
def test_the_wrong_authority_is_refused_and_the_right_one_named(
    quarrel: Quarrel, code: str
) -> None:
    dispute = failed(quarrel)
    refusal = refused(reasons.WRONG_AUTHORITY, _ask, quarrel, dispute, code, "labour_office_head")
    assert refusal.details == ("上海市数据局",)
    assert "上海市数据局" in refusal.text


@pytest.mark.parametrize("person", ["labour_office_head", "market_office_head"])
def test_either_head_asks_the_authority(quarrel: Quarrel, person: str) -> None:
    dispute = failed(quarrel)
    _ask(quarrel, dispute, "SJJ", person)
    dispute.refresh_from_db()
    assert (dispute.status, dispute.authority) == ("IN_COORDINATION", quarrel.cast.authority)


def test_agreement_in_coordination_settles_it(quarrel: Quarrel) -> None:
    dispute = brought(quarrel)
    officer = quarrel.cast.actor("authority_officer")
    refused(
        reasons.DISPUTE_UNEXPLAINED,
        actions.record_agreement,
        pk=dispute.pk,
        result=" ",
        actor=officer,
        now=quarrel.days(4),
    )
    actions.record_agreement(
        pk=dispute.pk, result="双方同意分批共享。", actor=officer, now=quarrel.days(4)
    )
    dispute.refresh_from_db()
    assert (dispute.status, dispute.result) == ("SETTLED", "双方同意分批共享。")


def test_the_parties_do_not_write_the_result(quarrel: Quarrel) -> None:
    dispute = brought(quarrel)
    for person in ("labour_office_head", "market_office_head", "civil_office_head"):
        refused(
            reasons.NOT_YOUR_MATTER,
            actions.record_no_agreement,
            pk=dispute.pk,
            result=RESULT,
            actor=quarrel.cast.actor(person),
            now=quarrel.days(4),
        )


def test_the_government_decides_on_a_written_result_only(quarrel: Quarrel) -> None:
    dispute = brought(quarrel)
    officer = quarrel.cast.actor("authority_officer")
    refused(reasons.WRONG_STATE, actions.refer, pk=dispute.pk, actor=officer, now=quarrel.days(4))
    refused(reasons.WRONG_STATE, decide, quarrel, dispute, "UPHELD")
    dispute.status, dispute.failure, dispute.authority = "NOT_AGREED", "x", quarrel.cast.authority
    dispute.negotiated_on = quarrel.now.date()
    with (
        pytest.raises(IntegrityError, match="dispute_result_in_writing"),
        transaction.atomic(),
        row_opened(Dispute._meta.label, dispute.pk),
    ):
        dispute.save()


def test_no_party_coordinates_even_by_the_database(quarrel: Quarrel) -> None:
    """The authority asked is never a party, however the row was written."""
    dispute = Dispute.objects.get(pk=brought(quarrel).pk)
    dispute.authority = quarrel.cast.market
    with (
        pytest.raises(IntegrityError, match="dispute_coordinated_by_no_party"),
        transaction.atomic(),
    ):
        dispute.save()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"instrument": " "}, reasons.DECISION_INCOMPLETE),
        ({"decision": ""}, reasons.DECISION_INCOMPLETE),
        ({"outcome": ""}, reasons.DECISION_INCOMPLETE),
        ({"decided_on": date(2025, 9, 27)}, reasons.DECISION_OUT_OF_TIME),
        ({"decided_on": date(2025, 9, 30)}, reasons.DECISION_OUT_OF_TIME),
    ],
)
def test_a_decision_is_complete_and_of_its_time(
    quarrel: Quarrel, changes: dict[str, Any], reason: reasons.Reason
) -> None:
    """Referred on 28 September, recorded on the 29th."""
    dispute = referred(quarrel)
    refused(reason, decide, quarrel, dispute, **{"outcome": "UPHELD", **changes})


def test_a_decision_about_an_agreement_speaks_by_its_text(quarrel: Quarrel) -> None:
    dispute = referred(quarrel, request_id=None, agreement_id=quarrel.agreement.pk)
    for outcome in ("SHARE", "ANSWER_ANEW"):
        refused(reasons.DECISION_MOVES_NOTHING, decide, quarrel, dispute, outcome)
    assert decide(quarrel, dispute, "OTHER").status == "CLOSED"


# Who sees it, whose turn it is.


def test_who_sees_it(quarrel: Quarrel) -> None:
    dispute = opened(quarrel)
    for person in ("labour_clerk", "market_compiler", "authority_officer"):
        assert dispute in queries.visible_to(quarrel.cast.actor(person)), person
    for person in ("civil_clerk", "hongkou_clerk", "outsider", "superuser"):
        assert dispute not in queries.visible_to(quarrel.cast.actor(person)), person


def test_whose_turn_it_is(quarrel: Quarrel) -> None:
    """Staff until it was talked about, then the heads, then the authority's officer."""
    people = (
        "labour_clerk",
        "labour_office_head",
        "market_reviewer",
        "market_office_head",
        "market_compiler",
        "authority_officer",
        "civil_office_head",
    )
    heads = {"labour_office_head", "market_office_head"}

    def waits(dispute: Dispute) -> set[str]:
        found = {
            name: queries.awaiting(quarrel.cast.actor(name), now=quarrel.now) for name in people
        }
        return {name for name, rows in found.items() if dispute in rows}

    dispute = opened(quarrel)
    assert waits(dispute) == {"labour_clerk", "market_reviewer"} | heads
    _negotiate(quarrel, dispute)
    assert waits(dispute) == heads
    _propose(quarrel, dispute, "market_office_head")
    assert waits(dispute) == {"labour_office_head"}
    _fail(quarrel, dispute)
    _ask(quarrel, dispute, "SJJ", "labour_office_head")
    assert waits(dispute) == {"authority_officer"}
    officer = quarrel.cast.actor("authority_officer")
    now = quarrel.days(4)
    actions.record_no_agreement(pk=dispute.pk, result=RESULT, actor=officer, now=now)
    assert waits(dispute) == {"authority_officer"}
    actions.refer(pk=dispute.pk, actor=officer, now=now)
    assert waits(dispute) == {"authority_officer"}
    decide(quarrel, dispute, "UPHELD")
    assert waits(dispute) == set()
    assert AuditEvent.objects.get(name="dispute.open_dispute").note == CLAIM
