"""Changes of use and disposals at every door: REST, pages, admin and the work list."""

from typing import Any

import pytest
from django.utils import timezone

from portal.models import AuditEvent
from requests_app.models import Dispute, SharingAgreement, UseChange
from requests_app.sharing import actions as sharing
from requests_app.use_changes import actions
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.delivery.desk import AGREED, Desk
from tests.requests_app.use_changes import office

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/"
PLACES = ("/", ADMIN)


@pytest.fixture
def open_doors(settings, monkeypatch) -> None:
    """The day of the story at every door; nobody is locked out."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def at(base: str, model: str, page: str, number: str) -> str:
    return f"{ADMIN}{model}/{number}/" if base == ADMIN else f"/{page}/{number}/"


def wish(desk: Desk, **changes: Any) -> dict[str, Any]:
    """One more column and the rows of the district, as an integrator writes it."""
    return {
        "agreement": desk.agreement.public_number,
        "kind": "SCOPE",
        "reason": office.REASON,
        "legal_basis": office.BASIS,
        "columns": [{"column": "kind", "need": "区分企业类型"}],
        "rows": [{"column": "district", "kind": "REGION", "values": ["310109"]}],
        **changes,
    }


# The programming interface.


def test_a_system_asks_revises_submits_and_reads(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    made = api.post("/use-changes/", wish(desk))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["kind"], told["requester"]) == ("DRAFT", "SCOPE", "RSJ")
    assert told["columns"] == [{"column": "kind", "need": "区分企业类型"}]
    assert told["rows"] == wish(desk)["rows"]
    assert {step["name"] for step in told["steps"]} == {"revise", "submit", "withdraw"}
    address = f"/use-changes/{told['number']}/"
    body = {name: value for name, value in wish(desk).items() if name not in {"agreement", "kind"}}
    revised = api.post(f"{address}revise/", {**body, "rows": None})
    assert (revised.status_code, revised.json()["rows"]) == (200, None)
    every = api.post(f"{address}revise/", {**body, "rows": []})
    assert (every.status_code, every.json()["rows"]) == (200, [])
    sent = api.post(f"{address}submit/")
    assert (sent.status_code, sent.json()["status"]) == (200, "AWAITING_REQUESTER_HEAD")
    refused = api.post(f"{address}consent_to_send/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-mandate")
    (row,) = api.get("/use-changes/").json()["results"]
    assert set(row) < set(told)
    assert (row["number"], row["name"]) == (told["number"], "样例")


def test_wrong_calls_are_told_apart(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    assert api.post("/use-changes/", wish(desk, agreement="SA-X")).status_code == 404
    for changes, fields in (
        ({"more": 1}, {"more"}),
        ({"kind": "WIDER"}, {"kind"}),
        ({"reason": 7}, {"reason"}),
        ({"legal_basis": "x" * 2001}, {"legal_basis"}),
        ({"columns": [{"column": "no_such", "need": ""}]}, {"columns"}),
        ({"rows": [{"column": "district", "kind": "REGION", "values": ["999999"]}]}, {"rows"}),
        ({"purpose": "PLEASURE"}, {"purpose"}),
        ({"third_party": "NOBODY"}, {"third_party"}),
        ({"supply_ends_on": "morgen"}, {"supply_ends_on"}),
    ):
        wrong = api.post("/use-changes/", wish(desk, **changes))
        assert (wrong.status_code, set(wrong.json()["fields"])) == (400, fields), changes
    agreed = [{"column": "name", "need": "核验"}]
    answer = api.post("/use-changes/", wish(desk, columns=agreed))
    assert (answer.status_code, answer.json()["code"]) == (409, "agreed-already")
    assert api.post("/use-changes/", wish(desk)).status_code == 201
    twice = api.post("/use-changes/", wish(desk))
    assert (twice.status_code, twice.json()["code"]) == (409, "use-change-under-way")
    assert api.get("/use-changes/UC-X/").status_code == 404
    assert api.get("/use-changes/", {"status": "STUCK"}).status_code == 400


def test_a_third_party_by_its_code(desk: Desk, open_doors) -> None:
    api = ApiCaller(desk.cast.systems["labour"])
    made = api.post(
        "/use-changes/",
        {
            "agreement": desk.agreement.public_number,
            "kind": "THIRD_PARTY",
            "reason": office.REASON,
            "legal_basis": office.BASIS,
            "purpose": "SUPERVISION",
            "third_party": "MZJ",
            "supply_ends_on": "2026-03-31",
        },
    )
    told = made.json()
    assert (told["third_party"], told["purpose"]) == ("MZJ", "SUPERVISION")
    assert api.post(f"/use-changes/{told['number']}/submit/").status_code == 200


def test_the_agreement_tells_of_what_was_agreed_since(desk: Desk, open_doors) -> None:
    new = office.consented(desk, office.another_purpose(desk))
    desk_after = Desk(**{**vars(desk), "agreement": new})
    last = office.consented(desk_after, office.third_party(desk))
    api = ApiCaller(desk.cast.systems["labour"])
    told = api.get(f"/agreements/{last.public_number}/").json()
    assert (told["purpose"], told["further_purposes"]) == ("GOVERNMENT_SERVICE", ["SUPERVISION"])
    assert told["third_parties"] == [
        {
            "department": "MZJ",
            "purpose": "GOVERNMENT_SERVICE",
            "supply_ends_on": "2026-03-31",
        }
    ]
    assert (told["replaces"], told["replaced_by"]) == (new.public_number, None)
    first = api.get(f"/agreements/{desk.agreement.public_number}/").json()
    assert (first["status"], first["replaced_by"]) == ("OBSOLETE", new.public_number)
    assert first["steps"] == []
    request = api.get(f"/requests/{last.request.public_number}/").json()
    assert request["agreement"] == last.public_number
    change = UseChange.objects.get(agreement=new)
    one = api.get(f"/use-changes/{change.public_number}/").json()
    assert (one["status"], one["new_agreement"]) == ("CONSENTED", last.public_number)
    headers = {"sharing_purpose": "SUPERVISION", "sharing_case_number": "WG-1"}
    records = api.get(f"/agreements/{desk.agreement.public_number}/records/", **headers)
    assert records.status_code == 200
    assert set(records.json()["records"][0]) == set(AGREED)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"side": "received"}, True),
        ({"side": "given"}, False),
        ({"status": "DRAFT"}, True),
        ({"status": "CONSENTED"}, False),
        ({"kind": "SCOPE"}, True),
        ({"kind": "PURPOSE"}, False),
        ({"q": "样例"}, True),
        ({"q": "别的目录"}, False),
    ],
)
def test_the_list_is_narrowed(desk: Desk, open_doors, query, is_found: bool) -> None:
    office.asked(desk, office.wider_scope(desk))
    found = ApiCaller(desk.cast.systems["labour"]).get("/use-changes/", query).json()["results"]
    assert bool(found) == is_found


# Pages and admin.


def form(desk: Desk, kind: str) -> dict[str, str]:
    """What a person types for each kind."""
    place = {row.column_name: row.position for row in desk.version.items.all()}["kind"]
    reasons = {"reason": office.REASON, "legal_basis": office.BASIS, "row_scope": "AS_AGREED"}
    return {
        "SCOPE": {
            **reasons,
            f"column_{place}": "on",
            f"need_{place}": "区分企业类型",
            "row_scope": "STATED",
            "region": "310109",
        },
        "PURPOSE": {**reasons, "purpose": "SUPERVISION"},
        "THIRD_PARTY": {
            **reasons,
            "purpose": "SUPERVISION",
            "third_party": "MZJ",
            "supply_ends_on": "2026-03-31",
        },
    }[kind]


@pytest.mark.parametrize("kind", office.KINDS)
@pytest.mark.parametrize("base", PLACES)
def test_asked_and_consented_by_form(desk: Desk, client, open_doors, base: str, kind: str) -> None:
    """The button on the agreement leads to the form; each takes his own step."""
    people, number = desk.cast.people, desk.agreement.public_number
    new = f"{ADMIN}usechange/add/" if base == ADMIN else "/use-changes/new/"
    asked = f"{new}?agreement={number}"
    client.force_login(people["labour_clerk"], BACKEND)
    agreement_page = at(base, "sharingagreement", "agreements", number)
    assert asked in client.get(agreement_page).content.decode()
    assert client.get(asked).status_code == 200
    typed = {"kind": kind, **form(desk, kind)}
    wrong = client.post(asked, {**typed, "kind": "", "reason": "键入的文字"})
    assert wrong.status_code in {200, 400}
    assert "键入的文字" in wrong.content.decode()
    made = client.post(asked, typed)
    assert made.status_code == 302, made.content.decode()[:500]
    change = UseChange.objects.get()
    where = at(base, "usechange", "use-changes", change.public_number)
    assert made.url == where
    assert (change.kind, change.reason) == (kind, office.REASON)
    revise = client.get(f"{where}revise/").content.decode()
    assert office.REASON in revise
    for person, step, sent, status in (
        ("labour_office_head", "submit", {}, 403),
        ("labour_clerk", "revise", form(desk, kind), 302),
        ("labour_clerk", "submit", {}, 302),
        ("labour_clerk", "consent_to_send", {}, 403),
        ("labour_office_head", "return_to_drafter", {"note": ""}, 400),
        ("labour_office_head", "consent_to_send", {}, 302),
        ("market_office_head", "refuse_change", {"note": ""}, 400),
        ("market_reviewer", "consent_to_change", {}, 403),
        ("market_office_head", "consent_to_change", {"note": "同意。"}, 302),
        ("market_office_head", "refuse_change", {"note": "晚了"}, 409),
    ):
        client.force_login(people[person], BACKEND)
        answer = client.post(f"{where}{step}/", sent)
        if status == 400:
            assert answer.status_code in {200, 400}, (person, step)
            continue
        assert answer.status_code == status, (person, step, answer.content.decode()[:300])
    last = SharingAgreement.objects.get(status="IN_USE")
    shown = client.get(where).content.decode()
    for text in (last.public_number, "同意。", office.REASON):
        assert text in shown, text
    page = client.get(at(base, "sharingagreement", "agreements", last.public_number))
    told = page.content.decode()
    assert number in told, "the agreement that it replaces"
    assert ("、监管执法" in told) == (kind == "PURPOSE"), "beside the first purpose"
    assert (desk.cast.civil_affairs.name in told) == (kind == "THIRD_PARTY")
    old = client.get(agreement_page).content.decode()
    assert last.public_number in old
    assert f"{new}?agreement={number}" not in old
    interface = "ADMIN" if base == ADMIN else "PAGE"
    assert AuditEvent.objects.get(name="usechange.consent_to_change").interface == interface
    client.force_login(people["hongkou_clerk"], BACKEND)
    for address in (asked, where):
        assert client.get(address).status_code == 404


def test_on_the_work_list(desk: Desk) -> None:
    """Each step's taker, by the step's own words."""
    change = office.asked(desk, office.wider_scope(desk))
    number = change.public_number

    def waits(person: str) -> dict[str, str]:
        return story.work(desk.cast.actor(person), desk.cast.now, UseChange)

    assert waits("labour_clerk") == {number: "报共享工作机构负责人"}
    asked = {"pk": change.pk, "now": desk.cast.now}
    actions.submit(actor=desk.cast.actor("labour_clerk"), **asked)
    assert waits("labour_office_head") == {number: "同意并送达"}
    actions.consent_to_send(actor=desk.cast.actor("labour_office_head"), **asked)
    assert waits("market_office_head") == {number: "同意变更使用"}
    assert waits("market_reviewer") == {}


# Disposal.


@pytest.fixture
def ended(desk: Desk) -> SharingAgreement:
    """The requester has ended the use."""
    head = desk.cast.actor("labour_office_head")
    sharing.end_use(pk=desk.agreement.pk, actor=head, now=desk.cast.now)
    return SharingAgreement.objects.get(pk=desk.agreement.pk)


CERTIFICATE = {
    "what": "缓存库中的登记数据",
    "how": "逻辑删除后覆写",
    "disposed_on": "2025-09-24",
    "responsible_office": "信息中心",
    "copy_count": "2",
}


@pytest.mark.parametrize("base", PLACES)
def test_disposed_of_by_form(desk: Desk, ended, client, open_doors, base: str) -> None:
    """Instruct, certify, return, certify anew, confirm, look into."""
    where = at(base, "sharingagreement", "agreements", ended.public_number)
    instruction = {"method": "DESTROY", "basis": "共享协议第六条", "limit_on": "2025-10-15"}
    for person, step, sent, status in (
        ("labour_office_head", "report_disposal", CERTIFICATE, 409),
        ("market_reviewer", "instruct_disposal", {**instruction, "limit_on": ""}, 400),
        ("market_reviewer", "instruct_disposal", {**instruction, "limit_on": "2025-09-23"}, 409),
        ("market_reviewer", "instruct_disposal", instruction, 302),
        ("market_reviewer", "confirm_disposal", {"note": "x"}, 409),
        ("labour_office_head", "report_disposal", {**CERTIFICATE, "copy_count": "-1"}, 400),
        ("labour_office_head", "report_disposal", CERTIFICATE, 302),
        ("market_reviewer", "return_certificate", {"note": "缺备份清除记录。"}, 302),
        ("labour_office_head", "report_disposal", CERTIFICATE, 302),
        ("labour_clerk", "confirm_disposal", {"note": "x"}, 403),
        ("market_reviewer", "confirm_disposal", {"note": "已核对。"}, 302),
        ("market_reviewer", "confirm_disposal", {"note": "已核对。"}, 409),
        ("authority_officer", "inspect_disposal", {"finding": "", "note": "x"}, 400),
        ("authority_officer", "inspect_disposal", {"finding": "IN_ORDER", "note": "现场查看"}, 302),
    ):
        client.force_login(desk.cast.people[person], BACKEND)
        answer = client.post(f"{where}{step}/", sent)
        expected = {200, 400} if status == 400 else {status}
        assert answer.status_code in expected, (person, step, answer.content.decode()[:300])
    page = client.get(where).content.decode()
    for text in (
        "共享协议第六条",
        "缺备份清除记录。",
        "已核对。",
        "现场查看",
        "信息中心",
        "2025-10-15",
    ):
        assert text in page, text


def test_the_page_says_what_a_disposal_waits_for(desk: Desk, ended, client, open_doors) -> None:
    where = f"/agreements/{ended.public_number}/"
    client.force_login(desk.cast.people["labour_clerk"], BACKEND)
    assert "提供部门尚未提出处置要求" in client.get(where).content.decode()
    story.instruct_disposal(desk.cast, ended)
    assert "2025-09-30" in client.get(where).content.decode()
    assert "处置期限已过" not in client.get(where).content.decode()
    story.report_disposal(desk.cast, ended)
    assert "处置报告待提供部门确认" in client.get(where).content.decode()


def test_a_system_reads_the_disposal_and_takes_none_of_its_steps(
    desk: Desk, ended, open_doors
) -> None:
    story.dispose(desk.cast, ended)
    api = ApiCaller(desk.cast.systems["labour"])
    told = api.get(f"/agreements/{ended.public_number}/").json()
    (instruction,) = told["disposal_instructions"]
    (certificate,) = told["disposal_certificates"]
    assert (instruction["method"], instruction["limit_on"]) == ("DESTROY", "2025-09-30")
    assert (certificate["outcome"], certificate["copy_count"]) == ("ACCEPTED", 2)
    assert told["disposal_inspections"] == []
    sent = {"finding": "IN_ORDER", "note": "x"}
    answer = api.post(f"/agreements/{ended.public_number}/inspect_disposal/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")


def test_a_disposal_on_the_work_list(desk: Desk, ended) -> None:
    number = ended.public_number

    def waits(person: str) -> dict[str, str]:
        return story.work(desk.cast.actor(person), desk.cast.now, SharingAgreement)

    assert waits("market_reviewer") == {number: "提出处置要求"}
    story.instruct_disposal(desk.cast, ended)
    assert waits("market_reviewer") == {}
    assert waits("labour_office_head") == {number: "报告处置情况"}
    story.report_disposal(desk.cast, ended)
    assert waits("market_reviewer") == {number: "确认处置"}


# What needs attention.


def test_lists_of_what_needs_attention(desk: Desk, client, open_doors) -> None:
    """The same filter in the pages, the admin and the API."""
    number = desk.agreement.public_number
    api = ApiCaller(desk.cast.systems["labour"])
    client.force_login(desk.cast.people["market_reviewer"], BACKEND)
    places = ("/agreements/", f"{ADMIN}sharingagreement/")

    def found(which: str) -> list[bool]:
        query = {"attention": which}
        told = [number in client.get(place, query).content.decode() for place in places]
        rows = api.get("/agreements/", query).json()["results"]
        return [*told, number in [row["number"] for row in rows]]

    assert found("never_supplied") == [True] * 3
    desk.deliver()
    assert found("never_supplied") == [False] * 3
    assert found("unused") == [False] * 3
    assert found("disposal_overdue") == [False] * 3
    assert client.get("/agreements/", {"attention": "bored"}).status_code == 400
    assert not Dispute.objects.exists()
    assert timezone.now() == NOW
