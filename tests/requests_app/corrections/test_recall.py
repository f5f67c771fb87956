"""Whoever received a record that was corrected is told, and nobody else (Art. 26)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import override_settings

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.corrections import actions, queries
from requests_app.delivery.models import Operation
from requests_app.delivery.plan import Filter
from requests_app.models import CorrectionRecall, Delivery
from requests_app.sharing import record_keys
from requests_app.sharing.recipients import receipts_of
from tests.races.fingerprint import nothing_left
from tests.requests_app.corrections.town import Town, claim, fed_back


def told() -> set[str]:
    """Codes of the departments told so far."""
    return set(CorrectionRecall.objects.values_list("department__code", flat=True))


def by_code(code: str) -> dict[str, object]:
    return {
        "operation": Operation.LOOK_UP,
        "filters": (Filter("code", "", code),),
        "limit": 1,
    }


# The marks.


def test_a_mark_is_no_key_and_differs_by_key() -> None:
    """Neither equal to the value nor holding it; one for each entry, column and value."""
    value = "310101199001011234"
    marks = {
        record_keys.mark(1, "code", value),
        record_keys.mark(2, "code", value),
        record_keys.mark(1, "name", value),
        record_keys.mark(1, "code", "310101199001011235"),
    }
    assert len(marks) == 4
    for one in marks:
        assert len(one) == 32
        assert value not in one
        assert "".join(reversed(value)) not in one
        assert value.encode().hex() not in one
    assert record_keys.mark(1, "code", value) == record_keys.mark(1, "code", value)


def test_another_secret_marks_otherwise_and_a_replaced_one_is_remembered() -> None:
    with override_settings(SECRET_KEY="old" * 20):
        before = record_keys.mark(1, "code", "C3")
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=["old" * 20]):
        after = record_keys.mark(1, "code", "C3")
        assert after != before
        assert record_keys.marks_ever(1, "code", "C3") == [after, before]
    with override_settings(SECRET_KEY="new" * 20):
        assert record_keys.marks_ever(1, "code", "C3") == [after]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("10.50"), Decimal("10.5")),
        (Decimal("100"), Decimal("1E+2")),
        (Decimal("0.00"), Decimal("-0")),
        (
            datetime(2025, 9, 24, 2, tzinfo=UTC),
            datetime.fromisoformat("2025-09-24T10:00:00+08:00"),
        ),
    ],
)
def test_one_value_has_one_mark_however_written(one: object, other: object) -> None:
    assert record_keys.mark(1, "code", one) == record_keys.mark(1, "code", other)


def test_a_day_is_not_its_midnight_and_blank_marks_nothing() -> None:
    assert record_keys.mark(1, "on", date(2025, 9, 24)) != record_keys.mark(
        1, "on", datetime(2025, 9, 24, tzinfo=UTC)
    )
    assert record_keys.marks(1, [("code", None), ("code", ""), ("code", "C3"), ("code", "C3")]) == [
        record_keys.mark(1, "code", "C3")
    ]


# The receipts.


@pytest.mark.parametrize("fields", [(), ("code", "staff"), ("staff",)])
def test_a_receipt_marks_every_record_given(town: Town, fields: tuple[str, ...]) -> None:
    """Also where the key was not asked for; the key does not leave then."""
    given = town.desk.deliver(fields=fields)
    entry = town.desk.version.entry_id
    receipt = Delivery.objects.get(receipt_number=given.receipt_number)
    expected = {record_keys.mark(entry, "code", code) for code in ("C1", "C3", "C4")}
    assert set(receipt.record_marks) == expected
    if fields == ("staff",):
        assert given.columns == ("staff",)
        assert given.rows == [(3,), (7,), (7,)]
    event = AuditEvent.objects.get(name="delivery.deliver", details__receipt=receipt.receipt_number)
    assert not any(mark in str(event.details) for mark in expected)


def test_a_page_marks_its_own_rows_only(town: Town) -> None:
    given = town.desk.deliver(limit=1)
    receipt = Delivery.objects.get(receipt_number=given.receipt_number)
    assert receipt.record_marks == [record_keys.mark(town.desk.version.entry_id, "code", "C1")]


def test_a_verification_marks_the_subject_that_matched(town: Town) -> None:
    """No value leaves, but that the record was asked about is known; no match marks nothing."""
    entry = town.desk.version.entry_id
    for code, expected in (("C3", [record_keys.mark(entry, "code", "C3")]), ("C9", [])):
        given = town.desk.deliver(
            operation=Operation.VERIFY,
            filters=(Filter("code", "", code),),
            limit=1,
            expected={"staff": "7"},
        )
        assert given.rows == []
        assert given.matches == {"subject": bool(expected), "staff": bool(expected)}
        receipt = Delivery.objects.get(receipt_number=given.receipt_number)
        assert receipt.record_marks == expected


# The recall.


def test_exactly_those_who_received_the_record_are_told(town: Town) -> None:
    """Civil affairs received C3, the health commission another record; the requester both."""
    now = town.cast.now
    town.desk.deliver()
    held = town.civil.receive(now=now, **by_code("C3"))
    town.civil.receive(now=now, **by_code("C4"))
    town.health.receive(now=now, **by_code("C4"))
    correction = fed_back(town.desk)
    assert told() == {"MZJ"}
    notice = CorrectionRecall.objects.get()
    assert (notice.status, notice.public_number) == ("TOLD", "RC-MZJ-2025-0001")
    assert notice.receipts == [held.receipt_number]
    assert notice.feedback.correction == correction
    event = AuditEvent.objects.get(name="correction.feed_back")
    assert event.details["told"] == ["MZJ"]
    recall = AuditEvent.objects.get(name="correctionrecall.recall")
    assert (recall.article, recall.system_name) == ("26-2", "record-corrected")
    assert "C3" not in str(recall.details)


def test_a_page_of_records_counts_as_received(town: Town) -> None:
    now = town.cast.now
    town.civil.receive(now=now)
    town.health.receive(now=now, fields=("name",), limit=2)  # C1 and C2 only
    fed_back(town.desk, "correct_partly")
    assert told() == {"MZJ"}


def test_another_entry_with_the_same_key_is_not_meant(town: Town) -> None:
    """The mark holds under its own entry only."""
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    entry = town.desk.version.entry_id
    marks = record_keys.marks_ever(entry, "code", "C3")
    assert set(receipts_of(entry, marks)) == {town.cast.civil_affairs.pk}
    assert receipts_of(entry + 1, marks) == {}
    assert receipts_of(entry, record_keys.marks_ever(entry + 1, "code", "C3")) == {}


def test_data_confirmed_as_right_are_not_recalled(town: Town) -> None:
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    fed_back(town.desk, "confirm_right")
    assert told() == set()


def test_a_second_correction_is_told_again(town: Town) -> None:
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    correction = fed_back(town.desk)
    now, reviewer = town.cast.now, town.cast.actor("market_reviewer")
    actions.reopen(
        pk=correction.pk, reopening="仍有误。", actor=town.cast.actor("labour_clerk"), now=now
    )
    actions.receive(pk=correction.pk, actor=reviewer, now=now)
    actions.begin_verification(pk=correction.pk, actor=reviewer, now=now)
    actions.correct(pk=correction.pk, finding="再次更正。", actor=reviewer, now=now)
    actions.feed_back(pk=correction.pk, actor=reviewer, now=now)
    notices = CorrectionRecall.objects.order_by("pk")
    assert [notice.feedback.text for notice in notices] == ["已与原始档案核对。", "再次更正。"]


def test_the_department_told_confirms_once(town: Town) -> None:
    """It waits on its clerk's list until then; nobody confirms for another department."""
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    fed_back(town.desk)
    notice, now = CorrectionRecall.objects.get(), town.cast.now
    waiting = {
        person
        for person in ("civil_clerk", "civil_office_head", "health_clerk", "labour_clerk")
        if queries.recalls_awaiting(town.cast.actor(person), now=now)
    }
    assert waiting == {"civil_clerk"}
    for person, reason in (
        ("health_clerk", reasons.NOT_YOUR_MATTER),
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("civil_office_head", reasons.NOT_YOUR_MANDATE),
    ):
        with nothing_left(), pytest.raises(Refused) as caught:
            actions.confirm_recall(pk=notice.pk, actor=town.cast.actor(person), now=now)
        assert caught.value.reason is reason, person
    clerk = town.cast.actor("civil_clerk")
    actions.confirm_recall(pk=notice.pk, actor=clerk, now=now)
    notice.refresh_from_db()
    assert (notice.status, notice.confirmed_at, notice.confirmed_by_id) == (
        "CONFIRMED",
        now,
        clerk.user_id,
    )
    assert not queries.recalls_awaiting(clerk, now=now)
    with nothing_left(), pytest.raises(Refused) as caught:
        actions.confirm_recall(pk=notice.pk, actor=clerk, now=now)
    assert caught.value.reason is reasons.WRONG_STATE


def test_who_sees_the_notice(town: Town) -> None:
    """The department told, the provider and the authority; not whoever raised it."""
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    fed_back(town.desk)
    seen = {
        person
        for person in (
            "civil_clerk",
            "market_reviewer",
            "authority_officer",
            "labour_clerk",
            "health_clerk",
            "outsider",
        )
        if queries.recalls_visible_to(town.cast.actor(person))
    }
    assert seen == {"civil_clerk", "market_reviewer", "authority_officer"}


def test_nobody_recalls_by_hand(town: Town) -> None:
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    correction = fed_back(town.desk, "confirm_right")
    feedback = correction.feedbacks.get()
    for actor in (town.cast.actor("market_reviewer"), town.cast.actor("authority_officer")):
        with nothing_left(), pytest.raises(Refused) as caught:
            actions.recall(
                feedback=feedback,
                department=town.cast.civil_affairs,
                receipts=[],
                actor=actor,
                now=town.cast.now,
            )
        assert caught.value.reason is reasons.ONLY_TIME


def test_a_key_of_another_form_is_the_same_record(town: Town) -> None:
    """Blanks around the typed key do not matter."""
    town.civil.receive(now=town.cast.now, **by_code("C3"))
    correction = actions.request_correction(
        agreement_id=town.desk.agreement.pk,
        claim=claim(record_key=" C3 "),
        actor=town.cast.actor("labour_clerk"),
        now=town.cast.now,
    )
    assert correction.record_key == "C3"
