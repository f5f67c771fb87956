"""The figures of a day: how each department's published entries stand, counted once for all."""

from datetime import datetime

from django.db.models import Avg, Count, Q, Sum

from catalog.directories.models import DirectoryEntry
from catalog.quality.models import QualityFigure
from catalog.quality.scores import fault_name, with_scores
from portal.regulation.entry_score import Fault, percent
from portal.workdays.arithmetic import local_day


def keep(*, now: datetime) -> None:
    """Keep the figures of today; counted again the same day, they are the later ones."""
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
