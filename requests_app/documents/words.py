"""Which act is put on paper in which words: one template for each kind, and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.utils import translation

from catalog.departments.models import Department
from catalog.departments.queries import acting_people, coordinating_authority
from portal.audit.models import AuditEvent
from portal.regulation import (
    agreement,
    breach,
    breaches,
    correction,
    criticism,
    dispute,
    request,
    use_change,
)
from portal.regulation.articles import numeral
from portal.regulation.machine import Machine, Transition
from portal.regulation.vocabulary import ItemDecision
from portal.workdays.arithmetic import local_day
from requests_app.corrections.models import Correction
from requests_app.criticisms.models import Criticism
from requests_app.disputes.models import Dispute
from requests_app.documents.models import Kind
from requests_app.oversight.models import Breach
from requests_app.sharing.models import SharingAgreement, SharingRequest
from requests_app.use_changes.models import UseChange

type Facts = Callable[[Any, AuditEvent], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Paper:
    """How one act becomes a document.

    ``word`` is the character of the reference; ``parties`` gives issuer and addressees;
    ``facts`` what the template is told beside them.
    """

    kind: Kind
    word: str
    title: str
    rule: Transition
    parties: Callable[[Any, AuditEvent], tuple[Department, list[Department]]]
    facts: Facts

    @property
    def template(self) -> str:
        """The template of its words."""
        return f"documents/{self.kind.value.lower()}.txt"


def _actor_of(event: AuditEvent) -> Department:
    """The department that acted."""
    return Department.objects.get(pk=event.department_id or 0)


def _provider_to_requester(matter: Any, event: AuditEvent) -> tuple[Department, list[Department]]:
    return matter.provider, [matter.requester]


def _actor_to_requester(matter: Any, event: AuditEvent) -> tuple[Department, list[Department]]:
    """Provider or authority, whichever acted; it is told to the other two where they stand."""
    issuer = _actor_of(event)
    told = [matter.requester]
    if issuer.pk != matter.provider_id:
        told.append(matter.provider)
    return issuer, told


def _under_agreement(
    matter: Correction | UseChange, event: AuditEvent
) -> tuple[Department, list[Department]]:
    return matter.agreement.provider, [matter.agreement.requester]


def _requester_to_provider(matter: Any, event: AuditEvent) -> tuple[Department, list[Department]]:
    """What the provider has confirmed is certified by the requester."""
    return matter.requester, [matter.provider]


def _judge_to_concerned(
    matter: Breach | Criticism, event: AuditEvent
) -> tuple[Department, list[Department]]:
    judged = matter.breach if isinstance(matter, Criticism) else matter
    return _actor_of(event), [judged.department]


def _coordinator_to_parties(
    matter: Dispute, event: AuditEvent
) -> tuple[Department, list[Department]]:
    return _actor_of(event), [matter.requester, matter.provider]


def _supplement(matter: SharingRequest, event: AuditEvent) -> dict[str, Any]:
    notice = matter.supplement
    points = [] if notice is None else notice.points
    return {
        "points": [f"{numeral(place)}、{point}" for place, point in enumerate(points, 1)],
        "due_on": date.fromisoformat(event.details["due_on"]),
        "reply_due_on": None if notice is None else notice.reply_due_on,
    }


def _agreed(matter: SharingRequest, event: AuditEvent) -> dict[str, Any]:
    items = matter.items.select_related("item").order_by("item__position")
    given = [row.item.name for row in items if row.decision == ItemDecision.AGREE]
    kept = [row.item.name for row in items if row.decision != ItemDecision.AGREE]
    made = SharingAgreement.objects.get(public_number=event.details["agreement"])
    return {
        "agreement": made,
        "supply_by": made.supply_task.due_on,
        "given": given,
        "kept": kept,
    }


def _refused(matter: SharingRequest, event: AuditEvent) -> dict[str, Any]:
    """Of the answer given then, also where a decision has set it aside since."""
    given = matter.former_answers.filter(answered_at=event.occurred_at).first() or matter
    norm = given.refusal_norm
    return {
        "ground": given.get_refusal_ground_display(),
        "norm": "" if norm is None else f"{norm.cited_as}{given.refusal_article}",
        "text": given.answer_text,
    }


def _extended(matter: SharingRequest, event: AuditEvent) -> dict[str, Any]:
    authority = _actor_of(event)
    longer = matter.extensions.filter(decided_at=event.occurred_at).first()
    return {
        "authority_consenting": authority,
        "reason": "" if longer is None else longer.reason,
        "workdays": event.details["workdays"],
        "before": date.fromisoformat(event.details["due_before"]),
        "after": date.fromisoformat(event.details["due_after"]),
    }


def _suspended(matter: SharingAgreement, event: AuditEvent) -> dict[str, Any]:
    return {"text": event.note, "rectify_by": date.fromisoformat(event.details["rectify_by"])}


def _noted(matter: Any, event: AuditEvent) -> dict[str, Any]:
    return {"text": event.note}


def _fed_back(matter: Correction, event: AuditEvent) -> dict[str, Any]:
    """Nothing of the record itself: the parties read that in the portal."""
    sent = matter.feedbacks.get(sent_at=event.occurred_at)
    return {"outcome": sent.get_outcome_display(), "text": sent.text, "item": matter.item}


def _decided(matter: Dispute, event: AuditEvent) -> dict[str, Any]:
    return {
        "instrument": matter.instrument,
        "decided_on": matter.decided_on,
        "outcome": matter.get_outcome_display(),
        "text": matter.decision,
    }


def _consented(matter: UseChange, event: AuditEvent) -> dict[str, Any]:
    rows = matter.items.select_related("item").order_by("item__position")
    return {
        "wish": matter.get_kind_display(),
        "columns": [row.item.name for row in rows],
        "purpose": matter.get_purpose_display(),
        "third_party": matter.third_party,
        "ends_on": matter.supply_ends_on,
        "text": matter.answer_text,
        "number": event.details["agreement"],
    }


def _use_refused(matter: UseChange, event: AuditEvent) -> dict[str, Any]:
    return {"wish": matter.get_kind_display(), "text": matter.answer_text}


def _disposed(matter: SharingAgreement, event: AuditEvent) -> dict[str, Any]:
    """The certificate that was confirmed then, word for word."""
    given = matter.disposal_certificates.get(judged_at=event.occurred_at)
    return {
        "certificate": given,
        "method": given.instruction.get_method_display(),
        "disposed_on": given.disposed_on,
        "reported_on": local_day(given.reported_at),
        "text": given.judgement_text,
    }


def _breach_found(matter: Breach, event: AuditEvent) -> dict[str, Any]:
    """The facts, what the department said to them, and what the officer found."""
    kind = breaches.KINDS[event.details.get("code", matter.code)]
    return {
        "item": kind.article.zh,
        "what": breaches.Code(kind.code).label,
        "occurred_on": matter.occurred_on,
        "statement": matter.statement,
        "subject": matter.subject_number,
        "justification": matter.justification,
        "text": event.note,
        "no_reason": matter.no_reason,
    }


def _ordered(matter: Breach, event: AuditEvent) -> dict[str, Any]:
    return {
        "item": breaches.KINDS[matter.code].article.zh,
        "found_on": matter.found_on,
        "text": event.note,
        "due_on": date.fromisoformat(event.details["due_on"]),
        "is_further": event.name.endswith(breach.RETURN_REPORT.name),
    }


def _criticised(matter: Criticism, event: AuditEvent) -> dict[str, Any]:
    kind = breaches.KINDS[matter.breach.code]
    return {
        "item": kind.article.zh,
        "what": breaches.Code(kind.code).label,
        "text": matter.text,
    }


_PAPERS = (
    Paper(
        Kind.SUPPLEMENT,
        "告",
        "补充材料告知书",
        request.ASK_SUPPLEMENT,
        _provider_to_requester,
        _supplement,
    ),
    Paper(
        Kind.AGREEMENT,
        "答",
        "同意共享答复书",
        request.CONSENT_TO_AGREE,
        _provider_to_requester,
        _agreed,
    ),
    Paper(
        Kind.REFUSAL,
        "答",
        "不同意共享答复书",
        request.CONSENT_TO_REFUSE,
        _provider_to_requester,
        _refused,
    ),
    Paper(
        Kind.EXTENSION,
        "延",
        "延长答复期限告知书",
        request.GRANT_EXTENSION,
        _provider_to_requester,
        _extended,
    ),
    Paper(
        Kind.SUSPENSION,
        "停",
        "暂停共享通知书",
        agreement.SUSPEND,
        _actor_to_requester,
        _suspended,
    ),
    Paper(
        Kind.TERMINATION,
        "终",
        "终止共享通知书",
        agreement.TERMINATE,
        _actor_to_requester,
        _noted,
    ),
    Paper(
        Kind.FEEDBACK,
        "校",
        "校核结果反馈书",
        correction.FEED_BACK,
        _under_agreement,
        _fed_back,
    ),
    Paper(
        Kind.DECISION,
        "决",
        "争议处理决定书",
        dispute.DECIDE,
        _coordinator_to_parties,
        _decided,
    ),
    Paper(
        Kind.USE_CONSENT,
        "答",
        "同意使用变更答复书",
        use_change.CONSENT_TO_CHANGE,
        _under_agreement,
        _consented,
    ),
    Paper(
        Kind.USE_REFUSAL,
        "答",
        "不同意使用变更答复书",
        use_change.REFUSE_CHANGE,
        _under_agreement,
        _use_refused,
    ),
    Paper(
        Kind.DISPOSAL,
        "销",
        "数据处置证明",
        agreement.CONFIRM_DISPOSAL,
        _requester_to_provider,
        _disposed,
    ),
    Paper(
        Kind.FINDING,
        "认",
        "违规情形认定书",
        breach.CONFIRM,
        _judge_to_concerned,
        _breach_found,
    ),
    Paper(
        Kind.NO_BREACH,
        "认",
        "不认定违规情形告知书",
        breach.CLEAR,
        _judge_to_concerned,
        _breach_found,
    ),
    Paper(
        Kind.RECTIFICATION,
        "改",
        "责令改正通知书",
        breach.ORDER_RECTIFICATION,
        _judge_to_concerned,
        _ordered,
    ),
    Paper(
        Kind.RECTIFICATION,
        "改",
        "责令继续改正通知书",
        breach.RETURN_REPORT,
        _judge_to_concerned,
        _ordered,
    ),
    Paper(
        Kind.CRITICISM,
        "通",
        "通报",
        criticism.PUBLISH_CRITICISM,
        _judge_to_concerned,
        _criticised,
    ),
)


def _event_name(machine: Machine, rule: Transition) -> str:
    return f"{machine.name}.{rule.name}"


_MACHINES = (
    request.MACHINE,
    agreement.MACHINE,
    correction.MACHINE,
    dispute.MACHINE,
    use_change.MACHINE,
    breach.MACHINE,
    criticism.MACHINE,
)
#: The events that are put on paper, by the name they bear in the log.
BY_EVENT: Mapping[str, Paper] = {
    _event_name(machine, paper.rule): paper
    for machine in _MACHINES
    for paper in _PAPERS
    if paper.rule in machine.transitions
}


#: Said last of an act that somebody took in the place of its usual taker (代理).
_ACTING = "本事项由代理履行相应职责的人员办理。"


def matter_of(event: AuditEvent) -> Any:
    """The matter the event is about."""
    return apps.get_model(event.subject_type).objects.get(pk=event.subject_id)


def _chinese_day(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def written(paper: Paper, matter: Any, event: AuditEvent) -> tuple[Department, dict[str, Any]]:
    """The issuer and the words of the document on that act.

    :returns: the issuer, and ``title``, ``issuer``, ``addressees``, ``paragraphs`` and ``day``;
        documents are in Chinese whatever the reader's language.
    """
    issuer, addressees = paper.parties(matter, event)
    day = local_day(event.occurred_at)
    above = _coordinator(matter, day)
    with translation.override("zh-hans"):
        facts = paper.facts(matter, event)
        told = {
            name: _chinese_day(value) if isinstance(value, date) else value
            for name, value in facts.items()
        }
        text = render_to_string(
            paper.template,
            {
                **told,
                "matter": matter,
                "article": paper.rule.article.zh,
                "received": _chinese_day(_received(matter)),
                "coordinator": "" if above is None else above.name,
            },
        )
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if acting_people([event]):
        paragraphs.append(_ACTING)
    return issuer, {
        "title": paper.title,
        "issuer": issuer.name,
        "addressees": "、".join(department.name for department in addressees),
        "paragraphs": paragraphs,
        "day": _chinese_day(day),
    }


def _coordinator(matter: Any, day: date) -> Department | None:
    """Who would coordinate between the parties (Art. 28); a breach has no two parties."""
    if isinstance(matter, (Breach, Criticism)):
        return None
    of = matter.agreement if isinstance(matter, (Correction, UseChange)) else matter
    return coordinating_authority(of.requester, of.provider, on=day)


def _received(matter: Any) -> date | None:
    moment: datetime | None = getattr(matter, "received_at", None)
    return None if moment is None else local_day(moment)
