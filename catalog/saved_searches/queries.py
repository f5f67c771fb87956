"""Whose searches there are, and which people look for an entry that is new."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from catalog.directories import queries as directories
from catalog.directories.filters import EntryFilterSet
from catalog.directories.models import EntryVersion
from catalog.saved_searches.models import SavedSearch
from portal.workflow.actor import Actor


class _AsTyped(EntryFilterSet):
    """What fits, and nothing that is but similar: nobody is told of a likeness."""

    finds_near = False


def visible_to(actor: Actor) -> QuerySet[SavedSearch]:
    """The reader's own."""
    if actor.department_id is None or actor.user_id is None:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(user=actor.user_id)


def address_part(filters: Mapping[str, list[str]]) -> str:
    """The filters as the part of an address that follows the question mark."""
    return _data(filters).urlencode()


def _data(filters: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in filters.items():
        data.setlist(name, values)
    return data


def looked_for(version: EntryVersion, person: Callable[[int], Actor], now: datetime) -> list[Actor]:
    """The people whose searches the entry fits that this version published for the first time.

    Each search is asked as its owner: what he may not see fits nothing of his.
    """
    earlier = version.entry.versions.filter(number__lt=version.number)
    if earlier.filter(published_at__isnull=False).exists():
        return []
    found: dict[int, Actor] = {}
    for search in SavedSearch.objects.filter(is_notice_wanted=True).order_by("pk").iterator():
        actor = person(search.user_id)
        if search.user_id not in found and _fits(search, version, actor, now):
            found[search.user_id] = actor
    return list(found.values())


def _fits(search: SavedSearch, version: EntryVersion, actor: Actor, now: datetime) -> bool:
    rows = directories.published_to(actor).filter(pk=version.entry_id)
    narrowed: Any = _AsTyped(_data(search.filters), rows, actor=actor, now=now)
    return narrowed.is_valid() and narrowed.qs.exists()
