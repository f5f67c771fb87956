"""Time at work on the directory: updates and reviews that are due soon or overdue (Art. 17)."""

from datetime import datetime

from catalog.directories import queries
from catalog.search import indexing
from portal.interfaces.jobs import job, mark_each, reminder_days
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("mark-overdue-updates", cron="*/10 * * * *")
def mark_overdue_updates(*, actor: Actor, now: datetime) -> None:
    """Record each update and each review of an update whose period has lapsed (D1 to D3)."""
    today = local_day(now)
    for late in (queries.overdue_updates(today), queries.overdue_reviews(today)):
        mark_each("mark-overdue-updates", late, "overdue", actor=actor, now=now)


@job("remind-updates", cron="0 * * * *")
def remind_updates(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each update that is due within three working days."""
    near = queries.updates_due_within(*reminder_days(now))
    mark_each("remind-updates", near, "remind", actor=actor, now=now)


@job("index-entries", cron="*/10 * * * *")
def index_entries(*, actor: Actor, now: datetime) -> None:
    """Let search find entries published before it read texts as it does now."""
    behind = queries.behind_search(indexing.EDITION)
    indexing.write(
        queries.described(entry, entry.live) for entry in behind.iterator(chunk_size=500)
    )
