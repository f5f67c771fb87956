"""Catalogs of other systems, read every night."""

import logging
from datetime import datetime

from catalog.exchange import harvests, queries
from portal.interfaces.jobs import job
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

logger = logging.getLogger(__name__)


@job("harvest-catalogs", cron="20 2 * * *")
def harvest_catalogs(*, actor: Actor, now: datetime) -> None:
    """Read each registered catalog into drafts (Art. 12).

    Not one transaction each: a record of a catalog is, so that a killed run has not run in vain.
    """
    for pk in list(queries.harvested().values_list("pk", flat=True)):
        try:
            harvests.harvest_by_night(pk=pk, actor=actor, now=now)
        except Refused as refusal:
            logger.info("job=harvest-catalogs item=%s refused=%s", pk, refusal.reason.code)
