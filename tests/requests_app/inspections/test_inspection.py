"""Art. 29 para. 1: the authority inspects, and may make known what it found."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.criticisms import actions as criticisms
from requests_app.criticisms import queries as criticism_queries
from requests_app.documents.jobs import issue_documents
from requests_app.documents.models import Document
from requests_app.inspections import actions, queries
from requests_app.models import Breach, Criticism, Inspection, Notice
from requests_app.notices.actions import give_waiting
from requests_app.oversight import actions as oversight
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.oversight.test_interfaces import api, browser
from tests.requests_app.oversight.watch import Watch, confirmed, open_district_authority, proposed

PLAN = "抽查今年以来共享申请的答复和数据提供情况。"
FINDING = "抽查的二十件申请中，三件未在期限内提供数据。"
TEXT = "未按期提供已同意共享的数据，经责令仍未说明正当理由。"
INSIDE = ("market_reviewer", "authority_officer")
OUTSIDE = ("labour_clerk", "hongkou_clerk", "superuser")


def refused(act: Callable[..., object], **given: Any) -> Refused:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**given)
    return caught.value


def opened(watch: Watch, **changes: Any) -> Inspection:
    """The city's authority looks into the market regulator."""
    asked: dict[str, Any] = {
        "department": "SCJG",
        "topics": ["ANSWERING", "SUPPLYING"],
        "plan": PLAN,
        "actor": watch.officer,
        "now": watch.now,
    }
    return actions.open_inspection(**{**asked, **changes})


def concluded(watch: Watch, **changes: Any) -> Inspection:
    """It has found two faults."""
    made = opened(watch)
    result: dict[str, Any] = {"result": "FAULTS", "finding": FINDING, "codes": ["A39_4", "A39_9"]}
    actions.conclude_inspection(
        pk=made.pk, actor=watch.officer, now=watch.days(3), **{**result, **changes}
    )
    return Inspection.objects.get(pk=made.pk)


def criticised(watch: Watch) -> Criticism:
    """A breach that was found is made known."""
    return criticisms.publish_criticism(
        breach_id=confirmed(watch).pk, text=TEXT, actor=watch.officer, now=watch.days(3)
    )


# Inspections.


def test_faults_become_possible_breaches_on_which_the_department_is_heard(watch: Watch) -> None:
    made = concluded(watch)
    assert (made.status, made.result, made.finding) == ("CONCLUDED", "FAULTS", FINDING)
    breaches = list(Breach.objects.order_by("pk"))
    assert [(each.code, each.status) for each in breaches] == [
        ("A39_4", "PROPOSED"),
        ("A39_9", "PROPOSED"),
    ]
    for breach in breaches:
        assert breach.department == watch.cast.market
        assert breach.subject_number == made.public_number
        assert breach.statement == FINDING
        # P18: five working days from 27 September 2025, a Saturday, over National Day.
        assert str(breach.due_on) == "2025-10-10"
    event = AuditEvent.objects.get(name="inspection.conclude_inspection")
    assert event.article == "29-1"
    assert event.details["breaches"] == [breach.public_number for breach in breaches]
    # Nobody finds anything before the department was heard.
    early = refused(
        oversight.confirm,
        pk=breaches[0].pk,
        code="A39_4",
        finding="x",
        no_reason="x",
        actor=watch.officer,
        now=watch.days(4),
    )
    assert early.reason is reasons.BREACH_NOT_HEARD


def test_no_fault_leaves_nothing(watch: Watch) -> None:
    made = concluded(watch, result="NO_FAULT", codes=[])
    assert (made.status, made.result) == ("CONCLUDED", "NO_FAULT")
    assert not Breach.objects.exists()


def test_a_conclusion_that_fails_leaves_nothing(watch: Watch) -> None:
    made = opened(watch)
    asked = {"pk": made.pk, "actor": watch.officer, "now": watch.now}
    wrong = refused(
        actions.conclude_inspection,
        result="FAULTS",
        finding=FINDING,
        codes=["A39_4", "A41_1"],
        **asked,
    )
    assert wrong.reason is reasons.BREACH_OF_AUTHORITY
    actions.call_off_inspection(note="改期进行。", **asked)
    late = refused(actions.conclude_inspection, result="NO_FAULT", finding="x", **asked)
    assert late.reason is reasons.WRONG_STATE


def test_who_judges_inspects_and_nobody_else(watch: Watch) -> None:
    open_district_authority(watch.cast)
    district = watch.cast.actor("pudong_officer")
    for department, actor in (
        ("SCJG", district),
        ("PDSJ", district),
        ("SJJ", watch.officer),
        ("PDSC", watch.officer),
        ("SCJG", watch.cast.actor("market_office_head")),
    ):
        denied = refused(
            actions.open_inspection,
            department=department,
            topics=["SECURITY"],
            plan=PLAN,
            actor=actor,
            now=watch.now,
        )
        assert denied.is_right_missing, department
    assert opened(watch, department="PDSC", actor=district).authority == district_of(watch)
    assert opened(watch, department="PDSJ").authority == watch.cast.authority


def district_of(watch: Watch) -> Any:
    return watch.cast.pudong_authority


def test_seen_by_who_is_inspected_and_who_inspects(watch: Watch) -> None:
    made = opened(watch)
    for person in INSIDE:
        assert list(queries.visible_to(watch.cast.actor(person))) == [made], person
    for person in OUTSIDE:
        assert not queries.visible_to(watch.cast.actor(person)).exists(), person
    number = made.public_number
    assert number in story.work(watch.officer, watch.now, Inspection)
    assert not story.work(watch.cast.actor("market_reviewer"), watch.now, Inspection)


@pytest.mark.parametrize("base", ["/inspections/", "/admin/requests_app/inspection/"])
def test_pages_and_admin_take_the_whole_way(watch: Watch, base: str) -> None:
    officer = browser(watch, "authority_officer")
    new = f"{base}{'add' if 'admin' in base else 'new'}/"
    assert new in officer.get(base).content.decode()
    wrong = officer.post(new, {"department": "SCJG", "plan": "键入的内容"})
    assert wrong.status_code in {200, 400}
    assert "键入的内容" in wrong.content.decode()
    made = officer.post(new, {"department": "SCJG", "topics": ["SECURITY"], "plan": PLAN})
    assert made.status_code == 302
    inspection = Inspection.objects.get()
    page = f"{base}{inspection.public_number}/"
    step = f"{page}conclude_inspection/"
    assert "安全管理和个人信息保护" in browser(watch, "market_reviewer").get(page).content.decode()
    for outsider in OUTSIDE[:2]:
        assert browser(watch, outsider).get(page).status_code == 404
    form = officer.get(step).content.decode()
    assert "第三十九条第四项" in form
    assert "第四十一条" not in form, "Art. 41 concerns authorities alone"
    unnamed = officer.post(step, {"result": "FAULTS", "finding": FINDING})
    assert unnamed.status_code == 409
    assert "faults-unnamed" in unnamed.content.decode()
    done = officer.post(step, {"result": "FAULTS", "finding": FINDING, "codes": ["A39_9"]})
    assert done.status_code == 302
    shown = officer.get(page).content.decode()
    breach = Breach.objects.get()
    for words in (FINDING, breach.public_number, "发现问题", "检查已办结"):
        assert words in shown, words
    # The way back, from the breach to the inspection.
    about = f"{'/admin/requests_app/breach/' if 'admin' in base else '/breaches/'}"
    assert page in officer.get(f"{about}{breach.public_number}/").content.decode()


def test_over_the_api(watch: Watch) -> None:
    sent = {"department": "SCJG", "topics": ["SUPPLYING"], "plan": PLAN}
    made = api(watch, "authority_officer", "/inspections/", sent)
    assert made.status_code == 201, made.content
    address = f"/inspections/{made.json()['number']}/"
    wrong = api(watch, "authority_officer", "/inspections/", {**sent, "topics": ["GOSSIP"]})
    assert (wrong.status_code, set(wrong.json()["fields"])) == (400, {"topics"})
    none = api(watch, "authority_officer", "/inspections/", {**sent, "topics": []})
    assert (none.status_code, none.json()["code"]) == (409, "inspection-unstated")
    done = api(
        watch,
        "authority_officer",
        f"{address}conclude_inspection/",
        {"result": "FAULTS", "finding": FINDING, "codes": ["A39_4"]},
    )
    assert (done.status_code, done.json()["status"]) == (200, "CONCLUDED")
    assert done.json()["breaches"] == [Breach.objects.get().public_number]
    assert api(watch, "labour_clerk", address).status_code == 404
    for query, fits in (
        ("?topic=SUPPLYING", True),
        ("?topic=USING", False),
        ("?result=FAULTS", True),
        ("?result=NO_FAULT", False),
        ("?department=SCJG", True),
        ("?q=抽查", True),
    ):
        found = api(watch, "market_reviewer", f"/inspections/{query}").json()["results"]
        assert bool(found) == fits, query


# Public criticism.


def test_only_what_was_found_is_made_known_and_once(watch: Watch) -> None:
    early = refused(
        criticisms.publish_criticism,
        breach_id=proposed(watch).pk,
        text=TEXT,
        actor=watch.officer,
        now=watch.now,
    )
    assert early.reason is reasons.BREACH_NOT_FOUND


def test_a_criticism_is_read_in_the_region_and_served_on_paper(watch: Watch) -> None:
    made = criticised(watch)
    breach = made.breach
    for person in ("market_reviewer", "labour_clerk", "hongkou_clerk", "authority_officer"):
        assert list(criticism_queries.visible_to(watch.cast.actor(person))) == [made], person
    assert not criticism_queries.visible_to(watch.cast.actor("superuser")).exists()
    chain.seal(now=watch.days(3))
    issue_documents(actor=Actor.system("issue-documents"), now=watch.days(3))
    paper = Document.objects.get(kind="CRITICISM")
    words = "".join(paper.content["paragraphs"])
    for said in (TEXT, "第三十九条第四项", breach.public_number, "第二十九条第一款", "予以通报"):
        assert said in words, said
    assert paper.content["addressees"] == watch.cast.market.name
    give_waiting(actor=Actor.system("give-notices"), now=watch.days(3))
    told = Notice.objects.filter(event_name="criticism.publish_criticism", is_legal=True)
    heads = {
        "civil_office_head",
        "hongkou_office_head",
        "labour_office_head",
        "market_office_head",
    }
    assert set(told.values_list("recipient__username", flat=True)) == heads
    twice = refused(
        criticisms.publish_criticism,
        breach_id=breach.pk,
        text=TEXT,
        actor=watch.officer,
        now=watch.days(4),
    )
    assert twice.reason is reasons.CRITICISED_ALREADY


def test_a_district_reads_its_own_authority_s_and_the_city_s_alone(watch: Watch) -> None:
    open_district_authority(watch.cast)
    district = watch.cast.actor("pudong_officer")
    below = oversight.propose(
        code="A39_9",
        department="PDSC",
        statement="x",
        occurred_on=watch.now.date(),
        actor=district,
        now=watch.now,
    )
    oversight.confirm(
        pk=below.pk, code="A39_9", finding="属实。", actor=district, now=watch.days(30)
    )
    made = criticisms.publish_criticism(
        breach_id=below.pk, text=TEXT, actor=district, now=watch.days(31)
    )
    seen = criticism_queries.visible_to
    assert made in seen(district)
    assert made in seen(watch.officer), "the authority above"
    for person in ("labour_clerk", "hongkou_clerk", "market_reviewer"):
        assert made not in seen(watch.cast.actor(person)), person


def test_retracted_with_reason_and_kept(watch: Watch) -> None:
    made = criticised(watch)
    asked = {"pk": made.pk, "actor": watch.officer, "now": watch.days(5)}
    assert refused(criticisms.retract_criticism, note=" ", **asked).reason is reasons.NO_GROUND
    for person in ("market_office_head", "labour_clerk"):
        other = {**asked, "actor": watch.cast.actor(person)}
        assert refused(criticisms.retract_criticism, note="x", **other).is_right_missing
    criticisms.retract_criticism(note="认定依据有误。", **asked)
    kept = Criticism.objects.get(pk=made.pk)
    assert (kept.status, kept.text, kept.retraction) == ("RETRACTED", TEXT, "认定依据有误。")
    page = browser(watch, "labour_clerk").get(f"/criticism/{kept.public_number}/")
    assert "通报已撤回" in page.content.decode()
    assert "认定依据有误。" in page.content.decode()


@pytest.mark.parametrize("base", ["/", "/admin/requests_app/"])
def test_made_known_from_the_breach_s_page(watch: Watch, base: str) -> None:
    breach = confirmed(watch)
    is_admin = "admin" in base
    about = f"{base}{'breach' if is_admin else 'breaches'}/{breach.public_number}/"
    begin = f"{base}criticism/{'add' if is_admin else 'new'}/?breach={breach.public_number}"
    officer = browser(watch, "authority_officer")
    assert begin in officer.get(about).content.decode()
    assert begin not in browser(watch, "market_office_head").get(about).content.decode()
    assert browser(watch, "labour_clerk").get(begin).status_code == 404
    empty = officer.post(begin, {"text": ""})
    assert empty.status_code in {200, 400}
    assert not Criticism.objects.exists()
    assert officer.post(begin, {"text": TEXT}).status_code == 302
    number = Criticism.objects.get().public_number
    assert begin not in officer.get(about).content.decode()
    assert number in officer.get(about).content.decode()
    page = browser(watch, "labour_clerk").get(f"/criticism/{number}/").content.decode()
    assert TEXT in page
    assert f"/breaches/{breach.public_number}/" not in page, "the breach is for those concerned"
    listed = browser(watch, "labour_clerk").get("/criticism/").content.decode()
    assert number in listed


def test_criticism_over_the_api(watch: Watch) -> None:
    breach = confirmed(watch)
    sent = {"breach": breach.public_number, "text": TEXT}
    hidden = api(watch, "labour_clerk", "/criticism/", sent)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not-found")
    denied = api(watch, "market_office_head", "/criticism/", sent)
    assert (denied.status_code, denied.json()["code"]) == (403, "not-your-matter")
    made = api(watch, "authority_officer", "/criticism/", sent)
    assert made.status_code == 201, made.content
    read = api(watch, "labour_clerk", f"/criticism/{made.json()['number']}/").json()
    assert (read["code"], read["article"], read["text"]) == ("A39_4", "第三十九条第四项", TEXT)
    assert read["steps"] == []


def test_the_database_refuses_what_the_rules_refuse(watch: Watch) -> None:
    criticism, inspection = criticised(watch), concluded(watch)
    for statement, pk in (
        ("UPDATE requests_app_inspection SET topics = '{GOSSIP}' WHERE id = %s", inspection.pk),
        ("UPDATE requests_app_inspection SET topics = '{}' WHERE id = %s", inspection.pk),
        ("UPDATE requests_app_inspection SET plan = '' WHERE id = %s", inspection.pk),
        ("UPDATE requests_app_inspection SET finding = '' WHERE id = %s", inspection.pk),
        ("UPDATE requests_app_inspection SET ended_on = NULL WHERE id = %s", inspection.pk),
        (
            "UPDATE requests_app_inspection SET authority_id = department_id WHERE id = %s",
            inspection.pk,
        ),
        ("UPDATE requests_app_inspection SET status = 'UNDER_WAY' WHERE id = %s", inspection.pk),
        ("UPDATE requests_app_criticism SET text = '' WHERE id = %s", criticism.pk),
        ("UPDATE requests_app_criticism SET status = 'RETRACTED' WHERE id = %s", criticism.pk),
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [pk])
