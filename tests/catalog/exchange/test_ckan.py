"""CKAN's reading interface: the real client, the same entries everywhere, its errors and limits."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rdflib import DCAT, DCTERMS, RDF, Graph

from tests.catalog.exchange.directory import (
    SECRET,
    SECRET_ITEM,
    Directory,
    codes_of,
    copy_entries,
)

READERS = ("labour", "market", "hongkou", "authority")


def call(
    directory: Directory, name: str, sent: dict[str, Any] | None = None, reader: str = "labour"
) -> Any:
    """One of CKAN's actions, posted as JSON."""
    caller = directory.callers[reader]
    return caller.client.post(
        f"/api/action/{name}", json.dumps(sent or {}), "application/json", headers=caller.headers
    )


def result(directory: Directory, name: str, reader: str = "labour", **sent: Any) -> Any:
    """Its result."""
    answer = call(directory, name, sent, reader)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["success"] is True
    return body["result"]


def rest_codes(directory: Directory, reader: str) -> set[str]:
    """The codes of the REST list, page by page."""
    found, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = directory.callers[reader].get("/entries/", query).json()
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            return codes_of(found)


@pytest.mark.parametrize("reader", READERS)
def test_every_feed_has_the_same_entries(directory: Directory, reader: str) -> None:
    """Turtle, JSON-LD, CKAN by name, by page and by search, and REST: what was published."""
    caller = directory.callers[reader]
    found = {"rest": rest_codes(directory, reader)}
    for ending, form in (("ttl", "turtle"), ("jsonld", "json-ld")):
        answer = caller.client.get(f"/catalog.{ending}", headers=caller.headers)
        graph = Graph().parse(data=b"".join(answer.streaming_content), format=form)
        nodes = list(graph.subjects(RDF.type, DCAT.Dataset))
        found[ending] = {str(graph.value(node, DCTERMS.identifier)) for node in nodes}
        assert set(graph.objects(None, DCAT.dataset)) == set(nodes)
    names = result(directory, "package_list", reader)
    shown = [result(directory, "package_show", reader, id=name) for name in names]
    found["package_show"] = codes_of(shown, "id")
    whole = result(directory, "current_package_list_with_resources", reader)
    found["with_resources"] = codes_of(whole, "id")
    search = result(directory, "package_search", reader, q="*:*", rows=1000)
    assert search["count"] == len(search["results"])
    found["search"] = codes_of(search["results"], "id")
    assert found == dict.fromkeys(found, directory.codes)
    by_id = {each["id"]: each for each in whole}
    assert by_id == {each["id"]: each for each in shown}


@pytest.mark.parametrize("reader", ["labour", "hongkou"])
def test_a_closed_entry_tells_five_things(directory: Directory, reader: str) -> None:
    """Title, holder, class, reason and basis; nothing in any list, count, tag or search."""
    for name, basis in (("closed", ""), ("closed_withheld", "《某法》 第九条")):
        code = directory.entries[name].entry.code
        shown = result(directory, "package_show", reader, id=code)
        extras = {each["key"]: each["value"] for each in shown["extras"]}
        word = "不予共享" if basis else "无条件共享"
        right = "NON_PUBLIC" if basis else "RESTRICTED"
        expected = {
            "access_rights": right,
            "sharing_class": word,
            "reason": "涉及工作秘密。",
            **({"basis": basis} if basis else {}),
        }
        assert extras == expected
        assert shown["organization"]["title"] == "上海市市场监督管理局"
        silent = ("version", "maintainer", "metadata_created", "metadata_modified")
        assert [shown[key] for key in silent] == [None] * 4
        assert [shown[key] for key in ("resources", "tags", "groups")] == [[], [], []]
    whole = json.dumps(result(directory, "current_package_list_with_resources", reader))
    assert SECRET not in json.loads(json.dumps(whole)).encode().decode("unicode-escape")
    for words in (SECRET, SECRET_ITEM):
        found = result(directory, "package_search", reader, q=words)
        closed = {directory.entries[name].entry.code for name in ("closed", "closed_withheld")}
        assert not closed & {each["id"] for each in found["results"]}
    assert SECRET in str(result(directory, "current_package_list_with_resources", "market"))


def test_openness_related_codes_and_value_rules(directory: Directory) -> None:
    """As extras, and as the ``schema`` by which CKAN's validation extension checks the rows."""
    shown = result(directory, "package_show", id=directory.entries["conditional"].entry.code)
    extras = {each["key"]: each["value"] for each in shown["extras"]}
    assert (extras["openness"], extras["open_condition"], extras["related_codes"]) == (
        "有条件开放",
        "须注明来源。",
        "210001/000007",
    )
    slug = directory.entries["conditional"].entry.slug
    whole = directory.callers["labour"].get(f"/entries/{slug}/table-schema/").json()
    assert [each["schema"] for each in shown["resources"]] == [whole] * len(shown["resources"])
    credit = whole["fields"][0]
    # https://datapackage.org/standard/table-schema/
    assert (credit["name"], credit["type"]) == ("credit_code", "string")
    assert credit["constraints"]["required"] is True
    plain = result(directory, "package_show", id=directory.entries["bare"].entry.code)
    assert not {"openness", "open_condition", "related_codes"} & {
        each["key"] for each in plain["extras"]
    }


def test_everything_is_private_and_closed(directory: Directory) -> None:
    """Nothing in it could be taken for open data; resources lead to the page where one asks."""
    for each in result(directory, "current_package_list_with_resources"):
        assert (each["private"], each["isopen"], each["license_id"]) == (
            True,
            False,
            "other-closed",
        )
        assert {row["url"] for row in each["resources"]} <= {each["url"]}


@pytest.mark.parametrize("prefix", ["/api/action", "/api/3/action"])
def test_parameters_in_the_address(directory: Directory, prefix: str) -> None:
    """GET, with and without the version in the address, and with the bare token."""
    caller = directory.callers["labour"]
    bare = {"authorization": caller.headers["authorization"].removeprefix("Bearer ")}
    for headers in (caller.headers, bare):
        answer = caller.client.get(f"{prefix}/package_list", {"limit": "2"}, headers=headers)
        assert (answer.status_code, len(answer.json()["result"])) == (200, 2)
    code = directory.entries["bare"].entry.code
    answer = caller.client.get(f"{prefix}/package_show", {"id": code}, headers=caller.headers)
    assert answer.json()["result"]["id"] == code


def test_pages_concatenate(directory: Directory) -> None:
    """Limits and offsets, start and rows: no entry twice, none lost, an empty page past the end."""
    whole = result(directory, "package_list")
    assert whole == [
        each
        for start in range(0, 9, 3)
        for each in result(directory, "package_list", limit=3, offset=start)
    ]
    assert result(directory, "package_list", limit=3, offset=100) == []
    assert result(directory, "package_list", limit=0) == []
    found: list[dict[str, Any]] = []
    for start in range(0, 9, 3):
        page = result(directory, "package_search", rows=3, start=start, sort="id asc")
        assert page["count"] == len(directory.codes)
        found += page["results"]
    assert codes_of(found, "id") == directory.codes
    assert [each["id"] for each in found] == sorted(directory.codes)


@pytest.mark.parametrize(
    ("sort", "field"),
    [
        ("title asc", "title"),
        ("title_string desc", "title"),
        ("name", "id"),
        ("metadata_created asc, id desc", "metadata_created"),
        ("metadata_modified desc,name asc", "metadata_modified"),
        ("score desc, title asc", "title"),
    ],
)
def test_packages_are_sorted_by_what_clients_name(
    directory: Directory, sort: str, field: str
) -> None:
    found = result(directory, "package_search", sort=sort)["results"]
    values = [each[field] for each in found if each[field]]
    assert len(values) > 1
    if field != "title":  # the database sorts Chinese by its own collation
        assert values == sorted(values, reverse="desc" in sort.split(",")[0])
    if "," not in sort:
        turned = {"title asc": "title desc", "title_string desc": "title asc", "name": "name desc"}
        back = result(directory, "package_search", sort=turned[sort])["results"]
        assert [each[field] for each in back] == [each[field] for each in found][::-1]


@pytest.mark.parametrize(
    "sort", ["score desc", "score desc, name asc", "relevance asc, metadata_modified desc"]
)
def test_the_best_first_where_words_are_sought(directory: Directory, sort: str) -> None:
    found = result(directory, "package_search", q="只有必备要素的目录", sort=sort)
    assert found["results"][0]["id"] == directory.entries["bare"].entry.code


def test_search_by_words_and_holder(directory: Directory) -> None:
    """Words as the directory's own search reads them; the filter query narrows by department."""
    found = result(directory, "package_search", q="只有必备要素的目录")
    assert found["results"][0]["id"] == directory.entries["bare"].entry.code
    assert result(directory, "package_search", fq="organization:SCJG")["count"] == 8
    assert result(directory, "package_search", fq="+organization:MZJ +type:dataset")["count"] == 0


def test_organisations_groups_and_tags(directory: Directory) -> None:
    """Departments with entries, counted as they are seen."""
    assert result(directory, "organization_list") == ["SCJG"]
    (full,) = result(directory, "organization_list", all_fields=True)
    assert (full["title"], full["package_count"]) == ("上海市市场监督管理局", 8)
    shown = result(directory, "organization_show", id="SCJG", include_datasets=True)
    assert codes_of(shown["packages"], "id") == directory.codes
    assert result(directory, "group_list") == []
    tags = result(directory, "tag_list")
    assert len(tags) == 1
    assert result(directory, "tag_list", query="没有这个词") == []
    assert result(directory, "site_read") is True
    assert result(directory, "status_show")["ckan_version"]
    assert result(directory, "license_list")[0]["id"] == "other-closed"


BAD = (
    ("package_list", {"limit": -1}, 400, "limit"),
    ("package_list", {"limit": "many"}, 400, "limit"),
    ("package_list", {"offset": 10**30}, 400, "offset"),
    ("package_list", {"limit": True}, 400, "limit"),
    ("package_list", {"nothing": 1}, 400, "nothing"),
    ("package_search", {"rows": 1001}, 400, "rows"),
    ("package_search", {"q": ["a"]}, 400, "q"),
    ("package_search", {"q": "\x00"}, 400, "q"),
    ("package_search", {"q": "长" * 101}, 400, "q"),
    ("package_search", {"sort": "pk; drop"}, 400, "sort"),
    ("package_search", {"sort": "name up"}, 400, "sort"),
    ("package_search", {"sort": "name asc,"}, 400, "sort"),
    ("package_search", {"fq": "private:false"}, 400, "fq"),
    ("package_show", {}, 400, "id"),
    ("package_show", {"id": "x" * 500}, 400, "id"),
    ("package_show", {"id": {"a": 1}}, 400, "id"),
    ("organization_list", {"all_fields": "perhaps"}, 400, "all_fields"),
    ("package_create", {"name": "x"}, 400, "action"),
    ("package_show", {"id": "no-such"}, 404, None),
    ("organization_show", {"id": "MZJ"}, 404, None),
    ("group_show", {"id": "3"}, 404, None),
)


@pytest.mark.parametrize(("name", "sent", "status", "field"), BAD)
def test_errors_in_the_envelope_of_ckan(
    directory: Directory, name: str, sent: dict[str, Any], status: int, field: str | None
) -> None:
    """What is wrong is named, in CKAN's own form."""
    answer = call(directory, name, sent)
    body = answer.json()
    assert (answer.status_code, body["success"]) == (status, False), body
    kind = "Not Found Error" if status == 404 else "Validation Error"
    assert body["error"]["__type"] == kind
    assert body["error"]["message"]
    assert field is None or body["error"][field]
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"null", b"1"])
def test_a_body_that_is_no_object(directory: Directory, sent: bytes) -> None:
    """An empty one asks nothing; every other one is refused."""
    caller = directory.callers["labour"]
    answer = caller.client.post("/api/action/site_read", sent, "text/plain", headers=caller.headers)
    assert answer.status_code in ((200,) if sent in (b"", b"null", b"[]") else (400,))


def test_a_token_of_that_scope_is_needed(directory: Directory) -> None:
    """401 with the way to authenticate; 403 for another scope; a person's session opens nothing."""
    for headers in ({}, {"authorization": "none"}, {"authorization": "Bearer none"}):
        answer = Client().post("/api/action/site_read", headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["error"]["__type"] == "Authorization Error"
    person = Client()
    person.force_login(directory.cast.labour_clerk)
    assert person.get("/api/action/package_list").status_code == 401
    answer = call(directory, "package_list", {}, "requests only")
    assert (answer.status_code, answer.json()["success"]) == (403, False)
    caller = directory.callers["labour"]
    assert caller.client.delete("/api/action/site_read", headers=caller.headers).status_code == 405


def test_hidden_and_absent_look_alike(directory: Directory) -> None:
    """A draft, a withdrawn entry and none at all."""
    codes = [directory.entries[name].entry.code for name in ("draft", "withdrawn")]
    answers = {call(directory, "package_show", {"id": code}).content for code in (*codes, "x")}
    assert len(answers) == 1


@pytest.mark.parametrize("name", ["current_package_list_with_resources", "package_search"])
def test_one_entry_or_fifty_take_the_same_queries(directory: Directory, name: str) -> None:
    """The page grows, the statements do not."""
    copy_entries(directory.entries["conditional"], 50)
    result(directory, name)  # what is read once for all readers
    counts = []
    key = "rows" if name == "package_search" else "limit"
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as captured:
            found = result(directory, name, **{key: limit})
        assert len(found["results"] if key == "rows" else found) == limit
        counts.append(len(captured))
    assert counts[0] == counts[1]
