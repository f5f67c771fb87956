"""The rows of a batch counted, and the versions that batches compare with, read in full."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from catalog.batches.models import LineProgress
from catalog.directories.models import EntryVersion
from portal.regulation import entry_version

_S = entry_version.State
#: In these a row revises the draft; a published version gets a new one.
REVISABLE = frozenset({_S.DRAFT, _S.RETURNED, _S.ASSESSED})


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines there are of each outcome, and how many of those that change something are
    waiting, loaded, undone or left."""

    outcomes: Mapping[str, int]
    progress: Mapping[str, int]

    @property
    def total(self) -> int:
        """All lines of the batch."""
        return sum(self.outcomes.values())

    @property
    def work(self) -> int:
        """The lines that make or change a draft."""
        return sum(self.progress.values())


def counted(rows: QuerySet[Any], changing: Collection[str]) -> Counted:
    """The rows of a batch, counted.

    :param changing: the outcomes by which the directory changes.
    """
    outcomes: Counter[str] = Counter()
    progress: Counter[str] = Counter()
    grouped = rows.order_by().values_list("outcome", "progress").annotate(Count("pk"))
    for outcome, how_far, number in grouped:
        outcomes[outcome] += number
        if outcome in changing or how_far != LineProgress.WAITING:
            progress[how_far] += number
    return Counted(outcomes, progress)


def versions_in_full(pks: Iterable[int]) -> dict[int, EntryVersion]:
    """These versions with all that they state, in a few statements."""
    rows = EntryVersion.objects.filter(pk__in=list(pks)).select_related("entry__provider")
    fetched = rows.prefetch_related("items", "condition_row__departments")
    found: dict[int, EntryVersion] = {}
    for version in fetched:
        # What the model would look up for each; here it came along.
        version.__dict__["condition"] = getattr(version, "condition_row", None)
        found[version.pk] = version
    return found


def may_be_changed(version: EntryVersion) -> bool:
    """Whether a row may change the version: by revising the draft, or by drafting the next one."""
    return version.status in {*REVISABLE, _S.PUBLISHED}
