"""Time at work on use records: a reminder where the use was never recorded."""

from datetime import datetime

from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.records import queries


@job("remind-use-records", cron="10 1 * * *")
def remind_use_records(*, actor: Actor, now: datetime) -> None:
    """Remind of each agreement in use whose use was not recorded within the local period."""
    late = queries.unrecorded(local_day(now))
    mark_each("remind-use-records", late, "use_unrecorded", actor=actor, now=now)
