"""Time at work on security incidents: a first report that is late is marked."""

from datetime import datetime

from portal.interfaces.jobs import job, mark_each
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.incidents import queries


@job("mark-overdue-incident-reports", cron="*/10 * * * *")
def mark_overdue_incident_reports(*, actor: Actor, now: datetime) -> None:
    """Record each incident that was reported to no body within the local period (Art. 35)."""
    late = queries.report_overdue(local_day(now))
    mark_each("mark-overdue-incident-reports", late, "overdue", actor=actor, now=now)
