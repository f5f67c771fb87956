"""Time at work on bulk edits: previewing, writing and undoing, in portions, each in its turn."""

from datetime import datetime

from catalog.bulk_edits import actions, queries
from portal.interfaces.jobs import in_turns, job
from portal.workflow.actor import Actor

#: How many rows of one bulk edit are taken before the next one has its turn.
ROWS_IN_TURN = 200


@job("work-on-bulk-edits", cron="* * * * *")
def work_on_bulk_edits(*, actor: Actor, now: datetime) -> None:
    """Go on with every bulk edit that waits, until none does; killed, with the next minute."""
    in_turns(
        "work-on-bulk-edits",
        queries.at_work,
        lambda pk: actions.go_on(pk=pk, actor=actor, now=now, rows=ROWS_IN_TURN),
    )
