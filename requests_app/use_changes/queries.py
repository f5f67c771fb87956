"""Which changes of use may be seen, and whose turn it is."""

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.regulation import agreement as agreement_rules
from portal.regulation import use_change
from portal.regulation.use_change import State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement
from requests_app.use_changes.models import LIVE_STATES, OPEN_STATES, UseChange


def _readable(actor: Actor) -> Q:
    """As with requests: the requester's own, and what was received under agreements one sees."""
    received = Q(received_at__isnull=False) | Q(agreement__requester_id=actor.department_id)
    return sharing.parties(actor, prefix="agreement__") & received


def visible_to(actor: Actor) -> QuerySet[UseChange]:
    """Those of the agreements the actor may see; drafts are the requester's own."""
    if actor.department_id is None:
        return UseChange.objects.none()
    return UseChange.objects.filter(_readable(actor)).select_related(
        "agreement__requester",
        "agreement__provider__region",
        "agreement__entry_version",
        "third_party",
    )


def of_agreement(agreement: SharingAgreement, actor: Actor) -> QuerySet[UseChange]:
    """Those under the agreement and the ones it replaced, as far as the actor may see them."""
    same = visible_to(actor).filter(agreement__request=agreement.request_id)
    return same.order_by("-pk")


def request_step(agreement: SharingAgreement, actor: Actor, *, now: datetime) -> Step | None:
    """Asking for a change, as the reader may do it from the agreement's page; None: not his."""
    if agreement.status != agreement_rules.State.IN_USE:
        return None
    return offered(actor, use_change.REQUEST_USE_CHANGE, UseChange(agreement=agreement), now=now)


def made_by(change: UseChange) -> SharingAgreement | None:
    """The agreement that consent to it has made."""
    if change.status != State.CONSENTED:
        return None
    return SharingAgreement.objects.filter(replaces=change.agreement_id).first()


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[UseChange]:
    """Changes of use whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    requester = Q(agreement__requester_id=actor.department_id)
    provider = Q(agreement__provider_id=actor.department_id)
    turn = Q(pk=None)
    if Mandate.APPLY in held:
        turn |= requester & Q(status=State.DRAFT)
    if Mandate.CONSENT in held:
        turn |= requester & Q(status=State.AWAITING_REQUESTER_HEAD)
        turn |= provider & Q(status=State.RECEIVED)
    return visible_to(actor).filter(turn)


def without_use() -> QuerySet[UseChange]:
    """Open changes whose agreement has ended."""
    return UseChange.objects.filter(status__in=OPEN_STATES).exclude(
        agreement__status__in=LIVE_STATES
    )
