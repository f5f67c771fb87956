"""Time at work on data versions: tables that a newer version replaced are dropped."""

from datetime import datetime, timedelta

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.delivery import actions, queries

KEPT = timedelta(days=1)


@job("drop-replaced-data", cron="40 * * * *")
def drop_replaced_data(*, actor: Actor, now: datetime) -> None:
    """Drop the tables of data versions replaced more than a day ago."""
    old = list(queries.replaced_before(now - KEPT).values_list("pk", flat=True))
    each(
        "drop-replaced-data",
        old,
        lambda pk: actions.drop_replaced(pk=pk, actor=actor, now=now),
        now=now,
    )
