"""The figures of a day: how each department's published entries stand, counted once for all."""

from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db.models import Avg, Count, Q, QuerySet, Sum

from catalog.directories.models import DirectoryEntry
from catalog.quality.models import MendRank, QualityFigure
from catalog.quality.scores import fault_name, with_scores
from portal.regulation.entry_score import Fault, percent
from portal.workdays.arithmetic import local_day

#: So many entries are written at once.
_AT_ONCE: Final = 2_000


def keep(*, now: datetime) -> None:
    """Keep the figures of today, and which entries are to be mended first.

    Counted again the same day, they are the later ones.
    """
    published = DirectoryEntry.objects.filter(published_at__isnull=False)
    scored = with_scores(published, now=now).order_by().values("provider")
    rows = scored.annotate(
        _entries=Count("pk"),
        _missing=Avg("missing"),
        _faulty=Count("pk", filter=Q(faults__gt=0)),
        _late=Sum(fault_name(Fault.LATE)),
    )
    QualityFigure.objects.bulk_create(
        (
            QualityFigure(
                department_id=row["provider"],
                measured_on=local_day(now),
                entry_count=row["_entries"],
                complete_percent=percent(row["_missing"]),
                faulty_count=row["_faulty"],
                late_count=row["_late"],
            )
            for row in rows
        ),
        update_conflicts=True,
        unique_fields=["department", "measured_on"],
        update_fields=["entry_count", "complete_percent", "faulty_count", "late_count"],
    )
    _rank(published, now=now)


def _rank(published: QuerySet[DirectoryEntry], *, now: datetime) -> None:
    """Keep how soon each entry is to be mended, and why; of all others nothing is kept."""
    scored: Any = with_scores(published, now=now)
    numbers = {fault: fault_name(fault) for fault in Fault}
    fields = ("pk", "mend_weight", *numbers.values())
    faulty = scored.filter(faults__gt=0).order_by("pk").values_list(*fields)
    for portion in batched(faulty.iterator(chunk_size=_AT_ONCE), _AT_ONCE):
        MendRank.objects.bulk_create(
            (
                MendRank(
                    entry_id=pk,
                    reckoned_at=now,
                    weight=weight,
                    faults=[
                        fault.value for fault, found in zip(numbers, counted, strict=True) if found
                    ],
                )
                for pk, weight, *counted in portion
            ),
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["reckoned_at", "weight", "faults"],
        )
    MendRank.objects.exclude(reckoned_at=now).delete()
