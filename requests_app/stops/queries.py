"""Which stops cover a delivery, and who may know of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from portal.regulation.stop import STOP_DELIVERY, State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.stops.models import DeliveryStop

_DRAWN = ("authority__region", "provider", "entry__live_version", "recipient")


def _of_outer(value: Any) -> Any:
    """The same column, seen from one query further in."""
    return OuterRef(value) if isinstance(value, OuterRef) else value


def over(*, provider: Any, entry: Any, recipient: Any) -> QuerySet[DeliveryStop]:
    """The stops in force over deliveries of an entry by one department to another.

    The one place that says whom a stop covers; the purpose is compared with each call's own. All
    three are ids, or ``OuterRef`` to the columns that hold them. One of the two departments lies
    in the authority's region or below, whatever else is named.
    """
    either = Q(pk=_of_outer(provider)) | Q(pk=_of_outer(recipient))
    inside = Department.objects.filter(
        either, region__path__startswith=OuterRef("authority__region__path")
    )
    return DeliveryStop.objects.filter(
        Q(provider=None) | Q(provider=provider),
        Q(entry=None) | Q(entry=entry),
        Q(recipient=None) | Q(recipient=recipient),
        Exists(inside),
        status=State.IN_FORCE,
    )


def over_matter(
    *, provider_id: int, entry_id: int, recipient_id: int, purposes: frozenset[str]
) -> list[DeliveryStop]:
    """The stops in force over one matter's deliveries, for any of its purposes."""
    found = over(provider=provider_id, entry=entry_id, recipient=recipient_id)
    stops = found.filter(purpose__in={"", *purposes}).select_related(*_DRAWN)
    return list(stops.order_by("pk"))


type Concerning = Callable[[Actor], Q]
_concerning: list[Concerning] = []


def register_concerning(source: Concerning) -> Concerning:
    """Let a domain above say which stops its matters tell the actor's department of."""
    if source not in _concerning:
        _concerning.append(source)
    return source


def naming(matters: QuerySet[Any], *, entry: str) -> Q:
    """Stops that name what a department's own matters have: their sides and their entries.

    :param entry: the matters' column of the entry.
    """
    named = ~Q(provider=None) | ~Q(entry=None) | ~Q(recipient=None)
    return (
        named
        & (Q(provider=None) | Q(provider__in=matters.values("provider")))
        & (Q(entry=None) | Q(entry__in=matters.values(entry)))
        & (Q(recipient=None) | Q(recipient__in=matters.values("requester")))
    )


def _concerned(actor: Actor, own: Department) -> Q:
    """Stops that concern the actor's department: named in them, or sharing what is named."""
    told = Q(provider=own) | Q(entry__provider=own) | Q(recipient=own)
    # A purpose alone concerns everybody in the jurisdiction.
    told |= Q(
        provider=None,
        entry=None,
        recipient=None,
        authority__region__code__in=own.region.path_codes,
    )
    for source in _concerning:
        told |= source(actor)
    return told


def visible_to(actor: Actor) -> QuerySet[DeliveryStop]:
    """Those that concern the own department, the own ones, and those of authorities below."""
    own = by_id(actor.department_id)
    if own is None:
        return DeliveryStop.objects.none()
    mine = _concerned(actor, own) | Q(authority=own)
    overseen = overseen_by(own.pk)
    if overseen:
        mine |= Q(authority__in=overseen)
    return DeliveryStop.objects.filter(mine).select_related(*_DRAWN)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[DeliveryStop]:
    """Stops in force: the authority's own until it lifts them; heads of offices are told.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    told = Q(pk=None)
    if Mandate.OVERSEE in held:
        told |= Q(authority_id=actor.department_id)
    if Mandate.CONSENT in held:
        own = by_id(actor.department_id)
        told |= Q(pk=None) if own is None else _concerned(actor, own)
    return DeliveryStop.objects.filter(told, status=State.IN_FORCE).select_related(*_DRAWN)


def stop_step(actor: Actor, *, now: datetime) -> Step | None:
    """Stopping delivery, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    # Whatever is named later: something that nobody has stopped.
    return offered(actor, STOP_DELIVERY, DeliveryStop(authority=own, purpose="?"), now=now)
