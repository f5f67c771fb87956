"""The register of standards and their codes: all may read it; the authority keeps it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.queries import by_id
from catalog.standards.models import Standard, StandardCode
from portal.regulation.standard import REGISTER_STANDARD
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[Standard]:
    """Every member of any department may read the register; an outsider nothing."""
    if actor.department_id is None:
        return Standard.objects.none()
    return Standard.objects.select_related("authority__region", "replaced_by")


def codes_visible_to(actor: Actor) -> QuerySet[StandardCode]:
    """The same for the codes of their lists."""
    if actor.department_id is None:
        return StandardCode.objects.none()
    return StandardCode.objects.select_related("standard")


def ended(on: date) -> Q:
    """Standards that have ended by that day."""
    return Q(ended_on__lte=on)


def valid(on: date) -> Q:
    """Codes that mean something on that day."""
    begun = Q(starts_on=None) | Q(starts_on__lte=on)
    return begun & (Q(ends_on=None) | Q(ends_on__gte=on))


def on_offer() -> QuerySet[Standard]:
    """Standards that a form offers; whether one has ended, the gate judges."""
    return Standard.objects.order_by("number", "edition", "pk")


def ended_among(ids: Iterable[int], *, on: date) -> list[str]:
    """How those of these standards are cited that have ended by that day."""
    rows = ended_on(on).filter(pk__in=list(ids)).order_by("number", "edition")
    return [standard.cited_as for standard in rows]


def ended_on(day: date) -> QuerySet[Standard]:
    """Standards that have ended by that day."""
    return Standard.objects.filter(ended(day))


def count_codes(standard: Standard) -> int:
    """How many rows its list has."""
    return StandardCode.objects.filter(standard=standard).count()


def codes_listed(standard_id: int, *, on: date) -> tuple[str, ...]:
    """The codes of the standard's list that mean something on that day."""
    rows = StandardCode.objects.filter(valid(on), standard=standard_id).order_by("code", "pk")
    return tuple(rows.values_list("code", flat=True))


def register_step(actor: Actor, *, now: datetime) -> Step | None:
    """Registering a standard, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    # Whatever is typed later: something that the register does not have.
    probe = Standard(authority=own, number="?", title="?")
    return offered(actor, REGISTER_STANDARD, probe, now=now)
