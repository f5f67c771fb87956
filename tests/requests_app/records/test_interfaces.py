"""Use records through the API, the pages and the admin: the same rules at every door."""

from datetime import date
from typing import Any

import pytest

from requests_app.models import SharingAgreement, UsageRecord
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.delivery.desk import Desk
from tests.requests_app.records.test_use_record import SECTIONS, close, on, recorded, use

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/usagerecord/"
PAGES = "/use-records/"
PLACES = (PAGES, ADMIN)


def body(desk: Desk, **changes: Any) -> dict[str, Any]:
    """What is typed or sent for a whole record."""
    whole = use()
    return {
        "starts_on": "2025-09-01",
        "ends_on": "2025-09-24",
        **{section: getattr(whole, section) for section in SECTIONS},
        **changes,
    }


# The programming interface.


def test_a_system_records_and_reads(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    number = desk.agreement.public_number
    made = api.post("/use-records/", body(desk, agreement=number))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["agreement"], told["kept_until_on"]) == ("KEPT", number, None)
    assert {section: told[section] for section in SECTIONS} == {
        section: getattr(use(), section) for section in SECTIONS
    }
    assert told["steps"] == []
    assert api.get(f"/use-records/{told['number']}/").json() == told
    (row,) = api.get("/use-records/", {"side": "received"}).json()["results"]
    assert set(row) < set(told)
    assert api.get("/use-records/", {"side": "given"}).json()["results"] == []


def test_wrong_calls_are_told_apart(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    number = desk.agreement.public_number
    assert api.post("/use-records/", body(desk, agreement="SA-X")).status_code == 404
    for name, value in (("more", 1), ("results", ""), ("storage", 7), ("ends_on", "gestern")):
        wrong = api.post("/use-records/", body(desk, agreement=number, **{name: value}))
        assert (wrong.status_code, set(wrong.json()["fields"])) == (400, {name})
    later = api.post("/use-records/", body(desk, agreement=number, ends_on="2999-01-01"))
    assert (later.status_code, later.json()["code"]) == (409, "use-period-invalid")
    assert not UsageRecord.objects.exists()


def test_a_record_is_neither_deleted_nor_edited_over_the_api(desk: Desk, open_doors) -> None:
    record = recorded(desk)
    api = ApiCaller(desk.cast.systems["labour"])
    address = f"/api/v1/use-records/{record.public_number}/"
    for method in ("delete", "put", "patch"):
        answer = getattr(api.client, method)(address, headers=api.headers)
        assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    answer = api.post(f"/use-records/{record.public_number}/erase/", {"note": "清理"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")
    assert UsageRecord.objects.get().status == "KEPT"


# Pages and admin.


@pytest.mark.parametrize("base", PLACES)
def test_recorded_from_the_agreements_page_and_shown_there(
    desk: Desk, client, open_doors, base: str
) -> None:
    number = desk.agreement.public_number
    agreements = "/agreements/" if base == PAGES else "/admin/requests_app/sharingagreement/"
    page = f"{agreements}{number}/"
    new = f"{base}{'new' if base == PAGES else 'add'}/?agreement={number}"
    client.force_login(desk.cast.people["labour_clerk"], BACKEND)
    assert new in client.get(page).content.decode()
    blank = client.post(new, body(desk, destruction="  "))
    assert blank.status_code == 400
    assert client.post(new, body(desk)).status_code == 302
    record = UsageRecord.objects.get()
    assert f"{base}{record.public_number}/" in client.get(page).content.decode()
    shown = client.get(f"{base}{record.public_number}/").content.decode()
    assert use().process in shown
    client.force_login(desk.cast.people["market_reviewer"], BACKEND)
    assert use().process in client.get(f"{base}{record.public_number}/").content.decode()
    assert new not in client.get(page).content.decode()
    refused = client.post(new, body(desk))
    assert refused.status_code == 403
    client.force_login(desk.cast.people["civil_clerk"], BACKEND)
    assert client.get(f"{base}{record.public_number}/").status_code == 404


@pytest.mark.parametrize("base", PLACES)
def test_erasing_below_three_years_is_refused_with_its_reason(
    desk: Desk, client, open_doors, monkeypatch, base: str
) -> None:
    """Acceptance line 15 of the regulation, at the pages and in the admin."""
    record = recorded(desk)
    close(desk, date(2025, 11, 3))
    head = desk.cast.people["labour_office_head"]
    address = f"{base}{record.public_number}/"
    for day, status in ((date(2028, 11, 3), 409), (date(2028, 11, 4), 302)):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: on(day))
        client.force_login(head, BACKEND)
        if status == 409:
            assert "至少保存三年" in client.get(address).content.decode()
        answer = client.post(f"{address}erase/", {"note": "保存期满。"})
        assert answer.status_code == status
        if status == 409:
            assert "retention-running" in answer.content.decode()
            assert "第二十九条" in answer.content.decode()
    gone = UsageRecord.objects.get()
    assert (gone.status, gone.process) == ("ERASED", "")
    assert use().process not in client.get(address).content.decode()


def test_lists_at_both_doors(desk: Desk, client, open_doors) -> None:
    record = recorded(desk)
    for person, side, other in (
        ("labour_clerk", "received", "given"),
        ("market_reviewer", "given", "received"),
    ):
        client.force_login(desk.cast.people[person], BACKEND)
        for address in PLACES:
            assert record.public_number in client.get(address, {"side": side}).content.decode()
            page = client.get(address, {"side": other}).content.decode()
            assert record.public_number not in page
            assert client.get(address, {"status": "x"}).status_code == 400


def test_an_unrecorded_use_stands_on_the_workbench(desk: Desk) -> None:
    actor = desk.cast.actor("labour_clerk")
    assert story.work(actor, on(date(2025, 10, 28)), SharingAgreement) == {}
    assert story.work(actor, on(date(2025, 10, 29)), SharingAgreement) == {
        desk.agreement.public_number: "记录使用情况"
    }
    recorded(desk)
    assert story.work(actor, on(date(2025, 10, 29)), SharingAgreement) == {}
