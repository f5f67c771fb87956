"""What an entry's page says of its use and of what the reader's department may do about it."""

from datetime import datetime

from catalog.directories.above import Use
from catalog.directories.models import DirectoryEntry
from portal.interfaces import matters
from portal.regulation.next_step import Way
from portal.workflow.actor import Actor
from requests_app.sharing import queries


def uses(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[Use]:
    """Who uses the entry for which scenario, as far as the reader may know."""
    return [
        Use(
            department=agreement.requester.name,
            scenario=agreement.request.scenario,
            purpose=agreement.get_purpose_display(),
            number=agreement.public_number,
            url=matters.address(agreement, actor),
        )
        for agreement in queries.uses_visible_to(actor, entry.pk, now)
    ]


def entry_ways(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Using the data under the agreement in use, or following what was asked for."""
    agreement = queries.agreed_on(entry.pk, actor.department_id or 0, now)
    if agreement is not None:
        url = matters.address(agreement, actor)
        return [{"way": Way.USE, "label": str(Way.USE.label), "url": url}]
    request = queries.own_of(entry.pk, actor)
    if request is None:
        return []
    url = matters.address(request, actor)
    return [{"way": Way.FOLLOW, "label": str(Way.FOLLOW.label), "url": url}]
