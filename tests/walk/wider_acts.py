"""How each step of ``tests/walk/wider.py`` is taken in the portal."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from catalog.internal_rules import actions as internal_rules
from catalog.models import (
    EntryWithdrawal,
    InternalRule,
    Norm,
    Platform,
    QualityReport,
    QualityRequirement,
    SourceDesignation,
    Standard,
)
from catalog.norms import actions as norms
from catalog.platforms import actions as platforms
from catalog.quality import actions as quality
from catalog.quality.actions import Report
from catalog.sources import actions as sources
from catalog.standards import actions as standards
from catalog.withdrawals import actions as withdrawals
from portal.regulation.quality import Finding as StageFinding
from portal.regulation.vocabulary import Purpose, SubjectKind
from requests_app.complaints import actions as complaints
from requests_app.criticisms import actions as criticisms
from requests_app.demands import actions as demands
from requests_app.emergencies import actions as emergencies
from requests_app.incidents import actions as incidents
from requests_app.inspections import actions as inspections
from requests_app.lookups import actions as lookups
from requests_app.models import (
    Breach,
    Complaint,
    Criticism,
    DataCollection,
    DeliveryStop,
    EmergencyRelease,
    Inspection,
    ReturnFlow,
    SecurityIncident,
    SubjectLookup,
    UsageRecord,
)
from requests_app.oversight import actions as oversight
from requests_app.records import actions as records
from requests_app.return_flow import actions as return_flow
from requests_app.stops import actions as stops
from tests import story
from tests.walk import wider
from tests.walk.desk import NOTE, Act, Desk, plain, today
from tests.walk.model import Try

MODELS: Mapping[str, Any] = MappingProxyType(
    {
        "stop": DeliveryStop,
        "breach": Breach,
        "criticism": Criticism,
        "inspection": Inspection,
        "designation": SourceDesignation,
        "collection": DataCollection,
        "norm": Norm,
        "standard": Standard,
        "platform": Platform,
        "withdrawal": EntryWithdrawal,
        "rule": InternalRule,
        "requirement": QualityRequirement,
        "quality": QualityReport,
        "userecord": UsageRecord,
        "incident": SecurityIncident,
        "complaint": Complaint,
        "emergency": EmergencyRelease,
        "flow": ReturnFlow,
        "lookup": SubjectLookup,
    }
)
_CODE = "A39_8"


def _on_entry(action: Any, **given: Any) -> Act:
    """A step that opens something about the entry."""
    return lambda desk, attempt, by: action(entry_id=attempt.matter.pk, **given, **by)


def _stop(desk: Desk, attempt: Try, by: dict[str, Any]) -> DeliveryStop:
    return stops.stop_delivery(entry=desk.entry.code, note=NOTE, **by)


def _record_breach(desk: Desk, attempt: Try, by: dict[str, Any]) -> Breach:
    return oversight.propose(
        code=_CODE,
        department=desk.cast.market.code,
        statement="自建交换平台。",
        occurred_on=attempt.today,
        **by,
    )


def _open_inspection(desk: Desk, attempt: Try, by: dict[str, Any]) -> Inspection:
    return inspections.open_inspection(
        department=desk.cast.market.code, topics=["ANSWERING"], plan=NOTE, **by
    )


def _name_source(desk: Desk, attempt: Try, by: dict[str, Any]) -> SourceDesignation:
    market = desk.cast.market.code
    return sources.name_source(
        item="统一社会信用代码",
        source=market,
        collectors=[market, desk.cast.civil_affairs.code],
        text=NOTE,
        **by,
    )


def _declare_collection(desk: Desk, attempt: Try, by: dict[str, Any]) -> DataCollection:
    declaration = demands.Declaration(
        title="用工人数采集",
        legal_basis="《失业保险条例》第二十五条",
        purpose="核定金额",
        subjects=("LEGAL_PERSONS",),
        begins_on=attempt.today + timedelta(days=30),
        items=(demands.Collected(name="用工人数"),),
    )
    return demands.declare_collection(declaration=declaration, **by)


def _record_norm(desk: Desk, attempt: Try, by: dict[str, Any]) -> Norm:
    return norms.record_norm(
        title="某办法",
        document_number=f"沪府令第{Norm.objects.count() + 1}号",
        level="ADMINISTRATIVE_REGULATION",
        issuer="上海市人民政府",
        effective_on=attempt.today - timedelta(days=30),
        **by,
    )


def _register_standard(desk: Desk, attempt: Try, by: dict[str, Any]) -> Standard:
    return standards.register_standard(
        number=f"DB31/T {Standard.objects.count() + 1}", edition="2025", title="某规范", **by
    )


def _declare_platform(desk: Desk, attempt: Try, by: dict[str, Any]) -> Platform:
    declared = platforms.Declared(
        name=f"交换平台{Platform.objects.count() + 1}",
        kind="EXCHANGE",
        began_on=date(2019, 3, 1),
    )
    return platforms.declare_platform(operator_id=desk.cast.market.pk, declared=declared, **by)


def _order_joining(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    join_by = attempt.today + timedelta(days=wider.JOIN_DAYS)
    platforms.order_joining(pk=attempt.matter.pk, join_by=join_by, **by)


def _join_platform(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    joining = platforms.Joining(
        connection_number="GJ-1", joined_on=attempt.today, national_system="国家平台"
    )
    platforms.join_platform(pk=attempt.matter.pk, joining=joining, **by)


def _exempt_platform(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    law = Norm.objects.get(level="LAW")
    platforms.exempt_platform(pk=attempt.matter.pk, norm=law, article="第一条", **by)


def _record_connection(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    platforms.record_connection(
        pk=attempt.matter.pk,
        connection=wider.next_connection(attempt.matter.facts["connection"]),
        happened_at=attempt.now,
        note=NOTE,
        **by,
    )


def _document(attempt: Try) -> internal_rules.Document:
    return internal_rules.Document(
        title="政务数据共享工作办法",
        document_number="沪数〔2025〕1号",
        issued_on=attempt.today,
        effective_on=attempt.today,
        text="第一条 制定本办法。",
    )


def _file_rule(desk: Desk, attempt: Try, by: dict[str, Any]) -> InternalRule:
    return internal_rules.file_rule(subject="SHARING", document=_document(attempt), **by)


def _replace_rule(desk: Desk, attempt: Try, by: dict[str, Any]) -> InternalRule:
    return internal_rules.replace_rule(pk=attempt.matter.pk, document=_document(attempt), **by)


def _report_faults(desk: Desk, attempt: Try, by: dict[str, Any]) -> QualityReport:
    findings = story.quality_findings(STORAGE=StageFinding("NOT_KEPT", NOTE))
    report = Report(findings, NOTE, attempt.today + timedelta(days=9))
    return quality.report_quality(entry_id=attempt.matter.pk, report=report, **by)


def _record_use(desk: Desk, attempt: Try, by: dict[str, Any]) -> UsageRecord:
    use = records.Use(
        starts_on=attempt.today,
        ends_on=attempt.today,
        scenario="核验",
        process="按单笔业务查询",
        results="已办结",
        storage="仅留存结论",
        destruction="尚未销毁",
    )
    return records.record_use(agreement_id=attempt.matter.pk, use=use, **by)


def _report_incident(desk: Desk, attempt: Try, by: dict[str, Any]) -> SecurityIncident:
    happening = incidents.Happening(
        stage=wider.stage(attempt.number),
        kind="LEAK",
        description=NOTE,
        discovered_at=attempt.now - timedelta(hours=2),
        plan_started_at=attempt.now - timedelta(hours=1),
    )
    return incidents.report_incident(agreement_id=attempt.matter.pk, happening=happening, **by)


def _report_to_body(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    incidents.report_to_body(
        pk=attempt.matter.pk,
        body="PUBLIC_SECURITY",
        told_at=attempt.now,
        document_number="沪信〔2025〕1号",
        **by,
    )


def _look_up(desk: Desk, attempt: Try, by: dict[str, Any]) -> SubjectLookup:
    lookups.look_up(
        kind=SubjectKind.CITIZEN, number=story.SUBJECT, case_number="TS-1", note=NOTE, **by
    )
    return SubjectLookup.objects.latest("pk")


def _register_complaint(desk: Desk, attempt: Try, by: dict[str, Any]) -> Complaint:
    arrival = complaints.Arrival(
        kind=wider.complaint_kind(attempt.number),
        department=desk.cast.market.code,
        channel="LETTER",
        received_on=attempt.today,
        register_number=f"信访{Complaint.objects.count() + 1}号",
        statement="反映其数据被超出办理事项使用。",
    )
    return complaints.register_complaint(arrival=arrival, **by)


def _ask_release(desk: Desk, attempt: Try, by: dict[str, Any]) -> EmergencyRelease:
    wanted = emergencies.Wanted(
        emergency="某园区发生火灾。",
        case_number=story.EMERGENCY_CASE,
        columns=("name", "district"),
        system_id=desk.cast.systems["labour"].system.client_id,
        purpose=Purpose.PUBLIC_SERVICE,
        hours=wider.hours(attempt.number),
    )
    return emergencies.ask_release(entry_id=attempt.matter.pk, wanted=wanted, **by)


def _ask_return(desk: Desk, attempt: Try, by: dict[str, Any]) -> ReturnFlow:
    system = desk.cast.systems["hongkou"].system.client_id
    return return_flow.ask_return(
        entry_id=attempt.matter.pk, system_id=system, duty="属地监管职责", **by
    )


def _name_recipient(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    system = desk.cast.systems["hongkou"].system.client_id
    return_flow.name_recipient(pk=attempt.matter.pk, system_id=system, **by)


def _configuring(action: Any) -> Act:
    def act(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
        configuration = return_flow.Configuration(
            resource_id=desk.entry.resources.get().pk,
            region_column="district",
            security_check="传输加密。",
            checked_on=attempt.today,
        )
        action(pk=attempt.matter.pk, configuration=configuration, **by)

    return act


_HANDLED = today(
    complaints.answer_complaint,
    "answered_on",
    finding="FOUNDED",
    found="情况属实。",
    done="已改正。",
    answered_how="书面答复。",
)
ACTS: Mapping[tuple[str, str], Act] = MappingProxyType(
    {
        ("entry", "stop_delivery"): _stop,
        ("stop", "lift_stop"): plain(stops.lift_stop, note=NOTE),
        ("entry", "record_breach"): _record_breach,
        ("breach", "justify"): plain(oversight.justify, justification=NOTE),
        ("breach", "confirm"): plain(oversight.confirm, code=_CODE, finding=NOTE),
        ("breach", "clear"): plain(oversight.clear, finding=NOTE),
        ("breach", "order_rectification"): today(
            oversight.order_rectification, "due_on", 9, order=NOTE
        ),
        ("breach", "put_right"): plain(oversight.report_rectification, rectification=NOTE),
        ("breach", "return_report"): today(oversight.return_report, "due_on", 9, order=NOTE),
        ("breach", "close"): plain(oversight.close),
        ("breach", "publish_criticism"): lambda desk, attempt, by: criticisms.publish_criticism(
            breach_id=attempt.matter.pk, text=NOTE, **by
        ),
        ("criticism", "retract_criticism"): plain(criticisms.retract_criticism, note=NOTE),
        ("entry", "open_inspection"): _open_inspection,
        ("inspection", "find_nothing"): plain(
            inspections.conclude_inspection, result="NO_FAULT", finding=NOTE
        ),
        ("inspection", "find_fault"): plain(
            inspections.conclude_inspection, result="FAULTS", finding=NOTE, codes=[_CODE]
        ),
        ("inspection", "call_off_inspection"): plain(inspections.call_off_inspection, note=NOTE),
        ("entry", "name_source"): _name_source,
        ("designation", "revoke_source"): plain(sources.revoke_source, note=NOTE),
        ("entry", "declare_collection"): _declare_collection,
        ("collection", "withdraw_collection"): plain(demands.withdraw_collection),
        ("entry", "record_norm"): _record_norm,
        ("norm", "record_repeal"): today(norms.record_repeal, "repealed_on", note=NOTE),
        ("entry", "register_standard"): _register_standard,
        ("standard", "load_codes"): plain(standards.load_codes, lines_text="01,甲,2025-01-01"),
        ("standard", "end_standard"): today(standards.end_standard, "ended_on"),
        ("entry", "declare_platform"): _declare_platform,
        ("platform", "order_joining"): _order_joining,
        ("platform", "join_platform"): _join_platform,
        ("platform", "exempt_platform"): _exempt_platform,
        ("platform", "record_connection"): _record_connection,
        ("platform", "close_platform"): today(platforms.close_platform, "closed_on"),
        ("spare", "propose_withdrawal"): _on_entry(withdrawals.propose_withdrawal, reason=NOTE),
        ("withdrawal", "approve_withdrawal"): plain(withdrawals.approve_withdrawal),
        ("withdrawal", "send_back_withdrawal"): plain(withdrawals.send_back_withdrawal, note=NOTE),
        ("withdrawal", "withdraw_entry"): plain(withdrawals.withdraw_entry),
        ("withdrawal", "return_withdrawal"): plain(withdrawals.return_withdrawal, note=NOTE),
        ("withdrawal", "abandon_withdrawal"): plain(withdrawals.abandon_withdrawal),
        ("entry", "file_rule"): _file_rule,
        ("rule", "replace_rule"): _replace_rule,
        ("rule", "repeal_rule"): plain(internal_rules.repeal_rule, note=NOTE),
        ("entry", "set_requirement"): _on_entry(
            quality.set_requirement, stage="SHARING", item_column="", text=NOTE
        ),
        ("requirement", "drop_requirement"): plain(quality.drop_requirement, note=NOTE),
        ("entry", "report_quality"): _on_entry(
            quality.report_quality, report=Report(story.quality_findings())
        ),
        ("entry", "report_faults"): _report_faults,
        ("quality", "mend_quality"): plain(quality.mend_quality, mending=NOTE),
        ("agreement", "record_use"): _record_use,
        ("agreement", "report_incident"): _report_incident,
        ("incident", "record_measure"): plain(incidents.record_measure, measure=NOTE),
        ("incident", "report_to_body"): _report_to_body,
        ("incident", "contain"): plain(incidents.contain, containment=NOTE),
        ("incident", "close_incident"): plain(
            incidents.close_incident, cause=NOTE, conclusion=NOTE, fault="NONE"
        ),
        ("entry", "look_up"): _look_up,
        ("entry", "register_complaint"): _register_complaint,
        ("complaint", "accept_complaint"): plain(complaints.accept_complaint),
        ("complaint", "decline_complaint"): plain(
            complaints.decline_complaint, ground="OTHER", text=NOTE
        ),
        ("complaint", "transfer_complaint"): plain(complaints.transfer_complaint, body="信访部门"),
        ("complaint", "answer_complaint"): _HANDLED,
        ("entry", "ask_release"): _ask_release,
        ("emergency", "withdraw_release"): plain(emergencies.withdraw_release),
        ("emergency", "grant_release"): plain(emergencies.grant_release),
        ("emergency", "refuse_release"): plain(emergencies.refuse_release, note=NOTE),
        ("emergency", "end_release"): plain(emergencies.end_release, note=NOTE),
        ("emergency", "expire_release"): plain(emergencies.expire),
        ("emergency", "find_justified"): plain(emergencies.find_justified, finding=NOTE),
        ("emergency", "find_unjustified"): plain(emergencies.find_unjustified, finding=NOTE),
        ("entry", "ask_return"): _ask_return,
        ("flow", "name_recipient"): _name_recipient,
        ("flow", "configure"): _configuring(return_flow.configure),
        ("flow", "reconfigure"): _configuring(return_flow.reconfigure),
        ("flow", "start"): plain(return_flow.start),
        ("flow", "end_flow"): plain(return_flow.end, note=NOTE),
    }
)
