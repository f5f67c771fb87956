"""Security incidents: told at once, answered for, reported, contained, concluded (Arts 34, 35)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from portal.audit import chain
from portal.audit.models import ImmutableRow
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import LifecycleStage
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.incidents import actions, queries
from requests_app.incidents.jobs import mark_overdue_incident_reports
from requests_app.models import (
    Breach,
    IncidentMeasure,
    IncidentReport,
    Notice,
    SecurityIncident,
)
from requests_app.notices.jobs import give_notices
from requests_app.oversight.jobs import propose_breaches
from tests import story
from tests.requests_app.incidents.scene import Scene

MINUTE = timedelta(minutes=1)


def again(incident: SecurityIncident) -> SecurityIncident:
    return SecurityIncident.objects.get(pk=incident.pk)


def refused(expected: reasons.Reason, act: Callable[..., Any], **asked: Any) -> None:
    """With that reason, and nothing is left behind."""
    before = AuditEvent.objects.count(), SecurityIncident.objects.count()
    with pytest.raises(Refused) as caught:
        act(**asked)
    assert caught.value.reason is expected
    assert (AuditEvent.objects.count(), SecurityIncident.objects.count()) == before


# Telling of one.


@pytest.mark.parametrize("stage", LifecycleStage.values)
def test_who_answers_is_computed_from_stage_and_agreement(scene: Scene, stage: str) -> None:
    wanted = "RSJ" if stage in {"USE", "DESTRUCTION"} else "SCJG"
    shared = scene.used(stage=stage)
    assert (shared.answerable.code, shared.authority.code) == (wanted, "SJJ")
    assert shared.public_number == f"SI-{wanted}-2025-0001"
    alone = scene.of_entry(stage=stage)
    assert (alone.answerable.code, alone.requester, alone.agreement) == ("SCJG", None, None)
    assert alone.reporter.code == "MZJ"


def test_what_was_told_is_on_record_with_its_article(scene: Scene) -> None:
    incident = scene.used()
    event = AuditEvent.objects.get(name="securityincident.report_incident")
    assert (event.article, event.to_status, event.note) == (
        "35",
        "HANDLING",
        incident.description,
    )
    assert event.details == {
        "entry": scene.version.entry.code,
        "agreement": scene.agreement.public_number,
        "stage": "USE",
        "kind": "LEAK",
        "answerable": "RSJ",
        "discovered_at": (scene.now - timedelta(hours=2)).isoformat(),
        "plan_started_at": (scene.now - timedelta(hours=1)).isoformat(),
    }


@pytest.mark.parametrize(
    ("person", "is_lawful"),
    [
        ("labour_clerk", True),
        ("labour_office_head", True),
        ("market_compiler", True),
        ("market_reviewer", True),
        ("market_office_head", True),
        # They assess and approve, and deal with no data; the authority only supervises.
        ("market_assessor", False),
        ("market_chief", False),
    ],
)
def test_whoever_deals_with_data_for_a_party_tells(
    scene: Scene, person: str, is_lawful: bool
) -> None:
    if is_lawful:
        assert scene.used(person=person).status == "HANDLING"
    else:
        refused(reasons.NOT_YOUR_MANDATE, scene.used, person=person)


def test_an_agreement_s_incident_is_told_by_its_parties_alone(scene: Scene) -> None:
    refused(reasons.INCIDENT_NOT_OURS, scene.used, person="civil_clerk")
    refused(reasons.NOT_YOUR_MANDATE, scene.used, person="authority_officer")
    refused(reasons.NOT_FOUND, scene.used, person="outsider")


def test_what_is_not_published_has_no_incident_but_under_its_agreements(scene: Scene) -> None:
    draft = story.draft(scene.cast, story.enterprise_registry(name="未公布"))
    refused(reasons.NOT_FOUND, scene.of_entry, version=draft)
    refused(reasons.NOT_FOUND, story.report_incident, cast=scene.cast)


def test_the_moments_are_in_their_order_and_none_lies_ahead(scene: Scene) -> None:
    discovered = scene.now - timedelta(hours=2)
    for wrong in (
        {"discovered_at": scene.now + MINUTE},
        {"discovered_at": scene.now.replace(year=2024)},
    ):
        refused(reasons.INCIDENT_NOT_DISCOVERED, scene.used, **wrong)
    for started in (discovered - MINUTE, scene.now + MINUTE):
        refused(reasons.INCIDENT_PLAN_NOT_STARTED, scene.used, plan_started_at=started)
    refused(reasons.INCIDENT_UNDESCRIBED, scene.used, description=" \n")
    at_once = scene.used(discovered_at=scene.now, plan_started_at=scene.now)
    assert at_once.plan_started_at == at_once.discovered_at


# Handling it.


def test_the_first_moment_of_the_decree_counts_by_the_clock_of_the_place(scene: Scene) -> None:
    """Art. 44: 1 August 2025 begins at midnight in Shanghai, when it is still July in Greenwich."""
    first = datetime(2025, 7, 31, 16, tzinfo=UTC)
    assert scene.used(discovered_at=first, plan_started_at=first).discovered_at == first
    before = first - timedelta(seconds=1)
    refused(
        reasons.INCIDENT_NOT_DISCOVERED,
        scene.used,
        discovered_at=before,
        plan_started_at=before,
    )


def test_measures_stay_in_order_with_author_and_moment(scene: Scene) -> None:
    incident = scene.used()
    for number, person in enumerate(("labour_clerk", "market_reviewer", "labour_office_head")):
        at = scene.at(incident, person, now=scene.now + number * MINUTE)
        actions.record_measure(measure=f" 措施{number} ", **at)
    found = [
        (row.text, row.department.code, row.author.username, row.recorded_at)
        for row in queries.measures_of(incident)
    ]
    assert found == [
        ("措施0", "RSJ", "labour_clerk", scene.now),
        ("措施1", "SCJG", "market_reviewer", scene.now + MINUTE),
        ("措施2", "RSJ", "labour_office_head", scene.now + 2 * MINUTE),
    ]
    assert again(incident).status == "HANDLING"
    contained = story.contain_incident(scene.cast, incident)
    actions.record_measure(measure="复查", **scene.at(contained, "labour_clerk"))
    assert again(incident).status == "CONTAINED"
    closed = story.close_incident(scene.cast, contained)
    refused(
        reasons.WRONG_STATE,
        actions.record_measure,
        measure="迟了",
        **scene.at(closed, "labour_clerk"),
    )
    refused(
        reasons.INCIDENT_MEASURE_UNSTATED,
        actions.record_measure,
        measure=" ",
        **scene.at(scene.used(), "labour_clerk"),
    )


def test_the_one_answerable_contains_and_reports_and_nobody_else(scene: Scene) -> None:
    used, supplied = scene.used(), scene.supplied()
    body = {"body": "CYBERSPACE", "told_at": scene.now, "document_number": "一号"}
    for incident, others in (
        (used, ("market_office_head", "civil_office_head", "authority_officer")),
        (supplied, ("labour_office_head", "civil_office_head", "authority_officer")),
    ):
        for person in others:
            at = scene.at(incident, person)
            refused(reasons.NOT_YOUR_MATTER, actions.contain, containment="甲", **at)
            refused(reasons.NOT_YOUR_MATTER, actions.report_to_body, **body, **at)
    actions.contain(containment="甲", **scene.at(used, "labour_office_head"))
    actions.contain(containment="甲", **scene.at(supplied, "market_reviewer"))
    assert {again(used).status, again(supplied).status} == {"CONTAINED"}


def test_a_third_department_tells_and_takes_no_part(scene: Scene) -> None:
    incident = scene.of_entry()
    at = scene.at(incident, "civil_office_head")
    refused(reasons.NOT_YOUR_MATTER, actions.record_measure, measure="甲", **at)


def test_reports_are_kept_and_the_first_one_counts(scene: Scene) -> None:
    incident = scene.used()
    at = scene.at(incident, "labour_clerk")
    for body, told_at in (
        ("PUBLIC_SECURITY", scene.now - 30 * MINUTE),
        ("AUTHORITY", scene.now - 60 * MINUTE),
    ):
        actions.report_to_body(body=body, told_at=told_at, document_number=" 一号 ", **at)
    rows = queries.reports_of(incident).values_list("body", "told_at", "document_number")
    assert list(rows) == [
        ("PUBLIC_SECURITY", scene.now - 30 * MINUTE, "一号"),
        ("AUTHORITY", scene.now - 60 * MINUTE, "一号"),
    ]
    assert again(incident).first_told_at == scene.now - 30 * MINUTE
    lawful = {"body": "AUTHORITY", "told_at": scene.now, "document_number": "二号"}
    for wrong, reason in (
        ({"told_at": scene.now + MINUTE}, reasons.INCIDENT_REPORT_UNDATED),
        ({"told_at": incident.discovered_at - MINUTE}, reasons.INCIDENT_REPORT_UNDATED),
        ({"document_number": " "}, reasons.INCIDENT_REPORT_WITHOUT_NUMBER),
    ):
        refused(reason, actions.report_to_body, **{**lawful, **wrong}, **at)


# How soon it is reported (P23).


def test_the_local_period_ends_with_the_first_report(scene: Scene) -> None:
    incident = scene.used()
    # Wednesday, 24 September 2025; the day itself is not counted.
    assert (incident.due_code, str(incident.due_on)) == ("P23", "2025-09-25")
    told = story.contain_incident(scene.cast, incident, now=scene.days(1))
    assert str(told.due_stopped_on) == "2025-09-25"


@pytest.mark.parametrize(("workdays", "due"), [(2, "2025-09-26"), (3, "2025-09-28"), (None, None)])
def test_the_operator_sets_it_or_leaves_it_out(
    scene: Scene, settings, workdays: int | None, due: str | None
) -> None:
    """28 September 2025 is a Sunday on which people work for the holiday."""
    settings.PORTAL_SWITCHES = {"INCIDENT_REPORT_WORKDAYS": workdays}
    incident = scene.used()
    assert (None if incident.due_on is None else str(incident.due_on)) == due


def test_a_late_report_is_marked_once_and_told(scene: Scene) -> None:
    silent, told = scene.used(), scene.used()
    actions.report_to_body(
        body="AUTHORITY",
        told_at=scene.now,
        document_number="一号",
        **scene.at(told, "labour_clerk"),
    )
    clock = Actor.system("mark-overdue-incident-reports")
    for days, marks in ((1, 0), (2, 1), (3, 1)):
        mark_overdue_incident_reports(actor=clock, now=scene.days(days))
        found = AuditEvent.objects.filter(name="securityincident.overdue")
        assert [event.subject_id for event in found] == [silent.pk] * marks


# Concluding it.


def test_not_before_it_is_contained_and_reported(scene: Scene) -> None:
    said = {"cause": "终端遗失", "conclusion": "已控制", "fault": "NONE"}
    incident = scene.used()
    officer = scene.at(incident, "authority_officer")
    refused(reasons.WRONG_STATE, actions.close_incident, **said, **officer)
    story.contain_incident(scene.cast, incident, is_reported=False)
    refused(reasons.INCIDENT_UNREPORTED, actions.close_incident, **said, **officer)
    actions.report_to_body(
        body="AUTHORITY",
        told_at=scene.now,
        document_number="一号",
        **scene.at(incident, "labour_clerk"),
    )
    for person in ("labour_office_head", "market_office_head"):
        at = scene.at(incident, person)
        refused(reasons.NOT_YOUR_MATTER, actions.close_incident, **said, **at)
    for name in ("cause", "conclusion"):
        wrong = {**said, name: " "}
        refused(reasons.INCIDENT_UNCONCLUDED, actions.close_incident, **wrong, **officer)
    for fault in ("", "MAYBE"):
        wrong = {**said, "fault": fault}
        refused(reasons.INCIDENT_FAULT_UNJUDGED, actions.close_incident, **wrong, **officer)
    actions.close_incident(**said, **officer)
    closed = again(incident)
    assert (closed.status, closed.cause, closed.fault) == ("CLOSED", "终端遗失", "NONE")
    assert closed.closed_at == scene.now


def test_an_authority_never_concludes_what_it_answers_for(scene: Scene) -> None:
    """No authority stands above the city's here: its own incident has nobody to conclude it."""
    cast, entry = scene.cast, scene.version.entry
    own = queries.Subject(entry, scene.version, cast.authority)
    incident = own.probe(cast.market, "STORAGE", scene.now.date())
    assert (incident.answerable.code, incident.authority) == ("SJJ", None)


@pytest.mark.parametrize(
    ("stage", "code", "blamed"), [("USE", "A40_6", "RSJ"), ("SHARING", "A39_9", "SCJG")]
)
def test_a_fault_proposes_a_breach_of_the_one_answerable(
    scene: Scene, stage: str, code: str, blamed: str
) -> None:
    person = "labour_clerk" if blamed == "RSJ" else "market_reviewer"
    incident = story.contain_incident(scene.cast, scene.used(stage=stage), person=person)
    story.close_incident(scene.cast, incident)
    for _run in range(2):
        chain.seal(now=scene.now)
        propose_breaches(actor=Actor.system("propose-breaches"), now=scene.now)
    breach = Breach.objects.get()
    assert (breach.code, breach.department.code, breach.authority.code) == (code, blamed, "SJJ")
    assert (breach.status, breach.subject_number) == ("PROPOSED", incident.public_number)


def test_without_a_fault_nothing_is_proposed(scene: Scene) -> None:
    incident = story.contain_incident(scene.cast, scene.used())
    story.close_incident(scene.cast, incident, fault="NONE")
    chain.seal(now=scene.now)
    propose_breaches(actor=Actor.system("propose-breaches"), now=scene.now)
    assert not Breach.objects.exists()


# Who is told, who may see it, whose turn it is.


@pytest.mark.parametrize(
    ("stage", "person", "told"),
    [
        # The user's clerk tells of his own: his head, the provider and the authority are told.
        ("USE", "labour_clerk", {"labour_office_head", "market_office_head", "authority_officer"}),
        # The user tells of the provider's: those who supply are told, and the authority.
        (
            "SHARING",
            "labour_clerk",
            {"market_office_head", "market_reviewer", "authority_officer"},
        ),
        (
            "USE",
            "market_reviewer",
            {"labour_office_head", "labour_clerk", "authority_officer"},
        ),
    ],
)
def test_the_answerable_the_other_and_the_authority_are_told_at_once(
    scene: Scene, stage: str, person: str, told: set[str]
) -> None:
    incident = scene.used(stage=stage, person=person)
    chain.seal(now=scene.now)
    give_notices(actor=Actor.system("give-notices"), now=scene.now)
    rows = Notice.objects.filter(subject_number=incident.public_number)
    people = [row.recipient.username for row in rows if not row.recipient.is_service]
    assert (set(people), len(people)) == (told, len(told))
    assert all(row.is_legal for row in rows)


def test_whom_it_does_not_concern_does_not_see_it(scene: Scene) -> None:
    used, alone = scene.used(), scene.of_entry()
    sees = {
        person: {row.pk for row in queries.visible_to(scene.cast.actor(person))}
        for person in ("labour_clerk", "market_chief", "authority_officer", "civil_office_head")
    }
    assert sees == {
        "labour_clerk": {used.pk},
        "market_chief": {used.pk, alone.pk},
        "authority_officer": {used.pk, alone.pk},
        "civil_office_head": {alone.pk},
    }
    for person in ("hongkou_clerk", "outsider", "superuser"):
        assert not queries.visible_to(scene.cast.actor(person)).exists()


def test_it_stands_on_the_desk_of_who_must_act(scene: Scene) -> None:
    incident = scene.used()

    def desks() -> dict[str, str]:
        people = ("labour_clerk", "labour_office_head", "market_office_head", "authority_officer")
        found = {}
        for person in people:
            work = story.work(scene.cast.actor(person), scene.now, SecurityIncident)
            found.update(dict.fromkeys([person] * bool(work), "".join(work.values())))
        return found

    contain = {"labour_clerk": "登记事件已控制", "labour_office_head": "登记事件已控制"}
    assert desks() == contain
    story.contain_incident(scene.cast, incident, is_reported=False)
    unreported = desks()
    assert set(unreported) == set(contain)
    actions.report_to_body(
        body="AUTHORITY",
        told_at=scene.now,
        document_number="一号",
        **scene.at(incident, "labour_clerk"),
    )
    assert desks() == {"authority_officer": "作出结论并办结"}
    story.close_incident(scene.cast, again(incident))
    assert desks() == {}


# What the database refuses by itself.

_CONTAINED = "status = 'CLOSED', contained_at = created_at, containment = '甲'"
_CLOSED = f"{_CONTAINED}, cause = '甲', conclusion = '甲', closed_at = created_at"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("status = 'LOST'", "securityincident_status"),
        ("stage = 'SALE', answerable_id = provider_id", "securityincident_stage"),
        ("kind = 'RUMOUR'", "securityincident_kind"),
        (f"{_CLOSED}, fault = 'MAYBE', first_told_at = created_at", "securityincident_fault"),
        ("description = ''", "securityincident_told_in_time"),
        ("discovered_at = created_at + interval '1 second'", "securityincident_told_in_time"),
        ("plan_started_at = discovered_at - interval '1 second'", "securityincident_told_in_time"),
        ("plan_started_at = created_at + interval '1 second'", "securityincident_told_in_time"),
        ("answerable_id = provider_id", "securityincident_answered_for"),
        ("stage = 'STORAGE'", "securityincident_answered_for"),
        ("authority_id = answerable_id", "securityincident_judged_by_another"),
        ("requester_id = NULL, stage = 'STORAGE', answerable_id = provider_id", "of_agreement"),
        ("status = 'CONTAINED'", "securityincident_contained_with_words"),
        ("containment = '甲'", "securityincident_contained_with_words"),
        ("cause = '甲'", "securityincident_closed_in_full"),
        (_CONTAINED, "securityincident_closed_in_full"),
        (f"{_CLOSED}, fault = 'NONE'", "securityincident_closed_in_full"),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(scene: Scene, change: str, name: str) -> None:
    incident = scene.used()
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        statement = f"UPDATE requests_app_securityincident SET {change} WHERE id = %s"  # noqa: S608
        cursor.execute(statement, [incident.pk])


@pytest.mark.parametrize("model", [IncidentMeasure, IncidentReport])
@pytest.mark.parametrize("change", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}"])
def test_the_log_is_never_changed_or_removed(scene: Scene, model: Any, change: str) -> None:
    incident = scene.used()
    actions.record_measure(measure="甲", **scene.at(incident, "labour_clerk"))
    story.contain_incident(scene.cast, incident)
    row = model.objects.get()
    for act in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(ImmutableRow):
            act()
    with (
        pytest.raises(ProgrammingError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(model._meta.db_table))
