"""Demands, collections and the three lists through the API, the pages and the admin."""

from typing import Any

import pytest

from requests_app.models import DataCollection, Demand
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.demands.supply import BASIS, Supply, accepted, declare, matched, raised

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


@pytest.fixture
def open_doors(settings) -> None:
    """Secrets made when the supply was built have the usual hash; nobody is locked out."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.AXES_ENABLED = False


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
