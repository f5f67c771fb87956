"""Collect entries and data items, change the choice, take out, and make the drafts at one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from catalog.directories.models import DirectoryEntry
from catalog.directories.queries import availability, by_slug, may_see_details, published_to
from portal.accounts.models import User
from portal.regulation import reasons
from portal.regulation.item_names import item_key
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.baskets import queries
from requests_app.baskets.models import BasketEntry
from requests_app.baskets.queries import Line
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application
from requests_app.sharing.models import SharingRequest

#: More at once nobody can vouch to need; the basket is emptied by asking.
MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of the basket: the drafts made, and the entries that stayed, each with why."""

    made: list[SharingRequest]
    left: list[tuple[DirectoryEntry, reasons.Reason]]


def _find(slug: str, actor: Actor, now: datetime) -> DirectoryEntry:
    entry = by_slug(published_to(actor), slug)
    if entry is None or not may_see_details(entry, actor, now=now):
        raise Refused(reasons.NOT_FOUND)
    return entry


def _names(entry: DirectoryEntry, names: Iterable[str]) -> list[str]:
    """The items so named, as the entry names them.

    :raises Refused: the published version has no such item.
    """
    held = {item_key(name): name for name in entry.live.items.values_list("name", flat=True)}
    wanted = {item_key(name): name for name in names}
    unknown = [name for key, name in wanted.items() if key not in held]
    if unknown:
        raise Refused(reasons.INVALID_INPUT, details=tuple(unknown))
    return [held[key] for key in wanted]


def put_in(*, entry: str, items: Sequence[str], actor: Actor, now: datetime) -> BasketEntry:
    """Put an entry into the own basket, with those data items besides the ones chosen before.

    :param entry: its code as it stands in addresses.
    :raises Refused: it cannot be asked for, has no such item, or the basket is full.
    """
    with transaction.atomic():
        # Of two who click at once for one person, the second waits and then counts.
        User.objects.select_for_update().get(pk=actor.user_id or 0)
        found = _find(entry, actor, now)
        reason = availability(found, actor, now=now)
        if reason is not None:
            raise Refused(reason, is_right_missing=True)
        names = _names(found, items)
        own = queries.visible_to(actor)
        row = own.filter(entry=found).first()
        if row is None:
            if own.count() >= MOST_ENTRIES:
                raise Refused(reasons.BASKET_FULL)
            row = BasketEntry(person_id=actor.user_id or 0, entry=found, added_at=now)
        row.items = list(dict.fromkeys([*row.items, *names]))
        row.save()
    return row


def choose(*, entry: str, items: Sequence[str], actor: Actor, now: datetime) -> None:
    """Choose anew which data items of an entry in the basket are wanted.

    :raises Refused: the entry is not in the basket, or has no such item.
    """
    with transaction.atomic():
        row = _own(entry, actor)
        row.items = _names(_find(entry, actor, now), items)
        row.save(update_fields=["items"])


def take_out(*, entry: str, actor: Actor, now: datetime) -> None:
    """Take an entry out of the basket, also one that nobody can ask for any more.

    :raises Refused: it is not in the basket.
    """
    with transaction.atomic():
        _own(entry, actor).delete()


def _own(slug: str, actor: Actor) -> BasketEntry:
    own = queries.visible_to(actor).select_for_update(of=("self",))
    row = own.filter(entry__code=slug.replace("-", "/", 1)).first()
    if row is None:
        raise Refused(reasons.NOT_FOUND)
    return row


def draft_all(
    *, needs: Mapping[str, str], shared: Application, actor: Actor, now: datetime
) -> Drafted:
    """Make a draft request of each entry named that is ready, all with what is shared (Art. 20).

    The law knows one request for each entry: its provider answers it, and its class decides the
    period. Each draft is made by itself, and its entry leaves the basket with it; an entry that
    cannot be asked for stays, with the reason.

    :param needs: why its columns are needed, by the code of the entry as it stands in addresses.
    :param shared: particulars of all; a purpose or mode that an entry does not publish is left
        open in its draft.
    """
    outcome = Drafted([], [])
    for line in queries.lines(actor, now=now):
        if line.entry.slug not in needs:
            continue
        reason = line.reason or (None if line.chosen else reasons.NO_ITEM_CHOSEN)
        if reason is None:
            try:
                outcome.made.append(_draft(line, needs[line.entry.slug], shared, actor, now))
            except Refused as refused:
                reason = refused.reason
        if reason is not None:
            outcome.left.append((line.entry, reason))
    return outcome


def _draft(
    line: Line, need: str, shared: Application, actor: Actor, now: datetime
) -> SharingRequest:
    version = line.entry.live
    condition = version.condition
    published = Purpose.values if condition is None else condition.purposes
    application = replace(
        shared,
        purpose=shared.purpose if shared.purpose in published else "",
        sharing_mode=shared.sharing_mode if shared.sharing_mode in version.sharing_modes else "",
        columns=dict.fromkeys(line.chosen, need),
    )
    with transaction.atomic():
        _own(line.entry.slug, actor).delete()
        return sharing.apply(
            requester_id=actor.department_id or 0,
            version_id=version.pk,
            application=application,
            actor=actor,
            now=now,
        )
