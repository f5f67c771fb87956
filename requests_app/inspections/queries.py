"""Which inspections may be seen, and which await their end."""

from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from portal.regulation import inspection as rules
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.inspections.models import Inspection

_DRAWN = ("department", "authority__region")


def visible_to(actor: Actor) -> QuerySet[Inspection]:
    """Those of the own department, those it makes, and an authority's region."""
    if actor.department_id is None:
        return Inspection.objects.none()
    own = actor.department_id
    mine = Q(department_id=own) | Q(authority_id=own)
    overseen = overseen_by(own)
    if overseen:
        mine |= Q(department__in=overseen)
    return Inspection.objects.filter(mine).select_related(*_DRAWN)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Inspection]:
    """Inspections under way that the actor's authority has to conclude.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    mine = Q(authority_id=actor.department_id) if Mandate.OVERSEE in held else Q(pk=None)
    under_way = Inspection.objects.filter(mine, status=rules.State.UNDER_WAY)
    return under_way.select_related(*_DRAWN)


def open_step(actor: Actor, *, now: datetime) -> Step | None:
    """Beginning an inspection, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None or not own.is_authority:
        return None
    probe = Inspection(department=Department(), authority=own, plan="?", topics=["SECURITY"])
    return offered(actor, rules.OPEN_INSPECTION, probe, now=now)
