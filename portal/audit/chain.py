"""The chain: canonical bytes, digest, append, seal, verify, anchor."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import connection, transaction

from portal.audit.models import AuditEvent, AuditSeal
from portal.statements import InsertStatement

#: The advisory lock that makes the sealer the only one.
SEALER_LOCK = 0x5EA1
GENESIS = "0" * 64
_COLUMNS = tuple(
    field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "digest"
)

#: For acts whose fact and event are one statement, or that have no fact but the event.
INSERT = InsertStatement(AuditEvent)


def _hash(data: bytes, algorithm: str) -> str:
    if algorithm == "sm3":
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return digest.finalize().hex()
    return hashlib.new(algorithm, data).hexdigest()


def moment(at: datetime) -> str:
    """A moment as the chain writes it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return value


def canonical(event: AuditEvent) -> bytes:
    """The bytes a digest covers: every stored column but the digest itself and the row id.

    The id is given by the database after the digest is taken; the seal binds the two.
    """
    columns = {name: _plain(getattr(event, name)) for name in _COLUMNS if name != "id"}
    return orjson.dumps(columns, option=orjson.OPT_SORT_KEYS)


def event(
    *, name: str, subject_type: str, subject_id: int | None, occurred_at: datetime, **facts: Any
) -> AuditEvent:
    """An event with its digest, not yet written."""
    made = AuditEvent(
        name=name,
        subject_type=subject_type,
        subject_id=subject_id,
        occurred_at=occurred_at,
        algorithm=settings.AUDIT_HASH,
        **facts,
    )
    made.digest = _hash(canonical(made), made.algorithm)
    return made


def append(**facts: Any) -> AuditEvent:
    """Add an event in the caller's transaction; if it cannot be written, nothing is done.

    :raises RuntimeError: there is no transaction, so the fact and its record could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event is written in the transaction of the fact it records")
    made = event(**facts)
    INSERT.save(made)
    return made


def _link(seal_row: AuditSeal, event_id: int, digest: str) -> str:
    """The seal's own digest: every column of the seal but itself, and what the event states."""
    parts = (seal_row.previous, seal_row.chain_seq, event_id, digest, _plain(seal_row.sealed_at))
    return _hash("|".join(map(str, parts)).encode(), seal_row.algorithm)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    chain_seq: int
    digest: str


def head() -> Head:
    """The last seal, or the genesis."""
    last = AuditSeal.objects.order_by("-chain_seq").first()
    return Head(last.chain_seq, last.digest) if last else Head(0, GENESIS)


def _unsealed(after: int, limit: int) -> list[tuple[int, str]]:
    """Ids and digests of visible events without a seal, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.digest FROM portal_auditevent e"
            " LEFT JOIN portal_auditseal s ON s.event_id = e.id"
            " WHERE s.event_id IS NULL AND e.id > %s ORDER BY e.id LIMIT %s",
            [after, limit],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def seal(*, now: datetime, after: int = 0, limit: int = 5000) -> int:
    """Give every visible unsealed event its place, in sealing order; a late commit comes later.

    Only one sealer runs at a time (advisory lock); a second one does nothing.

    :param after: events up to this id are known to be sealed.
    :returns: how many events were sealed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        waiting = _unsealed(after, limit)
        if not waiting:
            return 0
        end = head()
        sequence, previous = end.chain_seq, end.digest
        seals = []
        for event_id, digest in waiting:
            sequence += 1
            seal_row = AuditSeal(
                event_id=event_id,
                chain_seq=sequence,
                previous=previous,
                algorithm=settings.AUDIT_HASH,
                sealed_at=now,
            )
            previous = seal_row.digest = _link(seal_row, event_id, digest)
            seals.append(seal_row)
        AuditSeal.objects.bulk_create(seals, batch_size=1000)
    return len(seals)


def holds(seal_row: AuditSeal, event: AuditEvent) -> bool:
    """Whether event and seal are as they were written, wherever they stand in the chain."""
    return (
        _hash(canonical(event), event.algorithm) == event.digest
        and _link(seal_row, event.pk, event.digest) == seal_row.digest
    )


def sealed_before(moment: datetime) -> int:
    """The highest event id below which everything was sealed before the moment."""
    seal_row = AuditSeal.objects.filter(sealed_at__lt=moment).order_by("-chain_seq").first()
    return seal_row.event_id if seal_row else 0


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain does not hold."""

    chain_seq: int
    what: str


def _walk() -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    batch: list[AuditSeal] = []
    for seal_row in AuditSeal.objects.order_by("chain_seq").iterator(chunk_size=2000):
        batch.append(seal_row)
        if len(batch) == 2000:
            yield from _with_events(batch)
            batch = []
    yield from _with_events(batch)


def _with_events(batch: list[AuditSeal]) -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    events = AuditEvent.objects.in_bulk([seal_row.event_id for seal_row in batch])
    for seal_row in batch:
        yield seal_row, events.get(seal_row.event_id)


def verify(
    *, now: datetime, anchors: Mapping[int, str] | None = None, grace: timedelta | None = None
) -> list[Fault]:
    """Walk the whole chain and compare it with the heads published outside.

    :param anchors: chain_seq to digest, as published; a chain cannot see its own missing end.
    :param grace: how long an event may wait for its seal (default one minute).
    :returns: the faults found, first one first; empty when the chain holds.
    """
    published = dict(anchors or {})
    previous, sequence = GENESIS, 0
    for seal_row, event in _walk():
        sequence += 1
        if seal_row.chain_seq != sequence:
            return [Fault(sequence, "seal missing")]
        if event is None:
            return [Fault(sequence, "event missing")]
        if _hash(canonical(event), event.algorithm) != event.digest:
            return [Fault(sequence, "event altered")]
        link = _link(seal_row, event.pk, event.digest)
        if seal_row.previous != previous or seal_row.digest != link:
            return [Fault(sequence, "link altered")]
        if sequence in published and published.pop(sequence) != link:
            return [Fault(sequence, "differs from the published head")]
        previous = link
    if published:
        return [Fault(min(published), "the end published outside is missing")]
    limit = now - (grace or timedelta(minutes=1))
    late = [event_id for event_id, _digest in _unsealed(0, 1000)]
    old = AuditEvent.objects.filter(pk__in=late, occurred_at__lt=limit).order_by("pk").first()
    return [Fault(sequence + 1, f"event {old.pk} was never sealed")] if old else []


def anchor(path: Path, *, now: datetime) -> Head:
    """Publish the head outside the database: one line, appended to a file."""
    end = head()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{end.chain_seq}\t{end.digest}\t{_plain(now)}\n")
    return end


def read_anchors(path: Path) -> dict[int, str]:
    """The heads published in the file, by chain sequence."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    rows = (line.split("\t") for line in lines if line)
    return {int(row[0]): row[1] for row in rows if int(row[0]) > 0}
