"""Time at work on data versions: new rows are checked, tables that were replaced are dropped."""

from datetime import datetime, timedelta

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.delivery import actions, checking, queries

KEPT = timedelta(days=1)


#: A run takes so many; the next one goes on where it stopped.
_CHECKED_AT_ONCE = 200


@job("check-values", cron="*/10 * * * *")
def check_values(*, actor: Actor, now: datetime) -> None:
    """Count the rows that nobody has checked by the value rules now published."""
    waiting = list(queries.unchecked().values_list("pk", flat=True)[:_CHECKED_AT_ONCE])
    each(
        "check-values",
        waiting,
        lambda pk: checking.check_values_by_clock(pk=pk, actor=actor, now=now),
        now=now,
    )


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
