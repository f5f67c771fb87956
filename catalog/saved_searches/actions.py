"""Keep a search under a name, and drop one. What a person looks for is no act of the portal's."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog.saved_searches import queries
from catalog.saved_searches.models import SavedSearch
from portal.accounts.models import User
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

#: No person keeps more.
MOST = 50


def keep(
    *,
    name: str,
    filters: Mapping[str, list[str]],
    is_notice_wanted: bool,
    actor: Actor,
    now: datetime,
) -> SavedSearch:
    """Keep words and filters under a name.

    :param filters: read by the directory's own filter set before.
    :raises Refused: nobody in particular asks; there are too many; name or search is saved already.
    """
    if actor.user_id is None or actor.department_id is None:
        raise Refused(reasons.NOT_FOUND)
    with transaction.atomic():
        # Locked, so that two windows at once do not pass the limit together.
        User.objects.select_for_update().get(pk=actor.user_id)
        own = queries.visible_to(actor)
        if own.count() >= MOST:
            raise Refused(reasons.TOO_MANY_SEARCHES)
        if own.filter(name=name).exists():
            raise Refused(reasons.SEARCH_NAME_TAKEN)
        if own.filter(filters=dict(filters)).exists():
            raise Refused(reasons.SEARCH_SAVED_ALREADY)
        return SavedSearch.objects.create(
            user_id=actor.user_id,
            name=name,
            filters=dict(filters),
            is_notice_wanted=is_notice_wanted,
            created_at=now,
        )


def drop(*, pk: int, actor: Actor, now: datetime) -> None:
    """Keep the search no longer.

    :raises Refused: it is not the reader's.
    """
    deleted, _each = queries.visible_to(actor).filter(pk=pk).delete()
    if not deleted:
        raise Refused(reasons.NOT_FOUND)
