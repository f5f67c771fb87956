"""From an HTTP request to an Actor; the one place where interfaces find out who acts."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface


def actor_of(http_request: Any, interface: Interface, now: datetime) -> Actor:
    """The actor behind the request: a person or an application's account; an outsider if none."""
    user = http_request.user
    if not user.is_authenticated:
        return Actor(interface=interface)
    # Who acts is found once for a request; what he may do is asked afresh at every step.
    known: tuple[int, Actor] | None = getattr(http_request, "_portal_actor", None)
    if known is None or known[0] != user.pk or known[1].interface is not interface:
        actor = Actor.person(
            user.pk,
            interface=interface,
            on=local_day(now),
            client_id=getattr(user, "client_id_in_use", None),
            keeps_groups=True,
            appointment=getattr(user, "appointment_in_use", None),
        )
        known = (user.pk, actor)
        http_request._portal_actor = known
    return known[1]


def entering(http_request: Any, interface: Interface) -> tuple[Actor, datetime]:
    """Who acts and when, read once at the interface's door."""
    now = timezone.now()
    return actor_of(http_request, interface, now), now


def local(moment: datetime) -> datetime:
    """The moment in Asia/Shanghai, for people to read."""
    return timezone.localtime(moment)
