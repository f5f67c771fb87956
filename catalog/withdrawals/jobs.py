"""Time at work on withdrawals: overdue marks of their review."""

from datetime import datetime

from catalog.withdrawals import queries
from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("mark-overdue-withdrawals", cron="*/10 * * * *")
def mark_overdue_withdrawals(*, actor: Actor, now: datetime) -> None:
    """Record each review of a withdrawal whose day is over (Art. 17 para. 3)."""
    late = queries.overdue_reviews(local_day(now))
    mark_each("mark-overdue-withdrawals", late, "overdue", actor=actor, now=now)
