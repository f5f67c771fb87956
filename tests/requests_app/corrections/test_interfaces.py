"""Corrections through the API, the pages and the admin: the same rules, the same secrets."""

from typing import Any

import pytest

from portal.models import AuditEvent
from requests_app.corrections import actions
from requests_app.delivery.models import Operation
from requests_app.delivery.plan import Filter
from requests_app.models import Correction, CorrectionRecall
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.corrections.town import (
    BELIEVED,
    EVIDENCE,
    KEY,
    Town,
    fed_back,
    raised,
    received,
    verifying,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
FINDING = "已与原始档案核对。"


def received_by_civil(town: Town) -> None:
    asked = {"operation": Operation.LOOK_UP, "filters": (Filter("code", "", KEY),), "limit": 1}
    town.civil.receive(now=town.cast.now, **asked)


def body(town: Town, **changes: Any) -> dict[str, Any]:
    usual = {
        "agreement": town.desk.agreement.public_number,
        "fault": "INACCURATE",
        "key_column": "code",
        "record_key": KEY,
        "column": "staff",
        "believed_value": BELIEVED,
        "evidence": EVIDENCE,
    }
    return {**usual, **changes}


# The programming interface.


def test_a_system_raises_and_reads_a_correction(town: Town, open_doors) -> None:
    api = ApiCaller(town.cast.systems["labour"])
    made = api.post("/corrections/", body(town))
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["status"], one["provider"], one["column"]) == ("RAISED", "SCJG", "staff")
    assert one["record"]["record_key"] == KEY
    assert one["record"]["evidence"] == EVIDENCE
    assert one["due_on"] is not None
    assert one["recalls"] == []
    listed = api.get("/corrections/", {"side": "made", "status": "RAISED"})
    (row,) = listed.json()["results"]
    assert row["number"] == one["number"]
    for secret in (KEY, BELIEVED, EVIDENCE):
        assert secret not in str({**row, "number": ""})
    assert api.get("/corrections/", {"side": "received"}).json()["results"] == []
    assert AuditEvent.objects.get(name="correction.request_correction").interface == "API"


@pytest.mark.parametrize(
    ("changes", "status", "names"),
    [
        ({"fault": "WRONG"}, 400, {"fault"}),
        ({"evidence": ""}, 400, {"evidence"}),
        ({"record_key": 3}, 400, {"record_key"}),
        ({"record_key": "C" * 201}, 400, {"record_key"}),
        ({"believed_value": "x" * 1001}, 400, {"believed_value"}),
        ({"colour": "red"}, 400, {"colour"}),
        ({"column": "secret"}, 409, set()),
        ({"key_column": "name"}, 409, set()),
        ({"agreement": "SA-X"}, 404, set()),
    ],
)
def test_bad_input_is_named(town: Town, open_doors, changes, status, names) -> None:
    before = AuditEvent.objects.count()
    answer = ApiCaller(town.cast.systems["labour"]).post("/corrections/", body(town, **changes))
    assert answer.status_code == status, answer.content
    assert set(answer.json().get("fields", {})) == names
    assert Correction.objects.count() == 0
    assert AuditEvent.objects.count() == before


def test_steps_over_rest(town: Town, open_doors) -> None:
    """A wrong state is 409, a step of somebody else's 403, a hidden matter 404."""
    correction = raised(town.desk)
    labour, civil = (ApiCaller(town.cast.systems[name]) for name in ("labour", "civil_affairs"))
    path = f"/corrections/{correction.public_number}/"
    early = labour.post(f"{path}reopen/", {"reopening": "x"})
    assert (early.status_code, early.json()["code"]) == (409, "wrong-state")
    other = labour.post(f"{path}receive/")
    assert (other.status_code, other.json()["code"]) == (403, "not-your-matter")
    assert civil.get(path).status_code == 404
    assert civil.post(f"{path}receive/").status_code == 404
    reviewer, now = town.cast.actor("market_reviewer"), town.cast.now
    actions.receive(pk=correction.pk, actor=reviewer, now=now)
    assert labour.get(path).json()["due_on"] == "2025-10-14"
    actions.begin_verification(pk=correction.pk, actor=reviewer, now=now)
    actions.confirm_right(pk=correction.pk, finding=FINDING, actor=reviewer, now=now)
    assert FINDING not in labour.get(path).content.decode(), "found, but not yet fed back"
    actions.feed_back(pk=correction.pk, actor=reviewer, now=now)
    (feedback,) = labour.get(path).json()["record"]["feedbacks"]
    assert (feedback["outcome"], feedback["text"]) == ("CONFIRMED_RIGHT", FINDING)
    again = labour.post(f"{path}reopen/", {"reopening": "与年报不符。"})
    assert (again.status_code, again.json()["status"]) == (200, "REOPENED")
    missing = labour.post(f"{path}reopen/", {"note": "x"})
    assert set(missing.json()["fields"]) == {"note"}


def test_a_recall_over_rest(town: Town, open_doors) -> None:
    """Its receipts name the record to whoever received it; the key itself is not told."""
    received_by_civil(town)
    fed_back(town.desk)
    civil, health = (ApiCaller(town.cast.systems[name]) for name in ("civil_affairs", "health"))
    (row,) = civil.get("/recalls/", {"side": "told"}).json()["results"]
    assert (row["department"], row["outcome"], row["status"]) == ("MZJ", "CORRECTED", "TOLD")
    path = f"/recalls/{row['number']}/"
    one = civil.get(path).json()
    assert len(one["receipts"]) == 1
    for secret in (BELIEVED, EVIDENCE, FINDING, f'"{KEY}"'):
        assert secret not in civil.get(path).content.decode()
    assert health.get(path).status_code == 404
    done = civil.post(f"{path}confirm_recall/")
    assert (done.status_code, done.json()["status"]) == (200, "CONFIRMED")
    assert civil.post(f"{path}confirm_recall/").status_code == 409
    correction = Correction.objects.get()
    labour = ApiCaller(town.cast.systems["labour"])
    (told,) = labour.get(f"/corrections/{correction.public_number}/").json()["recalls"]
    assert told["department"] == "MZJ"
    assert told["confirmed_at"] is not None
    assert labour.get(path).status_code == 404


# Pages and admin.

BASES = ("/corrections/", "/admin/requests_app/correction/")


@pytest.mark.parametrize(
    ("agreements", "base"),
    [
        ("/agreements/", "/corrections/"),
        ("/admin/requests_app/sharingagreement/", "/admin/requests_app/correction/"),
    ],
)
def test_the_whole_way_by_hand(town: Town, client, open_doors, agreements, base) -> None:
    """Raised from the agreement's page, received, forwarded, found, fed back, reopened."""
    received_by_civil(town)
    people, number = town.cast.people, town.desk.agreement.public_number
    new = f"{base}{'add' if 'admin' in base else 'new'}/?agreement={number}"
    client.force_login(people["labour_clerk"], BACKEND)
    listed = client.get("/agreements/").content.decode()
    assert 'href="/corrections/"' in listed
    assert 'href="/recalls/"' in listed
    assert new in client.get(f"{agreements}{number}/").content.decode()
    assert client.get(new).status_code == 200
    typed = body(town)
    del typed["agreement"]
    wrong = client.post(new, {**typed, "column": "secret"})
    assert wrong.status_code == 400
    assert EVIDENCE in wrong.content.decode()
    made = client.post(new, typed)
    assert made.status_code == 302, made.content.decode()[:800]
    page = made.url
    assert KEY in client.get(page).content.decode()

    client.force_login(people["authority_officer"], BACKEND)
    seen = client.get(page).content.decode()
    for secret in (BELIEVED, EVIDENCE):
        assert secret not in seen

    client.force_login(people["market_reviewer"], BACKEND)
    assert client.post(f"{page}reopen/", {"reopening": "x"}).status_code in {403, 409}
    for step, sent in (
        ("receive", {}),
        ("begin_verification", {}),
        ("forward", {"source": "WJW", "forwarding": "由其采集。"}),
        ("correct", {"finding": FINDING}),
        ("feed_back", {}),
    ):
        answer = client.post(f"{page}{step}/", sent)
        assert answer.status_code == 302, (step, answer.content.decode()[:800])
    assert "上海市民政局" in client.get(page).content.decode()
    assert client.post(f"{page}feed_back/").status_code == 409

    client.force_login(people["health_reviewer"], BACKEND)
    assert BELIEVED in client.get(page).content.decode(), "the source department verifies"

    client.force_login(people["civil_clerk"], BACKEND)
    assert client.get(page).status_code == 404
    recalls = base.replace("correction/", "correctionrecall/").replace("/corrections/", "/recalls/")
    notice = CorrectionRecall.objects.get()
    shown = client.get(f"{recalls}{notice.public_number}/").content.decode()
    assert notice.receipts[0] in shown
    for secret in (BELIEVED, EVIDENCE, FINDING):
        assert secret not in shown
    assert notice.public_number in client.get(recalls).content.decode()
    assert client.post(f"{recalls}{notice.public_number}/confirm_recall/").status_code == 302

    client.force_login(people["labour_clerk"], BACKEND)
    assert FINDING in client.get(page).content.decode()
    assert client.post(f"{page}reopen/", {"reopening": "仍不符。"}).status_code == 302
    assert client.get(base, {"side": "made", "q": "人数"}).status_code == 200
    correction = Correction.objects.get()
    assert correction.status == "REOPENED"


@pytest.mark.parametrize("base", BASES)
def test_no_list_finds_a_record_by_its_key(town: Town, client, open_doors, base) -> None:
    raised(town.desk, record_key="C3-UNIQUE")
    client.force_login(town.cast.people["labour_clerk"], BACKEND)
    assert "CR-RSJ" in client.get(base).content.decode()
    found = client.get(base, {"q": "C3-UNIQUE"})
    assert "CR-RSJ" not in found.content.decode()


@pytest.mark.parametrize("base", BASES)
def test_only_a_recipient_is_shown_the_form_to_use(town: Town, client, open_doors, base) -> None:
    number = town.desk.agreement.public_number
    new = f"{base}{'add' if 'admin' in base else 'new'}/?agreement={number}"
    typed = body(town)
    del typed["agreement"]
    client.force_login(town.cast.people["market_reviewer"], BACKEND)
    assert client.post(new, typed).status_code == 403
    client.force_login(town.cast.people["hongkou_clerk"], BACKEND)
    assert client.get(new).status_code == 404


def test_what_awaits_whom_on_the_workbench(town: Town) -> None:
    """The provider's reviewer has the correction, the department told its notice."""
    received_by_civil(town)
    fed_back(town.desk)
    open_one = received(town.desk)
    now = town.cast.now

    def waits(person: str) -> dict[str, str]:
        return story.work(town.cast.actor(person), now, Correction, CorrectionRecall)

    assert waits("market_reviewer") == {open_one.public_number: "开始核实"}
    assert list(waits("civil_clerk")) == [CorrectionRecall.objects.get().public_number]
    assert waits("labour_clerk") == {}
    verified = verifying(town.desk)
    actions.correct_partly(
        pk=verified.pk, finding=FINDING, actor=town.cast.actor("market_reviewer"), now=now
    )
    assert waits("market_reviewer")[verified.public_number] == "反馈结果"
