"""The kernel's own job: the nightly comparison of object permissions with their causes."""

from datetime import datetime

from portal.interfaces.jobs import job
from portal.workflow import grants
from portal.workflow.actor import Actor


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
