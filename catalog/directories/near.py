"""Entries that a new draft may be the same as: shown before it is saved, as far as one may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from django.db.models import Count, Q

from catalog.directories import queries
from catalog.directories.actions import Content
from catalog.directories.models import OPEN_STATES, DirectoryEntry, EntryVersion
from catalog.search.near import NearNames, name_key
from portal.regulation.item_names import item_key
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

#: The items that two entries share, of all items of either: from here on nearly the same.
_ALIKE: Final = 0.75
#: Fewer items are shared by chance.
_FEWEST_ITEMS: Final = 3
#: More are not read before one saves.
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry that is nearly the same; ``is_published`` tells whether it has a page."""

    entry: DirectoryEntry
    name: str
    is_published: bool


def near_entries(content: Content, actor: Actor, *, now: datetime) -> list[NearEntry]:
    """The published entries, and the own department's drafts, that the draft may be the same as.

    By title among all of them, since titles are open to everyone; by items only among entries
    whose details the actor may read.
    """
    versions = EntryVersion.objects.filter(
        Q(live_entry__in=queries.published_to(actor))
        | Q(status__in=OPEN_STATES, entry__provider=actor.department_id)
    )
    named: dict[str, list[int]] = {}
    for pk, name in versions.order_by("pk").values_list("pk", "name").iterator(chunk_size=5_000):
        named.setdefault(name, []).append(pk)
    key = name_key(content.name)
    same = [name for name in named if name_key(name) == key]
    alike = [*same, *NearNames(named).near(content.name, most=_MOST)]
    found = [pk for name in dict.fromkeys(alike) for pk in named[name]]
    found += _by_items(content, actor, now)
    rows = EntryVersion.objects.select_related("entry__provider").in_bulk(found)
    nearest: dict[int, NearEntry] = {}
    for pk in found:
        version = rows[pk]
        is_live = version.entry.live_version_id == pk
        nearest.setdefault(version.entry_id, NearEntry(version.entry, version.name, is_live))
    return list(nearest.values())[:_MOST]


def _by_items(content: Content, actor: Actor, now: datetime) -> list[int]:
    """Live versions that list nearly the same items."""
    keys = {item_key(item.name) for item in content.items}
    if len(keys) < _FEWEST_ITEMS:
        return []
    groups = actor.group_ids(local_day(now))
    items = queries.shareable_items(actor.department_id, groups).order_by()
    sharing = items.filter(name_key__in=keys).values("version")
    shared = dict(
        sharing.annotate(_shared=Count("name_key", distinct=True))
        .filter(_shared__gte=ceil(_ALIKE * len(keys)))
        .values_list("version", "_shared")
    )
    return _alike(keys, shared)


def _alike(keys: Iterable[str], shared: dict[int, int]) -> list[int]:
    own = len(set(keys))
    whole = EntryVersion.objects.filter(pk__in=shared).annotate(
        _items=Count("items__name_key", distinct=True)
    )
    shares = {
        pk: shared[pk] / (own + number - shared[pk])
        for pk, number in whole.values_list("pk", "_items")
    }
    return sorted((pk for pk in shares if shares[pk] >= _ALIKE), key=lambda pk: (-shares[pk], pk))
