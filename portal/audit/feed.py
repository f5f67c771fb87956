"""Events after a cursor: notices, boards and federation read this instead of signals."""

from collections.abc import Callable, Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import Max

from portal.audit.models import AuditEvent, AuditSeal, FeedCursor


def after(chain_seq: int, *, limit: int = 500) -> Iterator[tuple[AuditSeal, AuditEvent]]:
    """Sealed events after the cursor, in chain order; the cursor is the last seal's sequence."""
    seals = list(AuditSeal.objects.filter(chain_seq__gt=chain_seq).order_by("chain_seq")[:limit])
    events = AuditEvent.objects.in_bulk([seal.event_id for seal in seals])
    for seal in seals:
        yield seal, events[seal.event_id]


def follow(
    reader: str,
    act: Callable[[AuditSeal, AuditEvent], object],
    *,
    names: Collection[str],
    limit: int = 500,
) -> int:
    """Hand the reader the events it has not had yet, each once, whatever breaks in between.

    What the reader does with a batch and how far it has come are one transaction; a second reader
    of the same name waits for the first.

    :param names: only events of these names are handed over; of the others the cursor passes by.
    :returns: how many events were passed, 0 at the end of the chain.
    """
    FeedCursor.objects.get_or_create(name=reader)
    with transaction.atomic():
        cursor = FeedCursor.objects.select_for_update().get(name=reader)
        passed = 0
        for seal, event in after(cursor.chain_seq, limit=limit):
            if event.name in names:
                act(seal, event)
            cursor.chain_seq = seal.chain_seq
            passed += 1
        cursor.save()
    return passed


def pass_over(reader: str) -> None:
    """Move the reader to the end of the chain: what was done so far is not for it."""
    last = AuditSeal.objects.aggregate(last=Max("chain_seq"))["last"] or 0
    FeedCursor.objects.update_or_create(name=reader, defaults={"chain_seq": last})


def story(
    subject_type: str, subject_id: int, *, without: Sequence[str] = (), limit: int = 200
) -> list[AuditEvent]:
    """What happened to one matter, newest first.

    :param without: names of routine events that would push the acts out.
    """
    events = AuditEvent.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(events.exclude(name__in=without).order_by("-id")[:limit])
