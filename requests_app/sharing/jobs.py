"""Time at work on requests and agreements: overdue marks, reminders, expiry."""

from datetime import datetime, timedelta
from typing import Any

from portal.interfaces.jobs import each, job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.sharing import actions, legal_basis, queries, resting

EXPIRY_NOTICE_DAYS = 30


@job("mark-overdue", cron="*/10 * * * *")
def mark_overdue(*, actor: Actor, now: datetime) -> None:
    """Record each answer, supply and disposal whose day is over (Arts 21, 22, 27)."""
    today = local_day(now)
    for late in (queries.overdue_requests(today), queries.overdue_tasks(today)):
        mark_each("mark-overdue", late, "overdue", actor=actor, now=now)
    _mark_disposals("mark-overdue", queries.disposal_overdue(today), "overdue", actor, now)


def _mark_disposals(name: str, rows: Any, mark: str, actor: Actor, now: datetime) -> None:
    """Once for each day that an instruction has named."""
    found = rows.order_by("pk")
    mark_each(name, found, mark, actor=actor, now=now, day_of="disposal_limit_on")


@job("remind-due", cron="0 * * * *")
def remind_due(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each answer and each disposal due within three working days."""
    near = queries.due_within(*reminder_days(now))
    mark_each("remind-due", near, "remind", actor=actor, now=now)
    disposals = queries.disposal_due_within(*reminder_days(now))
    _mark_disposals("remind-due", disposals, "remind", actor, now)


@job("announce-expiry", cron="20 * * * *")
def announce_expiry(*, actor: Actor, now: datetime) -> None:
    """Record a notice for each agreement in use whose term ends within thirty days."""
    ending = queries.ending_before(now + timedelta(days=EXPIRY_NOTICE_DAYS))
    mark_each("announce-expiry", ending, "ends_soon", actor=actor, now=now)


@job("lapse-bases", cron="*/5 * * * *")
def lapse_bases(*, actor: Actor, now: datetime) -> None:
    """Suspend what rests on a repealed norm; access ended with the day itself (Art. 20)."""
    lapsed = list(resting.lapsed(local_day(now)).order_by("pk").values_list("pk", flat=True))
    each(
        "lapse-bases",
        lapsed,
        lambda pk: legal_basis.lapse_basis(pk=pk, actor=actor, now=now),
        now=now,
    )


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
