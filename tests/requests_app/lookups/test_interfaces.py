"""Look-ups through the pages, the admin and the API: the number is in no address."""

import pytest

from requests_app.models import SubjectLookup
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.lookups.bureau import BOTH, Bureau

BACKEND = "django.contrib.auth.backends.ModelBackend"
LABOUR, HONGKOU = "上海市人力资源和社会保障局", "上海市虹口区市场监督管理局"
ASKED = {
    "kind": "CITIZEN",
    "number": BOTH,
    "case_number": "TS-2025-17",
    "note": "本人投诉，依法核查。",
}
PLACES = {
    "/subject-lookups/": "/subject-lookups/new/",
    "/admin/requests_app/subjectlookup/": "/admin/requests_app/subjectlookup/add/",
}


@pytest.mark.parametrize("base", PLACES)
def test_the_officer_asks_and_is_told_once(bureau: Bureau, client, open_doors, base: str) -> None:
    bureau.call()
    bureau.fetch()
    client.force_login(bureau.cast.authority_tracer, backend=BACKEND)
    new = PLACES[base]
    assert new in client.get(base).content.decode()
    assert client.get(new).status_code == 200
    answer = client.post(new, ASKED)
    told = answer.content.decode()
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    for said in (LABOUR, HONGKOU, bureau.agreement.public_number, bureau.flow.duty):
        assert said in told
    assert "《失业保险条例》" in told
    assert "WG-1" in told
    assert BOTH not in told
    lookup = SubjectLookup.objects.get()
    kept = client.get(f"{base}{lookup.public_number}/").content.decode()
    assert ASKED["case_number"] in kept
    assert LABOUR in kept
    # The page of the look-up has the departments, and no longer the answer.
    assert bureau.agreement.public_number not in kept
    assert lookup.public_number in client.get(base).content.decode()


@pytest.mark.parametrize("base", PLACES)
def test_a_refusal_keeps_what_was_typed(bureau: Bureau, client, open_doors, base: str) -> None:
    client.force_login(bureau.cast.authority_tracer, backend=BACKEND)
    new = PLACES[base]
    wrong = client.post(new, {**ASKED, "number": "319999199001010012"})
    assert wrong.status_code == 409
    assert "subject-number-invalid" in wrong.content.decode()
    assert ASKED["note"] in wrong.content.decode()
    assert client.post(new, {**ASKED, "case_number": ""}).status_code == 400
    assert not SubjectLookup.objects.exists()


@pytest.mark.parametrize("base", PLACES)
def test_whoever_is_not_authorised_finds_no_way_in(
    bureau: Bureau, client, open_doors, base: str
) -> None:
    lookup = story.look_up(bureau.cast).lookup
    client.force_login(bureau.cast.authority_officer, backend=BACKEND)
    assert PLACES[base] not in client.get(base).content.decode()
    assert client.post(PLACES[base], ASKED).status_code == 403
    client.force_login(bureau.cast.civil_office_head, backend=BACKEND)
    assert client.get(f"{base}{lookup.public_number}/").status_code == 404
    assert lookup.public_number not in client.get(base).content.decode()
    assert SubjectLookup.objects.count() == 1


def test_a_department_reads_its_own_part(bureau: Bureau, client, open_doors) -> None:
    bureau.call()
    bureau.fetch()
    lookup = story.look_up(bureau.cast, number=BOTH).lookup
    client.force_login(bureau.cast.labour_office_head, backend=BACKEND)
    page = client.get(f"/subject-lookups/{lookup.public_number}/").content.decode()
    assert LABOUR in page
    assert HONGKOU not in page
    listed = client.get("/subject-lookups/", {"side": "named"}).content.decode()
    assert lookup.public_number in listed
    assert lookup.public_number not in client.get("/subject-lookups/?side=made").content.decode()


def test_a_system_traces_nobody(bureau: Bureau, open_doors) -> None:
    """The mandate is a person's; a system never holds it, and no address takes a number."""
    bureau.call()
    api = ApiCaller(bureau.cast.systems["labour"])
    answer = api.post("/subject-lookups/", ASKED)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"kind": "FUN"}, {"number": 1}, {"note": ""}, {"until": "2026"}):
        badly = api.post("/subject-lookups/", {**ASKED, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    assert api.get("/subject-lookups/", {"number": BOTH}).status_code == 400
    lookup = story.look_up(bureau.cast, number=BOTH).lookup
    assert api.get("/subject-lookups/").json()["results"] == []
    assert api.get(f"/subject-lookups/{lookup.public_number}/").status_code == 404


def test_the_officer_asks_over_rest(bureau: Bureau, client, open_doors) -> None:
    """In his own session: the number in the body, the answer in full, and once."""
    bureau.call()
    bureau.fetch()
    client.force_login(bureau.cast.authority_tracer, backend=BACKEND)
    answer = client.post("/api/v1/subject-lookups/", ASKED, content_type="application/json")
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    assert BOTH not in answer.content.decode()
    assert {(line["recipient"], line["provider"], line["matter"]) for line in told["answer"]} == {
        ("RSJ", "SCJG", bureau.agreement.public_number),
        ("HKSC", "SCJG", bureau.flow.public_number),
    }
    (given,) = [line for line in told["answer"] if line["recipient"] == "RSJ"]
    assert (given["purpose"], given["case_number"]) == ("GOVERNMENT_SERVICE", "WG-1")
    assert (given["basis"], given["times"]) == ("《失业保险条例》", 1)
    kept = client.get(f"/api/v1/subject-lookups/{told['number']}/").json()
    assert kept == {name: value for name, value in told.items() if name != "answer"}
    assert {each["department"] for each in kept["findings"]} == {"RSJ", "HKSC", "SCJG"}
    wrong = client.post(
        "/api/v1/subject-lookups/", {**ASKED, "note": BOTH}, content_type="application/json"
    )
    assert (wrong.status_code, wrong.json()["code"]) == (409, "subject-number-repeated")
