"""Security incidents through the API, the pages and the admin: the same rules at every door."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.models import SecurityIncident
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.incidents.scene import Scene

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/securityincident/"


def moment(**ago: int) -> str:
    """As a browser's field and JSON both write it; the interfaces read the clock."""
    return f"{timezone.localtime() - timedelta(**ago):%Y-%m-%dT%H:%M}"


def form(**changes: Any) -> dict[str, Any]:
    told = {
        "stage": "USE",
        "kind": "LEAK",
        "description": "终端遗失。",
        "discovered_at": moment(hours=2),
        "plan_started_at": moment(hours=1),
    }
    return {**told, **changes}


def browser(scene: Scene, person: str) -> Client:
    client = Client()
    client.force_login(scene.cast.people[person], backend=BACKEND)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


CONCLUSION = {"cause": "保管不善", "conclusion": "已控制", "fault": "FOUND"}
BODY = {"body": "CYBERSPACE", "document_number": "网信〔2026〕1号"}


@pytest.mark.parametrize(
    ("base", "begin"),
    [("/incidents/", "/incidents/new/"), (ADMIN, f"{ADMIN}add/")],
    ids=["pages", "admin"],
)
def test_the_whole_way_from_the_agreement_s_page(scene: Scene, base: str, begin: str) -> None:
    number = scene.agreement.public_number
    is_admin = base == ADMIN
    page = (
        f"/admin/requests_app/sharingagreement/{number}/" if is_admin else f"/agreements/{number}/"
    )
    asked = f"{begin}?about={number}"
    assert asked not in text(browser(scene, "authority_officer").get(page))
    clerk = browser(scene, "labour_clerk")
    assert asked in text(clerk.get(page))
    assert "谁使用谁负责" in text(clerk.get(asked))
    late = clerk.post(asked, form(plan_started_at=moment(hours=3)))
    assert (late.status_code, "incident-plan-not-started" in text(late)) == (409, True)
    ahead = clerk.post(asked, form(discovered_at=moment(hours=-1)))
    assert (ahead.status_code, "incident-not-discovered" in text(ahead)) == (409, True)
    assert clerk.post(asked, form(stage="")).status_code == 400
    assert clerk.post(asked, form(discovered_at="昨天")).status_code == 400
    assert clerk.post(asked, form()).status_code == 302
    incident = SecurityIncident.objects.get()
    own = f"{base}{incident.public_number}/"
    assert incident.public_number in text(clerk.get(page))
    assert page in text(clerk.get(own))
    assert clerk.post(f"{own}record_measure/", {"measure": "更换密钥"}).status_code == 302
    assert "更换密钥" in text(clerk.get(own))
    officer = browser(scene, "authority_officer")
    early = officer.post(f"{own}close_incident/", CONCLUSION)
    assert (early.status_code, "wrong-state" in text(early)) == (409, True)
    assert clerk.post(f"{own}contain/", {"containment": "已擦除"}).status_code == 302
    unreported = officer.post(f"{own}close_incident/", CONCLUSION)
    assert (unreported.status_code, "incident-unreported" in text(unreported)) == (409, True)
    ahead = clerk.post(f"{own}report_to_body/", {**BODY, "told_at": moment(hours=-1)})
    assert (ahead.status_code, "incident-report-undated" in text(ahead)) == (409, True)
    assert clerk.post(f"{own}report_to_body/", {**BODY, "told_at": moment()}).status_code == 302
    assert "网信〔2026〕1号" in text(officer.get(own))
    assert clerk.post(f"{own}close_incident/", CONCLUSION).status_code == 403
    assert officer.post(f"{own}close_incident/", {**CONCLUSION, "fault": ""}).status_code == 400
    assert officer.post(f"{own}close_incident/", CONCLUSION).status_code == 302
    incident.refresh_from_db()
    assert (incident.status, incident.answerable.code) == ("CLOSED", "RSJ")


def test_the_entry_s_page_leads_to_it_for_those_who_deal_with_data(scene: Scene) -> None:
    slug = scene.version.entry.slug
    asked = f"/incidents/new/?about={slug}"
    for person, is_offered in (
        ("civil_clerk", True),
        ("market_compiler", True),
        ("market_chief", False),
        ("authority_officer", False),
    ):
        page = text(browser(scene, person).get(f"/catalog/{slug}/"))
        assert (asked in page) == is_offered, person
    civil = browser(scene, "civil_clerk")
    assert civil.post(asked, form(stage="STORAGE")).status_code == 302
    incident = SecurityIncident.objects.get()
    assert (incident.answerable.code, incident.reporter.code) == ("SCJG", "MZJ")
    assert civil.get(f"/incidents/{incident.public_number}/").status_code == 200
    # Nobody but its parties knows of the agreement.
    hidden = f"/incidents/new/?about={scene.agreement.public_number}"
    assert civil.get(hidden).status_code == 404


def test_whom_it_does_not_concern_finds_nothing(scene: Scene) -> None:
    incident = scene.used()
    for person in ("outsider", "civil_clerk", "hongkou_clerk", "superuser"):
        client = browser(scene, person)
        assert client.get(f"/incidents/{incident.public_number}/").status_code == 404
        # Who is not appointed is sent to the door of the admin, whatever he asks for.
        assert client.get(f"{ADMIN}{incident.public_number}/").status_code in {302, 404}
        step = client.post(f"/incidents/{incident.public_number}/contain/", {"containment": "甲"})
        assert step.status_code == 404
        absent = client.get(f"/api/v1/incidents/{incident.public_number}/")
        assert absent.status_code in {403, 404}


def test_a_system_tells_handles_and_never_concludes(scene: Scene, open_doors) -> None:
    """A department's monitoring sees an incident first; concluding is an officer's own act."""
    api = ApiCaller(scene.cast.systems["labour"])
    sent = {**form(), "about": scene.agreement.public_number}
    made = api.post("/incidents/", sent)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["answerable"], told["authority"], told["status"]) == ("RSJ", "SJJ", "HANDLING")
    assert (told["agreement"], told["due_on"] is not None) == (sent["about"], True)
    address = f"/incidents/{told['number']}/"
    assert api.post(f"{address}record_measure/", {"measure": "停用账号"}).status_code == 200
    reported = api.post(f"{address}report_to_body/", {**BODY, "told_at": moment()})
    assert reported.status_code == 200, reported.content
    contained = api.post(f"{address}contain/", {"containment": "已控制"}).json()
    assert contained["status"] == "CONTAINED"
    assert [row["text"] for row in contained["measures"]] == ["停用账号"]
    assert [(row["body"], row["department"]) for row in contained["reports"]] == [
        ("CYBERSPACE", "RSJ")
    ]
    closing = api.post(f"{address}close_incident/", CONCLUSION)
    assert (closing.status_code, closing.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"stage": "SALE"}, {"kind": 1}, {"discovered_at": "昨天"}, {"colour": 1}):
        badly = api.post("/incidents/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    assert api.post("/incidents/", {**sent, "about": "SA-RSJ-2025-9999"}).status_code == 404
    entry = api.post("/incidents/", {**sent, "about": scene.version.entry.code})
    assert (entry.status_code, entry.json()["answerable"]) == (201, "SCJG")
    late = api.post("/incidents/", {**sent, "plan_started_at": moment(hours=3)})
    assert (late.status_code, late.json()["code"]) == (409, "incident-plan-not-started")


def test_the_list_is_narrowed(scene: Scene, open_doors) -> None:
    used, supplied = scene.used(), scene.supplied(kind="DAMAGE")
    story.contain_incident(scene.cast, used)
    api = ApiCaller(scene.cast.systems["labour"])
    for query, found in (
        ({}, {used, supplied}),
        ({"side": "answered"}, {used}),
        ({"side": "reported"}, {used, supplied}),
        ({"side": "overseen"}, set()),
        ({"status": "CONTAINED"}, {used}),
        ({"stage": "SHARING"}, {supplied}),
        ({"kind": "DAMAGE"}, {supplied}),
        ({"q": used.public_number}, {used}),
        ({"q": scene.agreement.public_number}, {used, supplied}),
        ({"q": "别的"}, set()),
    ):
        rows = api.get("/incidents/", query).json()["results"]
        assert {row["number"] for row in rows} == {each.public_number for each in found}, query
    assert api.get("/incidents/", {"colour": "1"}).status_code == 400
