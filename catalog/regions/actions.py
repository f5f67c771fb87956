"""Fill the table of regions from the shipped tables of Shanghai."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from django.db import transaction

from catalog.regions.models import Region, path_under
from portal.regulation.articles import IN_FORCE_FROM
from portal.regulation.codes import NATIONAL_CODE
from portal.regulation.vocabulary import Tier
from portal.workdays.arithmetic import local_day

_DATA: Final = Path(__file__).parent / "data"
_TIERS: Final = tuple(Tier)


@dataclass(frozen=True, slots=True)
class LoadedRegions:
    """What a load found and did, in rows.

    ``by_tier`` counts the shipped rows, ``uncertain`` the villages among them that hang on their
    district. ``unlisted`` counts open rows under the shipped provinces that the shipped tables do
    not have; they are left for a person to close.
    """

    by_tier: Mapping[Tier, int]
    uncertain: int
    created: int
    renewed: int
    corrected: int
    unchanged: int
    unlisted: int


@dataclass(frozen=True, slots=True)
class _Shipped:
    """A row of the shipped tables."""

    code: str
    parent_code: str
    tier: Tier
    name: str
    is_parent_uncertain: bool = False


def load_regions(*, now: datetime) -> LoadedRegions:
    """Bring the table up to the shipped state of Shanghai; safe to repeat, all or nothing.

    The first load puts every row in force from the day the decree is (Art. 44): the tables tell a
    state (31 December 2025), not its history, and no earlier day is asked about. A later load adds
    new rows from the day of ``now``, and where a name or a superior changed it closes the row on
    that day and opens another; a row opened that same day is corrected in place.
    """
    today = local_day(now)
    shipped = sorted(_shipped_rows(), key=lambda row: _TIERS.index(row.tier))
    with transaction.atomic():
        is_first = not Region.objects.exists()
        loader = _Loader(today, IN_FORCE_FROM if is_first else today)
        for _tier, rows in groupby(shipped, key=lambda row: row.tier):
            loader.load(list(rows))
    return LoadedRegions(
        by_tier=Counter(row.tier for row in shipped),
        uncertain=sum(row.is_parent_uncertain for row in shipped),
        unlisted=loader.count_unlisted({row.code for row in shipped}),
        created=loader.counts["created"],
        renewed=loader.counts["renewed"],
        corrected=loader.counts["corrected"],
        unchanged=loader.counts["unchanged"],
    )


def _shipped_rows() -> Iterator[_Shipped]:
    """The nation, the Ministry's units, then the villages, each under a unit the Ministry has."""
    yield _Shipped(NATIONAL_CODE, "", Tier.NATIONAL, "中国")
    known = set()
    with (_DATA / "shanghai_units.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            known.add(row["code"])
            yield _Shipped(row["code"], row["parent"], Tier(row["tier"]), row["name"])
    with (_DATA / "shanghai_villages.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            street, district = row["code"][:9], row["code"][:6]
            is_listed = street in known
            parent_code = street if is_listed else district
            yield _Shipped(row["code"], parent_code, Tier.VILLAGE, row["name"], not is_listed)


class _Loader:
    """One load, tier by tier from the top, so that a superior is there before its own."""

    def __init__(self, today: date, first_day: date) -> None:
        self.today = today
        self.first_day = first_day
        open_rows = Region.objects.select_for_update().filter(effective_to__isnull=True)
        self.rows = {row.code: row for row in open_rows.order_by("pk")}
        self.counts: Counter[str] = Counter()

    def load(self, shipped: list[_Shipped]) -> None:
        """Write the rows of one tier."""
        ended, opened, corrected = [], [], []
        for wanted in shipped:
            parent = self.rows[wanted.parent_code] if wanted.parent_code else None
            row = self.rows.get(wanted.code)
            if row is None:
                opened.append(_row(wanted, parent, self.first_day))
                self.counts["created"] += 1
            elif _is_as_wanted(row, wanted, parent):
                if _relink(row, parent):
                    corrected.append(row)
                self.counts["unchanged"] += 1
            elif row.effective_from >= self.today:
                _correct(row, wanted, parent)
                corrected.append(row)
                self.counts["corrected"] += 1
            else:
                row.effective_to = self.today
                ended.append(row)
                opened.append(_row(wanted, parent, self.today))
                self.counts["renewed"] += 1
        fields = ["name", "tier", "parent", "path", "is_parent_uncertain", "effective_to"]
        Region.objects.bulk_update(ended + corrected, fields, batch_size=1000)
        for row in Region.objects.bulk_create(opened, batch_size=2000):
            self.rows[row.code] = row

    def count_unlisted(self, codes: set[str]) -> int:
        """Open rows under a shipped province whose code the shipped tables do not have."""
        provinces = tuple(
            row.path
            for row in self.rows.values()
            if row.tier == Tier.PROVINCE and row.code in codes
        )
        return sum(
            row.path.startswith(provinces) for row in self.rows.values() if row.code not in codes
        )


def _is_as_wanted(row: Region, wanted: _Shipped, parent: Region | None) -> bool:
    if (row.name, row.tier) != (wanted.name, wanted.tier):
        return False
    if wanted.is_parent_uncertain and not row.is_parent_uncertain:
        return True  # a person has found its street since
    is_flag_right = row.is_parent_uncertain == wanted.is_parent_uncertain
    return is_flag_right and row.path == path_under(parent, wanted.code)


def _relink(row: Region, parent: Region | None) -> bool:
    """Point the row at its superior's open period, if that is a new one of the same code."""
    if parent is None or row.parent_id == parent.pk or row.path != path_under(parent, row.code):
        return False
    row.parent = parent
    return True


def _correct(row: Region, wanted: _Shipped, parent: Region | None) -> None:
    row.name, row.tier, row.parent = wanted.name, wanted.tier, parent
    row.path = path_under(parent, wanted.code)
    row.is_parent_uncertain = wanted.is_parent_uncertain


def _row(wanted: _Shipped, parent: Region | None, first_day: date) -> Region:
    return Region(
        code=wanted.code,
        name=wanted.name,
        tier=wanted.tier,
        parent=parent,
        path=path_under(parent, wanted.code),
        is_parent_uncertain=wanted.is_parent_uncertain,
        effective_from=first_day,
    )
