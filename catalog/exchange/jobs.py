"""Catalogs of other systems: readings are asked for when their night has come, and are done."""

from datetime import datetime

from catalog.exchange import harvests, queries, running
from portal.interfaces.jobs import each, in_turns, job, wake
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("harvest-catalogs", cron="20 2 * * *")
def harvest_catalogs(*, actor: Actor, now: datetime) -> None:
    """Ask for the reading of each catalog whose turn has come (Art. 12)."""
    each(
        "harvest-catalogs",
        queries.whose_turn_it_is(local_day(now)),
        lambda pk: harvests.harvest_by_night(pk=pk, actor=actor, now=now),
        now=now,
    )
    wake(running.JOB)


@job(running.JOB, cron="* * * * *")
def work_on_harvests(*, actor: Actor, now: datetime) -> None:
    """Do the readings that wait, and those that a killed worker has left, each in its turn."""
    in_turns(
        running.JOB,
        queries.open_runs,
        lambda pk: running.go_on(pk=pk, actor=actor, now=now),
    )
