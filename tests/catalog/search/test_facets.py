"""The numbers beside the facets, against a count of the rows one by one."""

from collections import Counter
from typing import Any

import pytest

from catalog.directories import queries
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


@pytest.fixture
def directory(cast: Cast) -> Cast:
    """Five entries that differ in what the facets count; of the last the details are closed."""
    for changes in ENTRIES:
        story.publish(cast, story.enterprise_registry(**changes))
    return cast


def told(entry: DirectoryEntry) -> dict[str, set[str]]:
    """What an entry tells everybody, read from its row alone."""
    version = entry.live
    if entry.is_detail_closed:
        return {"sharing_class": {entry.sharing_class}}
    return {
        "sharing_class": {entry.sharing_class},
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
    ],
)
def test_each_number_is_what_the_choice_leaves(
    directory: Cast, chosen: dict[str, list[str]]
) -> None:
    rows = queries.published_to(directory.actor("labour_clerk"))
    counts = queries.facet_counts(rows, chosen)
    for facet in queries.FACETS:
        wanted: Counter[str] = Counter()
        for entry in rows:
            says = told(entry)
            others = [name for name in chosen if name != facet]
            if all(says.get(name, set()) & set(chosen[name]) for name in others):
                wanted.update(says.get(facet, set()))
        assert +counts[facet] == wanted, facet


def test_a_choice_leaves_as_many_rows_as_its_number_says(directory: Cast) -> None:
    """The filters and the numbers agree, for each choice of each facet."""
    actor = directory.actor("labour_clerk")
    rows = queries.published_to(actor)
    for facet, counter in queries.facet_counts(rows, {}).items():
        for code, number in counter.items():
            narrowed = EntryFilterSet({facet: [code]}, rows, actor=actor, now=directory.now)
            assert narrowed.qs.count() == number, (facet, code)


def test_a_closed_entry_is_found_by_nothing_it_does_not_tell(directory: Cast) -> None:
    actor = directory.actor("labour_clerk")
    rows = queries.published_to(actor)
    closed = DirectoryEntry.objects.get(is_detail_closed=True)
    for facet in ("category", "frequency", "grade", "mode"):
        codes = [code for code, _label in EntryFilterSet.base_filters[facet].extra["choices"]]
        narrowed = EntryFilterSet({facet: codes}, rows, actor=actor, now=directory.now)
        assert closed not in narrowed.qs
        assert narrowed.qs.count() == len(ENTRIES) - 1
