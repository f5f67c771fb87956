"""Which disputes may be seen, whose turn it is, and which lie over a matter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry, EntryVersion
from portal.regulation import dispute as rules
from portal.regulation.dispute import State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered, offered_in_list
from requests_app.disputes.models import OPEN_STATES, Dispute, DisputeNegotiation
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement, SharingRequest

_DRAWN = (
    "requester",
    "provider",
    "authority__region",
    "request__entry_version",
    "agreement__entry_version",
    "version__entry",
    "entry",
)
#: What a dispute may be about.
type Matter = SharingRequest | SharingAgreement | EntryVersion
#: Ordered by a decision and not made yet: the entry still states the class that was disputed.
_CLASS_ORDERED = Q(
    status=State.CLOSED,
    outcome=rules.Outcome.RECLASSIFY,
    entry__published_at__isnull=False,
    entry__sharing_class=F("version__sharing_class"),
)


def visible_to(actor: Actor) -> QuerySet[Dispute]:
    """Those of the own department, those it coordinates, and an authority's region."""
    if actor.department_id is None:
        return Dispute.objects.none()
    coordinated = Q(authority_id=actor.department_id)
    return Dispute.objects.filter(sharing.parties(actor) | coordinated).select_related(*_DRAWN)


def with_name(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Each with the name of the entry it is about, as ``entry_name``."""
    names = Coalesce(
        "request__entry_version__name", "agreement__entry_version__name", "version__name"
    )
    return rows.annotate(entry_name=names)


def find_matter(actor: Actor, number: str) -> Matter | None:
    """The request, the agreement or the published entry of that number, if the actor may see it.

    An entry is named by its code and stands for its live version.
    """
    request = sharing.visible_to(actor).filter(public_number=number).first()
    if request is not None:
        return request
    agreement = sharing.agreements_visible_to(actor).filter(public_number=number).first()
    if agreement is not None:
        return agreement
    entry = directories.by_slug(directories.published_to(actor), number)
    return None if entry is None else entry.live_version


def key_of(matter: Matter) -> dict[str, Any]:
    """The matter as a dispute names it: ``request_id``, ``agreement_id`` or ``entry_id``."""
    if isinstance(matter, EntryVersion):
        return {"entry_id": matter.entry_id}
    about = "request_id" if isinstance(matter, SharingRequest) else "agreement_id"
    return {about: matter.pk}


def over(matter: Matter, actor: Actor) -> QuerySet[Dispute]:
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


def challenges(
    entries: Iterable[DirectoryEntry], actor: Actor, *, now: datetime
) -> dict[int, Dispute | None]:
    """Of the published entries those whose class the reader may dispute, by id.

    Each with the open dispute of the reader's department about it, or None; two queries, however
    many entries there are.
    """
    own = actor.department_id
    if own is None:
        return {}
    mandates = actor.mandates(local_day(now))
    found = [
        entry.pk
        for entry in entries
        if entry.provider_id != own and _may_challenge(entry, own, actor, now, mandates)
    ]
    if not found:
        return {}
    open_ones = Dispute.objects.filter(
        entry__in=found, requester_id=own, status__in=OPEN_STATES
    ).order_by("-pk")
    under_way = {dispute.entry_id: dispute for dispute in open_ones}
    return {pk: under_way.get(pk) for pk in found}


def _may_challenge(
    entry: DirectoryEntry, own: int, actor: Actor, now: datetime, mandates: frozenset[str]
) -> bool:
    probe = Dispute(
        entry=entry,
        version=entry.live,
        requester_id=own,
        provider=entry.holder,
    )
    step = offered_in_list(actor, rules.OPEN_DISPUTE, probe, now=now, mandates=mandates)
    return step is not None and step.is_allowed


def negotiations_of(dispute: Dispute) -> QuerySet[DisputeNegotiation]:
    """Its records of negotiation, in the order of their days."""
    rows = DisputeNegotiation.objects.filter(dispute=dispute).select_related("recorded_by")
    return rows.order_by("negotiated_on", "pk")


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Dispute]:
    """Disputes whose next step is the actor's.

    Staff record the first negotiation; then the heads of both offices settle or go on; what was
    brought to an authority waits for its officers. A class that was ordered to be changed waits
    for who compiles the entry.

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
    if Mandate.COMPILE in held:
        turn |= provider & _CLASS_ORDERED
    return Dispute.objects.filter(turn).select_related(*_DRAWN)


def class_ordered(rows: QuerySet[Dispute]) -> Dispute | None:
    """The latest of them whose decision orders a class that the provider has not published yet."""
    return rows.filter(_CLASS_ORDERED).order_by("-pk").first()


def disputed_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the open disputes about the entry's class, or about requests for the entry.

    A decision may change the one and reopen the other.
    """
    about = Q(entry=entry_id) | Q(request__entry_version__entry=entry_id)
    found = Dispute.objects.filter(about, status__in=OPEN_STATES)
    return list(found.order_by("pk").values_list("public_number", flat=True))
