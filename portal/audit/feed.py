"""Events after a cursor: notices, boards and federation read this instead of signals."""

from collections.abc import Iterator, Sequence

from portal.audit.models import AuditEvent, AuditSeal


def after(chain_seq: int, *, limit: int = 500) -> Iterator[tuple[int, AuditEvent]]:
    """Sealed events after the cursor, in chain order; the cursor is the last one's sequence."""
    seals = list(AuditSeal.objects.filter(chain_seq__gt=chain_seq).order_by("chain_seq")[:limit])
    events = AuditEvent.objects.in_bulk([seal.event_id for seal in seals])
    for seal in seals:
        yield seal.chain_seq, events[seal.event_id]


def story(
    subject_type: str, subject_id: int, *, without: Sequence[str] = (), limit: int = 200
) -> list[AuditEvent]:
    """What happened to one matter, newest first.

    :param without: names of routine events that would push the acts out.
    """
    events = AuditEvent.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(events.exclude(name__in=without).order_by("-id")[:limit])
