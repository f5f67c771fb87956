"""Complaints and reports through the API, the pages and the admin: the same rules everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.regulation.codes import complete_citizen_id
from requests_app.models import Complaint
from tests import story
from tests.cast import Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/complaint/"
IDENTITY = complete_citizen_id("31999919900101123")


def browser(city: Cast, person: str) -> Client:
    client = Client()
    client.force_login(city.people[person], backend=BACKEND)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def today() -> str:
    return f"{timezone.localdate():%Y-%m-%d}"


def form(**changes: Any) -> dict[str, Any]:
    told = {
        "kind": "REPORT",
        "department": "SCJG",
        "channel": "LETTER",
        "received_on": today(),
        "register_number": "信访一号",
        "statement": "反映超范围使用数据。",
    }
    return {**told, **changes}


def answer(**changes: Any) -> dict[str, Any]:
    told = {
        "finding": "FOUNDED",
        "found": "属实",
        "done": "已改正",
        "answered_on": today(),
        "answered_how": "电话答复",
    }
    return {**told, **changes}


@pytest.mark.parametrize(
    ("base", "begin"),
    [("/complaints/", "/complaints/new/"), (ADMIN, f"{ADMIN}add/")],
    ids=["pages", "admin"],
)
def test_the_whole_way_of_a_report(city: Cast, base: str, begin: str) -> None:
    head = browser(city, "civil_office_head")
    assert begin in text(head.get(base))
    assert begin not in text(browser(city, "labour_clerk").get(base))
    assert "来信登记簿" in text(head.get(begin))
    named = head.post(begin, form(statement=f"身份证{IDENTITY}"))
    assert (named.status_code, "complaint-names-a-person" in text(named)) == (409, True)
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"
    ahead = head.post(begin, form(received_on=tomorrow))
    assert (ahead.status_code, "complaint-undated" in text(ahead)) == (409, True)
    for wrong in ({"kind": ""}, {"department": "X"}, {"channel": ""}, {"entry": "1/2"}):
        assert head.post(begin, form(**wrong)).status_code == 400
    own = browser(city, "market_office_head").post(begin, form())
    assert (own.status_code, "own-report" in text(own)) == (409, True)
    assert browser(city, "labour_clerk").post(begin, form()).status_code == 403
    assert head.post(begin, form()).status_code == 302
    reported = Complaint.objects.get()
    page = f"{base}{reported.public_number}/"
    assert head.get(page).status_code == 200
    # Whom it is about finds nothing, at any door.
    hidden = browser(city, "market_office_head")
    assert hidden.get(page).status_code == 404
    assert hidden.post(f"{page}accept_complaint/").status_code == 404
    assert reported.public_number not in text(hidden.get(base))
    assert hidden.get(f"/api/v1/complaints/{reported.public_number}/").status_code == 404
    officer = browser(city, "authority_officer")
    early = officer.post(f"{page}answer_complaint/", answer())
    assert (early.status_code, "wrong-state" in text(early)) == (409, True)
    assert head.post(f"{page}accept_complaint/").status_code == 403
    assert officer.post(f"{page}accept_complaint/").status_code == 302
    named = officer.post(f"{page}answer_complaint/", answer(found="13900000000"))
    assert (named.status_code, "complaint-names-a-person" in text(named)) == (409, True)
    assert officer.post(f"{page}answer_complaint/", answer()).status_code == 302
    reported.refresh_from_db()
    assert reported.status == "ANSWERED"
    # The authority is shown the way to record a possible breach; nobody else is.
    way = f"{'/admin/requests_app/breach/add/' if base == ADMIN else '/breaches/new/'}"
    assert f'href="{way}"' in text(officer.get(page))
    assert f'href="{way}"' not in text(head.get(page))


def test_what_is_unfounded_points_to_no_breach(city: Cast) -> None:
    made = story.register_complaint(city)
    story.answer_complaint(city, made, finding="UNFOUNDED")
    page = f"/complaints/{made.public_number}/"
    assert 'href="/breaches/new/"' not in text(browser(city, "authority_officer").get(page))
    partly = story.register_complaint(city)
    story.answer_complaint(city, partly, finding="PARTLY_FOUNDED")
    page = f"/complaints/{partly.public_number}/"
    assert 'href="/breaches/new/"' in text(browser(city, "authority_officer").get(page))
    assert 'href="/breaches/new/"' not in text(browser(city, "market_office_head").get(page))


def test_a_complaint_is_declined_or_passed_on(city: Cast) -> None:
    head = browser(city, "market_office_head")
    for step, lawful, wrong in (
        ("decline_complaint", {"ground": "NO_FACTS", "text": "甲"}, {"ground": "", "text": "甲"}),
        ("transfer_complaint", {"body": "上海市公安局"}, {"body": ""}),
    ):
        made = story.register_complaint(city)
        page = f"/complaints/{made.public_number}/"
        assert head.post(f"{page}{step}/", wrong).status_code == 400
        assert head.post(f"{page}{step}/", lawful).status_code == 302
        assert next(iter(set(lawful.values()) - {"NO_FACTS"})) in text(head.get(page))


def test_over_the_api(city: Cast) -> None:
    def post(person: str, address: str, sent: dict[str, Any]) -> Any:
        return browser(city, person).post(
            f"/api/v1/complaints/{address}", sent, content_type="application/json"
        )

    made = post("civil_clerk", "", form(kind="COMPLAINT"))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["handler"], told["authority"], told["registrar"]) == ("SCJG", "SJJ", "MZJ")
    assert told["due_on"] is not None
    assert told["steps"] == []
    same = post("civil_clerk", "", form(kind="COMPLAINT"))
    assert (same.status_code, same.json()["code"]) == (409, "duplicate")
    for wrong in ({"kind": "RUMOUR"}, {"statement": 1}, {"received_on": "gestern"}, {"name": "甲"}):
        badly = post("civil_clerk", "", form(**wrong))
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    number = told["number"]
    assert post("market_office_head", f"{number}/accept_complaint/", {}).status_code == 200
    named = post("market_office_head", f"{number}/answer_complaint/", answer(done=IDENTITY))
    assert (named.status_code, named.json()["code"]) == (409, "complaint-names-a-person")
    done = post("market_office_head", f"{number}/answer_complaint/", answer())
    assert (done.status_code, done.json()["status"]) == (200, "ANSWERED")
    assert (done.json()["finding"], done.json()["answered_on"]) == ("FOUNDED", today())


def test_the_list_is_narrowed(city: Cast) -> None:
    complaint = story.register_complaint(city, register_number="丙号")
    reported = story.register_complaint(city, kind="REPORT", department="RSJ")
    story.answer_complaint(city, complaint)
    for query, found in (
        ("", {complaint, reported}),
        ("side=handled", {reported}),
        ("side=registered", set()),
        ("status=ANSWERED", {complaint}),
        ("kind=REPORT", {reported}),
        ("finding=FOUNDED", {complaint}),
        ("department=RSJ", {reported}),
        ("q=丙号", {complaint}),
        ("q=别的", set()),
    ):
        rows = browser(city, "authority_officer").get(f"/api/v1/complaints/?{query}").json()
        assert {row["number"] for row in rows["results"]} == {
            each.public_number for each in found
        }, query


def test_whom_it_does_not_concern_finds_nothing(city: Cast) -> None:
    made = story.register_complaint(city)
    for person in ("outsider", "labour_office_head", "hongkou_clerk", "superuser"):
        client = browser(city, person)
        assert client.get(f"/complaints/{made.public_number}/").status_code == 404
        assert client.get(f"{ADMIN}{made.public_number}/").status_code in {302, 404}
