"""Which disputes may be seen, whose turn it is, and which lie over a matter."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from portal.regulation import dispute as rules
from portal.regulation.dispute import State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.disputes.models import OPEN_STATES, Dispute, DisputeNegotiation
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement, SharingRequest

_DRAWN = (
    "requester",
    "provider",
    "authority__region",
    "request__entry_version",
    "agreement__entry_version",
)


def visible_to(actor: Actor) -> QuerySet[Dispute]:
    """Those of the own department, those it coordinates, and an authority's region."""
    if actor.department_id is None:
        return Dispute.objects.none()
    coordinated = Q(authority_id=actor.department_id)
    return Dispute.objects.filter(sharing.parties(actor) | coordinated).select_related(*_DRAWN)


def with_name(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Each with the name of the entry it is about, as ``entry_name``."""
    names = Coalesce("request__entry_version__name", "agreement__entry_version__name")
    return rows.annotate(entry_name=names)


def find_matter(actor: Actor, number: str) -> SharingRequest | SharingAgreement | None:
    """The request or the agreement of that number, if the actor may see it."""
    request = sharing.visible_to(actor).filter(public_number=number).first()
    if request is not None:
        return request
    return sharing.agreements_visible_to(actor).filter(public_number=number).first()


def key_of(matter: SharingRequest | SharingAgreement) -> dict[str, Any]:
    """The matter as a dispute names it: ``request_id`` or ``agreement_id``."""
    about = "request_id" if isinstance(matter, SharingRequest) else "agreement_id"
    return {about: matter.pk}


def over(matter: SharingRequest | SharingAgreement, actor: Actor) -> QuerySet[Dispute]:
    """Disputes about one matter that the actor may see, the latest first."""
    return visible_to(actor).filter(**key_of(matter)).order_by("-pk")


def open_step(
    matter: SharingRequest | SharingAgreement, actor: Actor, *, now: datetime
) -> Step | None:
    """Opening a dispute, as the reader may do it from the matter's page; None: not his."""
    about = "request" if isinstance(matter, SharingRequest) else "agreement"
    probe = Dispute(requester=matter.requester, provider=matter.provider, **{about: matter})
    if not probe.kind_on(local_day(now)):
        return None
    return offered(actor, rules.OPEN_DISPUTE, probe, now=now)


def negotiations_of(dispute: Dispute) -> QuerySet[DisputeNegotiation]:
    """Its records of negotiation, in the order of their days."""
    rows = DisputeNegotiation.objects.filter(dispute=dispute).select_related("recorded_by")
    return rows.order_by("negotiated_on", "pk")


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Dispute]:
    """Disputes whose next step is the actor's.

    Staff record the first negotiation; then the heads of both offices settle or go on; what was
    brought to an authority waits for its officers.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    own = actor.department_id
    requester, provider = Q(requester_id=own), Q(provider_id=own)
    unheard = Q(status=State.NEGOTIATING, negotiated_on=None)
    turn = Q(pk=None)
    if Mandate.APPLY in held:
        turn |= requester & unheard
    if Mandate.ANSWER in held:
        turn |= provider & unheard
    if Mandate.CONSENT in held:
        # Whoever has proposed a settlement waits for the other department's answer.
        between = Q(status__in=rules.BETWEEN_PARTIES) & ~Q(settlement_by_id=own)
        turn |= (requester | provider) & between
    if Mandate.OVERSEE in held:
        turn |= Q(authority_id=own, status__in=rules.WITH_AUTHORITY)
    return Dispute.objects.filter(turn).select_related(*_DRAWN)


def disputed_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the open disputes about requests for the entry: a decision may reopen one."""
    found = Dispute.objects.filter(request__entry_version__entry=entry_id, status__in=OPEN_STATES)
    return list(found.order_by("pk").values_list("public_number", flat=True))
