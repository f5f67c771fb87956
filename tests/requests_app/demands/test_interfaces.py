"""Demands, collections and the three lists through the API, the pages and the admin."""

from typing import Any

import pytest

from requests_app.models import DataCollection, Demand
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.demands.supply import BASIS, Supply, accepted, declare, matched, raised

BACKEND = "django.contrib.auth.backends.ModelBackend"
WANTED: dict[str, Any] = {
    "title": "企业用工登记信息",
    "items": ["企业名称", "用工人数"],
    "legal_basis": BASIS,
    "scenario": "稳岗返还资格核验",
    "purpose": "GOVERNMENT_SERVICE",
}
COLLECTED: dict[str, Any] = {
    "title": "稳岗返还申报信息采集",
    "legal_basis": BASIS,
    "purpose": "核定稳岗返还金额",
    "subjects": ["LEGAL_PERSONS"],
    "begins_on": "2025-10-20",
    "items": [{"name": "用工人数"}, {"name": "企业名称"}],
}


# The programming interface.


def test_a_system_raises_matches_and_drafts(supply: Supply, open_doors) -> None:
    api = ApiCaller(supply.cast.systems["labour"])
    made = api.post("/demands/", WANTED)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["requester"], told["provider"]) == ("RAISED", "RSJ", None)
    assert told["due_on"] is not None
    assert told["candidates"] == [
        {
            "entry": supply.registry.entry.code,
            "name": "企业登记基本信息",
            "provider": "SCJG",
            "matching_items": 1,
        }
    ]
    assert {step["name"] for step in told["steps"]} == {"match", "withdraw_demand"}
    address = f"/demands/{told['number']}/"
    answer = api.post(f"{address}match/", {"entry": supply.registry.entry.code})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["candidates"]) == ("MATCHED", [])
    drafted = api.post(f"{address}draft_request/").json()
    assert drafted["request"].startswith("SR-RSJ-")
    assert api.get(f"/requests/{drafted['request']}/").json()["status"] == "DRAFT"
    again = api.post(f"{address}draft_request/")
    assert (again.status_code, again.json()["code"]) == (409, "request-drafted")
    (row,) = api.get("/demands/").json()["results"]
    assert set(row) < set(drafted)
    assert row["entry"] == supply.registry.entry.code


def test_wrong_demands_are_told_apart(supply: Supply, open_doors) -> None:
    api = ApiCaller(supply.cast.systems["labour"])
    for wrong in ({"items": "企业名称"}, {"items": [7]}, {"purpose": "NONE"}, {"title": ""}):
        badly = api.post("/demands/", {**WANTED, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong)), wrong
    strange = api.post("/demands/", {**WANTED, "provider": "SCJG"})
    assert (strange.status_code, set(strange.json()["fields"])) == (400, {"provider"})
    empty = api.post("/demands/", {**WANTED, "items": ["——"]})
    assert (empty.status_code, empty.json()["code"]) == (409, "demand-incomplete")
    demand = raised(supply)
    address = f"/demands/{demand.public_number}/"
    for code in (supply.withheld.entry.code, "x"):
        unfit = api.post(f"{address}match/", {"entry": code})
        assert (unfit.status_code, unfit.json()["code"]) == (409, "demand-entry-unfit")
    foreign = api.post(f"{address}decline/", {"ground": "OTHER", "text": "x"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not-your-matter")
    assert api.get("/demands/DM-X/").status_code == 404
    assert api.get("/demands/", {"due": "never"}).status_code == 400
    assert Demand.objects.get().status == "RAISED"


def test_the_lists_over_the_api(supply: Supply, open_doors) -> None:
    owed, _free = accepted(supply), matched(supply)
    api = ApiCaller(supply.cast.systems["labour"])
    assert len(api.get("/demands/").json()["results"]) == 2
    assert [row["number"] for row in api.get("/duties/").json()["results"]] == [owed.public_number]
    assert api.get("/duties/", {"side": "owed"}).json()["results"] == []
    (row,) = api.get("/negative-list/").json()["results"]
    assert (row["name"], row["reason"]) == ("举报人信息", "法律明确规定应当保密")
    assert (row["basis_instrument"], row["basis_level"], row["basis_article"]) == (
        "《某法》",
        "LAW",
        "第六十条",
    )
    assert api.get("/negative-list/", {"q": "气象"}).json()["results"] == []


def test_a_system_declares_what_it_collects(supply: Supply, open_doors) -> None:
    api = ApiCaller(supply.cast.systems["labour"])
    told = api.post("/collections/", COLLECTED)
    assert (told.status_code, told.json()["code"]) == (409, "collected-already")
    assert told.json()["details"] == ["企业名称：企业登记基本信息（上海市市场监督管理局）"]
    explained = [{"name": "用工人数"}, {"name": "企业名称", "reason": "逐户核实"}]
    made = api.post("/collections/", {**COLLECTED, "items": explained})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["department"], body["matched"], body["status"]) == ("RSJ", True, "DECLARED")
    assert body["items"] == [
        {"name": "用工人数", "reason": "", "matches": []},
        {
            "name": "企业名称",
            "reason": "逐户核实",
            "matches": [
                {
                    "entry": supply.registry.entry.code,
                    "name": "企业登记基本信息",
                    "provider": "SCJG",
                }
            ],
        },
    ]
    for wrong in ({"items": ["用工人数"]}, {"subjects": ["NOBODY"]}, {"begins_on": "bald"}):
        badly = api.post("/collections/", {**COLLECTED, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong)), wrong
    number = body["number"]
    assert api.post(f"/collections/{number}/withdraw_collection/").json()["status"] == "WITHDRAWN"
    assert DataCollection.objects.count() == 1


def test_collections_made_in_spite_of_a_match_are_a_filter(supply: Supply, open_doors) -> None:
    made, free = declare(supply, ("企业名称", "逐户核实")), declare(supply, "用工人数")
    api = ApiCaller(supply.cast.systems["labour"])

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in api.get("/collections/", query).json()["results"]]

    assert numbers(matched="true") == [made.public_number]
    assert numbers(matched="false") == [free.public_number]
    assert numbers(q="用工人数") == [free.public_number]


# The pages and the admin.


def sign_in(client: Any, supply: Supply, person: str) -> None:
    client.force_login(supply.cast.people[person], backend=BACKEND)


def test_a_demand_goes_its_way_on_the_pages(supply: Supply, client, open_doors) -> None:
    sign_in(client, supply, "labour_clerk")
    typed = {**WANTED, "items": "企业名称\n用工人数\n\n"}
    answer = client.post("/demands/new/", typed)
    demand = Demand.objects.get()
    address = f"/demands/{demand.public_number}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert demand.items == ["企业名称", "用工人数"]
    page = client.get(address).content.decode()
    assert "可供对接的目录" in page
    assert f"/catalog/{supply.registry.entry.slug}/" in page
    assert "（内部）" in page, "the period is a local one"
    form = client.get(f"{address}match/").content.decode()
    assert supply.registry.entry.code in form
    wrong = client.post(f"{address}match/", {"entry": supply.withheld.entry.code})
    assert wrong.status_code == 409
    assert "demand-entry-unfit" in wrong.content.decode()
    assert client.post(f"{address}match/", {"entry": supply.registry.entry.code}).status_code == 302
    assert client.post(f"{address}draft_request/").status_code == 302
    request = Demand.objects.get().request
    assert request is not None
    assert f"/requests/{request.public_number}/" in client.get(address).content.decode()
    sign_in(client, supply, "authority_officer")
    seen = client.get(address).content.decode()
    assert request.public_number not in seen.partition("办理记录")[0], "a draft is the requester's"


def test_the_authority_assigns_and_the_department_answers(
    supply: Supply, client, open_doors
) -> None:
    demand = raised(supply)
    address = f"/admin/requests_app/demand/{demand.public_number}/"
    sign_in(client, supply, "authority_officer")
    officer = supply.cast.actor("authority_officer")
    waiting = {demand.public_number: "交办责任部门"}
    assert story.work(officer, supply.now, Demand) == waiting
    form = client.get(f"{address}assign/").content.decode()
    assert 'value="SCJG"' in form
    assert client.post(f"{address}assign/", {"department": "NOBODY"}).status_code == 400
    assert client.post(f"{address}assign/", {"department": "SCJG"}).status_code == 302
    assert story.work(officer, supply.now, Demand) == {}
    sign_in(client, supply, "market_reviewer")
    assert demand.public_number in client.get("/duties/").content.decode()
    assert client.post(f"{address}decline/", {"ground": "OTHER", "text": ""}).status_code == 400
    assert client.post(f"{address}accept/").status_code == 302
    sign_in(client, supply, "market_compiler")
    draft = story.draft(supply.cast, story.enterprise_registry(name="企业用工登记信息"))
    assert client.post(f"{address}link_entry/", {"entry": draft.entry.code}).status_code == 302
    sign_in(client, supply, "labour_clerk")
    page = client.get(f"/demands/{demand.public_number}/").content.decode()
    assert draft.entry.code in page
    assert f"/catalog/{draft.entry.slug}/" not in page, "what is drafted is not the reader's yet"


def test_the_three_lists_are_tabs_of_each_other(supply: Supply, client, open_doors) -> None:
    owed, free = accepted(supply), raised(supply)
    sign_in(client, supply, "authority_officer")
    for address in ("/demands/", "/duties/", "/negative-list/"):
        page = client.get(address).content.decode()
        for name in ("需求清单", "责任清单", "负面清单"):
            assert name in page
        assert (owed.public_number in page) == (address != "/negative-list/")
        assert (free.public_number in page) == (address == "/demands/")
    withheld = client.get("/negative-list/").content.decode()
    assert "法律明确规定应当保密" in withheld
    assert "《某法》 第六十条（法律）" in withheld
    duties = client.get("/admin/requests_app/demand/?list=DUTY").content.decode()
    assert owed.public_number in duties
    assert free.public_number not in duties
    assert client.get("/demands/?due=never").status_code == 400


def test_a_matching_item_asks_for_its_reason_on_the_form(
    supply: Supply, client, open_doors
) -> None:
    sign_in(client, supply, "labour_clerk")
    typed = {**COLLECTED, "items": "用工人数\n企业名称"}
    refused = client.post("/collections/new/", typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "collected-already" in page
    assert 'name="reason_2"' in page
    assert 'name="reason_1"' not in page
    assert "企业登记基本信息（上海市市场监督管理局）" in page
    made = client.post("/collections/new/", {**typed, "reason_2": "逐户核实"})
    collection = DataCollection.objects.get()
    assert made["Location"] == f"/collections/{collection.public_number}/"
    told = client.get(made["Location"]).content.decode()
    assert "逐户核实" in told
    sign_in(client, supply, "authority_officer")
    listed = client.get("/admin/requests_app/datacollection/?matched=true").content.decode()
    assert collection.public_number in listed
    address = f"/admin/requests_app/datacollection/{collection.public_number}/"
    assert "逐户核实" in client.get(address).content.decode()
    assert client.post(f"{address}withdraw_collection/").status_code == 403
    sign_in(client, supply, "market_reviewer")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("items", ["", "x\n" * 201, "长" * 121])
def test_items_have_their_shape(supply: Supply, client, open_doors, items: str) -> None:
    sign_in(client, supply, "labour_clerk")
    for address, typed in (("/demands/new/", WANTED), ("/collections/new/", COLLECTED)):
        assert client.post(address, {**typed, "items": items}).status_code == 400
    assert not Demand.objects.exists()
    assert not DataCollection.objects.exists()
