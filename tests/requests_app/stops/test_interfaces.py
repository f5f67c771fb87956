"""Delivery stops through the API, the pages and the admin."""

import pytest

from requests_app.models import DeliveryStop, SharingAgreement
from requests_app.stops import actions
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.delivery.desk import Desk

BACKEND = "django.contrib.auth.backends.ModelBackend"
CALL = {"sharing_purpose": "GOVERNMENT_SERVICE", "sharing_case_number": "WG-1"}


# The programming interface.


def test_the_next_request_over_http_is_refused(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    number = desk.agreement.public_number
    address = f"/agreements/{number}/records/"
    # The interface reads the clock: the term is long enough for whenever this runs.
    SharingAgreement.objects.update(valid_until=desk.agreement.valid_until.replace(year=2999))
    assert api.get(address, **CALL).status_code == 200
    stop = story.stop_delivery(desk.cast, entry=desk.version.entry.code)
    answer = api.get(address, **CALL)
    assert (answer.status_code, answer.json()["code"]) == (403, "delivery-stopped")
    assert api.get(f"/agreements/{number}/").json()["delivery_is_stopped"] is True
    rows = api.get("/agreements/", {"attention": "stopped"}).json()["results"]
    assert [row["number"] for row in rows] == [number]
    officer = desk.cast.actor("authority_officer")
    actions.lift_stop(pk=stop.pk, note="排除", actor=officer, now=desk.cast.now)
    assert api.get(address, **CALL).status_code == 200
    assert api.get(f"/agreements/{number}/").json()["delivery_is_stopped"] is False
    assert api.get("/agreements/", {"attention": "stopped"}).json()["results"] == []


def test_a_system_reads_what_is_stopped(desk: Desk, open_doors) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG", purpose="GOVERNMENT_SERVICE")
    story.stop_delivery(desk.cast, provider="MZJ")
    api = ApiCaller(desk.cast.systems["labour"])
    told = api.get(f"/delivery-stops/{stop.public_number}/").json()
    moment = told.pop("stopped_at")
    assert moment.startswith("2025-09-24T")
    assert told == {
        "number": "ST-SJJ-2025-0001",
        "authority": "SJJ",
        "provider": "SCJG",
        "entry": None,
        "recipient": None,
        "purpose": "GOVERNMENT_SERVICE",
        "status": "IN_FORCE",
        "lifted_at": None,
        "reason": story.STOP_NOTE,
        "lifting_reason": "",
        "steps": [],
    }
    # Another's stop that touches nothing of the department's looks absent.
    for query in ({}, {"status": "IN_FORCE"}, {"provider": "SCJG"}, {"q": "异常调用"}):
        listed = api.get("/delivery-stops/", query).json()["results"]
        assert [row["number"] for row in listed] == [stop.public_number]
    for query in ({"status": "LIFTED"}, {"side": "stopped"}, {"recipient": "RSJ"}):
        assert api.get("/delivery-stops/", query).json()["results"] == []
    assert api.get("/delivery-stops/ST-SJJ-2025-0002/").status_code == 404
    assert api.get("/delivery-stops/", {"purpose": "FUN"}).status_code == 400


def test_a_system_stops_nothing(desk: Desk, open_doors) -> None:
    """The authority acts in person; a system never holds its mandate."""
    api = ApiCaller(desk.cast.systems["labour"])
    sent = {"provider": "SCJG", "note": "x"}
    answer = api.post("/delivery-stops/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"provider": 1}, {"purpose": "FUN"}, {"note": ""}, {"until": "2026"}):
        badly = api.post("/delivery-stops/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    stop = story.stop_delivery(desk.cast, provider="SCJG")
    answer = api.post(f"/delivery-stops/{stop.public_number}/lift_stop/", {"note": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    assert DeliveryStop.objects.get().status == "IN_FORCE"


# The pages and the admin.


def test_the_authority_stops_and_lifts_on_the_page(desk: Desk, client, open_doors) -> None:
    client.force_login(desk.cast.authority_officer, backend=BACKEND)
    assert "/delivery-stops/new/" in client.get("/delivery-stops/").content.decode()
    form = client.get("/delivery-stops/new/").content.decode()
    # Of entries there are too many for a list; one is found by a word of its name.
    assert desk.version.name not in form
    assert 'data-suggest="/entry-suggestions/"' in form
    unknown = client.post("/delivery-stops/new/", {"entry": "没有", "note": "异常"})
    assert (unknown.status_code, "没有此代码对应的" in unknown.content.decode()) == (400, True)
    nothing = client.post("/delivery-stops/new/", {"note": "异常"})
    assert (nothing.status_code, "stop-names-nothing" in nothing.content.decode()) == (409, True)
    answer = client.post("/delivery-stops/new/", {"provider": "SCJG", "note": "异常"})
    stop = DeliveryStop.objects.get()
    own = f"/delivery-stops/{stop.public_number}/"
    assert (answer.status_code, answer["Location"]) == (302, own)
    page = client.get(own).content.decode()
    assert desk.agreement.public_number in page
    assert "异常" in page
    twice = client.post("/delivery-stops/new/", {"provider": "SCJG", "note": "异常"})
    assert (twice.status_code, "stopped-already" in twice.content.decode()) == (409, True)
    assert client.post(f"{own}lift_stop/", {"note": ""}).status_code == 400
    assert client.post(f"{own}lift_stop/", {"note": "排除"}).status_code == 302
    assert DeliveryStop.objects.get().status == "LIFTED"
    assert desk.agreement.public_number not in client.get(own).content.decode()


@pytest.mark.parametrize("person", ["market_reviewer", "labour_clerk", "authority_officer"])
def test_both_parties_read_it_on_the_agreement_s_page(
    desk: Desk, client, open_doors, person: str
) -> None:
    number = desk.agreement.public_number
    client.force_login(desk.cast.people[person], backend=BACKEND)
    places = {
        f"/agreements/{number}/": "/delivery-stops/{}/",
        f"/admin/requests_app/sharingagreement/{number}/": "/admin/requests_app/deliverystop/{}/",
    }
    for address in places:
        assert "主管部门已停止供给" not in client.get(address).content.decode()
    stop = story.stop_delivery(desk.cast, recipient="RSJ")
    for address, link in places.items():
        page = client.get(address).content.decode()
        assert "主管部门已停止供给" in page
        assert story.STOP_NOTE in page
        assert link.format(stop.public_number) in page


def test_a_stop_is_lifted_in_the_admin(desk: Desk, client, open_doors) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG")
    base = "/admin/requests_app/deliverystop/"
    address = f"{base}{stop.public_number}/"
    client.force_login(desk.cast.market_office_head, backend=BACKEND)
    assert "lift_stop" not in client.get(address).content.decode()
    assert client.post(f"{address}lift_stop/", {"note": "x"}).status_code == 403
    assert client.post(f"{base}add/", {"provider": "MZJ", "note": "x"}).status_code == 403
    assert stop.public_number in client.get("/admin/").content.decode()
    client.force_login(desk.cast.authority_officer, backend=BACKEND)
    assert f"{base}add/" in client.get(base).content.decode()
    assert client.post(f"{address}lift_stop/", {"note": "排除"}).status_code == 302
    assert client.post(f"{base}add/", {"provider": "MZJ", "note": "异常"}).status_code == 302
    assert DeliveryStop.objects.get(status="IN_FORCE").provider == desk.cast.civil_affairs


def test_whom_it_does_not_concern_finds_nothing(desk: Desk, client, open_doors) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG")
    for person in ("outsider", "civil_clerk"):
        client.force_login(desk.cast.people[person], backend=BACKEND)
        assert client.get(f"/delivery-stops/{stop.public_number}/").status_code == 404
        assert stop.public_number not in client.get("/delivery-stops/").content.decode()
    client.force_login(desk.cast.outsider, backend=BACKEND)
    assert client.get("/delivery-stops/new/").status_code == 404
