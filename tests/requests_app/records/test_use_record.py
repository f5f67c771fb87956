"""Use records: five sections, never edited, three years from the latest of three days (Art. 29)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from portal.audit.models import AuditEvent
from portal.regulation import reasons
from portal.regulation import use_record as rules
from portal.regulation.reasons import Reason
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from portal.workflow.policy import available
from requests_app.models import UsageRecord
from requests_app.records import actions, jobs, queries
from requests_app.records.actions import Use
from requests_app.sharing import actions as sharing
from tests.conftest import SHANGHAI
from tests.requests_app.delivery.desk import Desk, agree_on
from tests.story import dispose

SECTIONS = ("scenario", "process", "results", "storage", "destruction")
SECRET = "按单笔业务查询三百二十一次"


def use(**changes: Any) -> Use:
    """A whole record, with changes."""
    whole = {
        "starts_on": date(2025, 9, 1),
        "ends_on": date(2025, 9, 24),
        "scenario": "稳岗返还资格核验",
        "process": SECRET,
        "results": "核减不符合条件的单位九家",
        "storage": "仅留存核验结论，未留存原始数据",
        "destruction": "尚未销毁",
    }
    return Use(**{**whole, **changes})


def recorded(desk: Desk, *, now: datetime | None = None, **changes: Any) -> UsageRecord:
    """The labour clerk records the use."""
    return actions.record_use(
        agreement_id=desk.agreement.pk,
        use=use(**changes),
        actor=desk.cast.actor("labour_clerk"),
        now=now or desk.cast.now,
    )


def refusal(act: Any, *given: Any, **asked: Any) -> Refused:
    """The refusal an act ends with."""
    with pytest.raises(Refused) as caught:
        act(*given, **asked)
    return caught.value


def on(day: date) -> datetime:
    """Ten o'clock that day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


def erase(desk: Desk, record: UsageRecord, day: date, person: str = "labour_office_head") -> None:
    """The head of the labour department's office erases it that day."""
    head = desk.cast.actor(person)
    actions.erase(pk=record.pk, note="保存期满。", actor=head, now=on(day))


def close(desk: Desk, day: date) -> None:
    """The use ends and the provider confirms the disposal."""
    head = desk.cast.actor("labour_office_head")
    sharing.end_use(pk=desk.agreement.pk, actor=head, now=on(day))
    dispose(desk.cast, desk.agreement, now=on(day))


# Writing.


def test_the_requester_records_the_five_sections(desk: Desk) -> None:
    record = recorded(desk)
    assert record.status == rules.State.KEPT
    event = AuditEvent.objects.get(name="usagerecord.record_use")
    assert (event.article, event.subject_number) == ("29-2", record.public_number)
    assert SECRET not in f"{event.note}{event.details}"


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_stated(desk: Desk, section: str) -> None:
    found = refusal(recorded, desk, **{section: " \n"})
    assert found.reason is reasons.USE_RECORD_INCOMPLETE
    assert len(found.details) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": date(2025, 9, 24), "ends_on": date(2025, 9, 23)},
        {"ends_on": date(2025, 9, 25)},
    ],
)
def test_what_is_recorded_has_happened(desk: Desk, changes: dict[str, date]) -> None:
    assert refusal(recorded, desk, **changes).reason is reasons.USE_PERIOD_INVALID


def test_before_use_there_is_nothing_to_record(desk: Desk) -> None:
    waiting = agree_on(desk.cast, desk.version, ())
    clerk = desk.cast.actor("labour_clerk")
    now = desk.cast.now
    found = refusal(actions.record_use, agreement_id=waiting.pk, use=use(), actor=clerk, now=now)
    assert found.reason is reasons.USE_NOT_BEGUN
    assert queries.record_step(waiting, clerk, now=now) is None
    step = queries.record_step(desk.agreement, clerk, now=now)
    assert step is not None
    assert step.is_allowed


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_only_the_requesters_staff_write(desk: Desk, person: str, reason: Reason) -> None:
    found = refusal(
        actions.record_use,
        agreement_id=desk.agreement.pk,
        use=use(),
        actor=desk.cast.actor(person),
        now=desk.cast.now,
    )
    assert found.reason is reason


def test_a_later_record_adds_and_leaves_the_first(desk: Desk) -> None:
    first, second = recorded(desk), recorded(desk, results="又核减二家")
    assert list(queries.of_agreement(desk.agreement)) == [second, first]
    assert UsageRecord.objects.get(pk=first.pk).results == "核减不符合条件的单位九家"


# Reading.


@dataclass(frozen=True)
class Reader:
    """Who looks, and whether the record is there for him."""

    person: str
    sees: bool


@pytest.mark.parametrize(
    "reader",
    [
        Reader("labour_clerk", sees=True),
        Reader("market_reviewer", sees=True),
        Reader("authority_officer", sees=True),
        Reader("civil_clerk", sees=False),
        Reader("hongkou_clerk", sees=False),
        Reader("outsider", sees=False),
    ],
    ids=lambda reader: reader.person,
)
def test_requester_provider_and_authority_read_and_nobody_else(desk: Desk, reader: Reader) -> None:
    record = recorded(desk)
    actor = desk.cast.actor(reader.person)
    assert queries.visible_to(actor).filter(pk=record.pk).exists() is reader.sees


# Keeping (regulation, acceptance line 15).


def test_nobody_edits_and_nobody_deletes(desk: Desk) -> None:
    record = recorded(desk)
    record.results = "改写"
    for act in (
        lambda: record.save(update_fields=["results"]),
        lambda: UsageRecord.objects.filter(pk=record.pk).update(results="改写"),
        lambda: UsageRecord.objects.filter(pk=record.pk).update(erased_on=date(2040, 1, 1)),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    for act in (record.delete, UsageRecord.objects.all().delete):
        with pytest.raises(StatusIsGuarded):
            act()
    raw = UsageRecord.objects.filter(pk=record.pk)
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        raw._raw_delete(using="default")
    assert UsageRecord.objects.get(pk=record.pk).results == "核减不符合条件的单位九家"


def test_the_years_do_not_begin_while_the_data_are_used(desk: Desk) -> None:
    record = recorded(desk)
    assert UsageRecord.objects.get(pk=record.pk).kept_until_on is None
    assert refusal(erase, desk, record, date(2060, 1, 1)).reason is reasons.RETENTION_RUNNING


@pytest.mark.parametrize(
    ("recorded_on", "closed_on", "last_kept"),
    [
        (date(2025, 9, 24), date(2025, 11, 3), date(2028, 11, 3)),  # the disposal is the latest
        (date(2026, 3, 5), date(2025, 11, 3), date(2029, 3, 5)),  # the record is the latest
        (date(2025, 9, 24), date(2028, 2, 29), date(2031, 2, 28)),  # no such day three years on
    ],
)
def test_three_years_from_the_latest_of_making_end_and_disposal(
    desk: Desk, recorded_on: date, closed_on: date, last_kept: date
) -> None:
    if recorded_on > closed_on:
        close(desk, closed_on)
        record = recorded(desk, now=on(recorded_on))
    else:
        record = recorded(desk, now=on(recorded_on))
        close(desk, closed_on)
    assert UsageRecord.objects.get(pk=record.pk).kept_until_on == last_kept
    found = refusal(erase, desk, record, last_kept)
    assert found.reason is reasons.RETENTION_RUNNING
    assert found.reason.article is not None
    assert found.reason.article.code == "29-2"
    erase(desk, record, last_kept + timedelta(days=1))
    gone = UsageRecord.objects.get(pk=record.pk)
    assert (gone.status, gone.erased_on) == ("ERASED", last_kept + timedelta(days=1))
    assert [getattr(gone, section) for section in SECTIONS] == [""] * 5
    event = AuditEvent.objects.get(name="usagerecord.erase")
    assert event.department_id == desk.cast.labour.pk
    assert event.details["kept_until"] == str(last_kept)


def test_the_database_keeps_three_years_whatever_the_rule_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule is broken on purpose here: the trigger holds nevertheless."""
    record = recorded(desk)
    close(desk, date(2025, 11, 3))
    monkeypatch.setattr(rules, "RETENTION_YEARS", 1)
    with pytest.raises(DatabaseError, match="three years"), transaction.atomic():
        erase(desk, record, date(2028, 9, 24))


@pytest.mark.parametrize("person", ["labour_clerk", "market_office_head", "authority_officer"])
def test_only_the_requesters_head_erases(desk: Desk, person: str) -> None:
    record = recorded(desk)
    close(desk, date(2025, 11, 3))
    found = refusal(erase, desk, record, date(2030, 1, 1), person)
    assert found.is_right_missing
    now = on(date(2030, 1, 1))
    steps = available(desk.cast.actor(person), rules.MACHINE, record, now=now)
    assert steps == []


def test_an_erased_record_is_not_erased_again(desk: Desk) -> None:
    record = recorded(desk)
    close(desk, date(2025, 11, 3))
    erase(desk, record, date(2028, 11, 4))
    assert refusal(erase, desk, record, date(2028, 11, 5)).reason is reasons.WRONG_STATE


# Reminders.


@pytest.mark.parametrize(
    ("day", "reminded"),
    [
        # In use since 2025-09-24; twenty working days later is 2025-10-28: 9/25, 9/26, 9/28, 9/29,
        # 9/30, 10/9-11, 10/13-17, 10/20-24, 10/27, 10/28.
        (date(2025, 10, 28), False),
        (date(2025, 10, 29), True),
    ],
)
def test_a_reminder_after_the_local_period(desk: Desk, day: date, *, reminded: bool) -> None:
    job = Actor.system("remind-use-records")
    for _run in range(2):
        jobs.remind_use_records(actor=job, now=on(day))
    events = AuditEvent.objects.filter(name="sharingagreement.use_unrecorded")
    assert events.count() == (1 if reminded else 0)


def test_no_reminder_once_the_use_was_recorded(desk: Desk, settings: Any) -> None:
    assert list(queries.unrecorded(date(2026, 1, 5))) == [desk.agreement]
    settings.PORTAL_SWITCHES = {"USE_RECORD_REMINDER_WORKDAYS": None}
    assert not queries.unrecorded(date(2026, 1, 5)).exists()
    settings.PORTAL_SWITCHES = {}
    clerk = desk.cast.actor("labour_clerk")
    assert not queries.awaiting_record(clerk, now=on(date(2025, 10, 28))).exists()
    later = on(date(2025, 10, 29))
    assert list(queries.awaiting_record(clerk, now=later)) == [desk.agreement]
    reviewer = desk.cast.actor("market_reviewer")
    assert not queries.awaiting_record(reviewer, now=later).exists()
    recorded(desk)
    assert not queries.unrecorded(date(2026, 1, 5)).exists()
    assert not queries.awaiting_record(clerk, now=later).exists()
