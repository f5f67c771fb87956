"""Time at work on questions: reminders, overdue marks, and answered ones that close."""

from datetime import datetime

from catalog.questions import actions, queries
from portal.interfaces.jobs import each, job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("mark-overdue-questions", cron="*/10 * * * *")
def mark_overdue_questions(*, actor: Actor, now: datetime) -> None:
    """Record each question that was not answered within the portal's own period, once."""
    late = queries.overdue(local_day(now))
    mark_each("mark-overdue-questions", late, "overdue", actor=actor, now=now)


@job("remind-questions", cron="0 * * * *")
def remind_questions(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each answer that is due within three working days."""
    near = queries.due_within(*reminder_days(now))
    mark_each("remind-questions", near, "remind", actor=actor, now=now)


@job("lapse-questions", cron="20 * * * *")
def lapse_questions(*, actor: Actor, now: datetime) -> None:
    """Close each answered question whose time for asking back is over."""
    keys = list(queries.lapsed(local_day(now)).order_by("pk").values_list("pk", flat=True))
    each(
        "lapse-questions",
        keys,
        lambda pk: actions.lapse_question(pk=pk, actor=actor, now=now),
        now=now,
    )
