"""Time at work on requests and agreements: overdue marks, reminders, expiry."""

from datetime import datetime, timedelta

from portal.interfaces.jobs import each, job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.sharing import actions, queries

EXPIRY_NOTICE_DAYS = 30


@job("mark-overdue", cron="*/10 * * * *")
def mark_overdue(*, actor: Actor, now: datetime) -> None:
    """Record each answer and each supply whose period has lapsed (Arts 21, 22)."""
    today = local_day(now)
    late = [*queries.overdue_requests(today), *queries.overdue_tasks(today)]
    mark_each("mark-overdue", late, "overdue", actor=actor, now=now)


@job("remind-due", cron="0 * * * *")
def remind_due(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each answer due within three working days."""
    near = queries.due_within(*reminder_days(now))
    mark_each("remind-due", near, "remind", actor=actor, now=now)


@job("announce-expiry", cron="20 * * * *")
def announce_expiry(*, actor: Actor, now: datetime) -> None:
    """Record a notice for each agreement in use whose term ends within thirty days."""
    ending = queries.ending_before(now + timedelta(days=EXPIRY_NOTICE_DAYS))
    mark_each("announce-expiry", ending, "ends_soon", actor=actor, now=now)


@job("expire-agreements", cron="*/5 * * * *")
def expire_agreements(*, actor: Actor, now: datetime) -> None:
    """Close agreements whose term is over; access ended with the term itself (Art. 27)."""
    ended = list(queries.expired(now).order_by("pk").values_list("pk", flat=True))
    each(
        "expire-agreements",
        ended,
        lambda pk: actions.expire(pk=pk, actor=actor, now=now),
        now=now,
    )
