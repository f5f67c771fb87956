"""Which complaints and reports may be seen, and whose turn it is."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, coordinating_authority, overseen_by
from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry
from portal.regulation import complaint as rules
from portal.regulation.complaint import Kind, State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.complaints.models import Complaint

_DRAWN = (
    "department__region",
    "handler__region",
    "authority__region",
    "registrar",
    "entry__live_version",
)


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Those that the own department handles or registered; an authority's region.

    The department that a report is about sees nothing of it, whatever part it plays besides.
    """
    if actor.department_id is None:
        return Complaint.objects.none()
    own = actor.department_id
    mine = Q(handler_id=own) | Q(registrar_id=own) | Q(authority_id=own)
    overseen = overseen_by(own)
    if overseen:
        mine |= Q(department__in=overseen)
    reported_on = Q(kind=Kind.REPORT, department_id=own)
    return Complaint.objects.filter(mine).exclude(reported_on).select_related(*_DRAWN)


def concerned_departments() -> QuerySet[Department]:
    """The departments that a complaint or a report may be about."""
    return Department.objects.filter(closed_on=None).order_by("code")


def authority_over(department: Department, on: date) -> Department | None:
    """The nearest authority that is not the department itself: nobody judges his own."""
    return coordinating_authority(department, department, on=on)


def published_entry(actor: Actor, code: str) -> DirectoryEntry | None:
    """The published entry of that code."""
    found = directories.published_to(actor).filter(code=code)
    return found.select_related("live_version").first()


def register_step(actor: Actor, *, now: datetime) -> Step | None:
    """Registering one, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    # Whatever is named later: a complaint that its department handles itself.
    probe = Complaint(kind=Kind.COMPLAINT, registrar=own, department=own, handler=own)
    return offered(actor, rules.REGISTER_COMPLAINT, probe, now=now)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Complaint]:
    """Those that the actor's department has to take up or to answer.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    turn = Q(pk=None)
    if held & {Mandate.CONSENT, Mandate.OVERSEE}:
        turn |= Q(handler_id=actor.department_id, status__in=rules.OPEN)
    return Complaint.objects.filter(turn).select_related(*_DRAWN)


def _running() -> QuerySet[Complaint]:
    return Complaint.objects.filter(
        status__in=rules.OPEN, due_stopped_on=None, due_on__isnull=False
    )


def answer_overdue(on: date) -> QuerySet[Complaint]:
    """Not answered within the local period."""
    return _running().filter(due_on__lt=on)


def answer_due_within(on: date, until: date) -> QuerySet[Complaint]:
    """Answers still to come whose period ends between the two days."""
    return _running().filter(due_on__gte=on, due_on__lte=until)


def is_with_substance(complaint: Complaint) -> bool:
    """Whether something was found that may be a breach."""
    return complaint.status == State.ANSWERED and complaint.finding in rules.WITH_SUBSTANCE
