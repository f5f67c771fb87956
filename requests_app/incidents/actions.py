"""Report an incident, handle it, tell the bodies, contain it, conclude it (Arts 34, 35)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry
from portal.regulation import incident as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.incidents import queries
from requests_app.incidents.models import IncidentMeasure, IncidentReport, SecurityIncident
from requests_app.sharing.models import SharingAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What is told of an incident: its stage and kind, what happened, and since when."""

    stage: str
    kind: str
    description: str
    discovered_at: datetime
    plan_started_at: datetime


def _subject(entry_id: int | None, agreement_id: int | None) -> queries.Subject | None:
    if agreement_id is not None:
        rows = SharingAgreement.objects.select_related(
            "requester__region", "provider__region", "entry_version__entry"
        )
        agreement = rows.filter(pk=agreement_id).first()
        return None if agreement is None else queries.of_agreement(agreement)
    entries = DirectoryEntry.objects.select_related("provider__region", "live_version")
    entry = entries.filter(pk=entry_id or 0, published_at__isnull=False).first()
    return None if entry is None else queries.of_entry(entry)


def report_incident(
    *,
    happening: Happening,
    actor: Actor,
    now: datetime,
    entry_id: int | None = None,
    agreement_id: int | None = None,
) -> SecurityIncident:
    """A department tells of an incident without delay, and that its emergency plan runs (Art. 35).

    Who answers for it is computed from the stage and the agreement (Art. 34).

    :raises Refused: the agreement is none of the department's, or a moment is not as it must be.
    """
    with transaction.atomic():
        subject = _subject(entry_id, agreement_id)
        own = Department.objects.select_related("region").filter(pk=actor.department_id or 0)
        reporter = own.first()
        if subject is None or reporter is None:
            raise Refused(reasons.NOT_FOUND)
        today = local_day(now)
        incident = subject.probe(reporter, happening.stage, today)
        incident.public_number = yearly_number("SI", incident.answerable.code, today)
        incident.kind = happening.kind
        incident.description = happening.description.strip()
        incident.discovered_at = happening.discovered_at
        incident.plan_started_at = happening.plan_started_at
        return open_matter(
            rules.REPORT_INCIDENT,
            incident,
            actor=actor,
            now=now,
            inputs={
                "description": happening.description,
                "discovered_at": happening.discovered_at,
                "discovered_on": local_day(happening.discovered_at),
                "plan_started_at": happening.plan_started_at,
            },
            note=incident.description,
            details={
                "entry": subject.entry.code,
                "agreement": subject.agreement.public_number if subject.agreement else "",
                "stage": incident.stage,
                "kind": incident.kind,
                "answerable": incident.answerable.code,
                "discovered_at": incident.discovered_at.isoformat(),
                "plan_started_at": incident.plan_started_at.isoformat(),
            },
        )


def record_measure(*, pk: int, measure: str, actor: Actor, now: datetime) -> None:
    """Record what was done about it; each measure stays with its author and moment."""
    with transition(
        rules.RECORD_MEASURE,
        model=SecurityIncident,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"measure": measure},
        note=measure,
    ) as incident:
        IncidentMeasure.objects.create(
            incident=incident,
            text=measure.strip(),
            department_id=actor.department_id or 0,
            author_id=actor.user_id or 0,
            recorded_at=now,
        )


def report_to_body(
    *, pk: int, body: str, told_at: datetime, document_number: str, actor: Actor, now: datetime
) -> None:
    """Record that it was reported to a body as required; the first one ends the local period.

    :param body: a code of ``portal.regulation.incident.Body``.
    """
    with transition(
        rules.REPORT_TO_BODY,
        model=SecurityIncident,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"told_at": told_at, "document_number": document_number},
        note=document_number,
        details={"body": body, "told_at": told_at.isoformat()},
    ) as incident:
        IncidentReport.objects.create(
            incident=incident,
            body=body,
            told_at=told_at,
            document_number=document_number.strip(),
            department_id=actor.department_id or 0,
            author_id=actor.user_id or 0,
            recorded_at=now,
        )
        if incident.first_told_at is None:
            incident.first_told_at = told_at


def contain(*, pk: int, containment: str, actor: Actor, now: datetime) -> None:
    """The department answerable records that the incident is contained, and by what."""
    with transition(
        rules.CONTAIN,
        model=SecurityIncident,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"containment": containment},
        note=containment,
    ) as incident:
        incident.containment = containment.strip()
        incident.contained_at = now


def close_incident(
    *, pk: int, cause: str, conclusion: str, fault: str, actor: Actor, now: datetime
) -> None:
    """The authority concludes it: cause, conclusion, and whether the one answerable was at fault.

    A fault is a fact that proposes a breach; the department is heard before anything is found.
    """
    with transition(
        rules.CLOSE_INCIDENT,
        model=SecurityIncident,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"cause": cause, "conclusion": conclusion, "fault": fault},
        note=conclusion,
        details={"fault": fault},
    ) as incident:
        incident.cause = cause.strip()
        incident.conclusion = conclusion.strip()
        incident.fault = fault
        incident.closed_at = now
        incident.act_details["answerable"] = incident.answerable_party.value
