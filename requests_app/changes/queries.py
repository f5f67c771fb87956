"""Which changes of service may be seen, and whose turn it is."""

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.regulation import service_change
from portal.regulation.service_change import State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.changes.models import LIVE_STATES, OPEN_STATES, ServiceChange
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement


def visible_to(actor: Actor) -> QuerySet[ServiceChange]:
    """Those of the agreements the actor may see: both parties, and the authority."""
    if actor.department_id is None:
        return ServiceChange.objects.none()
    return ServiceChange.objects.filter(
        sharing.parties(actor, prefix="agreement__")
    ).select_related(
        "agreement__requester", "agreement__provider__region", "agreement__entry_version"
    )


def of_agreement(agreement: SharingAgreement) -> QuerySet[ServiceChange]:
    """All under the agreement and the ones it replaced, the latest first."""
    same = ServiceChange.objects.filter(agreement__request=agreement.request_id)
    return same.order_by("-pk")


def propose_step(agreement: SharingAgreement, actor: Actor, *, now: datetime) -> Step | None:
    """Proposing a change, as the reader may do it from the agreement's page; None: not his."""
    if agreement.status not in LIVE_STATES:
        return None
    probe = ServiceChange(agreement=agreement)
    return offered(actor, service_change.PROPOSE, probe, now=now)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[ServiceChange]:
    """Changes whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    today = local_day(now)
    held = actor.mandates(today) if mandates is None else mandates
    requester = Q(agreement__requester_id=actor.department_id)
    provider = Q(agreement__provider_id=actor.department_id)
    talking = Q(status__in=service_change.TALKING)
    turn = Q(pk=None)
    if Mandate.CONSENT in held:
        turn |= requester & talking & Q(position="")
        turn |= provider & Q(status=State.NEGOTIATED)
    if Mandate.ANSWER in held:
        turn |= provider & Q(status=State.NEGOTIATING)
    if Mandate.SUPPLY in held:
        turn |= provider & Q(status=State.FILED, planned_on__lte=today)
    return visible_to(actor).filter(turn)


def without_service() -> QuerySet[ServiceChange]:
    """Open changes whose agreement ended in another way."""
    return ServiceChange.objects.filter(status__in=OPEN_STATES).exclude(
        agreement__status__in=LIVE_STATES
    )
