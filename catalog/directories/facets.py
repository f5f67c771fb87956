"""By what the directory is narrowed with numbers beside each choice, and those numbers."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db.models import Case, CharField, Count, QuerySet, Value, When

from catalog.departments.models import Department
from catalog.directories.above import OwnState, own_states
from catalog.directories.models import DirectoryEntry
from catalog.regions.models import Region
from catalog.subjects.models import Classification, read_tree
from portal.regulation.codes import classification_level
from portal.regulation.vocabulary import Tier
from portal.workflow.actor import Actor

#: Facets of what an entry's details say, by the field of its live version.
OF_VERSION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "category": "category",
        "frequency": "update_frequency",
        "grade": "security_level",
        "mode": "sharing_modes",
    }
)
#: Facets of the department that provides an entry.
OF_PROVIDER: Final = ("provider", "tier", "region")
#: Facets whose choices stand by how many entries they leave, the most first.
BY_NUMBER: Final = ("provider", "region")
#: Of the classifications so many levels are offered; the others are chosen on the tree's page.
_LEVELS: Final = 2
#: Every facet, in the order in which they are offered.
FACETS: Final = ("sharing_class", "own_state", "classification", *OF_PROVIDER, *OF_VERSION)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, how many each choice would leave, and what the choices are called.

    ``total`` counts the rows before anything is chosen.
    """

    total: int
    numbers: Mapping[str, Counter[str]]
    labels: Mapping[str, Mapping[str, str]]


def with_own_state(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """Adds ``own_state``: how each entry stands for the reader's department."""
    states = own_states(actor.department_id or 0, now)
    whens = [When(pk__in=ids, then=Value(str(state))) for state, ids in states.items()]
    marked = Case(*whens, default=Value(str(OwnState.NONE)), output_field=CharField())
    return entries.annotate(own_state=marked)


def facet_counts(
    rows: QuerySet[DirectoryEntry],
    chosen: Mapping[str, Collection[str]],
    actor: Actor,
    *,
    now: datetime,
) -> Counts:
    """How many of the rows each choice would leave, given what is chosen in the other facets.

    One statement groups the rows by all facets; the rest is addition. What a closed entry does not
    tell, it is not counted by.

    :param rows: narrowed by everything but the facets.
    """
    fields = [f"live_version__{field}" for field in OF_VERSION.values()]
    grouped = with_own_state(rows.order_by(), actor, now=now).values_list(
        "provider_id",
        "sharing_class",
        "own_state",
        "is_detail_closed",
        "live_version__classification_id",
        *fields,
    )
    groups = list(grouped.annotate(Count("pk")))
    providers = _providers({group[0] for group in groups})
    tree = read_tree()
    numbers: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for provider_id, sharing_class, own_state, is_closed, node_id, *values, number in groups:
        told = {
            "sharing_class": (sharing_class,),
            "own_state": (own_state,),
            "classification": () if is_closed or not node_id else tree.codes_over(node_id),
            **providers.told[provider_id],
            **{
                facet: () if is_closed else value if isinstance(value, list) else (value,)
                for facet, value in zip(OF_VERSION, values, strict=True)
            },
        }
        missed = [
            facet for facet, codes in chosen.items() if codes and not set(codes) & set(told[facet])
        ]
        if len(missed) > 1:
            continue
        for facet in missed or FACETS:
            for code in told[facet]:
                numbers[facet][code] += number
    offered = numbers["classification"]
    for code in [code for code in offered if not _is_offered(code, chosen)]:
        del offered[code]
    labels = {**providers.labels, "classification": _called(offered, chosen)}
    return Counts(sum(group[-1] for group in groups), numbers, labels)


def _is_offered(code: str, chosen: Mapping[str, Collection[str]]) -> bool:
    return classification_level(code) <= _LEVELS or code in chosen.get("classification", ())


def _called(offered: Collection[str], chosen: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The classifications to choose from, in the order of their codes, as people call them."""
    codes = {*offered, *chosen.get("classification", ())}
    found = Classification.objects.filter(code__in=codes).order_by("code")
    return {node.code: str(node) for node in found}


@dataclass(frozen=True, slots=True)
class _Providers:
    told: Mapping[int, Mapping[str, tuple[str, ...]]]
    labels: Mapping[str, Mapping[str, str]]


def _providers(ids: Collection[int]) -> _Providers:
    """What each provider says of itself: its code, its tier, and the districts it lies in."""
    rows = Department.objects.filter(pk__in=ids).values_list(
        "pk", "code", "short_name", "name", "tier", "region__path"
    )
    told: dict[int, Mapping[str, tuple[str, ...]]] = {}
    names: dict[str, str] = {}
    districts: set[str] = set()
    for pk, code, short_name, name, tier, path in rows:
        within = district_codes(path)
        told[pk] = {"provider": (code,), "tier": (tier,), "region": within}
        names[code] = short_name or name
        districts.update(within)
    regions = Region.objects.filter(code__in=districts, effective_to=None) if districts else ()
    labels: dict[str, Mapping[str, str]] = {
        "provider": names,
        "tier": {str(code): str(label) for code, label in Tier.choices},
        "region": {region.code: region.name for region in regions},
        "own_state": {str(code): str(label) for code, label in OwnState.choices},
    }
    return _Providers(told, labels)


def district_codes(path: str) -> tuple[str, ...]:
    """The district on the path of a region, which is the level below its province, if any."""
    parts = path.strip("/").split("/")
    return (parts[2],) if len(parts) > 2 else ()
