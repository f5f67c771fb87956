"""Which security incidents may be seen, whose turn it is, and what was done about one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import coordinating_authority, overseen_by
from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry, EntryVersion
from portal.regulation import incident as rules
from portal.regulation.incident import State
from portal.regulation.vocabulary import LifecycleStage, Mandate, Party
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.incidents.models import IncidentMeasure, IncidentReport, SecurityIncident
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement

_DRAWN = (
    "reporter",
    "provider",
    "requester",
    "answerable__region",
    "authority__region",
    "entry__live_version",
    "entry_version",
    "agreement",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an incident is about: an agreement, or a published entry without one."""

    entry: DirectoryEntry
    version: EntryVersion
    provider: Department
    agreement: SharingAgreement | None = None

    @property
    def public_number(self) -> str:
        """The agreement's number, or the entry's code."""
        return self.agreement.public_number if self.agreement else str(self.entry.code)

    def probe(self, reporter: Department, stage: str, on: date) -> SecurityIncident:
        """An incident of it as that department would report it, with who is answerable."""
        requester = None if self.agreement is None else self.agreement.requester
        party = rules.answerable(stage, under_agreement=requester is not None)
        answerable = requester if party is Party.REQUESTER and requester else self.provider
        return SecurityIncident(
            stage=stage,
            entry=self.entry,
            entry_version=self.version,
            agreement=self.agreement,
            reporter=reporter,
            provider=self.provider,
            requester=requester,
            answerable=answerable,
            # The nearest authority that is not answerable itself: nobody judges his own.
            authority=coordinating_authority(answerable, answerable, on=on),
        )


def visible_to(actor: Actor) -> QuerySet[SecurityIncident]:
    """Those that the own department reported, answers for or shares; an authority's region."""
    if actor.department_id is None:
        return SecurityIncident.objects.none()
    own = actor.department_id
    mine = sharing.parties(actor) | Q(reporter_id=own) | Q(authority_id=own)
    overseen = overseen_by(own)
    if overseen:
        mine |= Q(reporter__in=overseen)
    return SecurityIncident.objects.filter(mine).select_related(*_DRAWN)


def find_subject(actor: Actor, key: str) -> Subject | None:
    """The agreement of that number, or the published entry of that slug, if he may see it."""
    agreement = sharing.find_agreement(actor, key)
    if agreement is not None:
        return of_agreement(agreement)
    entry = directories.by_slug(directories.published_to(actor), key)
    return None if entry is None else of_entry(entry)


def of_agreement(agreement: SharingAgreement) -> Subject:
    """What an agreement shares, of its own version."""
    version = agreement.entry_version
    return Subject(version.entry, version, agreement.provider, agreement)


def of_entry(entry: DirectoryEntry) -> Subject | None:
    """A published entry as it stands; None: it was withdrawn."""
    version = entry.live_version
    return None if version is None else Subject(entry, version, entry.holder)


def report_step(subject: Subject, actor: Actor, *, now: datetime) -> Step | None:
    """Reporting an incident of it, as the reader may do it; None: it is not his."""
    if not set(rules.REPORTERS) & actor.mandates(local_day(now)):
        return None
    own = Department(pk=actor.department_id)
    probe = SecurityIncident(
        stage=LifecycleStage.SHARING,
        entry=subject.entry,
        agreement=subject.agreement,
        reporter=own,
        provider=subject.provider,
        requester=None if subject.agreement is None else subject.agreement.requester,
    )
    return offered(actor, rules.REPORT_INCIDENT, probe, now=now)


def under_agreement(agreement: SharingAgreement, actor: Actor) -> QuerySet[SecurityIncident]:
    """Incidents of what it shares or of one that it replaced, the latest first."""
    same = visible_to(actor).filter(agreement__request=agreement.request_id)
    return same.order_by("-pk")


def measures_of(incident: SecurityIncident) -> QuerySet[IncidentMeasure]:
    """What was done about it, in the order it was recorded."""
    rows = IncidentMeasure.objects.filter(incident=incident)
    return rows.select_related("department", "author").order_by("pk")


def reports_of(incident: SecurityIncident) -> QuerySet[IncidentReport]:
    """To whom it was reported, in the order it was recorded."""
    rows = IncidentReport.objects.filter(incident=incident)
    return rows.select_related("department", "author").order_by("pk")


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SecurityIncident]:
    """Those to be handled or reported by the department answerable, or to be concluded.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    turn = Q(pk=None)
    if held & set(rules.HANDLERS):
        to_do = Q(status=State.HANDLING) | Q(status=State.CONTAINED, first_told_at=None)
        turn |= to_do & Q(answerable_id=actor.department_id)
    if Mandate.OVERSEE in held:
        ready = Q(status=State.CONTAINED, first_told_at__isnull=False)
        turn |= ready & Q(authority_id=actor.department_id)
    return SecurityIncident.objects.filter(turn).select_related(*_DRAWN)


def report_overdue(on: date) -> QuerySet[SecurityIncident]:
    """Not reported to any body within the local period."""
    return SecurityIncident.objects.filter(
        status__in=rules.OPEN, due_stopped_on=None, due_on__lt=on
    )
