"""The kernel's own jobs: grants compared with their causes, provisional periods counted anew."""

from datetime import datetime

from portal.interfaces.jobs import each, job
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.marks import provisional, recount


class GrantsDiffer(AssertionError):
    """Object permissions are stored that nothing causes, or some are missing."""


@job("check-grants", cron="30 3 * * *")
def check_grants(*, actor: Actor, now: datetime) -> None:
    """Recompute every grant; a difference is loud, and a person looks into it.

    :raises GrantsDiffer: a grant is missing, or nothing causes it.
    """
    missing, unfounded = grants.differences()
    if missing or unfounded:
        raise GrantsDiffer(f"missing {missing[:5]}, unfounded {unfounded[:5]}")


@job("recount-due", cron="35 * * * *")
def recount_due(*, actor: Actor, now: datetime) -> None:
    """Count provisional periods anew, in case the missing year's calendar has come."""
    found = list(provisional())
    each("recount-due", found, lambda matter: recount(matter, actor=actor, now=now), now=now)
