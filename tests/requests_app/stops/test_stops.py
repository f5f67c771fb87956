"""The authority stops delivery: the very next call is refused, until it lifts (Arts 29, 35)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Department
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose, Tier
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import opened
from requests_app.models import DeliveryStop, QuotaDay, SharingAgreement
from requests_app.sharing import queries as sharing
from requests_app.sharing import stopping
from requests_app.stops import actions, queries
from tests import cast as the_cast
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.delivery.desk import Desk
from tests.requests_app.stops.authorities import authority_of, refused, refused_whole


def criteria(desk: Desk) -> dict[str, dict[str, str]]:
    """Each way to name what the desk's agreement gives out."""
    return {
        "provider": {"provider": "SCJG"},
        "entry": {"entry": desk.version.entry.code},
        "recipient": {"recipient": "RSJ"},
        "purpose": {"purpose": Purpose.GOVERNMENT_SERVICE},
        "all": {
            "provider": "SCJG",
            "entry": desk.version.entry.code,
            "recipient": "RSJ",
            "purpose": Purpose.GOVERNMENT_SERVICE,
        },
    }


KINDS = ("provider", "entry", "recipient", "purpose", "all")


# The next call.


@pytest.mark.parametrize("kind", KINDS)
def test_the_very_next_call_is_refused_and_the_next_after_lifting_answered(
    desk: Desk, kind: str
) -> None:
    assert desk.deliver().rows
    stop = story.stop_delivery(desk.cast, **criteria(desk)[kind])
    told = refused(reasons.DELIVERY_STOPPED, desk.deliver)
    assert told.is_right_missing
    officer = desk.cast.actor("authority_officer")
    actions.lift_stop(pk=stop.pk, note="已排除风险。", actor=officer, now=desk.cast.now)
    assert desk.deliver().rows


@pytest.mark.parametrize(
    "named",
    [
        {"provider": "MZJ"},
        {"recipient": "SCJG"},
        {"purpose": Purpose.SUPERVISION},
        {"provider": "SCJG", "recipient": "MZJ"},
        {"recipient": "RSJ", "purpose": Purpose.SUPERVISION},
        {"provider": "RSJ", "purpose": Purpose.GOVERNMENT_SERVICE},
    ],
)
def test_what_has_not_all_in_common_flows_on(desk: Desk, named: dict[str, str]) -> None:
    story.stop_delivery(desk.cast, **named)
    assert desk.deliver().rows


def test_a_purpose_consented_to_later_is_stopped_by_itself(desk: Desk) -> None:
    rows = SharingAgreement.objects.filter(pk=desk.agreement.pk)
    rows.update(further_purposes=[Purpose.SUPERVISION])
    story.stop_delivery(desk.cast, purpose=Purpose.SUPERVISION)
    assert desk.deliver().rows
    refused(reasons.DELIVERY_STOPPED, desk.deliver, purpose=Purpose.SUPERVISION)
    assert list(stopping.stopped()) == [desk.agreement]


@pytest.mark.parametrize("kind", KINDS)
def test_other_purposes_of_what_is_stopped_by_purpose_only(desk: Desk, kind: str) -> None:
    """Whichever purpose a call states, it does not get round a stop that names none."""
    story.stop_delivery(desk.cast, **criteria(desk)[kind])
    expected = (
        reasons.PURPOSE_NOT_AGREED if kind in {"purpose", "all"} else reasons.DELIVERY_STOPPED
    )
    refused(expected, desk.deliver, purpose=Purpose.OTHER)


def test_two_stops_are_lifted_one_by_one(desk: Desk) -> None:
    first = story.stop_delivery(desk.cast, provider="SCJG")
    second = story.stop_delivery(desk.cast, recipient="RSJ")
    officer = {"actor": desk.cast.actor("authority_officer"), "now": desk.cast.now}
    actions.lift_stop(pk=first.pk, note="排除", **officer)
    refused(reasons.DELIVERY_STOPPED, desk.deliver)
    actions.lift_stop(pk=second.pk, note="排除", **officer)
    assert desk.deliver().rows


def test_a_stopped_call_costs_nothing_is_recorded_and_changes_no_agreement(desk: Desk) -> None:
    desk.deliver()
    before = QuotaDay.objects.values_list("used", flat=True).get()
    story.stop_delivery(desk.cast, provider="SCJG")
    with CaptureQueriesContext(connection) as asked:
        refused(reasons.DELIVERY_STOPPED, desk.deliver)
    # How the agreement stands, the stops among it, and the record of the refusal.
    assert len(asked) == 2, [query["sql"][:80] for query in asked]
    assert QuotaDay.objects.values_list("used", flat=True).get() == before
    event = AuditEvent.objects.filter(name="delivery.refuse").latest("pk")
    assert event.details["reason"] == "delivery-stopped"
    assert SharingAgreement.objects.get(pk=desk.agreement.pk).status == "IN_USE"


# Who may, and over whom.


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_office_head", reasons.NOT_YOUR_MATTER),
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("superuser", reasons.NOT_FOUND),
        ("outsider", reasons.NOT_FOUND),
    ],
)
def test_nobody_but_the_authority_stops_or_lifts(
    desk: Desk, person: str, reason: reasons.Reason
) -> None:
    actor = desk.cast.actor(person)
    asked = {"provider": "SCJG", "note": "x", "actor": actor, "now": desk.cast.now}
    refused_whole(reason, actions.stop_delivery, **asked)
    stop = story.stop_delivery(desk.cast, provider="SCJG")
    lifting = {"pk": stop.pk, "note": "x", "actor": actor, "now": desk.cast.now}
    with nothing_left(), pytest.raises(Refused) as caught:
        actions.lift_stop(**lifting)
    assert caught.value.is_right_missing


def test_time_lifts_nothing(desk: Desk) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG")
    system = Actor.system("nightly")
    refused_whole(
        reasons.NOT_YOUR_MATTER,
        actions.lift_stop,
        pk=stop.pk,
        note="x",
        actor=system,
        now=desk.cast.now,
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"provider": ""}, reasons.STOP_NAMES_NOTHING),
        ({"note": "  "}, reasons.NO_GROUND),
        ({"provider": "NOBODY"}, reasons.NOT_FOUND),
        ({"recipient": "NOBODY"}, reasons.NOT_FOUND),
        ({"entry": "307031001/999999"}, reasons.NOT_FOUND),
    ],
)
def test_what_a_stop_needs(desk: Desk, changes: dict[str, str], reason: reasons.Reason) -> None:
    officer = desk.cast.actor("authority_officer")
    asked = {"provider": "SCJG", "note": "x", "actor": officer, "now": desk.cast.now}
    refused_whole(reason, actions.stop_delivery, **{**asked, **changes})


def test_an_entry_that_was_never_published_is_not_known(desk: Desk) -> None:
    draft = story.draft(desk.cast, story.enterprise_registry(name="草稿"))
    refused_whole(reasons.NOT_FOUND, story.stop_delivery, desk.cast, entry=draft.entry.code)


def test_an_authority_stops_within_its_jurisdiction_only(desk: Desk) -> None:
    story.open_district(desk.cast)
    district = authority_of(desk.cast, "HKSJ", "310109", Tier.COUNTY)
    asked = {"note": "x", "actor": district, "now": desk.cast.now}
    for named in ({"provider": "SCJG"}, {"entry": desk.version.entry.code}, {"recipient": "RSJ"}):
        refused_whole(reasons.OUTSIDE_JURISDICTION, actions.stop_delivery, **asked, **named)
    # A department of its own and one that is not: the upper authority acts there.
    mixed = {"recipient": "HKSC", "provider": "SCJG"}
    refused_whole(reasons.OUTSIDE_JURISDICTION, actions.stop_delivery, **asked, **mixed)
    # A purpose alone holds within the jurisdiction: the city's own sharing flows on.
    actions.stop_delivery(**asked, purpose=Purpose.GOVERNMENT_SERVICE)
    assert desk.deliver().rows
    assert list(stopping.stopped()) == []


def test_the_same_is_stopped_once(desk: Desk) -> None:
    first = story.stop_delivery(desk.cast, provider="SCJG")
    refused_whole(reasons.STOPPED_ALREADY, story.stop_delivery, desk.cast, provider="SCJG")
    officer = {"actor": desk.cast.actor("authority_officer"), "now": desk.cast.now}
    refused_whole(reasons.NO_GROUND, actions.lift_stop, pk=first.pk, note=" ", **officer)
    actions.lift_stop(pk=first.pk, note="排除", **officer)
    refused_whole(reasons.WRONG_STATE, actions.lift_stop, pk=first.pk, note="排除", **officer)
    assert story.stop_delivery(desk.cast, provider="SCJG").public_number == "ST-SJJ-2025-0002"


def test_the_database_holds_one_of_a_kind_too(desk: Desk) -> None:
    first = story.stop_delivery(desk.cast, provider="SCJG")
    again = DeliveryStop(
        public_number="ST-X",
        status="IN_FORCE",
        status_since=desk.cast.now,
        created_at=desk.cast.now,
        authority=first.authority,
        provider=first.provider,
        reason="x",
    )
    with (
        opened("requests_app.DeliveryStop", None),
        transaction.atomic(),
        pytest.raises(IntegrityError, match="one_stop_in_force_of_a_kind"),
    ):
        again.save()


def test_both_acts_stand_in_the_log(desk: Desk) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG", purpose=Purpose.GOVERNMENT_SERVICE)
    officer = {"actor": desk.cast.actor("authority_officer"), "now": desk.cast.now}
    actions.lift_stop(pk=stop.pk, note="已排除风险。", **officer)
    events = AuditEvent.objects.filter(subject_number=stop.public_number).order_by("pk")
    assert [(each.name, each.article, each.to_status, each.note) for each in events] == [
        ("deliverystop.stop_delivery", "29-1", "IN_FORCE", "发现异常调用，先行停止。"),
        ("deliverystop.lift_stop", "29-1", "LIFTED", "已排除风险。"),
    ]
    assert events[0].details["provider"] == "SCJG"
    assert events[0].details["purpose"] == Purpose.GOVERNMENT_SERVICE


# Who is told.


def seen(cast: the_cast.Cast, person: str) -> list[DeliveryStop]:
    return list(queries.visible_to(cast.actor(person)))


@pytest.mark.parametrize("kind", ["provider", "entry", "recipient", "all"])
def test_both_parties_and_the_authority_know_and_nobody_else(desk: Desk, kind: str) -> None:
    stop = story.stop_delivery(desk.cast, **criteria(desk)[kind])
    for person in ("market_reviewer", "labour_clerk", "authority_officer"):
        assert seen(desk.cast, person) == [stop]
    for person in ("civil_clerk", "hongkou_clerk", "outsider", "superuser"):
        assert seen(desk.cast, person) == []


def test_a_purpose_alone_is_told_to_all_in_the_jurisdiction(desk: Desk) -> None:
    stop = story.stop_delivery(desk.cast, purpose=Purpose.OTHER)
    for person in ("civil_clerk", "hongkou_clerk", "labour_clerk"):
        assert seen(desk.cast, person) == [stop]
    assert seen(desk.cast, "outsider") == []


def test_heads_are_told_on_the_workbench_and_the_authority_has_it_to_lift(desk: Desk) -> None:
    stop = story.stop_delivery(desk.cast, provider="SCJG")

    def waiting(person: str) -> dict[str, str]:
        return story.work(desk.cast.actor(person), desk.cast.now, DeliveryStop)

    assert waiting("authority_officer") == {stop.public_number: "解除停止"}
    for person in ("market_office_head", "labour_office_head"):
        assert waiting(person) == {stop.public_number: "查看"}
    assert waiting("civil_office_head") == {}
    officer = {"actor": desk.cast.actor("authority_officer"), "now": desk.cast.now}
    actions.lift_stop(pk=stop.pk, note="排除", **officer)
    for person in ("authority_officer", "market_office_head", "labour_office_head"):
        assert waiting(person) == {}


def test_what_a_stop_touches_and_what_touches_an_agreement_are_the_same(desk: Desk) -> None:
    for named in criteria(desk).values():
        stop = story.stop_delivery(desk.cast, **named)
        assert list(stopping.touched_by(stop)) == [desk.agreement]
    agreement = SharingAgreement.objects.get(pk=desk.agreement.pk)
    assert len(stopping.stops_of(agreement)) == len(criteria(desk))
    other = story.stop_delivery(desk.cast, provider="MZJ")
    assert list(stopping.touched_by(other)) == []
    assert other not in stopping.stops_of(agreement)


def test_a_closed_department_can_still_be_stopped(desk: Desk) -> None:
    Department.objects.filter(code="SCJG").update(closed_on=desk.cast.now.date())
    story.stop_delivery(desk.cast, provider="SCJG")
    standing = sharing.standing(desk.actor, desk.agreement.public_number)
    assert standing is not None
    assert standing.stopped_purposes == [""]
