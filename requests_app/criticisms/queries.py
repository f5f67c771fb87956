"""Who reads a criticism: the departments of the region, and those it concerns."""

from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.departments.queries import by_id, overseen_by
from portal.regulation import criticism as rules
from portal.regulation.breach import FOUND
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.criticisms.models import Criticism
from requests_app.oversight.models import Breach

_DRAWN = ("breach__department", "breach__authority__region")


def visible_to(actor: Actor) -> QuerySet[Criticism]:
    """Those about the own department, of authorities over it, and of an authority's region."""
    own = by_id(actor.department_id)
    if own is None:
        return Criticism.objects.none()
    mine = Q(breach__department=own) | Q(breach__authority=own)
    mine |= Q(breach__authority__region__code__in=own.region.path_codes)
    overseen = overseen_by(own.pk)
    if overseen:
        mine |= Q(breach__department__in=overseen)
    return Criticism.objects.filter(mine).select_related(*_DRAWN)


def publish_step(breach: Breach, actor: Actor, *, now: datetime) -> Step | None:
    """Making a breach known, as the reader may do it from its page; None: it is not his."""
    probe = Criticism(breach=breach, text="?")
    if probe.breach_status not in FOUND or probe.has_twin:
        return None
    return offered(actor, rules.PUBLISH_CRITICISM, probe, now=now)
