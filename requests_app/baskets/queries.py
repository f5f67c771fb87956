"""A person's basket, how each of its entries stands now, and what earlier requests lend."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from catalog.directories.models import DataItem, DirectoryEntry, EntryGrant
from catalog.directories.queries import available
from portal.regulation import reasons
from portal.regulation.item_names import item_key
from portal.regulation.vocabulary import Mandate, SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.baskets.models import BasketEntry
from requests_app.sharing.models import SharingRequest

#: Earlier requests offered to begin from.
PATTERNS = 10


def visible_to(actor: Actor) -> QuerySet[BasketEntry]:
    """The actor's own; nobody else's basket is anybody's business."""
    if actor.department_id is None or actor.user_id is None:
        return BasketEntry.objects.none()
    return BasketEntry.objects.filter(person_id=actor.user_id)


def may_collect(actor: Actor, *, now: datetime) -> bool:
    """Whether the actor asks for data at all."""
    return Mandate.APPLY in actor.mandates(local_day(now))


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the basket as it stands now.

    ``reason`` says why it cannot be asked for any more; ``gone`` are chosen items that the
    published version does not have.
    """

    row: BasketEntry
    items: tuple[DataItem, ...]
    chosen: frozenset[int]
    gone: tuple[str, ...]
    reason: reasons.Reason | None

    @property
    def entry(self) -> DirectoryEntry:
        """The entry."""
        return self.row.entry

    @property
    def is_ready(self) -> bool:
        """Whether a draft can be made of it."""
        return self.reason is None and bool(self.chosen)


def _reason(
    entry: DirectoryEntry, actor: Actor, *, is_available: bool, is_open: bool
) -> reasons.Reason | None:
    """Why the entry cannot be asked for now."""
    if entry.live_version_id is None:
        return reasons.ENTRY_NOT_PUBLISHED_ANY_MORE
    if entry.provider_id == actor.department_id:
        return reasons.OWN_ENTRY
    if entry.sharing_class == SharingClass.WITHHELD:
        return reasons.WITHHELD
    if not is_open:
        return reasons.DETAILS_CLOSED_MEANWHILE
    return None if is_available else reasons.OUTSIDE_PUBLISHED_SCOPE


def lines(actor: Actor, *, now: datetime) -> list[Line]:
    """The basket in the order of providers, each entry as it stands at this moment."""
    rows = visible_to(actor).select_related("entry__provider", "entry__live_version")
    rows = rows.prefetch_related("entry__live_version__items")
    listed = list(rows.order_by("entry__provider__code", "added_at", "pk"))
    entries = DirectoryEntry.objects.filter(pk__in=[row.entry_id for row in listed])
    reachable = set(available(entries, actor, now=now).values_list("pk", flat=True))
    groups = actor.group_ids(local_day(now))
    seen = set(
        entries.filter(
            pk__in=grants.object_ids(EntryGrant, "view_directoryentry", groups)
        ).values_list("pk", flat=True)
    )
    return [
        _line(row, actor, is_available=row.entry_id in reachable, is_seen=row.entry_id in seen)
        for row in listed
    ]


def _line(row: BasketEntry, actor: Actor, *, is_available: bool, is_seen: bool) -> Line:
    entry = row.entry
    is_open = is_seen or not entry.is_detail_closed
    version = entry.live_version if is_open else None
    found = [] if version is None else list(version.items.all())
    items = tuple(sorted(found, key=lambda item: item.position))
    wanted = {item_key(name): name for name in row.items}
    chosen = frozenset(item.pk for item in items if item_key(item.name) in wanted)
    held = {item_key(item.name) for item in items}
    gone = tuple(name for key, name in wanted.items() if version is not None and key not in held)
    reason = _reason(entry, actor, is_available=is_available, is_open=is_open)
    return Line(row, items, chosen, gone, reason)


def patterns(actor: Actor) -> list[SharingRequest]:
    """The department's latest requests, one for each scenario, to begin further ones from."""
    own = SharingRequest.objects.filter(requester_id=actor.department_id or 0).exclude(scenario="")
    latest: dict[str, SharingRequest] = {}
    for request in own.select_related("entry_version").order_by("-pk")[: PATTERNS * 5]:
        latest.setdefault(request.scenario, request)
    return list(latest.values())[:PATTERNS]


def pattern(actor: Actor, number: str) -> SharingRequest | None:
    """The own department's request of that number."""
    own = SharingRequest.objects.filter(requester_id=actor.department_id or 0)
    return own.filter(public_number=number).first()
