"""An emergency release: narrow, granted by another, self-ending, reviewed (Arts 21, 25, 35)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.departments import actions as departments
from catalog.models import DirectoryEntry, Membership
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate, SharingClass
from portal.workflow.actor import Actor
from requests_app.emergencies import actions, jobs, queries
from requests_app.models import Breach, EmergencyDelivery, EmergencyRelease
from requests_app.notices.jobs import give_notices
from requests_app.oversight.jobs import propose_breaches
from requests_app.sharing.recipients import receipts_of
from requests_app.sharing.record_keys import marks
from requests_app.stops import actions as stops
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.delivery.desk import Desk
from tests.requests_app.emergencies.siren import ASKED, SECOND, fetch, granted, refused

JOB = Actor.system("test")


def ask(desk: Desk, **changes: Any) -> EmergencyRelease:
    return story.ask_emergency(desk.cast, desk.version, **changes)


def step(desk: Desk, release: EmergencyRelease, person: str, **changes: Any) -> dict[str, Any]:
    """What every step takes."""
    base = {"pk": release.pk, "actor": desk.cast.actor(person), "now": desk.cast.now}
    return {**base, **changes}


# Asking.


def test_only_the_head_of_the_office_asks(desk: Desk) -> None:
    made = ask(desk)
    assert made.public_number == "ER-RSJ-2025-0001"
    assert (made.status, made.provider, made.authority) == (
        "ASKED",
        desk.cast.market,
        desk.cast.authority,
    )
    wanted = story.Wanted(
        emergency="x",
        case_number="x",
        columns=("name",),
        system_id=desk.client_id,
        purpose="OTHER",
        hours=1,
    )
    asked = {"entry_id": desk.version.entry_id, "wanted": wanted, "now": desk.cast.now}
    for person in ("labour_clerk", "civil_clerk"):
        with nothing_left():
            actor = desk.cast.actor(person)
            refused(reasons.NOT_YOUR_MANDATE, actions.ask_release, actor=actor, **asked)
    with nothing_left():
        head = desk.cast.actor("market_office_head")
        refused(reasons.OWN_ENTRY, actions.ask_release, actor=head, **asked)
        outsider = desk.cast.actor("outsider")
        refused(reasons.NOT_FOUND, actions.ask_release, actor=outsider, **asked)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"emergency": " "}, reasons.EMERGENCY_UNSTATED),
        ({"case_number": " "}, reasons.EMERGENCY_UNSTATED),
        ({"columns": ()}, reasons.EMERGENCY_WITHOUT_COLUMNS),
        ({"columns": ("name", "nothing")}, reasons.EMERGENCY_WITHOUT_COLUMNS),
        ({"system_id": 0}, reasons.NO_APPLICATION_SYSTEM),
        ({"hours": 0}, reasons.EMERGENCY_TOO_LONG),
        ({"hours": 73}, reasons.EMERGENCY_TOO_LONG),
    ],
)
def test_what_a_release_needs(desk: Desk, changes: dict[str, Any], reason) -> None:
    with nothing_left():
        refused(reason, lambda: ask(desk, **changes))


def test_three_days_are_the_longest_and_the_operator_may_set_less(desk: Desk, settings) -> None:
    assert ask(desk, hours=72).hours == 72
    settings.PORTAL_SWITCHES = {"EMERGENCY_HOURS": 12}
    actions.withdraw_release(**step(desk, EmergencyRelease.objects.get(), "labour_office_head"))
    refused(reasons.EMERGENCY_TOO_LONG, lambda: ask(desk, hours=13))
    assert ask(desk, hours=12).hours == 12


def test_what_is_withheld_is_never_released(desk: Desk) -> None:
    entries = DirectoryEntry.objects.filter(pk=desk.version.entry_id)
    made = ask(desk)
    entries.update(sharing_class=SharingClass.WITHHELD)
    with nothing_left():
        refused(reasons.WITHHELD, actions.grant_release, **step(desk, made, "market_office_head"))
        refused(reasons.WITHHELD, actions.grant_release, **step(desk, made, "authority_officer"))
    actions.withdraw_release(**step(desk, made, "labour_office_head"))
    refused(reasons.WITHHELD, lambda: ask(desk))
    entries.update(sharing_class=SharingClass.CONDITIONAL)
    release = granted(desk)
    entries.update(sharing_class=SharingClass.WITHHELD)
    refused(reasons.WITHHELD, lambda: fetch(desk, release))


def test_one_at_a_time_and_the_next_as_soon_as_the_hours_are_over(desk: Desk) -> None:
    release = granted(desk)
    refused(reasons.EMERGENCY_UNDER_WAY, lambda: ask(desk))
    last = release.ends_at - SECOND
    refused(reasons.EMERGENCY_UNDER_WAY, lambda: ask(desk, now=last))
    assert ask(desk, now=release.ends_at).status == "ASKED"


def test_closed_details_give_no_columns(desk: Desk) -> None:
    """Who may not read an entry's columns cannot name them, nor try whether they are there."""
    asker = desk.cast.actor("civil_office_head")
    entry = desk.version.entry
    assert queries.columns_offered(entry, asker, now=desk.cast.now).exists()
    DirectoryEntry.objects.filter(pk=entry.pk).update(is_detail_closed=True)
    hidden = DirectoryEntry.objects.get(pk=entry.pk)
    district = desk.cast.actor("hongkou_office_head")
    assert not queries.columns_offered(hidden, district, now=desk.cast.now).exists()


# Granting.


@pytest.mark.parametrize("person", ["market_office_head", "authority_officer"])
def test_the_provider_s_head_or_the_authority_grants_and_the_hours_begin(
    desk: Desk, person: str
) -> None:
    release = granted(desk, person=person)
    assert release.status == "IN_FORCE"
    assert release.granted_by_id == desk.cast.actor(person).department_id
    assert release.ends_at == desk.cast.now + ASKED
    event = AuditEvent.objects.get(name="emergencyrelease.grant_release")
    assert (event.article, event.subject_number) == ("21-1", release.public_number)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("market_chief", reasons.NOT_YOUR_MANDATE),
        ("civil_office_head", reasons.NOT_YOUR_MATTER),
        ("superuser", reasons.INACTIVE),
    ],
)
def test_nobody_else_grants_least_of_all_for_his_own_department(
    desk: Desk, person: str, reason
) -> None:
    made = ask(desk)
    with nothing_left():
        refused(reason, actions.grant_release, **step(desk, made, person))
        asked = step(desk, made, person, note="x")
        refused(reason, actions.refuse_release, **asked)


def test_who_asked_grants_nothing_from_a_new_post_either(desk: Desk) -> None:
    """The head moves to the provider's office overnight; what he asked for is not his to grant."""
    made = ask(desk)
    cast = desk.cast
    officer, later = cast.actor("authority_officer"), cast.now + timedelta(days=1)
    mine = Membership.objects.get(user=cast.labour_office_head)
    departments.dismiss(
        pk=cast.labour.pk, membership_id=mine.pk, note="调任", actor=officer, now=cast.now
    )
    departments.appoint(
        pk=cast.market.pk,
        user_id=cast.labour_office_head.pk,
        mandates=[Mandate.CONSENT],
        actor=officer,
        now=cast.now,
    )
    moved = Actor.person(cast.labour_office_head.pk, interface=officer.interface, on=later.date())
    assert moved.department_id == cast.market.pk
    with nothing_left():
        refused(reasons.TOOK_PART, actions.grant_release, pk=made.pk, actor=moved, now=later)


def test_an_authority_that_asks_is_judged_by_another_or_not_at_all(desk: Desk) -> None:
    """The city's authority has none above it here: its own request has nobody to review it."""
    cast = desk.cast
    officer = cast.actor("authority_officer")
    departments.appoint(
        pk=cast.authority.pk,
        user_id=cast.outsider.pk,
        mandates=[Mandate.CONSENT],
        actor=officer,
        now=cast.now,
    )
    system = departments.register_system(
        pk=cast.authority.pk, code="yingji", name="应急系统", actor=officer, now=cast.now
    )
    wanted = story.Wanted(
        emergency="x",
        case_number="x",
        columns=("name",),
        system_id=system.system.client_id,
        purpose="OTHER",
        hours=1,
    )
    with nothing_left():
        refused(
            reasons.EMERGENCY_WITHOUT_REVIEWER,
            actions.ask_release,
            entry_id=desk.version.entry_id,
            wanted=wanted,
            actor=cast.actor("outsider"),
            now=cast.now,
        )


def test_a_refusal_has_its_reason_and_ends_the_matter(desk: Desk) -> None:
    made = ask(desk)
    silent = step(desk, made, "market_office_head", note=" ")
    refused(reasons.NO_GROUND, actions.refuse_release, **silent)
    actions.refuse_release(**{**silent, "note": "可以按一般程序办理。"})
    made.refresh_from_db()
    assert (made.status, made.refusal_text) == ("REFUSED", "可以按一般程序办理。")
    refused(reasons.WRONG_STATE, actions.grant_release, **step(desk, made, "authority_officer"))
    refused(reasons.EMERGENCY_NOT_IN_FORCE, lambda: fetch(desk, made))


def test_the_database_holds_the_same(desk: Desk) -> None:
    release = granted(desk)
    rows = EmergencyRelease.objects.filter(pk=release.pk)
    for change, name in (
        ({"hours": 73}, "emergencyrelease_of_some_hours"),
        ({"case_number": ""}, "emergencyrelease_with_its_case"),
        ({"granted_by": desk.cast.labour}, "emergencyrelease_granted_by_another"),
        ({"ends_at": None}, "emergencyrelease_granted_by_another"),
        ({"authority": desk.cast.labour}, "emergencyrelease_overseen_by_a_third"),
        ({"finding": "x"}, "emergencyrelease_reviewed_with_words"),
        ({"refusal_text": "x"}, "emergencyrelease_refused_with_words"),
    ):
        with transaction.atomic(), pytest.raises(IntegrityError, match=name):
            rows.update(**change)


# Fetching.


def test_the_columns_named_and_no_others_with_receipt_marks_and_event(desk: Desk) -> None:
    release = granted(desk, columns=("name", "code"))
    given = fetch(desk, release, limit=5)
    # In the entry's order; every row, since an emergency names columns alone.
    assert given.columns == ("code", "name")
    assert [row[0] for row in given.rows] == ["C1", "C2", "C3", "C4", "C5"]
    rest = fetch(desk, release, after=given.after, data_version_id=given.data_version_id)
    assert [row[0] for row in rest.rows] == ["C6", "C7"]
    assert rest.after is None
    receipt = EmergencyDelivery.objects.get(receipt_number=given.receipt_number)
    assert (receipt.row_count, receipt.columns) == (5, ["code", "name"])
    event = AuditEvent.objects.filter(name="emergencyrelease.fetch").earliest("pk")
    assert (event.details["receipt"], event.details["rows"]) == (given.receipt_number, 5)
    assert event.details["content"] == receipt.content_digest
    assert (event.article, event.client_id) == ("25-1", desk.client_id)
    refused(reasons.COLUMN_NOT_AGREED, lambda: fetch(desk, release, fields=("secret",)))
    assert fetch(desk, release, fields=("name",)).columns == ("name",)


def test_who_received_a_record_is_told_of_its_correction(desk: Desk) -> None:
    release = granted(desk, columns=("code", "name"))
    given = fetch(desk, release, fields=("name",), limit=1)
    marked = marks(desk.version.entry_id, [("code", "C1")])
    found = receipts_of(desk.version.entry_id, marked)
    assert given.receipt_number in found[desk.cast.labour.pk]
    others = marks(desk.version.entry_id, [("code", "C7")])
    assert given.receipt_number not in receipts_of(desk.version.entry_id, others).get(
        desk.cast.labour.pk, []
    )


def test_it_ends_to_the_second_without_any_job(desk: Desk) -> None:
    release = granted(desk)
    ends = desk.cast.now + ASKED
    assert fetch(desk, release, now=ends - SECOND).rows
    assert refused(reasons.EMERGENCY_OVER, lambda: fetch(desk, release, now=ends)).is_right_missing
    # Nothing has noted the end yet: the hours alone refused it.
    assert EmergencyRelease.objects.get(pk=release.pk).status == "IN_FORCE"
    refusal = AuditEvent.objects.get(name="emergencyrelease.refuse_fetch")
    assert refusal.details == {"reason": "emergency-over"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"purpose": ""}, reasons.NO_PURPOSE),
        ({"purpose": "GOVERNMENT_SERVICE"}, reasons.PURPOSE_NOT_AGREED),
        ({"case_number": " "}, reasons.NO_PURPOSE),
        ({"case_number": "WG-1"}, reasons.EMERGENCY_OTHER_CASE),
        ({"client_id": 0}, reasons.NO_GRANT),
        ({"data_version_id": 0}, reasons.INVALID_CURSOR),
    ],
)
def test_what_a_call_must_state(desk: Desk, changes: dict[str, Any], reason) -> None:
    release = granted(desk)
    refused(reason, lambda: fetch(desk, release, **changes))
    assert not EmergencyDelivery.objects.exists()


def test_nothing_flows_before_the_grant_nor_after_an_early_end(desk: Desk) -> None:
    made = ask(desk)
    refused(reasons.EMERGENCY_NOT_IN_FORCE, lambda: fetch(desk, made))
    release = story.grant_emergency(desk.cast, made)
    assert fetch(desk, release).rows
    later = desk.cast.now + timedelta(hours=1)
    ending = step(desk, release, "labour_office_head", note="险情排除。", now=later)
    actions.end_release(**ending)
    refused(reasons.EMERGENCY_NOT_IN_FORCE, lambda: fetch(desk, release, now=later))
    release.refresh_from_db()
    assert (release.status, release.ends_at) == ("ENDED", later)


@pytest.mark.parametrize("person", ["market_office_head", "authority_officer"])
def test_either_body_cuts_it_short(desk: Desk, person: str) -> None:
    release = granted(desk)
    refused(reasons.NO_GROUND, actions.end_release, **step(desk, release, person, note=""))
    actions.end_release(**step(desk, release, person, note="险情排除。"))
    refused(reasons.EMERGENCY_NOT_IN_FORCE, lambda: fetch(desk, release))


def test_what_is_over_is_not_ended_again(desk: Desk) -> None:
    release = granted(desk)
    late = step(desk, release, "market_office_head", note="x", now=release.ends_at)
    refused(reasons.EMERGENCY_OVER, actions.end_release, **late)


@pytest.mark.parametrize(
    "named",
    [
        {"provider": "SCJG"},
        {"recipient": "RSJ"},
        {"purpose": "PUBLIC_SERVICE"},
    ],
)
def test_a_stop_of_the_authority_covers_it(desk: Desk, named: dict[str, str]) -> None:
    release = granted(desk)
    with CaptureQueriesContext(connection) as asked:
        fetch(desk, release)
    assert len(asked) <= 9, [query["sql"][:80] for query in asked]
    stop = story.stop_delivery(desk.cast, **named)
    refused(reasons.DELIVERY_STOPPED, lambda: fetch(desk, release))
    assert queries.stops_of(release, desk.cast.now) == [stop]
    stops.lift_stop(**step(desk, release, "authority_officer", pk=stop.pk, note="排除"))
    assert fetch(desk, release).rows
    story.stop_delivery(desk.cast, purpose="SUPERVISION")
    assert fetch(desk, release).rows


def test_a_system_out_of_service_fetches_nothing(desk: Desk) -> None:
    release = granted(desk)
    departments.retire_system(
        pk=desk.cast.labour.pk,
        code=release.system.code,
        note="停用",
        actor=desk.cast.actor("authority_officer"),
        now=desk.cast.now,
    )
    refused(reasons.NO_GRANT, lambda: fetch(desk, release))


def test_another_department_s_release_looks_absent(desk: Desk) -> None:
    release = granted(desk)
    caller = desk.cast.actor("civil_clerk")
    call = actions.Fetch(
        number=release.public_number,
        client_id=desk.client_id,
        purpose="PUBLIC_SERVICE",
        case_number=story.EMERGENCY_CASE,
    )
    for actor in (caller, desk.cast.actor("market_reviewer"), desk.cast.actor("outsider")):
        refused(reasons.NOT_FOUND, actions.fetch, call=call, actor=actor, now=desk.cast.now)


# The review.


@pytest.mark.parametrize(
    ("granter", "reviewer"),
    [
        ("market_office_head", "authority_officer"),
        ("authority_officer", "market_office_head"),
    ],
)
def test_the_other_body_reviews_after_the_end(desk: Desk, granter: str, reviewer: str) -> None:
    release = granted(desk, person=granter)
    over = release.ends_at
    early = step(desk, release, reviewer, finding="属实。", now=over - SECOND)
    refused(reasons.EMERGENCY_RUNNING, actions.find_justified, **early)
    for person, reason in (
        (granter, reasons.REVIEW_BY_THE_OTHER),
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
    ):
        for act in (actions.find_justified, actions.find_unjustified):
            with nothing_left():
                asked = step(desk, release, person, finding="属实。", now=over)
                refused(reason, act, **asked)
    own = step(desk, release, reviewer, finding="属实。", now=over)
    for act in (actions.find_justified, actions.find_unjustified):
        refused(reasons.EMERGENCY_UNJUDGED, act, **{**own, "finding": " "})
    # No job has noted the end; the hours are enough.
    actions.find_justified(**own)
    release.refresh_from_db()
    assert (release.status, release.finding, release.reviewed_at) == ("JUSTIFIED", "属实。", over)
    refused(reasons.WRONG_STATE, actions.find_unjustified, **own)


def test_who_granted_reviews_nothing_from_the_other_body_either(desk: Desk) -> None:
    release = granted(desk, person="authority_officer")
    rows = EmergencyRelease.objects.filter(pk=release.pk)
    # As if the officer headed the provider's office by now.
    rows.update(granted_by=desk.cast.civil_affairs)
    over = step(desk, release, "authority_officer", finding="x", now=release.ends_at)
    refused(reasons.TOOK_PART, actions.find_justified, **over)


def test_the_review_is_due_so_many_working_days_after_the_end(desk: Desk) -> None:
    """Granted on Wednesday, 24 September 2025, 10:00; over on Thursday; five working days later.

    Friday 26, make-up Sunday 28, Monday 29, Tuesday 30, then the National Day holidays to
    8 October: Thursday 9.
    """
    release = granted(desk)
    assert release.ends_on == date(2025, 9, 25)
    assert (release.due_code, release.due_on) == ("P20", date(2025, 10, 9))


def test_an_early_end_counts_the_period_from_that_day(desk: Desk) -> None:
    release = granted(desk, hours=72)
    assert release.due_started_on == date(2025, 9, 27)
    actions.end_release(**step(desk, release, "market_office_head", note="险情排除。"))
    release.refresh_from_db()
    assert (release.due_started_on, release.due_on) == (date(2025, 9, 24), date(2025, 9, 30))


def test_time_notes_the_end_and_an_overdue_review_once(desk: Desk) -> None:
    release = granted(desk)
    before, over = release.ends_at - SECOND, release.ends_at
    jobs.expire_emergency_releases(actor=JOB, now=before)
    assert EmergencyRelease.objects.get(pk=release.pk).status == "IN_FORCE"
    for _again in range(2):
        jobs.expire_emergency_releases(actor=JOB, now=over)
    release.refresh_from_db()
    assert release.status == "ENDED"
    assert AuditEvent.objects.filter(name="emergencyrelease.expire").count() == 1
    names = ("remind", "overdue")
    on_time = over.replace(day=9, month=10)
    for now in (on_time, on_time, on_time + timedelta(days=1), on_time + timedelta(days=1)):
        jobs.mark_overdue_emergency_reviews(actor=JOB, now=now)
        jobs.remind_emergency_reviews(actor=JOB, now=now)
    for name in names:
        marked = AuditEvent.objects.filter(name=f"emergencyrelease.{name}")
        assert [event.details["due_on"] for event in marked] == ["2025-10-09"]
    officer = step(desk, release, "authority_officer", finding="属实。", now=on_time)
    actions.find_justified(**officer)
    assert not queries.review_overdue(date(2026, 1, 1)).exists()


def test_the_work_lists_of_both_bodies(desk: Desk) -> None:
    cast = desk.cast

    def waiting(person: str, now=None) -> dict[str, str]:
        return story.work(cast.actor(person), now or cast.now, EmergencyRelease)

    made = ask(desk)
    for person in ("market_office_head", "authority_officer"):
        assert waiting(person) == {made.public_number: "批准应急共享"}
    for person in ("market_reviewer", "labour_office_head", "civil_office_head"):
        assert waiting(person) == {}
    release = story.grant_emergency(cast, made)
    for person in ("market_office_head", "authority_officer"):
        assert waiting(person) == {}
    over = release.ends_at
    assert waiting("authority_officer", over) == {release.public_number: "复核认定正当"}
    assert waiting("market_office_head", over) == {}


def test_what_was_not_justified_is_a_possible_breach(desk: Desk) -> None:
    release = granted(desk)
    asked = step(desk, release, "authority_officer", finding="并无险情。", now=release.ends_at)
    actions.find_unjustified(**asked)
    for _again in range(2):
        chain.seal(now=asked["now"])
        propose_breaches(actor=JOB, now=asked["now"])
    breach = Breach.objects.get()
    assert (breach.code, breach.department, breach.authority, breach.subject_number) == (
        "A40_7",
        desk.cast.labour,
        desk.cast.authority,
        release.public_number,
    )


def test_both_sides_and_the_authority_see_it_and_are_told(desk: Desk) -> None:
    release = granted(desk)
    for person in ("labour_clerk", "market_reviewer", "authority_officer"):
        assert list(queries.visible_to(desk.cast.actor(person))) == [release]
    for person in ("civil_clerk", "hongkou_clerk", "outsider", "superuser"):
        assert not queries.visible_to(desk.cast.actor(person)).exists()
    chain.seal(now=desk.cast.now)
    give_notices(actor=JOB, now=desk.cast.now)
    told = {
        name: {
            desk.cast.people[person].username
            for person in desk.cast.people
            if desk.cast.people[person]
            .notices.filter(event_name=f"emergencyrelease.{name}", is_legal=True)
            .exists()
        }
        for name in ("ask_release", "grant_release")
    }
    assert told == {
        "ask_release": {"market_office_head", "authority_officer"},
        "grant_release": {"labour_clerk", "labour_office_head", "authority_officer"},
    }
