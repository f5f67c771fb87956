"""A correction is verified, corrected and fed back within ten working days (Art. 26)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from catalog.departments import actions as departments
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.corrections import actions, jobs, queries
from requests_app.models import Correction, CorrectionFeedback
from requests_app.sharing import actions as sharing
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.corrections.town import (
    BELIEVED,
    EVIDENCE,
    KEY,
    claim,
    fed_back,
    raised,
    received,
    verifying,
)
from tests.requests_app.delivery.desk import Desk


def refused(expected: reasons.Reason, act: Callable[..., object], **inputs: Any) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is expected


def on(desk: Desk, day: date) -> datetime:
    return desk.cast.now + (day - desk.cast.now.date())


def test_the_whole_way(desk: Desk) -> None:
    correction = raised(desk)
    assert (correction.status, correction.public_number) == ("RAISED", "CR-RSJ-2025-0001")
    assert (correction.due_code, correction.due_on) == ("D8", date(2025, 10, 14))
    reviewer, now = desk.cast.actor("market_reviewer"), desk.cast.now
    actions.receive(pk=correction.pk, actor=reviewer, now=now)
    actions.begin_verification(pk=correction.pk, actor=reviewer, now=now)
    actions.correct(pk=correction.pk, finding="登记有误，已更正。", actor=reviewer, now=now)
    actions.feed_back(pk=correction.pk, actor=reviewer, now=now)
    correction.refresh_from_db()
    assert (correction.status, correction.outcome) == ("FEEDBACK_SENT", "CORRECTED")
    feedback = CorrectionFeedback.objects.get(correction=correction)
    assert (feedback.outcome, feedback.text, feedback.sent_at) == (
        "CORRECTED",
        "登记有误，已更正。",
        now,
    )
    names = AuditEvent.objects.filter(subject_number=str(correction)).values_list("name", "article")
    assert list(names.order_by("pk")) == [
        ("correction.request_correction", "26-2"),
        ("correction.receive", "26-2"),
        ("correction.begin_verification", "26-2"),
        ("correction.correct", "26-2"),
        ("correction.feed_back", "26-2"),
    ]


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2026, 4, 30), date(2026, 5, 18)),  # over Labour Day, with 9 May worked
        (date(2025, 9, 24), date(2025, 10, 14)),  # over National Day, two make-up days
        (date(2026, 2, 13), date(2026, 3, 5)),  # over the Spring Festival
    ],
)
def test_ten_working_days_from_arrival(desk: Desk, received_on: date, due_on: date) -> None:
    """Whoever takes it in late, or never, has no more time."""
    correction = raised(desk, now=on(desk, received_on))
    assert correction in queries.overdue(due_on + timedelta(days=1))
    assert correction not in queries.overdue(due_on)
    reviewer = desk.cast.actor("market_reviewer")
    later = on(desk, received_on + timedelta(days=4))
    actions.receive(pk=correction.pk, actor=reviewer, now=later)
    correction.refresh_from_db()
    assert (correction.due_code, correction.due_started_on) == ("D8", received_on)
    assert (correction.due_on, correction.due_workdays) == (due_on, 10)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("correct", "CORRECTED"),
        ("correct_partly", "PARTLY"),
        ("confirm_right", "CONFIRMED_RIGHT"),
    ],
)
def test_only_the_feedback_stops_the_period(desk: Desk, step: str, state: str) -> None:
    """Verifying is not enough, and correcting is not: all three are due."""
    correction = verifying(desk)
    reviewer = desk.cast.actor("market_reviewer")
    later = on(desk, date(2025, 9, 29))
    getattr(actions, step)(pk=correction.pk, finding="已核实。", actor=reviewer, now=later)
    correction.refresh_from_db()
    assert (correction.status, correction.outcome) == (state, state)
    assert correction.due_stopped_on is None
    late = on(desk, date(2025, 10, 15))
    assert correction in queries.overdue(late.date())
    actions.feed_back(pk=correction.pk, actor=reviewer, now=late)
    correction.refresh_from_db()
    assert correction.due_stopped_on == date(2025, 10, 15)
    assert correction.due_on == date(2025, 10, 14)
    assert correction not in queries.overdue(late.date())


def test_forwarding_keeps_the_clock(desk: Desk) -> None:
    """The source department verifies; the provider's period runs on, and it feeds back."""
    correction = received(desk)
    reviewer, civil = desk.cast.actor("market_reviewer"), desk.cast.actor("civil_clerk")
    assert correction not in queries.visible_to(civil)
    later = on(desk, date(2025, 9, 29))
    actions.forward(
        pk=correction.pk, source="MZJ", forwarding="数据由民政采集。", actor=reviewer, now=later
    )
    correction.refresh_from_db()
    assert (correction.due_started_on, correction.due_on) == (
        date(2025, 9, 24),
        date(2025, 10, 14),
    )
    assert correction in queries.awaiting(civil, now=later)
    actions.begin_verification(pk=correction.pk, actor=civil, now=later)
    actions.correct(pk=correction.pk, finding="已更正源数据。", actor=civil, now=later)
    refused(reasons.NOT_YOUR_MATTER, actions.feed_back, pk=correction.pk, actor=civil, now=later)
    actions.feed_back(pk=correction.pk, actor=reviewer, now=later)
    correction.refresh_from_db()
    assert correction.due_on == date(2025, 10, 14)
    assert correction.due_stopped_on == date(2025, 9, 29)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SCJG", reasons.SOURCE_IS_PARTY),
        ("RSJ", reasons.SOURCE_IS_PARTY),
        ("NONE", reasons.SOURCE_IS_PARTY),
    ],
)
def test_it_is_forwarded_to_another_department(desk: Desk, code: str, reason) -> None:
    correction = received(desk)
    refused(
        reason,
        actions.forward,
        pk=correction.pk,
        source=code,
        forwarding="转办",
        actor=desk.cast.actor("market_reviewer"),
        now=desk.cast.now,
    )


def test_whoever_raised_it_does_not_answer_it(desk: Desk) -> None:
    """Moved to the provider meanwhile, he leaves his own matter to a colleague."""
    correction = raised(desk)
    clerk = desk.cast.people["labour_clerk"]
    officer, now = desk.cast.actor("authority_officer"), desk.cast.now
    membership = clerk.memberships.get()
    departments.dismiss(
        pk=desk.cast.labour.pk, membership_id=membership.pk, note="调任", actor=officer, now=now
    )
    departments.appoint(
        pk=desk.cast.market.pk,
        user_id=clerk.pk,
        mandates=[Mandate.ANSWER],
        actor=officer,
        now=now + timedelta(days=1),
    )
    tomorrow = now + timedelta(days=1)
    moved = Actor.person(
        clerk.pk, interface=desk.cast.actor("labour_clerk").interface, on=tomorrow.date()
    )
    assert moved.department_id == desk.cast.market.pk
    refused(reasons.OWN_CORRECTION, actions.receive, pk=correction.pk, actor=moved, now=tomorrow)


def test_reopened_it_is_received_anew(desk: Desk) -> None:
    """A new period from the day it came again; what was said before is kept."""
    correction = fed_back(desk, "confirm_right")
    clerk, reviewer = desk.cast.actor("labour_clerk"), desk.cast.actor("market_reviewer")
    later = on(desk, date(2026, 2, 12))
    refused(
        reasons.CORRECTION_UNEXPLAINED,
        actions.reopen,
        pk=correction.pk,
        reopening=" \n",
        actor=clerk,
        now=later,
    )
    again = on(desk, date(2026, 2, 13))
    actions.reopen(pk=correction.pk, reopening="与年报不符。", actor=clerk, now=again)
    correction.refresh_from_db()
    assert (correction.status, correction.reopening) == ("REOPENED", "与年报不符。")
    actions.receive(pk=correction.pk, actor=reviewer, now=on(desk, date(2026, 2, 24)))
    correction.refresh_from_db()
    assert (correction.due_started_on, correction.due_on, correction.due_stopped_on) == (
        date(2026, 2, 13),
        date(2026, 3, 5),
        None,
    )
    assert (correction.outcome, correction.finding) == ("", "")
    assert [row.text for row in correction.feedbacks.all()] == ["已与原始档案核对。"]


def test_a_finding_may_be_put_right_before_the_feedback(desk: Desk) -> None:
    correction = verifying(desk)
    reviewer, now = desk.cast.actor("market_reviewer"), desk.cast.now
    actions.confirm_right(pk=correction.pk, finding="无误。", actor=reviewer, now=now)
    actions.correct_partly(pk=correction.pk, finding="人数有误。", actor=reviewer, now=now)
    correction.refresh_from_db()
    assert (correction.status, correction.outcome) == ("PARTLY", "PARTLY")
    assert correction.finding == "人数有误。"


@pytest.mark.parametrize("step", ["correct", "correct_partly", "confirm_right"])
def test_a_finding_has_words(desk: Desk, step: str) -> None:
    correction = verifying(desk)
    refused(
        reasons.CORRECTION_UNEXPLAINED,
        getattr(actions, step),
        pk=correction.pk,
        finding="  ",
        actor=desk.cast.actor("market_reviewer"),
        now=desk.cast.now,
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"evidence": " "}, reasons.CORRECTION_UNEXPLAINED),
        ({"column": "secret"}, reasons.COLUMN_NOT_AGREED),
        ({"column": "no_such"}, reasons.COLUMN_NOT_AGREED),
        ({"key_column": "name"}, reasons.NO_RECORD_KEY),
        ({"key_column": "secret"}, reasons.COLUMN_NOT_AGREED),
        ({"record_key": "  "}, reasons.NO_RECORD_KEY),
    ],
)
def test_a_correction_names_an_agreed_field_of_a_record(desk: Desk, changes, reason) -> None:
    refused(reason, raised, desk=desk, **changes)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_only_the_requester_raises_it(desk: Desk, person: str, reason) -> None:
    refused(
        reason,
        actions.request_correction,
        agreement_id=desk.agreement.pk,
        claim=claim(column="secret"),
        actor=desk.cast.actor(person),
        now=desk.cast.now,
    )


def test_where_nothing_was_given_nothing_is_corrected(desk: Desk) -> None:
    """Still possible while the data await disposal, no longer once the matter is closed."""
    head = desk.cast.actor("labour_office_head")
    sharing.end_use(pk=desk.agreement.pk, actor=head, now=desk.cast.now)
    assert raised(desk).status == "RAISED"
    story.dispose(desk.cast, desk.agreement)
    refused(reasons.NO_DATA_HELD, raised, desk=desk)


def test_steps_have_their_order(desk: Desk) -> None:
    reviewer, now = desk.cast.actor("market_reviewer"), desk.cast.now
    correction = raised(desk)
    asked = {"pk": correction.pk, "actor": reviewer, "now": now}
    refused(reasons.WRONG_STATE, actions.begin_verification, **asked)
    refused(reasons.WRONG_STATE, actions.correct, finding="x", **asked)
    refused(reasons.WRONG_STATE, actions.feed_back, **asked)
    actions.receive(**asked)
    refused(reasons.WRONG_STATE, actions.receive, **asked)
    refused(reasons.WRONG_STATE, actions.confirm_right, finding="x", **asked)
    actions.begin_verification(**asked)
    refused(reasons.WRONG_STATE, actions.feed_back, **asked)


def test_the_record_is_the_parties_alone(desk: Desk) -> None:
    """Key, belief, evidence and finding stand in no audit event; the authority reads none."""
    correction = fed_back(desk)
    clerk = desk.cast.actor("labour_clerk")
    actions.reopen(pk=correction.pk, reopening="仍然不符。", actor=clerk, now=desk.cast.now)
    events = list(AuditEvent.objects.filter(name__startswith="correction").values())
    assert len(events) == 6
    for text in (BELIEVED, EVIDENCE, "已与原始档案核对。", "仍然不符。", f"'{KEY}'"):
        assert text not in str(events), text
    readers = {
        person: queries.may_read_record(correction, desk.cast.actor(person))
        for person in ("labour_clerk", "market_reviewer", "authority_officer", "civil_clerk")
    }
    assert readers == {
        "labour_clerk": True,
        "market_reviewer": True,
        "authority_officer": False,
        "civil_clerk": False,
    }


def test_who_sees_it(desk: Desk) -> None:
    correction = raised(desk)
    for person in ("labour_clerk", "market_reviewer", "authority_officer"):
        assert correction in queries.visible_to(desk.cast.actor(person)), person
    for person in ("civil_clerk", "hongkou_clerk", "outsider"):
        assert correction not in queries.visible_to(desk.cast.actor(person)), person


def test_whose_turn_it_is(desk: Desk) -> None:
    """The provider's, until the feedback is sent; nobody's then."""
    correction = raised(desk)
    reviewer, now = desk.cast.actor("market_reviewer"), desk.cast.now
    people = ("market_reviewer", "market_office_head", "labour_clerk", "authority_officer")

    def waits() -> set[str]:
        found = {name: queries.awaiting(desk.cast.actor(name), now=now) for name in people}
        return {name for name, rows in found.items() if correction in rows}

    assert waits() == {"market_reviewer"}
    actions.receive(pk=correction.pk, actor=reviewer, now=now)
    actions.begin_verification(pk=correction.pk, actor=reviewer, now=now)
    actions.correct(pk=correction.pk, finding="已更正。", actor=reviewer, now=now)
    assert waits() == {"market_reviewer"}
    actions.feed_back(pk=correction.pk, actor=reviewer, now=now)
    assert waits() == set()


def test_time_reminds_and_marks_once(desk: Desk) -> None:
    """A reminder within three working days of 14 October, and the mark the day after it."""
    correction = received(desk)

    def run(job: Callable[..., None], name: str, day: date) -> int:
        for _twice in range(2):
            job(actor=Actor.system("clock"), now=on(desk, day))
        return AuditEvent.objects.filter(
            name=f"correction.{name}", subject_id=correction.pk
        ).count()

    assert run(jobs.remind_corrections, "remind", date(2025, 9, 30)) == 0
    assert run(jobs.remind_corrections, "remind", date(2025, 10, 13)) == 1
    assert run(jobs.mark_overdue_corrections, "overdue", date(2025, 10, 14)) == 0
    assert run(jobs.mark_overdue_corrections, "overdue", date(2025, 10, 15)) == 1
    assert Correction.objects.get(pk=correction.pk).status == "RECEIVED"
