"""Apply, consent, supplement, extend, answer, agree, supply, suspend, end (Arts 20 to 22, 27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from catalog.departments.models import Department, DepartmentSystem
from catalog.directories.models import DataResource, DirectoryEntry, EntryVersion
from catalog.norms.models import Norm
from portal.accounts.models import ApiClient
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.regulation import agreement as agreement_rules
from portal.regulation import provision as provision_rules
from portal.regulation import reasons, switches
from portal.regulation import request as rules
from portal.regulation.norm import NormPart
from portal.regulation.vocabulary import AnswerKind, ItemDecision, Outcome, Party
from portal.workdays.arithmetic import begin_of, local_day
from portal.workflow import due
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import add_author, yearly_number
from portal.workflow.transition import open_matter, transition, with_note
from requests_app.sharing.access import cut_access, open_access
from requests_app.sharing.combining import lock_holder
from requests_app.sharing.legal_basis import take_over_norms
from requests_app.sharing.models import (
    AgreedItem,
    AgreedRows,
    Extension,
    FormerAnswer,
    ProvisionTask,
    RequestedItem,
    RequestedRows,
    SharingAgreement,
    SharingRequest,
    SupplementNotice,
)
from requests_app.sharing.resting import norms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Rows asked for: those whose column has one of the values, or lies in one of the regions."""

    column_id: int
    kind: str
    values: tuple[str, ...]


class CitedNorm(NamedTuple):
    """A norm of the register by its id, and the article of it that is meant."""

    norm_id: int
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a request states. A draft may lack particulars: they block sending, not saving."""

    legal_basis: str = ""
    basis_norm_id: int | None = None
    basis_article: str = ""
    scenario: str = ""
    purpose: str = ""
    scope: str = ""
    sharing_mode: str = ""
    use_from: date | None = None
    use_until: date | None = None
    is_declared: bool = False
    system_id: int | None = None
    columns: Mapping[int, str] = ()  # type: ignore[assignment]
    #: The norm of the register that a column's need rests on, by the column.
    column_norms: Mapping[int, CitedNorm] = ()  # type: ignore[assignment]
    rows: tuple[RowRule, ...] = ()


_PLAIN = (
    "legal_basis",
    "basis_norm_id",
    "basis_article",
    "scenario",
    "purpose",
    "scope",
    "sharing_mode",
    "use_from",
    "use_until",
    "is_declared",
    "system_id",
)


def _check_system(request: SharingRequest, system_id: int | None) -> None:
    if system_id is None:
        return
    registered = DepartmentSystem.objects.filter(
        client_id=system_id, department_id=request.requester_id, client__is_active=True
    )
    if not registered.exists():
        raise Refused(reasons.NO_APPLICATION_SYSTEM)


def _write(request: SharingRequest, application: Application) -> None:
    """Write the particulars and replace columns and rows; foreign columns are refused."""
    _check_system(request, application.system_id)
    columns = dict(application.columns or {})
    own = set(request.entry_version.items.values_list("pk", flat=True))
    if not set(columns) <= own or not {rule.column_id for rule in application.rows} <= own:
        raise Refused(reasons.COLUMN_NOT_AGREED)
    norms = dict(application.column_norms or {})
    request.items.all().delete()
    RequestedItem.objects.bulk_create(
        RequestedItem(
            request=request,
            item_id=item_id,
            need=need,
            norm_id=norms[item_id].norm_id if item_id in norms else None,
            norm_article=norms[item_id].article if item_id in norms else "",
        )
        for item_id, need in columns.items()
    )
    request.rows.all().delete()
    RequestedRows.objects.bulk_create(
        RequestedRows(
            request=request, item_id=rule.column_id, kind=rule.kind, values=list(rule.values)
        )
        for rule in application.rows
    )


def _set_particulars(request: SharingRequest, application: Application) -> None:
    for name in _PLAIN:
        setattr(request, name, getattr(application, name))


def apply(
    *,
    requester_id: int,
    version_id: int,
    application: Application,
    actor: Actor,
    now: datetime,
    renews_id: int | None = None,
) -> SharingRequest:
    """Draft a request for a published entry within whose scope the department lies (Art. 20).

    :param renews_id: the agreement that it renews (see ``renew``).
    """
    with transaction.atomic():
        version = (
            EntryVersion.objects.select_related("entry__provider").filter(pk=version_id).first()
        )
        requester = Department.objects.filter(pk=requester_id).first()
        if version is None or requester is None or version.entry.provider is None:
            raise Refused(reasons.NOT_FOUND)
        request = SharingRequest(
            public_number=yearly_number("SR", requester.code, local_day(now)),
            requester=requester,
            provider=version.entry.provider,
            entry_version=version,
            renews_id=renews_id,
            drafted_by_id=actor.user_id or 0,
            author_ids=add_author([], actor.user_id),
        )
        _set_particulars(request, application)
        open_matter(rules.APPLY, request, actor=actor, now=now)
        _write(request, application)
    return request


def revise(
    *,
    pk: int,
    application: Application,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> None:
    """Revise a draft request with all its columns (Art. 20)."""
    with transition(
        rules.REVISE,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        expected_version=expected_version,
    ) as request:
        request.author_ids = add_author(request.author_ids, actor.user_id)
        _set_particulars(request, application)
        _write(request, application)


def submit(*, pk: int, actor: Actor, now: datetime) -> None:
    """Submit the complete, declared draft to the head of the own sharing office (Art. 20)."""
    with transition(rules.SUBMIT, model=SharingRequest, pk=pk, actor=actor, now=now) as request:
        request.author_ids = add_author(request.author_ids, actor.user_id)


def return_to_drafter(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The office head sends the draft back with the reason."""
    with_note(rules.RETURN_TO_DRAFTER, SharingRequest, pk=pk, note=note, actor=actor, now=now)


def consent_to_send(*, pk: int, actor: Actor, now: datetime) -> None:
    """The office head consents; the provider receives it and its period begins (Arts 20, 21)."""
    with transaction.atomic():
        # The entry is locked before the request is judged: it is not withdrawn meanwhile.
        asked = DirectoryEntry.objects.select_for_update(of=("self",))
        asked.filter(versions__requests=pk).first()
        with transition(
            rules.CONSENT_TO_SEND, model=SharingRequest, pk=pk, actor=actor, now=now
        ) as request:
            request.sharing_class = request.entry_version.sharing_class
            request.received_at = now


def open_review(*, pk: int, actor: Actor, now: datetime) -> None:
    """The provider begins its review (Art. 20 para. 3)."""
    with transition(rules.OPEN_REVIEW, model=SharingRequest, pk=pk, actor=actor, now=now):
        pass


def ask_supplement(*, pk: int, points: Sequence[str], actor: Actor, now: datetime) -> None:
    """Tell the requester once, and all of it, what is missing (Art. 21 para. 2)."""
    listed = [point.strip() for point in points if point.strip()]
    with transition(
        rules.ASK_SUPPLEMENT,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"points": listed},
        details={"points": len(listed)},
    ) as request:
        SupplementNotice.objects.create(
            request=request,
            points=listed,
            issued_at=now,
            reply_due_on=due.local_limit(
                request, switches.SUPPLEMENT_REPLY_WORKDAYS, owed_by=Party.REQUESTER, now=now
            ),
        )
        request.act_details["due_on"] = str(request.due_on)


def supplement(*, pk: int, answers: Sequence[str], actor: Actor, now: datetime) -> None:
    """Answer every point of the supplement notice (Art. 21 para. 2)."""
    given = [answer.strip() for answer in answers]
    with transition(
        rules.SUPPLEMENT,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"answers": given},
        details={"points": len(given)},
    ) as request:
        notice = SupplementNotice.objects.select_for_update().get(request=request)
        notice.answers = given
        notice.answered_at = now
        notice.save()


def ask_extension(*, pk: int, workdays: int, note: str, actor: Actor, now: datetime) -> None:
    """Ask the authority for more time, ten working days in all at most (Art. 21 para. 1)."""
    with transition(
        rules.ASK_EXTENSION,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"workdays": workdays, "note": note},
        note=note,
        details={"workdays": workdays},
    ) as request:
        Extension.objects.create(request=request, workdays=workdays, reason=note, asked_at=now)


def _decide_extension(
    request: SharingRequest, outcome: Outcome, text: str, now: datetime
) -> Extension:
    pending = Extension.objects.select_for_update().get(request=request, outcome=Outcome.PENDING)
    pending.outcome = outcome
    pending.decided_at = now
    pending.decision_text = text
    pending.save()
    return pending


def _no_longer_needed(request: SharingRequest, now: datetime) -> None:
    """Nobody decides any more on time for an answer that has been given or is not wanted."""
    pending = request.extensions.filter(outcome=Outcome.PENDING)
    pending.update(outcome=Outcome.LAPSED, decided_at=now)


def grant_extension(*, pk: int, actor: Actor, now: datetime, note: str = "") -> None:
    """The authority consents: only now is the answer due later (Art. 21 para. 1)."""
    with transition(
        rules.GRANT_EXTENSION, model=SharingRequest, pk=pk, actor=actor, now=now, note=note
    ) as request:
        before = request.due_on
        granted = _decide_extension(request, Outcome.GRANTED, note, now)
        due.extend(request, granted.workdays)
        request.act_details.update(
            workdays=granted.workdays, due_before=str(before), due_after=str(request.due_on)
        )


def refuse_extension(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority refuses: the due date stays (Art. 21 para. 1)."""
    with transition(
        rules.REFUSE_EXTENSION,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as request:
        _decide_extension(request, Outcome.REFUSED, note, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer a reviewer proposes: on each column, or a refusal with ground and text.

    ``condition`` cites a condition of use, one that the entry publishes.
    """

    kind: str
    decisions: Mapping[int, str] = ()  # type: ignore[assignment]
    refusal_ground: str = ""
    refusal_norm: Norm | None = None
    refusal_article: str = ""
    text: str = ""
    condition: str = ""


def propose_answer(*, pk: int, answer: Answer, actor: Actor, now: datetime) -> None:
    """Propose the answer, column by column, to the head of the own office (Arts 20, 21).

    :raises Refused: among others, it states a condition that the entry does not publish; that
        attempt stays on record and is put to the authority (Art. 39 item 2).
    """
    try:
        _propose_answer(pk, answer, actor, now)
    except Refused as refusal:
        if refusal.reason is reasons.CONDITION_NOT_PUBLISHED:
            _report_condition(pk, answer, actor, now)
        raise


def _report_condition(pk: int, answer: Answer, actor: Actor, now: datetime) -> None:
    """Record the attempt, once for each condition: the step that failed left nothing else."""
    with transaction.atomic():
        request = SharingRequest.objects.select_for_update(of=("self",)).get(pk=pk)
        label, condition = SharingRequest._meta.label_lower, answer.condition.strip()
        name = f"{SharingRequest._meta.model_name}.{rules.CONDITION_REFUSED}"
        reported = AuditEvent.objects.filter(
            subject_type=label, subject_id=pk, name=name, details__condition=condition
        )
        if reported.exists():
            return
        chain.append(
            name=name,
            subject_type=label,
            subject_id=pk,
            subject_number=request.public_number,
            from_status=request.status,
            to_status=request.status,
            article=rules.PROPOSE_ANSWER.article.code,
            **actor.recorded(),
            occurred_at=now,
            note=condition,
            details={
                "condition": condition,
                "answer": answer.kind,
                "reason": reasons.CONDITION_NOT_PUBLISHED.code,
            },
        )


def _propose_answer(pk: int, answer: Answer, actor: Actor, now: datetime) -> None:
    decisions = dict(answer.decisions or {})
    inputs = {
        "answer_kind": answer.kind,
        "decisions": decisions,
        "refusal_ground": answer.refusal_ground,
        "refusal_norm": answer.refusal_norm,
        "answer_text": answer.text,
        "condition": answer.condition,
    }
    details = {
        "answer": answer.kind,
        "ground": answer.refusal_ground,
        "condition": answer.condition.strip(),
    }
    with transition(
        rules.PROPOSE_ANSWER,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs=inputs,
        note=answer.text,
        details=details,
    ) as request:
        agreed = answer.kind == AnswerKind.AGREE
        request.answer_kind = answer.kind
        request.refusal_ground = "" if agreed else answer.refusal_ground
        request.refusal_norm = None if agreed else answer.refusal_norm
        is_cited = request.refusal_norm is not None
        request.refusal_article = answer.refusal_article.strip() if is_cited else ""
        request.answer_text = answer.text
        request.answer_proposed_by_id = actor.user_id
        for row in request.items.order_by("pk"):
            row.decision = decisions[row.pk] if agreed else ItemDecision.REFUSE
            row.save(update_fields=["decision"])


def return_answer(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The provider's office head sends the proposed answer back to review."""
    with_note(rules.RETURN_ANSWER, SharingRequest, pk=pk, note=note, actor=actor, now=now)


def consent_to_agree(*, pk: int, actor: Actor, now: datetime) -> SharingAgreement:
    """The provider's office head consents to yes; agreement made, supply begins (Arts 20, 22)."""
    with transaction.atomic():
        lock_holder(Q(requests_made=pk))
        with transition(
            rules.CONSENT_TO_AGREE, model=SharingRequest, pk=pk, actor=actor, now=now
        ) as request:
            request.answered_at = now
            _no_longer_needed(request, now)
            agreement = _conclude(request, actor, now)
            request.act_details["agreement"] = agreement.public_number
    return agreement


def _conclude(request: SharingRequest, actor: Actor, now: datetime) -> SharingAgreement:
    """Write down what was agreed, and open the provider's task to supply it."""
    if request.use_from is None or request.use_until is None:
        raise Refused(reasons.PERIOD_INVALID)
    agreement = SharingAgreement(
        public_number=yearly_number("SA", request.requester.code, local_day(now)),
        request=request,
        requester=request.requester,
        provider=request.provider,
        entry_version=request.entry_version,
        system=request.system,
        resource=DataResource.objects.filter(entry_id=request.entry_version.entry_id)
        .order_by("pk")
        .first(),
        purpose=request.purpose,
        sharing_mode=request.sharing_mode,
        valid_from=begin_of(request.use_from),
        valid_until=begin_of(request.use_until + timedelta(days=1)),
        daily_quota=settings.PORTAL_DAILY_QUOTA,
    )
    open_matter(agreement_rules.CONCLUDE, agreement, actor=actor, now=now)
    agreed = request.items.filter(decision=ItemDecision.AGREE).order_by("pk")
    AgreedItem.objects.bulk_create(
        AgreedItem(agreement=agreement, item_id=row.item_id) for row in agreed
    )
    AgreedRows.objects.bulk_create(
        AgreedRows(agreement=agreement, item_id=row.item_id, kind=row.kind, values=row.values)
        for row in request.rows.order_by("pk")
    )
    take_over_norms(agreement, now=now)
    task = ProvisionTask(
        public_number=agreement.public_number.replace("SA-", "PT-", 1), agreement=agreement
    )
    open_matter(provision_rules.OPEN_TASK, task, actor=actor, now=now)
    return agreement


def consent_to_refuse(*, pk: int, actor: Actor, now: datetime) -> None:
    """The provider's office head consents to no, with reasons (Art. 21); a dispute may follow."""
    with transition(
        rules.CONSENT_TO_REFUSE, model=SharingRequest, pk=pk, actor=actor, now=now
    ) as request:
        request.answered_at = now
        _no_longer_needed(request, now)
        request.act_details["ground"] = request.refusal_ground


def reopen(
    *,
    pk: int,
    dispute: str,
    instrument: str,
    is_sharing_ordered: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Reopen a refused request by the government's decision: it is answered anew (Art. 28).

    The former answer is kept as it was given; the answer period begins again with this day.

    :param dispute: number of the dispute that was decided.
    :param instrument: number of the decision.
    """
    with transition(
        rules.REOPEN,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        details={"dispute": dispute, "instrument": instrument},
    ) as request:
        FormerAnswer.objects.create(
            request=request,
            answer_kind=request.answer_kind,
            refusal_ground=request.refusal_ground,
            refusal_norm=request.refusal_norm,
            refusal_article=request.refusal_article,
            answer_text=request.answer_text,
            proposed_by_id=request.answer_proposed_by_id,
            answered_at=request.answered_at,  # type: ignore[misc]  # what is refused was answered
            due_on=request.due_on,
            reopened_at=now,
            instrument=instrument,
        )
        request.answer_kind, request.refusal_ground, request.answer_text = "", "", ""
        request.answer_proposed_by, request.answered_at = None, None
        request.refusal_norm, request.refusal_article = None, ""
        request.sharing_ordered_by = instrument if is_sharing_ordered else ""
        request.items.update(decision=ItemDecision.PENDING)


def withdraw(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester withdraws its request; every clock on it stops."""
    with transition(rules.WITHDRAW, model=SharingRequest, pk=pk, actor=actor, now=now) as request:
        _no_longer_needed(request, now)


def name_system(*, pk: int, system_id: int, actor: Actor, now: datetime) -> None:
    """Name the application system that will receive the data (Art. 22)."""
    with transition(
        agreement_rules.NAME_SYSTEM, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        registered = DepartmentSystem.objects.filter(
            client_id=system_id, department_id=agreement.requester_id, client__is_active=True
        )
        if not registered.exists():
            raise Refused(reasons.NO_APPLICATION_SYSTEM)
        agreement.system = ApiClient.objects.get(pk=system_id)


def enter_use(*, pk: int, actor: Actor, now: datetime) -> None:
    """Put the agreement into use: the named system's group may fetch from now on (Art. 22)."""
    with transition(
        agreement_rules.ENTER_USE, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        if agreement.resource is None or agreement.resource.current_id is None:
            agreement.resource = (
                DataResource.objects.filter(
                    entry_id=agreement.entry_version.entry_id, current__isnull=False
                )
                .order_by("pk")
                .first()
            )
        open_access(agreement)


def suspend(
    *,
    pk: int,
    note: str,
    rectify_by: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Suspend sharing on facts of misuse, to be put right by a day (Art. 27 para. 2).

    The next call is refused.
    """
    with transition(
        agreement_rules.SUSPEND,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note, "rectify_by": rectify_by},
        note=note,
        details={"rectify_by": str(rectify_by)},
    ) as agreement:
        agreement.suspended_by_department_id = actor.department_id
        agreement.rectify_by = rectify_by
        agreement.rectification, agreement.rectified_on = "", None
        cut_access(agreement)


def report_rectification(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The requester reports what it put right; the body that suspended judges it (Art. 27)."""
    with transition(
        agreement_rules.REPORT_RECTIFICATION,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        agreement.rectification = note.strip()
        agreement.rectified_on = local_day(now)


def resume(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """Accept the rectification and resume: calls are answered again (Art. 27 para. 2)."""
    with transition(
        agreement_rules.RESUME,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        agreement.suspended_by_department = None
        agreement.rectify_by = None
        open_access(agreement)


def terminate(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """Terminate after a rectification that was refused or inadequate (Art. 27 para. 2)."""
    with transition(
        agreement_rules.TERMINATE,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        _cancel_task(agreement, now)


def _cancel_task(agreement: SharingAgreement, now: datetime) -> None:
    task = ProvisionTask.objects.filter(
        agreement=agreement, status=provision_rules.State.OPEN
    ).first()
    if task is not None:
        cancel(pk=task.pk, actor=Actor.system("agreement-ended"), now=now)


def expire(*, pk: int, actor: Actor, now: datetime) -> None:
    """Close access at the end of the term; the data await disposal (Art. 27 para. 1)."""
    with transition(
        agreement_rules.EXPIRE, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        cut_access(agreement)
        _cancel_task(agreement, now)


def end_service(*, pk: int, actor: Actor, now: datetime) -> None:
    """Close access because the provider ended the service after talks and filing (Art. 27)."""
    with transition(
        agreement_rules.END_SERVICE, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        cut_access(agreement)
        _cancel_task(agreement, now)


def end_use(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester ends the use: purpose met, impossible or no longer needed (Art. 27 para. 1)."""
    with transition(
        agreement_rules.END_USE, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        cut_access(agreement)
        _cancel_task(agreement, now)


def renew(*, pk: int, actor: Actor, now: datetime) -> SharingRequest:
    """Draft a request with the agreement's particulars, for the entry as it is published now.

    Columns that the entry no longer has are left out; period and declaration are stated anew.
    """
    with transition(
        agreement_rules.RENEW, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        version = agreement.entry_version.entry.live_version
        if version is None:
            raise Refused(reasons.NOT_PUBLISHED)
        made = apply(
            requester_id=agreement.requester_id,
            version_id=version.pk,
            application=_once_more(agreement, version),
            renews_id=agreement.pk,
            actor=actor,
            now=now,
        )
        agreement.act_details["request"] = made.public_number
    return made


def _once_more(agreement: SharingAgreement, version: EntryVersion) -> Application:
    request = agreement.request
    offered = dict(version.items.values_list("column_name", "pk"))
    needs = dict(request.items.values_list("item__column_name", "need"))
    added = agreement.items.exclude(need="").values_list("item__column_name", "need")
    needs.update(added)  # what a change of use has added says itself why
    agreed = agreement.items.order_by("pk").values_list("item__column_name", flat=True)
    rows = agreement.rows.select_related("item").order_by("pk")
    standing = norms_of(agreement).values_list("part", "item__column_name", "norm_id", "article")
    norms = {name or part: (norm_id, article) for part, name, norm_id, article in standing}
    plain = {name: getattr(request, name) for name in _PLAIN}
    plain["basis_norm_id"], plain["basis_article"] = norms.get(NormPart.PURPOSE, (None, ""))
    plain.update(use_from=None, use_until=None, is_declared=False, system_id=agreement.system_id)
    return Application(
        **plain,
        columns={offered[name]: needs.get(name, "") for name in agreed if name in offered},
        column_norms={offered[name]: CitedNorm(*norms[name]) for name in offered if name in norms},
        rows=tuple(
            RowRule(
                column_id=offered[rule.item.column_name],
                kind=rule.kind,
                values=tuple(rule.values),
            )
            for rule in rows
            if rule.item.column_name in offered
        ),
    )


def verify(*, pk: int, actor: Actor, now: datetime) -> None:
    """The first delivery was verified: the supply period ends (Art. 22)."""
    with transition(
        provision_rules.VERIFY, model=ProvisionTask, pk=pk, actor=actor, now=now
    ) as task:
        task.verified_at = now


def cancel(*, pk: int, actor: Actor, now: datetime) -> None:
    """The agreement ended before anything was supplied."""
    with transition(provision_rules.CANCEL, model=ProvisionTask, pk=pk, actor=actor, now=now):
        pass


def follow_agreement(*, pk: int, agreement_id: int, actor: Actor, now: datetime) -> None:
    """The duty to supply goes on under the agreement that replaces the old one; its day stays."""
    with transition(
        provision_rules.FOLLOW_AGREEMENT, model=ProvisionTask, pk=pk, actor=actor, now=now
    ) as task:
        task.agreement_id = agreement_id
