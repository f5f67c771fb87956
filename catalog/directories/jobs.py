"""Time at work on the directory: updates and reviews that are due soon or overdue (Art. 17)."""

from datetime import datetime

from catalog.directories import queries
from portal.interfaces.jobs import REMINDER_WORKDAYS, each, job
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays, local_day
from portal.workflow.actor import Actor
from portal.workflow.marks import mark_once


@job("mark-overdue-updates", cron="*/10 * * * *")
def mark_overdue_updates(*, actor: Actor, now: datetime) -> None:
    """Record each update and each review of an update whose period has lapsed (D1 to D3)."""
    today = local_day(now)
    late = [*queries.overdue_updates(today), *queries.overdue_reviews(today)]
    each(
        "mark-overdue-updates",
        late,
        lambda row: mark_once(row, "overdue", actor=actor, now=now),
        now=now,
    )


@job("remind-updates", cron="0 * * * *")
def remind_updates(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each update that is due within three working days."""
    today = local_day(now)
    until = add_workdays(today, REMINDER_WORKDAYS, calendars.current()).on
    each(
        "remind-updates",
        queries.updates_due_within(today, until),
        lambda row: mark_once(row, "remind", actor=actor, now=now),
        now=now,
    )
