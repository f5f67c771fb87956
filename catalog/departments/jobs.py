"""Time at work on departments: contracts and acting appointments that are over are ended."""

from datetime import datetime

from catalog.departments import actions, queries
from portal.interfaces.jobs import each, job
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@job("end-contracts", cron="5 0 * * *")
def end_contracts(*, actor: Actor, now: datetime) -> None:
    """End the engagements whose contract is over; they have carried no right since (Art. 36)."""
    over = queries.lapsed_contracts(local_day(now)).order_by("pk")
    each(
        "end-contracts",
        list(over.values_list("department_id", "pk")),
        lambda key: actions.end_contract(pk=key[0], membership_id=key[1], actor=actor, now=now),
        now=now,
    )


@job("end-acting-appointments", cron="10 0 * * *")
def end_acting_appointments(*, actor: Actor, now: datetime) -> None:
    """End the acting appointments whose days are over; they have carried no right since."""
    over = queries.lapsed_acting(local_day(now)).order_by("pk")
    each(
        "end-acting-appointments",
        list(over.values_list("department_id", "pk")),
        lambda key: actions.end_acting(pk=key[0], membership_id=key[1], actor=actor, now=now),
        now=now,
    )
