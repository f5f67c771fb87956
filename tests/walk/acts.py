"""How each step of the model is taken in the portal: its action, with lawful particulars."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from catalog.directories import actions as directories
from catalog.directories.actions import Finding
from catalog.models import DirectoryEntry, EntryVersion, UpdateTrigger
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
    Demand,
    Dispute,
    ProvisionTask,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    UseChange,
)
from requests_app.sharing import actions as sharing
from requests_app.sharing import disposal
from requests_app.sharing.actions import Answer
from requests_app.use_changes import actions as use_changes
from tests import story
from tests.cast import Cast
from tests.walk import model
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
        "dispute": Dispute,
        "demand": Demand,
    }
)


@dataclass
class Desk:
    """Those who walk, and the entry that all of it is about."""

    cast: Cast
    entry: DirectoryEntry

    def actor(self, attempt: Try) -> Actor:
        """The person as an actor on the day of the attempt."""
        if attempt.person == model.CLOCK:
            return Actor.system("walk")
        user = self.cast.people[attempt.person]
        on = local_day(attempt.now)
        return Actor.person(user.pk, interface=Interface.COMMAND, on=on)

    def take(self, name: str, attempt: Try) -> Any:
        """Take the step in the portal.

        :returns: the row of what the step opens, where it opens something.
        """
        act = ACTS[attempt.matter.kind, name]
        return act(self, attempt, {"actor": self.actor(attempt), "now": attempt.now})


type Act = Callable[[Desk, Try, dict[str, Any]], Any]


def _plain(action: Callable[..., Any], **given: Any) -> Act:
    """A step of a matter with these particulars."""
    return lambda desk, attempt, by: action(pk=attempt.matter.pk, **given, **by)


def _today(action: Callable[..., Any], name: str, days: int = 0, **given: Any) -> Act:
    """The same with a day counted from today."""

    def act(desk: Desk, attempt: Try, by: dict[str, Any]) -> Any:
        day = attempt.today + timedelta(days=days)
        return action(pk=attempt.matter.pk, **{name: day}, **given, **by)

    return act


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


def _draft_version(desk: Desk, attempt: Try, by: dict[str, Any]) -> EntryVersion:
    desk.entry.refresh_from_db()
    return directories.draft_version(pk=desk.entry.live.pk, **by)


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


def _revise(desk: Desk, attempt: Try, by: dict[str, Any]) -> Any:
    content = story.enterprise_registry(abstract=f"登记情况第{attempt.number}稿。")
    return directories.revise(pk=attempt.matter.pk, content=content, **by)


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
        purpose=Purpose.GOVERNMENT_SERVICE,
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
    columns = {} if free is None else {free.pk: "核验"}
    return use_changes.request_use_change(
        agreement_id=agreement.pk,
        kind="SCOPE",
        wish=use_changes.Wish(reason="扩围", legal_basis="《失业保险条例》", columns=columns),
        **by,
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
_NOTE = "已说明。"
ACTS: Mapping[tuple[str, str], Act] = MappingProxyType(
    {
        ("entry", "apply"): _apply,
        ("entry", "draft_version"): _draft_version,
        ("entry", "register_trigger"): _register_trigger,
        ("entry", "raise_demand"): _raise_demand,
        ("version", "revise"): _revise,
        ("version", "assess"): _plain(directories.assess, finding=_FINDING),
        ("version", "submit_version"): _plain(directories.submit),
        ("version", "approve"): _plain(directories.approve),
        ("version", "send_back"): _plain(directories.send_back, note=_NOTE),
        ("version", "send"): _plain(directories.send),
        ("version", "publish"): _plain(directories.publish),
        ("version", "return_version"): _plain(directories.return_version, note=_NOTE),
        ("trigger", "ask_update_extension"): _plain(
            directories.ask_update_extension, workdays=5, note=_NOTE
        ),
        ("trigger", "grant_update_extension"): _plain(directories.grant_update_extension),
        ("trigger", "refuse_update_extension"): _plain(directories.refuse_update_extension),
        ("request", "submit"): _plain(sharing.submit),
        ("request", "return_to_drafter"): _plain(sharing.return_to_drafter, note=_NOTE),
        ("request", "consent_to_send"): _plain(sharing.consent_to_send),
        ("request", "open_review"): _plain(sharing.open_review),
        ("request", "ask_supplement"): _plain(sharing.ask_supplement, points=["备案编号"]),
        ("request", "supplement"): _supplement,
        ("request", "ask_extension"): _ask_extension,
        ("request", "grant_extension"): _plain(sharing.grant_extension),
        ("request", "refuse_extension"): _plain(sharing.refuse_extension, note=_NOTE),
        ("request", "propose_yes"): _propose_yes,
        ("request", "propose_no"): _plain(sharing.propose_answer, answer=_NO),
        ("request", "return_answer"): _plain(sharing.return_answer, note=_NOTE),
        ("request", "consent_to_agree"): _plain(sharing.consent_to_agree),
        ("request", "consent_to_refuse"): _plain(sharing.consent_to_refuse),
        ("request", "withdraw"): _plain(sharing.withdraw),
        ("request", "dispute_request"): _dispute("request_id"),
        ("agreement", "enter_use"): _plain(sharing.enter_use),
        ("agreement", "suspend"): _suspend,
        ("agreement", "report_rectification"): _plain(sharing.report_rectification, note=_NOTE),
        ("agreement", "resume"): _plain(sharing.resume, note=_NOTE),
        ("agreement", "terminate"): _plain(sharing.terminate, note=_NOTE),
        ("agreement", "expire"): _plain(sharing.expire),
        ("agreement", "end_use"): _plain(sharing.end_use),
        ("agreement", "instruct_disposal"): _today(
            disposal.instruct_disposal, "limit_on", 5, method="DESTROY", basis="协议"
        ),
        ("agreement", "report_disposal"): _report_disposal,
        ("agreement", "return_certificate"): _plain(disposal.return_certificate, note=_NOTE),
        ("agreement", "confirm_disposal"): _plain(disposal.confirm_disposal, note=_NOTE),
        ("agreement", "inspect_disposal"): _plain(
            disposal.inspect_disposal, finding="IN_ORDER", note=_NOTE
        ),
        ("agreement", "deliver"): _deliver,
        ("agreement", "propose_change"): _propose_change,
        ("agreement", "request_use_change"): _request_use_change,
        ("agreement", "request_correction"): _request_correction,
        ("agreement", "dispute_agreement"): _dispute("agreement_id"),
        ("servicechange", "state_position"): _plain(
            changes.state_position, position="OBJECTS", text=_NOTE
        ),
        ("servicechange", "record_talks"): _today(changes.record_talks, "talked_on", talks=_NOTE),
        ("servicechange", "file"): _plain(changes.file),
        ("servicechange", "take_effect"): _plain(changes.take_effect),
        ("servicechange", "withdraw_proposal"): _plain(changes.withdraw_proposal, note=_NOTE),
        ("usechange", "submit_change"): _plain(use_changes.submit),
        ("usechange", "return_change"): _plain(use_changes.return_to_drafter, note=_NOTE),
        ("usechange", "send_change"): _plain(use_changes.consent_to_send),
        ("usechange", "consent_to_change"): _plain(use_changes.consent_to_change, note=_NOTE),
        ("usechange", "refuse_change"): _plain(use_changes.refuse_change, note=_NOTE),
        ("usechange", "withdraw_change"): _plain(use_changes.withdraw),
        ("correction", "receive"): _plain(corrections.receive),
        ("correction", "begin_verification"): _plain(corrections.begin_verification),
        ("correction", "correct"): _plain(corrections.correct, finding=_NOTE),
        ("correction", "correct_partly"): _plain(corrections.correct_partly, finding=_NOTE),
        ("correction", "confirm_right"): _plain(corrections.confirm_right, finding=_NOTE),
        ("correction", "feed_back"): _plain(corrections.feed_back),
        ("correction", "reopen_correction"): _plain(corrections.reopen, reopening=_NOTE),
        ("dispute", "negotiate"): _today(
            disputes.negotiate, "negotiated_on", participants="双方", text=_NOTE
        ),
        ("dispute", "propose_settlement"): _plain(disputes.propose_settlement, settlement=_NOTE),
        ("dispute", "accept_settlement"): _plain(disputes.accept_settlement),
        ("dispute", "fail_negotiation"): _plain(disputes.fail_negotiation, failure=_NOTE),
        ("dispute", "request_coordination"): _coordinate,
        ("dispute", "record_agreement"): _plain(disputes.record_agreement, result=_NOTE),
        ("dispute", "record_no_agreement"): _plain(disputes.record_no_agreement, result=_NOTE),
        ("dispute", "refer"): _plain(disputes.refer),
        ("dispute", "decide"): _decide,
        ("demand", "assign"): _assign,
        ("demand", "accept"): _plain(demands.accept),
        ("demand", "decline"): _plain(demands.decline, ground="NOT_OURS", text=_NOTE),
        ("demand", "withdraw_demand"): _plain(demands.withdraw_demand),
    }
)


def bind(matter: Matter) -> None:
    """Find the row of an agreement or a task that a step made by the way."""
    if matter.kind == "agreement" and matter.parent is not None:
        found = SharingAgreement.objects.filter(request=matter.parent.pk).order_by("-pk")
        matter.pk = found.values_list("pk", flat=True)[0]
    elif matter.kind == "task" and matter.parent is not None:
        matter.pk = ProvisionTask.objects.values_list("pk", flat=True).get(
            agreement=matter.parent.pk
        )
