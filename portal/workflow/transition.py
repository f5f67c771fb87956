"""transition() and its kin: lock, decide, act, write status, deadline and audit together."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model

from portal.audit import chain
from portal.regulation import reasons
from portal.regulation.machine import Facts, Transition
from portal.workdays.arithmetic import local_day
from portal.workflow import due
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import WorkflowModel, opened
from portal.workflow.policy import decide
from portal.workflow.reading import afresh


def _judge(
    rule: Transition, subject: Any, actor: Actor, now: datetime, inputs: Mapping[str, Any]
) -> None:
    with afresh():
        decision = decide(actor, rule, subject, now=now, inputs=inputs)
    if not decision.allowed:
        reason = decision.reason or reasons.FORBIDDEN
        raise Refused(reason, is_right_missing=decision.is_right_missing, details=decision.details)


def _record(
    rule: Transition,
    subject: Any,
    actor: Actor,
    now: datetime,
    *,
    before: str,
    note: str,
    details: Mapping[str, Any],
) -> None:
    chain.append(
        name=f"{subject._meta.model_name}.{rule.name}",
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_number=str(subject),
        from_status=before,
        to_status=getattr(subject, "status", ""),
        article=rule.article.code,
        **actor.recorded(),
        occurred_at=now,
        note=note,
        details=dict(details),
        calendar_version=getattr(subject, "due_calendar_version", ""),
    )


def _move(rule: Transition, subject: WorkflowModel, actor: Actor, now: datetime) -> None:
    """Write the new state and its period on the row, in memory."""
    if rule.target is not None and rule.target != subject.status:
        subject.status = rule.target
        subject.status_since = now
    if rule.stops:
        due.stop(subject, now=now)
    if rule.starts is not None:
        facts = Facts(
            subject,
            actor.user_id,
            actor.department_id,
            now,
            local_day(now),
            local=settings.PORTAL_SWITCHES,
        )
        start = rule.starts(facts)
        if start is not None:
            due.begin(subject, start, now=now)


@contextmanager
def transition[W: WorkflowModel](
    rule: Transition,
    *,
    model: type[W],
    pk: int,
    actor: Actor,
    now: datetime,
    inputs: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> Iterator[W]:
    """Take one step: everything in it happens, or nothing does.

    The row is locked first and judged after the lock, so the same step cannot run twice. The body
    of the ``with`` sets facts on the locked row and makes what the act causes; then status, due
    date and audit event are written in the same transaction.

    :param inputs: what was typed for the act; the rule's needs are asked about it.
    :param expected_version: the row version the person saw; another one refuses the step.
    :raises Refused: the step is not lawful now, for this actor, with these inputs.
    """
    with transaction.atomic():
        subject = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if subject is None:
            raise Refused(reasons.NOT_FOUND)
        if expected_version is not None and subject.lock_version != expected_version:
            raise Refused(reasons.CHANGED_MEANWHILE)
        _judge(rule, subject, actor, now, inputs or {})
        before = subject.status
        more: dict[str, Any] = dict(details or {})
        subject.act_details = more
        with opened(model._meta.label, subject.pk):
            yield subject
            _move(rule, subject, actor, now)
            subject.lock_version += 1
            subject.save()
        _record(rule, subject, actor, now, before=before, note=note, details=more)


def with_note[W: WorkflowModel](
    rule: Transition, model: type[W], *, pk: int, note: str, actor: Actor, now: datetime
) -> None:
    """Take a step that changes nothing but the state, and says why.

    :raises Refused: as ``transition`` does; where the rule asks for a reason, an empty note too.
    """
    said = {"note": note}
    with transition(rule, model=model, pk=pk, actor=actor, now=now, inputs=said, note=note):
        pass


def open_matter[W: WorkflowModel](
    rule: Transition,
    subject: W,
    *,
    actor: Actor,
    now: datetime,
    inputs: Mapping[str, Any] | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> W:
    """Make a new matter in its first state, if the rule allows it.

    :raises Refused: the rule forbids it, or the same matter exists already.
    """
    with transaction.atomic():
        subject.status = subject.machine.initial
        subject.status_since = subject.created_at = now
        _judge(rule, subject, actor, now, inputs or {})
        _move(rule, subject, actor, now)
        with opened(subject._meta.label, None):
            _insert(subject)
        _record(rule, subject, actor, now, before="", note=note, details=details or {})
    return subject


#: SQLSTATE of a unique constraint that is broken; every other breach is our own mistake.
_UNIQUE_VIOLATION = "23505"


def _insert(subject: Model) -> None:
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        raise Refused(reasons.DUPLICATE) from error


@contextmanager
def act[M: Model](
    rule: Transition,
    *,
    model: type[M],
    pk: int,
    actor: Actor,
    now: datetime,
    inputs: Mapping[str, Any] | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> Iterator[M]:
    """The same gate for a thing without states, such as a department.

    :raises Refused: the rule forbids it.
    """
    with transaction.atomic():
        subject = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if subject is None:
            raise Refused(reasons.NOT_FOUND)
        _judge(rule, subject, actor, now, inputs or {})
        yield subject
        _record(rule, subject, actor, now, before="", note=note, details=details or {})


def make[M: Model](
    rule: Transition,
    subject: M,
    *,
    actor: Actor,
    now: datetime,
    inputs: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
) -> M:
    """Insert a thing without states through the gate, with its audit event.

    :raises Refused: the rule forbids it, or the same thing exists already.
    """
    with transaction.atomic():
        _judge(rule, subject, actor, now, inputs or {})
        _insert(subject)
        _record(rule, subject, actor, now, before="", note="", details=details or {})
    return subject
