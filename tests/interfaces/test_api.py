"""The programming interface: problems, cursors, hidden and absent alike, steps and tokens."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from catalog.departments import actions as departments
from portal.regulation.vocabulary import Mandate
from requests_app.models import SharingAgreement, SharingRequest
from requests_app.sharing import actions as sharing
from tests import story
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
CASE = {"sharing_purpose": "GOVERNMENT_SERVICE", "sharing_case_number": "WG-1"}


@pytest.fixture
def labour(cast) -> ApiCaller:
    """The labour department's system."""
    return ApiCaller(cast.systems["labour"])


@pytest.fixture
def civil(cast) -> ApiCaller:
    """The civil affairs department's system, with the mandate to apply."""
    made = departments.register_system(
        pk=cast.civil_affairs.pk,
        code="hunyin",
        name="婚姻登记系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.APPLY],
    )
    return ApiCaller(made)


@pytest.fixture
def in_use(cast, published, tmp_path: Path) -> SharingAgreement:
    """An agreement in use today."""
    today = timezone.localdate()
    request = story.apply(
        cast, published, use_from=today - timedelta(days=1), use_until=today + timedelta(days=30)
    )
    agreement = story.agree(cast, story.send(cast, request))
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of a problem with that status and code."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer["Content-Type"] == "application/problem+json"
    assert body["title"]
    return body


def test_entries_in_cursor_pages(cast, labour) -> None:
    """Pages of two concatenate to the whole list, without loss or repeat."""
    for number in range(5):
        story.publish(cast, story.enterprise_registry(name=f"目录{number}"))
    whole = labour.get("/entries/").json()["results"]
    assert len(whole) == 5
    assert {row["available"] for row in whole} == {True}
    rows, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        body = labour.get("/entries/", query).json()
        rows += body["results"]
        cursor = body["next"]
        if cursor is None:
            break
    assert rows == whole


def test_query_count_does_not_grow_with_the_page(
    cast, labour, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    """One row or five: the same number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(5):
        story.publish(cast, story.enterprise_registry(name=f"目录{number}"))
    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            labour.get("/entries/", {"limit": limit})
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("limit", ["0", "1001", "1" + "0" * 24, "-1", "ten", "1.5"])
def test_limits_out_of_range(cast, labour, limit: str) -> None:
    """A limit is a whole number from 1 to 1000."""
    body = problem(labour.get("/entries/", {"limit": limit}), 400, "invalid-input")
    assert "limit" in body["fields"]


@pytest.mark.parametrize("cursor", ["x", "WzFd:forged", "", "a:b:c"])
def test_forged_cursors(cast, labour, cursor: str) -> None:
    """A cursor that this portal did not write is refused."""
    problem(labour.get("/entries/", {"cursor": cursor}), 400, "invalid-cursor")


def test_a_cursor_of_another_list_is_refused(cast, published, labour) -> None:
    """A signed cursor of the wrong shape is no cursor here."""
    from portal.interfaces.keyset import write_cursor

    for values in ([1], ["a", "b", "c"], ["no date", 1], [None, None]):
        cursor = write_cursor(values, of="catalog.DirectoryEntry")
        answer = labour.get("/entries/", {"cursor": cursor})
        problem(answer, 400, "invalid-cursor")


def test_unknown_parameters_and_fields_are_named(cast, published, labour) -> None:
    """400, with the name."""
    body = problem(labour.get("/entries/", {"colour": "red"}), 400, "unknown-parameter")
    assert "colour" in body["fields"]
    body = problem(labour.get("/entries/", {"sharing_class": "SECRET"}), 400, "invalid-input")
    assert "sharing_class" in body["fields"]
    answer = labour.post("/requests/", {"entry": published.entry.slug, "status": "AGREED"})
    assert "status" in problem(answer, 400, "unknown-parameter")["fields"]
    answer = labour.post("/requests/", {"entry": published.entry.slug, "use_from": "2025-02-30"})
    assert "use_from" in problem(answer, 400, "invalid-input")["fields"]
    answer = labour.post("/requests/", {"entry": published.entry.slug, "is_declared": "perhaps"})
    assert "is_declared" in problem(answer, 400, "invalid-input")["fields"]
    problem(labour.post("/requests/", b"{not json"), 400, "not-readable")
    problem(labour.post("/requests/", []), 400, "not-readable")


def test_hidden_and_absent_look_alike(cast, published, requested, labour, civil) -> None:
    """Another department's draft, and a number that does not exist: byte for byte the same."""
    drops = {"Date"}
    hidden = civil.get(f"/requests/{requested.public_number}/")
    absent = civil.get("/requests/SR-NOBODY-2025-0001/")
    assert labour.get(f"/requests/{requested.public_number}/").status_code == 200
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert {k: v for k, v in hidden.items() if k not in drops} == {
        k: v for k, v in absent.items() if k not in drops
    }
    assert civil.get("/requests/").json()["results"] == []
    step = civil.post(f"/requests/{requested.public_number}/withdraw/")
    assert step.content == absent.content


def test_a_request_over_the_api(cast, published, labour) -> None:
    """Drafted, revised and submitted by the system; a head's consent is refused to it."""
    answer = labour.post("/requests/", {"entry": published.entry.slug})
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    body = problem(labour.post(f"/requests/{number}/submit/"), 409, "particulars-missing")
    assert body["article"] == "第二十条第二款"
    complete = {
        "legal_basis": "《失业保险条例》第二十五条",
        "scenario": "稳岗返还资格核验",
        "purpose": "GOVERNMENT_SERVICE",
        "scope": "经办机构",
        "sharing_mode": "API",
        "use_from": "2026-01-01",
        "use_until": "2099-12-31",
        "is_declared": True,
        "columns": [{"column": "name", "need": "核对名称"}],
        "rows": [{"column": "district", "kind": "REGION", "values": ["310109"]}],
    }
    unknown = {**complete, "columns": [{"column": "salary", "need": "x"}]}
    problem(labour.post(f"/requests/{number}/revise/", unknown), 400, "column-not-agreed")
    assert labour.post(f"/requests/{number}/revise/", complete).status_code == 200
    answer = labour.post(f"/requests/{number}/submit/")
    assert answer.json()["status"] == "AWAITING_REQUESTER_HEAD"
    body = problem(labour.post(f"/requests/{number}/submit/"), 409, "wrong-state")
    problem(labour.post(f"/requests/{number}/consent_to_send/"), 403, "not-your-mandate")
    assert SharingRequest.objects.get().status == "AWAITING_REQUESTER_HEAD"


def test_steps_say_why_not(cast, published, labour) -> None:
    """``steps`` holds what the caller may take, and the reason where he may not."""
    until = timezone.localdate() + timedelta(days=30)
    requested = story.apply(cast, published, use_until=until)
    past = story.apply(cast, published, use_until=cast.now.date() + timedelta(days=1))
    body = labour.get(f"/entries/{published.entry.slug}/").json()
    assert body["steps"][0]["allowed"] is True

    def steps(number: str) -> dict[str, Any]:
        listed = labour.get(f"/requests/{number}/").json()["steps"]
        return {step["name"]: step for step in listed}

    assert steps(requested.public_number)["submit"]["allowed"] is True
    assert "consent_to_send" not in steps(requested.public_number)
    late = steps(past.public_number)["submit"]
    assert (late["allowed"], late["code"]) == (False, "period-invalid")


def test_tokens(cast, labour, settings) -> None:
    """No token, a made-up one, an expired one, one without the scope, a closed system."""
    bare = Client()
    answer = bare.get("/api/v1/entries/")
    problem(answer, 401, "unauthenticated")
    answer = bare.get("/api/v1/entries/", headers={"authorization": "Bearer made-up"})
    problem(answer, 401, "unauthenticated")
    narrow = ApiCaller(cast.systems["labour"], scope="catalog")
    assert narrow.get("/entries/").status_code == 200
    problem(narrow.get("/requests/"), 403, "forbidden")
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    problem(labour.get("/entries/"), 401, "unauthenticated")
    fresh = ApiCaller(cast.systems["labour"])
    client = cast.systems["labour"].system.client
    client.is_active = False
    client.save()
    problem(fresh.get("/entries/"), 401, "unauthenticated")


def test_records(cast, in_use, labour, civil) -> None:
    """Agreed rows in JSON and CSV with receipts; everything else refused with its reason."""
    base = f"/agreements/{in_use.public_number}"
    answer = labour.get(f"{base}/records/", {"limit": 3}, **CASE)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert len(body["records"]) == 3
    assert answer["Sharing-Receipt"] == body["receipt"]
    assert answer["Cache-Control"] == "no-store, private"
    more = labour.get(f"{base}/records/", {"cursor": body["next"]}, **CASE).json()
    assert len(more["records"]) == 7
    text = labour.get(f"{base}/records/", {"output": "csv", "fields": "name"}, **CASE)
    assert text["Content-Type"].startswith("text/csv")
    assert len(text.content.decode().splitlines()) == 11
    found = labour.get(f"{base}/records/", {"name": "甲3有限公司"}, **CASE).json()
    assert [row["name"] for row in found["records"]] == ["甲3有限公司"]
    since = {"registered_on__gte": "2001-02-09", "registered_on__lte": "2001-02-09"}
    for row in labour.get(f"{base}/records/", since, **CASE).json()["records"]:
        assert row["registered_on"] == "2001-02-09"
    problem(labour.get(f"{base}/records/", {"address": "x"}, **CASE), 403, "column-not-agreed")
    problem(labour.get(f"{base}/records/", {"nothing": "x"}, **CASE), 403, "column-not-agreed")
    problem(labour.get(f"{base}/records/", {"name__regex": "."}, **CASE), 400, "unknown-parameter")
    problem(
        labour.get(f"{base}/records/", {"registered_on": "2001-02-30"}, **CASE),
        400,
        "invalid-input",
    )
    problem(labour.get(f"{base}/records/"), 403, "no-purpose")
    wrong = {**CASE, "sharing_purpose": "SUPERVISION"}
    problem(labour.get(f"{base}/records/", **wrong), 403, "purpose-not-agreed")
    problem(civil.get(f"{base}/records/", **CASE), 404, "not-found")


def test_look_up_and_verify(cast, in_use, labour) -> None:
    """One subject by a granted key, sent in the body; verification answers yes or no only."""
    base = f"/agreements/{in_use.public_number}"
    key = {"column": "credit_code", "value": f"TEST{3:014d}"}
    body = labour.post(f"{base}/look-up/", key, **CASE).json()
    assert [row["name"] for row in body["records"]] == ["甲3有限公司"]
    outside = {"column": "credit_code", "value": f"TEST{4:014d}"}
    assert labour.post(f"{base}/look-up/", outside, **CASE).json()["records"] == []
    ask = {**key, "expected": {"name": "甲3有限公司", "kind": "股份有限公司"}}
    body = labour.post(f"{base}/verify/", ask, **CASE).json()
    assert body["matches"] == {"subject": True, "name": True, "kind": False}
    assert set(body) == {"matches", "receipt"}
    ask = {**outside, "expected": {"name": "甲4有限公司"}}
    body = labour.post(f"{base}/verify/", ask, **CASE).json()
    assert body["matches"] == {"subject": False, "name": False}
    ask = {**key, "expected": {"address": "x"}}
    problem(labour.post(f"{base}/verify/", ask, **CASE), 403, "column-not-agreed")
    problem(labour.post(f"{base}/look-up/", {**key, "more": 1}, **CASE), 400, "unknown-parameter")


def test_the_quota_is_a_403(cast, in_use, labour) -> None:
    """A spent quota is the Permit's refusal, not a rate: 403, so clients do not retry."""
    SharingAgreement.objects.filter(pk=in_use.pk).update(daily_quota=1)
    base = f"/agreements/{in_use.public_number}/records/"
    assert labour.get(base, **CASE).status_code == 200
    problem(labour.get(base, **CASE), 403, "quota-spent")


def test_suspension_cuts_the_next_call(cast, in_use, labour) -> None:
    """Suspended: the next call is refused."""
    base = f"/agreements/{in_use.public_number}/records/"
    assert labour.get(base, **CASE).status_code == 200
    head = cast.actor("market_office_head")
    limit = cast.now.date()
    sharing.suspend(pk=in_use.pk, note="核查", rectify_by=limit, actor=head, now=cast.now)
    problem(labour.get(base, **CASE), 403, "not-in-use")


def test_health(db) -> None:
    """Alive and ready."""
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").status_code == 200


def test_docs_and_schema(db) -> None:
    """OpenAPI 3.1 and its reader are served by the portal itself."""
    schema = json.loads(
        Client().get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"}).content
    )
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/requests/{number}/consent_to_send/" in schema["paths"]
    names = {p["name"] for p in schema["paths"]["/api/v1/entries/"]["get"]["parameters"]}
    assert {"cursor", "limit", "q", "sharing_class", "available"} <= names
    page = Client().get("/api/docs/").content.decode()
    assert "https://" not in page


def test_what_does_not_exist_is_a_problem_too(cast, labour) -> None:
    """Under the API's address there is no page of HTML, with or without a token."""
    for address in ("/nothing/", "/entries/a/b/c/"):
        problem(labour.get(address), 404, "not-found")
        problem(labour.post(address, {}), 404, "not-found")
    answer = Client().get("/api/v2/entries/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_rate_alone_is_a_429(cast, labour, settings) -> None:
    """Too many calls in a minute: 429 with the time to wait; the next minute is a new one."""
    cache.clear()
    settings.PORTAL_API_RATE = "3/min"
    assert [labour.get("/entries/").status_code for _call in range(3)] == [200, 200, 200]
    answer = labour.get("/entries/")
    problem(answer, 429, "rate-exceeded")
    assert 0 < int(answer["Retry-After"]) <= 60
    settings.PORTAL_API_RATE = ""
    assert labour.get("/entries/").status_code == 200


@pytest.mark.parametrize("address", ["/oauth/token/", "/oauth/revoke/"])
def test_no_door_takes_nul(cast, address: str) -> None:
    """The token's own addresses turn away what no column takes."""
    sent = {"grant_type": "client_credentials", "client_id": "a\x00", "client_secret": "b"}
    assert Client().post(address, sent).status_code == 400
