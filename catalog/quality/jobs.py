"""Time at work on quality: faults that were not mended by their day, and the figures of a day."""

from datetime import datetime

from catalog.quality import figures, queries
from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("mark-overdue-mending", cron="*/10 * * * *")
def mark_overdue_mending(*, actor: Actor, now: datetime) -> None:
    """Record each report whose faults are not mended though the day named is over, once."""
    late = queries.not_mended(local_day(now)).order_by("pk")
    mark_each(
        "mark-overdue-mending", late, "overdue", actor=actor, now=now, day_of="mending_due_on"
    )


@job("keep-quality-figures", cron="40 2 * * *")
def keep_quality_figures(*, actor: Actor, now: datetime) -> None:
    """Keep how each department's entries stand this day, so that the trend shows."""
    figures.keep(now=now)
