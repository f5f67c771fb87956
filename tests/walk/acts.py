"""How each step of the model is taken in the portal: its action, with lawful particulars."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from catalog.directories import actions as directories
from catalog.directories.actions import Finding
from catalog.models import EntryVersion, UpdateTrigger
from portal.regulation.vocabulary import (
    AnswerKind,
    AssessmentResult,
    ItemDecision,
    Purpose,
    TriggerKind,
)
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.changes import actions as changes
from requests_app.corrections import actions as corrections
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.demands import actions as demands
from requests_app.disputes import actions as disputes
from requests_app.models import (
    Correction,
    CorrectionRecall,
    Demand,
    Dispute,
    ProvisionTask,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    UseChange,
)
from requests_app.sharing import actions as sharing
from requests_app.sharing import aggregation, disposal
from requests_app.sharing.actions import Answer
from requests_app.use_changes import actions as use_changes
from tests import story
from tests.walk import model
from tests.walk.desk import NOTE, Act, Desk, plain, today
from tests.walk.model import Matter, Try

MODELS: Mapping[str, Any] = MappingProxyType(
    {
        "version": EntryVersion,
        "trigger": UpdateTrigger,
        "request": SharingRequest,
        "agreement": SharingAgreement,
        "task": ProvisionTask,
        "servicechange": ServiceChange,
        "usechange": UseChange,
        "correction": Correction,
        "recall": CorrectionRecall,
        "dispute": Dispute,
        "demand": Demand,
    }
)


def _apply(desk: Desk, attempt: Try, by: dict[str, Any]) -> SharingRequest:
    desk.entry.refresh_from_db()
    version = desk.entry.live
    days = (15, 400)[attempt.number % 2]
    application = story.application(
        desk.cast,
        version,
        use_from=attempt.today,
        use_until=attempt.today + timedelta(days=days),
    )
    labour = desk.cast.labour.pk
    return sharing.apply(requester_id=labour, version_id=version.pk, application=application, **by)


def _register_trigger(desk: Desk, attempt: Try, by: dict[str, Any]) -> UpdateTrigger:
    return directories.register_trigger(
        entry_id=desk.entry.pk,
        kind=TriggerKind.DUTIES,
        occurred_on=model.occurred_on(attempt.number, attempt.today),
        instrument="职责调整通知",
        **by,
    )


def _raise_demand(desk: Desk, attempt: Try, by: dict[str, Any]) -> Demand:
    return demands.raise_demand(
        title="企业用工登记信息",
        items=["用工人数"],
        legal_basis="《失业保险条例》第二十五条",
        scenario="稳岗返还资格核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        **by,
    )


def _assign(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    demands.assign(pk=attempt.matter.pk, department=desk.cast.market.code, **by)


def _supplement(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    # Whoever may not answer, or has nothing to answer, is refused before the answers are read.
    sharing.supplement(pk=attempt.matter.pk, answers=["已补充。"], **by)


def _ask_extension(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    days = model.asked_workdays(attempt.number)
    sharing.ask_extension(pk=attempt.matter.pk, workdays=days, note="数据量大。", **by)


def _propose_yes(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    request = SharingRequest.objects.get(pk=attempt.matter.pk)
    decisions = dict.fromkeys(request.item_ids, ItemDecision.AGREE)
    answer = Answer(kind=AnswerKind.AGREE, decisions=decisions)
    sharing.propose_answer(pk=attempt.matter.pk, answer=answer, **by)


def _suspend(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    rectify_by = attempt.today + timedelta(days=attempt.number % 6)
    sharing.suspend(pk=attempt.matter.pk, note="超范围使用。", rectify_by=rectify_by, **by)


def _report_disposal(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    certificate = disposal.Certificate(
        what="业务库数据",
        how="覆写",
        disposed_on=attempt.today,
        responsible_office="信息中心",
        copy_count=0,
    )
    disposal.report_disposal(pk=attempt.matter.pk, certificate=certificate, **by)


def _deliver(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    """The labour department's system calls; anybody else has no such system."""
    client = desk.cast.systems["labour"].system.client
    on = local_day(attempt.now)
    is_own = attempt.person == model.CLERK
    user_id = client.user_id if is_own else desk.cast.people[attempt.person].pk
    actor = Actor.person(user_id, interface=Interface.API, on=on, client_id=client.pk)
    number = SharingAgreement.objects.values_list("public_number", flat=True)
    call = Call(
        number=number.get(pk=attempt.matter.pk),
        client_id=client.pk if is_own else 0,
        operation=Operation.RECORDS,
        purpose=model.purpose(attempt.number),
        case_number="WG-1",
        limit=2,
    )
    deliver(call=call, actor=actor, now=attempt.now)


def _propose_change(desk: Desk, attempt: Try, by: dict[str, Any]) -> ServiceChange:
    return changes.propose(
        agreement_id=attempt.matter.pk,
        kind=("CHANGE", "END")[attempt.number % 2],
        reason="承载系统下线。",
        planned_on=attempt.today + timedelta(days=attempt.number % 9 + 1),
        **by,
    )


def _request_use_change(desk: Desk, attempt: Try, by: dict[str, Any]) -> UseChange:
    agreement = SharingAgreement.objects.get(pk=attempt.matter.pk)
    agreed = agreement.items.values("item")
    free = agreement.entry_version.items.exclude(pk__in=agreed).order_by("position").first()
    kind = model.use_change(attempt.number)
    wish = use_changes.Wish(reason="扩围", legal_basis="《失业保险条例》")
    if kind == "SCOPE":
        wish = replace(wish, columns={} if free is None else {free.pk: "核验"})
    elif kind == "PURPOSE":
        wish = replace(wish, purpose=Purpose.SUPERVISION)
    else:
        wish = replace(
            wish,
            purpose=Purpose.GOVERNMENT_SERVICE,
            third_party_id=desk.cast.civil_affairs.pk,
            supply_ends_on=attempt.matter.facts["until"],
        )
    return use_changes.request_use_change(agreement_id=agreement.pk, kind=kind, wish=wish, **by)


def _assess(action: Callable[..., Any]) -> Act:
    return lambda desk, attempt, by: action(
        pk=attempt.matter.pk, result=model.joining(attempt.number), finding=NOTE, **by
    )


def _request_correction(desk: Desk, attempt: Try, by: dict[str, Any]) -> Correction:
    claim = corrections.Claim(
        fault="INACCURATE",
        key_column="credit_code",
        record_key="TEST00000000000003",
        column="capital",
        evidence="验资报告。",
    )
    return corrections.request_correction(agreement_id=attempt.matter.pk, claim=claim, **by)


def _dispute(key: str) -> Act:
    return lambda desk, attempt, by: disputes.open_dispute(
        claim="请求重新处理。", **{key: attempt.matter.pk}, **by
    )


def _coordinate(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    authority = desk.cast.authority.code
    disputes.request_coordination(pk=attempt.matter.pk, authority=authority, **by)


def _decide(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    disputes.decide(
        pk=attempt.matter.pk,
        instrument="沪府数〔2026〕1号",
        decided_on=attempt.today,
        decision="请重新答复。",
        outcome=model.outcome(attempt.number),
        **by,
    )


_NO = Answer(kind=AnswerKind.REFUSE, refusal_ground="NOT_HELD", text="不掌握。")
_FINDING = Finding(
    secrecy_result=AssessmentResult.NO_RISK, personal_result=AssessmentResult.ACCEPTABLE
)
ACTS: Mapping[tuple[str, str], Act] = MappingProxyType(
    {
        ("entry", "apply"): _apply,
        ("entry", "register_trigger"): _register_trigger,
        ("entry", "raise_demand"): _raise_demand,
        ("version", "abandon_draft"): plain(directories.abandon_draft, note=NOTE),
        ("version", "assess"): plain(directories.assess, finding=_FINDING),
        ("version", "submit_version"): plain(directories.submit),
        ("version", "approve"): plain(directories.approve),
        ("version", "send_back"): plain(directories.send_back, note=NOTE),
        ("version", "send"): plain(directories.send),
        ("version", "publish"): plain(directories.publish),
        ("version", "return_version"): plain(directories.return_version, note=NOTE),
        ("trigger", "ask_update_extension"): plain(
            directories.ask_update_extension, workdays=5, note=NOTE
        ),
        ("trigger", "grant_update_extension"): plain(directories.grant_update_extension),
        ("trigger", "refuse_update_extension"): plain(directories.refuse_update_extension),
        ("request", "submit"): plain(sharing.submit),
        ("request", "return_to_drafter"): plain(sharing.return_to_drafter, note=NOTE),
        ("request", "consent_to_send"): plain(sharing.consent_to_send),
        ("request", "open_review"): plain(sharing.open_review),
        ("request", "ask_supplement"): plain(sharing.ask_supplement, points=["备案编号"]),
        ("request", "supplement"): _supplement,
        ("request", "ask_extension"): _ask_extension,
        ("request", "grant_extension"): plain(sharing.grant_extension),
        ("request", "refuse_extension"): plain(sharing.refuse_extension, note=NOTE),
        ("request", "assess_aggregation"): _assess(aggregation.assess_aggregation),
        ("request", "propose_yes"): _propose_yes,
        ("request", "propose_no"): plain(sharing.propose_answer, answer=_NO),
        ("request", "return_answer"): plain(sharing.return_answer, note=NOTE),
        ("request", "consent_to_agree"): plain(sharing.consent_to_agree),
        ("request", "consent_to_refuse"): plain(sharing.consent_to_refuse),
        ("request", "withdraw"): plain(sharing.withdraw),
        ("request", "dispute_request"): _dispute("request_id"),
        ("agreement", "enter_use"): plain(sharing.enter_use),
        ("agreement", "suspend"): _suspend,
        ("agreement", "report_rectification"): plain(sharing.report_rectification, note=NOTE),
        ("agreement", "resume"): plain(sharing.resume, note=NOTE),
        ("agreement", "terminate"): plain(sharing.terminate, note=NOTE),
        ("agreement", "expire"): plain(sharing.expire),
        ("agreement", "end_use"): plain(sharing.end_use),
        ("agreement", "instruct_disposal"): today(
            disposal.instruct_disposal, "limit_on", 5, method="DESTROY", basis="协议"
        ),
        ("agreement", "report_disposal"): _report_disposal,
        ("agreement", "return_certificate"): plain(disposal.return_certificate, note=NOTE),
        ("agreement", "confirm_disposal"): plain(disposal.confirm_disposal, note=NOTE),
        ("agreement", "inspect_disposal"): plain(
            disposal.inspect_disposal, finding="IN_ORDER", note=NOTE
        ),
        ("agreement", "deliver"): _deliver,
        ("agreement", "propose_change"): _propose_change,
        ("agreement", "request_use_change"): _request_use_change,
        ("agreement", "request_correction"): _request_correction,
        ("agreement", "dispute_agreement"): _dispute("agreement_id"),
        ("servicechange", "state_position"): plain(
            changes.state_position, position="OBJECTS", text=NOTE
        ),
        ("servicechange", "record_talks"): today(changes.record_talks, "talked_on", talks=NOTE),
        ("servicechange", "file"): plain(changes.file),
        ("servicechange", "take_effect"): plain(changes.take_effect),
        ("servicechange", "withdraw_proposal"): plain(changes.withdraw_proposal, note=NOTE),
        ("usechange", "submit_change"): plain(use_changes.submit),
        ("usechange", "return_change"): plain(use_changes.return_to_drafter, note=NOTE),
        ("usechange", "send_change"): plain(use_changes.consent_to_send),
        ("usechange", "assess_change"): _assess(use_changes.assess_aggregation),
        ("usechange", "consent_to_change"): plain(use_changes.consent_to_change, note=NOTE),
        ("usechange", "refuse_change"): plain(use_changes.refuse_change, note=NOTE),
        ("usechange", "withdraw_change"): plain(use_changes.withdraw),
        ("correction", "receive"): plain(corrections.receive),
        ("correction", "begin_verification"): plain(corrections.begin_verification),
        ("correction", "correct"): plain(corrections.correct, finding=NOTE),
        ("correction", "correct_partly"): plain(corrections.correct_partly, finding=NOTE),
        ("correction", "confirm_right"): plain(corrections.confirm_right, finding=NOTE),
        ("correction", "feed_back"): plain(corrections.feed_back),
        ("recall", "confirm_recall"): plain(corrections.confirm_recall),
        ("correction", "reopen_correction"): plain(corrections.reopen, reopening=NOTE),
        ("dispute", "negotiate"): today(
            disputes.negotiate, "negotiated_on", participants="双方", text=NOTE
        ),
        ("dispute", "propose_settlement"): plain(disputes.propose_settlement, settlement=NOTE),
        ("dispute", "accept_settlement"): plain(disputes.accept_settlement),
        ("dispute", "fail_negotiation"): plain(disputes.fail_negotiation, failure=NOTE),
        ("dispute", "request_coordination"): _coordinate,
        ("dispute", "record_agreement"): plain(disputes.record_agreement, result=NOTE),
        ("dispute", "record_no_agreement"): plain(disputes.record_no_agreement, result=NOTE),
        ("dispute", "refer"): plain(disputes.refer),
        ("dispute", "decide"): _decide,
        ("demand", "assign"): _assign,
        ("demand", "accept"): plain(demands.accept),
        ("demand", "decline"): plain(demands.decline, ground="NOT_OURS", text=NOTE),
        ("demand", "withdraw_demand"): plain(demands.withdraw_demand),
    }
)


def bind(matter: Matter) -> int:
    """The row of an agreement or a task that a step made by the way; 0 where it is neither."""
    about = matter.parent.pk if matter.parent else 0
    if matter.kind == "agreement":
        return int(SharingAgreement.objects.filter(request=about).latest("pk").pk)
    if matter.kind == "task":
        return int(ProvisionTask.objects.get(agreement=about).pk)
    return 0
