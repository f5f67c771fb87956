"""The step matrix: person × state × step, each yes or the reason code, compared with a file.

Regenerated on purpose with UPDATE_GOLDEN=1 and reviewed as a diff. Rows are placed into their
states by the gate's own door, so that each state is met without telling its whole story.
"""

import csv
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog.models import (
    Classification,
    InternalRule,
    Norm,
    Platform,
    QualityReport,
    Question,
    SourceDesignation,
    Standard,
)
from portal.regulation import (
    acts,
    agreement,
    breach,
    bulk_edit,
    catalog_workbook,
    classification,
    collection,
    complaint,
    correction,
    criticism,
    demand,
    dispute,
    emergency,
    entry_template,
    entry_update,
    entry_version,
    harvest_source,
    incident,
    inspection,
    internal_rule,
    norm,
    platform,
    provision,
    quality,
    question,
    request,
    return_flow,
    service_change,
    source_designation,
    standard,
    stop,
    use_change,
    use_record,
    withdrawal,
)
from portal.regulation.machine import Machine
from portal.regulation.vocabulary import TriggerKind
from portal.workflow.actor import Actor, Interface
from portal.workflow.models import opened
from portal.workflow.policy import decide
from requests_app.changes import actions as changes
from requests_app.corrections import actions as corrections
from requests_app.models import (
    Breach,
    Complaint,
    Correction,
    CorrectionRecall,
    Criticism,
    DeliveryStop,
    Demand,
    Dispute,
    EmergencyRelease,
    Inspection,
    ProvisionTask,
    ReturnFlow,
    SecurityIncident,
    ServiceChange,
    UsageRecord,
    UseChange,
)
from tests import story
from tests.cast import Cast

GOLDEN = Path(__file__).with_name("steps.csv")
HEAD = ("matter", "person", "state", "step", "answer")


def place(matter: Any, state: str) -> None:
    """Put a row into a state without its story: for the matrix only."""
    with opened(matter._meta.label, matter.pk):
        matter.status = state
        if isinstance(matter, ProvisionTask):
            matter.verified_at = matter.created_at if state == "VERIFIED" else None
        if isinstance(matter, ServiceChange):
            is_filed = state in {"FILED", "EFFECTIVE"}
            is_talked = is_filed or state == "NEGOTIATED"
            matter.talked_on = matter.created_at.date() if is_talked else None
            matter.filed_at = matter.created_at if is_filed else None
        if isinstance(matter, Correction):
            is_found = state in correction.FOUND | {"FEEDBACK_SENT"}
            matter.outcome = "PARTLY" if is_found else ""
            matter.finding = "核查" if is_found else ""
        if isinstance(matter, UseChange):
            matter.answered_at = matter.created_at if state in {"CONSENTED", "REFUSED"} else None
        if isinstance(matter, Classification):
            matter.until_on = matter.since_on if state == "RETIRED" else None
        if isinstance(matter, Dispute):
            _climb(matter, state)
        if isinstance(matter, ReturnFlow):
            _configure(matter, state)
        if isinstance(matter, EmergencyRelease):
            _release(matter, state)
        if isinstance(matter, UsageRecord):
            if state == "KEPT":
                return  # as it was made; nothing writes a kept record again
            matter.erased_on = matter.created_at.date() + timedelta(days=1097)
            matter.scenario = matter.process = matter.results = ""
            matter.storage = matter.destruction = ""
        if isinstance(matter, Demand):
            is_declined = state == "DECLINED"
            matter.ground, matter.ground_text = ("OTHER", "核查") if is_declined else ("", "")
        if isinstance(matter, Complaint):
            _answer(matter, state)
        if isinstance(matter, SecurityIncident):
            _conclude(matter, state)
        if isinstance(matter, Breach):
            _find(matter, state)
        if isinstance(matter, SourceDesignation):
            matter.revoked_on = matter.designated_on if state == "REVOKED" else None
        if isinstance(matter, DeliveryStop):
            is_lifted = state == "LIFTED"
            matter.lifted_at = matter.created_at if is_lifted else None
            matter.lifting_reason = "核查" if is_lifted else ""
        if isinstance(matter, Inspection):
            is_concluded = state == "CONCLUDED"
            matter.result = "NO_FAULT" if is_concluded else ""
            matter.finding = "核查" if is_concluded else ""
            matter.ended_on = matter.created_at.date() if state != "UNDER_WAY" else None
        if isinstance(matter, Criticism):
            is_retracted = state == "RETRACTED"
            matter.retracted_at = matter.created_at if is_retracted else None
            matter.retraction = "核查" if is_retracted else ""
        if isinstance(matter, Norm):
            is_repealed = state == "REPEALED"
            later = matter.effective_on + timedelta(days=1)
            matter.repealed_on = later if is_repealed else None
            matter.repeal_note = "核查" if is_repealed else ""
        if isinstance(matter, Standard):
            matter.ended_on = matter.created_at.date() if state == "ENDED" else None
        if isinstance(matter, Platform):
            _stand(matter, state)
        if isinstance(matter, InternalRule):
            matter.ended_on = None if state == "IN_FORCE" else matter.effective_on
            matter.ending_ground = "核查" if state == "REPEALED" else ""
        if isinstance(matter, QualityReport):
            is_mended = state == "MENDED"
            matter.mended_on = matter.reported_on if is_mended else None
            matter.mending = "核查" if is_mended else ""
        if isinstance(matter, Question):
            day = matter.created_at.date()
            matter.closes_on = day if state == "ANSWERED" else None
            matter.procedure = "REQUEST" if state == "REFERRED" else ""
            matter.hidden_at = matter.created_at if state == "STRUCK" else None
        if isinstance(matter, CorrectionRecall):
            is_confirmed = state == "CONFIRMED"
            matter.confirmed_at = matter.created_at if is_confirmed else None
            matter.confirmed_by_id = (
                matter.feedback.correction.raised_by_id if is_confirmed else None
            )
        matter.save()


def _stand(matter: Platform, state: str) -> None:
    """A platform with what its state needs; the norm of one that is exempt is in force."""
    day = matter.created_at.date()
    matter.due_on = day if state == "ORDERED" else None
    is_joined = state == "JOINED"
    matter.joined_on = day if is_joined else None
    matter.connection_number = matter.national_system = "核查" if is_joined else ""
    matter.norm = Norm.objects.get() if state == "EXEMPT" else None
    matter.article = "核查" if state == "EXEMPT" else ""
    matter.closed_on = day if state == "CLOSED" else None


def _climb(matter: Dispute, state: str) -> None:
    """A dispute with what every rung below its own has left on it; one party has proposed."""
    rungs = dispute.LADDER
    height = rungs.index(state) if state in rungs else 0
    day = matter.created_at.date()
    matter.settlement, matter.settlement_by_id = "核查", matter.provider_id
    matter.negotiated_on = day
    matter.failure = "核查" if height >= rungs.index("FAILED") else ""
    is_brought = height >= rungs.index("IN_COORDINATION")
    matter.authority = matter.competent_authority_on(day) if is_brought else None
    matter.result = "核查" if height >= rungs.index("NOT_AGREED") else ""
    matter.referred_on = day if height >= rungs.index("IN_DECISION") else None
    is_decided = state == "CLOSED"
    matter.decided_on = day if is_decided else None
    matter.instrument = matter.decision = "核查" if is_decided else ""
    matter.outcome = "UPHELD" if is_decided else ""


def _find(matter: Breach, state: str) -> None:
    """A breach with what its state needs: explained, found, ordered, reported."""
    is_found = state not in breach.OPEN_TO_FINDING
    matter.justification = "" if state == "PROPOSED" else "核查"
    matter.finding = "核查" if is_found else ""
    matter.found_on = matter.created_at.date() if is_found else None
    matter.order_text = matter.rectification = "核查"
    matter.rectification_due_on = matter.created_at.date()


def _answer(matter: Complaint, state: str) -> None:
    """A complaint with what its state needs: a ground, a body, an answer."""
    is_declined, is_answered = state == "DECLINED", state == "ANSWERED"
    matter.ground, matter.ground_text = ("OTHER", "核查") if is_declined else ("", "")
    matter.passed_on_to = "核查" if state == "TRANSFERRED" else ""
    matter.finding = "UNFOUNDED" if is_answered else ""
    matter.found = matter.done = matter.answered_how = "核查" if is_answered else ""
    matter.answered_on = matter.received_on if is_answered else None


def _conclude(matter: SecurityIncident, state: str) -> None:
    """An incident with what its state needs: reported, contained, concluded."""
    is_contained, is_closed = state != "HANDLING", state == "CLOSED"
    matter.first_told_at = matter.created_at if is_contained else None
    matter.contained_at = matter.created_at if is_contained else None
    matter.containment = "核查" if is_contained else ""
    matter.closed_at = matter.created_at if is_closed else None
    matter.cause = matter.conclusion = "核查" if is_closed else ""
    matter.fault = "NONE" if is_closed else ""


def _configure(matter: ReturnFlow, state: str) -> None:
    """A return flow with what its state needs of a configuration."""
    is_configured = state in {"CONFIGURED", "RUNNING"}
    matter.resource = matter.entry.resources.get() if is_configured else None
    matter.region_column = "district" if is_configured else ""
    matter.security_check = "核查" if is_configured else ""
    matter.checked_on = matter.created_at.date() if is_configured else None


def _release(matter: EmergencyRelease, state: str) -> None:
    """A release with what its state needs; the provider granted it, and its hours are over."""
    is_reviewed = state in {"JUSTIFIED", "NOT_JUSTIFIED"}
    is_granted = is_reviewed or state in emergency.TO_BE_REVIEWED
    matter.granted_by_id = matter.provider_id if is_granted else None
    matter.granted_at = matter.created_at if is_granted else None
    matter.ends_at = matter.created_at if is_granted else None
    matter.refusal_text = "核查" if state == "REFUSED" else ""
    matter.finding = "核查" if is_reviewed else ""
    matter.reviewed_at = matter.created_at if is_reviewed else None


def _demand(cast: Cast, version: Any) -> Demand:
    """A demand that the market regulator answers for, with an entry that may meet it."""
    made = story.assign_demand(cast, story.raise_demand(cast))
    Demand.objects.filter(pk=made.pk).update(entry=version.entry_id)
    return Demand.objects.get(pk=made.pk)


def _change(cast: Cast, version: Any) -> ServiceChange:
    """A change of a service of its own, planned for today's morrow."""
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    given = story.put_into_use(cast, given)
    return changes.propose(
        agreement_id=given.pk,
        kind="END",
        reason="系统整合",
        planned_on=cast.now.date() + timedelta(days=1),
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )


def answers(cast: Cast, name: str, machine: Machine, matter: Any) -> list[tuple[str, ...]]:
    """Every person's answer for every state and step."""
    people: dict[str, Actor] = {person: cast.actor(person) for person in cast.people}
    people["system"] = Actor.system("matrix")
    client = cast.systems["labour"].system.client
    people["labour_system"] = Actor.person(
        client.user_id, interface=Interface.API, on=cast.now.date(), client_id=client.pk
    )
    rows = []
    for state in machine.states.values:
        place(matter, state)
        fresh = type(matter).objects.get(pk=matter.pk)
        for person, actor in sorted(people.items()):
            for rule in machine.transitions:
                if rule.sources is not None and not rule.sources:
                    continue
                decision = decide(actor, rule, fresh, now=cast.now)
                reason = decision.reason.code if decision.reason else "yes"
                rows.append((name, person, state, rule.name, reason))
    return rows


@pytest.mark.django_db
def test_the_step_matrix(cast, published, tmp_path: Path) -> None:
    """No answer differs from the file; a step, state or person not in the file fails."""
    sharing = story.send(cast, story.apply(cast, published))
    given = story.agree(cast, sharing)
    draft = story.draft(cast, story.enterprise_registry(name="矩阵目录"))
    finding = story.directories.Finding(secrecy_result="NO_RISK", personal_result="ACCEPTABLE")
    story.directories.assess(
        pk=draft.pk, finding=finding, actor=cast.actor("market_assessor"), now=cast.now
    )
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    task = ProvisionTask.objects.get(agreement=given)
    update = story.directories.register_trigger(
        entry_id=published.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=cast.now.date(),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    change = _change(cast, published)
    other = story.agree(cast, story.send(cast, story.apply(cast, published)))
    widening = story.receive_use_change(cast, story.put_into_use(cast, other))
    notice = story.recall(cast, change.agreement, cast.civil_affairs)
    forwarded = story.receive_correction(cast, change.agreement)
    corrections.forward(
        pk=forwarded.pk,
        source="MZJ",
        forwarding="核查",
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    forwarded = Correction.objects.get(pk=forwarded.pk)
    used = story.record_use(cast, change.agreement)
    found = [
        *answers(cast, "entryversion", entry_version.MACHINE, draft),
        *answers(cast, "sharingrequest", request.MACHINE, sharing),
        *answers(cast, "sharingagreement", agreement.MACHINE, given),
        *answers(cast, "provisiontask", provision.MACHINE, task),
        *answers(cast, "updatetrigger", entry_update.MACHINE, update),
        *answers(cast, "servicechange", service_change.MACHINE, change),
        *answers(cast, "correction", correction.MACHINE, forwarded),
        *answers(cast, "correctionrecall", correction.RECALL_MACHINE, notice),
        *answers(cast, "usechange", use_change.MACHINE, widening),
        *answers(cast, "dispute", dispute.MACHINE, story.open_dispute(cast, change.agreement)),
        *answers(cast, "returnflow", return_flow.MACHINE, story.ask_return(cast, published)),
        *answers(cast, "usagerecord", use_record.MACHINE, used),
        *answers(cast, "sourcedesignation", source_designation.MACHINE, story.name_source(cast)),
        *answers(cast, "datacollection", collection.MACHINE, story.declare_collection(cast)),
        *answers(cast, "demand", demand.MACHINE, _demand(cast, published)),
        *answers(cast, "deliverystop", stop.MACHINE, story.stop_delivery(cast)),
        *answers(cast, "emergencyrelease", emergency.MACHINE, story.ask_emergency(cast, published)),
        *answers(
            cast,
            "entrywithdrawal",
            withdrawal.MACHINE,
            story.propose_withdrawal(cast, story.publish(cast, story.enterprise_registry())),
        ),
        *answers(cast, "complaint", complaint.MACHINE, story.register_complaint(cast)),
        *answers(
            cast,
            "complaint (report)",
            complaint.MACHINE,
            story.register_complaint(cast, kind="REPORT"),
        ),
        *answers(
            cast,
            "securityincident",
            incident.MACHINE,
            story.report_incident(cast, agreement=change.agreement),
        ),
        *answers(cast, "classification", classification.MACHINE, story.classify(cast)),
        *answers(cast, "norm", norm.MACHINE, story.record_norm(cast)),
        *answers(cast, "standard", standard.MACHINE, story.register_standard(cast)),
        *answers(cast, "platform", platform.MACHINE, story.declare_platform(cast)),
        *answers(
            cast,
            "qualityrequirement",
            quality.REQUIREMENT_MACHINE,
            story.set_requirement(cast, published),
        ),
        *answers(cast, "qualityreport", quality.MACHINE, story.report_faults(cast, published)),
        *answers(cast, "question", question.MACHINE, story.ask_question(cast, published)),
        *answers(cast, "bulkedit", bulk_edit.MACHINE, story.preview_changes(cast, published)),
        *answers(
            cast,
            "entrytemplate",
            entry_template.MACHINE,
            story.save_template(cast, published),
        ),
        *answers(
            cast,
            "entrytemplate (authority)",
            entry_template.MACHINE,
            story.publish_template(cast, published),
        ),
        *answers(cast, "harvestsource", harvest_source.MACHINE, story.register_catalog(cast)),
        *answers(cast, "catalogimport", catalog_workbook.MACHINE, story.check_workbook(cast)),
        *answers(cast, "internalrule", internal_rule.MACHINE, story.file_rule(cast)),
        *answers(cast, "breach", breach.MACHINE, story.record_breach(cast)),
        *answers(cast, "inspection", inspection.MACHINE, story.inspect(cast)),
        *answers(cast, "criticism", criticism.MACHINE, story.criticise(cast)),
    ]
    # A matter that is over as it is made has no step to answer for.
    with_steps = {
        machine.name
        for machine in acts.MACHINES
        if any(rule.sources != frozenset() for rule in machine.transitions)
    }
    assert {row[0].partition(" ")[0] for row in found} == with_steps
    if os.environ.get("UPDATE_GOLDEN"):
        with GOLDEN.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEAD, *found])
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        stored = [tuple(row) for row in csv.reader(file)][1:]
    assert len(found) > 4000
    assert found == stored
    assert sum(1 for row in found if row[-1] == "yes") > 50
    superuser = {row[-1] for row in found if row[1] in {"superuser", "outsider"}}
    assert "yes" not in superuser
