"""Return flows through the API, the pages and the admin: the same rules at every door."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from catalog.departments import actions as departments
from portal.models import AuditEvent
from portal.regulation.vocabulary import Mandate
from requests_app.models import ReturnDelivery, ReturnFlow
from requests_app.return_flow import forms
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.return_flow.area import OWED, Area

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/returnflow/"
PAGES = "/return-flows/"
PLACES = (PAGES, ADMIN)
CONFIGURATION = {
    "region_column": "district",
    "security_check": "传输加密，接口已做漏洞扫描。",
    "checked_on": "2025-09-23",
}
DUTY = "《上海市优化营商环境条例》规定的属地监管职责"


def asking(area: Area, **changes: Any) -> dict[str, Any]:
    """What the district's system sends to ask."""
    code = area.system.system.client.code
    return {"entry": area.version.entry.code, "system": code, "duty": DUTY, **changes}


def configuring(area: Area, **changes: Any) -> dict[str, Any]:
    """What the city sends to configure."""
    return {"resource": area.resource.code, **CONFIGURATION, **changes}


# The programming interface.


def test_a_system_asks_fetches_and_reads_the_report(area: Area, open_doors) -> None:
    api = ApiCaller(area.system)
    made = api.post("/return-flows/", asking(area))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["requester"], told["provider"]) == ("NEEDED", "HKSC", "SCJG")
    assert (told["region"], told["handovers"]) == ("310109", [])
    assert {step["name"] for step in told["steps"]} == {"name_recipient", "end"}
    number = told["number"]
    early = api.get(f"/return-flows/{number}/records/")
    assert (early.status_code, early.json()["code"]) == (403, "return-not-running")
    reviewer = {"actor": area.cast.actor("market_reviewer"), "now": area.cast.now}
    flow = ReturnFlow.objects.get(public_number=number)
    forms.actions.configure(pk=flow.pk, configuration=area.configuration(), **reviewer)
    forms.actions.start(pk=flow.pk, **reviewer)
    first = api.get(f"/return-flows/{number}/records/", {"limit": 2})
    assert first.status_code == 200, first.content
    page = first.json()
    assert [row["code"] for row in page["records"]] == ["C1", "C2"]
    assert page["receipt"] == first["Sharing-Receipt"]
    assert first["Cache-Control"] == "no-store, private"
    assert ReturnDelivery.objects.get().receipt_number == page["receipt"]
    (report,) = api.get(f"/return-flows/{number}/").json()["handovers"]
    assert (report["rows_owed"], report["rows_delivered"], report["rows_missing"]) == (5, 2, 3)
    rest = api.get(f"/return-flows/{number}/records/", {"limit": 5, "cursor": page["next"]})
    assert [row["code"] for row in rest.json()["records"]] == list(OWED[2:])
    assert rest.json()["next"] is None
    (report,) = api.get(f"/return-flows/{number}/").json()["handovers"]
    assert report["rows_missing"] == 0
    (row,) = api.get("/return-flows/").json()["results"]
    assert set(row) < set(told)


def test_wrong_calls_are_told_apart(area: Area, open_doors) -> None:
    api = ApiCaller(area.system)
    stranger = ApiCaller(area.cast.systems["labour"])
    assert api.post("/return-flows/", asking(area, entry="307/1")).status_code == 404
    more = api.post("/return-flows/", asking(area, more=1))
    assert (more.status_code, set(more.json()["fields"])) == (400, {"more"})
    foreign = area.cast.systems["labour"].system.client.code
    other = api.post("/return-flows/", asking(area, system=foreign))
    assert (other.status_code, set(other.json()["fields"])) == (400, {"system"})
    beside = stranger.post("/return-flows/", asking(area, system=foreign))
    assert (beside.status_code, beside.json()["code"]) == (409, "not-a-lower-department")
    flow = area.running()
    records = f"/return-flows/{flow.public_number}/records/"
    for query in ({"limit": "0"}, {"limit": "x"}, {"cursor": "x"}, {"purpose": "OTHER"}):
        assert api.get(records, query).status_code == 400, query
        assert stranger.get(records, query).status_code == 404, query
    assert stranger.get(records).status_code == 404
    assert stranger.get(f"/return-flows/{flow.public_number}/").status_code == 404
    assert api.get("/return-flows/RF-X/records/").status_code == 404
    narrow = ApiCaller(area.system, scope="request")
    assert narrow.get(records).status_code == 403
    assert not ReturnDelivery.objects.exists()


@pytest.mark.parametrize("term", ["condition", "purpose", "approval"])
def test_no_door_lets_a_condition_in(area: Area, client, open_doors, term: str) -> None:
    """Pages and admin, though neither asks for one; the API refuses by the same form."""
    flow = area.asked()
    client.force_login(area.cast.people["market_reviewer"], BACKEND)
    sent = configuring(area, **{term: "须逐次报市局审批"})
    for base in PLACES:
        answer = client.post(f"{base}{flow.public_number}/configure/", sent)
        page = answer.content.decode()
        assert answer.status_code == 409, base
        assert "return-condition" in page
        assert "第二十四条" in page
    assert ReturnFlow.objects.get(pk=flow.pk).status == "NEEDED"


def test_the_api_refuses_a_condition_by_name(area: Area, open_doors) -> None:
    flow = area.asked()
    area.cast.systems["market"] = system = supplier(area)
    api = ApiCaller(system)
    address = f"/return-flows/{flow.public_number}/configure/"
    for term in ("condition", "purpose", "approval"):
        answer = api.post(address, configuring(area, **{term: "须审批"}))
        assert (answer.status_code, answer.json()["code"]) == (409, "return-condition")
        assert answer.json()["article"] == "第二十四条"
    answer = api.post(address, configuring(area))
    assert (answer.status_code, answer.json()["status"]) == (200, "CONFIGURED")
    answer = api.post(f"/return-flows/{flow.public_number}/start/")
    assert answer.json()["handovers"][0]["rows_owed"] == len(OWED)
    again = api.post(f"/return-flows/{flow.public_number}/run/")
    assert (again.status_code, again.json()["code"]) == (409, "already-returned")


def supplier(area: Area) -> Any:
    """A system of the city that supplies its data."""
    return departments.register_system(
        pk=area.cast.market.pk,
        code="gongshu",
        name="供数系统",
        actor=area.cast.actor("authority_officer"),
        now=area.cast.now,
        mandates=[Mandate.SUPPLY],
    )


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"side": "received"}, True),
        ({"side": "owed"}, False),
        ({"status": "NEEDED"}, True),
        ({"status": "RUNNING"}, False),
        ({"q": "样例"}, True),
        ({"q": "别的目录"}, False),
    ],
)
def test_the_list_is_narrowed(area: Area, open_doors, query, is_found: bool) -> None:
    area.asked()
    found = ApiCaller(area.system).get("/return-flows/", query).json()["results"]
    assert bool(found) == is_found


# Pages and admin.


def test_asked_for_from_the_entrys_page(area: Area, client, open_doors) -> None:
    slug = area.version.entry.slug
    client.force_login(area.cast.people["hongkou_clerk"], BACKEND)
    new = f"{PAGES}new/?entry={slug}"
    entry = reverse("catalog:entry", kwargs={"slug": slug})
    assert new in client.get(entry).content.decode()
    assert "虹口区属地监管系统" in client.get(new).content.decode()
    sent = {"duty": DUTY, "system": area.system.system.client.code}
    assert client.post(new, {**sent, "duty": ""}).status_code == 400
    assert client.post(new, sent).status_code == 302
    flow = ReturnFlow.objects.get()
    assert (flow.duty, flow.system_id) == (DUTY, area.client_id)
    twice = client.post(new, sent)
    assert (twice.status_code, "return-under-way" in twice.content.decode()) == (409, True)
    client.force_login(area.cast.people["labour_clerk"], BACKEND)
    assert f"{PAGES}new/" not in client.get(entry).content.decode()


def test_asked_for_in_the_admin(area: Area, client, open_doors) -> None:
    slug = area.version.entry.slug
    client.force_login(area.cast.people["hongkou_clerk"], BACKEND)
    assert f"{ADMIN}add/" in client.get(ADMIN).content.decode()
    assert f"?entry={slug}" in client.get(f"{ADMIN}add/").content.decode()
    sent = {"duty": DUTY, "system": area.system.system.client.code}
    assert client.post(f"{ADMIN}add/?entry={slug}", sent).status_code == 302
    assert ReturnFlow.objects.get().status == "NEEDED"
    assert client.get(f"{ADMIN}add/?entry=307-1").status_code == 404
    client.force_login(area.cast.people["labour_clerk"], BACKEND)
    assert f"{ADMIN}add/" not in client.get(ADMIN).content.decode()
    assert f"?entry={slug}" not in client.get(f"{ADMIN}add/").content.decode()


@pytest.mark.parametrize("base", PLACES)
def test_configured_started_and_complete_at_both_doors(
    area: Area, client, open_doors, base: str
) -> None:
    flow = area.asked()
    address = f"{base}{flow.public_number}/"
    client.force_login(area.cast.people["market_reviewer"], BACKEND)
    assert "hidden" in client.get(f"{address}configure/").content.decode()
    assert client.post(f"{address}configure/", configuring(area)).status_code == 302
    flow.refresh_from_db()
    assert (flow.status, flow.region_column) == ("CONFIGURED", "district")
    assert flow.checked_on == date(2025, 9, 23)
    assert client.post(f"{address}start/").status_code == 302
    page = client.get(address).content.decode()
    assert "缺 5 行" in page
    assert "How to call" not in page
    area.fetch(flow)
    assert "完整" in client.get(address).content.decode()
    client.force_login(area.cast.people["authority_officer"], BACKEND)
    assert "完整" in client.get(address).content.decode()
    client.force_login(area.cast.people["hongkou_clerk"], BACKEND)
    assert (
        f"/api/v1/return-flows/{flow.public_number}/records/"
        in client.get(address).content.decode()
    )
    client.force_login(area.cast.people["labour_clerk"], BACKEND)
    assert client.get(address).status_code == 404
    story_events = AuditEvent.objects.filter(subject_number=flow.public_number)
    assert story_events.filter(name="returnflow.hand_over").count() == 1


@pytest.mark.parametrize(
    ("person", "steps"),
    [
        ("hongkou_clerk", {"name_recipient", "end"}),
        ("hongkou_office_head", set()),
        ("market_reviewer", {"reconfigure", "run"}),
        ("market_office_head", set()),
        ("authority_officer", set()),
    ],
)
def test_buttons_come_from_the_gate(
    area: Area, client, open_doors, person: str, steps: set[str]
) -> None:
    """While it runs; handing over is offered, with the reason why not, until new data come."""
    flow = area.running()
    client.force_login(area.cast.people[person], BACKEND)
    for base in PLACES:
        where = f"{base}{flow.public_number}/"
        page = client.get(where).content.decode()
        offered = {name for name in forms.STEPS if f"{where}{name}/" in page}
        assert offered == steps - {"run"}, base
        assert ("当前数据版本已经回流" in page) is ("run" in steps)


def test_lists_at_both_doors(area: Area, client, open_doors) -> None:
    flow = area.asked()
    for person, side, other in (
        ("hongkou_clerk", "received", "owed"),
        ("market_reviewer", "owed", "received"),
    ):
        client.force_login(area.cast.people[person], BACKEND)
        for address in PLACES:
            assert flow.public_number in client.get(address, {"side": side}).content.decode()
            page = client.get(address, {"side": other}).content.decode()
            assert flow.public_number not in page
            assert client.get(address, {"side": "x"}).status_code == 400


def test_what_awaits_whom_on_the_workbench(area: Area) -> None:
    flow = area.asked()
    now = area.cast.now

    def waits(person: str) -> dict[str, str]:
        return story.work(area.cast.actor(person), now, ReturnFlow)

    assert waits("market_reviewer") == {flow.public_number: "配置回流"}
    assert waits("hongkou_clerk") == {}
    reviewer = area.cast.actor("market_reviewer")
    forms.actions.configure(pk=flow.pk, configuration=area.configuration(), actor=reviewer, now=now)
    assert waits("market_reviewer") == {flow.public_number: "启动回流"}
    forms.actions.start(pk=flow.pk, actor=reviewer, now=now)
    assert waits("market_reviewer") == {}
