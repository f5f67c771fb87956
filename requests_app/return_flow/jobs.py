"""Time at work on return flows: new data are handed over, replaced hand-overs dropped."""

from datetime import datetime, timedelta

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.return_flow import actions, queries

KEPT = timedelta(days=1)


@job("run-return-flows", cron="*/5 * * * *")
def run_return_flows(*, actor: Actor, now: datetime) -> None:
    """Hand over each data version that a running return has not handed over yet (Art. 24)."""
    due = list(queries.to_run().order_by("pk").values_list("pk", flat=True))
    each(
        "run-return-flows",
        due,
        lambda pk: actions.hand_over(pk=pk, actor=actor, now=now),
        now=now,
    )


@job("drop-replaced-handovers", cron="50 * * * *")
def drop_replaced_handovers(*, actor: Actor, now: datetime) -> None:
    """Drop the hand-overs that were replaced, or whose return ended, more than a day ago."""
    old = queries.replaced_before(now - KEPT).order_by("pk").values_list("flow_id", "pk")
    each(
        "drop-replaced-handovers",
        list(old),
        lambda key: actions.drop_handover(pk=key[0], run_id=key[1], actor=actor, now=now),
        now=now,
    )
