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

    Killed, it goes on with the next minute; what a row did stands with the row or not at all. One
    that fails for an unforeseen reason holds up no other, and is loud once the others are done.
    """
    faults: dict[int, Exception] = {}
    while waiting := [pk for pk in queries.at_work() if pk not in faults]:
        went_on = [_turn(pk, actor, now, faults) for pk in waiting]
        if not any(went_on):
            break
    if faults:
        raise ExceptionGroup(f"imports {sorted(faults)}", list(faults.values()))


def _turn(pk: int, actor: Actor, now: datetime, faults: dict[int, Exception]) -> bool:
    """One portion of an import, in transactions of its own: each row's, or each portion's check.

    :returns: whether it went on.
    """
    try:
        actions.go_on(pk=pk, actor=actor, now=now, rows=ROWS_IN_TURN)
    except Refused as refused:
        logger.info("job=work-on-imports item=%s refused=%s", pk, refused.reason.code)
        return False
    except Exception as error:  # noqa: BLE001  # kept, and raised with the others
        faults[pk] = error
        return False
    return True
