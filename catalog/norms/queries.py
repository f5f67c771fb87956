"""Which norms may be read and cited."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.queries import by_id
from catalog.norms.models import Norm
from portal.regulation.norm import RECORD_NORM
from portal.regulation.vocabulary import InstrumentLevel
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[Norm]:
    """Every member of any department may read the register; an outsider nothing."""
    if actor.department_id is None:
        return Norm.objects.none()
    return Norm.objects.select_related("authority__region")


def in_force(on: date) -> Q:
    """Norms that are in force on that day."""
    return Q(effective_on__lte=on) & (Q(repealed_on=None) | Q(repealed_on__gt=on))


def citable() -> QuerySet[Norm]:
    """Norms that a form offers; whether one is in force that day, the gate judges."""
    return Norm.objects.order_by("title", "pk")


def numbered(numbers: Iterable[str]) -> dict[str, Norm]:
    """The norms of these numbers, as far as the register has them."""
    found = Norm.objects.filter(public_number__in=set(numbers))
    return {norm.public_number: norm for norm in found}


def record_step(actor: Actor, *, now: datetime) -> Step | None:
    """Recording a norm, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    # Whatever is typed later: something that the register does not have.
    probe = Norm(
        authority=own,
        title="?",
        document_number="?",
        issuer="?",
        level=InstrumentLevel.LAW,
        effective_on=local_day(now),
    )
    return offered(actor, RECORD_NORM, probe, now=now)
