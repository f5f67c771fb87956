"""Time at work on supervision: facts propose breaches, orders that were not followed are marked."""

from datetime import datetime

from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.oversight import actions, queries


@job("propose-breaches", cron="* * * * *")
def propose_breaches(*, actor: Actor, now: datetime) -> None:
    """Propose, each minute, what was recorded since the last one (Arts 39 to 41)."""
    actions.propose_waiting(actor=actor, now=now)


@job("mark-overdue-rectifications", cron="*/10 * * * *")
def mark_overdue_rectifications(*, actor: Actor, now: datetime) -> None:
    """Record each order whose day is over without a report, once for each day set."""
    late = queries.not_put_right(local_day(now)).order_by("pk")
    mark_each(
        "mark-overdue-rectifications",
        late,
        "overdue",
        actor=actor,
        now=now,
        day_of="rectification_due_on",
    )
