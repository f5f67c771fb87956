"""The chain: whatever is changed, taken out, put in or moved is found, and the place is named."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.audit import chain, feed
from portal.audit.models import ImmutableRow
from portal.models import AuditEvent, AuditSeal, FeedCursor
from tests.races.world import triggers_off, undone

EVENT, SEAL = "portal_auditevent", "portal_auditseal"
LENGTH = 12
pytestmark = pytest.mark.django_db


def write(number: int, now: datetime, **facts: Any) -> AuditEvent:
    """One event with every column filled."""
    columns: dict[str, Any] = {
        "name": f"thing.step{number}",
        "subject_type": "catalog.thing",
        "subject_id": number,
        "subject_number": f"T-{number}",
        "from_status": "DRAFT",
        "to_status": "SENT",
        "article": "21-1",
        "interface": "API",
        "actor_id": 10 + number,
        "client_id": 20 + number,
        "system_name": "job",
        "department_id": 30 + number,
        "occurred_at": now + timedelta(microseconds=number),
        "note": "说明",
        "details": {"rows": number, "nested": {"甲": [1, 2.5, None]}},
        "calendar_version": "abc",
    }
    return chain.append(**{**columns, **facts})


@pytest.fixture
def sealed(now: datetime) -> list[AuditEvent]:
    """A chain of twelve, sealed in two goes."""
    events = [write(number, now) for number in range(LENGTH // 2)]
    chain.seal(now=now)
    events += [write(number, now) for number in range(LENGTH // 2, LENGTH)]
    chain.seal(now=now)
    assert chain.verify(now=now) == []
    assert chain.head().chain_seq == LENGTH
    return events


def run(sql: str, *values: Any) -> None:
    """What an administrator of the database could do by hand."""
    with transaction.atomic(), triggers_off(EVENT, SEAL), connection.cursor() as cursor:
        cursor.execute(sql, values)


def first_fault(now: datetime, anchors: dict[int, str] | None = None) -> int | None:
    """The chain sequence of the first fault that is found."""
    faults = chain.verify(now=now, anchors=anchors)
    return faults[0].chain_seq if faults else None


OTHER = {
    "name": "'thing.other'",
    "subject_type": "'catalog.other'",
    "subject_id": "NULL",
    "subject_number": "subject_number || ' '",
    "from_status": "''",
    "to_status": "from_status",
    "article": "'21-2'",
    "interface": "'ADMIN'",
    "actor_id": "actor_id + 1",
    "client_id": "NULL",
    "system_name": "''",
    "department_id": "department_id - 1",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "note": "note || E'\\u200b'",
    "details": """jsonb_set(details, '{nested,甲,1}', '2.25')""",
    "calendar_version": "'abd'",
    "algorithm": "'sha256'",
    "digest": "reverse(digest)",
    "id": "id + 1000000",
}


def test_every_stored_column_is_in_the_list() -> None:
    assert set(OTHER) == {field.attname for field in AuditEvent._meta.concrete_fields}


@pytest.mark.parametrize("column", OTHER)
@pytest.mark.parametrize("place", [1, LENGTH // 2, LENGTH])
def test_a_changed_column_is_found_at_its_place(sealed, now, column: str, place: int) -> None:
    run(f"UPDATE {EVENT} SET {column} = {OTHER[column]} WHERE id = %s", sealed[place - 1].pk)  # noqa: S608
    assert first_fault(now) == place


@pytest.mark.parametrize("place", [1, 5, LENGTH])
def test_a_changed_detail_key_is_found(sealed, now, place: int) -> None:
    run(
        f"UPDATE {EVENT} SET details = details || '{{\"extra\": 1}}' WHERE id = %s",  # noqa: S608
        sealed[place - 1].pk,
    )
    assert first_fault(now) == place


SEAL_OTHER = {
    "event_id": "event_id + 1000000",
    "chain_seq": "chain_seq + 1000000",
    "previous": "md5(previous) || md5(digest)",
    "digest": "reverse(digest)",
    "algorithm": "'sha256'",
    "sealed_at": "sealed_at + interval '1 day'",
}


def test_every_column_of_a_seal_is_in_the_list() -> None:
    stored = {field.attname for field in AuditSeal._meta.concrete_fields}
    assert set(SEAL_OTHER) == stored - {"id"}


@pytest.mark.parametrize("column", SEAL_OTHER)
@pytest.mark.parametrize("place", [1, 7, LENGTH])
def test_a_changed_seal_is_found_at_its_place(sealed, now, column: str, place: int) -> None:
    """Also the time of sealing, by which the sealer knows what it need not look at again."""
    run(f"UPDATE {SEAL} SET {column} = {SEAL_OTHER[column]} WHERE chain_seq = %s", place)  # noqa: S608
    found = first_fault(now + timedelta(hours=1))
    assert found == place


@pytest.mark.parametrize("place", [1, 6, LENGTH])
def test_a_deleted_event_is_found(sealed, now, place: int) -> None:
    run(f"DELETE FROM {EVENT} WHERE id = %s", sealed[place - 1].pk)  # noqa: S608
    assert first_fault(now) == place


@pytest.mark.parametrize("place", [1, 6])
def test_a_deleted_seal_is_found(sealed, now, place: int) -> None:
    run(f"DELETE FROM {SEAL} WHERE chain_seq = %s", place)  # noqa: S608
    assert first_fault(now) == place


@pytest.mark.parametrize("place", [1, 6])
def test_an_event_taken_out_with_its_seal_is_found(sealed, now, place: int) -> None:
    """Also when the later ones move up to close the gap."""
    pk = sealed[place - 1].pk
    run(f"DELETE FROM {EVENT} WHERE id = %s", pk)  # noqa: S608
    run(f"DELETE FROM {SEAL} WHERE event_id = %s", pk)  # noqa: S608
    assert first_fault(now) == place
    run(f"UPDATE {SEAL} SET chain_seq = -chain_seq WHERE chain_seq > %s", place)  # noqa: S608
    run(f"UPDATE {SEAL} SET chain_seq = -chain_seq - 1 WHERE chain_seq < 0")  # noqa: S608
    assert first_fault(now) == place


def test_two_swapped_events_are_found(sealed, now) -> None:
    one, two = sealed[3].pk, sealed[8].pk
    run(f"UPDATE {EVENT} SET id = -1 WHERE id = %s", one)  # noqa: S608
    run(f"UPDATE {EVENT} SET id = %s WHERE id = %s", one, two)  # noqa: S608
    run(f"UPDATE {EVENT} SET id = %s WHERE id = -1", two)  # noqa: S608
    assert first_fault(now) == 4


def test_two_swapped_seals_are_found(sealed, now) -> None:
    run(f"UPDATE {SEAL} SET chain_seq = -1 WHERE chain_seq = 3")  # noqa: S608
    run(f"UPDATE {SEAL} SET chain_seq = 3 WHERE chain_seq = 9")  # noqa: S608
    run(f"UPDATE {SEAL} SET chain_seq = 9 WHERE chain_seq = -1")  # noqa: S608
    assert first_fault(now) == 3


@pytest.mark.parametrize("after", [0, 4])
def test_an_event_put_in_between_is_found(sealed, now, after: int) -> None:
    """A forged event with a right digest, and a seal squeezed in for it."""
    forged = write(99, now)
    run(f"UPDATE {SEAL} SET chain_seq = -chain_seq WHERE chain_seq > %s", after)  # noqa: S608
    run(f"UPDATE {SEAL} SET chain_seq = -chain_seq + 1 WHERE chain_seq < 0")  # noqa: S608
    before = AuditSeal.objects.filter(chain_seq=after).first()
    squeezed = AuditSeal(
        event_id=forged.pk,
        chain_seq=after + 1,
        previous=before.digest if before else chain.GENESIS,
        algorithm=forged.algorithm,
        sealed_at=now,
    )
    squeezed.digest = chain._link(squeezed, forged.pk, forged.digest)
    squeezed.save(force_insert=True)
    assert first_fault(now) in {after + 1, after + 2}


def test_an_event_that_is_kept_from_the_chain_is_found(sealed, now) -> None:
    write(50, now)
    assert chain.verify(now=now) == []
    faults = chain.verify(now=now + timedelta(minutes=2))
    assert [fault.chain_seq for fault in faults] == [LENGTH + 1]


# The end, which a chain cannot see by itself.


def _cut_end(events: list[AuditEvent], count: int) -> None:
    keep = LENGTH - count
    run(f"DELETE FROM {EVENT} WHERE id > %s", events[keep - 1].pk)  # noqa: S608
    run(f"DELETE FROM {SEAL} WHERE chain_seq > %s", keep)  # noqa: S608


@pytest.mark.parametrize("count", [1, 5])
def test_a_missing_end_is_found_by_the_anchor_and_by_nothing_else(
    sealed, now, tmp_path: Path, count: int
) -> None:
    path = tmp_path / "deep" / "anchor"
    chain.anchor(path, now=now)
    anchors = chain.read_anchors(path)
    assert chain.verify(now=now, anchors=anchors) == []
    _cut_end(sealed, count)
    assert chain.verify(now=now) == []
    assert first_fault(now, anchors) == LENGTH


@pytest.mark.parametrize("place", [1, 7])
def test_a_rewritten_end_is_found_by_the_anchor(sealed, now, tmp_path: Path, place: int) -> None:
    """A forger who can do anything inside: changes an event and computes all links anew."""
    path = tmp_path / "anchor"
    chain.anchor(path, now=now)
    event = sealed[place - 1]
    event.note = "改"
    event.digest = chain._hash(chain.canonical(event), event.algorithm)
    run(f"UPDATE {EVENT} SET note = '改', digest = %s WHERE id = %s", event.digest, event.pk)  # noqa: S608
    run(f"DELETE FROM {SEAL} WHERE chain_seq >= %s", place)  # noqa: S608
    chain.seal(now=now)
    assert chain.verify(now=now) == []
    assert first_fault(now, chain.read_anchors(path)) == LENGTH


def test_the_truncated_log_is_found_by_the_anchor(sealed, now, tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    chain.anchor(path, now=now)
    run(f"TRUNCATE {EVENT}, {SEAL}")
    assert chain.verify(now=now) == []
    assert first_fault(now, chain.read_anchors(path)) == LENGTH


def test_two_hundred_random_changes_are_all_found(sealed, now) -> None:
    chooser = random.Random(20250924)  # noqa: S311
    for _number in range(200):
        place, column = chooser.randint(1, LENGTH), chooser.choice(list(OTHER))
        with undone():
            run(
                f"UPDATE {EVENT} SET {column} = {OTHER[column]} WHERE id = %s",  # noqa: S608
                sealed[place - 1].pk,
            )
            assert first_fault(now) == place, (column, place)
    assert chain.verify(now=now) == []


# Writing.


@pytest.mark.parametrize("table", [EVENT, SEAL])
@pytest.mark.parametrize(
    "sql",
    ["UPDATE {} SET digest = ''", "DELETE FROM {}", "TRUNCATE {}", "DELETE FROM {} WHERE 1=0"],
)
def test_the_database_itself_refuses_all_but_insert(sealed, table: str, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


@pytest.mark.parametrize("model", [AuditEvent, AuditSeal])
@pytest.mark.parametrize(
    "attempt",
    [
        lambda model: model.objects.update(digest=""),
        lambda model: model.objects.all().delete(),
        lambda model: model.objects.first().delete(),
        lambda model: model.objects.first().save(),
    ],
)
def test_the_models_refuse_it_too(sealed, model: Any, attempt: Callable[[Any], object]) -> None:
    with pytest.raises(ImmutableRow):
        attempt(model)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda model: model.objects.bulk_update([model.objects.first()], ["digest"]),
        lambda model: model._base_manager.update(digest=""),
        lambda model: model.objects.all()._raw_delete("default"),
    ],
)
def test_round_about_ways_end_at_the_database(sealed, attempt: Callable[[Any], object]) -> None:
    with pytest.raises((ImmutableRow, DatabaseError)), transaction.atomic():
        attempt(AuditEvent)


@pytest.mark.django_db(transaction=True)
def test_no_event_without_a_transaction(now) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        write(1, now)
    assert not AuditEvent.objects.exists()


# Sealing.


def test_sealing_again_adds_nothing(sealed, now) -> None:
    assert chain.seal(now=now) == 0


def test_sealing_in_small_goes_gives_one_chain(now) -> None:
    for number in range(7):
        write(number, now)
    assert [chain.seal(now=now, limit=3) for _go in range(4)] == [3, 3, 1, 0]
    assert chain.verify(now=now) == []


@pytest.mark.parametrize(
    "order", [["sm3"], ["sha256"], ["sm3", "sha256", "sm3"], ["sha256", "sm3"]]
)
def test_a_chain_of_one_or_several_algorithms_verifies(settings, now, order: list[str]) -> None:
    for number, algorithm in enumerate(order):
        settings.AUDIT_HASH = algorithm
        write(number, now)
        settings.AUDIT_HASH = order[-1 - number]
        chain.seal(now=now)
    assert chain.verify(now=now) == []
    assert list(AuditEvent.objects.order_by("pk").values_list("algorithm", flat=True)) == order


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_is_the_sm3_of_the_standard(text: bytes, digest: str) -> None:
    """GB/T 32905-2016, annex A."""
    assert chain._hash(text, "sm3") == digest


def test_a_digest_does_not_depend_on_the_zone_or_on_the_order_of_keys(now) -> None:
    one = write(1, now, details={"a": 1, "b": 2})
    two = write(1, now.astimezone(tz=None), details={"b": 2, "a": 1})
    assert one.digest == two.digest


@pytest.mark.parametrize(
    "details",
    [
        {"text": "\u2028\ufeff🀄"},
        {"number": 0.1 + 0.2},
        {"big": 2**53 + 1},
        {"true": True, "null": None},
        {"keys": {"b": {"d": 1, "c": 2}, "a": []}},
    ],
)
def test_what_the_database_gives_back_has_the_same_digest(now, details: dict) -> None:
    write(1, now, details=details, note="\u2028é e\u0301 🀄", subject_id=-(2**63))
    chain.seal(now=now)
    assert chain.verify(now=now) == []


def test_the_feed_gives_sealed_events_in_chain_order(sealed, now) -> None:
    write(99, now)
    found = list(feed.after(0, limit=5)) + list(feed.after(5))
    assert [seal.chain_seq for seal, _event in found] == list(range(1, LENGTH + 1))
    assert [event.pk for _sequence, event in found] == [event.pk for event in sealed]


def test_a_reader_of_the_feed_gets_each_event_once_also_after_a_breakdown(sealed, now) -> None:
    """What it did with a batch and how far it has come stand or fall together."""
    read: list[int] = []
    breaks = {sealed[6].pk}

    def act(seal: AuditSeal, event: AuditEvent) -> None:
        if event.pk in breaks:
            raise ZeroDivisionError
        read.append(event.pk)

    names = {event.name for event in sealed}
    assert feed.follow("reader", act, names=names, limit=4) == 4
    with pytest.raises(ZeroDivisionError):
        feed.follow("reader", act, names=names)
    assert FeedCursor.objects.get(name="reader").chain_seq == 4
    breaks.clear()
    del read[4:]
    while feed.follow("reader", act, names=names, limit=3):
        pass
    assert read == [event.pk for event in sealed]
    read.clear()
    assert feed.follow("other", act, names=()) == LENGTH
    assert read == []


def test_the_story_of_a_matter_is_its_own_newest_first(sealed) -> None:
    assert [event.subject_id for event in feed.story("catalog.thing", 3)] == [3]
    assert feed.story("catalog.other", 3) == []


def test_the_command_says_where_the_chain_breaks(sealed, now, settings, tmp_path, capsys) -> None:
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchor"
    call_command("audit_verify")
    run(f"UPDATE {EVENT} SET note = '' WHERE id = %s", sealed[4].pk)  # noqa: S608
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify")
    assert ended.value.code == 1
    text = capsys.readouterr()
    assert "5" in text.out + text.err
