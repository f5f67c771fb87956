"""A renewal is a new request, linked to the old agreement, with periods of its own."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.models import SharingAgreement, SharingRequest
from requests_app.sharing import actions, queries
from tests import story
from tests.races.fingerprint import nothing_left


@pytest.fixture
def in_use(cast, published, received, tmp_path: Path) -> SharingAgreement:
    """Loaded and in use."""
    agreement = story.agree(cast, received)
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def renew(cast, agreement: SharingAgreement, person: str = "labour_clerk") -> SharingRequest:
    return actions.renew(pk=agreement.pk, actor=cast.actor(person), now=cast.now)


def refused(reason: reasons.Reason, cast, agreement: SharingAgreement, person: str) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        renew(cast, agreement, person)
    assert caught.value.reason is reason


def test_the_draft_has_the_old_particulars_and_no_period(cast, received, in_use) -> None:
    made = renew(cast, in_use)
    assert (made.status, made.renews_id) == ("DRAFT", in_use.pk)
    assert made.public_number != received.public_number
    for name in ("legal_basis", "scenario", "purpose", "scope", "sharing_mode", "system_id"):
        assert getattr(made, name) == getattr(received, name), name
    assert (made.use_from, made.use_until, made.is_declared) == (None, None, False)
    names = list(made.items.order_by("item__position").values_list("item__column_name", "need"))
    asked = received.items.order_by("item__position").values_list("item__column_name", "need")
    assert names == list(asked)
    rows = [(rule.item.column_name, rule.kind, rule.values) for rule in made.rows.all()]
    assert rows == [("district", "REGION", ["310109"])]
    event = AuditEvent.objects.get(name="sharingagreement.renew")
    assert event.details["request"] == made.public_number
    in_use.refresh_from_db()
    assert in_use.status == "IN_USE"


def test_only_columns_agreed_and_still_published_come_along(cast, published, in_use) -> None:
    """The entry has a new version without one of the columns."""
    entry = published.entry
    less = tuple(item for item in story.REGISTRY_ITEMS if item.column_name != "kind")
    draft = story.directories.draft_version(
        pk=published.pk, actor=cast.actor("market_compiler"), now=cast.now
    )
    story.directories.revise(
        pk=draft.pk,
        content=story.enterprise_registry(items=less),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    story.carry_to_review(cast, draft)
    story.directories.publish(pk=draft.pk, actor=cast.actor("authority_officer"), now=cast.now)
    entry.refresh_from_db()
    made = renew(cast, in_use)
    assert made.entry_version_id == entry.live_version_id != published.pk
    kept = set(made.items.values_list("item__column_name", flat=True))
    agreed = set(in_use.items.values_list("item__column_name", flat=True))
    assert kept == agreed - {"kind"}
    assert {item.version_id for item in (row.item for row in made.items.all())} == {
        entry.live_version_id
    }


def test_one_renewal_at_a_time(cast, in_use) -> None:
    made = renew(cast, in_use)
    refused(reasons.RENEWAL_UNDER_WAY, cast, in_use, "labour_clerk")
    actions.withdraw(pk=made.pk, actor=cast.actor("labour_clerk"), now=cast.now)
    assert renew(cast, in_use).pk != made.pk


def test_an_ended_agreement_may_still_be_renewed(cast, in_use) -> None:
    head = cast.actor("labour_office_head")
    actions.end_use(pk=in_use.pk, actor=head, now=cast.now)
    assert renew(cast, in_use).status == "DRAFT"


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_only_the_requester_renews(cast, in_use, person: str, reason) -> None:
    refused(reason, cast, in_use, person)


def test_the_provider_learns_of_it_when_it_arrives(cast, in_use) -> None:
    """A draft is the requester's own; its periods begin with its own receipt."""
    made = renew(cast, in_use)
    provider, requester = cast.actor("market_reviewer"), cast.actor("labour_clerk")
    assert list(queries.renewals_of(in_use, requester)) == [made]
    assert list(queries.renewals_of(in_use, provider)) == []
    later = cast.now + timedelta(days=1)
    SharingRequest.objects.filter(pk=made.pk).update(
        use_from=date(2026, 1, 1), use_until=date(2026, 12, 31), is_declared=True
    )
    story.send(cast, made, now=later)
    made.refresh_from_db()
    assert (made.status, made.due_started_on) == ("RECEIVED", date(2025, 9, 25))
    assert list(queries.renewals_of(in_use, provider)) == [made]
