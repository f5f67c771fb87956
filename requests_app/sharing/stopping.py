"""Which agreements an authority's stops cover, and what their pages say of it (Arts 29, 35)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet

from portal.regulation.agreement import State
from portal.workflow.actor import Actor
from requests_app.sharing.models import SharingAgreement
from requests_app.stops import queries as stops
from requests_app.stops.models import DeliveryStop

#: Data flow under it, or may flow again.
_LIVE = (State.PREPARING, State.IN_USE, State.SUSPENDED)


def stops_over_agreement() -> QuerySet[DeliveryStop]:
    """The stops in force over the deliveries of the outer agreement, for whichever purpose."""
    return stops.over(
        provider=OuterRef("provider_id"),
        entry=OuterRef("entry_version__entry_id"),
        recipient=OuterRef("requester_id"),
    )


def _touched(found: QuerySet[DeliveryStop]) -> QuerySet[SharingAgreement]:
    """Live agreements that one of those stops covers, for one of their purposes at least."""
    rows = SharingAgreement.objects.filter(status__in=_LIVE)
    marked = rows.annotate(with_stopped=ArraySubquery(found.values("purpose")))
    return marked.filter(
        Q(with_stopped__contains=[""])
        | Q(with_stopped__contains=[F("purpose")])
        | Q(with_stopped__overlap=F("further_purposes"))
    )


def stopped() -> QuerySet[SharingAgreement]:
    """Agreements whose deliveries are stopped, for one of their purposes at least."""
    return _touched(stops_over_agreement())


def touched_by(stop: DeliveryStop) -> QuerySet[SharingAgreement]:
    """Agreements whose deliveries that stop covers while it is in force."""
    return _touched(stops_over_agreement().filter(pk=stop.pk))


def stops_of(agreement: SharingAgreement) -> list[DeliveryStop]:
    """The stops in force over the agreement's deliveries, for one of its purposes at least."""
    if agreement.status not in _LIVE:
        return []
    return stops.over_matter(
        provider_id=agreement.provider_id,
        entry_id=agreement.entry_version.entry_id,
        recipient_id=agreement.requester_id,
        purposes=frozenset(agreement.purposes),
    )


@stops.register_concerning
def concerning(actor: Actor) -> Q:
    """Stops that name whom the actor's department shares with, or what they share."""
    own = Q(requester_id=actor.department_id) | Q(provider_id=actor.department_id)
    live = SharingAgreement.objects.filter(own, status__in=_LIVE)
    return stops.naming(live, entry="entry_version__entry")
