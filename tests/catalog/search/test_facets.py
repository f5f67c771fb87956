"""The numbers beside the facets, against a count of the rows one by one."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog.directories import facets, queries
from catalog.directories.filters import EntryFilterSet
from catalog.models import DirectoryEntry
from portal.regulation.vocabulary import DataCategory, SharingClass, SharingMode, UpdateFrequency
from tests import story
from tests.cast import Cast

ENTRIES: tuple[dict[str, Any], ...] = (
    {"name": "甲", "category": DataCategory.ORGANISATION},
    {"name": "乙", "category": DataCategory.PERSON, "update_frequency": UpdateFrequency.MONTHLY},
    {"name": "丙", "sharing_modes": (SharingMode.API, SharingMode.FILE)},
    {"name": "丁", "sharing_class": SharingClass.UNCONDITIONAL, "condition": None},
    {"name": "戊", "detail_closed": True, "detail_closed_reason": "涉及工作秘密。"},
)


#: How they stand for the labour department; the others do not stand for it at all.
HAD = {"甲": "ASKED", "乙": "DRAFT", "丁": "IN_USE"}
CLERK = "labour_clerk"


@pytest.fixture
def directory(cast: Cast, tmp_path: Path) -> Cast:
    """Five entries that differ in what the facets count; of the last the details are closed.

    The third is Hongkou's. Of three the labour department has a request or an agreement.
    """
    made = {}
    for changes in ENTRIES:
        made[changes["name"]] = story.publish(cast, story.enterprise_registry(**changes))
    DirectoryEntry.objects.filter(live_version=made["丙"]).update(provider=cast.hongkou)
    story.send(cast, story.apply(cast, made["甲"]))
    story.apply(cast, made["乙"])
    agreement = story.agree(cast, story.send(cast, story.apply(cast, made["丁"])))
    story.load(cast, made["丁"], story.small_registry(tmp_path / "rows.csv"))
    story.put_into_use(cast, agreement)
    return cast


def counted(
    cast: Cast, person: str = CLERK, chosen: Mapping[str, list[str]] | None = None
) -> Mapping[str, Counter[str]]:
    """The numbers beside the choices, as that person sees them."""
    actor = cast.actor(person)
    rows = queries.published_to(actor)
    return facets.facet_counts(rows, chosen or {}, actor, now=cast.now).numbers


def told(entry: DirectoryEntry) -> dict[str, set[str]]:
    """What an entry tells everybody, read from its row alone."""
    version = entry.live
    always = {
        "sharing_class": {entry.sharing_class},
        "provider": {entry.holder.code},
        "tier": {entry.holder.tier},
        "region": {"310109"} if entry.holder.code == "HKSC" else set(),
        "own_state": {HAD.get(version.name, "NONE")},
    }
    if entry.is_detail_closed:
        return always
    return {
        **always,
        "category": {version.category},
        "frequency": {version.update_frequency},
        "grade": {version.security_level},
        "mode": set(version.sharing_modes),
    }


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"category": ["PERSON"]},
        {"category": ["PERSON", "ORGANISATION"], "frequency": ["MONTHLY"]},
        {"mode": ["FILE"], "sharing_class": ["CONDITIONAL"]},
        {"sharing_class": ["UNCONDITIONAL"]},
        {"provider": ["SCJG"], "own_state": ["NONE", "DRAFT"]},
        {"region": ["310109"]},
        {"tier": ["PROVINCE"], "mode": ["FILE"]},
    ],
)
def test_each_number_is_what_the_choice_leaves(
    directory: Cast, chosen: dict[str, list[str]]
) -> None:
    rows = queries.published_to(directory.actor(CLERK))
    counts = counted(directory, chosen=chosen)
    for facet in facets.FACETS:
        wanted: Counter[str] = Counter()
        for entry in rows:
            says = told(entry)
            others = [name for name in chosen if name != facet]
            if all(says.get(name, set()) & set(chosen[name]) for name in others):
                wanted.update(says.get(facet, set()))
        assert +counts[facet] == wanted, facet


def test_a_choice_leaves_as_many_rows_as_its_number_says(directory: Cast) -> None:
    """The filters and the numbers agree, for each choice of each facet."""
    actor = directory.actor(CLERK)
    rows = queries.published_to(actor)
    for facet, counter in counted(directory).items():
        for code, number in counter.items():
            narrowed = EntryFilterSet({facet: [code]}, rows, actor=actor, now=directory.now)
            assert narrowed.qs.count() == number, (facet, code)


def test_a_closed_entry_is_found_by_nothing_it_does_not_tell(directory: Cast) -> None:
    actor = directory.actor(CLERK)
    rows = queries.published_to(actor)
    closed = DirectoryEntry.objects.get(is_detail_closed=True)
    for facet in ("category", "frequency", "grade", "mode"):
        codes = [code for code, _label in EntryFilterSet.base_filters[facet].extra["choices"]]
        narrowed = EntryFilterSet({facet: codes}, rows, actor=actor, now=directory.now)
        assert closed not in narrowed.qs
        assert narrowed.qs.count() == len(ENTRIES) - 1


def test_each_department_counts_its_own_requests(directory: Cast) -> None:
    """What one department has asked for is nothing to the numbers of another."""
    assert counted(directory)["own_state"] == {"ASKED": 1, "DRAFT": 1, "IN_USE": 1, "NONE": 2}
    assert counted(directory, "civil_clerk")["own_state"] == {"NONE": 5}


def test_by_day_of_publication(directory: Cast) -> None:
    """Both days count in full, by the clock of Shanghai."""
    actor = directory.actor(CLERK)
    rows = queries.published_to(actor)
    DirectoryEntry.objects.update(published_at=datetime(2025, 9, 30, 15, 59, tzinfo=UTC))
    last = DirectoryEntry.objects.get(is_detail_closed=True)
    DirectoryEntry.objects.filter(pk=last.pk).update(
        published_at=datetime(2025, 9, 30, 16, 0, tzinfo=UTC)
    )
    for given, number in (
        ({"published_from": "2025-10-01"}, 1),
        ({"published_to": "2025-09-30"}, 4),
        ({"published_from": "2025-09-30", "published_to": "2025-10-01"}, 5),
        ({"published_from": "2025-10-02"}, 0),
    ):
        assert EntryFilterSet(given, rows, actor=actor, now=directory.now).qs.count() == number


def test_a_region_takes_in_all_below_it(directory: Cast) -> None:
    actor = directory.actor(CLERK)
    rows = queries.published_to(actor)
    for codes, number in (["310000"], 5), (["310109"], 1), (["310109", "310101"], 1), (["1"], 0):
        narrowed = EntryFilterSet({"region": codes}, rows, actor=actor, now=directory.now)
        assert narrowed.is_valid()
        assert narrowed.qs.count() == number
    assert not EntryFilterSet({"region": ["x"]}, rows, actor=actor, now=directory.now).is_valid()
