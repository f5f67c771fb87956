"""Complaints and reports: registered without a name, handled by the right body (Art. 37)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.codes import complete_citizen_id
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.complaints import actions, queries
from requests_app.complaints.jobs import mark_overdue_complaints, remind_complaints
from requests_app.models import Breach, Complaint, Notice
from requests_app.notices.jobs import give_notices
from requests_app.oversight.jobs import propose_breaches
from tests import story
from tests.cast import Cast
from tests.requests_app.oversight.watch import open_district_authority

#: Made up: valid, and of a region that no county ever had.
IDENTITY = complete_citizen_id("31999919900101123")
ANSWER = {
    "finding": "FOUNDED",
    "found": "属实",
    "done": "已改正",
    "answered_how": "电话答复",
}


def refused(expected: reasons.Reason, act: Callable[..., Any], *named: Any, **asked: Any) -> None:
    """With that reason, and nothing is left behind."""
    before = AuditEvent.objects.count(), Complaint.objects.count()
    with pytest.raises(Refused) as caught:
        act(*named, **asked)
    assert caught.value.reason is expected
    assert (AuditEvent.objects.count(), Complaint.objects.count()) == before


def at(city: Cast, complaint: Complaint, person: str) -> dict[str, Any]:
    return {"pk": complaint.pk, "actor": city.actor(person), "now": city.now}


def report(city: Cast, **changes: Any) -> Complaint:
    """A report about the market regulator, registered by another department."""
    return story.register_complaint(city, kind="REPORT", **changes)


# Registering.


def test_a_complaint_goes_to_the_department_and_a_report_to_the_authority(city: Cast) -> None:
    complaint, reported = story.register_complaint(city), report(city)
    assert (complaint.handler.code, complaint.authority.code) == ("SCJG", "SJJ")
    assert (reported.handler.code, reported.authority.code) == ("SJJ", "SJJ")
    assert complaint.public_number == "CP-MZJ-2025-0001"
    event = AuditEvent.objects.get(name="complaint.register_complaint", subject_id=complaint.pk)
    assert (event.article, event.to_status) == ("37", "RECEIVED")
    assert event.details == {
        "kind": "COMPLAINT",
        "department": "SCJG",
        "entry": "",
        "channel": "LETTER",
        "received_on": "2025-09-24",
        "register_number": "信访〔2025〕1号",
    }


@pytest.mark.parametrize(
    ("person", "is_lawful"),
    [
        ("civil_office_head", True),
        ("civil_clerk", True),
        ("market_compiler", True),
        ("authority_officer", True),
        ("labour_clerk", False),
        ("market_reviewer", False),
        ("hongkou_clerk", False),
    ],
)
def test_who_registers(city: Cast, person: str, is_lawful: bool) -> None:
    if is_lawful:
        assert story.register_complaint(city, person=person).status == "RECEIVED"
    else:
        refused(reasons.NOT_YOUR_MANDATE, story.register_complaint, city, person=person)


def test_an_entry_may_be_named_if_it_is_published(city: Cast) -> None:
    version = story.publish(city, story.enterprise_registry())
    named = story.register_complaint(city, entry=version.entry.code)
    assert named.entry == version.entry
    draft = story.draft(city, story.enterprise_registry(name="未公布"))
    for code in (draft.entry.code, "307031001/999999"):
        refused(reasons.NOT_FOUND, story.register_complaint, city, entry=code)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"received_on": date(2025, 9, 25)}, reasons.COMPLAINT_UNDATED),
        ({"received_on": date(2025, 7, 31)}, reasons.COMPLAINT_UNDATED),
        ({"register_number": " "}, reasons.COMPLAINT_UNSTATED),
        ({"statement": "\n"}, reasons.COMPLAINT_UNSTATED),
        ({"statement": f"张某，身份证{IDENTITY}"}, reasons.COMPLAINT_NAMES_A_PERSON),
        ({"statement": "请回电139-0000-0000"}, reasons.COMPLAINT_NAMES_A_PERSON),
        ({"register_number": "13900000000"}, reasons.COMPLAINT_NAMES_A_PERSON),
        ({"department": "NOBODY"}, reasons.NOT_FOUND),
    ],
)
def test_what_is_not_registered(city: Cast, changes: dict, reason: reasons.Reason) -> None:
    refused(reason, story.register_complaint, city, **changes)


def test_one_letter_is_registered_once_about_each_department(city: Cast) -> None:
    for department in ("SCJG", "RSJ"):
        story.register_complaint(city, register_number="一号", department=department)
    refused(reasons.DUPLICATE, story.register_complaint, city, register_number="一号")
    # Another department keeps a register of its own.
    assert story.register_complaint(city, register_number="一号", person="market_office_head")


# A report about a department is nothing for that department.


def test_a_department_neither_registers_nor_sees_a_report_about_itself(city: Cast) -> None:
    for person in ("market_office_head", "market_compiler"):
        refused(reasons.OWN_REPORT, report, city, person=person)
    reported = report(city)
    for person in (name for name in city.people if name.startswith("market_")):
        assert not queries.visible_to(city.actor(person)).exists()
        assert not queries.awaiting(city.actor(person), now=city.now).exists()
    head = at(city, reported, "market_office_head")
    refused(reasons.NOT_YOUR_MATTER, actions.accept_complaint, **head)
    # It is told nothing, then or later.
    story.answer_complaint(city, reported, person="authority_officer")
    chain.seal(now=city.now)
    give_notices(actor=Actor.system("give-notices"), now=city.now)
    told = Notice.objects.filter(subject_number=reported.public_number)
    assert {row.recipient.username for row in told} == {
        "authority_officer",
        "civil_office_head",
        "civil_clerk",
    }


def test_a_report_about_an_authority_goes_to_the_one_above_and_is_hidden_from_it(
    city: Cast,
) -> None:
    """Although an authority oversees its region, in which it lies itself."""
    open_district_authority(city)
    reported = report(city, department="PDSJ")
    assert reported.handler.code == "SJJ"
    assert not queries.visible_to(city.actor("pudong_officer")).exists()
    below = report(city, department="PDSC")
    assert below.handler.code == "PDSJ"
    seen = queries.visible_to(city.actor("pudong_officer"))
    assert [row.pk for row in seen] == [below.pk]
    refused(reasons.OWN_REPORT, report, city, department="PDSJ", person="pudong_officer")


def test_a_report_about_the_highest_authority_has_no_one_to_handle_it(city: Cast) -> None:
    refused(reasons.COMPLAINT_WITHOUT_HANDLER, report, city, department="SJJ")
    own = story.register_complaint(city, department="SJJ")
    assert (own.handler.code, own.authority) == ("SJJ", None)
    actions.accept_complaint(**at(city, own, "authority_officer"))


# Handling.


def test_only_the_handling_department_acts(city: Cast) -> None:
    complaint = story.register_complaint(city)
    for person in ("civil_office_head", "authority_officer", "labour_office_head"):
        here = at(city, complaint, person)
        refused(reasons.NOT_YOUR_MATTER, actions.accept_complaint, **here)
        refused(
            reasons.NOT_YOUR_MATTER, actions.decline_complaint, ground="OTHER", text="甲", **here
        )
        refused(reasons.NOT_YOUR_MATTER, actions.transfer_complaint, body="甲", **here)
    compiler = at(city, complaint, "market_compiler")
    refused(reasons.NOT_YOUR_MANDATE, actions.accept_complaint, **compiler)
    # Whoever registered it may handle it, where that is his department's.
    own = story.register_complaint(city, person="market_office_head")
    assert story.answer_complaint(city, own).status == "ANSWERED"


def test_it_is_taken_up_and_answered_in_full(city: Cast) -> None:
    complaint = story.register_complaint(city)
    head = at(city, complaint, "market_office_head")
    dated = {**ANSWER, "answered_on": city.now.date()}
    refused(reasons.WRONG_STATE, actions.answer_complaint, **dated, **head)
    actions.accept_complaint(**head)
    for name in ANSWER:
        wrong = {**dated, name: " "}
        refused(reasons.COMPLAINT_ANSWER_INCOMPLETE, actions.answer_complaint, **wrong, **head)
    for day in (date(2025, 9, 23), date(2025, 9, 25)):
        wrong = {**dated, "answered_on": day}
        refused(reasons.COMPLAINT_ANSWER_UNDATED, actions.answer_complaint, **wrong, **head)
    wrong = {**dated, "answered_how": "已致电13900000000"}
    refused(reasons.COMPLAINT_NAMES_A_PERSON, actions.answer_complaint, **wrong, **head)
    actions.answer_complaint(**dated, **head)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.finding, complaint.found) == ("ANSWERED", "FOUNDED", "属实")
    assert str(complaint.due_stopped_on) == "2025-09-24"
    refused(reasons.WRONG_STATE, actions.transfer_complaint, body="甲", **head)


def test_it_is_not_taken_up_on_a_ground_with_words(city: Cast) -> None:
    complaint = story.register_complaint(city)
    head = at(city, complaint, "market_office_head")
    for wrong in ({"ground": "", "text": "甲"}, {"ground": "OTHER", "text": " "}):
        refused(reasons.COMPLAINT_UNGROUNDED, actions.decline_complaint, **wrong, **head)
    actions.decline_complaint(ground="NO_FACTS", text=" 没有具体事实。 ", **head)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.ground, complaint.ground_text) == (
        "DECLINED",
        "NO_FACTS",
        "没有具体事实。",
    )
    assert complaint.due_stopped_on is not None
    taken = story.register_complaint(city)
    actions.accept_complaint(**at(city, taken, "market_office_head"))
    late = at(city, taken, "market_office_head")
    refused(reasons.WRONG_STATE, actions.decline_complaint, ground="OTHER", text="甲", **late)


@pytest.mark.parametrize("is_taken_up", [False, True])
def test_it_is_passed_on_to_a_body_named_in_words(city: Cast, is_taken_up: bool) -> None:
    complaint = story.register_complaint(city)
    head = at(city, complaint, "market_office_head")
    if is_taken_up:
        actions.accept_complaint(**head)
    refused(reasons.COMPLAINT_TO_NOBODY, actions.transfer_complaint, body=" ", **head)
    actions.transfer_complaint(body="上海市公安局", **head)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.passed_on_to) == ("TRANSFERRED", "上海市公安局")


def test_what_is_founded_proposes_no_breach_by_itself(city: Cast) -> None:
    story.answer_complaint(city, report(city), person="authority_officer")
    chain.seal(now=city.now)
    propose_breaches(actor=Actor.system("propose-breaches"), now=city.now)
    assert not Breach.objects.exists()


# How soon it is answered (P24).


@pytest.mark.parametrize(
    ("workdays", "due"), [(15, "2025-10-17"), (30, "2025-11-07"), (60, "2025-12-19"), (None, None)]
)
def test_the_local_period_runs_from_the_day_of_receipt(
    city: Cast, settings, workdays: int | None, due: str | None
) -> None:
    """From 22 September 2025: 1 to 8 October are free, 28 September and 11 October are worked."""
    settings.PORTAL_SWITCHES = {"COMPLAINT_ANSWER_WORKDAYS": workdays}
    complaint = story.register_complaint(city, received_on=date(2025, 9, 22))
    found = None if complaint.due_on is None else str(complaint.due_on)
    assert found == due
    assert complaint.due_code == ("" if workdays is None else "P24")


def test_a_late_answer_is_reminded_of_and_marked_once(city: Cast) -> None:
    complaint = story.register_complaint(city)
    story.answer_complaint(city, story.register_complaint(city))
    due = complaint.due_on
    for job, name, first in (
        (remind_complaints, "remind", timedelta(days=-1)),
        (mark_overdue_complaints, "overdue", timedelta(days=1)),
    ):
        clock = Actor.system(name)
        for days in (-20, first.days, first.days):
            moment = city.now + (due - city.now.date()) + timedelta(days=days)
            job(actor=clock, now=moment)
        events = AuditEvent.objects.filter(name=f"complaint.{name}")
        assert [event.subject_id for event in events] == [complaint.pk]


# Who sees it, whose turn it is, who is told.


def test_who_sees_a_complaint(city: Cast) -> None:
    complaint = story.register_complaint(city)
    seers = {
        person
        for person in city.people
        if queries.visible_to(city.actor(person)).filter(pk=complaint.pk).exists()
    }
    assert seers == {
        *(name for name in city.people if name.startswith(("market_", "civil_"))),
        "authority_officer",
    }


def test_it_stands_on_the_desk_of_who_handles_it(city: Cast) -> None:
    complaint, reported = story.register_complaint(city), report(city)

    def desk(person: str) -> dict[str, str]:
        return story.work(city.actor(person), city.now, Complaint)

    assert desk("market_office_head") == {complaint.public_number: "受理"}
    assert desk("authority_officer") == {reported.public_number: "受理"}
    for person in ("market_compiler", "civil_office_head", "civil_clerk"):
        assert desk(person) == {}
    actions.accept_complaint(**at(city, complaint, "market_office_head"))
    assert desk("market_office_head") == {complaint.public_number: "登记答复"}
    actions.transfer_complaint(body="甲", **at(city, complaint, "market_office_head"))
    assert desk("market_office_head") == {}


def test_the_head_is_told_of_what_his_own_clerk_registered(city: Cast) -> None:
    own = story.register_complaint(city, person="market_compiler")
    chain.seal(now=city.now)
    give_notices(actor=Actor.system("give-notices"), now=city.now)
    told = Notice.objects.filter(subject_number=own.public_number)
    assert [(row.recipient.username, row.is_legal) for row in told] == [
        ("market_office_head", True)
    ]


# What the database refuses by itself.

_ANSWERED = (
    "status = 'ANSWERED', finding = 'FOUNDED', found = '甲', done = '甲', answered_how = '甲'"
)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("status = 'LOST'", "complaint_status"),
        ("kind = 'RUMOUR'", "complaint_(kind|handled)"),
        ("channel = 'FAX'", "complaint_channel"),
        ("ground = 'NONE', status = 'DECLINED', ground_text = '甲'", "complaint_ground"),
        ("register_number = ''", "complaint_registered_in_full"),
        ("statement = ''", "complaint_registered_in_full"),
        ("handler_id = authority_id", "complaint_handled_by_whom_it_concerns"),
        ("kind = 'REPORT'", "complaint_handled_by_whom_it_concerns"),
        (
            "kind = 'REPORT', handler_id = authority_id, registrar_id = department_id",
            "complaint_handled_by_whom_it_concerns",
        ),
        ("authority_id = department_id", "complaint_overseen_by_another"),
        ("status = 'DECLINED'", "complaint_declined_with_ground"),
        ("ground_text = '甲'", "complaint_declined_with_ground"),
        ("status = 'TRANSFERRED'", "complaint_passed_on_to_a_body"),
        ("passed_on_to = '甲'", "complaint_passed_on_to_a_body"),
        ("status = 'ANSWERED'", "complaint_answered_in_full"),
        ("found = '甲'", "complaint_answered_in_full"),
        (f"{_ANSWERED}, answered_on = received_on - 1", "complaint_answered_in_full"),
    ],
    ids=str,
)
def test_the_database_refuses_what_the_rules_refuse(city: Cast, change: str, name: str) -> None:
    complaint = story.register_complaint(city)
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        statement = f"UPDATE requests_app_complaint SET {change} WHERE id = %s"  # noqa: S608
        cursor.execute(statement, [complaint.pk])
