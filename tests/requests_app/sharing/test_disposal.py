"""Disposal: instructed, certified, judged, looked into; and the lists of what is not used."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.agreement import State
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import (
    DisposalCertificate,
    DisposalInspection,
    DisposalInstruction,
    SharingAgreement,
)
from requests_app.sharing import actions, disposal, jobs, queries
from requests_app.sharing.disposal import Certificate
from tests import story
from tests.races.fingerprint import nothing_left
from tests.races.world import undone
from tests.story import day


def refused(reason: reasons.Reason, act: Callable[..., object], **inputs: object) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is reason


@pytest.fixture
def in_use(cast, published, received, tmp_path: Path) -> SharingAgreement:
    """Agreed, loaded and in use."""
    agreement = story.agree(cast, received)
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


@pytest.fixture
def ended(cast, in_use) -> SharingAgreement:
    """The requester has ended the use."""
    actions.end_use(pk=in_use.pk, actor=cast.actor("labour_office_head"), now=cast.now)
    return SharingAgreement.objects.get(pk=in_use.pk)


def instruct(cast, agreement: SharingAgreement, **changes: Any) -> None:
    disposal.instruct_disposal(
        **{
            "pk": agreement.pk,
            "method": "KEEP",
            "basis": "共享协议第六条",
            "limit_on": day("2025-10-15"),
            "actor": cast.actor("market_reviewer"),
            "now": cast.now,
            **changes,
        }
    )


def report(cast, agreement: SharingAgreement, now: datetime | None = None, **changes: Any) -> None:
    stated = {
        "what": "企业登记数据",
        "how": "覆写",
        "disposed_on": day("2025-09-24"),
        "responsible_office": "信息中心",
        "copy_count": 2,
    }
    disposal.report_disposal(
        pk=agreement.pk,
        certificate=Certificate(**{**stated, **changes}),
        actor=cast.actor("labour_office_head"),
        now=now or cast.now,
    )


def test_from_instruction_to_spot_check(cast, ended) -> None:
    """Returned once as inadequate, reported anew, confirmed, and looked into afterwards."""
    reviewer, now = cast.actor("market_reviewer"), cast.now
    refused(reasons.NOT_INSTRUCTED, report, cast=cast, agreement=ended)
    instruct(cast, ended)
    report(cast, ended)
    judged = {"pk": ended.pk, "actor": reviewer, "now": now}
    refused(reasons.CERTIFICATE_PENDING, report, cast=cast, agreement=ended)
    refused(reasons.CERTIFICATE_PENDING, instruct, cast=cast, agreement=ended)
    disposal.return_certificate(note="缺备份清除记录。", **judged)
    refused(reasons.NO_CERTIFICATE, disposal.confirm_disposal, note="x", **judged)
    refused(reasons.NO_CERTIFICATE, disposal.return_certificate, note="x", **judged)
    report(cast, ended, how="覆写，并清除备份")
    disposal.confirm_disposal(note="已核对。", **judged)
    assert SharingAgreement.objects.get(pk=ended.pk).status == "CLOSED"
    rows = DisposalCertificate.objects.order_by("pk")
    told = rows.values_list("how", "outcome", "judgement_text", "judged_at")
    assert list(told) == [
        ("覆写", "RETURNED", "缺备份清除记录。", now),
        ("覆写，并清除备份", "ACCEPTED", "已核对。", now),
    ]
    later = now + timedelta(days=30)
    for person, finding in (("authority_officer", "NOT_IN_ORDER"), ("market_reviewer", "IN_ORDER")):
        disposal.inspect_disposal(
            pk=ended.pk, finding=finding, note="现场查看。", actor=cast.actor(person), now=later
        )
    checks = DisposalInspection.objects.order_by("pk").values_list("inspector", "finding")
    assert list(checks) == [(cast.authority.pk, "NOT_IN_ORDER"), (cast.market.pk, "IN_ORDER")]
    assert SharingAgreement.objects.get(pk=ended.pk).status == "CLOSED"
    names = AuditEvent.objects.filter(name__contains="_disposal").order_by("pk")
    assert {event.article for event in names} == {"27-1"}


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"method": ""}, reasons.INSTRUCTION_INCOMPLETE),
        ({"basis": " "}, reasons.INSTRUCTION_INCOMPLETE),
        ({"limit_on": None}, reasons.NO_DISPOSAL_LIMIT),
        ({"limit_on": day("2025-09-23")}, reasons.NO_DISPOSAL_LIMIT),
    ],
)
def test_an_instruction_is_complete(cast, ended, lacking, reason) -> None:
    refused(reason, instruct, cast=cast, agreement=ended, **lacking)


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"what": " "}, reasons.CERTIFICATE_INCOMPLETE),
        ({"how": ""}, reasons.CERTIFICATE_INCOMPLETE),
        ({"responsible_office": " "}, reasons.CERTIFICATE_INCOMPLETE),
        ({"disposed_on": day("2025-09-23")}, reasons.DISPOSED_OUT_OF_TIME),
        ({"disposed_on": day("2025-09-25")}, reasons.DISPOSED_OUT_OF_TIME),
    ],
)
def test_a_certificate_is_complete_and_its_day_possible(cast, ended, lacking, reason) -> None:
    """Access closed on 24 September, which is today."""
    instruct(cast, ended)
    refused(reason, report, cast=cast, agreement=ended, **lacking)


def test_nothing_received_is_certified_as_no_copies(cast, ended) -> None:
    instruct(cast, ended)
    report(cast, ended, copy_count=0)
    assert DisposalCertificate.objects.get().copy_count == 0


def test_access_closes_with_the_term_however_late_the_job_ran(cast, in_use) -> None:
    """The term ended with 24 September 2026; the job came two days later."""
    late = in_use.valid_until + timedelta(days=2)
    actions.expire(pk=in_use.pk, actor=Actor.system("expire"), now=late)
    ended = SharingAgreement.objects.get(pk=in_use.pk)
    assert ended.in_disposal_since == day("2026-09-25")
    instruct(cast, ended, now=late, limit_on=day("2026-10-30"))
    report(cast, ended, now=late, disposed_on=day("2026-09-25"))


#: phase, person → the steps of disposal; everything else is refused.
LAWFUL = {
    ("ended", "market_reviewer"): {"instruct_disposal"},
    ("instructed", "market_reviewer"): {"instruct_disposal"},
    ("instructed", "labour_office_head"): {"report_disposal"},
    ("reported", "market_reviewer"): {"confirm_disposal", "return_certificate"},
    ("closed", "market_reviewer"): {"inspect_disposal"},
    ("closed", "authority_officer"): {"inspect_disposal"},
}
PEOPLE = (
    "market_reviewer",
    "market_office_head",
    "labour_clerk",
    "labour_office_head",
    "authority_officer",
    "civil_clerk",
    "outsider",
)


@pytest.mark.parametrize("phase", ["in_use", "ended", "instructed", "reported", "closed"])
def test_every_person_in_every_phase(cast, in_use, phase: str) -> None:
    if phase != "in_use":
        actions.end_use(pk=in_use.pk, actor=cast.actor("labour_office_head"), now=cast.now)
    if phase in {"instructed", "reported"}:
        story.instruct_disposal(cast, in_use)
    if phase == "reported":
        story.report_disposal(cast, in_use)
    if phase == "closed":
        story.dispose(cast, in_use)
    certificate = Certificate(
        what="x", how="x", disposed_on=cast.now.date(), responsible_office="x", copy_count=1
    )
    inputs: dict[str, dict[str, Any]] = {
        "instruct_disposal": {"method": "RETURN", "basis": "x", "limit_on": day("2025-10-15")},
        "report_disposal": {"certificate": certificate},
        "confirm_disposal": {"note": "x"},
        "return_certificate": {"note": "x"},
        "inspect_disposal": {"finding": "IN_ORDER", "note": "x"},
    }
    for person in PEOPLE:
        for name, typed in inputs.items():
            asked = {"pk": in_use.pk, "actor": cast.actor(person), "now": cast.now, **typed}
            act = getattr(disposal, name)
            if name in LAWFUL.get((phase, person), set()):
                with undone():
                    act(**asked)
                continue
            with nothing_left(), pytest.raises(Refused):
                act(**asked)


@pytest.mark.parametrize(
    "typed", [{"finding": "", "note": "x"}, {"finding": "IN_ORDER", "note": ""}]
)
def test_a_spot_check_says_what_was_found(cast, ended, typed) -> None:
    story.dispose(cast, ended)
    refused(
        reasons.DISPOSAL_UNEXPLAINED,
        disposal.inspect_disposal,
        pk=ended.pk,
        actor=cast.actor("authority_officer"),
        now=cast.now,
        **typed,
    )


def test_whose_turn_it_is(cast, ended) -> None:
    def waits() -> set[str]:
        found = {
            name: queries.agreements_awaiting(cast.actor(name), now=cast.now) for name in PEOPLE
        }
        return {name for name, rows in found.items() if ended in rows}

    assert waits() == {"market_reviewer"}
    story.instruct_disposal(cast, ended)
    assert waits() == {"labour_office_head"}
    story.report_disposal(cast, ended)
    assert waits() == {"market_reviewer"}
    disposal.return_certificate(
        pk=ended.pk, note="不足", actor=cast.actor("market_reviewer"), now=cast.now
    )
    assert waits() == {"labour_office_head"}


def test_the_day_of_the_instruction_is_reminded_of_and_marked_once(cast, ended) -> None:
    """Due on 15 October: reminded three working days before, overdue from the 16th on."""
    instruct(cast, ended, limit_on=day("2025-10-16"))
    instruct(cast, ended)

    def run(text: str) -> None:
        moment = cast.now + (day(text) - cast.now.date())
        for job in (jobs.remind_due, jobs.mark_overdue):
            job(actor=Actor.system("marks"), now=moment)

    def marks() -> list[tuple[str, str]]:
        found = AuditEvent.objects.filter(name__startswith="sharingagreement.").order_by("pk")
        named = {"sharingagreement.remind", "sharingagreement.overdue"}
        return [(row.name[17:], row.details["due_on"]) for row in found if row.name in named]

    run("2025-10-10")
    assert marks() == [], "15 October lies four working days ahead: the 11th is worked"
    run("2025-10-11")
    run("2025-10-15")
    assert marks() == [("remind", "2025-10-15")]
    for _twice in range(2):
        run("2025-10-16")
    assert marks() == [("remind", "2025-10-15"), ("overdue", "2025-10-15")]
    instruct(cast, ended, limit_on=day("2025-10-31"), now=cast.now + timedelta(days=22))
    run("2025-11-03")
    assert marks()[2:] == [("overdue", "2025-10-31")]


def test_what_was_reported_is_not_overdue(cast, ended) -> None:
    instruct(cast, ended)
    report(cast, ended)
    after = day("2025-10-16")
    assert ended not in queries.disposal_overdue(after)
    disposal.return_certificate(
        pk=ended.pk, note="不足", actor=cast.actor("market_reviewer"), now=cast.now
    )
    assert ended in queries.disposal_overdue(after)
    assert ended not in queries.disposal_overdue(day("2025-10-15"))


# The lists.


def _deliver(cast, agreement: SharingAgreement, now: datetime) -> None:
    system = cast.systems["labour"].system
    deliver(
        call=Call(
            number=agreement.public_number,
            client_id=system.client_id,
            operation=Operation.RECORDS,
            purpose=agreement.purpose,
            case_number="WG-1",
        ),
        actor=Actor.person(
            system.client.user_id, interface="API", on=now.date(), client_id=system.client_id
        ),
        now=now,
    )


def test_agreed_and_never_supplied(cast, in_use) -> None:
    assert in_use in queries.never_supplied()
    _deliver(cast, in_use, cast.now)
    assert in_use not in queries.never_supplied()


@pytest.mark.parametrize("days", [30, 90])
def test_in_use_and_not_used_for_so_many_days(cast, in_use, settings, days: int) -> None:
    """Counted from the beginning of the use, then from the last delivery."""
    settings.PORTAL_SWITCHES = {"UNUSED_AFTER_DAYS": days}
    begun = max(in_use.status_since, in_use.valid_from)
    almost = begun + timedelta(days=days, seconds=-1)
    assert in_use not in queries.unused(almost)
    assert in_use in queries.unused(begun + timedelta(days=days))
    _deliver(cast, in_use, almost)
    assert in_use not in queries.unused(almost + timedelta(days=days))
    assert in_use in queries.unused(almost + timedelta(days=days, seconds=1))
    assert in_use not in queries.unused(in_use.valid_until), "a term that is over is no use"


def test_only_what_is_in_use_can_be_unused(cast, in_use) -> None:
    late = cast.now + timedelta(days=200)
    assert in_use in queries.unused(late)
    actions.suspend(
        pk=in_use.pk,
        note="越权",
        rectify_by=cast.now.date(),
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )
    assert in_use not in queries.unused(late)


def test_an_instruction_stands_in_rows_of_its_own(cast, ended) -> None:
    """A later one does not edit the earlier one."""
    instruct(cast, ended)
    instruct(cast, ended, method="DESTROY", limit_on=day("2025-10-20"))
    rows = DisposalInstruction.objects.order_by("pk").values_list("method", "limit_on")
    assert list(rows) == [("KEEP", day("2025-10-15")), ("DESTROY", day("2025-10-20"))]
    report(cast, ended)
    assert DisposalCertificate.objects.get().instruction.method == "DESTROY"
    assert State(SharingAgreement.objects.get(pk=ended.pk).status) is State.IN_DISPOSAL
