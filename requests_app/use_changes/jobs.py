"""Time at work on changes of use: those whose agreement has ended lapse."""

from datetime import datetime

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.use_changes import actions, queries


@job("lapse-use-changes", cron="*/5 * * * *")
def lapse_use_changes(*, actor: Actor, now: datetime) -> None:
    """Lapse the open changes of use of agreements that have ended (Arts 25, 27)."""
    left = list(queries.without_use().order_by("pk").values_list("pk", flat=True))
    each("lapse-use-changes", left, lambda pk: actions.lapse(pk=pk, actor=actor, now=now), now=now)
