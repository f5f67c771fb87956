"""Which emergency releases may be seen, whose turn it is, and what was fetched under them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from catalog.departments.models import DepartmentSystem
from catalog.departments.queries import by_id, coordinating_authority, systems_of
from catalog.directories import queries as directories
from catalog.directories.models import DataItem, DataVersion, DirectoryEntry
from portal.accounts.models import ApiClient
from portal.regulation import emergency as rules
from portal.regulation.emergency import State
from portal.regulation.vocabulary import Mandate, SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.emergencies.models import EmergencyDelivery, EmergencyRelease
from requests_app.sharing import queries as sharing
from requests_app.sharing.recipients import Receipt, register_recipients
from requests_app.stops import queries as stops
from requests_app.stops.models import DeliveryStop

_DRAWN = (
    "requester__region",
    "provider__region",
    "authority__region",
    "entry__live_version",
    "entry_version",
    "system",
)


def visible_to(actor: Actor) -> QuerySet[EmergencyRelease]:
    """Those of the own department on either side, those it grants or reviews, its region's."""
    if actor.department_id is None:
        return EmergencyRelease.objects.none()
    mine = sharing.parties(actor) | Q(authority_id=actor.department_id)
    return EmergencyRelease.objects.filter(mine).select_related(*_DRAWN)


def received_by(actor: Actor, number: str) -> EmergencyRelease | None:
    """The release of that number, if the actor's department asked for it.

    With ``with_stop``: a stop in force over it, or None.
    """
    if actor.department_id is None:
        return None
    own = EmergencyRelease.objects.filter(public_number=number, requester_id=actor.department_id)
    return own.select_related(*_DRAWN).annotate(with_stop=_stop()).first()


def _stop() -> Subquery:
    """A stop in force over what the outer release gives out, for its purpose or whatever it is."""
    over = stops.over(
        provider=OuterRef("provider_id"),
        entry=OuterRef("entry_id"),
        recipient=OuterRef("requester_id"),
    )
    covers = over.filter(Q(purpose="") | Q(purpose=OuterRef("purpose")))
    return Subquery(covers.values("pk")[:1])


def stops_of(release: EmergencyRelease, now: datetime) -> list[DeliveryStop]:
    """The stops in force over a release that still runs."""
    if release.status != State.IN_FORCE or rules.is_over(release, now):
        return []
    return stops.over_matter(
        provider_id=release.provider_id,
        entry_id=release.entry_id,
        recipient_id=release.requester_id,
        purposes=frozenset({release.purpose}),
    )


@stops.register_concerning
def stops_concerning(actor: Actor) -> Q:
    """Stops that name whom the actor's department releases to or has releases from."""
    own = Q(requester_id=actor.department_id) | Q(provider_id=actor.department_id)
    open_ones = EmergencyRelease.objects.filter(own, status__in=rules.RUNNING)
    return stops.naming(open_ones, entry="entry")


def probe(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> EmergencyRelease | None:
    """A release of the entry to the actor's department, as it would be asked for."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    return EmergencyRelease(
        entry=entry,
        provider=entry.holder,
        requester=own,
        authority=coordinating_authority(own, entry.holder, on=local_day(now)),
        status="",
    )


def ask_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Asking for a release of the entry, as the reader may do it; None: it is not his to ask."""
    if Mandate.CONSENT not in actor.mandates(local_day(now)):
        return None
    made = probe(entry, actor, now=now)
    return None if made is None else offered(actor, rules.ASK_RELEASE, made, now=now)


def askable(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Published entries of other departments; what is withheld is not among them."""
    entries = directories.published_to(actor).exclude(provider_id=actor.department_id)
    return entries.exclude(sharing_class=SharingClass.WITHHELD)


def may_ask(actor: Actor, *, now: datetime) -> bool:
    """Whether the actor heads an office that could ask."""
    return Mandate.CONSENT in actor.mandates(local_day(now))


def own_systems(department_id: int | None) -> QuerySet[DepartmentSystem]:
    """The application systems that may be named to receive it."""
    return systems_of(department_id or 0)


def own_system(department_id: int, client_id: int) -> ApiClient | None:
    """The application system of the department, while it is in service."""
    found = systems_of(department_id).filter(client_id=client_id).first()
    return None if found is None else found.client


def columns_offered(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> QuerySet[DataItem]:
    """The entry's columns that the actor may name: none where its details are closed to him."""
    if not directories.may_see_details(entry, actor, now=now):
        return DataItem.objects.none()
    items = DataItem.objects.filter(version_id=entry.live_version_id).exclude(column_name="")
    return items.order_by("position")


def released_columns(release: EmergencyRelease) -> list[DataItem]:
    """The columns released, in the entry's order."""
    named = DataItem.objects.filter(pk__in=release.items.values("item"))
    return list(named.order_by("position"))


def source_of(release: EmergencyRelease, columns: Sequence[str]) -> DataVersion | None:
    """The data version to read: a current one of the entry that holds the columns, the latest."""
    current = DataVersion.objects.filter(
        resource__entry_id=release.entry_id, pk=F("resource__current"), dropped_at=None
    )
    holding = current.filter(columns__has_keys=list(columns))
    return holding.order_by("-loaded_at", "-pk").first()


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[EmergencyRelease]:
    """Those to be granted, and those to be reviewed by the body that did not grant them.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    own = actor.department_id
    over = Q(status=State.ENDED) | Q(status=State.IN_FORCE, ends_at__lte=now)
    to_review = over & ~Q(granted_by_id=own)
    turn = Q(pk=None)
    if Mandate.CONSENT in held:
        turn |= Q(provider_id=own) & (Q(status=State.ASKED) | to_review)
    if Mandate.OVERSEE in held:
        turn |= Q(authority_id=own) & (Q(status=State.ASKED) | to_review)
    return EmergencyRelease.objects.filter(turn).select_related(*_DRAWN)


def hours_over(now: datetime) -> QuerySet[EmergencyRelease]:
    """Granted ones whose hours are over and nobody has noted it."""
    return EmergencyRelease.objects.filter(status=State.IN_FORCE, ends_at__lte=now)


def review_overdue(on: date) -> QuerySet[EmergencyRelease]:
    """Ended, and not reviewed within the period."""
    return _to_review().filter(due_on__lt=on)


def review_due_within(on: date, until: date) -> QuerySet[EmergencyRelease]:
    """Reviews still to come whose period ends between the two days."""
    return _to_review().filter(due_on__gte=on, due_on__lte=until)


def _to_review() -> QuerySet[EmergencyRelease]:
    return EmergencyRelease.objects.filter(
        status__in=rules.TO_BE_REVIEWED, due_stopped_on=None, due_on__isnull=False
    )


def releases_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the emergency releases of the entry that are asked for or run."""
    runs = Q(status=State.ASKED) | Q(status=State.IN_FORCE, ends_at__gt=now)
    found = EmergencyRelease.objects.filter(runs, entry=entry_id).order_by("pk")
    return list(found.values_list("public_number", flat=True))


def receipts_of_release(release: EmergencyRelease) -> QuerySet[EmergencyDelivery]:
    """What was fetched under a release, the latest first."""
    return EmergencyDelivery.objects.filter(release=release).order_by("-pk")


def rows_delivered(release: EmergencyRelease) -> int:
    """How many rows were given out under the release so far."""
    found = receipts_of_release(release).order_by().aggregate(rows=Sum("row_count"))
    return found["rows"] or 0


def receipts_by_release(
    marks: Sequence[str], *, within: Sequence[int]
) -> QuerySet[EmergencyDelivery, dict[str, Any]]:
    """Fetches that hold one of the marks, counted by emergency release.

    :param within: ids of departments, of which one gives or receives.
    """
    either = Q(release__provider__in=within) | Q(release__requester__in=within)
    rows = EmergencyDelivery.objects.filter(either, record_marks__overlap=list(marks))
    return (
        rows.values("release_id")
        .annotate(times=Count("pk"), first_at=Min("delivered_at"), last_at=Max("delivered_at"))
        .order_by("release_id")
    )


@register_recipients
def receipts_holding(entry_id: int, marks: Sequence[str]) -> Iterator[Receipt]:
    """Emergency releases of the entry that held a record with one of the marks."""
    rows = EmergencyDelivery.objects.filter(
        release__entry_id=entry_id, record_marks__overlap=list(marks)
    )
    found = rows.order_by("-pk").values_list("release__requester_id", "receipt_number")
    for department_id, number in found:
        yield Receipt(department_id, number)
