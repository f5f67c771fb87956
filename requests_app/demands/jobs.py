"""Time at work on demands: overdue marks, reminders, and entries published for them."""

from datetime import datetime

from portal.interfaces.jobs import each, job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.demands import actions, queries


@job("mark-overdue-demands", cron="*/10 * * * *")
def mark_overdue_demands(*, actor: Actor, now: datetime) -> None:
    """Record each demand that was not confirmed within the local period (switch P15)."""
    late = queries.overdue(local_day(now))
    mark_each("mark-overdue-demands", late, "overdue", actor=actor, now=now)


@job("remind-demands", cron="0 * * * *")
def remind_demands(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each demand that is to be confirmed within three working days."""
    near = queries.due_within(*reminder_days(now))
    mark_each("remind-demands", near, "remind", actor=actor, now=now)


@job("match-demands", cron="*/10 * * * *")
def match_demands(*, actor: Actor, now: datetime) -> None:
    """Match each accepted demand to the entry compiled for it, once that is published."""
    found = list(queries.met().order_by("pk").values_list("pk", flat=True))
    each(
        "match-demands",
        found,
        lambda pk: actions.meet_demand(pk=pk, actor=actor, now=now),
        now=now,
    )
