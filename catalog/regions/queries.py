"""What regions there are on a day, and how they stand to each other.

Superiors are found by the parent link (through ``path``), never by the digits of a code or by
counting tiers. Every question names the day it is asked for.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from catalog.regions.models import Region, RegionQuerySet
from portal.regulation.codes import FILLER_CODES, canonical_region_code


def by_code(code: str, *, on: date) -> Region | None:
    """The region of that code in force on that day, or None.

    Padded codes (``310115000000``) and statistical fillers (``310100``) are understood.

    :raises ValueError: the code does not have the form of a division code.
    """
    return Region.objects.in_force_on(on).filter(code=canonical_region_code(code)).first()


def ancestors(region: Region, *, on: date) -> RegionQuerySet:
    """The regions above, in force on that day, the nation first."""
    above = region.path_codes[:-1]
    return Region.objects.in_force_on(on).filter(code__in=above).order_by("path", "pk")


def descendants(region: Region, *, on: date) -> RegionQuerySet:
    """All regions below, in force on that day, each after its superior."""
    below = Region.objects.in_force_on(on).at_or_under(region)
    return below.exclude(code=region.code).order_by("path", "pk")


def lowest_common(first: Region, second: Region, *, on: date) -> Region:
    """The lowest region that holds both: whose authority coordinates between them (Art. 28).

    A region holds itself, so a district and its own street have the district in common.

    :raises Region.DoesNotExist: no row of the common code is in force on that day.
    """
    common = [
        one for one, other in zip(first.path_codes, second.path_codes, strict=False) if one == other
    ]
    return Region.objects.in_force_on(on).get(code=common[-1])


def in_scope(codes: Iterable[str], *, on: date) -> RegionQuerySet:
    """The regions at or under any of the codes, in force on that day: a published scope, expanded.

    An unknown code brings nothing, and no codes bring no region.

    :raises ValueError: a code does not have the form of a division code.
    """
    wanted = [canonical_region_code(code) for code in codes]
    heads = Region.objects.in_force_on(on).filter(code__in=wanted)
    within = Q(pk__in=())
    for path in heads.values_list("path", flat=True):
        within |= Q(path__startswith=path)
    return Region.objects.in_force_on(on).filter(within).order_by("path", "pk")


def county_codes() -> tuple[str, ...]:
    """The codes of six digits that ever counted, with the fillers: what was abolished stays."""
    kept = Region.objects.filter(code__regex="^[0-9]{6}$").values_list("code", flat=True)
    return tuple(sorted({*kept, *FILLER_CODES}))
