"""Propose, explain, find, order, put right: a breach on its way (Arts 29, 39 to 42)."""

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from catalog.departments.models import Department
from catalog.departments.queries import coordinating_authority
from portal.audit import feed
from portal.audit.models import AuditEvent, AuditSeal
from portal.regulation import breach as rules
from portal.regulation import breaches, reasons
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import WorkflowModel, yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.oversight.models import Breach


def _open(department: Department, actor: Actor, now: datetime, **facts: Any) -> Breach:
    today = local_day(now)
    breach = Breach(
        public_number=yearly_number("WG", department.code, today),
        department=department,
        # The nearest authority that is not the department itself: nobody judges his own.
        authority=coordinating_authority(department, department, on=today),
        **facts,
    )
    return open_matter(
        rules.PROPOSE,
        breach,
        actor=actor,
        now=now,
        note=breach.statement,
        details={
            "code": breach.code,
            "department": department.code,
            "event": breach.event_id,
            "matter": breach.subject_number,
        },
    )


def propose(
    *,
    code: str,
    department: str,
    statement: str,
    occurred_on: date,
    actor: Actor,
    now: datetime,
    subject: WorkflowModel | None = None,
) -> Breach:
    """An officer records what came to light and no event of the portal tells.

    :param department: code of the department concerned.
    :param subject: the matter in which it came to light, such as an inspection.
    :raises Refused: it is not this authority's to judge, or Art. 41 does not concern it.
    """
    with transaction.atomic():
        found = Department.objects.select_related("region__parent").filter(code=department).first()
        if found is None:
            raise Refused(reasons.NOT_FOUND)
        facts: dict[str, Any] = {
            "code": code,
            "statement": statement.strip(),
            "occurred_on": occurred_on,
        }
        if subject is not None:
            facts |= {
                "subject_type": subject._meta.label_lower,
                "subject_id": subject.pk,
                "subject_number": subject.public_number,
            }
        return _open(found, actor, now, **facts)


def propose_from_event(*, event_id: int, actor: Actor, now: datetime) -> Breach | None:
    """Propose the breach that an event points to, once; the matter says who answers for it.

    :returns: None where the event proposes none, or did so already.
    """
    with transaction.atomic():
        event = AuditEvent.objects.get(pk=event_id)
        code = breaches.proposed_by(event.name, event.details)
        if code is None or Breach.objects.filter(event_id=event_id).exists():
            return None
        department = _answerable(event, code)
        if department is None:
            return None
        return _open(
            department,
            actor,
            now,
            code=code,
            event_id=event_id,
            event_name=event.name,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            subject_number=event.subject_number,
            occurred_on=local_day(event.occurred_at),
        )


def _answerable(event: AuditEvent, code: str) -> Department | None:
    """The department that plays the liable part in the matter of the event."""
    model: Any = apps.get_model(event.subject_type)
    party = breaches.KINDS[code].party
    matter: WorkflowModel = model.objects.get(pk=event.subject_id)
    pk = None if party is None else matter.department_for(party)
    return Department.objects.select_related("region__parent").filter(pk=pk or 0).first()


def propose_waiting(*, actor: Actor, now: datetime) -> int:
    """Propose what the sealed events since the last time point to, in the order of the chain.

    :returns: how many breaches were proposed.
    """
    proposed = 0

    def act(_seal: AuditSeal, event: AuditEvent) -> None:
        nonlocal proposed
        made = propose_from_event(event_id=event.pk, actor=actor, now=now)
        proposed += made is not None

    while feed.follow("oversight", act, names=breaches.BY_EVENT):
        pass
    return proposed


def justify(*, pk: int, justification: str, actor: Actor, now: datetime) -> None:
    """The department explains itself; for lateness it names its reason (Art. 39 item 4)."""
    with transition(
        rules.JUSTIFY,
        model=Breach,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"justification": justification},
        note=justification,
    ) as breach:
        breach.justification = justification.strip()


def confirm(
    *, pk: int, code: str, finding: str, actor: Actor, now: datetime, no_reason: str = ""
) -> None:
    """An officer finds a breach, of the item that he names within the same article.

    :param no_reason: for lateness, why there was no justified reason for it.
    """
    with transition(
        rules.CONFIRM,
        model=Breach,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"code": code, "finding": finding, "no_reason": no_reason},
        note=finding,
        details={"code": code},
    ) as breach:
        breach.code = code
        breach.finding = finding.strip()
        excused = breaches.KINDS[code].excused_by_reason
        breach.no_reason = no_reason.strip() if excused else ""
        breach.found_on = local_day(now)


def clear(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """An officer finds no breach; it does not count against the department."""
    with transition(
        rules.CLEAR,
        model=Breach,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"finding": finding},
        note=finding,
    ) as breach:
        breach.finding = finding.strip()
        breach.found_on = local_day(now)


def _order(
    rule: Transition, pk: int, order: str, due_on: date, actor: Actor, now: datetime
) -> None:
    with transition(
        rule,
        model=Breach,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"order": order, "due_on": due_on},
        note=order,
        details={"due_on": str(due_on)},
    ) as breach:
        breach.order_text = order.strip()
        breach.rectification_due_on = due_on


def order_rectification(*, pk: int, order: str, due_on: date, actor: Actor, now: datetime) -> None:
    """The authority orders what is to be put right, and by which day (Arts 39, 40, 41)."""
    _order(rules.ORDER_RECTIFICATION, pk, order, due_on, actor, now)


def report_rectification(*, pk: int, rectification: str, actor: Actor, now: datetime) -> None:
    """The department reports what it has put right."""
    with transition(
        rules.REPORT_RECTIFICATION,
        model=Breach,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"rectification": rectification},
        note=rectification,
    ) as breach:
        breach.rectification = rectification.strip()


def return_report(*, pk: int, order: str, due_on: date, actor: Actor, now: datetime) -> None:
    """The authority finds it not enough and orders the rest, with a new day."""
    _order(rules.RETURN_REPORT, pk, order, due_on, actor, now)


def close(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority accepts what was put right; the breach stays on record."""
    with transition(rules.CLOSE, model=Breach, pk=pk, actor=actor, now=now):
        pass
