"""Which source a data item has, who else supplies it, and which items still lack one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from catalog.directories.models import DataItem, EntryVersion
from catalog.directories.queries import versions_visible_to
from catalog.sources.models import SourceDesignation
from portal.regulation import entry_version
from portal.regulation.source_designation import NAME_SOURCE, State
from portal.regulation.vocabulary import SharingClass
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

V = entry_version.State
#: An item is supplied by what is published, and about to be by what lies with the authority.
_SUPPLYING = Q(version__status__in=[V.PUBLISHED, V.IN_REVIEW]) & ~Q(
    version__sharing_class=SharingClass.WITHHELD
)
#: So many are shown, those first that most departments supply.
_MOST_CONTESTED = 200
_DRAWN = ("authority__region", "source")


def visible_to(actor: Actor) -> QuerySet[SourceDesignation]:
    """Every member of any department may know who serves an item; an outsider nothing."""
    if actor.department_id is None:
        return SourceDesignation.objects.none()
    return SourceDesignation.objects.select_related(*_DRAWN)


def over(version: EntryVersion) -> QuerySet[SourceDesignation]:
    """Designations in force for the version's items, by the authorities over its provider."""
    provider = version.entry.provider
    if provider is None:
        return SourceDesignation.objects.none()
    keys = DataItem.objects.filter(version=version).values("name_key")
    return (
        SourceDesignation.objects.filter(
            status=State.IN_FORCE,
            item_key__in=keys,
            authority__region__code__in=provider.region.path_codes,
        )
        .select_related(*_DRAWN)
        .order_by("item_name", "pk")
    )


def flagged(version: EntryVersion) -> list[SourceDesignation]:
    """Those that name another department: the version supplies what the source is to serve."""
    if version.sharing_class == SharingClass.WITHHELD:
        return []
    return list(over(version).exclude(source_id=version.entry.provider_id))


def publication_facts(version: EntryVersion) -> Mapping[str, Any]:
    """What the event of a publication says of items whose source is another department."""
    found = {each.item_name: each.source.code for each in flagged(version)}
    return {"supplied_beside_source": found} if found else {}


def _other_suppliers() -> QuerySet[DataItem]:
    """Items supplied in the outer designation's jurisdiction by anybody but its source."""
    return DataItem.objects.filter(
        _SUPPLYING,
        name_key=OuterRef("item_key"),
        version__entry__provider__region__path__startswith=OuterRef("authority__region__path"),
    ).exclude(version__entry__provider=OuterRef("source"))


def with_other_suppliers(rows: QuerySet[SourceDesignation]) -> QuerySet[SourceDesignation]:
    """Adds ``with_others``: whether anybody but the source supplies the item."""
    return rows.annotate(with_others=Exists(_other_suppliers()))


def other_suppliers(
    designation: SourceDesignation, actor: Actor, *, now: datetime
) -> QuerySet[DataItem]:
    """Items of other departments' entries that the designation flags, as the actor may see them."""
    return (
        DataItem.objects.filter(
            _SUPPLYING,
            name_key=designation.item_key,
            version__in=versions_visible_to(actor, now=now).values("pk"),
            version__entry__provider__region__path__startswith=designation.authority.region.path,
        )
        .exclude(version__entry__provider=designation.source_id)
        .select_related("version__entry__provider")
        .order_by("version__entry__code", "pk")
    )


def collectors_of(designation: SourceDesignation) -> QuerySet[Department]:
    """The departments that collect the item, as the authority has listed them."""
    return designation.collectors.order_by("code")


@dataclass(frozen=True, slots=True)
class Contested:
    """A data item that several departments supply and that has no source yet."""

    name: str
    departments: list[Department]


def contested(actor: Actor) -> list[Contested]:
    """Items that several departments of the authority's jurisdiction supply without a source.

    Those that most departments supply come first.
    """
    inside = overseen_by(actor.department_id)
    authority = by_id(actor.department_id)
    if not inside or authority is None:
        return []
    named = SourceDesignation.objects.filter(
        status=State.IN_FORCE, authority__region__code__in=authority.region.path_codes
    )
    supplied = DataItem.objects.filter(_SUPPLYING, version__entry__provider__in=inside)
    rows = (
        supplied.exclude(name_key="")
        .exclude(name_key__in=named.values("item_key"))
        .values("name_key")
        .annotate(
            with_name=Min("name"),
            with_count=Count("version__entry__provider", distinct=True),
        )
        .filter(with_count__gt=1)
        .order_by("-with_count", "name_key")
    )
    by_key: dict[str, tuple[str, set[int]]] = {
        row["name_key"]: (row["with_name"], set()) for row in rows[:_MOST_CONTESTED]
    }
    pairs = supplied.filter(name_key__in=by_key).values_list(
        "name_key", F("version__entry__provider")
    )
    for key, provider_id in pairs.distinct():
        by_key[key][1].add(provider_id)
    departments = Department.objects.in_bulk({pk for _name, ids in by_key.values() for pk in ids})
    return [
        Contested(name, sorted((departments[pk] for pk in ids), key=lambda each: each.code))
        for name, ids in by_key.values()
    ]


def name_step(actor: Actor, *, now: datetime) -> Step | None:
    """Naming a source, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    # Whatever is typed later: an item that no name has as its key, and some text.
    probe = SourceDesignation(authority=own, item_key="?", text="?")
    return offered(actor, NAME_SOURCE, probe, now=now)
