"""The gate: lock, judge, act, record; everything or nothing; nobody writes past it."""

import contextlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.departments import actions as departments
from catalog.departments.models import Department, DepartmentGrant, Membership
from portal.audit import chain
from portal.models import AuditEvent, User
from portal.regulation import agreement, articles, entry_update, entry_version, provision, reasons
from portal.regulation import request as rules
from portal.regulation.machine import Need, Transition
from portal.regulation.vocabulary import Mandate, Party
from portal.workflow import grants, policy
from portal.workflow import models as workflow_models
from portal.workflow import transition as gate
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from portal.workflow.transition import open_matter, transition
from requests_app.models import SharingRequest
from requests_app.sharing import actions
from tests.races.fingerprint import nothing_left
from tests.workflow.conftest import Stage

MACHINES = (
    rules.MACHINE,
    agreement.MACHINE,
    provision.MACHINE,
    entry_version.MACHINE,
    entry_update.MACHINE,
)
TICK = Transition(
    name="tick",
    label=rules.SUBMIT.label,
    sources=frozenset({rules.State.DRAFT}),
    target=rules.State.WITHDRAWN,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A20,
)


@contextmanager
def refused(reason: reasons.Reason):
    """The block is refused for this very reason and leaves nothing behind."""
    with nothing_left(), pytest.raises(Refused) as caught:
        yield
    assert caught.value.reason is reason


def submit(stage: Stage, actor: Actor | None = None, **more: Any) -> None:
    """Take the step SUBMIT with an empty body."""
    options = {
        "model": SharingRequest,
        "pk": stage.request.pk,
        "actor": actor or stage.cast.actor("labour_clerk"),
        "now": stage.cast.now,
        **more,
    }
    with transition(rules.SUBMIT, **options):
        pass


# One step.


def test_a_step_writes_status_moment_version_and_event(stage: Stage) -> None:
    version, later = stage.request.lock_version, stage.cast.now + timedelta(hours=1)
    submit(stage, now=later, note="说明", details={"a": 1})
    request = SharingRequest.objects.get(pk=stage.request.pk)
    assert (request.status, request.status_since) == ("AWAITING_REQUESTER_HEAD", later)
    assert request.lock_version == version + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.name, event.subject_id) == ("sharingrequest.submit", request.pk)
    assert (event.from_status, event.to_status) == ("DRAFT", "AWAITING_REQUESTER_HEAD")
    assert event.actor_id == stage.cast.labour_clerk.pk
    assert event.department_id == stage.cast.labour.pk
    assert (event.article, event.interface) == (rules.SUBMIT.article.code, "COMMAND")
    assert (event.note, event.details, event.occurred_at) == ("说明", {"a": 1}, later)


def test_the_state_is_judged_after_the_lock(stage: Stage, monkeypatch) -> None:
    """The row is locked and read by one query before anything is decided."""
    seen: list[str] = []

    def judged(*args: Any, **options: Any) -> Any:
        seen.extend(query["sql"] for query in queries)
        return policy.decide(*args, **options)

    monkeypatch.setattr(gate, "decide", judged)
    queries: list[dict[str, str]] = []
    with connection.execute_wrapper(_recorder(queries)):
        submit(stage)
    assert len([sql for sql in seen if "FOR UPDATE" in sql]) == 1
    assert not any(sql.startswith("UPDATE") for sql in seen)


def _recorder(queries: list[dict[str, str]]) -> Callable[..., Any]:
    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append({"sql": sql})
        return execute(sql, params, many, context)

    return record


def test_what_is_judged_is_the_stored_row_and_not_the_one_in_hand(stage: Stage) -> None:
    held = stage.request
    submit(stage)
    assert held.status == "DRAFT"
    with refused(reasons.WRONG_STATE):
        submit(stage)


def test_a_row_that_does_not_exist(stage: Stage) -> None:
    with refused(reasons.NOT_FOUND):
        submit(stage, pk=10**9)


def test_another_version_than_the_one_seen(stage: Stage) -> None:
    for wrong in (0, stage.request.lock_version - 1, stage.request.lock_version + 1):
        with refused(reasons.CHANGED_MEANWHILE):
            submit(stage, expected_version=wrong)
    submit(stage, expected_version=stage.request.lock_version)


class Broken(Exception):
    """What a body may run into."""


def test_any_exception_in_the_body_leaves_nothing(stage: Stage) -> None:
    with (
        nothing_left(),
        pytest.raises(Broken),
        transition(
            rules.SUBMIT,
            model=SharingRequest,
            pk=stage.request.pk,
            actor=stage.cast.actor("labour_clerk"),
            now=stage.cast.now,
        ) as request,
    ):
        request.scenario = "改"
        request.save()
        grants.group("left behind")
        raise Broken


def test_a_body_that_changes_the_status_itself_does_not_win(stage: Stage) -> None:
    with transition(
        rules.SUBMIT,
        model=SharingRequest,
        pk=stage.request.pk,
        actor=stage.cast.actor("labour_clerk"),
        now=stage.cast.now,
    ) as request:
        request.status = "AGREED"
    stored = SharingRequest.objects.get(pk=stage.request.pk)
    assert stored.status == "AWAITING_REQUESTER_HEAD"


@pytest.mark.parametrize("way", ["algorithm", "trigger", "table"])
def test_without_its_audit_event_nothing_is_done(stage: Stage, settings, way: str) -> None:
    kinds: dict[str, type[Exception]] = {"algorithm": ValueError}
    with nothing_left(), pytest.raises(kinds.get(way, DatabaseError)), transaction.atomic():
        with connection.cursor() as cursor:
            if way == "algorithm":
                settings.AUDIT_HASH = "none"
            elif way == "table":
                cursor.execute("ALTER TABLE portal_auditevent RENAME TO elsewhere")
            else:
                cursor.execute(
                    "CREATE TRIGGER broken BEFORE INSERT ON portal_auditevent"
                    " FOR EACH ROW EXECUTE FUNCTION portal_audit_refuse()"
                )
        submit(stage)


def test_a_new_matter_that_is_refused_is_not_there(stage: Stage) -> None:
    made = SharingRequest(
        public_number="SR-X",
        requester=stage.cast.labour,
        provider=stage.cast.market,
        entry_version=stage.request.entry_version,
        drafted_by=stage.cast.labour_clerk,
    )
    with refused(reasons.NOT_YOUR_MATTER):
        open_matter(rules.APPLY, made, actor=stage.cast.actor("civil_clerk"), now=stage.cast.now)


def test_the_same_number_twice_is_refused_as_the_same_matter(stage: Stage) -> None:
    made = SharingRequest(
        public_number=stage.request.public_number,
        requester=stage.cast.labour,
        provider=stage.cast.market,
        entry_version=stage.request.entry_version,
        drafted_by=stage.cast.labour_clerk,
    )
    with refused(reasons.DUPLICATE):
        open_matter(rules.APPLY, made, actor=stage.cast.actor("labour_clerk"), now=stage.cast.now)


# Nobody writes past it.


def _set(request: SharingRequest, status: str) -> SharingRequest:
    request.status = status
    return request


@pytest.mark.parametrize(
    "attempt",
    [
        lambda r: _set(r, "AGREED").save(),
        lambda r: _set(r, "AGREED").save(update_fields=["status"]),
        lambda r: _set(r, "AGREED").save(force_update=True),
        lambda r: r.delete(),
        lambda r: SharingRequest.objects.filter(pk=r.pk).update(status="AGREED"),
        lambda r: SharingRequest.objects.update(scenario="", status="AGREED"),
        lambda r: SharingRequest.objects.bulk_update([_set(r, "AGREED")], ["status"]),
        lambda r: SharingRequest.objects.bulk_update([_set(r, "AGREED")], iter(["status"])),
        lambda r: SharingRequest.objects.filter(pk=r.pk).delete(),
        lambda r: r.requester.requests_made.update(status="AGREED"),
        lambda r: r.requester.requests_made.all().delete(),
        lambda r: SharingRequest.objects.update_or_create(pk=r.pk, defaults={"status": "AGREED"}),
        lambda r: SharingRequest.objects.create(**_copy(r), status="DRAFT"),
        lambda r: SharingRequest.objects.create(**_copy(r), status="AGREED"),
        lambda r: SharingRequest.objects.get_or_create(public_number="SR-0", defaults=_copy(r)),
        lambda r: SharingRequest.objects.bulk_create(
            [SharingRequest(**_copy(r), status="AGREED", status_since=r.created_at)]
        ),
        lambda r: SharingRequest(**_copy(r), pk=r.pk, status="AGREED").save(),
        lambda r: _set(SharingRequest.objects.only("pk").get(pk=r.pk), "AGREED").save(),
        lambda r: _set(SharingRequest.objects.defer("status").get(pk=r.pk), "AGREED").save(),
        lambda r: SharingRequest._base_manager.filter(pk=r.pk).update(status="AGREED"),
        lambda r: SharingRequest._base_manager.filter(pk=r.pk).delete(),
    ],
)
def test_nobody_but_the_gate_writes_a_status_or_removes_a_matter(
    stage: Stage, attempt: Callable[[SharingRequest], object]
) -> None:
    with nothing_left(), pytest.raises(StatusIsGuarded), transaction.atomic():
        attempt(stage.request)


def _copy(request: SharingRequest) -> dict[str, Any]:
    return {
        "public_number": "SR-1",
        "requester": request.requester,
        "provider": request.provider,
        "entry_version": request.entry_version,
        "drafted_by": request.drafted_by,
        "created_at": request.created_at,
    }


def test_facts_may_be_saved(stage: Stage) -> None:
    stage.request.scenario = "改"
    stage.request.save()
    assert SharingRequest.objects.get(pk=stage.request.pk).scenario == "改"


def test_a_row_read_again_may_be_saved_and_stays_guarded(stage: Stage) -> None:
    submit(stage)
    stage.request.refresh_from_db()
    stage.request.save()
    stage.request.status = "DRAFT"
    with pytest.raises(StatusIsGuarded):
        stage.request.save()


def test_a_row_read_before_a_step_does_not_write_the_old_status_back(stage: Stage) -> None:
    """Somebody read the draft, another submitted it, the first saves a fact."""
    held = stage.request
    submit(stage)
    held.scenario = "改"
    with contextlib.suppress(StatusIsGuarded):
        held.save()
    stored = SharingRequest.objects.get(pk=held.pk)
    assert stored.status == "AWAITING_REQUESTER_HEAD"


def test_an_open_row_opens_no_other(stage: Stage) -> None:
    """While one matter is inside the gate, another of its kind stays guarded."""
    other = SharingRequest.objects.get(pk=stage.request.pk)
    other.pk = stage.request.pk + 1
    with (
        nothing_left(),
        pytest.raises(StatusIsGuarded),
        transition(
            rules.SUBMIT,
            model=SharingRequest,
            pk=stage.request.pk,
            actor=stage.cast.actor("labour_clerk"),
            now=stage.cast.now,
        ),
    ):
        _set(other, "AGREED").save()
    assert workflow_models._open_rows.get() == frozenset()


def test_the_database_knows_the_states(stage: Stage) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_sharingrequest SET status = 'FREE' WHERE id = %s",
            [stage.request.pk],
        )


# Who.


def test_the_superuser_has_no_mandate(stage: Stage) -> None:
    with refused(reasons.INACTIVE):
        submit(stage, stage.cast.actor("superuser"))
    assert stage.cast.actor("superuser").mandates(stage.cast.now.date()) == frozenset()
    for machine in MACHINES:
        steps = policy.available(
            stage.cast.actor("superuser"), machine, stage.request, now=stage.cast.now
        )
        assert [step for step in steps if step.is_allowed] == []


def test_a_superuser_who_is_appointed_acts_by_the_appointment_only(stage: Stage) -> None:
    departments.appoint(
        pk=stage.cast.labour.pk,
        user_id=stage.cast.superuser.pk,
        mandates=[Mandate.CONSENT],
        actor=stage.cast.actor("authority_officer"),
        now=stage.cast.now,
    )
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage, stage.cast.actor("superuser"))


def test_a_disabled_account_does_nothing(stage: Stage) -> None:
    """Also one that was already inside when it was disabled."""
    inside = stage.cast.actor("labour_clerk")
    User.objects.filter(pk=stage.cast.labour_clerk.pk).update(is_active=False)
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage, inside)
    with refused(reasons.INACTIVE):
        submit(stage, stage.cast.actor("labour_clerk"))
    assert inside.group_ids(stage.cast.now.date()) == ()


@pytest.mark.parametrize(("days", "is_over"), [(4, False), (5, True), (6, True)])
def test_an_appointment_ends_with_its_day(stage: Stage, days: int, *, is_over: bool) -> None:
    membership = Membership.objects.get(user=stage.cast.labour_clerk)
    inside = stage.cast.actor("labour_clerk")
    membership.ends_on = stage.cast.now.date() + timedelta(days=5)
    membership.save()
    moment = stage.cast.now + timedelta(days=days)
    if is_over:
        with refused(reasons.NOT_YOUR_MANDATE):
            submit(stage, inside, now=moment)
    else:
        submit(stage, inside, now=moment)


def test_an_appointment_that_has_not_begun_counts_nothing(stage: Stage) -> None:
    Membership.objects.filter(user=stage.cast.labour_clerk).update(
        starts_on=stage.cast.now.date() + timedelta(days=1)
    )
    with refused(reasons.INACTIVE):
        submit(stage, stage.cast.actor("labour_clerk"))


def test_a_closed_department_does_nothing(stage: Stage) -> None:
    Department.objects.filter(pk=stage.cast.labour.pk).update(closed_on=stage.cast.now.date())
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage, stage.cast.actor("labour_clerk"))


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("hongkou_clerk", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
    ],
)
def test_another_department_and_another_mandate(
    stage: Stage, person: str, reason: reasons.Reason
) -> None:
    with refused(reason):
        submit(stage, stage.cast.actor(person))


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": None},
        {"department_id": None},
        {"user_id": 10**9},
    ],
)
def test_a_forged_actor_does_nothing(stage: Stage, change: dict[str, Any]) -> None:
    forged = replace(stage.cast.actor("labour_clerk"), **change)
    with nothing_left(), pytest.raises(Refused):
        submit(stage, forged)


def test_a_person_of_one_department_does_not_act_for_another(stage: Stage) -> None:
    """An actor whose department was exchanged has no mandate there."""
    forged = replace(stage.cast.actor("civil_clerk"), department_id=stage.cast.labour.pk)
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage, forged)


def test_a_stray_group_without_an_appointment_is_no_mandate(stage: Stage) -> None:
    stage.cast.outsider.groups.add(grants.group("RSJ:apply_for_department"))
    forged = replace(stage.cast.actor("outsider"), department_id=stage.cast.labour.pk)
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage, forged)


def test_an_appointment_without_its_grant_is_no_mandate(stage: Stage) -> None:
    """guardian says whether: the appointment alone does not."""
    which = {
        "object_id": stage.cast.labour.pk,
        "group_ids": [grants.group("RSJ:apply_for_department").pk],
    }
    grants.take_back(DepartmentGrant, Mandate.APPLY, **which)
    with refused(reasons.NOT_YOUR_MANDATE):
        submit(stage)
    grants.give(DepartmentGrant, Mandate.APPLY, **which)
    submit(stage)


def test_the_system_acts_on_the_clock_s_steps_and_on_no_other(stage: Stage) -> None:
    clock = Actor.system("tester")
    for machine in MACHINES:
        for rule in machine.transitions:
            subject = stage.request
            decision = policy._right(clock, rule, subject, frozenset())
            expected = None if rule.party is Party.CLOCK else reasons.NOT_YOUR_MATTER
            assert decision is expected, rule.name
    with refused(reasons.NOT_YOUR_MATTER):
        submit(stage, clock)


@pytest.mark.parametrize("person", ["labour_clerk", "authority_officer", "superuser", "outsider"])
def test_no_person_takes_a_step_of_the_clock(stage: Stage, person: str) -> None:
    with (
        refused(reasons.ONLY_TIME),
        transition(
            TICK,
            model=SharingRequest,
            pk=stage.request.pk,
            actor=stage.cast.actor(person),
            now=stage.cast.now,
        ),
    ):
        pass


def test_a_mandate_named_beside_the_clock_s_none_opens_nothing(stage: Stage) -> None:
    """A step nobody has a mandate for is not open to those without mandates."""
    rule = replace(rules.SUBMIT, mandate=None)
    with (
        refused(reasons.NOT_YOUR_MANDATE),
        transition(
            rule,
            model=SharingRequest,
            pk=stage.request.pk,
            actor=stage.cast.actor("labour_office_head"),
            now=stage.cast.now,
        ),
    ):
        pass


def test_the_system_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        Actor.system("")
    assert not Actor(interface=Interface.JOB).is_system


# What is shown and what is done.


def test_a_need_about_input_is_asked_when_the_act_is_taken(stage: Stage) -> None:
    never = Need(lambda facts: False, reasons.NO_GROUND, about_input=True)
    rule = replace(rules.SUBMIT, needs=(never,))
    clerk = stage.cast.actor("labour_clerk")
    assert policy.decide(clerk, rule, stage.request, now=stage.cast.now).allowed
    decided = policy.decide(clerk, rule, stage.request, now=stage.cast.now, inputs={})
    assert decided.reason is reasons.NO_GROUND


def test_state_comes_first_then_right_then_needs(stage: Stage) -> None:
    never = Need(lambda facts: False, reasons.NO_GROUND)
    rule = replace(rules.SUBMIT, needs=(never,))
    outsider = stage.cast.actor("outsider")
    clerk = stage.cast.actor("labour_clerk")

    def reason(actor: Actor, which: Transition) -> tuple[reasons.Reason | None, bool]:
        decision = policy.decide(actor, which, stage.request, now=stage.cast.now)
        return decision.reason, decision.is_right_missing

    wrong = replace(rule, sources=frozenset({rules.State.AGREED}))
    assert reason(outsider, wrong) == (reasons.WRONG_STATE, False)
    assert reason(outsider, rule) == (reasons.INACTIVE, True)
    assert reason(clerk, rule) == (reasons.NO_GROUND, False)


def test_available_and_decide_agree_on_every_step(stage: Stage) -> None:
    now = stage.cast.now
    names = ("labour_clerk", "labour_office_head", "market_reviewer", "market_office_head")
    people = [stage.cast.actor(person) for person in (*names, "authority_officer", "superuser")]
    for state in rules.State.values:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE requests_app_sharingrequest SET status = %s WHERE id = %s",
                [state, stage.request.pk],
            )
        request = SharingRequest.objects.get(pk=stage.request.pk)
        for actor in [*people, Actor.system("tester")]:
            shown = {
                step.transition.name: step.decision
                for step in policy.available(actor, rules.MACHINE, request, now=now)
            }
            for rule in rules.MACHINE.transitions:
                decision = policy.decide(actor, rule, request, now=now)
                if rule.name in shown:
                    assert shown[rule.name] == decision
                elif rule.sources:
                    assert not decision.allowed


def test_require_asks_for_the_department_and_the_mandate(stage: Stage) -> None:
    clerk, now = stage.cast.actor("labour_clerk"), stage.cast.now
    policy.require(clerk, Mandate.APPLY, department_id=stage.cast.labour.pk, now=now)
    wrong = [
        (clerk, Mandate.CONSENT, stage.cast.labour.pk, reasons.NOT_YOUR_MANDATE),
        (clerk, Mandate.APPLY, stage.cast.market.pk, reasons.NOT_YOUR_MATTER),
        (
            stage.cast.actor("superuser"),
            Mandate.APPLY,
            stage.cast.labour.pk,
            reasons.NOT_YOUR_MATTER,
        ),
        (Actor.system("x"), Mandate.APPLY, stage.cast.labour.pk, reasons.NOT_YOUR_MATTER),
    ]
    for actor, mandate, department_id, reason in wrong:
        with pytest.raises(Refused) as caught:
            policy.require(actor, mandate, department_id=department_id, now=now)
        assert caught.value.reason is reason


def test_a_database_check_that_fails_is_not_told_as_a_duplicate(stage: Stage) -> None:
    """Only the same thing twice is a duplicate; a fact the database forbids is something else."""
    made = SharingRequest(
        public_number="SR-2",
        requester=stage.cast.labour,
        provider=stage.cast.market,
        entry_version=stage.request.entry_version,
        drafted_by=stage.cast.labour_clerk,
        purpose="NO_SUCH_CODE",
    )
    clerk = stage.cast.actor("labour_clerk")
    with nothing_left(), pytest.raises((Refused, DatabaseError)) as caught, transaction.atomic():
        open_matter(rules.APPLY, made, actor=clerk, now=stage.cast.now)
    reason = getattr(caught.value, "reason", None)
    assert reason is not reasons.DUPLICATE


def test_the_log_of_a_refused_step_is_empty_and_the_chain_still_holds(stage: Stage) -> None:
    with refused(reasons.NOT_YOUR_MATTER):
        actions.withdraw(
            pk=stage.request.pk, actor=stage.cast.actor("civil_clerk"), now=stage.cast.now
        )
    chain.seal(now=stage.cast.now)
    assert chain.verify(now=stage.cast.now) == []
