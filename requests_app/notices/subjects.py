"""The matters that notices are about: who may see one, what it is called, where its page is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date

from catalog.directories import queries as directories
from catalog.directories.models import EntryVersion, UpdateTrigger
from catalog.exchange import queries as exchange
from catalog.exchange.models import HarvestSource
from catalog.internal_rules import queries as internal_rules
from catalog.internal_rules.models import InternalRule
from catalog.platforms import queries as platforms
from catalog.platforms.models import Platform
from catalog.quality import queries as quality
from catalog.quality.models import QualityReport
from catalog.quality.show import title as quality_title
from catalog.questions import queries as questions
from catalog.questions.models import Question
from catalog.questions.show import title as question_title
from catalog.sources import queries as sources
from catalog.sources.models import SourceDesignation
from catalog.subjects import queries as classifications
from catalog.subjects.models import Classification
from catalog.withdrawals import queries as withdrawals
from catalog.withdrawals.models import EntryWithdrawal
from portal.audit.models import AuditEvent
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel
from requests_app.changes import queries as changes
from requests_app.changes.models import ServiceChange
from requests_app.complaints import queries as complaints
from requests_app.complaints.models import Complaint
from requests_app.complaints.show import title as complaint_title
from requests_app.corrections import queries as corrections
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.corrections.show import title as correction_title
from requests_app.criticisms import queries as criticisms
from requests_app.criticisms.models import Criticism
from requests_app.criticisms.show import title as criticism_title
from requests_app.demands import queries as demands
from requests_app.demands.models import DataCollection, Demand
from requests_app.disputes import queries as disputes
from requests_app.disputes.models import Dispute
from requests_app.disputes.show import title as dispute_title
from requests_app.emergencies import queries as emergencies
from requests_app.emergencies.models import EmergencyRelease
from requests_app.emergencies.show import title as emergency_title
from requests_app.incidents import queries as incidents
from requests_app.incidents.models import SecurityIncident
from requests_app.incidents.show import title as incident_title
from requests_app.inspections import queries as inspections
from requests_app.inspections.models import Inspection
from requests_app.inspections.show import title as inspection_title
from requests_app.lookups import queries as lookups
from requests_app.lookups.models import SubjectLookup
from requests_app.lookups.show import title as lookup_title
from requests_app.oversight import queries as oversight
from requests_app.oversight.models import Breach
from requests_app.oversight.show import title as breach_title
from requests_app.return_flow import queries as return_flow
from requests_app.return_flow.models import ReturnFlow
from requests_app.return_flow.show import title as return_title
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import ProvisionTask, SharingAgreement, SharingRequest
from requests_app.stops import queries as stops
from requests_app.stops.models import DeliveryStop
from requests_app.stops.show import title as stop_title
from requests_app.use_changes import queries as use_changes
from requests_app.use_changes.models import UseChange

type Visible = Callable[[Actor, datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of matter.

    ``title`` names what it is about, ``key`` is what the address of its page ends with, and
    ``route`` the name of that address.
    """

    model: type[WorkflowModel]
    visible: Visible
    title: Callable[[Any], str]
    route: str
    key: Callable[[Any], str] = str


def _entry_name(matter: Any) -> str:
    return str(matter.entry_version.name)


def _agreed_name(matter: Any) -> str:
    return str(matter.agreement.entry_version.name)


def _updated_name(trigger: UpdateTrigger) -> str:
    live = trigger.entry.live_version
    return live.name if live else trigger.entry.code


_SUBJECTS = (
    Subject(
        EntryVersion,
        lambda actor, now: directories.versions_visible_to(actor, now=now),
        lambda version: str(version.name),
        "admin:catalog_entryversion_change",
    ),
    Subject(
        UpdateTrigger,
        lambda actor, now: directories.triggers_visible_to(actor, now=now),
        _updated_name,
        "admin:catalog_updatetrigger_change",
    ),
    Subject(
        HarvestSource,
        lambda actor, now: exchange.visible_to(actor),
        lambda source: str(source.title),
        HarvestSource.route,
    ),
    Subject(
        SourceDesignation,
        lambda actor, now: sources.visible_to(actor),
        lambda designation: str(designation.item_name),
        SourceDesignation.route,
    ),
    Subject(
        EntryWithdrawal,
        lambda actor, now: withdrawals.visible_to(actor),
        withdrawals.name_of,
        EntryWithdrawal.route,
    ),
    Subject(
        Platform,
        lambda actor, now: platforms.visible_to(actor),
        lambda platform: str(platform.name),
        Platform.route,
    ),
    Subject(
        Classification,
        lambda actor, now: classifications.visible_to(actor),
        lambda node: f"{node.code} {node.name}",
        Classification.route,
    ),
    Subject(
        InternalRule,
        lambda actor, now: internal_rules.visible_to(actor),
        lambda rule: str(rule.title),
        InternalRule.route,
    ),
    Subject(
        QualityReport,
        lambda actor, now: quality.reports_visible_to(actor, now=now),
        quality_title,
        QualityReport.route,
    ),
    Subject(
        Question,
        lambda actor, now: questions.visible_to(actor, now=now),
        question_title,
        Question.route,
    ),
    Subject(
        SharingRequest,
        lambda actor, now: sharing.visible_to(actor),
        _entry_name,
        SharingRequest.route,
    ),
    Subject(
        SharingAgreement,
        lambda actor, now: sharing.agreements_visible_to(actor),
        _entry_name,
        SharingAgreement.route,
    ),
    Subject(
        ProvisionTask,
        lambda actor, now: sharing.tasks_visible_to(actor),
        _agreed_name,
        SharingAgreement.route,
        lambda task: str(task.agreement.public_number),
    ),
    Subject(
        ServiceChange,
        lambda actor, now: changes.visible_to(actor),
        _agreed_name,
        ServiceChange.route,
    ),
    Subject(
        UseChange, lambda actor, now: use_changes.visible_to(actor), _agreed_name, UseChange.route
    ),
    Subject(
        Correction,
        lambda actor, now: corrections.visible_to(actor),
        correction_title,
        Correction.route,
    ),
    Subject(
        CorrectionRecall,
        lambda actor, now: corrections.recalls_visible_to(actor),
        lambda recall: correction_title(recall.correction),
        CorrectionRecall.route,
    ),
    Subject(Dispute, lambda actor, now: disputes.visible_to(actor), dispute_title, Dispute.route),
    Subject(
        ReturnFlow,
        lambda actor, now: return_flow.visible_to(actor),
        return_title,
        ReturnFlow.route,
    ),
    Subject(
        EmergencyRelease,
        lambda actor, now: emergencies.visible_to(actor),
        emergency_title,
        EmergencyRelease.route,
    ),
    Subject(
        SecurityIncident,
        lambda actor, now: incidents.visible_to(actor),
        incident_title,
        SecurityIncident.route,
    ),
    Subject(
        Complaint,
        lambda actor, now: complaints.visible_to(actor),
        complaint_title,
        Complaint.route,
    ),
    Subject(Breach, lambda actor, now: oversight.visible_to(actor), breach_title, Breach.route),
    Subject(
        Inspection,
        lambda actor, now: inspections.visible_to(actor),
        inspection_title,
        Inspection.route,
    ),
    Subject(
        Criticism,
        lambda actor, now: criticisms.visible_to(actor),
        criticism_title,
        Criticism.route,
    ),
    Subject(
        SubjectLookup,
        lambda actor, now: lookups.visible_to(actor, now=now),
        lookup_title,
        SubjectLookup.route,
    ),
    Subject(
        DeliveryStop, lambda actor, now: stops.visible_to(actor), stop_title, DeliveryStop.route
    ),
    Subject(
        Demand,
        lambda actor, now: demands.visible_to(actor),
        lambda demand: str(demand.title),
        Demand.route,
    ),
    Subject(
        DataCollection,
        lambda actor, now: demands.collections_visible_to(actor),
        lambda collection: str(collection.title),
        DataCollection.route,
    ),
)
BY_TYPE: Mapping[str, Subject] = {each.model._meta.label_lower: each for each in _SUBJECTS}

#: What a catalog lists no more is told to departments that do not see the catalog itself.
VANISHED = f"{HarvestSource._meta.model_name}.report_vanished"
_BY_EVENT: Mapping[str, Subject] = {
    VANISHED: Subject(
        HarvestSource,
        lambda actor, now: exchange.vanished_visible_to(actor),
        lambda source: str(source.title),
        f"{HarvestSource.route}-vanished",
    ),
}

PUBLISHED = f"{EntryVersion._meta.model_name}.publish"
#: A published version is told to people who read the directory, not the desk it came from; what
#: its data break stands on the same page.
_ON_THE_ENTRYS_PAGE = frozenset({PUBLISHED, f"{EntryVersion._meta.model_name}.report_broken_rules"})
_ENTRY_ROUTE = "catalog:entry"


def find(event: AuditEvent) -> tuple[Subject, Any] | None:
    """The matter of the event, and its kind; None for what no notice is about."""
    subject = _BY_EVENT.get(event.name) or BY_TYPE.get(event.subject_type)
    matter = None
    if subject is not None:
        matter = subject.model.objects.filter(pk=event.subject_id).first()
    return None if subject is None or matter is None else (subject, matter)


def may_see(subject: Subject, matter: Any, actor: Actor, now: datetime) -> bool:
    """Whether the person may see the matter."""
    return subject.visible(actor, now).filter(pk=matter.pk).exists()


def key_of(subject: Subject, matter: Any, event_name: str) -> str:
    """What the address ends with to which a notice of the event leads."""
    return matter.entry.slug if event_name in _ON_THE_ENTRYS_PAGE else subject.key(matter)


def address(subject_type: str, event_name: str, key: str) -> str:
    """The page to which a notice leads."""
    subject = _BY_EVENT.get(event_name) or BY_TYPE[subject_type]
    route = _ENTRY_ROUTE if event_name in _ON_THE_ENTRYS_PAGE else subject.route
    return reverse(route, args=[key])


def counts(event: AuditEvent, matter: Any, department_ids: Collection[int]) -> dict[int, int]:
    """How many things the event was about, for each department that is told; none for most."""
    if event.name != VANISHED:
        return {}
    run = event.details["run"]
    return {pk: exchange.vanished_in(run, matter, pk) for pk in department_ids}


#: Where an event says the day that its act sets or its mark is about.
_DAYS = ("due_on", "rectify_by", "limit_on")


def due_on(matter: Any, event: AuditEvent) -> date | None:
    """The day that the notice is about: what the event says, else the matter's running period."""
    for name in _DAYS:
        if isinstance(event.details.get(name), str):
            return parse_date(event.details[name])
    is_running = matter.due_on is not None and matter.due_stopped_on is None
    return matter.due_on if is_running else None
