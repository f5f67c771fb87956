"""The audit row with its digest while the sealer runs, against a plain insert of the same row."""

import threading
import time
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from portal.audit import chain
from portal.audit.models import AuditEvent
from tests.bench.figures import Figure

ROWS = 400
ROUNDS = 5
_FACTS: dict[str, Any] = {
    "name": "delivery.deliver",
    "subject_type": "requests_app.sharingagreement",
    "subject_id": 1,
    "subject_number": "SA-BENCH-2026-0001",
    "interface": "API",
    "details": {"receipt": "DR-BENCH", "rows": 1, "columns": ["name"], "content": "0" * 64},
}


def _with_digest(now: Any) -> None:
    with transaction.atomic():
        chain.append(occurred_at=now, **_FACTS)


def _plain(now: Any) -> None:
    with transaction.atomic():
        AuditEvent(occurred_at=now, algorithm="sm3", digest="0" * 64, **_FACTS).save(
            force_insert=True
        )


def _rate(insert: Any, now: Any) -> float:
    start = time.perf_counter()
    for _number in range(ROWS):
        insert(now)
    return ROWS / (time.perf_counter() - start)


def _seal_until(stopped: threading.Event) -> None:
    while not stopped.wait(0.2):
        chain.seal(now=timezone.now())
    connections.close_all()


def measure() -> list[Figure]:
    """Rates in turn; the sealer runs during ours only."""
    now = timezone.now()
    while chain.seal(now=now):
        pass
    ours, plain = [], []
    for _round in range(ROUNDS):
        plain.append(_rate(_plain, now))
        while chain.seal(now=now):
            pass
        stopped = threading.Event()
        sealer = threading.Thread(target=_seal_until, args=(stopped,))
        sealer.start()
        ours.append(_rate(_with_digest, now))
        stopped.set()
        sealer.join()
    connection.close()
    ratio = sorted(ours)[ROUNDS // 2] / sorted(plain)[ROUNDS // 2]
    return [Figure("audit insert with digest and sealer / plain insert", ">= 0.85", ratio, "x", 5)]
