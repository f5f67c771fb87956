"""Time at work on changes of service: those without a service lapse."""

from datetime import datetime

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.changes import actions, queries


@job("lapse-changes", cron="*/5 * * * *")
def lapse_changes(*, actor: Actor, now: datetime) -> None:
    """Lapse the open changes of agreements that ended in another way (Art. 27)."""
    left = list(queries.without_service().order_by("pk").values_list("pk", flat=True))
    each("lapse-changes", left, lambda pk: actions.lapse(pk=pk, actor=actor, now=now), now=now)
