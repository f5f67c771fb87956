"""Disputes through the API, the pages and the admin: the same rules at every door."""

from typing import Any

import pytest
from django.utils import timezone

from catalog.departments import actions as departments
from portal.models import AuditEvent
from portal.regulation.vocabulary import Tier
from requests_app.disputes import actions, forms
from requests_app.models import Dispute, SharingRequest
from tests import story
from tests.cast import FOUNDING
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.disputes.quarrel import (
    CLAIM,
    INSTRUMENT,
    RESULT,
    Quarrel,
    brought,
    decide,
    failed,
    negotiated,
    opened,
    referred,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "/admin/requests_app/"


def body(quarrel: Quarrel, **changes: Any) -> dict[str, Any]:
    return {"matter": quarrel.refused.public_number, "claim": CLAIM, **changes}


# The programming interface.


def test_a_system_opens_negotiates_and_reads(quarrel: Quarrel, open_doors) -> None:
    api = ApiCaller(quarrel.cast.systems["labour"])
    made = api.post("/disputes/", body(quarrel))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["kind"], told["opened_by"]) == ("NEGOTIATING", "REFUSED", "RSJ")
    assert (told["request"], told["agreement"]) == (quarrel.refused.public_number, None)
    assert {step["name"] for step in told["steps"]} == {"negotiate"}
    today = timezone.localdate().isoformat()
    record = {"negotiated_on": today, "participants": "双方", "text": "未达成一致。"}
    address = f"/disputes/{told['number']}/"
    answer = api.post(f"{address}negotiate/", record)
    assert answer.status_code == 200, answer.content
    assert answer.json()["negotiations"] == [{**record, "recorded_by": "RSJ"}]
    assert api.get(address).json() == answer.json()
    (row,) = api.get("/disputes/").json()["results"]
    assert set(row) < set(told)
    assert (row["number"], row["name"]) == (told["number"], "企业登记基本信息")


@pytest.mark.parametrize(
    "step",
    [
        ("propose_settlement", {"settlement": "核查"}),
        ("fail_negotiation", {"failure": "核查"}),
        ("accept_settlement", {}),
    ],
    ids=lambda step: step[0],
)
def test_a_system_does_not_bind_its_department(quarrel: Quarrel, open_doors, step) -> None:
    """Heads act in person; a system never holds their mandate."""
    name, sent = step
    dispute = negotiated(quarrel)
    api = ApiCaller(quarrel.cast.systems["labour"])
    answer = api.post(f"/disputes/{dispute.public_number}/{name}/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")


def test_wrong_calls_are_told_apart(quarrel: Quarrel, open_doors) -> None:
    api = ApiCaller(quarrel.cast.systems["labour"])
    waiting = quarrel.waiting.public_number
    # Long overdue by today's clock, so it may be disputed; a matter nobody knows may not.
    assert api.post("/disputes/", body(quarrel, matter="SR-X")).status_code == 404
    strange = api.post("/disputes/", body(quarrel, more=1))
    assert (strange.status_code, set(strange.json()["fields"])) == (400, {"more"})
    for claim in (7, None, "", "x" * 2001):
        wrong = api.post("/disputes/", body(quarrel, claim=claim))
        assert (wrong.status_code, set(wrong.json()["fields"])) == (400, {"claim"}), claim
    assert api.post("/disputes/", body(quarrel, matter=waiting)).status_code == 201
    twice = api.post("/disputes/", body(quarrel, matter=waiting))
    assert (twice.status_code, twice.json()["code"]) == (409, "dispute-under-way")
    number = Dispute.objects.get().public_number
    address = f"/disputes/{number}/"
    early = api.post(f"{address}refer/")
    assert (early.status_code, early.json()["code"]) == (409, "wrong-state")
    for sent, wrong in (
        ({"negotiated_on": "gestern"}, {"negotiated_on", "participants", "text"}),
        ({"negotiated_on": "2025-09-24", "participants": "x", "text": 1}, {"text"}),
    ):
        badly = api.post(f"{address}negotiate/", sent)
        assert (badly.status_code, set(badly.json()["fields"])) == (400, wrong)
    assert api.get("/disputes/DP-X/").status_code == 404
    assert api.get("/disputes/", {"status": "STUCK"}).status_code == 400
    assert Dispute.objects.count() == 1


def test_a_disputed_draft_gives_no_cause(quarrel: Quarrel, open_doors) -> None:
    draft = SharingRequest.objects.filter(status="AGREED").first()
    assert draft is not None
    api = ApiCaller(quarrel.cast.systems["labour"])
    answer = api.post("/disputes/", body(quarrel, matter=draft.public_number))
    assert (answer.status_code, answer.json()["code"]) == (409, "not-disputable")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"side": "opened"}, True),
        ({"side": "answered"}, False),
        ({"side": "coordinated"}, False),
        ({"status": "NEGOTIATING"}, True),
        ({"status": "FAILED"}, False),
        ({"kind": "REFUSED"}, True),
        ({"kind": "AGREEMENT"}, False),
        ({"entry": "307031001/000001"}, False),
        ({"outcome": "UPHELD"}, False),
        ({"q": "企业登记"}, True),
        ({"q": "别的目录"}, False),
    ],
)
def test_the_list_is_narrowed(quarrel: Quarrel, open_doors, query, is_found: bool) -> None:
    opened(quarrel)
    found = ApiCaller(quarrel.cast.systems["labour"]).get("/disputes/", query).json()["results"]
    assert bool(found) == is_found


def test_the_request_tells_of_the_answer_set_aside(quarrel: Quarrel, open_doors) -> None:
    decide(quarrel, referred(quarrel), "SHARE")
    api = ApiCaller(quarrel.cast.systems["labour"])
    told = api.get(f"/requests/{quarrel.refused.public_number}/").json()
    assert (told["status"], told["sharing_ordered_by"]) == ("RECEIVED", INSTRUMENT)
    assert (told["answer_kind"], told["answer_text"]) == ("", "")
    (former,) = told["former_answers"]
    assert (former["answer_kind"], former["instrument"]) == ("REFUSE", INSTRUMENT)
    assert former["due_on"] == "2025-10-14"


# Pages and admin.


PLACES = ("/", ADMIN)


def _at(base: str, model: str, page: str) -> str:
    return f"{ADMIN}{model}/" if base == ADMIN else f"/{page}/"


@pytest.mark.parametrize("base", PLACES)
@pytest.mark.parametrize("about", ["request", "agreement"])
def test_opened_from_the_matters_page_and_shown_there(
    quarrel: Quarrel, client, open_doors, base: str, about: str
) -> None:
    """The button leads to the form, the form opens it, and the page says it is in dispute."""
    matter = quarrel.refused if about == "request" else quarrel.agreement
    number = matter.public_number
    page = f"{_at(base, f'sharing{about}', f'{about}s')}{number}/"
    new = f"{_at(base, 'dispute', 'disputes')}{'add' if base == ADMIN else 'new'}/"
    people = quarrel.cast.people
    client.force_login(people["labour_clerk"], BACKEND)
    shown = client.get(page).content.decode()
    assert f"{new}?matter={number}" in shown
    assert "争议中" not in shown
    assert client.get(new, {"matter": number}).status_code == 200
    empty = client.post(f"{new}?matter={number}", {"claim": " "})
    assert empty.status_code == 400
    made = client.post(f"{new}?matter={number}", {"claim": CLAIM})
    assert made.status_code == 302, made.content.decode()[:500]
    dispute = Dispute.objects.get()
    assert made.url == f"{_at(base, 'dispute', 'disputes')}{dispute.public_number}/"
    own = client.get(made.url).content.decode()
    assert CLAIM in own
    assert page in own, "and back to the matter"
    shown = client.get(page).content.decode()
    assert "争议中" in shown
    assert made.url in shown
    again = client.post(f"{new}?matter={number}", {"claim": CLAIM})
    assert again.status_code == 409
    assert CLAIM in again.content.decode(), "what was typed stays"
    client.force_login(people["hongkou_clerk"], BACKEND)
    for address in (new, made.url):
        assert client.get(address, {"matter": number}).status_code == 404
    client.force_login(people["authority_officer"], BACKEND)
    assert f"{new}?matter={number}" not in client.get(page).content.decode()
    assert client.post(f"{new}?matter={number}", {"claim": CLAIM}).status_code == 403


@pytest.mark.parametrize("base", PLACES)
def test_the_ladder_is_climbed_by_form(quarrel: Quarrel, client, open_doors, base: str) -> None:
    """Each by his own step, to a decision that reopens the request."""
    dispute = opened(quarrel, now=timezone.now())
    where = f"{_at(base, 'dispute', 'disputes')}{dispute.public_number}/"
    today = timezone.localdate().isoformat()
    decision = {
        "instrument": INSTRUMENT,
        "decided_on": today,
        "decision": "依法应当共享。",
        "outcome": "SHARE",
    }
    for person, step, sent, status in (
        ("labour_clerk", "fail_negotiation", {"failure": "x"}, 403),
        ("labour_office_head", "fail_negotiation", {"failure": "x"}, 409),
        ("market_reviewer", "negotiate", {"negotiated_on": "", "participants": "x"}, 400),
        (
            "market_reviewer",
            "negotiate",
            {"negotiated_on": today, "participants": "双方", "text": "未达成一致。"},
            302,
        ),
        ("labour_office_head", "fail_negotiation", {"failure": "各持己见。"}, 302),
        ("labour_office_head", "request_coordination", {"authority": "MZJ"}, 400),
        ("labour_office_head", "request_coordination", {"authority": "SJJ"}, 302),
        ("labour_office_head", "record_no_agreement", {"result": RESULT}, 403),
        ("authority_officer", "decide", decision, 409),
        ("authority_officer", "record_no_agreement", {"result": RESULT}, 302),
        ("authority_officer", "refer", {}, 302),
        ("authority_officer", "decide", {**decision, "outcome": "GUESS"}, 400),
        ("market_office_head", "decide", decision, 403),
        ("authority_officer", "decide", decision, 302),
    ):
        client.force_login(quarrel.cast.people[person], BACKEND)
        answer = client.post(f"{where}{step}/", sent)
        assert answer.status_code == status, (person, step, answer.content.decode()[:300])
    dispute.refresh_from_db()
    assert (dispute.status, dispute.instrument) == ("CLOSED", INSTRUMENT)
    page = client.get(where).content.decode()
    for text in ("未达成一致。", RESULT, INSTRUMENT, "上海市人民政府", "各持己见。"):
        assert text in page, text
    assert SharingRequest.objects.get(pk=quarrel.refused.pk).status == "RECEIVED"
    matter = f"{_at(base, 'sharingrequest', 'requests')}{quarrel.refused.public_number}/"
    shown = client.get(matter).content.decode()
    assert "争议中" not in shown
    assert "的原答复" in shown
    interface = "ADMIN" if base == ADMIN else "PAGE"
    assert AuditEvent.objects.get(name="dispute.decide").interface == interface


@pytest.mark.parametrize("base", PLACES)
def test_the_form_names_the_right_authority(
    quarrel: Quarrel, client, open_doors, base: str
) -> None:
    """Pudong has an authority, but it stands above neither city department."""
    departments.found_authority(
        particulars=departments.Particulars(
            code="PDSJ",
            name="上海市浦东新区数据局",
            short_name="浦东数据局",
            region_code="310115",
            tier=Tier.COUNTY,
            sharing_office="办公室",
        ),
        actor=FOUNDING,
        now=quarrel.now,
    )
    dispute = failed(quarrel)
    where = f"{_at(base, 'dispute', 'disputes')}{dispute.public_number}/request_coordination/"
    client.force_login(quarrel.cast.people["market_office_head"], BACKEND)
    assert "上海市浦东新区数据局" in client.get(where).content.decode()
    answer = client.post(where, {"authority": "PDSJ"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "wrong-authority" in page
    assert "上海市数据局" in page
    assert "第二十八条" in page


@pytest.mark.parametrize(
    ("person", "steps"),
    [
        ("labour_clerk", set()),
        ("labour_office_head", {"request_coordination", "propose_settlement"}),
        ("market_office_head", {"request_coordination", "propose_settlement"}),
        ("authority_officer", set()),
    ],
)
def test_buttons_come_from_the_gate(
    quarrel: Quarrel, client, open_doors, person: str, steps: set[str]
) -> None:
    """After the negotiation failed: the heads, and nobody else yet."""
    dispute = failed(quarrel)
    client.force_login(quarrel.cast.people[person], BACKEND)
    for base in PLACES:
        where = f"{_at(base, 'dispute', 'disputes')}{dispute.public_number}/"
        page = client.get(where).content.decode()
        offered = {name for name in forms.STEPS if f"{where}{name}/" in page}
        assert offered == steps, base


def test_lists_at_both_doors(quarrel: Quarrel, client, open_doors) -> None:
    dispute = opened(quarrel)
    for person, side in (("labour_clerk", "opened"), ("market_reviewer", "answered")):
        client.force_login(quarrel.cast.people[person], BACKEND)
        for address in ("/disputes/", f"{ADMIN}dispute/"):
            assert dispute.public_number in client.get(address, {"side": side}).content.decode()
            other = {"side": "coordinated"}
            assert dispute.public_number not in client.get(address, other).content.decode()
            assert client.get(address, {"side": "x"}).status_code == 400
    client.force_login(quarrel.cast.people["civil_clerk"], BACKEND)
    assert dispute.public_number not in client.get("/disputes/").content.decode()


def test_what_awaits_whom_on_the_workbench(quarrel: Quarrel) -> None:
    """One about the request lies with the authority, one about the agreement with the heads."""
    brought(quarrel)
    other = negotiated(quarrel, agreement_id=quarrel.agreement.pk)
    now = quarrel.days(3)

    def waits(person: str) -> list[tuple[str, str]]:
        return list(story.work(quarrel.cast.actor(person), now, Dispute).items())

    (officers,) = waits("authority_officer")
    assert officers == (Dispute.objects.get(kind="REFUSED").public_number, "登记协调达成一致")
    head = quarrel.cast.actor("market_office_head")
    actions.propose_settlement(pk=other.pk, settlement="分批共享。", actor=head, now=now)
    assert waits("labour_office_head") == [(other.public_number, "确认协商方案")]
    assert waits("market_office_head") == []
    assert waits("labour_clerk") == []
