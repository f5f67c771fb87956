"""Who is told of what, and nobody else; nothing twice; nothing of what was undone."""

from datetime import date

import pytest
from django.db import transaction

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Finding
from portal.audit import chain
from portal.audit.models import FeedCursor
from portal.models import AuditEvent, User
from portal.regulation.vocabulary import AssessmentResult, Mandate
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.disputes import actions as disputes
from requests_app.models import Notice, NoticeSubscription
from requests_app.notices import actions, queries
from requests_app.sharing import actions as sharing
from requests_app.sharing import jobs as sharing_jobs
from tests import story
from tests.requests_app.notices.bureau import CLOCK, Bureau

HEADS = ["civil_office_head", "hongkou_office_head", "labour_office_head", "market_office_head"]


def test_a_receipt_is_told_to_who_answers_and_to_nobody_else(told: Bureau) -> None:
    """Art. 21: the provider's reviewer and the head of its office; not the department that sent."""
    assert told.told("sharingrequest.consent_to_send") == ["market_office_head", "market_reviewer"]
    notice = Notice.objects.get(
        event_name="sharingrequest.consent_to_send", recipient=told.cast.market_reviewer
    )
    assert notice.is_legal
    assert notice.subject_number == told.request.public_number
    assert notice.title == told.version.name
    # Ten working days after 24 September 2025 (regulation.md §1.1).
    assert notice.due_on == date(2025, 10, 14)
    assert notice.department_id == told.cast.market.pk
    assert notice.read_at is None


def test_a_step_inside_the_department_is_told_to_the_colleague_who_consents(told: Bureau) -> None:
    assert told.told("sharingrequest.submit") == ["labour_office_head"]


def test_a_publication_is_told_in_every_department(told: Bureau) -> None:
    """统一通告 (Art. 16): to the head of each office as a legal notice, to the others to know."""
    rows = Notice.objects.filter(event_name="entryversion.publish")
    legal = rows.filter(is_legal=True).values_list("recipient__username", flat=True)
    assert sorted(legal) == HEADS
    others = rows.filter(is_legal=False).values_list("recipient__username", flat=True)
    assert sorted(others) == ["civil_clerk", "hongkou_clerk", "labour_clerk", "market_compiler"]
    assert {row.page_key for row in rows} == {told.version.entry.slug}


def test_an_extension_is_told_to_the_requester(told: Bureau) -> None:
    """Art. 21 para. 1: the provider gets more time only with notice to the requester."""
    reviewer, officer = (told.cast.actor(who) for who in ("market_reviewer", "authority_officer"))
    pk = told.request.pk
    sharing.open_review(pk=pk, actor=reviewer, now=told.now)
    sharing.ask_extension(pk=pk, workdays=3, note="核对", actor=reviewer, now=told.now)
    sharing.grant_extension(pk=pk, actor=officer, now=told.now)
    told.give()
    assert told.told("sharingrequest.ask_extension") == ["authority_officer"]
    assert told.told("sharingrequest.grant_extension") == [
        "labour_clerk",
        "labour_office_head",
        "market_office_head",
        "market_reviewer",
    ]
    longer = Notice.objects.filter(event_name="sharingrequest.grant_extension")
    assert set(longer.values_list("is_legal", "due_on")) == {(True, date(2025, 10, 17))}


def test_a_supplement_notice_is_told_to_the_requester_alone(told: Bureau) -> None:
    reviewer = told.cast.actor("market_reviewer")
    sharing.open_review(pk=told.request.pk, actor=reviewer, now=told.now)
    sharing.ask_supplement(pk=told.request.pk, points=["缺三定方案"], actor=reviewer, now=told.now)
    told.give()
    assert told.told("sharingrequest.ask_supplement") == ["labour_clerk", "labour_office_head"]
    assert told.told("sharingrequest.open_review") == []


def test_an_answer_is_told_to_the_requester_and_the_task_to_who_supplies(told: Bureau) -> None:
    story.agree(told.cast, told.request)
    told.give()
    assert told.told("sharingrequest.consent_to_agree") == ["labour_clerk", "labour_office_head"]
    assert told.told("sharingrequest.propose_answer") == ["market_office_head"]
    assert told.told("provisiontask.open_task") == ["market_reviewer"]


def test_the_authority_that_suspends_tells_both_sides(told: Bureau, tmp_path) -> None:
    """Art. 27 para. 2, with the day by which the use is to be put right."""
    story.load(told.cast, told.version, story.small_registry(tmp_path / "rows.csv"))
    agreement = story.put_into_use(told.cast, story.agree(told.cast, told.request))
    day = told.later(days=14).date()
    sharing.suspend(
        pk=agreement.pk,
        note="超范围使用。",
        rectify_by=day,
        actor=told.cast.actor("authority_officer"),
        now=told.now,
    )
    told.give()
    assert told.told("sharingagreement.suspend") == [
        "labour_clerk",
        "labour_office_head",
        "market_office_head",
        "market_reviewer",
    ]
    suspended = Notice.objects.filter(event_name="sharingagreement.suspend")
    assert set(suspended.values_list("due_on", flat=True)) == {day}


def test_the_department_that_acts_is_not_told_of_what_both_are_told(told: Bureau) -> None:
    """A dispute is opened by the clerk of one side: the other side's people hear of it."""
    refused = story.refuse(told.cast, told.request)
    disputes.open_dispute(
        request_id=refused.pk,
        claim="理由不成立。",
        actor=told.cast.actor("labour_clerk"),
        now=told.now,
    )
    told.give()
    assert told.told("dispute.open_dispute") == ["market_office_head", "market_reviewer"]


def test_who_may_not_see_the_matter_is_not_told(told: Bureau) -> None:
    """A request withdrawn before it was sent is its own department's secret; later it is not."""
    draft = story.apply(told.cast, told.version)
    clerk = told.cast.actor("labour_clerk")
    sharing.withdraw(pk=draft.pk, actor=clerk, now=told.now)
    told.give()
    assert told.told("sharingrequest.withdraw") == []
    sharing.withdraw(pk=told.request.pk, actor=clerk, now=told.now)
    told.give()
    assert told.told("sharingrequest.withdraw") == ["market_reviewer"]


def test_whoever_acts_is_not_told_of_his_own_act(told: Bureau) -> None:
    """Nor are his colleagues, unless he hands the matter on to them."""
    for notice in Notice.objects.all():
        event = AuditEvent.objects.get(pk=notice.event_id)
        assert event.actor_id != notice.recipient_id


def test_a_department_of_two_parts_is_told_in_the_other(told: Bureau) -> None:
    """The authority is a provider, too: its officer reviews what its own compiler sent."""
    officer = told.cast.actor("authority_officer")
    authority = told.cast.authority
    for name, mandates in (
        ("bureau_compiler", [Mandate.COMPILE, Mandate.ASSESS]),
        ("bureau_chief", [Mandate.APPROVE_ENTRY]),
    ):
        told.cast.people[name] = User.objects.create_user(name)
        departments.appoint(
            pk=authority.pk,
            user_id=told.cast.people[name].pk,
            mandates=mandates,
            actor=officer,
            now=told.now,
        )
    compiler, chief = (told.cast.actor(who) for who in ("bureau_compiler", "bureau_chief"))
    version = directories.draft(
        provider_id=authority.pk,
        content=story.enterprise_registry(name="平台运行指标"),
        actor=compiler,
        now=told.now,
    )
    finding = Finding(
        secrecy_result=AssessmentResult.NO_RISK, personal_result=AssessmentResult.ACCEPTABLE
    )
    directories.assess(pk=version.pk, finding=finding, actor=compiler, now=told.now)
    directories.submit(pk=version.pk, actor=compiler, now=told.now)
    directories.approve(pk=version.pk, actor=chief, now=told.now)
    directories.send(pk=version.pk, actor=compiler, now=told.now)
    told.give()
    sent = Notice.objects.filter(
        event_name="entryversion.send", subject_number=version.public_number
    )
    assert [row.recipient.username for row in sent] == ["authority_officer"]


def test_reminders_and_overdue_marks_are_told(told: Bureau) -> None:
    """Before the due day to who must act; after it to who waits and to the authority as well."""
    near = told.now.replace(month=10, day=13)
    sharing_jobs.remind_due(actor=Actor.system("remind-due"), now=near)
    told.give(near)
    assert told.told("sharingrequest.remind") == ["market_office_head", "market_reviewer"]
    late = told.now.replace(month=10, day=15)
    sharing_jobs.mark_overdue(actor=Actor.system("mark-overdue"), now=late)
    told.give(late)
    assert told.told("sharingrequest.overdue") == [
        "authority_officer",
        "labour_clerk",
        "market_office_head",
        "market_reviewer",
    ]
    days = Notice.objects.filter(kind="DEADLINE").values_list("due_on", flat=True)
    assert set(days) == {date(2025, 10, 14)}


def test_only_who_holds_the_mandate_that_day_is_told(told: Bureau) -> None:
    """Dismissed before it was told: nobody by that name hears of it, and he reads no more."""
    reviewer = told.cast.actor("market_reviewer")
    assert queries.unread_count(reviewer) == 1
    departments.dismiss(
        pk=told.cast.market.pk,
        membership_id=told.cast.market_reviewer.memberships.get().pk,
        note="调离。",
        actor=told.cast.actor("market_office_head"),
        now=told.now,
    )
    story.send(told.cast, story.apply(told.cast, told.version))
    after = told.later(days=1)
    told.give(after)
    new = Notice.objects.filter(given_at=after, event_name="sharingrequest.consent_to_send")
    assert [row.recipient.username for row in new] == ["market_office_head"]
    gone = Actor.person(reviewer.user_id, interface=reviewer.interface, on=after.date())
    assert queries.unread_count(gone) == 0


def test_an_application_system_is_told_nothing(told: Bureau) -> None:
    """The labour department's system holds APPLY; it is no reader."""
    assert not Notice.objects.filter(recipient__is_service=True).exists()


def test_an_ordinary_kind_can_be_declined_and_a_legal_notice_cannot(bureau: Bureau) -> None:
    for person in ("labour_clerk", "labour_office_head"):
        actions.choose(
            declined_kinds=["DIRECTORY", "REQUEST"],
            is_digest_wanted=True,
            actor=bureau.cast.actor(person),
            now=bureau.now,
        )
    bureau.give()
    published = bureau.told("entryversion.publish")
    assert "labour_clerk" not in published
    assert "labour_office_head" in published, "for him the uniform notice is a legal one"
    assert bureau.told("sharingrequest.submit") == []
    assert bureau.told("sharingrequest.consent_to_send") == [
        "market_office_head",
        "market_reviewer",
    ]


def test_an_unknown_kind_is_not_declined(bureau: Bureau) -> None:
    with pytest.raises(Refused):
        actions.choose(
            declined_kinds=["EVERYTHING"],
            is_digest_wanted=True,
            actor=bureau.cast.actor("labour_clerk"),
            now=bureau.now,
        )
    assert not NoticeSubscription.objects.exists()


# Nothing twice, nothing of what was undone.


def test_a_second_run_tells_nothing_again(told: Bureau) -> None:
    before = Notice.objects.count()
    assert before
    told.give()
    told.give()
    assert Notice.objects.count() == before


def test_a_run_that_dies_in_the_middle_begins_anew(bureau: Bureau, monkeypatch) -> None:
    """Its notices and its place in the feed are undone together."""
    chain.seal(now=bureau.now)
    given = queries.told_of
    calls = 0

    def dying(*args, **named):
        nonlocal calls
        calls += 1
        if calls == 5:
            raise RuntimeError("power")
        return given(*args, **named)

    monkeypatch.setattr(queries, "told_of", dying)
    with pytest.raises(RuntimeError, match="power"), transaction.atomic():
        actions.give_waiting(actor=CLOCK, now=bureau.now)
    assert not Notice.objects.exists()
    assert not FeedCursor.objects.filter(name=actions.READER, chain_seq__gt=0).exists()
    monkeypatch.undo()
    bureau.give()
    assert bureau.told("sharingrequest.consent_to_send") == [
        "market_office_head",
        "market_reviewer",
    ]


def test_what_is_not_sealed_is_not_told(bureau: Bureau) -> None:
    actions.give_waiting(actor=CLOCK, now=bureau.now)
    assert not Notice.objects.exists()


def test_a_step_that_was_undone_tells_nobody(told: Bureau) -> None:
    before = Notice.objects.count()

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        story.agree(told.cast, told.request)
        raise Undone
    told.give()
    assert Notice.objects.count() == before


def test_a_legal_notice_is_recorded_in_the_chain(told: Bureau) -> None:
    """That both of the provider's people were told stands in the request's own story."""
    event = AuditEvent.objects.get(
        name="notice.give",
        subject_type="requests_app.sharingrequest",
        subject_number=told.request.public_number,
    )
    assert (event.details["people"], event.details["departments"]) == (2, 1)
    assert event.system_name == "give-notices"
