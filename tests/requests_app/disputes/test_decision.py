"""The government's decision reopens a refused request, and the right period begins (Art. 28)."""

from datetime import date

import pytest

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import AnswerKind, ItemDecision
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.models import FormerAnswer, SharingRequest
from requests_app.sharing import actions as sharing
from requests_app.sharing import queries as sharing_queries
from requests_app.sharing.actions import Answer
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.disputes.quarrel import (
    INSTRUMENT,
    Quarrel,
    decide,
    referred,
)
from tests.requests_app.disputes.test_ladder import refused


def reopened(quarrel: Quarrel, outcome: str = "ANSWER_ANEW") -> SharingRequest:
    """The request after the decision of 29 September."""
    decide(quarrel, referred(quarrel), outcome)
    return SharingRequest.objects.get(pk=quarrel.refused.pk)


def agree(quarrel: Quarrel, request: SharingRequest, day: int):
    """The provider reviews it again and agrees, so many days after the story began."""
    reviewer, now = quarrel.cast.actor("market_reviewer"), quarrel.days(day)
    sharing.open_review(pk=request.pk, actor=reviewer, now=now)
    decisions = dict.fromkeys(request.item_ids, ItemDecision.AGREE)
    answer = Answer(kind=AnswerKind.AGREE, decisions=decisions)
    sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=now)
    head = quarrel.cast.actor("market_office_head")
    return sharing.consent_to_agree(pk=request.pk, actor=head, now=now)


@pytest.mark.parametrize("outcome", ["ANSWER_ANEW", "SHARE"])
def test_a_new_answer_period_begins_with_the_record(quarrel: Quarrel, outcome: str) -> None:
    """D5 over National Day: 30 September, 9 to 11, 13 to 17 and 20 October are the ten days."""
    before = quarrel.refused
    assert (before.due_on, before.due_stopped_on) == (date(2025, 10, 14), date(2025, 9, 24))
    request = reopened(quarrel, outcome)
    assert (request.status, request.due_code, request.due_workdays) == ("RECEIVED", "D5", 10)
    assert (request.due_started_on, request.due_on) == (date(2025, 9, 29), date(2025, 10, 20))
    assert (request.due_stopped_on, request.extended_workdays) == (None, 0)
    assert (request.received_at, request.sharing_class) == (before.received_at, "CONDITIONAL")


def test_the_former_answer_is_kept_as_it_was_given(quarrel: Quarrel) -> None:
    before = quarrel.refused
    request = reopened(quarrel)
    kept = FormerAnswer.objects.get(request=request)
    assert (kept.answer_kind, kept.refusal_ground, kept.answer_text) == (
        "REFUSE",
        "CONDITIONS_NOT_MET",
        "所涉系统正在整合，暂不具备共享条件。",
    )
    assert (kept.answered_at, kept.due_on, kept.instrument) == (
        before.answered_at,
        before.due_on,
        INSTRUMENT,
    )
    assert kept.proposed_by == quarrel.cast.market_reviewer
    assert (request.answer_kind, request.answer_text, request.answered_at) == ("", "", None)
    assert set(request.items.values_list("decision", flat=True)) == {"PENDING"}
    event = AuditEvent.objects.get(name="sharingrequest.reopen")
    assert (event.from_status, event.to_status, event.article) == ("REFUSED", "RECEIVED", "28")
    assert (event.system_name, event.details["instrument"]) == ("dispute-decided", INSTRUMENT)
    older = AuditEvent.objects.get(name="sharingrequest.consent_to_refuse", subject_id=request.pk)
    assert older.to_status == "REFUSED"


def test_the_supply_period_begins_with_the_new_yes(quarrel: Quarrel) -> None:
    """D7, twenty working days from the day the provider then answers, not from the decision."""
    agreement = agree(quarrel, reopened(quarrel), day=15)
    task = agreement.provision_task
    assert (task.due_code, task.due_started_on) == ("D7", date(2025, 10, 9))
    request = SharingRequest.objects.get(pk=quarrel.refused.pk)
    assert (request.status, request.due_stopped_on) == ("AGREED", date(2025, 10, 9))


def test_it_may_be_refused_anew_where_only_an_answer_was_ordered(quarrel: Quarrel) -> None:
    request = story.refuse(quarrel.cast, reopened(quarrel))
    assert (request.status, request.sharing_ordered_by) == ("REFUSED", "")


def test_ordered_sharing_is_not_refused_again(quarrel: Quarrel) -> None:
    request = reopened(quarrel, "SHARE")
    assert request.sharing_ordered_by == INSTRUMENT
    reviewer, now = quarrel.cast.actor("market_reviewer"), quarrel.days(6)
    sharing.open_review(pk=request.pk, actor=reviewer, now=now)
    answer = Answer(kind=AnswerKind.REFUSE, refusal_ground="OTHER", text="仍不同意。")
    with nothing_left(), pytest.raises(Refused) as caught:
        sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=now)
    assert caught.value.reason is reasons.SHARING_ORDERED


@pytest.mark.parametrize("outcome", ["UPHELD", "OTHER"])
def test_other_decisions_leave_the_request(quarrel: Quarrel, outcome: str) -> None:
    request = reopened(quarrel, outcome)
    assert (request.status, request.due_on) == ("REFUSED", quarrel.refused.due_on)
    assert not FormerAnswer.objects.filter(request=request).exists()


def test_a_request_reopened_meanwhile_is_not_reopened_twice(quarrel: Quarrel) -> None:
    reopened(quarrel)
    refused(
        reasons.WRONG_STATE,
        sharing.reopen,
        pk=quarrel.refused.pk,
        dispute="DP-X",
        instrument="X",
        is_sharing_ordered=False,
        actor=Actor.system("dispute-decided"),
        now=quarrel.now,
    )


@pytest.mark.parametrize("person", ["authority_officer", "market_office_head", "superuser"])
def test_nobody_reopens_by_hand(quarrel: Quarrel, person: str) -> None:
    refused(
        reasons.ONLY_TIME,
        sharing.reopen,
        pk=quarrel.refused.pk,
        dispute="DP-X",
        instrument="X",
        is_sharing_ordered=True,
        actor=quarrel.cast.actor(person),
        now=quarrel.now,
    )


def test_the_new_period_lapses_like_any_other(quarrel: Quarrel) -> None:
    """Its last day is 20 October; on the next it is on the overdue list."""
    request = reopened(quarrel)
    assert request not in sharing_queries.overdue_requests(date(2025, 10, 20))
    assert request in sharing_queries.overdue_requests(date(2025, 10, 21))
