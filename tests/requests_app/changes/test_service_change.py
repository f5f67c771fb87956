"""A live service is ended or changed only after talks and filing (Art. 27 para. 3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.changes import actions, jobs, queries
from requests_app.models import AgreementGrant, ServiceChange, SharingAgreement
from requests_app.sharing import actions as sharing
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left
from tests.requests_app.delivery.desk import Desk

PLANNED = date(2025, 10, 20)  # after the holiday; proposed on 24 September
WHY = "业务系统整合，原接口停用。"


def refused(expected: reasons.Reason, act: Callable[..., object], **inputs: object) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is expected


def propose(desk: Desk, **changes) -> ServiceChange:
    wanted = {
        "kind": "END",
        "reason": WHY,
        "planned_on": PLANNED,
        "actor": desk.cast.actor("market_reviewer"),
        "now": desk.cast.now,
    }
    return actions.propose(agreement_id=desk.agreement.pk, **{**wanted, **changes})


def talk(desk: Desk, change: ServiceChange) -> None:
    actions.record_talks(
        pk=change.pk,
        talked_on=desk.cast.now.date() + timedelta(days=2),
        talks="双方业务处室座谈，商定切换安排。",
        actor=desk.cast.actor("market_reviewer"),
        now=desk.cast.now + timedelta(days=3),
    )


def file(desk: Desk, change: ServiceChange) -> None:
    head = desk.cast.actor("market_office_head")
    actions.file(pk=change.pk, actor=head, now=desk.cast.now + timedelta(days=4))


def on(desk: Desk, day: date):
    return desk.cast.now + (day - desk.cast.now.date())


def effect(desk: Desk, change: ServiceChange, day: date = PLANNED) -> None:
    supplier = desk.cast.actor("market_reviewer")
    actions.take_effect(pk=change.pk, actor=supplier, now=on(desk, day))


def test_the_service_ends_after_talks_and_filing(desk: Desk) -> None:
    """The whole way; the next call is refused, and the data await disposal."""
    change = propose(desk)
    assert (change.status, change.public_number) == ("NEGOTIATING", "SC-SCJG-2025-0001")
    assert desk.deliver(now=on(desk, PLANNED - timedelta(days=1))).rows
    talk(desk, change)
    file(desk, change)
    change.refresh_from_db()
    assert (change.status, change.filing_number) == ("FILED", "BA-SCJG-2025-0001")
    assert desk.deliver(now=on(desk, PLANNED)).rows, "filing alone cuts nothing"
    effect(desk, change)
    change.refresh_from_db()
    agreement = SharingAgreement.objects.get(pk=desk.agreement.pk)
    assert (change.status, agreement.status) == ("EFFECTIVE", "IN_DISPOSAL")
    assert not AgreementGrant.objects.filter(content_object=agreement).exists()
    with pytest.raises(Refused) as caught:
        desk.deliver(now=on(desk, PLANNED))
    assert caught.value.reason is reasons.NOT_IN_USE
    assert grants.differences() == ([], [])
    event = AuditEvent.objects.get(name="servicechange.file")
    assert event.article == "27-3"
    assert event.details["filing"] == "BA-SCJG-2025-0001"


def test_a_changed_service_goes_on(desk: Desk) -> None:
    change = propose(desk, kind="CHANGE")
    talk(desk, change)
    file(desk, change)
    effect(desk, change)
    assert SharingAgreement.objects.get(pk=desk.agreement.pk).status == "IN_USE"
    assert desk.deliver(now=on(desk, PLANNED)).rows


def test_nothing_is_filed_without_talks(desk: Desk) -> None:
    change = propose(desk)
    refused(reasons.NOT_NEGOTIATED, file, desk=desk, change=change)


def test_nothing_takes_effect_without_filing(desk: Desk) -> None:
    change = propose(desk)
    talk(desk, change)
    refused(reasons.WRONG_STATE, effect, desk=desk, change=change)


def test_nothing_takes_effect_before_its_day(desk: Desk) -> None:
    change = propose(desk)
    talk(desk, change)
    file(desk, change)
    early = PLANNED - timedelta(days=1)
    refused(reasons.NOT_YET_PLANNED, effect, desk=desk, change=change, day=early)


@pytest.mark.parametrize("position", ["AGREES", "OBJECTS"])
def test_the_requester_is_heard_and_cannot_block(desk: Desk, position: str) -> None:
    """Its consent is no condition in the text; what it says is kept."""
    change = propose(desk)
    head = desk.cast.actor("labour_office_head")
    actions.state_position(
        pk=change.pk, position=position, text="请延后一个月。", actor=head, now=desk.cast.now
    )
    talk(desk, change)
    file(desk, change)
    effect(desk, change)
    change.refresh_from_db()
    assert (change.status, change.position) == ("EFFECTIVE", position)
    assert change.position_text == "请延后一个月。"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reason": "  "}, reasons.NO_JUSTIFICATION),
        ({"planned_on": date(2025, 9, 24)}, reasons.PLANNED_TOO_EARLY),
        ({"planned_on": date(2025, 9, 1)}, reasons.PLANNED_TOO_EARLY),
    ],
)
def test_a_proposal_says_why_and_leaves_time(desk: Desk, changes, reason) -> None:
    refused(reason, propose, desk=desk, **changes)


def test_one_change_at_a_time(desk: Desk) -> None:
    first = propose(desk)
    refused(reasons.CHANGE_UNDER_WAY, propose, desk=desk)
    clerk = desk.cast.actor("market_reviewer")
    actions.withdraw_proposal(pk=first.pk, note="暂不终止。", actor=clerk, now=desk.cast.now)
    assert propose(desk).status == "NEGOTIATING"


def test_talks_lie_between_proposal_and_today(desk: Desk) -> None:
    change = propose(desk)
    for day in (date(2025, 9, 23), date(2025, 9, 26)):
        refused(
            reasons.TALKS_OUT_OF_TIME,
            actions.record_talks,
            pk=change.pk,
            talked_on=day,
            talks="协商",
            actor=desk.cast.actor("market_reviewer"),
            now=on(desk, date(2025, 9, 25)),
        )


def test_an_agreement_that_ended_has_no_service(desk: Desk) -> None:
    """Nothing to propose; and an open change lapses."""
    change = propose(desk)
    head = desk.cast.actor("labour_office_head")
    sharing.end_use(pk=desk.agreement.pk, actor=head, now=desk.cast.now)
    refused(reasons.SERVICE_NOT_LIVE, propose, desk=desk)
    for _twice in range(2):
        jobs.lapse_changes(actor=Actor.system("lapse-changes"), now=desk.cast.now)
    change.refresh_from_db()
    assert change.status == "WITHDRAWN"
    assert AuditEvent.objects.filter(name="servicechange.lapse").count() == 1


@pytest.mark.parametrize("person", ["labour_clerk", "labour_office_head", "authority_officer"])
def test_only_the_provider_proposes(desk: Desk, person: str) -> None:
    refused(reasons.NOT_YOUR_MATTER, propose, desk=desk, actor=desk.cast.actor(person))


def test_who_sees_it(desk: Desk) -> None:
    """Both parties and the authority; another department does not."""
    change = propose(desk)
    for person in ("market_reviewer", "labour_clerk", "authority_officer"):
        assert change in queries.visible_to(desk.cast.actor(person)), person
    for person in ("civil_clerk", "hongkou_clerk", "outsider"):
        assert change not in queries.visible_to(desk.cast.actor(person)), person


def test_whose_turn_it_is(desk: Desk) -> None:
    """The requester's head and the provider's reviewer first, then its head, then its supplier."""
    change = propose(desk)

    def waits(now) -> set[str]:
        people = ("market_reviewer", "market_office_head", "labour_office_head", "labour_clerk")
        found = {name: queries.awaiting(desk.cast.actor(name), now=now) for name in people}
        return {name for name, rows in found.items() if change in rows}

    assert waits(desk.cast.now) == {"market_reviewer", "labour_office_head"}
    talk(desk, change)
    assert waits(desk.cast.now) == {"market_office_head", "labour_office_head"}
    file(desk, change)
    assert waits(on(desk, PLANNED - timedelta(days=1))) == set()
    assert waits(on(desk, PLANNED)) == {"market_reviewer"}


def test_over_rest(desk: Desk) -> None:
    """The recipient's system reads it; it may not propose, and what is wrong is named."""
    change = propose(desk)
    api = ApiCaller(desk.cast.systems["labour"])
    listed = api.get("/service-changes/").json()["results"]
    assert [row["number"] for row in listed] == [change.public_number]
    one = api.get(f"/service-changes/{change.public_number}/").json()
    assert (one["kind"], one["planned_on"], one["reason"]) == ("END", "2025-10-20", WHY)
    body = {
        "agreement": desk.agreement.public_number,
        "kind": "END",
        "reason": WHY,
        "planned_on": "2031-01-31",
    }
    answer = api.post("/service-changes/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    wrong = api.post("/service-changes/", {**body, "kind": "STOP", "more": 1})
    assert wrong.status_code == 400
    assert set(wrong.json()["fields"]) == {"more"}
    assert api.post("/service-changes/", {**body, "agreement": "SA-X"}).status_code == 404
    assert api.get("/service-changes/SC-X/").status_code == 404


def test_in_pages_and_admin(desk: Desk, client, settings) -> None:
    """The button on the agreement leads to the form; the form proposes; a head files."""
    settings.AXES_ENABLED = False
    desk.cast.now = desk.cast.now.replace(microsecond=0)
    number = desk.agreement.public_number
    people = desk.cast.people
    for base, new in (
        (f"/agreements/{number}/", "/service-changes/new/"),
        (
            f"/admin/requests_app/sharingagreement/{number}/",
            "/admin/requests_app/servicechange/add/",
        ),
    ):
        client.force_login(people["market_reviewer"], "django.contrib.auth.backends.ModelBackend")
        page = client.get(base).content.decode()
        assert f"{new}?agreement={number}" in page
        form = client.get(new, {"agreement": number})
        assert form.status_code == 200
        early = client.post(
            f"{new}?agreement={number}",
            {"kind": "END", "reason": WHY, "planned_on": "2020-01-01"},
        )
        assert early.status_code == 409
        assert WHY in early.content.decode()
        made = client.post(
            f"{new}?agreement={number}",
            {"kind": "END", "reason": WHY, "planned_on": "2031-01-31"},
        )
        assert made.status_code == 302, made.content.decode()[:500]
        change = ServiceChange.objects.latest("pk")
        assert change.public_number in client.get(base).content.decode()
        assert client.get(made.url).status_code == 200
        withdrawn = client.post(f"{made.url}withdraw_proposal/", {"note": "另行安排。"})
        assert withdrawn.status_code == 302
        client.force_login(people["labour_clerk"], "django.contrib.auth.backends.ModelBackend")
        assert new not in client.get(base).content.decode()
        refusal = client.post(
            f"{new}?agreement={number}",
            {"kind": "END", "reason": WHY, "planned_on": "2031-01-31"},
        )
        assert refusal.status_code == 403
        client.force_login(people["hongkou_clerk"], "django.contrib.auth.backends.ModelBackend")
        assert client.get(new, {"agreement": number}).status_code == 404
    assert client.get("/service-changes/", {"side": "given"}).status_code == 200


def test_an_api_actor_of_the_provider_may_propose_by_person(desk: Desk) -> None:
    """The interface makes no difference to the rule."""
    made = propose(desk, actor=desk.cast.actor("market_reviewer", Interface.API))
    assert AuditEvent.objects.get(name="servicechange.propose").interface == "API"
    assert made.status == "NEGOTIATING"
