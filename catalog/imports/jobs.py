"""Time at work on imports: checking, loading and undoing, in portions, each import in its turn."""

import logging
from datetime import datetime

from catalog.imports import actions, queries
from portal.interfaces.jobs import job
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

logger = logging.getLogger(__name__)

#: How many rows of one import are loaded before the next one has its turn.
ROWS_IN_TURN = 200


@job("work-on-imports", cron="* * * * *")
def work_on_imports(*, actor: Actor, now: datetime) -> None:
    """Go on with every import that waits, until none does.

    Killed, it goes on with the next minute; what a row did stands with the row or not at all.
    """
    while waiting := queries.at_work():
        went_on = [_turn(pk, actor, now) for pk in waiting]
        if not any(went_on):
            return


def _turn(pk: int, actor: Actor, now: datetime) -> bool:
    """One portion of an import, in transactions of its own: each row's, or each portion's check.

    :returns: whether it went on.
    """
    try:
        actions.go_on(pk=pk, actor=actor, now=now, rows=ROWS_IN_TURN)
    except Refused as refused:
        logger.info("job=work-on-imports item=%s refused=%s", pk, refused.reason.code)
        return False
    return True
