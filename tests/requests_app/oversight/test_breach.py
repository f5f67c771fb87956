"""Breaches: proposed once by a fact, heard, found by a person, put right (Arts 29, 39 to 42)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from catalog.departments.queries import judged_by
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.demands.actions import Collected
from requests_app.models import Breach
from requests_app.oversight import actions, queries
from requests_app.oversight.jobs import mark_overdue_rectifications, propose_breaches
from tests import story
from tests.requests_app.oversight import watch as story_of
from tests.requests_app.oversight.watch import (
    DONE,
    FINDING,
    ORDERED,
    SAID,
    WRONGS,
    Watch,
    confirmed,
    justified,
    late_answer,
    look,
    open_district_authority,
    ordered,
    proposed,
    reported,
)

JOB = Actor.system("propose-breaches")


def again(breach: Breach) -> Breach:
    return Breach.objects.get(pk=breach.pk)


def refused(act: Callable[..., Any], **asked: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(**asked)
    return caught.value


# Facts propose.


@pytest.mark.parametrize(
    ("wrong", "code", "blamed"), WRONGS, ids=[wrong.__name__ for wrong, *_rest in WRONGS]
)
def test_each_fact_proposes_its_breach_against_who_answers_for_it(
    watch: Watch, wrong, code, blamed
) -> None:
    assert look(watch) == []
    wrong(watch)
    (breach,) = look(watch, now=watch.days(61))
    assert (breach.code, breach.department.code) == (code, getattr(watch.cast, blamed).code)
    assert (breach.status, breach.finding, breach.found_on) == ("PROPOSED", "", None)
    event = AuditEvent.objects.get(pk=breach.event_id)
    assert (breach.event_name, breach.subject_number) == (event.name, event.subject_number)
    told = AuditEvent.objects.get(name="breach.propose", subject_id=breach.pk)
    assert (told.article, told.details["code"], told.system_name) == (
        "29-1",
        code,
        "propose-breaches",
    )


def test_a_fact_proposes_once_however_often_the_job_runs(watch: Watch) -> None:
    breach = proposed(watch)
    for _run in range(3):
        assert look(watch) == [breach]
    # Even where the reader has lost its place, the event is known.
    assert actions.propose_from_event(event_id=breach.event_id, actor=JOB, now=watch.now) is None
    assert Breach.objects.count() == 1


def test_a_fact_is_read_only_once_it_is_sealed(watch: Watch) -> None:
    late_answer(watch)
    propose_breaches(actor=JOB, now=watch.now)
    assert not Breach.objects.exists()
    chain.seal(now=watch.now)
    propose_breaches(actor=JOB, now=watch.now)
    assert Breach.objects.count() == 1


@pytest.mark.parametrize("ground", ["LAW_FORBIDS", "NOT_HELD", "OTHER"])
def test_only_a_refusal_for_conditions_proposes_a_breach(watch: Watch, ground: str) -> None:
    story_of.refusal(watch, ground)
    assert look(watch) == []


def test_a_collection_without_a_match_proposes_none(watch: Watch) -> None:
    story.declare_collection(watch.cast, items=(Collected(name="无人登记的数据项"),))
    assert look(watch) == []


def test_time_proposes_and_does_nothing_else(watch: Watch) -> None:
    """However long a department is silent, only a person finds anything."""
    breach = proposed(watch)
    for days in (30, 400, 4000):
        propose_breaches(actor=JOB, now=watch.days(days))
        mark_overdue_rectifications(actor=JOB, now=watch.days(days))
    assert again(breach).status == "PROPOSED"
    for act in (
        lambda: actions.confirm(
            pk=breach.pk, code="A39_4", finding="x", no_reason="x", actor=JOB, now=watch.days(30)
        ),
        lambda: actions.clear(pk=breach.pk, finding="x", actor=JOB, now=watch.days(30)),
    ):
        assert refused(act).reason is reasons.NOT_YOUR_MATTER


# The way through.


def test_the_usual_way_from_the_fact_to_its_end(watch: Watch) -> None:
    breach = reported(watch)
    actions.close(pk=breach.pk, actor=watch.officer, now=watch.days(10))
    closed = again(breach)
    assert closed.status == "CLOSED"
    assert (closed.justification, closed.finding, closed.order_text) == (SAID, FINDING, ORDERED)
    assert (closed.rectification, closed.found_on) == (DONE, date(2025, 9, 26))
    events = AuditEvent.objects.filter(subject_type="requests_app.breach", subject_id=breach.pk)
    assert list(events.order_by("pk").values_list("name", "from_status", "to_status")) == [
        ("breach.propose", "", "PROPOSED"),
        ("breach.justify", "PROPOSED", "JUSTIFIED"),
        ("breach.confirm", "JUSTIFIED", "CONFIRMED"),
        ("breach.order_rectification", "CONFIRMED", "ORDERED"),
        ("breach.report_rectification", "ORDERED", "REPORTED"),
        ("breach.close", "REPORTED", "CLOSED"),
    ]
    assert grants.differences() == ([], [])


def test_a_department_is_heard_for_five_working_days(watch: Watch) -> None:
    """From Wednesday 24 September: 25, 26, Sunday 28 (a working day), 29 and 30 September."""
    breach = proposed(watch)
    assert (breach.due_code, breach.due_on) == ("P18", date(2025, 9, 30))
    asked: dict[str, Any] = {
        "pk": breach.pk,
        "code": "A39_4",
        "finding": FINDING,
        "no_reason": "未作说明。",
        "actor": watch.officer,
    }
    early = refused(actions.confirm, now=watch.days(6), **asked)
    assert early.reason is reasons.BREACH_NOT_HEARD
    actions.confirm(now=watch.days(7), **asked)
    assert again(breach).status == "CONFIRMED"


def test_the_local_period_of_hearing_is_a_switch(watch: Watch, settings) -> None:
    settings.PORTAL_SWITCHES = {**settings.PORTAL_SWITCHES, "HEARING_WORKDAYS": 3}
    assert proposed(watch).due_on == date(2025, 9, 28)


def test_lateness_is_found_only_with_a_word_on_its_reason(watch: Watch) -> None:
    breach = justified(watch)
    asked = {"pk": breach.pk, "finding": FINDING, "actor": watch.officer, "now": watch.days(2)}
    silent = refused(actions.confirm, code="A39_4", **asked)
    assert silent.reason is reasons.REASON_NOT_JUDGED
    actions.confirm(code="A39_9", no_reason="多余", **asked)  # another item asks for none
    found = again(breach)
    assert (found.code, found.no_reason) == ("A39_9", "")


def test_the_officer_names_the_item_within_the_article(watch: Watch) -> None:
    story_of.suspension(watch)
    (breach,) = look(watch, now=watch.now)
    head = watch.cast.actor("labour_office_head")
    actions.justify(pk=breach.pk, justification=SAID, actor=head, now=watch.now)
    asked = {"pk": breach.pk, "finding": FINDING, "actor": watch.officer, "now": watch.now}
    other = refused(actions.confirm, code="A39_4", no_reason="x", **asked)
    assert other.reason is reasons.BREACH_OF_OTHER_ARTICLE
    assert refused(actions.confirm, code="nonsense", **asked).reason is (
        reasons.BREACH_OF_OTHER_ARTICLE
    )
    actions.confirm(code="A40_3", **asked)
    assert again(breach).code == "A40_3"


def test_what_is_no_breach_is_dismissed_at_any_time_before_the_finding(watch: Watch) -> None:
    breach = proposed(watch)
    actions.clear(pk=breach.pk, finding="系统登记有误。", actor=watch.officer, now=watch.now)
    assert (again(breach).status, again(breach).finding) == ("DISMISSED", "系统登记有误。")
    late = refused(actions.clear, pk=breach.pk, finding="x", actor=watch.officer, now=watch.now)
    assert late.reason is reasons.WRONG_STATE


def test_rectification_that_is_not_enough_goes_back_with_a_new_day(watch: Watch) -> None:
    breach = reported(watch)
    asked = {"pk": breach.pk, "order": "补报名单。", "actor": watch.officer, "now": watch.days(9)}
    today = refused(actions.return_report, due_on=watch.days(9).date(), **asked)
    assert today.reason is reasons.NO_TIME_TO_RECTIFY
    actions.return_report(due_on=date(2025, 10, 20), **asked)
    back = again(breach)
    assert (back.status, back.rectification_due_on) == ("ORDERED", date(2025, 10, 20))


def test_an_order_not_followed_is_marked_once_for_each_day_set(watch: Watch) -> None:
    breach = ordered(watch)

    def marks() -> list[str]:
        found = AuditEvent.objects.filter(name="breach.overdue", subject_id=breach.pk)
        return [event.details["due_on"] for event in found.order_by("pk")]

    job = Actor.system("mark-overdue-rectifications")
    mark_overdue_rectifications(actor=job, now=watch.days(16))  # 10 October itself
    assert marks() == []
    for days in (17, 18, 19):
        mark_overdue_rectifications(actor=job, now=watch.days(days))
    assert marks() == ["2025-10-10"]


# Who decides.


def test_nobody_but_the_authority_finds_anything(watch: Watch) -> None:
    breach = justified(watch)
    for person in ("market_office_head", "market_chief", "labour_office_head", "superuser"):
        denied = refused(
            actions.clear,
            pk=breach.pk,
            finding="x",
            actor=watch.cast.actor(person),
            now=watch.now,
        )
        assert denied.is_right_missing, person


def test_nobody_judges_his_own_department(watch: Watch) -> None:
    """The top authority's own lapse is on record, and no officer of it can dismiss it."""
    story_of.late_review(watch)
    (breach,) = look(watch, now=watch.days(30))
    assert (breach.department.code, breach.authority) == ("SJJ", None)
    denied = refused(
        actions.clear, pk=breach.pk, finding="无", actor=watch.officer, now=watch.days(31)
    )
    assert denied.is_right_missing
    actions.justify(pk=breach.pk, justification=SAID, actor=watch.officer, now=watch.days(31))
    assert again(breach).status == "JUSTIFIED"


def test_the_authority_above_judges_an_authority(watch: Watch) -> None:
    open_district_authority(watch.cast)
    asked = {"statement": "长期未明确数源部门。", "occurred_on": watch.now.date(), "now": watch.now}
    officer = watch.cast.actor("pudong_officer")
    own = refused(actions.propose, code="A41_1", department="PDSJ", actor=officer, **asked)
    assert own.is_right_missing
    breach = actions.propose(code="A41_1", department="PDSJ", actor=watch.officer, **asked)
    assert breach.authority == watch.cast.authority
    # Each judges its own circle: the city not what the district's own authority judges.
    city = refused(actions.propose, code="A39_9", department="PDSC", actor=watch.officer, **asked)
    assert city.is_right_missing
    below = actions.propose(code="A39_9", department="PDSC", actor=officer, **asked)
    assert below.authority == watch.cast.pudong_authority
    today = watch.now.date()
    assert set(judged_by(watch.cast.pudong_authority.pk, today)) == {watch.cast.pudong_market}
    judged = {each.code for each in judged_by(watch.cast.authority.pk, today)}
    assert judged == {"SCJG", "RSJ", "MZJ", "HKSC", "PDSJ"}


def test_only_authorities_answer_for_article_41(watch: Watch) -> None:
    asked = {"statement": "x", "occurred_on": watch.now.date(), "now": watch.now}
    wrong = refused(actions.propose, code="A41_1", department="SCJG", actor=watch.officer, **asked)
    assert wrong.reason is reasons.BREACH_OF_AUTHORITY


def test_an_officer_records_only_what_he_states(watch: Watch) -> None:
    asked = {"code": "A39_8", "department": "SCJG", "actor": watch.officer, "now": watch.now}
    day = watch.now.date()
    silent = refused(actions.propose, statement="  ", occurred_on=day, **asked)
    assert silent.reason is reasons.BREACH_UNSTATED
    made = actions.propose(statement="自建交换平台未纳入。", occurred_on=day, **asked)
    assert (made.status, made.event_id, made.due_on) == ("PROPOSED", None, date(2025, 9, 30))


# Who sees.


def test_a_breach_is_seen_by_who_is_concerned_and_who_judges(watch: Watch) -> None:
    breach = confirmed(watch)

    def sees(person: str) -> bool:
        return queries.visible_to(watch.cast.actor(person)).filter(pk=breach.pk).exists()

    assert sees("market_reviewer")
    assert sees("authority_officer")
    # Not even the department whose request was left unanswered.
    for person in ("labour_clerk", "labour_office_head", "hongkou_clerk", "outsider", "superuser"):
        assert not sees(person), person
