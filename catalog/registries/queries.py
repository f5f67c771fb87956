"""What makes up a base registry, as far as the reader may know."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.directories import queries as directories
from catalog.directories.models import DataItem, DirectoryEntry
from catalog.quality.scores import fault_name, with_scores
from catalog.subjects import queries as subjects
from catalog.subjects.models import Classification
from catalog.subjects.tree import Tree
from portal.regulation.entry_score import Fault
from portal.regulation.vocabulary import SharingClass
from portal.workflow.actor import Actor

#: Faults that say that the data behind an entry are not as fresh as was stated.
_STALE = (Fault.LATE, Fault.UPDATE_OVERDUE)
_CLASSIFICATION = "live_version__classification"


@dataclass(frozen=True, slots=True)
class Registries:
    """The base registries that the authority has marked, and the tree that they stand in."""

    nodes: tuple[Classification, ...]
    tree: Tree

    def named(self, registry: str) -> Classification | None:
        """The classification that is that registry."""
        return next((node for node in self.nodes if node.registry == registry), None)


def registries(actor: Actor) -> Registries:
    """The base registries in the order of the guide, read with the whole tree at one go."""
    rows = list(subjects.visible_to(actor).order_by("code"))
    marked = (node for node in rows if node.is_open and node.registry)
    return Registries(tuple(marked), subjects.tree_of(rows))


def entries_within(actor: Actor, classifications: Iterable[int]) -> QuerySet[DirectoryEntry]:
    """Published entries that stand under one of the classifications themselves, by id.

    An entry whose details are closed tells nobody where it stands, and is not among them.
    """
    told = directories.published_to(actor).filter(is_detail_closed=False)
    return told.filter(**{f"{_CLASSIFICATION}__in": list(classifications)})


def with_staleness(entries: QuerySet[DirectoryEntry], *, now: datetime) -> QuerySet[Any]:
    """Adds ``is_stale``: not as fresh as was stated, or an update overdue; and the scores."""
    is_stale = Q()
    for fault in _STALE:
        is_stale |= Q(**{f"{fault_name(fault)}__gt": 0})
    marked = Case(When(is_stale, then=Value(True)), default=Value(False))
    return with_scores(entries, now=now).annotate(is_stale=marked)


@dataclass(slots=True)
class Figures:
    """What a registry holds: entries by sharing class, items, providers, entries not kept fresh."""

    #: Ids of the classifications that its entries stand under.
    within: frozenset[int]
    classes: Counter[str] = field(default_factory=Counter)
    providers: set[int] = field(default_factory=set)
    items: int = 0
    stale: int = 0

    @property
    def entries(self) -> int:
        """All of them."""
        return sum(self.classes[each] for each in SharingClass.values)


def figures(
    actor: Actor, nodes: Iterable[Classification], tree: Tree, *, now: datetime
) -> Mapping[int, Figures]:
    """The numbers of registries by id of their classification: one query for all of them."""
    told = {node.pk: Figures(frozenset(tree.within([node.pk]))) for node in nodes}
    everywhere = {pk for each in told.values() for pk in each.within}
    rows = entries_within(actor, everywhere)
    grouped = with_staleness(rows, now=now).order_by()
    own = DataItem.objects.filter(version=OuterRef("live_version")).order_by()
    counted = own.values("version").annotate(number=Count("pk")).values("number")
    groups = grouped.annotate(own_items=Coalesce(Subquery(counted), Value(0))).values_list(
        _CLASSIFICATION, "sharing_class", "provider"
    )
    for place, sharing_class, provider, number, stale, items in groups.annotate(
        number=Count("pk"),
        stale_ones=Count("pk", filter=Q(is_stale=True)),
        items=Sum("own_items"),
    ):
        for each in told.values():
            if place in each.within:
                each.classes[sharing_class] += number
                each.providers.add(provider)
                each.stale += stale
                each.items += items
    return told
