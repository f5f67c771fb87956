"""Breaches through the API, the pages and the admin: the same rules at every door."""

from typing import Any

import pytest
from django.test import Client

from portal.interfaces import workbench
from portal.workflow.actor import Interface
from requests_app.models import Breach
from requests_app.oversight import forms, queries
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.oversight.watch import (
    FINDING,
    ORDERED,
    SAID,
    Watch,
    confirmed,
    justified,
    late_answer,
    look,
    ordered,
    proposed,
    refusal,
    reported,
)

ADMIN = "/admin/requests_app/breach/"


def browser(watch: Watch, person: str) -> Client:
    client = Client()
    client.force_login(
        watch.cast.people[person], backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def api(watch: Watch, person: str, address: str, sent: dict[str, Any] | None = None) -> Any:
    client = browser(watch, person)
    if sent is None:
        return client.get(f"/api/v1{address}")
    return client.post(f"/api/v1{address}", sent, content_type="application/json")


def test_a_person_explains_and_an_officer_finds_over_the_api(watch: Watch) -> None:
    breach = proposed(watch)
    address = f"/breaches/{breach.public_number}/"
    told = api(watch, "market_office_head", address).json()
    assert (told["code"], told["department"], told["authority"]) == ("A39_4", "SCJG", "SJJ")
    assert (told["article"], told["event"]) == ("第三十九条第四项", "sharingrequest.overdue")
    assert [step["name"] for step in told["steps"]] == ["justify"]
    answer = api(watch, "market_office_head", f"{address}justify/", {"justification": SAID})
    assert (answer.status_code, answer.json()["status"]) == (200, "JUSTIFIED")
    sent = {"code": "A39_4", "finding": FINDING}
    silent = api(watch, "authority_officer", f"{address}confirm/", sent)
    assert (silent.status_code, silent.json()["code"]) == (409, "reason-not-judged")
    whole = api(watch, "authority_officer", f"{address}confirm/", {**sent, "no_reason": "内部事务"})
    assert (whole.status_code, whole.json()["status"]) == (200, "CONFIRMED")
    assert whole.json()["finding"] == FINDING
    (row,) = api(watch, "market_reviewer", "/breaches/").json()["results"]
    assert set(row) < set(whole.json())


def test_an_officer_records_one_over_the_api(watch: Watch) -> None:
    sent = {
        "department": "RSJ",
        "code": "A40_6",
        "occurred_on": "2025-09-24",
        "statement": "终端未设访问控制。",
    }
    made = api(watch, "authority_officer", "/breaches/", sent)
    assert made.status_code == 201, made.content
    assert (made.json()["department"], made.json()["status"]) == ("RSJ", "PROPOSED")
    others = api(watch, "labour_office_head", "/breaches/", sent)
    assert (others.status_code, others.json()["code"]) == (403, "not-your-matter")
    assert api(watch, "authority_officer", "/breaches/", {**sent, "department": "X"}).json()[
        "code"
    ] == ("not-found")


def test_a_system_reads_its_department_s_breaches_and_explains_none(
    watch: Watch, open_doors
) -> None:
    refusal(watch)
    look(watch)
    caller = ApiCaller(watch.cast.systems["labour"])
    assert caller.get("/breaches/").json()["results"] == []
    hidden = Breach.objects.get()
    answer = caller.get(f"/breaches/{hidden.public_number}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("base", ["/breaches/", ADMIN])
def test_pages_and_admin_take_the_whole_way(watch: Watch, base: str) -> None:
    breach = proposed(watch)
    address = f"{base}{breach.public_number}/"
    steps: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("market_office_head", "justify", {"justification": SAID}),
        (
            "authority_officer",
            "confirm",
            {"code": "A39_4", "finding": FINDING, "no_reason": "内部事务"},
        ),
        ("authority_officer", "order_rectification", {"order": ORDERED, "due_on": "2099-12-31"}),
        ("market_office_head", "report_rectification", {"rectification": "已改正。"}),
        ("authority_officer", "return_report", {"order": "补报。", "due_on": "2099-12-31"}),
        ("market_office_head", "report_rectification", {"rectification": "已补报。"}),
        ("authority_officer", "close", {}),
    )
    for person, step, sent in steps:
        client = browser(watch, person)
        assert f"{address}{step}/" in client.get(address).content.decode(), step
        assert client.get(f"{address}{step}/").status_code == 200
        assert client.post(f"{address}{step}/", sent).status_code == 302, step
    page = browser(watch, "market_reviewer").get(address).content.decode()
    for words in (SAID, FINDING, "补报。", "已补报。", "第三十九条第四项", "改正办结"):
        assert words in page, words


def test_the_matter_is_a_link_for_those_who_may_see_it(watch: Watch) -> None:
    breach = confirmed(watch)
    for person in ("market_reviewer", "authority_officer"):
        page = browser(watch, person).get(f"/breaches/{breach.public_number}/").content.decode()
        assert f'href="/requests/{breach.subject_number}/"' in page


def test_a_proposal_names_only_departments_that_are_judged_here(watch: Watch) -> None:
    form = forms.ProposeForm(None, actor=watch.officer, now=watch.now)
    field: Any = form.fields["department"]
    assert {each.code for each in field.queryset} == {"SCJG", "RSJ", "MZJ", "HKSC"}
    page = browser(watch, "authority_officer").get("/breaches/new/").content.decode()
    assert "上海市市场监督管理局" in page
    sent = {"department": "SJJ", "code": "A41_1", "occurred_on": "2025-09-24", "statement": "x"}
    own = browser(watch, "authority_officer").post("/breaches/new/", sent)
    assert own.status_code == 400
    assert not Breach.objects.exists()


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("side=concerned", False),
        ("side=judged", True),
        ("status=CONFIRMED", True),
        ("status=PROPOSED", False),
        ("code=A39_4", True),
        ("code=A39_1", False),
        ("department=SCJG", True),
        ("department=RSJ", False),
        ("q=市场监督", True),
        ("q=社会保障", False),
    ],
)
def test_the_list_is_narrowed(watch: Watch, query: str, fits) -> None:
    breach = confirmed(watch)
    for base in ("/breaches/", ADMIN):
        page = browser(watch, "authority_officer").get(f"{base}?{query}").content.decode()
        assert (breach.public_number in page) is fits, base
    rows = api(watch, "authority_officer", f"/breaches/?{query}").json()["results"]
    assert [row["number"] for row in rows] == ([breach.public_number] if fits else [])


# Whose turn it is.


@pytest.mark.parametrize(
    ("tell", "day", "turn"),
    [
        (proposed, 0, {"market_office_head"}),
        # Its time to explain is over: the officer may find, and it may still speak.
        (proposed, 7, {"market_office_head", "authority_officer"}),
        (justified, 1, {"authority_officer"}),
        (confirmed, 2, {"authority_officer"}),
        (ordered, 3, {"market_office_head"}),
        (reported, 9, {"authority_officer"}),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_it_lies_on_the_desk_of_whose_turn_it_is(watch: Watch, tell, day, turn) -> None:
    breach = tell(watch)
    now = watch.days(day)
    found = {
        person
        for person in watch.cast.people
        if breach in queries.awaiting(watch.cast.actor(person), now=now)
    }
    assert found == turn


def test_the_badge_counts_what_the_workbench_lists(watch: Watch) -> None:
    """All kinds are counted in one query; it agrees with each kind counted by itself."""
    reported(watch)
    refusal(watch)
    late_answer(watch)
    look(watch)
    counts = {}
    for person in watch.cast.people:
        actor = watch.cast.actor(person, Interface.ADMIN)
        mandates = actor.mandates(watch.now.date())
        counts[person] = workbench.waiting(actor, watch.now, mandates)
        assert counts[person] == len(workbench.work(actor, watch.now)), person
    assert counts["market_office_head"] >= 2
    assert counts["authority_officer"] >= 1
    assert counts["outsider"] == 0
