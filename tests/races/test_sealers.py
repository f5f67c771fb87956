"""Sealers at once make one chain; an event that commits late gets a later place."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from portal.audit import chain, feed
from portal.models import AuditEvent, AuditSeal
from tests.races.world import at_once, outcomes

pytestmark = pytest.mark.django_db(transaction=True)


def write(number: int, now: datetime) -> AuditEvent:
    """One committed event."""
    with transaction.atomic():
        return chain.append(
            name="thing.step",
            subject_type="t",
            subject_id=number,
            occurred_at=now,
            interface="JOB",
        )


def test_eight_sealers_and_eight_writers_make_one_chain(now) -> None:
    def act(number: int) -> None:
        for step in range(10):
            if number % 2:
                write(number * 100 + step, now)
            else:
                chain.seal(now=now, limit=7)

    assert outcomes(at_once(16, act)) == {"ok": 16}
    while chain.seal(now=now):
        pass
    assert AuditEvent.objects.count() == 80
    sequences = list(AuditSeal.objects.order_by("chain_seq").values_list("chain_seq", flat=True))
    assert sequences == list(range(1, 81))
    assert chain.verify(now=now) == []


def test_only_one_sealer_at_a_time(now) -> None:
    for number in range(3):
        write(number, now)
    with transaction.atomic():
        assert chain.seal(now=now, limit=1) == 1
        assert at_once(4, lambda _number: chain.seal(now=now)) == [0, 0, 0, 0]
    assert chain.seal(now=now) == 2
    assert chain.verify(now=now) == []


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_late_commit_gets_a_later_place_and_the_feed_does_not_skip_it(
    now, *, is_followed: bool
) -> None:
    """Its id is lower than that of events sealed before it became visible."""
    begun, finish = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                write(1, now)
                begun.set()
                assert finish.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(30)
    early = write(2, now)
    chain.seal(now=now)
    cursor = chain.head().chain_seq
    assert [event.pk for _seal, event in feed.after(0)] == [early.pk]
    later = now + timedelta(hours=2)
    settled = chain.sealed_before(later) if is_followed else 0
    finish.set()
    thread.join(30)
    chain.seal(now=later, after=settled)
    if is_followed:
        chain.seal(now=later)
    found = list(feed.after(cursor))
    assert [event.subject_id for _seal, event in found] == [1]
    assert found[0][1].pk < early.pk
    assert chain.verify(now=later) == []


def test_a_rolled_back_event_leaves_no_hole_in_the_chain(now) -> None:
    write(1, now)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(2, now)
        _ = 1 / 0
    write(3, now)
    assert chain.seal(now=now) == 2
    assert chain.verify(now=now) == []
