"""Time at work on emergency releases: their end is noted, their reviews reminded of and marked.

None of it ends a release: its hours do, at each call.
"""

from datetime import datetime

from portal.interfaces.jobs import each, job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.emergencies import actions, queries


@job("expire-emergency-releases", cron="* * * * *")
def expire_emergency_releases(*, actor: Actor, now: datetime) -> None:
    """Note each release whose hours are over, so that its review is asked for (Art. 25)."""
    over = list(queries.hours_over(now).order_by("pk").values_list("pk", flat=True))
    each(
        "expire-emergency-releases",
        over,
        lambda pk: actions.expire(pk=pk, actor=actor, now=now),
        now=now,
    )


@job("mark-overdue-emergency-reviews", cron="*/10 * * * *")
def mark_overdue_emergency_reviews(*, actor: Actor, now: datetime) -> None:
    """Record each release whose review is not done within its period (Art. 35)."""
    late = queries.review_overdue(local_day(now))
    mark_each("mark-overdue-emergency-reviews", late, "overdue", actor=actor, now=now)


@job("remind-emergency-reviews", cron="0 * * * *")
def remind_emergency_reviews(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each review that is due within three working days."""
    near = queries.review_due_within(*reminder_days(now))
    mark_each("remind-emergency-reviews", near, "remind", actor=actor, now=now)
