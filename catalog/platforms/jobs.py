"""Time at work on platforms: the day to join by is over."""

from datetime import datetime

from catalog.platforms import queries
from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("mark-overdue-platforms", cron="*/10 * * * *")
def mark_overdue_platforms(*, actor: Actor, now: datetime) -> None:
    """Record each platform that has not joined by its day (Arts 31, 39 item 8)."""
    late = queries.overdue(local_day(now))
    mark_each("mark-overdue-platforms", late, "overdue", actor=actor, now=now)
