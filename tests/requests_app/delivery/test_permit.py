"""The permit: every reason to refuse a call, each recorded; no column but those agreed."""

from datetime import timedelta

import pytest

from catalog.departments import actions as departments
from catalog.models import DataVersion
from portal.models import ApiClient, AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose
from portal.workflow import grants
from portal.workflow.decision import Refused
from requests_app.delivery import plan
from requests_app.delivery.models import Delivery, Operation, QuotaDay
from requests_app.models import AgreementGrant, SharingAgreement
from requests_app.sharing import actions as sharing
from tests.requests_app.delivery.desk import AGREED, VISIBLE, Desk


def refusal(desk: Desk, reason: reasons.Reason, **changes) -> Refused:
    """The call is refused for this reason; nothing is counted or given, and the log knows it."""
    before = Delivery.objects.count(), list(QuotaDay.objects.values_list("used", flat=True))
    known = AuditEvent.objects.filter(name="delivery.refuse").count()
    with pytest.raises(Refused) as caught:
        desk.deliver(**changes)
    assert caught.value.reason is reason
    after = Delivery.objects.count(), list(QuotaDay.objects.values_list("used", flat=True))
    assert after == before
    events = AuditEvent.objects.filter(name="delivery.refuse").order_by("-pk")
    assert events.count() == known + 1
    event = events[0]
    assert event.details["reason"] == reason.code
    assert event.subject_id == desk.agreement.pk
    assert event.client_id == changes.get("client_id", desk.client_id)
    return caught.value


def amend(desk: Desk, **facts) -> None:
    """Change facts that are no status."""
    SharingAgreement.objects.filter(pk=desk.agreement.pk).update(**facts)


def test_a_lawful_call_gives_the_agreed_rows_and_columns(desk: Desk) -> None:
    given = desk.deliver()
    assert given.columns == AGREED
    assert tuple(row[0] for row in given.rows) == VISIBLE
    assert given.after is None
    delivery = Delivery.objects.get()
    assert (delivery.row_count, delivery.columns) == (3, list(AGREED))
    event = AuditEvent.objects.get(name="delivery.deliver")
    assert event.details["receipt"] == delivery.receipt_number == given.receipt_number
    assert event.details["content"] == delivery.content_digest
    assert QuotaDay.objects.get().used == 1


def test_the_log_never_holds_the_data(desk: Desk) -> None:
    desk.deliver(operation=Operation.LOOK_UP, filters=(plan.Filter("name", "", "丁"),))
    for event in AuditEvent.objects.filter(name__startswith="delivery."):
        text = f"{event.details} {event.note}"
        assert not any(value in text for value in ("丁", "S-", "310109", "虹口"))


@pytest.mark.parametrize("purpose", ["", Purpose.SUPERVISION, "SPYING", "government_service"])
def test_another_purpose_is_refused(desk: Desk, purpose: str) -> None:
    reason = reasons.PURPOSE_NOT_AGREED if purpose else reasons.NO_PURPOSE
    refusal(desk, reason, purpose=purpose)


@pytest.mark.parametrize("case", ["", " ", "\t"])
def test_a_call_without_its_case_is_refused(desk: Desk, case: str) -> None:
    refusal(desk, reasons.NO_PURPOSE, case_number=case)


@pytest.mark.parametrize("case", ["x" * 101, "a\nb", "a\x7fb", "a\u2028b"])
def test_an_unreadable_case_number_is_refused(desk: Desk, case: str) -> None:
    refusal(desk, reasons.CASE_NUMBER_INVALID, case_number=case)


def test_a_case_number_with_nul_is_refused_and_recorded(desk: Desk) -> None:
    """The refusal is written down although the database takes no NUL."""
    refusal(desk, reasons.CASE_NUMBER_INVALID, case_number="a\x00b")


def test_before_and_after_the_term(desk: Desk) -> None:
    early = desk.agreement.valid_from - timedelta(microseconds=1)
    refusal(desk, reasons.AGREEMENT_NOT_YET, now=early)
    refusal(desk, reasons.AGREEMENT_EXPIRED, now=desk.agreement.valid_until)
    desk.deliver(now=desk.agreement.valid_until - timedelta(microseconds=1))


def test_a_suspended_agreement_gives_nothing(desk: Desk) -> None:
    sharing.suspend(
        pk=desk.agreement.pk,
        note="线索",
        rectify_by=desk.cast.now.date(),
        actor=desk.cast.actor("authority_officer"),
        now=desk.cast.now,
    )
    refusal(desk, reasons.NOT_IN_USE)


def test_the_grant_alone_turns_the_call_off_and_on(desk: Desk) -> None:
    group = ApiClient.objects.get(pk=desk.client_id).group_id
    which = {"object_id": desk.agreement.pk, "group_ids": [group]}
    grants.take_back(AgreementGrant, "receive_sharingagreement", **which)
    refusal(desk, reasons.NO_GRANT)
    missing, extra = grants.differences()
    assert (len(missing), extra) == (1, [])
    grants.give(AgreementGrant, "receive_sharingagreement", **which)
    assert len(desk.deliver().rows) == len(VISIBLE)


def _second_system(desk: Desk) -> int:
    made = departments.register_system(
        pk=desk.cast.labour.pk,
        code="second",
        name="另一系统",
        actor=desk.cast.actor("authority_officer"),
        now=desk.cast.now,
    )
    return made.system.client_id


def test_another_system_of_the_same_department_gets_nothing(desk: Desk) -> None:
    refusal(desk, reasons.NO_GRANT, client_id=_second_system(desk))


def test_a_grant_without_being_named_opens_nothing(desk: Desk) -> None:
    """Even a stray grant does not make another system the agreement's recipient."""
    client_id = _second_system(desk)
    group = ApiClient.objects.get(pk=client_id).group_id
    grants.give(
        AgreementGrant,
        "receive_sharingagreement",
        object_id=desk.agreement.pk,
        group_ids=[group],
    )
    refusal(desk, reasons.NO_GRANT, client_id=client_id)
    assert grants.differences()[1]


def test_a_system_out_of_service_gets_nothing(desk: Desk) -> None:
    """The permit judges this itself: not every way to the data passes a sign-in."""
    ApiClient.objects.filter(pk=desk.client_id).update(is_active=False)
    refusal(desk, reasons.NO_GRANT)


def test_without_a_data_version_nothing_is_given(desk: Desk) -> None:
    desk.resource.__class__.objects.filter(pk=desk.resource.pk).update(current=None)
    refusal(desk, reasons.NOTHING_LOADED)


def test_a_cursor_of_another_data_version_is_refused(desk: Desk) -> None:
    current = DataVersion.objects.get(resource=desk.resource).pk
    desk.deliver(data_version_id=current)
    refusal(desk, reasons.INVALID_CURSOR, data_version_id=current + 1)


@pytest.mark.parametrize("operation", Operation.values)
@pytest.mark.parametrize(
    "column", ["secret", "kind", "no_such_column", "_row", "ctid", "code ", "CODE", '"code"', "*"]
)
def test_columns_not_agreed_and_columns_that_do_not_exist_look_alike(
    desk: Desk, operation: str, column: str
) -> None:
    """In fields and in filters: the same reason and details, whether it exists or not."""
    as_field = refusal(
        desk, reasons.COLUMN_NOT_AGREED, operation=operation, fields=("code", column), limit=1
    )
    as_filter = refusal(
        desk,
        reasons.COLUMN_NOT_AGREED,
        operation=operation,
        filters=(plan.Filter(column, "", "S-1"),),
        limit=1,
    )
    for refused in (as_field, as_filter):
        assert refused.details == (column,)
        assert refused.is_right_missing


def test_a_hidden_column_cannot_be_verified(desk: Desk) -> None:
    refusal(
        desk,
        reasons.COLUMN_NOT_AGREED,
        operation=Operation.VERIFY,
        fields=("secret",),
        filters=(plan.Filter("code", "", "C1"),),
        expected={"secret": "S-1"},
        limit=1,
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("staff", "many"),
        ("staff", "1.5"),
        ("staff", str(2**63)),
        ("amount", "1e"),
        ("amount", "NaN"),
        ("since", "2025-02-30"),
        ("open", "perhaps"),
        ("name", "a\x00b"),
    ],
)
def test_a_filter_of_the_wrong_type_is_refused_and_not_an_error(
    desk: Desk, column: str, value: str
) -> None:
    refusal(desk, reasons.INVALID_INPUT, filters=(plan.Filter(column, "gte", value),))


@pytest.mark.parametrize("value", ["1e400", "1e99999", "-1e200000"])
def test_a_number_beyond_all_bounds_is_refused_or_matches_nothing(desk: Desk, value: str) -> None:
    try:
        given = desk.deliver(filters=(plan.Filter("amount", "", value),))
    except Refused as refused:
        assert refused.reason is reasons.INVALID_INPUT
    else:
        assert given.rows == []


@pytest.mark.parametrize(
    ("expected", "matches"),
    [
        ({"staff": "3", "name": "甲"}, {"staff": True, "name": True}),
        ({"staff": "03"}, {"staff": True}),
        ({"staff": "4"}, {"staff": False}),
        ({"amount": "10.5"}, {"amount": True}),
        ({"since": "2001-01-31"}, {"since": True}),
        ({"open": "true"}, {"open": True}),
        ({"name": "None"}, {"name": False}),
    ],
)
def test_verification_says_yes_or_no_and_gives_no_value(
    desk: Desk, expected: dict, matches: dict
) -> None:
    given = desk.deliver(
        operation=Operation.VERIFY,
        fields=tuple(expected),
        filters=(plan.Filter("code", "", "C1"),),
        expected=expected,
        limit=1,
    )
    assert given.matches == {"subject": True, **matches}
    assert given.rows == []
    assert Delivery.objects.get().row_count == 0


def test_null_is_not_the_word_none(desk: Desk) -> None:
    given = desk.deliver(
        operation=Operation.VERIFY,
        fields=("name",),
        filters=(plan.Filter("code", "", "C3"),),
        expected={"name": "None"},
        limit=1,
    )
    assert given.matches == {"subject": True, "name": False}


@pytest.mark.parametrize("code", ["C2", "C5", "C6", "C7", "C999"])
def test_a_subject_outside_the_rows_looks_like_one_that_does_not_exist(
    desk: Desk, code: str
) -> None:
    given = desk.deliver(
        operation=Operation.VERIFY,
        fields=("name",),
        filters=(plan.Filter("code", "", code),),
        expected={"name": "戊"},
        limit=1,
    )
    assert given.matches == {"subject": False, "name": False}
    looked_up = desk.deliver(
        operation=Operation.LOOK_UP, filters=(plan.Filter("code", "", code),), limit=1
    )
    assert (looked_up.rows, looked_up.after) == ([], None)


def test_the_quota_ends_exactly_and_begins_anew_the_next_day(desk: Desk) -> None:
    amend(desk, daily_quota=3)
    for _number in range(3):
        desk.deliver()
    refusal(desk, reasons.QUOTA_SPENT)
    assert QuotaDay.objects.get().used == 3
    tomorrow = desk.cast.now.replace(hour=0) + timedelta(days=1)
    refusal(desk, reasons.QUOTA_SPENT, now=tomorrow - timedelta(seconds=1))
    desk.deliver(now=tomorrow)


def test_a_quota_of_nothing_gives_nothing(desk: Desk) -> None:
    amend(desk, daily_quota=0)
    with pytest.raises(Refused) as caught:
        desk.deliver()
    assert caught.value.reason is reasons.QUOTA_SPENT


def test_without_its_audit_event_nothing_is_given(desk: Desk, monkeypatch) -> None:
    """The log cannot be written: no rows, no receipt, no count."""
    monkeypatch.setattr("django.conf.settings.AUDIT_HASH", "no-such-algorithm")
    with pytest.raises(ValueError, match="no-such-algorithm"):
        desk.deliver()
    assert not Delivery.objects.exists()
    assert not QuotaDay.objects.exists()
