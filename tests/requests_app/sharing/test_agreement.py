"""The agreement: what was agreed, supply, suspension, termination, expiry (Arts 21, 22, 27)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from catalog.departments import actions as departments
from portal.models import AuditEvent
from portal.regulation import agreement as rules
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from requests_app.delivery.actions import Call, Delivered, deliver
from requests_app.delivery.models import Operation
from requests_app.models import AgreementGrant, ProvisionTask, SharingAgreement
from requests_app.sharing import actions, disposal, jobs, queries
from tests import story
from tests.races.fingerprint import nothing_left

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Actor.system("expire-agreements")


def fresh(agreement: SharingAgreement) -> SharingAgreement:
    return SharingAgreement.objects.get(pk=agreement.pk)


def refused(reason: reasons.Reason, act: Callable[..., object], **inputs: object) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is reason


@pytest.fixture
def agreement(cast, received) -> SharingAgreement:
    """Agreed, and to be supplied."""
    return story.agree(cast, received)


@pytest.fixture
def in_use(cast, published, agreement, tmp_path: Path) -> SharingAgreement:
    """Loaded and in use."""
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def call(cast, agreement: SharingAgreement, now: datetime | None = None) -> Delivered:
    """One call of the named application system."""
    return deliver(
        call=Call(
            number=agreement.public_number,
            client_id=cast.systems["labour"].system.client_id,
            operation=Operation.RECORDS,
            purpose=Purpose.GOVERNMENT_SERVICE,
            case_number="A-1",
        ),
        actor=cast.actor("labour_clerk", Interface.API),
        now=now or cast.now,
    )


def call_refused(
    cast, agreement: SharingAgreement, reason: reasons.Reason, now: datetime | None = None
) -> None:
    with pytest.raises(Refused) as caught:
        call(cast, agreement, now)
    assert caught.value.reason is reason


# What was agreed.


def test_the_agreement_holds_what_was_asked_and_agreed(cast, received, agreement) -> None:
    assert agreement.status == "PREPARING"
    assert agreement.public_number == "SA-RSJ-2025-0001"
    assert (agreement.requester, agreement.provider) == (cast.labour, cast.market)
    assert agreement.entry_version_id == received.entry_version_id
    assert agreement.purpose == Purpose.GOVERNMENT_SERVICE
    asked = list(received.items.order_by("item_id").values_list("item_id", flat=True))
    assert asked == list(agreement.items.order_by("item_id").values_list("item_id", flat=True))
    rows = agreement.rows.get()
    assert (rows.item.column_name, rows.kind, rows.values) == ("district", "REGION", ["310109"])


def test_the_term_ends_with_the_last_day_of_use(cast, published) -> None:
    request = story.apply(cast, published, use_from=date(2025, 10, 1), use_until=date(2025, 12, 31))
    agreement = story.agree(cast, story.send(cast, request))
    assert agreement.valid_from == datetime(2025, 10, 1, tzinfo=SHANGHAI)
    assert agreement.valid_until == datetime(2026, 1, 1, tzinfo=SHANGHAI)


def test_the_answer_makes_one_agreement_and_stops_the_answer_period(cast, received) -> None:
    moment = datetime(2025, 9, 26, 9, 0, tzinfo=SHANGHAI)
    story.agree(cast, received, now=moment)
    received.refresh_from_db()
    assert (received.status, received.due_stopped_on) == ("AGREED", date(2025, 9, 26))
    refused(
        reasons.WRONG_STATE,
        actions.consent_to_agree,
        pk=received.pk,
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )


@pytest.mark.parametrize(
    ("answered", "due"), [("2025-10-14", "2025-11-11"), ("2026-03-05", "2026-04-02")]
)
def test_supply_is_due_twenty_working_days_after_the_yes(
    cast, published, answered: str, due: str
) -> None:
    request = story.apply(cast, published, use_until=date(2027, 1, 1))
    request = story.send(cast, request)
    moment = datetime.combine(story.day(answered), datetime.min.time(), SHANGHAI)
    agreement = story.agree(cast, request, now=moment)
    task = ProvisionTask.objects.get(agreement=agreement)
    assert (task.status, task.due_code, task.due_workdays) == ("OPEN", "D7", 20)
    assert (task.due_started_on, task.due_on) == (story.day(answered), story.day(due))


def test_the_supply_period_has_no_extension() -> None:
    names = {step.name for step in ProvisionTask.machine.transitions}
    assert names == {"open_task", "verify", "cancel", "follow_agreement"}
    starting = {step.name for step in ProvisionTask.machine.transitions if step.starts}
    assert starting == {"open_task"}
    assert not any(
        step.mandate for step in ProvisionTask.machine.transitions if step.name != "open_task"
    )


def test_what_was_agreed_outlives_a_new_version(cast, published, in_use) -> None:
    before = call(cast, in_use)
    story.publish_again(cast, published)
    after = call(cast, in_use)
    assert (after.columns, after.rows) == (before.columns, before.rows)
    assert fresh(in_use).entry_version_id == published.pk


def test_data_loaded_without_an_agreed_column_are_refused_and_not_an_error(
    cast, published, in_use, tmp_path: Path
) -> None:
    """A new entry version drops a column that is under agreement; the next load lacks it."""
    compiler = cast.actor("market_compiler")
    version = story.directories.draft_version(pk=published.pk, actor=compiler, now=cast.now)
    content = story.directories.content_of(version)
    fewer = tuple(item for item in content.items if item.column_name != "capital")
    content = story.replace(content, items=fewer)
    story.directories.revise(pk=version.pk, content=content, actor=compiler, now=cast.now)
    story.carry_to_review(cast, version)
    story.directories.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=cast.now)
    path = story.small_registry(tmp_path / "later.csv")
    try:
        story.delivery.load(
            pk=in_use.resource_id or fresh(in_use).resource_id,
            path=path,
            file_name=path.name,
            actor=cast.actor("market_reviewer"),
            now=cast.now,
        )
    except Refused:
        return
    try:
        given = call(cast, in_use)
    except Refused:
        return
    assert "capital" in given.columns


# Supply.


def test_use_begins_when_a_system_is_named_and_data_are_loaded(
    cast, published, tmp_path: Path
) -> None:
    request = story.apply(cast, published, system_id=None)
    agreement = story.agree(cast, story.send(cast, request))
    supplier = cast.actor("market_reviewer")
    enter = {"pk": agreement.pk, "actor": supplier, "now": cast.now}
    refused(reasons.NO_APPLICATION_SYSTEM, actions.enter_use, **enter)
    system_id = cast.systems["labour"].system.client_id
    naming = {"pk": agreement.pk, "system_id": system_id, "now": cast.now}
    refused(reasons.NOT_YOUR_MATTER, actions.name_system, actor=supplier, **naming)
    actions.name_system(actor=cast.actor("labour_clerk"), **naming)
    refused(reasons.NOTHING_LOADED, actions.enter_use, **enter)
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    refused(
        reasons.NOT_YOUR_MANDATE,
        actions.enter_use,
        **{**enter, "actor": cast.actor("market_office_head")},
    )
    actions.enter_use(**enter)
    assert fresh(agreement).status == "IN_USE"
    assert grants.differences() == ([], [])
    refused(reasons.WRONG_STATE, actions.name_system, actor=cast.actor("labour_clerk"), **naming)


def test_another_departments_system_cannot_be_named(cast, agreement) -> None:
    other = departments.register_system(
        pk=cast.civil_affairs.pk,
        code="other",
        name="民政系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    refused(
        reasons.NO_APPLICATION_SYSTEM,
        actions.name_system,
        pk=agreement.pk,
        system_id=other.system.client_id,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def test_the_second_of_two_resources_can_be_the_loaded_one(
    cast, published, received, tmp_path: Path
) -> None:
    """An empty resource that was attached first does not hide the loaded one."""
    story.directories.attach_resource(
        entry_id=published.entry_id,
        name="空资源",
        mode="API",
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    agreement = story.agree(cast, received)
    loaded = story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    agreement = story.put_into_use(cast, agreement)
    assert agreement.resource_id == loaded.pk


def test_only_the_first_delivery_with_rows_verifies_the_supply(cast, in_use) -> None:
    task = ProvisionTask.objects.get(agreement=in_use)
    assert task.status == "OPEN"
    moment = cast.now + timedelta(days=1)
    call(cast, in_use, moment)
    task = ProvisionTask.objects.get(pk=task.pk)
    assert (task.status, task.verified_at) == ("VERIFIED", moment)
    assert task.due_stopped_on == moment.date()
    call(cast, in_use, moment + timedelta(days=1))
    assert ProvisionTask.objects.get(pk=task.pk).verified_at == moment
    assert AuditEvent.objects.filter(name="provisiontask.verify").count() == 1


@pytest.mark.parametrize("step", [actions.verify, actions.cancel])
def test_no_person_records_the_supply(cast, agreement, step: Callable[..., object]) -> None:
    task = ProvisionTask.objects.get(agreement=agreement)
    for person in ("market_reviewer", "market_office_head", "authority_officer", "superuser"):
        refused(reasons.ONLY_TIME, step, pk=task.pk, actor=cast.actor(person), now=cast.now)


# Suspension and termination.


def act_on(cast, person: str, agreement: SharingAgreement, note: str = "事实") -> dict:
    return {"pk": agreement.pk, "note": note, "actor": cast.actor(person), "now": cast.now}


def suspension(cast, person: str, agreement: SharingAgreement, note: str = "事实") -> dict:
    """Facts, and ten days to put things right."""
    limit = cast.now.date() + timedelta(days=10)
    return {**act_on(cast, person, agreement, note), "rectify_by": limit}


def test_suspension_cuts_the_very_next_call(cast, in_use) -> None:
    call(cast, in_use)
    actions.suspend(**suspension(cast, "market_office_head", in_use))
    assert not AgreementGrant.objects.filter(content_object=in_use).exists()
    call_refused(cast, in_use, reasons.NOT_IN_USE)
    assert AuditEvent.objects.filter(name="delivery.refuse").count() == 1
    assert grants.differences() == ([], [])


@pytest.mark.parametrize(
    ("suspender", "other"),
    [
        ("market_office_head", "authority_officer"),
        ("authority_officer", "market_office_head"),
    ],
)
def test_the_body_that_suspended_resumes(cast, in_use, suspender: str, other: str) -> None:
    actions.suspend(**suspension(cast, suspender, in_use))
    refused(reasons.NOT_THE_SUSPENDER, actions.resume, **act_on(cast, other, in_use))
    refused(reasons.NO_EVIDENCE, actions.resume, **act_on(cast, suspender, in_use, note=" "))
    call_refused(cast, in_use, reasons.NOT_IN_USE)
    actions.resume(**act_on(cast, suspender, in_use))
    assert call(cast, in_use).rows
    assert fresh(in_use).suspended_by_department_id is None


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("civil_office_head", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("superuser", reasons.INACTIVE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_nobody_else_suspends(cast, in_use, person: str, reason: reasons.Reason) -> None:
    refused(reason, actions.suspend, **suspension(cast, person, in_use))
    assert call(cast, in_use).rows


def test_suspension_needs_its_facts(cast, in_use) -> None:
    refused(
        reasons.NO_EVIDENCE,
        actions.suspend,
        **suspension(cast, "market_office_head", in_use, note=""),
    )


@pytest.mark.parametrize("limit", [None, date(2025, 9, 23)])
def test_suspension_sets_a_limit(cast, in_use, limit: date | None) -> None:
    """Rectification is ordered within a limit (Art. 27 para. 2); a past day is none."""
    inputs = {**suspension(cast, "market_office_head", in_use), "rectify_by": limit}
    refused(reasons.NO_RECTIFICATION_LIMIT, actions.suspend, **inputs)


def test_a_live_service_is_not_stopped_without_suspension(cast, in_use) -> None:
    """The provider has one step on a live agreement, and it needs facts of misuse."""
    refused(reasons.WRONG_STATE, actions.terminate, **act_on(cast, "market_office_head", in_use))
    offered = {
        step.transition.name
        for person in ("market_office_head", "market_reviewer", "market_chief")
        for step in available(cast.actor(person), rules.MACHINE, fresh(in_use), now=cast.now)
    }
    assert offered == {"suspend"}
    assert call(cast, in_use).rows


@pytest.mark.parametrize("person", ["market_office_head", "authority_officer"])
def test_termination_follows_suspension(cast, in_use, person: str) -> None:
    """Not before the limit is over: until then things may still be put right."""
    actions.suspend(**suspension(cast, "authority_officer", in_use))
    last = {"now": cast.now + timedelta(days=10)}
    refused(
        reasons.RECTIFICATION_RUNNING, actions.terminate, **{**act_on(cast, person, in_use), **last}
    )
    over = {"now": cast.now + timedelta(days=11)}
    blank = act_on(cast, person, in_use, note="")
    refused(reasons.NO_EVIDENCE, actions.terminate, **{**blank, **over})
    actions.terminate(**{**act_on(cast, person, in_use), **over})
    assert fresh(in_use).status == "TERMINATED"
    call_refused(cast, in_use, reasons.NOT_IN_USE)
    refused(reasons.WRONG_STATE, actions.resume, **act_on(cast, "authority_officer", in_use))
    assert grants.differences() == ([], [])


def report(cast, agreement: SharingAgreement) -> None:
    """Suspended by the provider, and a report of what was put right."""
    actions.suspend(**suspension(cast, "market_office_head", agreement))
    actions.report_rectification(**act_on(cast, "labour_office_head", agreement, note="已整改"))


def test_a_report_is_judged_before_the_limit_ends(cast, in_use) -> None:
    """Adequate: sharing goes on. Inadequate: it may be terminated at once."""
    report(cast, in_use)
    stored = fresh(in_use)
    assert (stored.rectification, stored.rectified_on) == ("已整改", cast.now.date())
    actions.resume(**act_on(cast, "market_office_head", in_use))
    assert call(cast, in_use).rows
    report(cast, in_use)
    actions.terminate(**act_on(cast, "market_office_head", in_use))
    assert fresh(in_use).status == "TERMINATED"


def test_an_old_report_says_nothing_of_a_new_suspension(cast, in_use) -> None:
    report(cast, in_use)
    actions.resume(**act_on(cast, "market_office_head", in_use))
    actions.suspend(**suspension(cast, "market_office_head", in_use))
    refused(
        reasons.RECTIFICATION_RUNNING,
        actions.terminate,
        **act_on(cast, "market_office_head", in_use),
    )


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_office_head", reasons.NOT_YOUR_MATTER),
        ("labour_clerk", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_only_the_requester_s_head_reports(cast, in_use, person: str, reason) -> None:
    actions.suspend(**suspension(cast, "market_office_head", in_use))
    refused(reason, actions.report_rectification, **act_on(cast, person, in_use))


def test_a_terminated_agreement_owes_no_supply(cast, in_use) -> None:
    """A provider is not late with what it may no longer supply."""
    report(cast, in_use)
    actions.terminate(**act_on(cast, "market_office_head", in_use))
    task = ProvisionTask.objects.get(agreement=in_use)
    assert task not in queries.overdue_tasks(date(2026, 9, 1))


# The end.


def test_only_time_expires_an_agreement_and_only_in_time(cast, in_use) -> None:
    end = in_use.valid_until
    for person in ("market_office_head", "labour_office_head", "authority_officer"):
        refused(reasons.ONLY_TIME, actions.expire, pk=in_use.pk, actor=cast.actor(person), now=end)
    early = end - timedelta(microseconds=1)
    refused(reasons.NOT_EXPIRED, actions.expire, pk=in_use.pk, actor=CLOCK, now=early)
    assert call(cast, in_use, early).rows
    call_refused(cast, in_use, reasons.AGREEMENT_EXPIRED, end)
    assert grants.differences() == ([], [])
    actions.expire(pk=in_use.pk, actor=CLOCK, now=end)
    assert fresh(in_use).status == "IN_DISPOSAL"
    assert grants.differences() == ([], [])
    call_refused(cast, in_use, reasons.AGREEMENT_EXPIRED, end)


def test_a_term_that_has_not_begun_gives_nothing(cast, published, tmp_path: Path) -> None:
    request = story.apply(cast, published, use_from=date(2025, 10, 1), use_until=date(2025, 12, 31))
    agreement = story.agree(cast, story.send(cast, request))
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    agreement = story.put_into_use(cast, agreement)
    early = agreement.valid_from - timedelta(microseconds=1)
    call_refused(cast, agreement, reasons.AGREEMENT_NOT_YET, early)
    assert call(cast, agreement, agreement.valid_from).rows


@pytest.mark.parametrize("step", ["enter_use", "resume"])
def test_nothing_begins_after_the_term(cast, published, agreement, tmp_path, step: str) -> None:
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    late = agreement.valid_until
    if step == "enter_use":
        refused(
            reasons.AGREEMENT_EXPIRED,
            actions.enter_use,
            pk=agreement.pk,
            actor=cast.actor("market_reviewer"),
            now=late,
        )
        return
    story.put_into_use(cast, agreement)
    actions.suspend(**suspension(cast, "market_office_head", agreement))
    inputs = {**act_on(cast, "market_office_head", agreement), "now": late}
    refused(reasons.AGREEMENT_EXPIRED, actions.resume, **inputs)


def test_the_job_expires_what_has_ended_and_can_run_twice(cast, in_use) -> None:
    for _run in range(2):
        jobs.expire_agreements(actor=CLOCK, now=in_use.valid_until)
        assert fresh(in_use).status == "IN_DISPOSAL"
    assert AuditEvent.objects.filter(name="sharingagreement.expire").count() == 1
    assert ProvisionTask.objects.get(agreement=in_use).status == "CANCELLED"


def test_the_requester_ends_the_use_and_the_provider_confirms_the_disposal(cast, in_use) -> None:
    head = cast.actor("labour_office_head")
    refused(
        reasons.NOT_YOUR_MATTER,
        actions.end_use,
        pk=in_use.pk,
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )
    refused(
        reasons.WRONG_STATE, disposal.confirm_disposal, **act_on(cast, "market_reviewer", in_use)
    )
    actions.end_use(pk=in_use.pk, actor=head, now=cast.now)
    call_refused(cast, in_use, reasons.NOT_IN_USE)
    refused(
        reasons.NO_CERTIFICATE,
        disposal.confirm_disposal,
        **act_on(cast, "market_reviewer", in_use),
    )
    story.instruct_disposal(cast, in_use)
    story.report_disposal(cast, in_use)
    refused(
        reasons.NOT_YOUR_MATTER,
        disposal.confirm_disposal,
        **act_on(cast, "labour_office_head", in_use),
    )
    refused(
        reasons.DISPOSAL_UNEXPLAINED,
        disposal.confirm_disposal,
        **act_on(cast, "market_reviewer", in_use, note=""),
    )
    disposal.confirm_disposal(**act_on(cast, "market_reviewer", in_use, note="已销毁"))
    assert fresh(in_use).status == "CLOSED"
    assert grants.differences() == ([], [])


def test_an_overdue_mark_is_written_once_for_each_due_date(cast, received) -> None:
    for _run in range(3):
        jobs.mark_overdue(
            actor=Actor.system("mark-overdue"), now=datetime(2025, 10, 15, 1, tzinfo=SHANGHAI)
        )
    marks = AuditEvent.objects.filter(name="sharingrequest.overdue")
    assert [mark.details for mark in marks] == [{"due_on": "2025-10-14"}]


def test_who_sees_an_agreement(cast, agreement) -> None:
    seen = {
        person: agreement in queries.agreements_visible_to(cast.actor(person))
        for person in cast.people
    }
    assert {person for person, sees in seen.items() if sees} == {
        *(name for name in cast.people if name.startswith(("market_", "labour_"))),
        "authority_officer",
    }


def test_guardian_s_own_tables_stay_empty(cast, in_use) -> None:
    call(cast, in_use)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM guardian_userobjectpermission)"
            " + (SELECT count(*) FROM guardian_groupobjectpermission)"
        )
        assert cursor.fetchone() == (0,)
