"""The register of platforms: all may read it; whose turn a platform is; who may declare one."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, coordinating_authority, judged_by
from catalog.norms.models import Norm
from catalog.platforms.models import Platform, PlatformConnection
from portal.regulation.platform import DECLARE_PLATFORM, Kind, State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

_DRAWN = ("operator__region", "authority__region", "region", "upper", "norm")


def visible_to(actor: Actor) -> QuerySet[Platform]:
    """Every member of any department may read the register; an outsider nothing."""
    if actor.department_id is None:
        return Platform.objects.none()
    return Platform.objects.select_related(*_DRAWN)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Platform]:
    """Platforms that were to have joined by now, for operator and authority.

    :param mandates: the actor's, where they have been read already.
    """
    today = local_day(now)
    held = actor.mandates(today) if mandates is None else mandates
    turn = Q(pk=None)
    if held & {Mandate.CONSENT, Mandate.COMPILE}:
        turn |= Q(operator_id=actor.department_id)
    if Mandate.OVERSEE in held:
        turn |= Q(authority_id=actor.department_id)
    return overdue(today).filter(turn).select_related(*_DRAWN)


def overdue(on: date) -> QuerySet[Platform]:
    """Ordered to join, and the day is over."""
    return Platform.objects.filter(status=State.ORDERED, due_on__lt=on)


def operated_by(department: Department) -> QuerySet[Platform]:
    """The platforms that a department has declared, or others have declared of it."""
    return Platform.objects.filter(operator=department).order_by("pk")


def through(platform: Platform) -> QuerySet[Platform]:
    """Platforms that joined through this one."""
    return Platform.objects.filter(upper=platform, status=State.JOINED).order_by("pk")


def log(platform: Platform) -> QuerySet[PlatformConnection]:
    """What was recorded of its connection, the latest first."""
    return PlatformConnection.objects.filter(platform=platform).order_by("-pk")


def on_offer() -> QuerySet[Platform]:
    """Platforms that a form offers; whether data may travel by one, the gate judges."""
    return Platform.objects.exclude(status=State.CLOSED).order_by("name", "pk")


def numbered(number: str) -> Platform | None:
    """The platform of that number."""
    return Platform.objects.filter(public_number=number).first()


def exempt_by(norm: Norm) -> QuerySet[Platform]:
    """Platforms that the norm keeps apart from the national system."""
    return Platform.objects.filter(norm=norm, status=State.EXEMPT).order_by("pk")


def authority_for(operator: Department, *, on: date) -> Department | None:
    """Who decides about a platform of that department.

    Never the operator, where another authority is registered above it.
    """
    found = coordinating_authority(operator, operator, on=on)
    return operator if found is None and operator.is_authority else found


def declarable(actor: Actor, *, now: datetime) -> QuerySet[Department]:
    """The departments whose platforms the actor's department may declare: its own, its region's."""
    own = Q(pk=actor.department_id or 0)
    under = judged_by(actor.department_id, local_day(now)).values("pk")
    return Department.objects.filter(own | Q(pk__in=under), closed_on=None).order_by("code")


def declare_step(actor: Actor, *, now: datetime) -> Step | None:
    """Declaring a platform, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    step = offered(actor, DECLARE_PLATFORM, _probe(own, now, operator=own), now=now)
    if step is None and own.is_authority:
        # For any of its region's, whichever is named later.
        anyone = Department(region=own.region)
        step = offered(actor, DECLARE_PLATFORM, _probe(own, now, operator=anyone), now=now)
    return step


def _probe(own: Department, now: datetime, *, operator: Department) -> Platform:
    """Whatever is typed later: something that nobody has declared."""
    return Platform(
        operator=operator,
        authority=own if operator is not own else None,
        region=own.region,
        name="?",
        kind=Kind.REGIONAL,
        began_on=local_day(now),
    )
