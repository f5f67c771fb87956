"""The request, from draft to answer: who, when, on what grounds (Arts 20 and 21)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from catalog.departments import actions as departments
from catalog.departments.models import Membership
from catalog.directories import actions as directories
from catalog.models import EntryVersion
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import (
    AnswerKind,
    InstrumentLevel,
    ItemDecision,
    Mandate,
    Outcome,
    Purpose,
    RefusalGround,
    SharingClass,
    SharingMode,
    Tier,
)
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.models import Extension, SharingAgreement, SharingRequest
from requests_app.sharing import actions, queries
from requests_app.sharing.actions import Answer
from tests import story
from tests.races.fingerprint import nothing_left

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: str, hour: int = 10) -> datetime:
    """A moment of that day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(
        hour=hour
    )


def refused(reason: reasons.Reason, act, **inputs) -> Refused:
    """The act is refused with this very reason and leaves nothing behind."""
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is reason
    return caught.value


def fresh(request: SharingRequest) -> SharingRequest:
    return SharingRequest.objects.get(pk=request.pk)


def yes_to_all(request: SharingRequest) -> Answer:
    return Answer(
        kind=AnswerKind.AGREE, decisions=dict.fromkeys(request.item_ids, ItemDecision.AGREE)
    )


NO = Answer(
    kind=AnswerKind.REFUSE, refusal_ground=RefusalGround.CONDITIONS_NOT_MET, text="用途不符"
)


# The answer period.


@pytest.mark.parametrize(
    ("day", "due"),
    [("2025-09-24", "2025-10-14"), ("2026-02-13", "2026-03-05"), ("2025-12-31", "2026-01-15")],
)
def test_a_conditional_request_is_answered_within_ten_working_days(
    cast, published, day: str, due: str
) -> None:
    request = story.apply(cast, published, use_until=date(2027, 1, 1))
    request = story.send(cast, request, now=at(day))
    assert (request.due_code, request.due_workdays) == ("D5", 10)
    assert request.due_on == story.day(due)
    assert request.sharing_class == SharingClass.CONDITIONAL


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2025-09-30", "2025-10-09"),
        ("2026-02-13", "2026-02-14"),
        ("2025-09-28", "2025-09-29"),
        ("2025-10-03", "2025-10-09"),
        ("2025-12-31", "2026-01-04"),
    ],
)
def test_an_unconditional_request_is_answered_within_one_working_day(
    cast, stage, day: str, due: str
) -> None:
    request = story.apply(cast, stage.unconditional, use_until=date(2027, 1, 1))
    request = story.send(cast, request, now=at(day))
    assert (request.due_code, request.due_workdays) == ("D4", 1)
    assert request.due_on == story.day(due)


@pytest.mark.parametrize(("hour", "started"), [(0, "2025-09-25"), (23, "2025-09-25")])
def test_the_day_of_receipt_is_the_day_in_shanghai(
    cast, published, hour: int, started: str
) -> None:
    request = story.send(cast, story.apply(cast, published), now=at("2025-09-25", hour))
    assert request.due_started_on == story.day(started)


def test_the_class_is_frozen_at_receipt(cast, published, received) -> None:
    compiler = cast.actor("market_compiler")
    version = directories.draft_version(pk=published.pk, actor=compiler, now=cast.now)
    free = replace(
        directories.content_of(version), sharing_class=SharingClass.UNCONDITIONAL, condition=None
    )
    directories.revise(pk=version.pk, content=free, actor=compiler, now=cast.now)
    story.carry_to_review(cast, EntryVersion.objects.get(pk=version.pk))
    directories.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=cast.now)
    request = fresh(received)
    assert request.entry_sharing_class == SharingClass.CONDITIONAL
    assert (request.due_code, request.due_on) == ("D5", story.day("2025-10-14"))


def test_a_local_period_shortens_inside_and_leaves_the_statute_as_it_is(
    cast, published, settings
) -> None:
    settings.PORTAL_LOCAL_PERIODS = {"D5": 5}
    request = story.send(cast, story.apply(cast, published))
    assert request.due_on == story.day("2025-10-14")
    assert request.internal_due_on == story.day("2025-09-30")


def test_a_local_period_longer_than_the_statute_is_refused(cast, published, settings) -> None:
    settings.PORTAL_LOCAL_PERIODS = {"D5": 11}
    request = story.apply(cast, published)
    actions.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)
    with nothing_left(), pytest.raises(ValueError, match="D5"):
        actions.consent_to_send(pk=request.pk, actor=cast.actor("labour_office_head"), now=cast.now)


def test_silence_is_not_consent(cast, received) -> None:
    assert fresh(received).status == "RECEIVED"
    assert received in queries.overdue_requests(story.day("2025-10-15"))
    assert received not in queries.overdue_requests(story.day("2025-10-14"))
    assert not SharingAgreement.objects.filter(request=received).exists()


# Drafting and sending.


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"legal_basis": " "}, reasons.PARTICULARS_MISSING),
        ({"scenario": ""}, reasons.PARTICULARS_MISSING),
        ({"scope": "\t"}, reasons.PARTICULARS_MISSING),
        ({"use_from": None}, reasons.PARTICULARS_MISSING),
        ({"use_until": date(2025, 9, 24)}, reasons.PERIOD_INVALID),
        ({"use_from": date(2025, 1, 1), "use_until": date(2025, 9, 1)}, reasons.PERIOD_INVALID),
        ({"sharing_mode": SharingMode.FILE}, reasons.MODE_NOT_OFFERED),
        ({"purpose": Purpose.OTHER}, reasons.PURPOSE_NOT_PUBLISHED),
        ({"purpose": ""}, reasons.PURPOSE_NOT_PUBLISHED),
        ({"columns": {}, "rows": ()}, reasons.NO_COLUMNS),
        ({"is_declared": False}, reasons.NOT_DECLARED),
    ],
)
def test_what_a_request_states_is_asked_before_it_is_sent(
    cast, published, changes, reason: reasons.Reason
) -> None:
    request = story.apply(cast, published, **changes)
    refused(reason, actions.submit, pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)


def test_a_column_without_its_need_is_not_sent(cast, published) -> None:
    item = published.items.first()
    request = story.apply(cast, published, columns={item.pk: "  "}, rows=())
    refused(
        reasons.NO_COLUMNS,
        actions.submit,
        pk=request.pk,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def test_columns_of_another_entry_cannot_be_asked_for(cast, stage) -> None:
    foreign = stage.unconditional.items.first()
    refused(
        reasons.COLUMN_NOT_AGREED,
        story.apply,
        cast=cast,
        version=stage.conditional,
        columns={foreign.pk: "x"},
    )


def test_another_departments_system_cannot_be_named(cast, published) -> None:
    other = departments.register_system(
        pk=cast.civil_affairs.pk,
        code="other",
        name="民政系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    refused(
        reasons.NO_APPLICATION_SYSTEM,
        story.apply,
        cast=cast,
        version=published,
        system_id=other.system.client_id,
    )


def _application(cast, version, department: str, person: str) -> dict:
    return {
        "requester_id": getattr(cast, department).pk,
        "version_id": version.pk,
        "application": story.application(cast, version, system_id=None),
        "actor": cast.actor(person),
        "now": cast.now,
    }


def test_a_department_outside_the_published_scope_cannot_ask(cast, published) -> None:
    refused(
        reasons.OUTSIDE_PUBLISHED_SCOPE,
        actions.apply,
        **_application(cast, published, "hongkou", "hongkou_clerk"),
    )


def test_nobody_asks_in_another_departments_name(cast, published) -> None:
    refused(
        reasons.NOT_YOUR_MATTER,
        actions.apply,
        **_application(cast, published, "labour", "civil_clerk"),
    )


def test_the_provider_does_not_ask_itself(cast, published) -> None:
    officer = cast.actor("authority_officer")
    user = cast.market_compiler
    membership = Membership.objects.get(user=user)
    departments.dismiss(
        pk=cast.market.pk, membership_id=membership.pk, note="调离", actor=officer, now=cast.now
    )
    departments.appoint(
        pk=cast.market.pk, user_id=user.pk, mandates=[Mandate.APPLY], actor=officer, now=cast.now
    )
    refused(
        reasons.OWN_ENTRY,
        actions.apply,
        **_application(cast, published, "market", "market_compiler"),
    )


def test_a_withheld_entry_cannot_be_asked_for(cast) -> None:
    content = story.enterprise_registry(
        sharing_class=SharingClass.WITHHELD,
        condition=None,
        withheld_reason="依法不予共享",
        basis_instrument="《某法》",
        basis_level=InstrumentLevel.LAW,
    )
    version = story.publish(cast, content)
    refused(
        reasons.WITHHELD, actions.apply, **_application(cast, version, "labour", "labour_clerk")
    )


def test_an_unpublished_version_cannot_be_asked_for(cast) -> None:
    version = story.draft(
        cast,
        story.enterprise_registry(sharing_class=SharingClass.UNCONDITIONAL, condition=None),
    )
    refused(
        reasons.NOT_PUBLISHED,
        actions.apply,
        **_application(cast, version, "labour", "labour_clerk"),
    )


def test_the_scope_is_asked_again_when_the_request_is_sent(cast, published) -> None:
    """A narrower scope published meanwhile stops the draft."""
    request = story.apply(cast, published)
    compiler = cast.actor("market_compiler")
    version = directories.draft_version(pk=published.pk, actor=compiler, now=cast.now)
    content = directories.content_of(version)
    narrow = replace(content, condition=replace(content.condition, tiers=(Tier.COUNTY,)))
    directories.revise(pk=version.pk, content=narrow, actor=compiler, now=cast.now)
    story.carry_to_review(cast, EntryVersion.objects.get(pk=version.pk))
    directories.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=cast.now)
    refused(
        reasons.NOT_PUBLISHED,
        actions.submit,
        pk=request.pk,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def _promote(cast, person: str, department: str, *mandates: Mandate) -> Actor:
    """Appoint the person anew, with these mandates."""
    officer = cast.actor("authority_officer")
    user = cast.people[person]
    pk = cast.departments[department].pk
    membership = Membership.objects.get(user=user, ends_on=None)
    departments.dismiss(
        pk=pk, membership_id=membership.pk, note="调离", actor=officer, now=cast.now
    )
    departments.appoint(pk=pk, user_id=user.pk, mandates=mandates, actor=officer, now=cast.now)
    return cast.actor(person)


def test_the_drafter_does_not_consent_to_the_own_draft(cast, published) -> None:
    drafter = _promote(cast, "labour_clerk", "labour", Mandate.APPLY, Mandate.CONSENT)
    request = story.apply(cast, published)
    actions.submit(pk=request.pk, actor=drafter, now=cast.now)
    refused(
        reasons.SAME_PERSON, actions.consent_to_send, pk=request.pk, actor=drafter, now=cast.now
    )


def test_who_rewrote_and_submitted_the_draft_does_not_consent_to_it(cast, published) -> None:
    """Rewriting a colleague's draft makes its content one's own: a second person consents."""
    head = _promote(cast, "labour_office_head", "labour", Mandate.APPLY, Mandate.CONSENT)
    request = story.apply(cast, published)
    wider = story.application(cast, published, scope="全市", rows=())
    actions.revise(pk=request.pk, application=wider, actor=head, now=cast.now)
    actions.submit(pk=request.pk, actor=head, now=cast.now)
    refused(reasons.SAME_PERSON, actions.consent_to_send, pk=request.pk, actor=head, now=cast.now)


def test_the_clerk_does_not_consent(cast, published) -> None:
    request = story.apply(cast, published)
    clerk = cast.actor("labour_clerk")
    actions.submit(pk=request.pk, actor=clerk, now=cast.now)
    refused(
        reasons.NOT_YOUR_MANDATE, actions.consent_to_send, pk=request.pk, actor=clerk, now=cast.now
    )


def test_a_provider_without_office_head_receives_nothing(cast, published) -> None:
    """The office head left after the draft was made: nobody could answer (Art. 11)."""
    request = story.apply(cast, published)
    membership = Membership.objects.get(user=cast.market_office_head)
    later = cast.now + timedelta(days=1)
    departments.dismiss(
        pk=cast.market.pk,
        membership_id=membership.pk,
        note="调离",
        actor=cast.actor("authority_officer"),
        now=later,
    )
    actions.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=later)
    refused(
        reasons.NO_SHARING_OFFICE,
        actions.consent_to_send,
        pk=request.pk,
        actor=cast.actor("labour_office_head"),
        now=later,
    )


def test_the_head_sends_the_draft_back_with_a_reason_only(cast, published) -> None:
    request = story.apply(cast, published)
    actions.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)
    head = cast.actor("labour_office_head")
    refused(
        reasons.NO_GROUND,
        actions.return_to_drafter,
        pk=request.pk,
        note=" \n",
        actor=head,
        now=cast.now,
    )
    actions.return_to_drafter(pk=request.pk, note="请补充范围", actor=head, now=cast.now)
    assert fresh(request).status == "DRAFT"
    assert fresh(request).due_on is None


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(cast, published) -> None:
    request = story.apply(cast, published)
    clerk = cast.actor("labour_clerk")
    seen = fresh(request).lock_version
    application = story.application(cast, published)
    actions.revise(
        pk=request.pk,
        application=application,
        actor=clerk,
        now=cast.now,
        expected_version=seen,
    )
    refused(
        reasons.CHANGED_MEANWHILE,
        actions.revise,
        pk=request.pk,
        application=application,
        actor=clerk,
        now=cast.now,
        expected_version=seen,
    )


# Supplement.


def test_the_second_supplement_notice_is_refused(cast, in_review) -> None:
    reviewer = cast.actor("market_reviewer")
    actions.ask_supplement(pk=in_review.pk, points=["委托书", "清单"], actor=reviewer, now=cast.now)
    again = {"pk": in_review.pk, "points": ["印章"], "actor": reviewer, "now": cast.now}
    refused(reasons.SUPPLEMENT_ONCE, actions.ask_supplement, **again)
    actions.supplement(
        pk=in_review.pk, answers=["见附", "见附"], actor=cast.actor("labour_clerk"), now=cast.now
    )
    refused(reasons.SUPPLEMENT_ONCE, actions.ask_supplement, **again)


@pytest.mark.parametrize("points", [[], ["", "  "]])
def test_an_empty_supplement_notice_is_refused(cast, in_review, points: list[str]) -> None:
    refused(
        reasons.SUPPLEMENT_EMPTY,
        actions.ask_supplement,
        pk=in_review.pk,
        points=points,
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )


@pytest.mark.parametrize("answers", [[], ["一"], ["一", " "], ["一", "二", "三"]])
def test_every_point_is_answered(cast, in_review, answers: list[str]) -> None:
    actions.ask_supplement(
        pk=in_review.pk, points=["甲", "乙"], actor=cast.actor("market_reviewer"), now=cast.now
    )
    refused(
        reasons.SUPPLEMENT_INCOMPLETE,
        actions.supplement,
        pk=in_review.pk,
        answers=answers,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def test_nothing_is_supplemented_unasked(cast, in_review) -> None:
    refused(
        reasons.NO_SUPPLEMENT_OPEN,
        actions.supplement,
        pk=in_review.pk,
        answers=["一"],
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def test_the_notice_neither_stops_nor_restarts_the_clock(cast, in_review) -> None:
    actions.ask_supplement(
        pk=in_review.pk, points=["甲"], actor=cast.actor("market_reviewer"), now=cast.now
    )
    assert fresh(in_review).due_on == in_review.due_on
    later = at("2025-10-09")
    actions.supplement(pk=in_review.pk, answers=["一"], actor=cast.actor("labour_clerk"), now=later)
    request = fresh(in_review)
    assert (request.due_on, request.due_stopped_on) == (in_review.due_on, None)
    assert request.due_started_on == in_review.due_started_on


def test_incompleteness_is_no_ground_while_a_supplement_is_open(cast, in_review) -> None:
    reviewer = cast.actor("market_reviewer")
    actions.ask_supplement(pk=in_review.pk, points=["甲"], actor=reviewer, now=cast.now)
    proposal = {"pk": in_review.pk, "answer": NO, "actor": reviewer, "now": cast.now}
    refused(reasons.SUPPLEMENT_OPEN, actions.propose_answer, **proposal)
    actions.supplement(
        pk=in_review.pk, answers=["一"], actor=cast.actor("labour_clerk"), now=cast.now
    )
    actions.propose_answer(**proposal)
    assert fresh(in_review).status == "AWAITING_PROVIDER_HEAD"


# Extension.


def _ask(cast, request, workdays: int, *, now=None, note: str = "数据量大") -> None:
    actions.ask_extension(
        pk=request.pk,
        workdays=workdays,
        note=note,
        actor=cast.actor("market_reviewer"),
        now=now or cast.now,
    )


def _grant(cast, request, *, person: str = "authority_officer", now=None) -> None:
    actions.grant_extension(pk=request.pk, actor=cast.actor(person), now=now or cast.now)


def test_only_the_authoritys_consent_moves_the_due_date(cast, in_review) -> None:
    _ask(cast, in_review, 10)
    assert fresh(in_review).due_on == story.day("2025-10-14")
    _grant(cast, in_review)
    assert fresh(in_review).due_on == story.day("2025-10-28")
    told = AuditEvent.objects.filter(name="sharingrequest.grant_extension").get()
    assert told.subject_id == in_review.pk
    assert told.details == {
        "workdays": 10,
        "due_before": "2025-10-14",
        "due_after": "2025-10-28",
    }


def test_a_refused_extension_moves_nothing(cast, in_review) -> None:
    _ask(cast, in_review, 5)
    officer = cast.actor("authority_officer")
    refused(
        reasons.NO_GROUND,
        actions.refuse_extension,
        pk=in_review.pk,
        note="",
        actor=officer,
        now=cast.now,
    )
    actions.refuse_extension(pk=in_review.pk, note="理由不足", actor=officer, now=cast.now)
    assert fresh(in_review).due_on == story.day("2025-10-14")
    assert Extension.objects.get().outcome == Outcome.REFUSED


def test_an_extension_starts_from_the_old_due_date_and_not_from_the_decision(
    cast, received
) -> None:
    last_day = at("2025-10-14", 17)
    _ask(cast, received, 10, now=last_day)
    _grant(cast, received, now=last_day)
    assert fresh(received).due_on == story.day("2025-10-28")


def test_slices_add_up_to_ten_and_the_eleventh_day_is_refused(cast, in_review) -> None:
    _ask(cast, in_review, 6)
    _grant(cast, in_review)
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, 5)
    assert caught.value.reason is reasons.EXTENSION_TOO_LONG
    _ask(cast, in_review, 4)
    _grant(cast, in_review)
    assert fresh(in_review).due_on == story.day("2025-10-28")
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, 1)
    assert caught.value.reason is reasons.EXTENSION_TOO_LONG


@pytest.mark.parametrize("workdays", [-1, 0, 11, 1000])
def test_no_extension_but_of_one_to_ten_days(cast, in_review, workdays: int) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, workdays)
    assert caught.value.reason is reasons.EXTENSION_TOO_LONG


def test_an_unconditional_answer_can_be_extended_too(cast, stage) -> None:
    request = story.send(cast, story.apply(cast, stage.unconditional))
    _ask(cast, request, 10)
    _grant(cast, request)
    assert fresh(request).due_on == story.day("2025-10-15")


def test_an_extension_after_the_period_is_too_late(cast, in_review) -> None:
    late = at("2025-10-15", 0)
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, 1, now=late)
    assert caught.value.reason is reasons.EXTENSION_TOO_LATE
    _ask(cast, in_review, 1, now=at("2025-10-14", 23))
    with nothing_left(), pytest.raises(Refused) as caught:
        _grant(cast, in_review, now=late)
    assert caught.value.reason is reasons.EXTENSION_TOO_LATE


@pytest.mark.parametrize("end", ["AGREE", "REFUSE", "WITHDRAW"])
def test_with_the_answer_nobody_decides_on_more_time(cast, in_review, end: str) -> None:
    """Left pending it would outlive a refusal, and move the period of an answer anew (Art. 28)."""
    _ask(cast, in_review, 5)
    reviewer, head = cast.actor("market_reviewer"), cast.actor("market_office_head")
    decisions = dict.fromkeys(in_review.item_ids, ItemDecision.AGREE)
    answer = {
        "AGREE": Answer(kind=AnswerKind.AGREE, decisions=decisions),
        "REFUSE": Answer(kind=AnswerKind.REFUSE, refusal_ground="NOT_HELD", text="不掌握。"),
    }.get(end)
    if answer is None:
        clerk = cast.actor("labour_clerk")
        actions.withdraw(pk=in_review.pk, actor=clerk, now=cast.now)
    else:
        actions.propose_answer(pk=in_review.pk, answer=answer, actor=reviewer, now=cast.now)
        consent = actions.consent_to_agree if end == "AGREE" else actions.consent_to_refuse
        consent(pk=in_review.pk, actor=head, now=cast.now)
    ended = Extension.objects.get()
    assert (ended.outcome, ended.decided_at) == (Outcome.LAPSED, cast.now)
    assert not fresh(in_review).extension_is_pending


def test_one_extension_at_a_time(cast, in_review) -> None:
    _ask(cast, in_review, 1)
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, 1)
    assert caught.value.reason is reasons.EXTENSION_PENDING


def test_an_extension_needs_its_reason(cast, in_review) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        _ask(cast, in_review, 1, note=" ")
    assert caught.value.reason is reasons.NO_GROUND


def test_nothing_is_granted_unasked(cast, in_review) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        _grant(cast, in_review)
    assert caught.value.reason is reasons.NO_EXTENSION_PENDING


@pytest.mark.parametrize("person", ["market_office_head", "market_reviewer", "labour_office_head"])
def test_neither_party_grants_an_extension(cast, in_review, person: str) -> None:
    _ask(cast, in_review, 1)
    with nothing_left(), pytest.raises(Refused) as caught:
        _grant(cast, in_review, person=person)
    assert caught.value.reason is reasons.NOT_YOUR_MATTER


def test_another_regions_authority_grants_nothing(cast, in_review) -> None:
    """The same-level authority of the provider decides, and no other (Art. 21)."""
    _ask(cast, in_review, 1)
    founding = Actor.system("install")
    district = departments.found_authority(
        particulars=departments.Particulars(
            code="HKSJJ", name="虹口区数据局", region_code="310109", tier=Tier.COUNTY
        ),
        actor=founding,
        now=cast.now,
    )
    departments.appoint_first(
        pk=district.pk,
        user_id=cast.outsider.pk,
        mandates=[Mandate.OVERSEE],
        actor=founding,
        now=cast.now,
    )
    with nothing_left(), pytest.raises(Refused) as caught:
        _grant(cast, in_review, person="outsider")
    assert caught.value.reason is reasons.NOT_YOUR_MATTER


def test_an_answered_request_leaves_the_authoritys_work_list(cast, in_review) -> None:
    """An extension still pending when the answer went out is nobody's next step any more."""
    _ask(cast, in_review, 1)
    officer = cast.actor("authority_officer")
    assert in_review in queries.awaiting(officer, now=cast.now)
    reviewer = cast.actor("market_reviewer")
    actions.propose_answer(pk=in_review.pk, answer=NO, actor=reviewer, now=cast.now)
    actions.consent_to_refuse(pk=in_review.pk, actor=cast.actor("market_office_head"), now=cast.now)
    assert in_review not in queries.awaiting(officer, now=cast.now)


# The answer.


def test_an_unconditional_request_is_not_refused(cast, stage) -> None:
    request = story.send(cast, story.apply(cast, stage.unconditional))
    reviewer = cast.actor("market_reviewer")
    actions.open_review(pk=request.pk, actor=reviewer, now=cast.now)
    refused(
        reasons.UNCONDITIONAL_REFUSAL,
        actions.propose_answer,
        pk=request.pk,
        answer=NO,
        actor=reviewer,
        now=cast.now,
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (replace(NO, refusal_ground=""), reasons.REFUSAL_NEEDS_GROUND),
        (replace(NO, text=" "), reasons.REFUSAL_NEEDS_GROUND),
        (Answer(kind=""), reasons.NO_ANSWER_PROPOSED),
        (Answer(kind="MAYBE"), reasons.NO_ANSWER_PROPOSED),
        (Answer(kind=AnswerKind.AGREE), reasons.COLUMNS_UNDECIDED),
    ],
)
def test_an_answer_lacks_nothing(cast, in_review, answer, reason: reasons.Reason) -> None:
    refused(
        reason,
        actions.propose_answer,
        pk=in_review.pk,
        answer=answer,
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )


def test_the_answer_is_given_column_by_column(cast, in_review) -> None:
    reviewer = cast.actor("market_reviewer")
    every = dict.fromkeys(in_review.item_ids, ItemDecision.AGREE)
    first, second, *_rest = in_review.item_ids

    def propose(decisions: dict) -> None:
        actions.propose_answer(
            pk=in_review.pk,
            answer=Answer(kind=AnswerKind.AGREE, decisions=decisions, text="该项另行申请"),
            actor=reviewer,
            now=cast.now,
        )

    missing = {pk: decision for pk, decision in every.items() if pk != first}
    wrong = [
        (missing, reasons.COLUMNS_UNDECIDED),
        ({**every, 10**9: ItemDecision.AGREE}, reasons.COLUMNS_UNDECIDED),
        ({**every, first: ItemDecision.PENDING}, reasons.COLUMNS_UNDECIDED),
        (dict.fromkeys(every, ItemDecision.REFUSE), reasons.NO_COLUMN_AGREED),
    ]
    for decisions, reason in wrong:
        refused(reason, propose, decisions=decisions)
    propose({**every, second: ItemDecision.REFUSE})
    agreement = actions.consent_to_agree(
        pk=in_review.pk, actor=cast.actor("market_office_head"), now=cast.now
    )
    asked = dict(in_review.items.values_list("pk", "item_id"))
    agreed = set(agreement.items.values_list("item_id", flat=True))
    assert agreed == set(asked.values()) - {asked[second]}


def test_the_proposer_does_not_consent_to_the_own_proposal(cast, in_review) -> None:
    both = _promote(cast, "market_reviewer", "market", Mandate.ANSWER, Mandate.CONSENT)
    actions.propose_answer(pk=in_review.pk, answer=yes_to_all(in_review), actor=both, now=cast.now)
    refused(
        reasons.SAME_PERSON, actions.consent_to_agree, pk=in_review.pk, actor=both, now=cast.now
    )
    actions.return_answer(pk=in_review.pk, note="改", actor=both, now=cast.now)
    actions.propose_answer(pk=in_review.pk, answer=NO, actor=both, now=cast.now)
    refused(
        reasons.SAME_PERSON, actions.consent_to_refuse, pk=in_review.pk, actor=both, now=cast.now
    )


@pytest.mark.parametrize("agrees", [True, False])
def test_the_head_consents_to_what_was_proposed_and_to_nothing_else(
    cast, in_review, agrees: bool
) -> None:
    answer = yes_to_all(in_review) if agrees else NO
    actions.propose_answer(
        pk=in_review.pk, answer=answer, actor=cast.actor("market_reviewer"), now=cast.now
    )
    other = actions.consent_to_refuse if agrees else actions.consent_to_agree
    refused(
        reasons.OTHER_ANSWER_PROPOSED,
        other,
        pk=in_review.pk,
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )


def test_a_refusal_ends_the_period_and_makes_no_agreement(cast, in_review) -> None:
    actions.propose_answer(
        pk=in_review.pk, answer=NO, actor=cast.actor("market_reviewer"), now=cast.now
    )
    moment = at("2025-09-26")
    actions.consent_to_refuse(pk=in_review.pk, actor=cast.actor("market_office_head"), now=moment)
    request = fresh(in_review)
    assert (request.status, request.answered_at) == ("REFUSED", moment)
    assert (request.due_stopped_on, request.due_on) == (moment.date(), story.day("2025-10-14"))
    assert (request.refusal_ground, request.answer_text) == (NO.refusal_ground, NO.text)
    assert not SharingAgreement.objects.exists()
    assert set(request.items.values_list("decision", flat=True)) == {"REFUSE"}


@pytest.mark.parametrize("step", ["DRAFT", "AWAITING_REQUESTER_HEAD", "RECEIVED", "IN_REVIEW"])
def test_the_requester_withdraws_an_open_request(cast, published, step: str) -> None:
    request = story.apply(cast, published)
    clerk = cast.actor("labour_clerk")
    if step != "DRAFT":
        actions.submit(pk=request.pk, actor=clerk, now=cast.now)
    if step in {"RECEIVED", "IN_REVIEW"}:
        actions.consent_to_send(pk=request.pk, actor=cast.actor("labour_office_head"), now=cast.now)
    if step == "IN_REVIEW":
        actions.open_review(pk=request.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    assert fresh(request).status == step
    refused(
        reasons.NOT_YOUR_MATTER,
        actions.withdraw,
        pk=request.pk,
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    actions.withdraw(pk=request.pk, actor=clerk, now=cast.now)
    assert fresh(request).status == "WITHDRAWN"
    assert fresh(request) not in queries.overdue_requests(story.day("2030-01-01"))
    refused(reasons.WRONG_STATE, actions.withdraw, pk=request.pk, actor=clerk, now=cast.now)


def test_a_provider_does_not_see_a_draft(cast, published) -> None:
    request = story.apply(cast, published)
    reviewer = cast.actor("market_reviewer")
    assert request not in queries.visible_to(reviewer)
    assert request not in queries.visible_to(cast.actor("civil_clerk"))
    assert request not in queries.visible_to(cast.actor("superuser"))
    assert request in queries.visible_to(cast.actor("labour_clerk"))
    story.send(cast, request)
    assert request in queries.visible_to(reviewer)
    assert request not in queries.visible_to(cast.actor("civil_clerk"))


@pytest.mark.parametrize(
    "facts",
    [
        {"sharing_class": "WITHHELD"},
        {"received_at": None},
        {"purpose": "SPYING"},
        {"answer_kind": "PERHAPS"},
    ],
)
def test_the_database_refuses_what_the_law_forbids(cast, received, facts: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SharingRequest.objects.filter(pk=received.pk).update(**facts)


def test_a_column_is_not_refused_without_a_word(cast, in_review) -> None:
    """Not agreeing in part needs its reason too (Art. 21 para. 2)."""
    first, *rest = in_review.item_ids
    decisions = {first: ItemDecision.REFUSE, **dict.fromkeys(rest, ItemDecision.AGREE)}
    proposed = {"pk": in_review.pk, "actor": cast.actor("market_reviewer"), "now": cast.now}
    bare = Answer(kind=AnswerKind.AGREE, decisions=decisions)
    refused(reasons.COLUMNS_REFUSED_UNEXPLAINED, actions.propose_answer, answer=bare, **proposed)
    actions.propose_answer(answer=replace(bare, text="该项由公安部门提供"), **proposed)
    assert SharingRequest.objects.get(pk=in_review.pk).status == "AWAITING_PROVIDER_HEAD"


def test_what_is_missing_is_named(cast, published) -> None:
    """Not the list of five, but those of the five that are not stated."""
    request = story.apply(cast, published, scenario="", scope=" ")
    with pytest.raises(Refused) as caught:
        actions.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)
    assert caught.value.reason is reasons.PARTICULARS_MISSING
    assert caught.value.details == ("使用场景", "使用范围")
