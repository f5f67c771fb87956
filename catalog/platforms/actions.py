"""Declare a platform, have it join, exempt it by law, close it, log its connection (Art. 31)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department
from catalog.norms.models import Norm
from catalog.platforms.models import Platform, PlatformConnection
from catalog.platforms.queries import authority_for, exempt_by
from catalog.regions.models import Region
from portal.regulation import platform as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.marks import mark_once
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is said of a platform; without a region it serves its operator's own."""

    name: str
    kind: str
    began_on: date
    region: Region | None = None
    norm: Norm | None = None
    article: str = ""


def declare_platform(
    *, operator_id: int, declared: Declared, actor: Actor, now: datetime
) -> Platform:
    """The operating department declares its platform, or its authority does (Art. 31).

    :raises Refused: it lacks a particular, stands in the register, or may not be built any more.
    """
    with transaction.atomic():
        operator = (
            Department.objects.select_related("region__parent")
            .filter(pk=operator_id, closed_on=None)
            .first()
        )
        if operator is None:
            raise Refused(reasons.NOT_FOUND)
        today = local_day(now)
        platform = Platform(
            public_number=yearly_number("PL", operator.code, today),
            operator=operator,
            authority=authority_for(operator, on=today),
            name=declared.name.strip(),
            kind=declared.kind,
            region=declared.region or operator.region,
            began_on=declared.began_on,
            norm=declared.norm,
            article=declared.article.strip(),
        )
        details = {
            "name": platform.name,
            "kind": platform.kind,
            "operator": operator.code,
            "region": platform.region.code,
            "norm": _number(platform.norm),
        }
        return open_matter(rules.DECLARE_PLATFORM, platform, actor=actor, now=now, details=details)


def _number(matter: Any) -> str:
    return "" if matter is None else str(matter.public_number)


def order_joining(*, pk: int, join_by: date, actor: Actor, now: datetime, note: str = "") -> None:
    """The authority orders the platform to join by a day; a later order sets another (Art. 31)."""
    with transition(
        rules.ORDER_JOINING,
        model=Platform,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"join_by": join_by},
        note=note,
        details={"due_on": str(join_by)},
    ) as platform:
        platform.due_on, platform.due_stopped_on = join_by, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Where a platform joined: at another one, or at the national system, named in words."""

    connection_number: str
    joined_on: date
    upper: Platform | None = None
    national_system: str = ""


def join_platform(*, pk: int, joining: Joining, actor: Actor, now: datetime) -> None:
    """The authority records that the platform is part of the national system, and how (Art. 31).

    What is connected to another platform now is recorded in the same way.
    """
    with transaction.atomic():
        # Both in one order: the platform above does not close meanwhile, and nobody waits for ever.
        wanted = [pk] if joining.upper is None else [pk, joining.upper.pk]
        rows = Platform.objects.select_for_update(of=("self",)).select_related("region")
        locked = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
        upper = None if joining.upper is None else locked.get(joining.upper.pk)
        inputs = {
            "upper": upper,
            "national_system": joining.national_system,
            "connection_number": joining.connection_number,
            "joined_on": joining.joined_on,
        }
        with transition(
            rules.JOIN_PLATFORM,
            model=Platform,
            pk=pk,
            actor=actor,
            now=now,
            inputs=inputs,
            details={
                "upper": _number(upper),
                "national_system": joining.national_system.strip(),
                "connection_number": joining.connection_number.strip(),
                "joined_on": str(joining.joined_on),
            },
        ) as platform:
            platform.upper = upper
            platform.national_system = joining.national_system.strip()
            platform.connection_number = joining.connection_number.strip()
            platform.joined_on = joining.joined_on
            # Of the new connection nothing is recorded yet.
            platform.connection, platform.connection_at = "", None


def exempt_platform(
    *, pk: int, norm: Norm | None, article: str, actor: Actor, now: datetime
) -> None:
    """The authority keeps the platform apart, as a law in force provides (Art. 31)."""
    with transition(
        rules.EXEMPT_PLATFORM,
        model=Platform,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"norm": norm, "article": article},
        details={"norm": _number(norm), "article": article.strip()},
    ) as platform:
        platform.norm, platform.article = norm, article.strip()


def close_platform(*, pk: int, closed_on: date, actor: Actor, now: datetime) -> None:
    """The platform is out of operation; whatever joined through it has been connected elsewhere."""
    with transition(
        rules.CLOSE_PLATFORM,
        model=Platform,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"closed_on": closed_on},
        details={"closed_on": str(closed_on)},
    ) as platform:
        platform.closed_on = closed_on


def record_connection(
    *, pk: int, connection: str, happened_at: datetime, note: str, actor: Actor, now: datetime
) -> None:
    """Add to the log since when the platform is connected or interrupted, and why (Art. 30)."""
    inputs = {
        "connection": connection,
        "happened_at": happened_at,
        "happened_on": local_day(happened_at),
        "note": note,
    }
    with transition(
        rules.RECORD_CONNECTION,
        model=Platform,
        pk=pk,
        actor=actor,
        now=now,
        inputs=inputs,
        note=note,
        details={"connection": connection, "happened_at": happened_at.isoformat()},
    ) as platform:
        platform.connection, platform.connection_at = connection, happened_at
        PlatformConnection.objects.create(
            platform=platform,
            state=connection,
            happened_at=happened_at,
            note=note.strip(),
            recorded_at=now,
            recorded_by_id=actor.user_id,
        )


def flag_repeal(*, norm: Norm, actor: Actor, now: datetime) -> None:
    """Tell whoever operates a platform that the norm kept apart that it is repealed (Art. 31)."""
    if norm.repealed_on is None:
        return
    for platform in exempt_by(norm):
        mark_once(platform, "basis_ends", actor=actor, now=now, day=norm.repealed_on)
