"""Agreements replaced and disposed of at once, and a system that is served all the while."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from portal.models import AuditEvent
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import Delivery, SharingAgreement, UseChange
from requests_app.sharing import actions as sharing
from requests_app.sharing import disposal
from requests_app.use_changes import actions as use_changes
from requests_app.use_changes.actions import Wish
from tests import cast as the_cast
from tests import story
from tests.races.test_at_once import race
from tests.requests_app.sharing import combined

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(now) -> the_cast.Cast:
    """The cast, committed."""
    grants.forget_permissions()
    return the_cast.build(now)


@pytest.fixture
def in_use(cast, tmp_path: Path) -> SharingAgreement:
    """Loaded and in use."""
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def _received(cast: the_cast.Cast, agreement: SharingAgreement, column: str) -> UseChange:
    """One more column was asked for, and the provider has received it."""
    item = agreement.entry_version.items.get(column_name=column)
    clerk, now = cast.actor("labour_clerk"), cast.now
    wish = Wish(reason="扩围", legal_basis="《某条例》", columns={item.pk: "核验"})
    change = use_changes.request_use_change(
        agreement_id=agreement.pk, kind="SCOPE", wish=wish, actor=clerk, now=now
    )
    use_changes.submit(pk=change.pk, actor=clerk, now=now)
    head = cast.actor("labour_office_head")
    use_changes.consent_to_send(pk=change.pk, actor=head, now=now)
    return change


def test_two_answers_at_once_give_one(cast, in_use) -> None:
    """Consent and refusal by two heads: one of them stands, and one agreement counts."""
    head, agreement = cast.actor("market_office_head"), in_use
    for column in ("province", "address", "business"):
        change = _received(cast, agreement, column)
        asked = {"pk": change.pk, "actor": head, "now": cast.now}
        steps = iter(
            [
                lambda step=asked: use_changes.consent_to_change(**step),
                lambda step=asked: use_changes.refuse_change(note="不同意。", **step),
            ]
        )
        told = race(lambda left=steps: next(left)(), racers=2)
        assert told == {"ok": 1, "wrong-state": 1}
        counting = SharingAgreement.objects.exclude(status="OBSOLETE")
        stands, agreement = agreement, counting.get()
        status = UseChange.objects.get(pk=change.pk).status
        assert (status == "CONSENTED") == (agreement != stands)
        assert grants.differences() == ([], [])


def test_of_two_that_combine_one_is_agreed_first(cast) -> None:
    """Two heads agree at once to what combines: the later one sees what the other added."""
    registry = story.publish(cast, story.enterprise_registry())
    holders = combined.publish(cast)
    for _round in range(3):
        waiting = []
        for made in (story.send(cast, story.apply(cast, registry)), combined.ask(cast, holders)):
            if made.status == "RECEIVED":
                actor = cast.actor("market_reviewer")
                sharing.open_review(pk=made.pk, actor=actor, now=cast.now)
            combined.propose(cast, made)
            waiting.append(made)
        left = iter(waiting)
        told = race(lambda left=left: combined.consent(cast, next(left)), racers=2)
        assert told == {"ok": 1, "aggregation-unassessed": 1}
        # Closed, so that the next round begins with nothing held.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE requests_app_sharingagreement SET status = 'CLOSED'")


def test_two_consents_at_once_give_one_agreement(cast, in_use) -> None:
    change = _received(cast, in_use, "province")
    head = cast.actor("market_office_head")
    told = race(
        lambda: use_changes.consent_to_change(pk=change.pk, actor=head, now=cast.now), racers=4
    )
    assert told == {"ok": 1, "wrong-state": 3}
    assert SharingAgreement.objects.count() == 2
    assert AuditEvent.objects.filter(name="sharingagreement.replace").count() == 1


def test_consent_against_suspension(cast, in_use) -> None:
    """Whoever comes second finds another state; no grant is left that facts do not cause."""
    change = _received(cast, in_use, "province")
    head, now = cast.actor("market_office_head"), cast.now
    steps = iter(
        [
            lambda: use_changes.consent_to_change(pk=change.pk, actor=head, now=now),
            lambda: sharing.suspend(
                pk=in_use.pk, note="越权", rectify_by=now.date(), actor=head, now=now
            ),
        ]
    )
    told = race(lambda: next(steps)(), racers=2)
    assert told["ok"] == 1, told
    assert grants.differences() == ([], [])
    counting = SharingAgreement.objects.exclude(status="OBSOLETE").get()
    suspended = SharingAgreement.objects.filter(status="SUSPENDED").exists()
    assert (counting == in_use) == suspended


def test_two_judgements_of_one_certificate(cast, in_use) -> None:
    """Confirmed and returned at once: one of them stands."""
    sharing.end_use(pk=in_use.pk, actor=cast.actor("labour_office_head"), now=cast.now)
    story.instruct_disposal(cast, in_use)
    story.report_disposal(cast, in_use)
    asked = {"pk": in_use.pk, "actor": cast.actor("market_reviewer"), "now": cast.now}
    steps = iter(
        [
            lambda: disposal.confirm_disposal(note="x", **asked),
            lambda: disposal.return_certificate(note="x", **asked),
        ]
    )
    told = race(lambda: next(steps)(), racers=2)
    assert told["ok"] == 1
    assert told.keys() <= {"ok", "wrong-state", "no-certificate"}
    status = SharingAgreement.objects.get(pk=in_use.pk).status
    outcome = in_use.disposal_certificates.get().outcome
    assert (status, outcome) in {("CLOSED", "ACCEPTED"), ("IN_DISPOSAL", "RETURNED")}


def test_a_system_is_served_while_its_agreement_is_replaced(cast, in_use) -> None:
    """It calls by the number it knows, before, during and after: no call is refused."""
    change = _received(cast, in_use, "province")
    system = cast.systems["labour"].system
    actor = Actor.person(
        system.client.user_id,
        interface=Interface.API,
        on=cast.now.date(),
        client_id=system.client_id,
    )
    call = Call(
        number=in_use.public_number,
        client_id=system.client_id,
        operation=Operation.RECORDS,
        purpose=in_use.purpose,
        case_number="WG-1",
    )
    old = set(in_use.items.values_list("item__column_name", flat=True))
    done = threading.Event()
    seen: list[frozenset[str] | str] = []

    def keep_calling() -> None:
        try:
            for _call in range(400):
                after = done.is_set()
                try:
                    seen.append(frozenset(deliver(call=call, actor=actor, now=cast.now).columns))
                except Refused as refused:
                    seen.append(refused.reason.code)
                if after:
                    return
        finally:
            connection.close()

    caller = threading.Thread(target=keep_calling)
    caller.start()
    use_changes.consent_to_change(
        pk=change.pk, actor=cast.actor("market_office_head"), now=cast.now
    )
    done.set()
    caller.join(60)
    assert set(seen) <= {frozenset(old), frozenset({*old, "province"})}
    assert seen[-1] == {*old, "province"}
    assert Delivery.objects.count() == len(seen)
