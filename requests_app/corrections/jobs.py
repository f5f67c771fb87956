"""Time at work on corrections: overdue marks and reminders (D8)."""

from datetime import datetime

from portal.interfaces.jobs import job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.corrections import queries


@job("mark-overdue-corrections", cron="*/10 * * * *")
def mark_overdue_corrections(*, actor: Actor, now: datetime) -> None:
    """Record each correction whose period has lapsed without feedback (Art. 26)."""
    late = queries.overdue(local_day(now))
    mark_each("mark-overdue-corrections", late, "overdue", actor=actor, now=now)


@job("remind-corrections", cron="0 * * * *")
def remind_corrections(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each correction whose feedback is due within three working days."""
    near = queries.due_within(*reminder_days(now))
    mark_each("remind-corrections", near, "remind", actor=actor, now=now)
