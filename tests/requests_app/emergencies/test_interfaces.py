"""Emergency releases through the API, the pages and the admin."""

from datetime import timedelta

from django.utils import timezone

from requests_app.models import EmergencyRelease
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.delivery.desk import Desk
from tests.requests_app.emergencies.siren import granted

BACKEND = "django.contrib.auth.backends.ModelBackend"
CALL = {"sharing_purpose": "PUBLIC_SERVICE", "sharing_case_number": "X-17"}
ADMIN = "/admin/requests_app/emergencyrelease/"
FORM = {
    "emergency": "某园区发生火灾。",
    "case_number": "X-17",
    "columns": ["name", "district"],
    "system": "RSJ-wengang",
    "purpose": "PUBLIC_SERVICE",
    "hours": 24,
}


def running(desk: Desk) -> EmergencyRelease:
    """A release that runs while this test does: the interfaces read the clock."""
    made = story.ask_emergency(desk.cast, desk.version, case_number="X-17")
    return story.grant_emergency(desk.cast, made, now=timezone.now())


# The programming interface.


def test_the_system_fetches_page_by_page_until_the_hours_are_over(desk: Desk, open_doors) -> None:
    release = running(desk)
    api = ApiCaller(desk.cast.systems["labour"])
    address = f"/emergency-releases/{release.public_number}/records/"
    first = api.get(address, {"limit": "5"}, **CALL)
    page = first.json()
    assert (first.status_code, page["columns"], len(page["records"])) == (
        200,
        ["name", "district"],
        5,
    )
    assert first["Sharing-Receipt"] == page["receipt"]
    assert first["Cache-Control"] == "no-store, private"
    rest = api.get(address, {"limit": "5", "cursor": page["next"], "fields": "name"}, **CALL).json()
    assert (rest["columns"], len(rest["records"]), rest["next"]) == (["name"], 2, None)
    told = api.get(f"/emergency-releases/{release.public_number}/").json()
    assert (told["calls"], told["rows_delivered"], told["columns"]) == (
        2,
        7,
        ["name", "district"],
    )
    for query, headers, code in (
        ({"fields": "secret"}, CALL, "column-not-agreed"),
        ({}, {**CALL, "sharing_case_number": "X-18"}, "emergency-other-case"),
        ({}, {**CALL, "sharing_purpose": "OTHER"}, "purpose-not-agreed"),
        ({}, {}, "no-purpose"),
    ):
        answer = api.get(address, query, **headers)
        assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert api.get(address, {"colour": "1"}, **CALL).json()["code"] == "unknown-parameter"
    over = timezone.now() - timedelta(seconds=1)
    EmergencyRelease.objects.filter(pk=release.pk).update(ends_at=over)
    answer = api.get(address, **CALL)
    assert (answer.status_code, answer.json()["code"]) == (403, "emergency-over")


def test_no_system_asks_grants_or_reviews(desk: Desk, open_doors) -> None:
    """Heads and officers act in person; a system holds none of their mandates."""
    api = ApiCaller(desk.cast.systems["labour"])
    sent = {**FORM, "entry": desk.version.entry.code}
    answer = api.post("/emergency-releases/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")
    for wrong in ({"hours": 73}, {"hours": "1"}, {"columns": ["nothing"]}, {"purpose": "FUN"}):
        badly = api.post("/emergency-releases/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    unknown = api.post("/emergency-releases/", {**sent, "entry": "307031001/999999"})
    assert unknown.status_code == 404
    made = story.ask_emergency(desk.cast, desk.version)
    address = f"/emergency-releases/{made.public_number}/"
    told = api.get(address).json()
    assert told["steps"] == []
    assert (told["authority"], told["hours"], told["ends_at"]) == ("SJJ", 24, None)
    for step, body in (("grant_release", {}), ("withdraw_release", {}), ("end_release", NOTE)):
        answer = api.post(f"{address}{step}/", body)
        assert answer.status_code in {403, 409}
    rows = api.get("/emergency-releases/", {"status": "ASKED", "side": "asked"}).json()["results"]
    assert [row["number"] for row in rows] == [made.public_number]
    for query in ({"side": "given"}, {"status": "ENDED"}, {"q": "别的"}):
        assert api.get("/emergency-releases/", query).json()["results"] == []


NOTE = {"note": "险情排除。"}


# The pages and the admin.


def test_from_the_entry_s_page_to_the_review(desk: Desk, client, open_doors) -> None:
    """The whole way in the pages: ask, grant, end, review."""
    slug = desk.version.entry.slug
    begin = f"/emergency-releases/new/?entry={slug}"
    client.force_login(desk.cast.labour_clerk, backend=BACKEND)
    assert begin not in client.get(f"/catalog/{slug}/").content.decode()
    assert client.post(begin, FORM).status_code == 403
    client.force_login(desk.cast.labour_office_head, backend=BACKEND)
    assert begin in client.get(f"/catalog/{slug}/").content.decode()
    assert client.post(begin, {**FORM, "hours": 73}).status_code == 400
    assert client.post(begin, FORM).status_code == 302
    release = EmergencyRelease.objects.get()
    own = f"/emergency-releases/{release.public_number}/"
    again = client.post(begin, FORM)
    assert (again.status_code, "emergency-under-way" in again.content.decode()) == (409, True)
    assert client.post(f"{own}grant_release/").status_code == 403
    client.force_login(desk.cast.market_office_head, backend=BACKEND)
    assert f"{own}grant_release/" in client.get(own).content.decode()
    assert client.post(f"{own}grant_release/").status_code == 302
    client.force_login(desk.cast.labour_office_head, backend=BACKEND)
    page = client.get(own).content.decode()
    assert "Sharing-Case-Number: X-17" in page
    assert client.post(f"{own}end_release/", {"note": ""}).status_code == 400
    assert client.post(f"{own}end_release/", NOTE).status_code == 302
    assert "Sharing-Case-Number" not in client.get(own).content.decode()
    finding = {"finding": "属实。"}
    client.force_login(desk.cast.market_office_head, backend=BACKEND)
    answer = client.post(f"{own}find_justified/", finding)
    assert (answer.status_code, "review-by-the-other" in answer.content.decode()) == (409, True)
    client.force_login(desk.cast.authority_officer, backend=BACKEND)
    assert client.post(f"{own}find_justified/", finding).status_code == 302
    release.refresh_from_db()
    assert release.status == "JUSTIFIED"
    assert "属实。" in client.get(own).content.decode()


def test_the_whole_way_in_the_admin(desk: Desk, client, open_doors) -> None:
    slug = desk.version.entry.slug
    client.force_login(desk.cast.labour_office_head, backend=BACKEND)
    assert f"{ADMIN}add/" in client.get(ADMIN).content.decode()
    assert f"?entry={slug}" in client.get(f"{ADMIN}add/").content.decode()
    assert f"?entry={slug}" in client.get(f"{ADMIN}add/?q={desk.version.name}").content.decode()
    assert client.post(f"{ADMIN}add/?entry={slug}", FORM).status_code == 302
    release = EmergencyRelease.objects.get()
    own = f"{ADMIN}{release.public_number}/"
    client.force_login(desk.cast.authority_officer, backend=BACKEND)
    assert release.public_number in client.get("/admin/").content.decode()
    refusing = client.post(f"{own}refuse_release/", {"note": " "})
    assert refusing.status_code == 400
    assert client.post(f"{own}grant_release/").status_code == 302
    assert client.post(f"{own}end_release/", NOTE).status_code == 302
    client.force_login(desk.cast.market_office_head, backend=BACKEND)
    assert client.post(f"{own}find_unjustified/", {"finding": "并无险情。"}).status_code == 302
    assert EmergencyRelease.objects.get().status == "NOT_JUSTIFIED"


def test_a_stop_is_read_on_its_page(desk: Desk, client, open_doors) -> None:
    release = running(desk)
    client.force_login(desk.cast.labour_office_head, backend=BACKEND)
    own = f"/emergency-releases/{release.public_number}/"
    assert story.STOP_NOTE not in client.get(own).content.decode()
    story.stop_delivery(desk.cast, recipient="RSJ")
    assert story.STOP_NOTE in client.get(own).content.decode()


def test_whom_it_does_not_concern_finds_nothing(desk: Desk, client, open_doors) -> None:
    release = granted(desk)
    for person in ("outsider", "civil_clerk", "superuser"):
        client.force_login(desk.cast.people[person], backend=BACKEND)
        assert client.get(f"/emergency-releases/{release.public_number}/").status_code == 404
        assert client.get(f"{ADMIN}{release.public_number}/").status_code != 200
