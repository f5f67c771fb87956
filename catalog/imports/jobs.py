"""Time at work on imports: checking, loading and undoing, in portions, each import in its turn."""

from datetime import datetime

from catalog.imports import actions, queries
from portal.interfaces.jobs import in_turns, job
from portal.workflow.actor import Actor

#: How many rows of one import are loaded before the next one has its turn.
ROWS_IN_TURN = 200


@job("work-on-imports", cron="* * * * *")
def work_on_imports(*, actor: Actor, now: datetime) -> None:
    """Go on with every import that waits, until none does.

    Killed, it goes on with the next minute; what a row did stands with the row or not at all.
    """
    in_turns(
        "work-on-imports",
        queries.at_work,
        lambda pk: actions.go_on(pk=pk, actor=actor, now=now, rows=ROWS_IN_TURN),
    )
