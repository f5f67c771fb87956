"""Who received data about a person: what is told, to whom, and what stays behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from catalog.departments import actions as departments
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate, Tier
from portal.workflow.actor import Actor
from requests_app.delivery.queries import receipts_by_case
from requests_app.emergencies.queries import receipts_by_release
from requests_app.lookups import actions, queries
from requests_app.management.demo.city import credit_code
from requests_app.models import (
    Delivery,
    EmergencyDelivery,
    LookupFinding,
    ReturnDelivery,
    SubjectLookup,
)
from requests_app.return_flow.queries import receipts_by_flow
from requests_app.sharing import record_keys
from tests import story
from tests.requests_app.emergencies.siren import fetch, granted
from tests.requests_app.lookups.bureau import BOTH, NOBODY_S, PEOPLE, RETURNED, SMALL_X, Bureau
from tests.requests_app.stops.authorities import authority_of, refused, refused_whole

LATER = timedelta(hours=2)


def told(answer: actions.Answer) -> list[tuple[Any, ...]]:
    return [
        (
            line.recipient.code,
            line.provider.code,
            line.matter.public_number,
            line.purpose,
            line.case_number,
            line.times,
        )
        for line in answer.lines
    ]


def agreed(bureau: Bureau, case: str, times: int) -> tuple[Any, ...]:
    number = bureau.agreement.public_number
    return ("RSJ", "SCJG", number, "GOVERNMENT_SERVICE", case, times)


def returned(bureau: Bureau) -> tuple[Any, ...]:
    return ("HKSC", "SCJG", bureau.flow.public_number, "", "", 1)


# What is told.


def test_every_receipt_of_the_person_and_of_nobody_else(bureau: Bureau) -> None:
    """By case, under the agreement and the return flow, with moments, purpose and basis."""
    now = bureau.cast.now
    bureau.call()
    bureau.call(now=now + LATER)
    bureau.look_for(BOTH, case_number="WG-7", now=now + LATER)
    bureau.fetch()
    answer = story.look_up(bureau.cast, number=BOTH)
    assert sorted(told(answer)) == sorted(
        [agreed(bureau, "WG-1", 2), agreed(bureau, "WG-7", 1), returned(bureau)]
    )
    lines = {line.case_number: line for line in answer.lines}
    assert (lines["WG-1"].first_at, lines["WG-1"].last_at) == (now, now + LATER)
    assert lines["WG-1"].basis == bureau.agreement.request.legal_basis == "《失业保险条例》"
    assert lines["WG-1"].entry_name == "样例"
    assert lines[""].basis == bureau.flow.duty
    assert [line.last_at for line in answer.lines] == [now + LATER, now + LATER, now]
    # Its row is outside the agreement; it only went back to the district.
    assert told(story.look_up(bureau.cast, number=RETURNED)) == [returned(bureau)]


def test_what_an_emergency_released_is_in_the_answer_too(bureau: Bureau) -> None:
    """Its basis is the emergency itself, its case the one it was granted for."""
    release = granted(bureau.desk, columns=("code", "name"))
    fetch(bureau.desk, release)
    (line,) = story.look_up(bureau.cast, number=NOBODY_S).lines
    assert (line.recipient.code, line.provider.code) == ("RSJ", "SCJG")
    assert line.matter == release
    assert (line.purpose, line.case_number) == ("PUBLIC_SERVICE", story.EMERGENCY_CASE)
    assert (line.basis, line.times) == (release.emergency, 1)


def test_whoever_was_never_given_out_is_in_no_answer(bureau: Bureau) -> None:
    """A person of the table and one of no table are told alike."""
    bureau.call()
    bureau.fetch()
    for number in (NOBODY_S, story.SUBJECT):
        answer = story.look_up(bureau.cast, number=number)
        assert answer.lines == []
        assert not LookupFinding.objects.filter(lookup=answer.lookup).exists()


@pytest.mark.parametrize("typed", [SMALL_X, SMALL_X.lower(), f" {SMALL_X[:6]} {SMALL_X[6:]} "])
def test_a_number_is_found_however_it_is_written(bureau: Bureau, typed: str) -> None:
    bureau.fetch()
    assert told(story.look_up(bureau.cast, number=typed)) == [returned(bureau)]


def test_receipts_from_before_the_secret_was_replaced_are_found(bureau: Bureau, settings) -> None:
    bureau.call()
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret", [old]
    assert told(story.look_up(bureau.cast, number=BOTH)) == [agreed(bureau, "WG-1", 1)]


# To whom: one's own jurisdiction.


def _tracer(bureau: Bureau, code: str, region: str) -> Actor:
    officer = authority_of(bureau.cast, code, region, Tier.COUNTY)
    user = User.objects.create_user(f"{code}_tracer")
    departments.appoint(
        pk=officer.department_id or 0,
        user_id=user.pk,
        mandates=[Mandate.TRACE],
        actor=officer,
        now=bureau.cast.now,
    )
    return Actor.person(user.pk, interface=officer.interface, on=bureau.cast.now.date())


def test_an_officer_learns_of_his_jurisdiction_only(bureau: Bureau) -> None:
    """The district's own return is told there; what the city's departments shared is not."""
    bureau.call()
    bureau.fetch()
    asked = {
        "kind": "CITIZEN",
        "number": BOTH,
        "case_number": "TS-1",
        "note": "投诉核查",
        "now": bureau.cast.now,
    }
    near = actions.look_up(actor=_tracer(bureau, "HKSJ", "310109"), **asked)
    assert told(near) == [returned(bureau)]
    far = actions.look_up(actor=_tracer(bureau, "PDSJ", "310115"), **asked)
    absent = actions.look_up(
        actor=_tracer(bureau, "XHSJ", "310104"), **{**asked, "number": story.SUBJECT}
    )
    assert far.lines == absent.lines == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("authority_officer", reasons.NOT_YOUR_MANDATE),
        ("market_tracer", reasons.NOT_YOUR_MATTER),
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("outsider", reasons.NOT_FOUND),
    ],
)
def test_whoever_is_not_authorised_learns_nothing(
    bureau: Bureau, person: str, expected: reasons.Reason
) -> None:
    """Neither the authority's other officers, nor a department's own people."""
    bureau.call()
    if person == "market_tracer":
        story.authorise(bureau.cast, "market")
    refused_whole(expected, story.look_up, bureau.cast, person=person, number=BOTH)


def test_no_machine_traces_people(bureau: Bureau) -> None:
    refused(
        reasons.PERSONAL_MANDATE,
        departments.register_system,
        pk=bureau.cast.authority.pk,
        code="x",
        name="x",
        mandates=[Mandate.TRACE],
        actor=bureau.cast.actor("authority_officer"),
        now=bureau.cast.now,
    )


# What it needs.


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": BOTH[:-1] + ("0" if BOTH[-1] != "0" else "1")}, "subject-number-invalid"),
        ({"number": BOTH[:-1]}, "subject-number-invalid"),
        ({"number": ""}, "subject-number-invalid"),
        ({"kind": "ORGANISATION"}, "subject-number-invalid"),
        ({"case_number": " "}, "lookup-without-case"),
        ({"note": " "}, "no-ground"),
        ({"note": f"查 {BOTH} 本人"}, "subject-number-repeated"),
        ({"case_number": f"{BOTH[:9]}-{BOTH[9:]}"}, "subject-number-repeated"),
    ],
)
def test_what_is_asked_without_cause_is_refused(
    bureau: Bureau, changes: dict[str, str], expected: str
) -> None:
    asked = {"number": BOTH, **changes}
    refused_whole(reasons.REGISTER[expected], story.look_up, bureau.cast, **asked)


def test_an_organisation_is_found_by_its_credit_code(bureau: Bureau) -> None:
    code = credit_code("91", "310000", "MA1FL000")
    answer = story.look_up(bureau.cast, kind="ORGANISATION", number=code)
    assert (answer.lookup.kind, answer.lines) == ("ORGANISATION", [])


def test_so_many_a_day_and_no_more(bureau: Bureau, settings) -> None:
    """Another officer has his own; the next day begins at midnight in Shanghai."""
    settings.PORTAL_SWITCHES = {"SUBJECT_LOOKUPS_A_DAY": 5}
    cast = bureau.cast
    for number in PEOPLE[:5]:
        story.look_up(cast, number=number)
    refused_whole(reasons.LOOKUPS_SPENT, story.look_up, cast)
    evening = cast.now.replace(hour=23, minute=59)
    refused_whole(reasons.LOOKUPS_SPENT, story.look_up, cast, now=evening)
    story.look_up(cast, now=evening + timedelta(minutes=1))
    cast.people["second"] = User.objects.create_user("second_tracer")
    departments.appoint(
        pk=cast.authority.pk,
        user_id=cast.people["second"].pk,
        mandates=[Mandate.TRACE],
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    story.look_up(cast, person="second")


# What stays behind.


def test_the_look_up_is_logged_and_the_number_is_kept_nowhere(bureau: Bureau) -> None:
    bureau.call()
    bureau.fetch()
    answer = story.look_up(bureau.cast, number=BOTH)
    event = AuditEvent.objects.get(name="subjectlookup.look_up")
    assert event.subject_number == answer.lookup.public_number == "SL-SJJ-2025-0001"
    assert event.actor_id == bureau.cast.authority_tracer.pk
    assert (event.article, event.note) == ("37", answer.lookup.reason)
    assert event.details == {
        "kind": "CITIZEN",
        "subject": answer.lookup.subject_mark,
        "case": "TS-2025-17",
    }
    kept = [str(row) for model in (SubjectLookup, AuditEvent) for row in model.objects.values()]
    assert kept
    assert not [row for row in kept if BOTH in row or BOTH[6:] in row]
    again = story.look_up(bureau.cast, number=BOTH)
    other = story.look_up(bureau.cast, number=RETURNED)
    assert again.lookup.subject_mark == answer.lookup.subject_mark != other.lookup.subject_mark


def test_those_in_the_answer_can_read_that_it_was_given(bureau: Bureau) -> None:
    """Who answers for a department named, its own part; the authority all of it; others nothing."""
    bureau.call()
    bureau.fetch()
    cast = bureau.cast
    answer = story.look_up(cast, number=BOTH)
    whole = [("HKSC", 1), ("RSJ", 1), ("SCJG", 2)]
    seen = {
        "authority_officer": whole,
        "authority_tracer": whole,
        "labour_office_head": whole[1:2],
        "market_office_head": whole[2:],
        "market_reviewer": whole[2:],
        "hongkou_office_head": whole[:1],
    }
    for person in cast.people:
        actor = cast.actor(person)
        visible = queries.visible_to(actor, now=cast.now)
        assert visible.filter(pk=answer.lookup.pk).exists() is (person in seen), person
        if person in seen:
            found = queries.findings_for(answer.lookup, actor)
            parts = list(found.values_list("department__code", "receipt_count"))
            assert parts == seen[person], person


def _many(model: type[Model], number: int) -> None:
    """More receipts like the first, each of other records."""
    values = model._default_manager.values().get()
    del values["id"]
    rows = []
    for each in range(number):
        marks = [record_keys.mark(each, "code", place) for place in range(3)]
        made = {"receipt_number": f"X-{each}", "record_marks": marks}
        rows.append(model(**{**values, **made}))
    model._default_manager.bulk_create(rows)


def test_the_receipts_are_found_by_their_index(bureau: Bureau) -> None:
    """However many there are: the marks are looked up, not compared row by row."""
    bureau.call()
    bureau.fetch()
    fetch(bureau.desk, granted(bureau.desk, columns=("code",)))
    for model in (Delivery, ReturnDelivery, EmergencyDelivery):
        _many(model, 3000)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    within = [bureau.cast.market.pk]
    marks = record_keys.marks_ever(bureau.version.entry_id, "code", BOTH)
    assert "Index Scan on delivery_by_mark" in receipts_by_case(marks, within=within).explain()
    plan = receipts_by_flow(marks, within=within).explain()
    assert "Index Scan on returndelivery_by_mark" in plan
    plan = receipts_by_release(marks, within=within).explain()
    assert "Index Scan on emergencydelivery_by_mark" in plan
