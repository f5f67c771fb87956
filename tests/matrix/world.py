"""The world of the URL matrix: a matter in every part of the loop, and who calls."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from catalog.directories import actions as directories
from catalog.exchange.models import UnresolvedName
from catalog.models import EntryVersion, UpdateTrigger
from catalog.saved_searches import actions as saved_searches
from portal.audit import chain
from portal.models import User
from portal.regulation.vocabulary import SharingClass, TriggerKind
from portal.workflow.actor import Actor, Interface
from requests_app.changes import actions as changes
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.documents.jobs import issue_documents
from requests_app.models import (
    Document,
    Notice,
    ProvisionTask,
    SharingAgreement,
    SharingRequest,
)
from requests_app.notices.jobs import give_notices
from requests_app.sharing import actions as sharing
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

ABSENT = "absent"
#: Who calls the API with a token, and for what the token was asked.
SYSTEMS = {"labour_system": "catalog request data", "labour_catalog_token": "catalog"}


@dataclass
class World:
    """The cast with a matter in every part of the loop, as addresses name them."""

    cast: the_cast.Cast
    tokens: dict[str, str]
    #: kind → what it is → how an address names it
    objects: dict[str, dict[str, tuple[str, ...]]]


def _requests(cast: the_cast.Cast, version: EntryVersion) -> tuple[SharingRequest, SharingRequest]:
    in_review = story.send(cast, story.apply(cast, version))
    sharing.open_review(pk=in_review.pk, actor=cast.actor("market_reviewer"), now=NOW)
    return in_review, story.apply(cast, version)


def _agreement(cast: the_cast.Cast, version: EntryVersion, folder: Path) -> SharingAgreement:
    """An agreement in use, under which the first row was fetched."""
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(folder / "rows.csv"))
    given = story.put_into_use(cast, given)
    client = cast.systems["labour"].system.client
    call = Call(
        number=given.public_number,
        client_id=client.pk,
        operation=Operation.RECORDS,
        purpose=given.purpose,
        case_number="WG-1",
    )
    actor = Actor.person(
        client.user_id, interface=Interface.API, on=NOW.date(), client_id=client.pk
    )
    deliver(call=call, actor=actor, now=NOW)
    return given


def _ended(cast: the_cast.Cast, version: EntryVersion) -> SharingAgreement:
    """An agreement whose data are reported as disposed of."""
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    given = story.put_into_use(cast, given)
    sharing.end_use(pk=given.pk, actor=cast.actor("labour_office_head"), now=NOW)
    story.instruct_disposal(cast, given)
    story.report_disposal(cast, given)
    return given


def _trigger(cast: the_cast.Cast, version: EntryVersion) -> UpdateTrigger:
    return directories.register_trigger(
        entry_id=version.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=NOW.date(),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=NOW,
    )


def build(folder: Path) -> World:
    """Tell the story as far as the matrix needs it."""
    cast = the_cast.build(NOW)
    live = story.publish(cast, story.enterprise_registry())
    free = story.publish(
        cast,
        story.enterprise_registry(
            name="企业名录", sharing_class=SharingClass.UNCONDITIONAL, condition=None
        ),
    )
    draft = story.draft(cast, story.enterprise_registry(name="未公布目录"))
    in_review, drafted = _requests(cast, live)
    given = _agreement(cast, live, folder)
    trigger = _trigger(cast, live)
    change = changes.propose(
        agreement_id=given.pk,
        kind="END",
        reason="系统整合",
        planned_on=NOW.date() + timedelta(days=26),
        actor=cast.actor("market_reviewer"),
        now=NOW,
    )
    correction = story.receive_correction(cast, given)
    notice = story.recall(cast, given, cast.civil_affairs)
    dispute = story.open_dispute(cast, given)
    other = story.agree(cast, story.send(cast, story.apply(cast, live)))
    use_change = story.receive_use_change(cast, story.put_into_use(cast, other))
    ended = _ended(cast, live)
    designation = story.name_source(cast)
    norm = story.record_norm(cast)
    standard = story.register_standard(cast)
    platform = story.declare_platform(cast)
    joined = story.join_platform(cast, story.declare_platform(cast, "已纳入的平台"))
    quality_report = story.report_faults(cast, live)
    requirement = story.set_requirement(cast, live)
    question = story.ask_question(cast, live)
    internal_rule = story.file_rule(cast)
    workbook = story.check_workbook(cast)
    bulk_edit = story.preview_changes(cast, draft)
    own_template = story.save_template(cast, draft)
    template = story.publish_template(cast, live)
    alone = story.publish(cast, story.enterprise_registry(name="将撤销的目录"))
    withdrawal = story.review_withdrawal(cast, alone)
    stop = story.stop_delivery(cast)
    emergency = story.ask_emergency(cast, live)
    demand = story.raise_demand(cast)
    collection = story.declare_collection(cast)
    refused = story.refuse(cast, story.send(cast, story.apply(cast, live)))
    flow = story.ask_return(cast, live)
    record = story.record_use(cast, given)
    breach = story.record_breach(cast)
    inspection = story.inspect(cast)
    criticism = story.criticise(cast)
    found = story.find_breach(cast)
    incident = story.report_incident(cast, agreement=given)
    complaint = story.register_complaint(cast)
    reported = story.register_complaint(cast, kind="REPORT")
    lookup = story.look_up(cast).lookup
    UnresolvedName.objects.create(source="matrix", name="某局")
    harvested = story.register_catalog(cast)
    story.mark_registry(cast, story.classify(cast))
    chain.seal(now=NOW)
    issue_documents(actor=Actor.system("issue-documents"), now=NOW)
    give_notices(actor=Actor.system("give-notices"), now=NOW)
    paper = Document.objects.get(subject_number=refused.public_number)
    told = Notice.objects.get(
        subject_number=refused.public_number,
        event_name="sharingrequest.consent_to_refuse",
        recipient=cast.labour_clerk,
    )
    saved = saved_searches.keep(
        name="企业",
        filters={"q": ["企业"]},
        is_notice_wanted=True,
        actor=cast.actor("labour_clerk"),
        now=NOW,
    )
    user = ContentType.objects.get_for_model(User)
    objects: dict[str, dict[str, Any]] = {
        "entry": {
            "conditional": live.entry.slug,
            "unconditional": free.entry.slug,
            "draft": draft.entry.slug,
            ABSENT: "307031001-999999",
        },
        "own_entry": {
            "conditional": live.entry.slug,
            "draft": draft.entry.slug,
            ABSENT: "307031001-999999",
        },
        "version": {
            "live": live.public_number,
            "draft": draft.public_number,
            ABSENT: "307031001-999999-v1",
        },
        "trigger": {"open": trigger.public_number, ABSENT: "UT-2025-9999"},
        "resource": {"loaded": live.entry.resources.get().code, ABSENT: "DR-9999"},
        "name": {"waiting": "matrix", ABSENT: "nowhere"},
        "harvested": {"on_trial": harvested.public_number, ABSENT: "HS-SCJG-2025-9999"},
        "asked": {"listed": "package_list", ABSENT: "nothing"},
        "department": {"labour": cast.labour.code, ABSENT: "NOBODY"},
        "registered": {"labour": cast.labour.code, ABSENT: "NOBODY"},
        "request": {
            "in_review": in_review.public_number,
            "drafted": drafted.public_number,
            ABSENT: "SR-RSJ-2025-9999",
        },
        "agreement": {
            "in_use": given.public_number,
            "reported": ended.public_number,
            ABSENT: "SA-RSJ-2025-9999",
        },
        "received": {"in_use": given.public_number, ABSENT: "SA-RSJ-2025-9999"},
        "change": {"in_talks": change.public_number, ABSENT: "SC-SCJG-2025-9999"},
        "correction": {"received": correction.public_number, ABSENT: "CR-RSJ-2025-9999"},
        "recall": {"told": notice.public_number, ABSENT: "RC-MZJ-2025-9999"},
        "dispute": {"negotiating": dispute.public_number, ABSENT: "DP-RSJ-2025-9999"},
        "use_change": {"received": use_change.public_number, ABSENT: "UC-RSJ-2025-9999"},
        "disputed": {
            "refused": refused.public_number,
            "published": live.entry.code,
            "draft": draft.entry.code,
            ABSENT: "SR-RSJ-2025-9999",
        },
        "document": {"refusal": paper.public_number, ABSENT: "WS-SCJG-2025-9999"},
        "notice": {"refusal": told.pk, ABSENT: 0},
        "saved_search": {"saved": saved.pk, ABSENT: 0},
        "flow": {"needed": flow.public_number, ABSENT: "RF-HKSC-2025-9999"},
        "fetched": {"needed": flow.public_number, ABSENT: "RF-HKSC-2025-9999"},
        "use_record": {"kept": record.public_number, ABSENT: "UR-RSJ-2025-9999"},
        "designation": {"in_force": designation.public_number, ABSENT: "SD-SJJ-2025-9999"},
        "withdrawal": {
            "in_review": withdrawal.public_number,
            ABSENT: "EW-SCJG-2025-9999",
        },
        "standard": {"registered": standard.public_number, ABSENT: "SE-SJJ-2025-9999"},
        "platform": {
            "declared": platform.public_number,
            "joined": joined.public_number,
            ABSENT: "PL-SCJG-2025-9999",
        },
        "quality_report": {
            "mending": quality_report.public_number,
            ABSENT: "QR-SCJG-2025-9999",
        },
        "requirement": {
            "in_force": requirement.public_number,
            ABSENT: "QD-SCJG-2025-9999",
        },
        "question": {"asked": question.public_number, ABSENT: "QA-SCJG-2025-9999"},
        "internal_rule": {
            "in_force": internal_rule.public_number,
            ABSENT: "IR-SCJG-2025-9999",
        },
        "template": {
            "own": own_template.public_number,
            "published": template.public_number,
            ABSENT: "ET-SCJG-2025-9999",
        },
        "kept": {
            "live": live.public_number,
            "draft": draft.public_number,
            ABSENT: "307031001-999999-v1",
        },
        "bulk_edit": {"previewed": bulk_edit.public_number, ABSENT: "BE-SCJG-2025-9999"},
        "import": {"checked": workbook.public_number, ABSENT: "CI-SCJG-2025-9999"},
        "classification": {"in_use": "307", ABSENT: "999"},
        "registry": {"marked": "population", ABSENT: "credit"},
        "norm": {"recorded": norm.public_number, ABSENT: "NR-SJJ-2025-9999"},
        "stop": {"in_force": stop.public_number, ABSENT: "ST-SJJ-2025-9999"},
        "emergency": {"asked": emergency.public_number, ABSENT: "ER-RSJ-2025-9999"},
        "released": {"asked": emergency.public_number, ABSENT: "ER-RSJ-2025-9999"},
        "demand": {"raised": demand.public_number, ABSENT: "DM-RSJ-2025-9999"},
        "collection": {"declared": collection.public_number, ABSENT: "DC-RSJ-2025-9999"},
        "complaint": {
            "complaint": complaint.public_number,
            "report": reported.public_number,
            ABSENT: "CP-MZJ-2025-9999",
        },
        "incident": {"handled": incident.public_number, ABSENT: "SI-RSJ-2025-9999"},
        "endangered": {
            "agreement": given.public_number,
            "published": live.entry.slug,
            "draft": draft.entry.slug,
            ABSENT: "SA-RSJ-2025-9999",
        },
        "breach": {"proposed": breach.public_number, ABSENT: "WG-SCJG-2025-9999"},
        "inspection": {"under_way": inspection.public_number, ABSENT: "JC-SCJG-2025-9999"},
        "criticism": {"published": criticism.public_number, ABSENT: "TB-SCJG-2025-9999"},
        "judged": {
            "found": found.public_number,
            "proposed": breach.public_number,
            ABSENT: "WG-SCJG-2025-9999",
        },
        "lookup": {"answered": lookup.public_number, ABSENT: "SL-SJJ-2025-9999"},
        "chapter": {"periods": "deadlines", ABSENT: "nothing"},
        "measured": {"labour": cast.labour.code, ABSENT: "NOBODY"},
        "task": {
            "verified": ProvisionTask.objects.get(agreement=given).public_number,
            ABSENT: "PT-SCJG-2025-9999",
        },
        "link": {"user": (user.pk, cast.outsider.pk), ABSENT: (0, 0)},
        "app": {label: label for label in _labels()} | {ABSENT: "nowhere"},
        "nowhere": {ABSENT: "nowhere/"},
    }
    tokens = {
        name: ApiCaller(cast.systems["labour"], scope).headers["authorization"]
        for name, scope in SYSTEMS.items()
    }
    return World(cast, tokens, {kind: _named(things) for kind, things in objects.items()})


def _labels() -> list[str]:
    return sorted({model._meta.app_label for model in admin.site._registry})


def _named(things: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    tuples = {
        what: named if isinstance(named, tuple) else (named,) for what, named in things.items()
    }
    return {what: tuple(map(str, named)) for what, named in tuples.items()}
