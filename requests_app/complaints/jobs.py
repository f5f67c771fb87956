"""Time at work on complaints and reports: answers are reminded of, and marked when late."""

from datetime import datetime

from portal.interfaces.jobs import job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.complaints import queries


@job("mark-overdue-complaints", cron="*/10 * * * *")
def mark_overdue_complaints(*, actor: Actor, now: datetime) -> None:
    """Record each one that was not answered within the local period (Art. 37)."""
    late = queries.answer_overdue(local_day(now))
    mark_each("mark-overdue-complaints", late, "overdue", actor=actor, now=now)


@job("remind-complaints", cron="0 * * * *")
def remind_complaints(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each answer that is due within three working days."""
    near = queries.answer_due_within(*reminder_days(now))
    mark_each("remind-complaints", near, "remind", actor=actor, now=now)
