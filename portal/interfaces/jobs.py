"""@job: a task run by the worker as Actor.system(name), with an explicit now and a lock."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from portal.interfaces.steps import StepInput
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays, local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.marks import mark_once, unmarked
from portal.workflow.models import WorkflowModel

logger = logging.getLogger(__name__)

#: How long before a due date a reminder is recorded.
REMINDER_WORKDAYS = 3

#: After so long a job that goes on in turns lets the others of the one worker go first.
_LONGEST: Final = 60

type Body = Callable[..., Any]
#: Every job by its name.
BODIES: dict[str, Body] = {}


def job(name: str, *, cron: str) -> Callable[[Body], Body]:
    """Register a periodic job; it is called with ``actor`` and ``now``, one run at a time.

    :param cron: when it runs, in the usual five fields, Asia/Shanghai by the worker's clock.
    """

    def register(body: Body) -> Body:
        BODIES[name] = body

        @app.periodic(cron=cron)
        @app.task(name=name, queueing_lock=name, lock=name, pass_context=False)
        def run(timestamp: int) -> None:
            body(actor=Actor.system(name), now=timezone.now())

        return body

    return register


def wake(name: str) -> None:
    """Let a periodic job run at once, when what awaits it is committed; once is enough."""

    def defer() -> None:
        try:
            with transaction.atomic():
                app.configure_task(name).defer(timestamp=int(timezone.now().timestamp()))
        except AlreadyEnqueued:
            logger.debug("job=%s waits already", name)

    transaction.on_commit(defer)


def waking(name: str, step: StepInput) -> StepInput:
    """The same step, after which the job is called at once instead of in its own time."""

    def run(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> object:
        done = step.run(pk, data, actor, now)
        wake(name)
        return done

    return StepInput(run, step.form)


def mark_each(
    name: str,
    matters: Iterable[WorkflowModel],
    mark: str,
    *,
    actor: Actor,
    now: datetime,
    day_of: str = "due_on",
) -> None:
    """Write the mark on each of the matters of one kind, once for each day.

    :param day_of: the column of the day that the mark is about.
    """
    each(
        name,
        unmarked(matters, mark, day_of),
        lambda row: mark_once(row, mark, actor=actor, now=now, day=getattr(row, day_of)),
        now=now,
    )


def reminder_days(now: datetime) -> tuple[date, date]:
    """Today, and the last day of those whose deadlines are reminded of now."""
    today = local_day(now)
    return today, add_workdays(today, REMINDER_WORKDAYS, calendars.current()).on


def in_turns(
    name: str, waiting: Callable[[], Iterable[int]], go_on: Callable[[int], object]
) -> None:
    """Go on with every batch that waits, a portion of each in its turn, until none waits.

    What takes long is asked for again and goes on behind the jobs that wait by then. A batch that
    fails for an unforeseen reason holds up no other, and is loud once they are done.

    :param waiting: the ids of those that wait, the longest waiting first.
    :param go_on: does one portion, in transactions of its own.
    """
    faults: dict[int, Exception] = {}
    ends = monotonic() + _LONGEST
    while keys := [key for key in waiting() if key not in faults]:
        went_on = [_turn(name, key, go_on, faults) for key in keys]
        if not any(went_on):
            break
        if monotonic() > ends:
            wake(name)
            break
    if faults:
        raise ExceptionGroup(f"{name} {sorted(faults)}", list(faults.values()))


def _turn(
    name: str, key: int, go_on: Callable[[int], object], faults: dict[int, Exception]
) -> bool:
    """One portion of a batch; whether it went on."""
    try:
        go_on(key)
    except Refused as refused:
        logger.info("job=%s item=%s refused=%s", name, key, refused.reason.code)
        return False
    except Exception as error:  # noqa: BLE001  # kept, and raised with the others
        faults[key] = error
        return False
    return True


def each(
    name: str, keys: Iterable[Any], act: Callable[[Any], object], *, now: datetime
) -> tuple[int, int]:
    """One item, one transaction: a refusal is logged and skipped, anything else is loud.

    :returns: how many were done and how many refused.
    """
    done = refused = 0
    for key in keys:
        try:
            with transaction.atomic():
                act(key)
            done += 1
        except Refused as refusal:
            refused += 1
            logger.info("job=%s item=%s refused=%s", name, key, refusal.reason.code)
    if done or refused:
        logger.info("job=%s done=%s refused=%s", name, done, refused)
    return done, refused
