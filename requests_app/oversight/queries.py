"""Which breaches may be seen, whose turn it is, and whom an authority judges."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from catalog.platforms import queries as platforms
from portal.regulation import breach as rules
from portal.regulation.breach import State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel
from portal.workflow.policy import Step, offered
from requests_app.corrections import queries as corrections
from requests_app.demands import queries as demands
from requests_app.emergencies import queries as emergencies
from requests_app.incidents import queries as incidents
from requests_app.oversight.models import Breach
from requests_app.sharing import queries as sharing

_DRAWN = ("department", "authority__region")


def visible_to(actor: Actor) -> QuerySet[Breach]:
    """Those of the own department, those it judges, and an authority's region.

    Nobody else: whoever was harmed learns of it in the matter itself.
    """
    if actor.department_id is None:
        return Breach.objects.none()
    own = actor.department_id
    mine = Q(department_id=own) | Q(authority_id=own)
    overseen = overseen_by(own)
    if overseen:
        mine |= Q(department__in=overseen)
    return Breach.objects.filter(mine).select_related(*_DRAWN)


def propose_step(actor: Actor, *, now: datetime) -> Step | None:
    """Recording a possible breach, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None or not own.is_authority:
        return None
    probe = Breach(department=Department(), authority=own, code="A39_9", statement="?")
    return offered(actor, rules.PROPOSE, probe, now=now)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Breach]:
    """Breaches whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    today = local_day(now)
    held = actor.mandates(today) if mandates is None else mandates
    turn = Q(pk=None)
    if held & {Mandate.CONSENT, Mandate.OVERSEE}:
        own = Q(department_id=actor.department_id)
        turn |= own & Q(status__in=[State.PROPOSED, State.ORDERED])
    if Mandate.OVERSEE in held:
        judged = Q(authority_id=actor.department_id)
        heard = Q(status=State.PROPOSED, due_on__lt=today)
        mine = Q(status__in=[State.JUSTIFIED, State.CONFIRMED, State.REPORTED])
        turn |= judged & (heard | mine)
    return Breach.objects.filter(turn).select_related(*_DRAWN)


def not_put_right(on: date) -> QuerySet[Breach]:
    """Ordered, and the day set is over without a report."""
    return Breach.objects.filter(status=State.ORDERED, rectification_due_on__lt=on)


#: Where a matter has a page of its own, those of its kind that a reader may see.
_PAGES: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "catalog.platform": platforms.visible_to,
    "requests_app.sharingrequest": sharing.visible_to,
    "requests_app.sharingagreement": sharing.agreements_visible_to,
    "requests_app.correction": corrections.visible_to,
    "requests_app.emergencyrelease": emergencies.visible_to,
    "requests_app.securityincident": incidents.visible_to,
    "requests_app.datacollection": demands.collections_visible_to,
}


def register_subject(label: str, visible: Callable[[Actor], QuerySet[Any]]) -> None:
    """Let a domain above say which of its matters, in which breaches come to light, may be seen."""
    _PAGES[label] = visible


def breaches_about(matter: WorkflowModel, actor: Actor) -> QuerySet[Breach]:
    """The breaches recorded of a matter that the actor may see, the oldest first."""
    found = visible_to(actor).filter(subject_type=matter._meta.label_lower, subject_id=matter.pk)
    return found.order_by("pk")


def subject_of(breach: Breach, actor: Actor) -> WorkflowModel | None:
    """The matter that the fact is about, if it has a page and the actor may see it."""
    visible = _PAGES.get(breach.subject_type)
    if visible is None or breach.subject_id is None:
        return None
    found: WorkflowModel | None = visible(actor).filter(pk=breach.subject_id).first()
    return found
