"""Every need of every lifecycle, both ways: it holds, and each breach has its reason."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from portal.regulation import (
    acts,
    agreement,
    breach,
    bulk_edit,
    catalog_import,
    catalog_workbook,
    classification,
    collection,
    complaint,
    correction,
    criticism,
    data_check,
    demand,
    department,
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
    reasons,
    request,
    resource,
    return_flow,
    service_change,
    source_designation,
    standard,
    stop,
    subject_lookup,
    use_change,
    use_record,
    withdrawal,
)
from portal.regulation.codes import complete_citizen_id
from portal.regulation.machine import Facts, Transition
from portal.regulation.quality import Finding
from portal.regulation.reasons import Reason
from portal.regulation.value_rules import ValueRules

TODAY = date(2025, 9, 24)
NOW = datetime(2025, 9, 24, 2, 0, tzinfo=UTC)
ACTOR, OTHER, DEPARTMENT = 7, 8, 70

#: Norms of the register: in force today, not before tomorrow, and repealed from today on.
IN_FORCE = SimpleNamespace(level="LAW", is_in_force_on=lambda on: on == TODAY)
NOT_IN_FORCE = SimpleNamespace(level="LAW", is_in_force_on=lambda on: on != TODAY)
CITED = SimpleNamespace(norm=IN_FORCE)
LOCAL = SimpleNamespace(level="LOCAL_REGULATION", is_in_force_on=lambda on: True)
_UPPER = SimpleNamespace(pk=5, code="211", status="IN_USE")
NODE: dict[str, Any] = {
    "pk": 1,
    "code": "211006",
    "name": "x",
    "parent": _UPPER,
    "has_twin": False,
    "has_children": False,
    "has_entries": False,
    "ids_below": {1, 8},
    "registries_elsewhere": set(),
}
NORM: dict[str, Any] = {
    "title": "x",
    "document_number": "x",
    "issuer": "x",
    "level": "LAW",
    "effective_on": date(2025, 9, 23),
    "has_twin": False,
}
REQUIREMENT: dict[str, Any] = {
    "entry_is_published": True,
    "item_is_known": True,
    "stage": "USE",
    "text": "x",
}
QUESTION: dict[str, Any] = {
    "entry_is_published": True,
    "entry": SimpleNamespace(provider_id=DEPARTMENT + 1),
    "item_is_known": True,
    "open_twin": None,
    "owned_by_id": None,
    "compiler_ids": {ACTOR, ACTOR + 1},
    "hidden_at": None,
    "closes_on": date(2025, 9, 23),
}
SAID = {"text": "x"}
#: Nothing is written, or a citizen's number is.
_SAID_WRONGLY: list[Any] = [
    ({}, {"text": " \n"}, reasons.QUESTION_EMPTY),
    ({}, {"text": None}, reasons.QUESTION_EMPTY),
    ({}, {"text": "11010519491231002X 是否在册"}, reasons.QUESTION_CARRIES_DATA),
    ({}, {"text": "请致电13800138000"}, reasons.QUESTION_CARRIES_DATA),
]
#: Art. 18: from collecting to destroying.
KEPT = {
    stage: Finding("KEPT")
    for stage in (
        "COLLECTION",
        "STORAGE",
        "PROCESSING",
        "TRANSMISSION",
        "SHARING",
        "USE",
        "DESTRUCTION",
    )
}
SOUND: dict[str, Any] = {"findings": KEPT, "measures": "", "mending_due_on": None}
FAULTY: dict[str, Any] = {
    "findings": {**KEPT, "USE": Finding("NOT_KEPT", "x")},
    "measures": "x",
    "mending_due_on": date(2025, 9, 25),
}
NO_USE = {stage: found for stage, found in KEPT.items() if stage != "USE"}
_UNREPORTABLE = [
    ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
    ({}, {"findings": {}}, reasons.QUALITY_STAGE_MISSING),
    ({}, {"findings": NO_USE}, reasons.QUALITY_STAGE_MISSING),
    ({}, {"findings": {**KEPT, "USE": Finding("")}}, reasons.QUALITY_STAGE_MISSING),
]
INTERNAL_RULE: dict[str, Any] = {
    "title": "x",
    "document_number": "x",
    "text": "x",
    "subject": "SHARING",
    "issued_on": TODAY,
    "effective_on": TODAY,
    "rules_beside": [],
}
WITHDRAWAL: dict[str, Any] = {
    "entry_is_published": True,
    "reason": "x",
    "has_open_twin": False,
    "entry_has_open_version": False,
    "uses_at": lambda now: [] if now == NOW else ["SA-1"],
    "requests_at": lambda now: [] if now == NOW else ["SR-1"],
    "proposed_by_id": OTHER,
}
REQUEST: dict[str, Any] = {
    "entry_is_published": True,
    "entry_sharing_class": "CONDITIONAL",
    "sharing_class": "CONDITIONAL",
    "provider_id": 1,
    "requester_id": 2,
    "is_within_published_scope": True,
    "legal_basis": "x",
    "scenario": "x",
    "scope": "x",
    "sharing_mode": "API",
    "period_of_use": "x",
    "use_from": TODAY,
    "use_until": date(2026, 9, 24),
    "mode_is_offered": True,
    "purpose_is_published": True,
    "columns_stated": True,
    "is_declared": True,
    "author_ids": [OTHER],
    "provider_has_office": lambda on: on == TODAY,
    "has_supplement": False,
    "supplement_is_open": False,
    "supplement_points": ["甲", "乙"],
    "extension_is_pending": False,
    "sharing_ordered_by": "",
    "extended_workdays": 0,
    "due_on": TODAY,
    "item_ids": [1, 2],
    "published_conditions": ["按业务编号逐笔查询，不得批量留存。"],
    "answer_kind": "AGREE",
    "answer_proposed_by_id": OTHER,
    "refusal_ground": "OTHER",
    "answer_text": "x",
    "cited_norms": [],
    # The first of the two columns joins with what the requester holds; it was assessed.
    "combines_with": lambda rows: rows is None or 1 in rows,
    "unassessed_combinations": lambda rows: [],
    "aggregation_result": "ACCEPTABLE",
}
UNASSESSED: dict[str, Any] = {
    "unassessed_combinations": lambda rows: ["某局《某数据》"] if rows is None or 1 in rows else []
}
SECRET_WHEN_JOINED: dict[str, Any] = {"aggregation_result": "SECRET"}
VERSION: dict[str, Any] = {
    "entry_has_open_version": False,
    "provider_stated": True,
    "items_stated": True,
    "sharing_class": "CONDITIONAL",
    "conditions_stated": True,
    "has_conditions": True,
    "basis_instrument": "《某法》",
    "basis_level": "LAW",
    "basis_norm": None,
    "ended_standards": lambda on: [] if on == TODAY else ["GB 1-2000"],
    "withheld_reason": "x",
    "detail_closed": False,
    "detail_closed_reason": "",
    "name": "x",
    "data_format": "DATABASE",
    "update_frequency": "DAILY",
    "sharing_modes": ["API"],
    "grading_stated": True,
    "assessed_kinds": ["SECRECY", "PERSONAL_INFORMATION"],
    "assessment_results": ["NO_RISK", "ACCEPTABLE"],
    "author_ids": [OTHER],
}
AGREEMENT: dict[str, Any] = {
    "valid_until": datetime(2025, 9, 24, 2, 0, 0, 1, tzinfo=UTC),
    "system_is_named": True,
    "data_are_loaded": True,
    "suspended_by_department_id": DEPARTMENT,
    "rectify_by": date(2025, 9, 23),
    "rectified_on": None,
    "has_pending_certificate": False,
    "is_disposal_instructed": True,
    "in_disposal_since": date(2025, 9, 22),
    "basis_lapses_on": None,
    "repealed_norm_ids": [5],
    "pending_citation": None,
}
EMERGENCY: dict[str, Any] = {
    "entry_is_published": True,
    "entry_sharing_class": "CONDITIONAL",
    "provider_id": 1,
    "requester_id": 2,
    "authority_id": 3,
    "has_running_twin": lambda now: now != NOW,
    "participant_ids": [OTHER],
    "granted_by_id": 1,
    # To the microsecond: over at this very moment.
    "ends_at": NOW,
}
#: Discovered one hour ago, the plan started half an hour later.
HOUR_AGO, HALF_HOUR_AGO = NOW - timedelta(hours=1), NOW - timedelta(minutes=30)
SECOND = timedelta(seconds=1)
INCIDENT: dict[str, Any] = {
    "agreement_id": 5,
    "entry_is_published": True,
    "requester_id": 2,
    "provider_id": 1,
    "reporter_id": 2,
    "answerable_id": 2,
    "discovered_at": HOUR_AGO,
    "first_told_at": HALF_HOUR_AGO,
}
HAPPENING = {
    "description": "x",
    "discovered_at": HOUR_AGO,
    "discovered_on": TODAY,
    "plan_started_at": HALF_HOUR_AGO,
}
COMPLAINT: dict[str, Any] = {
    "kind": "COMPLAINT",
    "department_id": 2,
    "handler_id": 2,
    "entry_is_published": True,
    "received_on": date(2025, 9, 23),
}
REPORTED: dict[str, Any] = {**COMPLAINT, "kind": "REPORT", "handler_id": 3}
ARRIVED = {"received_on": TODAY, "register_number": "信访2025-17", "statement": "x"}
ANSWERED = {
    "finding": "FOUNDED",
    "found": "x",
    "done": "x",
    "answered_on": TODAY,
    "answered_how": "x",
}
#: Made up: valid in form and check digit, of a region that no county ever had.
IDENTITY, MOBILE = complete_citizen_id("31999919900101123"), "13900000000"
_OWN_REPORT = ({"kind": "REPORT", "department_id": DEPARTMENT}, {}, reasons.OWN_REPORT)


def _named(*names: str) -> list[tuple[dict[str, Any], dict[str, Any], Reason]]:
    """A person's number in any of those texts."""
    return [
        ({}, {name: f"联系 {number} 核实"}, reasons.COMPLAINT_NAMES_A_PERSON)
        for name in names
        for number in (IDENTITY, MOBILE)
    ]


#: What an emergency release states when it is asked for.
ASKED_FOR = {
    "emergency": "x",
    "case_number": "x",
    "columns_are_published": True,
    "system_is_own": True,
    "hours": 72,
}
BREACH: dict[str, Any] = {
    "department_id": OTHER,
    "event_id": None,
    "statement": "x",
    "code": "A39_4",
    "department_is_authority": False,
    "justification": "",
    "due_on": date(2025, 9, 23),
}
_OWN_BREACH: tuple[dict[str, Any], dict[str, Any], Reason] = (
    {"department_id": DEPARTMENT},
    {},
    reasons.OWN_BREACH,
)
INSPECTION: dict[str, Any] = {
    "department_id": OTHER,
    "department_is_authority": False,
    "plan": "x",
    "topics": ["SECURITY"],
}
FAULTS = {"result": "FAULTS", "finding": "x", "codes": ["A39_4", "A42"]}
CRITICISM: dict[str, Any] = {"breach_status": "CONFIRMED", "text": "x", "has_twin": False}
_RECTIFICATION = {"order": "x", "due_on": date(2025, 9, 25)}
_NO_RECTIFICATION: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    _OWN_BREACH,
    ({}, {"order": " "}, reasons.BREACH_UNEXPLAINED),
    ({}, {"due_on": TODAY}, reasons.NO_TIME_TO_RECTIFY),
    ({}, {"due_on": None}, reasons.NO_TIME_TO_RECTIFY),
]
INSTRUCTION = {"method": "DESTROY", "basis": "x", "limit_on": TODAY}
CERTIFICATE = {"what": "x", "how": "x", "responsible_office": "x", "disposed_on": TODAY}
USE_CHANGE: dict[str, Any] = {
    "kind": "SCOPE",
    "runs_at": lambda now: now == NOW,
    "has_open_twin": False,
    "reason": "x",
    "legal_basis": "x",
    "entry_is_published": True,
    "is_within_published_scope": True,
    "goes_further": True,
    "needs_are_stated": True,
    "purpose": "SUPERVISION",
    "purpose_is_published": True,
    "third_party_id": 3,
    "third_party_is_within_scope": True,
    "supply_ends_on": TODAY,
    "last_day_of_use": TODAY,
    "requester_id": 1,
    "provider_id": 2,
    "author_ids": [OTHER],
    "provider_has_office": lambda on: on == TODAY,
    "combines_with": lambda rows: True,
    "unassessed_combinations": lambda rows: [],
    "aggregation_result": "NO_RISK",
}
_ANY_KIND: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    ({"runs_at": lambda now: False}, {}, reasons.AGREEMENT_NOT_RUNNING),
    ({"reason": " "}, {}, reasons.USE_CHANGE_UNGROUNDED),
    ({"legal_basis": ""}, {}, reasons.USE_CHANGE_UNGROUNDED),
    ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
    ({"is_within_published_scope": False}, {}, reasons.OUTSIDE_PUBLISHED_SCOPE),
    ({"goes_further": False}, {}, reasons.NOTHING_WIDENED),
]
CONSENTABLE: dict[str, list[tuple[dict[str, Any], dict[str, Any], Reason]]] = {
    "SCOPE": [*_ANY_KIND, ({"needs_are_stated": False}, {}, reasons.NEED_UNSTATED)],
    "PURPOSE": [*_ANY_KIND, ({"purpose_is_published": False}, {}, reasons.PURPOSE_NOT_PUBLISHED)],
    "THIRD_PARTY": [
        *_ANY_KIND,
        *(
            ({name: None}, {}, reasons.NO_THIRD_PARTY)
            for name in ("third_party_id", "purpose", "supply_ends_on")
        ),
        *(({"third_party_id": party}, {}, reasons.THIRD_PARTY_IS_PARTY) for party in (1, 2)),
        ({"supply_ends_on": date(2025, 9, 23)}, {}, reasons.SUPPLY_OUTSIDE_TERM),
        ({"supply_ends_on": date(2025, 9, 25)}, {}, reasons.SUPPLY_OUTSIDE_TERM),
        ({"purpose_is_published": False}, {}, reasons.PURPOSE_NOT_PUBLISHED),
        ({"third_party_is_within_scope": False}, {}, reasons.THIRD_PARTY_OUTSIDE_SCOPE),
    ],
}
TRIGGER: dict[str, Any] = {"extension_outcome": "", "due_on": TODAY}
DEPARTMENT_FACTS: dict[str, Any] = {
    "closed_on": None,
    "region_has_authority": False,
    "credit_code": "11430000743187451F",
}
OVERLAY = {
    "year": 2025,
    "title": "关于地方纪念日放假的通知",
    "document_number": "测府发〔2025〕1号",
    "days": [date(2025, 10, 10), date(2025, 10, 13)],
    "days_laid": [date(2025, 11, 3)],
}
YES = {
    "answer_kind": "AGREE",
    "decisions": {1: "AGREE", 2: "REFUSE"},
    "answer_text": "该项由公安部门提供",
}
DISPUTE: dict[str, Any] = {
    "kind": "REFUSED",
    "kind_on": lambda on: "REFUSED" if on == TODAY else "",
    "has_open_twin": False,
    "opened_on": date(2025, 9, 20),
    "negotiated_on": TODAY,
    "settlement": "x",
    "settlement_by_id": 1,
    "failure": "x",
    "competent_authority_on": lambda on: SimpleNamespace(pk=5) if on == TODAY else None,
    "requester_id": 1,
    "provider_id": 2,
    "result": "x",
    "referred_on": date(2025, 9, 22),
    "request_is_refused": True,
}
RETURN: dict[str, Any] = {
    "lies_below": True,
    "entry_is_published": True,
    "entry_sharing_class": "CONDITIONAL",
    "has_open_twin": False,
    "data_are_loaded": True,
    "is_handed_over": False,
}
CONFIGURATION = {
    "condition": "",
    "purpose": " ",
    "approval": None,
    "resource_is_of_entry": True,
    "column_holds_region": True,
    "security_check": "x",
    "checked_on": TODAY,
}
USE: dict[str, Any] = {
    "agreement_status": "IN_USE",
    "scenario": "x",
    "process": "x",
    "results": "x",
    "storage": "x",
    "destruction": "x",
    "retention_starts_on": date(2022, 9, 23),
}
DECISION = {
    "instrument": "x",
    "decision": "x",
    "decided_on": TODAY,
    "outcome": "ANSWER_ANEW",
}
OWN_DISPUTE: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    ({party: DEPARTMENT}, {}, reasons.OWN_DISPUTE) for party in ("requester_id", "provider_id")
]
NO = {"answer_kind": "REFUSE", "refusal_ground": "OTHER", "answer_text": "x"}
PEOPLE = {"mandates": ["apply_for_department"], "is_service": False, "is_contractor": False}
ACTING = {**PEOPLE, "note": "x", "serves_elsewhere": False, "starts_on": TODAY, "ends_on": TODAY}
ENGAGEMENT = {
    "mandates": ["compile_for_department", "apply_for_department", "supply_for_department"],
    "is_service": False,
    "is_contractor": True,
    "is_staff_of_department": False,
    "contractor": "x",
    "approval_number": "x",
    "approved_on": TODAY,
    "approved_by_id": 1,
    "contract_number": "x",
    "contract_ends_on": TODAY,
}

ASKABLE: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    ({"provider_id": 2}, {}, reasons.OWN_ENTRY),
    ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
    ({"entry_sharing_class": "WITHHELD"}, {}, reasons.WITHHELD),
    ({"is_within_published_scope": False}, {}, reasons.OUTSIDE_PUBLISHED_SCOPE),
]
SENDABLE = [
    *ASKABLE,
    *(
        ({name: empty}, {}, reasons.PARTICULARS_MISSING)
        for name in ("legal_basis", "scenario", "scope", "sharing_mode", "period_of_use")
        for empty in ("", " \t")
    ),
    ({"use_until": TODAY}, {}, reasons.PERIOD_INVALID),
    (
        {"use_from": date(2025, 1, 1), "use_until": date(2025, 9, 23)},
        {},
        reasons.PERIOD_INVALID,
    ),
    ({"mode_is_offered": False}, {}, reasons.MODE_NOT_OFFERED),
    ({"purpose_is_published": False}, {}, reasons.PURPOSE_NOT_PUBLISHED),
    ({"columns_stated": False}, {}, reasons.NO_COLUMNS),
    ({"cited_norms": [IN_FORCE, NOT_IN_FORCE]}, {}, reasons.NORM_NOT_IN_FORCE),
    ({"is_declared": False}, {}, reasons.NOT_DECLARED),
]
ENTRY_SENDABLE: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    ({"provider_stated": False}, {}, reasons.PROVIDER_UNRESOLVED),
    ({"items_stated": False}, {}, reasons.NO_ITEMS),
    ({"conditions_stated": False}, {}, reasons.CONDITIONS_MISSING),
    ({"sharing_class": "UNCONDITIONAL"}, {}, reasons.UNCONDITIONAL_WITH_CONDITIONS),
    *(
        ({"sharing_class": "WITHHELD", "basis_level": level}, {}, reasons.WITHHOLDING_BASIS)
        for level in (
            "LOCAL_REGULATION",
            "DEPARTMENT_RULE",
            "LOCAL_RULE",
            "NORMATIVE_DOCUMENT",
            "OTHER",
            "",
        )
    ),
    ({"sharing_class": "WITHHELD", "basis_instrument": " "}, {}, reasons.WITHHOLDING_BASIS),
    ({"sharing_class": "WITHHELD", "withheld_reason": ""}, {}, reasons.WITHHOLDING_BASIS),
    ({"sharing_class": "WITHHELD", "basis_norm": LOCAL}, {}, reasons.NORM_CANNOT_WITHHOLD),
    ({"sharing_class": "WITHHELD", "basis_norm": NOT_IN_FORCE}, {}, reasons.NORM_NOT_IN_FORCE),
    ({"basis_norm": NOT_IN_FORCE}, {}, reasons.NORM_NOT_IN_FORCE),
    ({"ended_standards": lambda _on: ["GB 1-2000"]}, {}, reasons.STANDARD_ENDED),
    ({"detail_closed": True}, {}, reasons.CLOSED_DETAIL_REASON),
    ({"detail_closed": True, "detail_closed_reason": " "}, {}, reasons.CLOSED_DETAIL_REASON),
    *(
        ({name: ""}, {}, reasons.ENTRY_INCOMPLETE)
        for name in ("name", "data_format", "update_frequency")
    ),
    ({"sharing_modes": []}, {}, reasons.ENTRY_INCOMPLETE),
    ({"grading_stated": False}, {}, reasons.ENTRY_INCOMPLETE),
]
ASSESSED = [
    ({"assessed_kinds": []}, {}, reasons.ASSESSMENTS_MISSING),
    ({"assessed_kinds": ["SECRECY"]}, {}, reasons.ASSESSMENTS_MISSING),
    ({"assessed_kinds": ["PERSONAL_INFORMATION"]}, {}, reasons.ASSESSMENTS_MISSING),
]


def _noted(reason: Reason) -> list[tuple[dict[str, Any], dict[str, Any], Reason]]:
    return [({}, {"note": empty}, reason) for empty in ("", " \n")]


#: A correction raised by somebody else, of departments 2 and 1, forwarded to 3.
CORRECTION: dict[str, Any] = {
    "agreement_status": "IN_USE",
    "raised_by_id": OTHER,
    "department_for": {"REQUESTER": 2, "PROVIDER": 1, "SOURCE": 3}.get,
}
OWN_CORRECTION = [({"raised_by_id": ACTOR}, {}, reasons.OWN_CORRECTION)]
#: A change proposed on Monday for Wednesday, today, and talked about on Tuesday.
SERVICE: dict[str, Any] = {
    "agreement_is_live": True,
    "has_open_twin": False,
    "proposed_on": date(2025, 9, 22),
    "talked_on": date(2025, 9, 23),
    "planned_on": TODAY,
}
NOTE = {"note": "x"}
#: A file with rows to load, beside no other one.
IMPORT: dict[str, Any] = {"has_work": True, "loaded_since": False, "loading_beside": []}
_RUNNING = [({"rectify_by": day}, {}, reasons.RECTIFICATION_RUNNING) for day in (TODAY, None)]
#: transition, lawful facts, lawful inputs, breaches as (facts, inputs, reason)
#: What the authority names, and what it may name it for: departments 1 to 3 are its own.
DESIGNATION: dict[str, Any] = {
    "item_key": "x",
    "source_id": 1,
    "jurisdiction": [1, 2, 3],
    "text": "x",
    "named_already": [],
}
_CITY, _DISTRICT = (
    SimpleNamespace(path="000000/310000/"),
    SimpleNamespace(path="000000/310000/310109/"),
)
#: Declared by another department and in operation for long; it serves the city.
PLATFORM: dict[str, Any] = {
    "name": "x",
    "kind": "EXCHANGE",
    "status": "DECLARED",
    "began_on": date(2025, 7, 31),
    "region": _CITY,
    "serves_own_region": True,
    "has_open_twin": False,
    "operator_id": OTHER,
    "norm": None,
    "article": "",
    "relied_on_by": [],
    "joined_on": date(2025, 9, 1),
    "connection": "CONNECTED",
    "connection_at": datetime(2025, 9, 2, 2, 0, tzinfo=UTC),
}
_RANKS_THAT_KEEP_NOTHING_APART = (
    "STATE_COUNCIL_DECISION",
    "LOCAL_REGULATION",
    "DEPARTMENT_RULE",
    "LOCAL_RULE",
    "NORMATIVE_DOCUMENT",
    "OTHER",
)
_OF_RANK = {
    level: SimpleNamespace(level=level, is_in_force_on=lambda on: True)
    for level in ("ADMINISTRATIVE_REGULATION", *_RANKS_THAT_KEEP_NOTHING_APART)
}
_NEW = {"began_on": date(2025, 8, 1), "norm": IN_FORCE, "article": "x"}


def _above(path: str, kind: str = "REGIONAL", status: str = "JOINED") -> SimpleNamespace:
    """A platform that another one would join through."""
    return SimpleNamespace(region=SimpleNamespace(path=path), kind=kind, status=status)


JOINING: dict[str, Any] = {
    "upper": _above("000000/"),
    "national_system": "",
    "connection_number": "x",
    "joined_on": TODAY,
}
CONNECTION: dict[str, Any] = {
    **NOTE,
    "connection": "INTERRUPTED",
    "happened_at": NOW,
    "happened_on": TODAY,
}
RESOURCE: dict[str, Any] = {"mode": "API", "platform": None}
_CARRIER = SimpleNamespace(carries_on=lambda on: on == TODAY)
_NO_CARRIER = SimpleNamespace(carries_on=lambda on: on != TODAY)
STANDARD: dict[str, Any] = {
    "pk": 1,
    "number": "x",
    "title": "x",
    "has_twin": False,
    "effective_on": date(2025, 9, 23),
}
_STANDS = SimpleNamespace(pk=2, ended_on=None)
#: What is stopped, and the departments that it names: 1 to 3 are the authority's own.
STOP: dict[str, Any] = {
    "provider_id": 1,
    "entry_id": None,
    "recipient_id": None,
    "purpose": "",
    "departments_named": [1],
    "jurisdiction": [1, 2, 3],
    "has_twin_in_force": False,
}
#: A citizen's number that is whole, and a credit code.
_CITIZEN, _COMPANY = "11010519491231002X", "9131000063159284XQ"
LOOKUP: dict[str, Any] = {"made_that_day": 19}
ASKED: dict[str, Any] = {
    "kind": "CITIZEN",
    "number": _CITIZEN,
    "case_number": "x",
    "note": "x",
}
#: An item whose rules can stand, and one that nothing could keep.
_RULED = SimpleNamespace(
    name="x",
    column_name="x",
    data_type="INTEGER",
    length=None,
    standard_id=None,
    value_rules=ValueRules(minimum="1", maximum="2"),
)
_CONTRADICTED = SimpleNamespace(
    **{**vars(_RULED), "value_rules": ValueRules(minimum="2", maximum="1")}
)
COLLECTION: dict[str, Any] = {"legal_basis": "x", "purpose": "x", "subjects": ["CITIZENS"]}
DECLARED: dict[str, Any] = {"items": ["x"], "unexplained": []}
DEMAND: dict[str, Any] = {
    "title": "x",
    "items": ["x"],
    "legal_basis": "x",
    "scenario": "x",
    "requester_id": 2,
    "provider_id": 1,
    "jurisdiction": [1, 2, 3],
    "entry_is_shared": True,
    "request_id": None,
}
ENTRY_OF_1, ENTRY_OF_2 = SimpleNamespace(provider_id=1), SimpleNamespace(provider_id=2)
ENTRY_FREE: list[tuple[dict[str, Any], dict[str, Any], Reason]] = [
    ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
    ({"entry_has_open_version": True}, {}, reasons.OPEN_VERSION_EXISTS),
    ({"uses_at": lambda _now: ["SA-1"]}, {}, reasons.ENTRY_IN_USE),
    ({"requests_at": lambda _now: ["SR-1"]}, {}, reasons.ENTRY_ASKED_FOR),
]
TABLE: list[tuple[Transition, dict[str, Any], dict[str, Any], list[Any]]] = [
    (request.APPLY, REQUEST, {}, ASKABLE),
    (request.REVISE, REQUEST, {}, []),
    (request.SUBMIT, REQUEST, {}, SENDABLE),
    (request.RETURN_TO_DRAFTER, REQUEST, NOTE, _noted(reasons.NO_GROUND)),
    (
        request.CONSENT_TO_SEND,
        REQUEST,
        {},
        [
            *SENDABLE,
            ({"author_ids": [OTHER, ACTOR]}, {}, reasons.SAME_PERSON),
            ({"provider_has_office": lambda on: False}, {}, reasons.NO_SHARING_OFFICE),
        ],
    ),
    (request.OPEN_REVIEW, REQUEST, {}, []),
    (
        request.ASK_SUPPLEMENT,
        REQUEST,
        {"points": ["甲"]},
        [
            ({"has_supplement": True}, {}, reasons.SUPPLEMENT_ONCE),
            ({}, {"points": []}, reasons.SUPPLEMENT_EMPTY),
            ({}, {"points": [" "]}, reasons.SUPPLEMENT_EMPTY),
        ],
    ),
    (
        request.SUPPLEMENT,
        {**REQUEST, "supplement_is_open": True},
        {"answers": ["一", "二"]},
        [
            ({"supplement_is_open": False}, {}, reasons.NO_SUPPLEMENT_OPEN),
            ({}, {"answers": ["一"]}, reasons.SUPPLEMENT_INCOMPLETE),
            ({}, {"answers": ["一", " "]}, reasons.SUPPLEMENT_INCOMPLETE),
        ],
    ),
    (
        request.ASK_EXTENSION,
        REQUEST,
        {"workdays": 10, **NOTE},
        [
            (
                {"sharing_class": "UNCONDITIONAL", "local": {"EXTENSION_FOR_UNCONDITIONAL": False}},
                {},
                reasons.EXTENSION_NOT_UNCONDITIONAL,
            ),
            (
                {"extended_workdays": 1, "local": {"EXTENSION_IN_SLICES": False}},
                {"workdays": 1},
                reasons.EXTENSION_NOT_IN_SLICES,
            ),
            ({"extension_is_pending": True}, {}, reasons.EXTENSION_PENDING),
            ({"due_on": date(2025, 9, 23)}, {}, reasons.EXTENSION_TOO_LATE),
            ({"extended_workdays": 10}, {}, reasons.EXTENSION_TOO_LONG),
            ({"extended_workdays": 1}, {}, reasons.EXTENSION_TOO_LONG),
            ({}, {"workdays": 11}, reasons.EXTENSION_TOO_LONG),
            ({}, {"workdays": 0}, reasons.EXTENSION_TOO_LONG),
            ({}, {"workdays": None}, reasons.EXTENSION_TOO_LONG),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        request.GRANT_EXTENSION,
        {**REQUEST, "extension_is_pending": True},
        {},
        [
            ({"extension_is_pending": False}, {}, reasons.NO_EXTENSION_PENDING),
            ({"due_on": date(2025, 9, 23)}, {}, reasons.EXTENSION_TOO_LATE),
        ],
    ),
    (
        request.REFUSE_EXTENSION,
        {**REQUEST, "extension_is_pending": True},
        NOTE,
        [
            ({"extension_is_pending": False}, {}, reasons.NO_EXTENSION_PENDING),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        request.PROPOSE_ANSWER,
        REQUEST,
        YES,
        [
            ({}, {"answer_kind": ""}, reasons.NO_ANSWER_PROPOSED),
            ({}, {"answer_text": " "}, reasons.COLUMNS_REFUSED_UNEXPLAINED),
            ({"sharing_class": "UNCONDITIONAL"}, NO, reasons.UNCONDITIONAL_REFUSAL),
            ({"sharing_ordered_by": "沪府〔2025〕1号"}, NO, reasons.SHARING_ORDERED),
            ({}, {**NO, "refusal_ground": ""}, reasons.REFUSAL_NEEDS_GROUND),
            ({}, {**NO, "answer_text": " "}, reasons.REFUSAL_NEEDS_GROUND),
            ({}, {**NO, "refusal_norm": NOT_IN_FORCE}, reasons.NORM_NOT_IN_FORCE),
            ({"supplement_is_open": True}, NO, reasons.SUPPLEMENT_OPEN),
            ({}, {"decisions": {1: "AGREE"}}, reasons.COLUMNS_UNDECIDED),
            ({}, {"decisions": {1: "AGREE", 2: "PENDING"}}, reasons.COLUMNS_UNDECIDED),
            ({}, {"decisions": {1: "AGREE", 3: "AGREE"}}, reasons.COLUMNS_UNDECIDED),
            ({}, {"decisions": {1: "REFUSE", 2: "REFUSE"}}, reasons.NO_COLUMN_AGREED),
            (UNASSESSED, {}, reasons.AGGREGATION_UNASSESSED),
            (SECRET_WHEN_JOINED, {}, reasons.AGGREGATION_SECRET),
        ],
    ),
    # Art. 25 para. 2 bars agreeing to what combines: neither the other columns nor a refusal.
    *(
        (request.PROPOSE_ANSWER, {**REQUEST, **combining}, answer, [])
        for combining in (UNASSESSED, SECRET_WHEN_JOINED)
        for answer in ({**YES, "decisions": {1: "REFUSE", 2: "AGREE"}}, NO)
    ),
    *(
        (
            rule,
            {**asked, **UNASSESSED},
            {"result": "NO_RISK", "finding": "x"},
            [
                ({"combines_with": lambda rows: False}, {}, reasons.NOTHING_TO_COMBINE),
                ({}, {"result": ""}, reasons.ASSESSMENT_INCOMPLETE),
                ({}, {"result": "HARMLESS"}, reasons.ASSESSMENT_INCOMPLETE),
                ({}, {"finding": " \n"}, reasons.ASSESSMENT_INCOMPLETE),
            ],
        )
        for rule, asked in (
            (request.ASSESS_AGGREGATION, REQUEST),
            (use_change.ASSESS_AGGREGATION, USE_CHANGE),
        )
    ),
    *(
        (
            request.PROPOSE_ANSWER,
            REQUEST,
            {**YES, "condition": condition},
            [
                ({"published_conditions": []}, {}, reasons.CONDITION_NOT_PUBLISHED),
                ({}, {"condition": "须另行缴纳服务费"}, reasons.CONDITION_NOT_PUBLISHED),
                ({}, {**NO, "condition": "限本月"}, reasons.CONDITION_NOT_PUBLISHED),
            ],
        )
        # In the entry's own words, whatever the layout.
        for condition in (
            "不得批量留存",
            " 按业务编号\n逐笔查询 。",
            "按业务编号逐笔查询，不得批量留存。",
        )
    ),
    # No condition is stated, and none has to be.
    (request.PROPOSE_ANSWER, {**REQUEST, "published_conditions": []}, YES, []),
    (request.PROPOSE_ANSWER, REQUEST, NO, []),
    (request.PROPOSE_ANSWER, REQUEST, {**NO, "refusal_norm": IN_FORCE}, []),
    (request.PROPOSE_ANSWER, {**REQUEST, "supplement_is_open": True}, YES, []),
    (request.RETURN_ANSWER, REQUEST, NOTE, _noted(reasons.NO_GROUND)),
    (
        request.CONSENT_TO_AGREE,
        REQUEST,
        {},
        [
            ({"answer_kind": "REFUSE"}, {}, reasons.OTHER_ANSWER_PROPOSED),
            ({"answer_kind": ""}, {}, reasons.OTHER_ANSWER_PROPOSED),
            ({"answer_proposed_by_id": ACTOR}, {}, reasons.SAME_PERSON),
            (UNASSESSED, {}, reasons.AGGREGATION_UNASSESSED),
            (SECRET_WHEN_JOINED, {}, reasons.AGGREGATION_SECRET),
        ],
    ),
    (
        request.CONSENT_TO_REFUSE,
        {**REQUEST, "answer_kind": "REFUSE"},
        {},
        [
            ({"answer_kind": "AGREE"}, {}, reasons.OTHER_ANSWER_PROPOSED),
            ({"refusal_ground": ""}, {}, reasons.REFUSAL_NEEDS_GROUND),
            ({"answer_text": "\n"}, {}, reasons.REFUSAL_NEEDS_GROUND),
            ({"answer_proposed_by_id": ACTOR}, {}, reasons.SAME_PERSON),
        ],
    ),
    (request.WITHDRAW, REQUEST, {}, []),
    (agreement.CONCLUDE, AGREEMENT, {}, []),
    (agreement.NAME_SYSTEM, AGREEMENT, {}, []),
    (
        agreement.ENTER_USE,
        AGREEMENT,
        {},
        [
            ({"valid_until": NOW}, {}, reasons.AGREEMENT_EXPIRED),
            ({"basis_lapses_on": TODAY}, {}, reasons.BASIS_LAPSED),
            ({"system_is_named": False}, {}, reasons.NO_APPLICATION_SYSTEM),
            ({"data_are_loaded": False}, {}, reasons.NOTHING_LOADED),
        ],
    ),
    (
        agreement.SUSPEND,
        AGREEMENT,
        {**NOTE, "rectify_by": TODAY},
        [
            *_noted(reasons.NO_EVIDENCE),
            ({}, {"rectify_by": None}, reasons.NO_RECTIFICATION_LIMIT),
            ({}, {"rectify_by": date(2025, 9, 23)}, reasons.NO_RECTIFICATION_LIMIT),
        ],
    ),
    (
        agreement.REPORT_RECTIFICATION,
        AGREEMENT,
        NOTE,
        [
            *_noted(reasons.NO_REPORT_TEXT),
            ({"suspended_by_department_id": None}, {}, reasons.NOT_SUSPENDED_FOR_MISUSE),
        ],
    ),
    (
        agreement.RESUME,
        AGREEMENT,
        NOTE,
        [
            ({"valid_until": NOW}, {}, reasons.AGREEMENT_EXPIRED),
            ({"suspended_by_department_id": 71}, {}, reasons.NOT_THE_SUSPENDER),
            ({"suspended_by_department_id": None}, {}, reasons.NOT_THE_SUSPENDER),
            ({"basis_lapses_on": TODAY}, {}, reasons.BASIS_LAPSED),
            *_noted(reasons.NO_EVIDENCE),
        ],
    ),
    (
        agreement.TERMINATE,
        AGREEMENT,
        NOTE,
        [*_noted(reasons.NO_EVIDENCE), *_RUNNING],
    ),
    (agreement.TERMINATE, {**AGREEMENT, "rectify_by": TODAY, "rectified_on": TODAY}, NOTE, []),
    (
        agreement.LAPSE_BASIS,
        {**AGREEMENT, "basis_lapses_on": TODAY},
        {},
        [
            ({"basis_lapses_on": None}, {}, reasons.BASIS_STANDS),
            ({"basis_lapses_on": date(2025, 9, 25)}, {}, reasons.BASIS_STANDS),
        ],
    ),
    (
        agreement.CITE_NORM,
        {**AGREEMENT, "basis_lapses_on": date(2025, 9, 25)},
        {"replaced_id": 5, "norm": IN_FORCE},
        [
            ({"basis_lapses_on": None}, {}, reasons.BASIS_STANDS),
            ({"pending_citation": CITED}, {}, reasons.CITATION_PENDING),
            ({}, {"replaced_id": 6}, reasons.NORM_NOT_REPLACEABLE),
            ({}, {"replaced_id": None}, reasons.NORM_NOT_REPLACEABLE),
            ({}, {"norm": NOT_IN_FORCE}, reasons.NORM_NOT_IN_FORCE),
            ({}, {"norm": None}, reasons.NORM_NOT_IN_FORCE),
        ],
    ),
    (
        agreement.ACCEPT_NORM,
        {**AGREEMENT, "pending_citation": CITED},
        {},
        [
            ({"pending_citation": None}, {}, reasons.NO_CITATION_PENDING),
            (
                {"pending_citation": SimpleNamespace(norm=NOT_IN_FORCE)},
                {},
                reasons.NORM_NOT_IN_FORCE,
            ),
        ],
    ),
    (
        agreement.DECLINE_NORM,
        {**AGREEMENT, "pending_citation": CITED},
        NOTE,
        [
            ({"pending_citation": None}, {}, reasons.NO_CITATION_PENDING),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        agreement.RESTORE_BASIS,
        {**AGREEMENT, "suspended_by_department_id": None},
        {},
        [
            ({"valid_until": NOW}, {}, reasons.AGREEMENT_EXPIRED),
            ({"suspended_by_department_id": DEPARTMENT}, {}, reasons.NOT_THE_SUSPENDER),
            ({"basis_lapses_on": TODAY}, {}, reasons.BASIS_LAPSED),
        ],
    ),
    (entry_version.TAKE_OUT, VERSION, {}, []),
    (
        withdrawal.PROPOSE_WITHDRAWAL,
        WITHDRAWAL,
        {},
        [
            *ENTRY_FREE,
            ({"reason": " "}, {}, reasons.NO_GROUND),
            ({"has_open_twin": True}, {}, reasons.WITHDRAWAL_UNDER_WAY),
        ],
    ),
    (
        withdrawal.APPROVE_WITHDRAWAL,
        WITHDRAWAL,
        {},
        [*ENTRY_FREE, ({"proposed_by_id": ACTOR}, {}, reasons.SAME_PERSON)],
    ),
    (withdrawal.SEND_BACK_WITHDRAWAL, WITHDRAWAL, NOTE, _noted(reasons.NO_GROUND)),
    (withdrawal.WITHDRAW_ENTRY, WITHDRAWAL, {}, ENTRY_FREE),
    (withdrawal.RETURN_WITHDRAWAL, WITHDRAWAL, NOTE, _noted(reasons.NO_GROUND)),
    (withdrawal.ABANDON_WITHDRAWAL, WITHDRAWAL, {}, []),
    (
        classification.ADD_CLASSIFICATION,
        NODE,
        {},
        [
            ({"code": "41"}, {}, reasons.CLASSIFICATION_CODE_INVALID),
            ({"name": " "}, {}, reasons.CLASSIFICATION_UNNAMED),
            ({"has_twin": True}, {}, reasons.CLASSIFICATION_CODE_USED),
            ({"parent": None}, {}, reasons.CLASSIFICATION_PARENT_UNFIT),
            *(
                (
                    {"parent": SimpleNamespace(pk=5, code=code, status=status)},
                    {},
                    reasons.CLASSIFICATION_PARENT_UNFIT,
                )
                for code, status in (
                    ("211", "RETIRED"),
                    ("212", "IN_USE"),
                    ("2", "IN_USE"),
                    ("211006", "IN_USE"),
                )
            ),
        ],
    ),
    (
        classification.ADD_CLASSIFICATION,
        {
            **NODE,
            "code": "21100601",
            "parent": SimpleNamespace(pk=5, code="211006", status="IN_USE"),
        },
        {},
        [],
    ),
    (
        classification.ADD_CLASSIFICATION,
        {**NODE, "code": "2", "parent": None},
        {},
        [({"code": "211"}, {}, reasons.CLASSIFICATION_PARENT_UNFIT)],
    ),
    (classification.LOAD_CLASSIFICATION, NODE, {}, []),
    (
        classification.RENAME_CLASSIFICATION,
        NODE,
        {"name": "x"},
        [({}, {"name": " "}, reasons.CLASSIFICATION_UNNAMED)],
    ),
    (
        classification.MOVE_CLASSIFICATION,
        NODE,
        {"parent": _UPPER},
        [
            *(
                (
                    {},
                    {"parent": SimpleNamespace(pk=pk, code="211", status="IN_USE")},
                    reasons.CLASSIFICATION_CIRCULAR,
                )
                for pk in (1, 8)
            ),
            ({}, {"parent": None}, reasons.CLASSIFICATION_PARENT_UNFIT),
            *(
                (
                    {},
                    {"parent": SimpleNamespace(pk=9, code=code, status=status)},
                    reasons.CLASSIFICATION_PARENT_UNFIT,
                )
                for code, status in (("212", "RETIRED"), ("2", "IN_USE"), ("212001", "IN_USE"))
            ),
        ],
    ),
    (
        classification.MERGE_CLASSIFICATION,
        NODE,
        {"heir": _UPPER},
        [
            ({"has_children": True}, {}, reasons.CLASSIFICATION_HAS_CHILDREN),
            ({}, {"heir": None}, reasons.CLASSIFICATION_HEIR_UNFIT),
            *(
                (
                    {},
                    {"heir": SimpleNamespace(pk=pk, code="211007", status=status)},
                    reasons.CLASSIFICATION_HEIR_UNFIT,
                )
                for pk, status in ((1, "IN_USE"), (9, "RETIRED"))
            ),
        ],
    ),
    (
        classification.MARK_REGISTRY,
        NODE,
        {"registry": "CREDIT", "lead": SimpleNamespace(pk=5)},
        [
            ({}, {"registry": "OTHER"}, reasons.REGISTRY_UNNAMED),
            ({}, {"registry": ""}, reasons.REGISTRY_UNNAMED),
            ({}, {"lead": None}, reasons.REGISTRY_UNLED),
            ({"registries_elsewhere": {"CREDIT"}}, {}, reasons.REGISTRY_ELSEWHERE),
        ],
    ),
    (classification.UNMARK_REGISTRY, NODE, {}, []),
    (
        classification.RETIRE_CLASSIFICATION,
        NODE,
        {},
        [
            ({"has_children": True}, {}, reasons.CLASSIFICATION_HAS_CHILDREN),
            ({"has_entries": True}, {}, reasons.CLASSIFICATION_HAS_ENTRIES),
        ],
    ),
    (
        norm.RECORD_NORM,
        NORM,
        {},
        [
            *(
                ({name: empty}, {}, reasons.NORM_INCOMPLETE)
                for name in ("title", "document_number", "issuer", "level")
                for empty in ("", " ")
            ),
            ({"effective_on": None}, {}, reasons.NORM_INCOMPLETE),
            ({"has_twin": True}, {}, reasons.NORM_RECORDED_ALREADY),
        ],
    ),
    (
        norm.RECORD_REPEAL,
        NORM,
        {**NOTE, "repealed_on": TODAY},
        [
            ({}, {"repealed_on": None}, reasons.REPEAL_DAY_INVALID),
            ({}, {"repealed_on": date(2025, 9, 23)}, reasons.REPEAL_DAY_INVALID),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        internal_rule.FILE_RULE,
        INTERNAL_RULE,
        {},
        [
            *(
                ({name: empty}, {}, reasons.INTERNAL_RULE_INCOMPLETE)
                for name in ("title", "document_number", "text", "subject")
                for empty in ("", " ")
            ),
            ({"issued_on": None}, {}, reasons.INTERNAL_RULE_INCOMPLETE),
            ({"effective_on": None}, {}, reasons.INTERNAL_RULE_INCOMPLETE),
            (
                {"issued_on": date(2025, 9, 25), "effective_on": date(2025, 9, 25)},
                {},
                reasons.INTERNAL_RULE_NOT_ISSUED,
            ),
            (
                {"effective_on": date(2025, 9, 23)},
                {},
                reasons.INTERNAL_RULE_IN_FORCE_TOO_EARLY,
            ),
            ({"rules_beside": ["IR-1"]}, {}, reasons.INTERNAL_RULE_ON_FILE),
        ],
    ),
    (
        internal_rule.REPLACE_RULE,
        INTERNAL_RULE,
        {"effective_on": TODAY},
        [
            ({}, {"effective_on": None}, reasons.INTERNAL_RULE_REPLACES_BACKWARDS),
            (
                {},
                {"effective_on": date(2025, 9, 23)},
                reasons.INTERNAL_RULE_REPLACES_BACKWARDS,
            ),
        ],
    ),
    (internal_rule.REPEAL_RULE, INTERNAL_RULE, NOTE, _noted(reasons.NO_GROUND)),
    (
        quality.SET_REQUIREMENT,
        REQUIREMENT,
        {},
        [
            ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
            ({"text": " "}, {}, reasons.QUALITY_REQUIREMENT_INCOMPLETE),
            ({"stage": "LUNCH"}, {}, reasons.QUALITY_REQUIREMENT_INCOMPLETE),
            ({"item_is_known": False}, {}, reasons.QUALITY_ITEM_UNKNOWN),
        ],
    ),
    (quality.REPLACE_REQUIREMENT, REQUIREMENT, {}, []),
    (quality.DROP_REQUIREMENT, REQUIREMENT, NOTE, _noted(reasons.NO_GROUND)),
    (
        quality.REPORT_QUALITY,
        REQUIREMENT,
        SOUND,
        [
            *_UNREPORTABLE,
            ({}, {"measures": "x"}, reasons.QUALITY_NOTHING_TO_MEND),
            ({}, {"mending_due_on": date(2025, 9, 25)}, reasons.QUALITY_NOTHING_TO_MEND),
        ],
    ),
    (
        quality.REPORT_FAULTS,
        REQUIREMENT,
        FAULTY,
        [
            *_UNREPORTABLE,
            (
                {},
                {"findings": {**KEPT, "USE": Finding("NOT_KEPT", " ")}},
                reasons.QUALITY_FAULT_UNEXPLAINED,
            ),
            ({}, {"measures": " "}, reasons.QUALITY_MEASURES_MISSING),
            ({}, {"mending_due_on": None}, reasons.QUALITY_MENDING_DAY_INVALID),
            ({}, {"mending_due_on": TODAY}, reasons.QUALITY_MENDING_DAY_INVALID),
        ],
    ),
    (
        quality.MEND_QUALITY,
        REQUIREMENT,
        {"mending": "x"},
        [({}, {"mending": " "}, reasons.QUALITY_MENDING_UNEXPLAINED)],
    ),
    (
        question.ASK_QUESTION,
        QUESTION,
        SAID,
        [
            ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
            (
                {"entry": SimpleNamespace(provider_id=DEPARTMENT)},
                {},
                reasons.QUESTION_ON_OWN_ENTRY,
            ),
            ({"item_is_known": False}, {}, reasons.QUESTION_ITEM_UNKNOWN),
            *_SAID_WRONGLY,
            ({"open_twin": "QA-1"}, {}, reasons.QUESTION_REPEATED),
        ],
    ),
    (
        question.TAKE_ON_QUESTION,
        QUESTION,
        {},
        [({"owned_by_id": ACTOR + 1}, {}, reasons.QUESTION_TAKEN)],
    ),
    (question.ANSWER_QUESTION, QUESTION, SAID, _SAID_WRONGLY),
    (
        question.HAND_OVER_QUESTION,
        QUESTION,
        {"colleague": SimpleNamespace(pk=ACTOR + 1)},
        [
            ({}, {"colleague": None}, reasons.QUESTION_COLLEAGUE_UNFIT),
            ({}, {"colleague": SimpleNamespace(pk=ACTOR)}, reasons.QUESTION_COLLEAGUE_UNFIT),
            (
                {"owned_by_id": ACTOR + 1, "compiler_ids": {ACTOR, ACTOR + 1, ACTOR + 2}},
                {},
                reasons.QUESTION_COLLEAGUE_UNFIT,
            ),
            ({"compiler_ids": {ACTOR}}, {}, reasons.QUESTION_NO_COLLEAGUE),
            ({"owned_by_id": ACTOR + 1}, {}, reasons.QUESTION_NO_COLLEAGUE),
        ],
    ),
    (question.CORRECT_ANSWER, QUESTION, SAID, _SAID_WRONGLY),
    (
        question.REFER_QUESTION,
        QUESTION,
        {**SAID, "procedure": "REQUEST"},
        [
            ({}, {"procedure": ""}, reasons.QUESTION_PROCEDURE_MISSING),
            ({}, {"procedure": "LUNCH"}, reasons.QUESTION_PROCEDURE_MISSING),
            *_SAID_WRONGLY,
        ],
    ),
    (question.CLOSE_QUESTION, QUESTION, {}, []),
    (
        question.ASK_BACK,
        QUESTION,
        SAID,
        [({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED), *_SAID_WRONGLY],
    ),
    (question.WITHDRAW_QUESTION, QUESTION, {}, []),
    (
        question.LAPSE_QUESTION,
        QUESTION,
        {},
        [
            # The last day for asking back is a day for asking back.
            ({"closes_on": TODAY}, {}, reasons.QUESTION_NOT_LAPSED),
            ({"closes_on": None}, {}, reasons.QUESTION_NOT_LAPSED),
        ],
    ),
    (question.STRIKE_QUESTION, QUESTION, NOTE, _noted(reasons.NO_GROUND)),
    (
        question.HIDE_QUESTION,
        QUESTION,
        NOTE,
        [({"hidden_at": NOW}, {}, reasons.QUESTION_HIDDEN), *_noted(reasons.NO_GROUND)],
    ),
    (
        agreement.EXPIRE,
        {**AGREEMENT, "valid_until": NOW},
        {},
        [({"valid_until": AGREEMENT["valid_until"]}, {}, reasons.NOT_EXPIRED)],
    ),
    (agreement.END_USE, AGREEMENT, {}, []),
    (
        agreement.INSTRUCT_DISPOSAL,
        AGREEMENT,
        INSTRUCTION,
        [
            ({"has_pending_certificate": True}, {}, reasons.CERTIFICATE_PENDING),
            ({}, {"method": ""}, reasons.INSTRUCTION_INCOMPLETE),
            ({}, {"basis": " \n"}, reasons.INSTRUCTION_INCOMPLETE),
            ({}, {"limit_on": None}, reasons.NO_DISPOSAL_LIMIT),
            ({}, {"limit_on": date(2025, 9, 23)}, reasons.NO_DISPOSAL_LIMIT),
        ],
    ),
    (
        agreement.REPORT_DISPOSAL,
        AGREEMENT,
        CERTIFICATE,
        [
            ({"is_disposal_instructed": False}, {}, reasons.NOT_INSTRUCTED),
            ({"has_pending_certificate": True}, {}, reasons.CERTIFICATE_PENDING),
            *(
                ({}, {name: " "}, reasons.CERTIFICATE_INCOMPLETE)
                for name in ("what", "how", "responsible_office")
            ),
            ({}, {"disposed_on": date(2025, 9, 21)}, reasons.DISPOSED_OUT_OF_TIME),
            ({}, {"disposed_on": date(2025, 9, 25)}, reasons.DISPOSED_OUT_OF_TIME),
        ],
    ),
    *(
        (
            rule,
            {**AGREEMENT, "has_pending_certificate": True},
            NOTE,
            [
                ({"has_pending_certificate": False}, {}, reasons.NO_CERTIFICATE),
                *_noted(reasons.DISPOSAL_UNEXPLAINED),
            ],
        )
        for rule in (agreement.CONFIRM_DISPOSAL, agreement.RETURN_CERTIFICATE)
    ),
    (
        agreement.INSPECT_DISPOSAL,
        AGREEMENT,
        {"finding": "NOT_IN_ORDER", **NOTE},
        [
            ({}, {"finding": ""}, reasons.DISPOSAL_UNEXPLAINED),
            ({}, {"finding": "DOUBTFUL"}, reasons.DISPOSAL_UNEXPLAINED),
            *_noted(reasons.DISPOSAL_UNEXPLAINED),
        ],
    ),
    (agreement.END_SERVICE, AGREEMENT, {}, []),
    (
        agreement.RENEW,
        {**AGREEMENT, "has_open_renewal": False},
        {},
        [({"has_open_renewal": True}, {}, reasons.RENEWAL_UNDER_WAY)],
    ),
    *(
        (
            rule,
            AGREEMENT,
            {},
            [({"valid_until": NOW}, {}, reasons.AGREEMENT_EXPIRED)],
        )
        for rule in (agreement.REPLACE, agreement.CONCLUDE_ANEW)
    ),
    (use_change.REVISE, USE_CHANGE, {}, []),
    (use_change.WITHDRAW, USE_CHANGE, {}, []),
    (use_change.LAPSE, USE_CHANGE, {}, []),
    (use_change.RETURN_TO_DRAFTER, USE_CHANGE, NOTE, _noted(reasons.NO_GROUND)),
    (use_change.REFUSE_CHANGE, USE_CHANGE, NOTE, _noted(reasons.NO_GROUND)),
    (
        use_change.REQUEST_USE_CHANGE,
        USE_CHANGE,
        {},
        [
            ({"runs_at": lambda now: False}, {}, reasons.AGREEMENT_NOT_RUNNING),
            ({"has_open_twin": True}, {}, reasons.USE_CHANGE_UNDER_WAY),
        ],
    ),
    *(
        (use_change.SUBMIT, {**USE_CHANGE, "kind": kind}, {}, breaches)
        for kind, breaches in CONSENTABLE.items()
    ),
    *(
        (
            use_change.CONSENT_TO_CHANGE,
            {**USE_CHANGE, "kind": kind},
            {},
            [
                *breaches,
                (UNASSESSED, {}, reasons.AGGREGATION_UNASSESSED),
                (SECRET_WHEN_JOINED, {}, reasons.AGGREGATION_SECRET),
            ],
        )
        for kind, breaches in CONSENTABLE.items()
    ),
    *(
        (
            use_change.CONSENT_TO_SEND,
            {**USE_CHANGE, "kind": kind},
            {},
            [
                *breaches,
                ({"author_ids": [OTHER, ACTOR]}, {}, reasons.SAME_PERSON),
                ({"provider_has_office": lambda on: False}, {}, reasons.NO_SHARING_OFFICE),
            ],
        )
        for kind, breaches in CONSENTABLE.items()
    ),
    (
        service_change.PROPOSE,
        SERVICE,
        {"reason": "x", "planned_on": date(2025, 9, 25)},
        [
            ({"agreement_is_live": False}, {}, reasons.SERVICE_NOT_LIVE),
            ({"has_open_twin": True}, {}, reasons.CHANGE_UNDER_WAY),
            ({}, {"reason": " \n"}, reasons.NO_JUSTIFICATION),
            ({}, {"planned_on": TODAY}, reasons.PLANNED_TOO_EARLY),
        ],
    ),
    (service_change.STATE_POSITION, SERVICE, {}, []),
    (
        service_change.RECORD_TALKS,
        SERVICE,
        {"talks": "x", "talked_on": TODAY},
        [
            ({}, {"talks": ""}, reasons.NO_JUSTIFICATION),
            ({}, {"talked_on": date(2025, 9, 21)}, reasons.TALKS_OUT_OF_TIME),
            ({}, {"talked_on": date(2025, 9, 25)}, reasons.TALKS_OUT_OF_TIME),
        ],
    ),
    (service_change.FILE, SERVICE, {}, [({"talked_on": None}, {}, reasons.NOT_NEGOTIATED)]),
    (
        service_change.TAKE_EFFECT,
        SERVICE,
        {},
        [
            ({"agreement_is_live": False}, {}, reasons.SERVICE_NOT_LIVE),
            ({"planned_on": date(2025, 9, 25)}, {}, reasons.NOT_YET_PLANNED),
        ],
    ),
    (service_change.WITHDRAW_PROPOSAL, SERVICE, NOTE, _noted(reasons.NO_JUSTIFICATION)),
    (service_change.LAPSE, SERVICE, {}, []),
    (
        correction.REQUEST_CORRECTION,
        CORRECTION,
        {"not_agreed": [], "record_is_named": True, "evidence": "x"},
        [
            ({"agreement_status": "PREPARING"}, {}, reasons.NO_DATA_HELD),
            ({"agreement_status": "CLOSED"}, {}, reasons.NO_DATA_HELD),
            ({"agreement_status": "OBSOLETE"}, {}, reasons.NO_DATA_HELD),
            ({}, {"not_agreed": ["x"]}, reasons.COLUMN_NOT_AGREED),
            ({}, {"record_is_named": False}, reasons.NO_RECORD_KEY),
            ({}, {"evidence": " \n"}, reasons.CORRECTION_UNEXPLAINED),
        ],
    ),
    (correction.RECEIVE, CORRECTION, {}, OWN_CORRECTION),
    (correction.BEGIN_VERIFICATION, CORRECTION, {}, OWN_CORRECTION),
    *(
        (
            rule,
            CORRECTION,
            {"finding": "x"},
            [*OWN_CORRECTION, ({}, {"finding": " "}, reasons.CORRECTION_UNEXPLAINED)],
        )
        for rule in (correction.CORRECT, correction.CORRECT_PARTLY, correction.CONFIRM_RIGHT)
    ),
    (correction.FEED_BACK, CORRECTION, {}, OWN_CORRECTION),
    (
        correction.FORWARD,
        CORRECTION,
        {"source_id": 5},
        [
            *OWN_CORRECTION,
            *(({}, {"source_id": party}, reasons.SOURCE_IS_PARTY) for party in (None, 1, 2, 3)),
        ],
    ),
    (
        correction.REOPEN,
        CORRECTION,
        {"reopening": "x"},
        [
            ({"agreement_status": "CLOSED"}, {}, reasons.NO_DATA_HELD),
            ({}, {"reopening": ""}, reasons.CORRECTION_UNEXPLAINED),
        ],
    ),
    (correction.RECALL, CORRECTION, {}, []),
    (correction.CONFIRM_RECALL, CORRECTION, {}, []),
    (
        dispute.OPEN_DISPUTE,
        DISPUTE,
        {"claim": "x"},
        [
            ({"kind_on": lambda on: ""}, {}, reasons.NOT_DISPUTABLE),
            ({"requester_id": 2}, {}, reasons.OWN_CLASS),
            ({"has_open_twin": True}, {}, reasons.DISPUTE_UNDER_WAY),
            ({}, {"claim": " "}, reasons.DISPUTE_UNEXPLAINED),
        ],
    ),
    (
        dispute.NEGOTIATE,
        DISPUTE,
        {"negotiated_on": TODAY, "participants": "x", "text": "x"},
        [
            ({}, {"participants": ""}, reasons.DISPUTE_UNEXPLAINED),
            ({}, {"text": "\t"}, reasons.DISPUTE_UNEXPLAINED),
            ({}, {"negotiated_on": date(2025, 9, 19)}, reasons.NEGOTIATION_OUT_OF_TIME),
            ({}, {"negotiated_on": date(2025, 9, 25)}, reasons.NEGOTIATION_OUT_OF_TIME),
        ],
    ),
    (
        dispute.PROPOSE_SETTLEMENT,
        DISPUTE,
        {"settlement": "x"},
        [
            ({"settlement_by_id": DEPARTMENT}, {}, reasons.OWN_SETTLEMENT),
            ({}, {"settlement": ""}, reasons.DISPUTE_UNEXPLAINED),
        ],
    ),
    (
        dispute.ACCEPT_SETTLEMENT,
        DISPUTE,
        {},
        [
            ({"settlement": ""}, {}, reasons.NO_SETTLEMENT_PROPOSED),
            ({"settlement_by_id": DEPARTMENT}, {}, reasons.OWN_SETTLEMENT),
        ],
    ),
    (
        dispute.FAIL_NEGOTIATION,
        DISPUTE,
        {"failure": "x"},
        [
            ({"negotiated_on": None}, {}, reasons.NEGOTIATION_NOT_RECORDED),
            ({}, {"failure": " "}, reasons.DISPUTE_UNEXPLAINED),
        ],
    ),
    (
        dispute.REQUEST_COORDINATION,
        DISPUTE,
        {"authority_id": 5},
        [
            ({"failure": " "}, {}, reasons.NEGOTIATION_NOT_RECORDED),
            ({"competent_authority_on": lambda on: None}, {}, reasons.NO_COMMON_AUTHORITY),
            ({}, {"authority_id": 6}, reasons.WRONG_AUTHORITY),
            ({}, {"authority_id": None}, reasons.WRONG_AUTHORITY),
        ],
    ),
    *(
        (
            rule,
            DISPUTE,
            {"result": "x"},
            [*OWN_DISPUTE, ({}, {"result": ""}, reasons.DISPUTE_UNEXPLAINED)],
        )
        for rule in (dispute.RECORD_AGREEMENT, dispute.RECORD_NO_AGREEMENT)
    ),
    (
        dispute.REFER,
        DISPUTE,
        {},
        [*OWN_DISPUTE, ({"result": " "}, {}, reasons.NO_WRITTEN_RESULT)],
    ),
    (
        dispute.DECIDE,
        DISPUTE,
        DECISION,
        [
            *OWN_DISPUTE,
            ({"result": ""}, {}, reasons.NO_WRITTEN_RESULT),
            *(
                ({}, {name: ""}, reasons.DECISION_INCOMPLETE)
                for name in ("instrument", "decision", "outcome")
            ),
            ({}, {"outcome": "SENT_BACK"}, reasons.DECISION_INCOMPLETE),
            ({}, {"decided_on": date(2025, 9, 21)}, reasons.DECISION_OUT_OF_TIME),
            ({}, {"decided_on": date(2025, 9, 25)}, reasons.DECISION_OUT_OF_TIME),
            ({"request_is_refused": False}, {}, reasons.DECISION_MOVES_NOTHING),
            ({"request_is_refused": False}, {"outcome": "SHARE"}, reasons.DECISION_MOVES_NOTHING),
            ({}, {"outcome": "RECLASSIFY"}, reasons.DECISION_MOVES_NOTHING),
        ],
    ),
    (
        dispute.DECIDE,
        {**DISPUTE, "kind": "CLASS", "request_is_refused": False},
        {**DECISION, "outcome": "RECLASSIFY"},
        [({}, {"outcome": "SHARE"}, reasons.DECISION_MOVES_NOTHING)],
    ),
    *(
        (dispute.DECIDE, {**DISPUTE, "request_is_refused": False}, {**DECISION, **typed}, [])
        for typed in ({"outcome": "UPHELD"}, {"outcome": "OTHER"})
    ),
    (
        return_flow.ASK_RETURN,
        RETURN,
        {"duty": "x", "system_is_own": True},
        [
            ({"lies_below": False}, {}, reasons.NOT_A_LOWER_DEPARTMENT),
            ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
            ({"entry_sharing_class": "WITHHELD"}, {}, reasons.WITHHELD),
            ({"has_open_twin": True}, {}, reasons.RETURN_UNDER_WAY),
            ({}, {"duty": "\t"}, reasons.RETURN_WITHOUT_DUTY),
            ({}, {"system_is_own": False}, reasons.NO_APPLICATION_SYSTEM),
        ],
    ),
    (
        return_flow.NAME_RECIPIENT,
        RETURN,
        {"system_is_own": True},
        [({}, {"system_is_own": False}, reasons.NO_APPLICATION_SYSTEM)],
    ),
    *(
        (
            rule,
            RETURN,
            CONFIGURATION,
            [
                *(
                    ({}, {term: "x"}, reasons.RETURN_CONDITION)
                    for term in ("condition", "purpose", "approval")
                ),
                ({}, {"resource_is_of_entry": False}, reasons.RETURN_OTHER_RESOURCE),
                ({}, {"column_holds_region": False}, reasons.NO_REGION_COLUMN),
                ({}, {"security_check": ""}, reasons.SECURITY_NOT_CHECKED),
                ({}, {"checked_on": None}, reasons.SECURITY_NOT_CHECKED),
                ({}, {"checked_on": date(2025, 9, 25)}, reasons.SECURITY_NOT_CHECKED),
            ],
        )
        for rule in (return_flow.CONFIGURE, return_flow.RECONFIGURE)
    ),
    (
        return_flow.START,
        RETURN,
        {},
        [({"data_are_loaded": False}, {}, reasons.NOTHING_LOADED)],
    ),
    *(
        (
            rule,
            RETURN,
            {},
            [
                ({"data_are_loaded": False}, {}, reasons.NOTHING_LOADED),
                ({"is_handed_over": True}, {}, reasons.ALREADY_RETURNED),
            ],
        )
        for rule in (return_flow.RUN, return_flow.HAND_OVER)
    ),
    (
        emergency.ASK_RELEASE,
        EMERGENCY,
        ASKED_FOR,
        [
            ({"provider_id": 2}, {}, reasons.OWN_ENTRY),
            ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
            ({"entry_sharing_class": "WITHHELD"}, {}, reasons.WITHHELD),
            ({"authority_id": None}, {}, reasons.EMERGENCY_WITHOUT_REVIEWER),
            ({"has_running_twin": lambda now: now == NOW}, {}, reasons.EMERGENCY_UNDER_WAY),
            ({}, {"emergency": " "}, reasons.EMERGENCY_UNSTATED),
            ({}, {"case_number": ""}, reasons.EMERGENCY_UNSTATED),
            ({}, {"columns_are_published": False}, reasons.EMERGENCY_WITHOUT_COLUMNS),
            ({}, {"system_is_own": False}, reasons.NO_APPLICATION_SYSTEM),
            ({}, {"hours": 0}, reasons.EMERGENCY_TOO_LONG),
            ({}, {"hours": 73}, reasons.EMERGENCY_TOO_LONG),
            ({"local": {"EMERGENCY_HOURS": 24}}, {"hours": 25}, reasons.EMERGENCY_TOO_LONG),
        ],
    ),
    (emergency.WITHDRAW_RELEASE, EMERGENCY, {}, []),
    (
        emergency.GRANT_RELEASE,
        EMERGENCY,
        {},
        [
            ({"requester_id": DEPARTMENT}, {}, reasons.OWN_EMERGENCY),
            ({"participant_ids": [ACTOR]}, {}, reasons.TOOK_PART),
            ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
            ({"entry_sharing_class": "WITHHELD"}, {}, reasons.WITHHELD),
        ],
    ),
    (
        emergency.REFUSE_RELEASE,
        EMERGENCY,
        NOTE,
        [
            ({"requester_id": DEPARTMENT}, {}, reasons.OWN_EMERGENCY),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        emergency.END_RELEASE,
        {**EMERGENCY, "ends_at": datetime(2025, 9, 24, 2, 0, 0, 1, tzinfo=UTC)},
        NOTE,
        [({"ends_at": NOW}, {}, reasons.EMERGENCY_OVER), *_noted(reasons.NO_GROUND)],
    ),
    (
        emergency.EXPIRE,
        EMERGENCY,
        {},
        [
            (
                {"ends_at": datetime(2025, 9, 24, 2, 0, 0, 1, tzinfo=UTC)},
                {},
                reasons.EMERGENCY_RUNNING,
            ),
            ({"ends_at": None}, {}, reasons.EMERGENCY_RUNNING),
        ],
    ),
    *(
        (
            rule,
            EMERGENCY,
            {"finding": "x"},
            [
                (
                    {"ends_at": datetime(2025, 9, 24, 2, 0, 0, 1, tzinfo=UTC)},
                    {},
                    reasons.EMERGENCY_RUNNING,
                ),
                ({"requester_id": DEPARTMENT}, {}, reasons.OWN_EMERGENCY),
                ({"granted_by_id": DEPARTMENT}, {}, reasons.REVIEW_BY_THE_OTHER),
                ({"participant_ids": [OTHER, ACTOR]}, {}, reasons.TOOK_PART),
                ({}, {"finding": " "}, reasons.EMERGENCY_UNJUDGED),
            ],
        )
        for rule in (emergency.FIND_JUSTIFIED, emergency.FIND_UNJUSTIFIED)
    ),
    (return_flow.DROP_HANDOVER, RETURN, {}, []),
    (return_flow.END, RETURN, NOTE, _noted(reasons.NO_GROUND)),
    (
        use_record.RECORD_USE,
        USE,
        {"starts_on": TODAY, "ends_on": TODAY},
        [
            ({"agreement_status": "PREPARING"}, {}, reasons.USE_NOT_BEGUN),
            *(
                ({section: " "}, {}, reasons.USE_RECORD_INCOMPLETE)
                for section in ("scenario", "process", "results", "storage", "destruction")
            ),
            ({}, {"ends_on": date(2025, 9, 23)}, reasons.USE_PERIOD_INVALID),
            ({}, {"ends_on": date(2025, 9, 25)}, reasons.USE_PERIOD_INVALID),
        ],
    ),
    (
        use_record.ERASE,
        USE,
        NOTE,
        [
            ({"retention_starts_on": None}, {}, reasons.RETENTION_RUNNING),
            ({"retention_starts_on": TODAY}, {}, reasons.RETENTION_RUNNING),
            ({"retention_starts_on": date(2022, 9, 24)}, {}, reasons.RETENTION_RUNNING),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (request.REOPEN, REQUEST, {}, []),
    (provision.OPEN_TASK, {}, {}, []),
    (provision.VERIFY, {}, {}, []),
    (provision.CANCEL, {}, {}, []),
    (provision.FOLLOW_AGREEMENT, {}, {}, []),
    (
        entry_version.DRAFT,
        VERSION,
        {"items": [_RULED]},
        [
            ({"entry_has_open_version": True}, {}, reasons.OPEN_VERSION_EXISTS),
            ({}, {"items": [_RULED, _CONTRADICTED]}, reasons.VALUE_RULES_UNFIT),
        ],
    ),
    (
        entry_version.IMPORT,
        VERSION,
        {},
        [({"entry_has_open_version": True}, {}, reasons.OPEN_VERSION_EXISTS)],
    ),
    (entry_version.UPDATE_IMPORT, VERSION, {}, []),
    (entry_version.RESOLVE_PROVIDER, VERSION, {}, []),
    (entry_version.DISCARD_DRAFT, VERSION, {}, []),
    (entry_version.RESTORE_DRAFT, VERSION, {}, []),
    (
        entry_version.REVISE,
        VERSION,
        {"items": [_RULED]},
        [({}, {"items": [_CONTRADICTED]}, reasons.VALUE_RULES_UNFIT)],
    ),
    (
        entry_version.ASSESS,
        VERSION,
        {"secrecy_result": "NO_RISK", "personal_result": "ACCEPTABLE"},
        [
            *ENTRY_SENDABLE,
            ({}, {"secrecy_result": ""}, reasons.ASSESSMENTS_MISSING),
            ({}, {"personal_result": None}, reasons.ASSESSMENTS_MISSING),
            ({}, {"secrecy_result": "SECRET"}, reasons.SECRET),
            ({}, {"personal_result": "SECRET"}, reasons.SECRET),
        ],
    ),
    (
        entry_version.SUBMIT,
        VERSION,
        {},
        [
            *ENTRY_SENDABLE,
            *ASSESSED,
            ({"assessment_results": ["NO_RISK", "SECRET"]}, {}, reasons.SECRET),
        ],
    ),
    (
        entry_version.APPROVE,
        VERSION,
        {},
        [
            *ENTRY_SENDABLE,
            *ASSESSED,
            ({"author_ids": [ACTOR, OTHER]}, {}, reasons.SAME_PERSON),
        ],
    ),
    (
        entry_version.ABANDON_DRAFT,
        {**VERSION, "has_met_an_update": False},
        NOTE,
        [
            *_noted(reasons.NO_GROUND),
            ({"has_met_an_update": True}, {}, reasons.UPDATE_WAS_SENT),
        ],
    ),
    (entry_version.SEND_BACK, VERSION, NOTE, _noted(reasons.NO_GROUND)),
    (entry_version.SEND, VERSION, {}, ENTRY_SENDABLE),
    (entry_version.PUBLISH, VERSION, {}, [*ENTRY_SENDABLE, *ASSESSED]),
    (
        entry_version.PUBLISH,
        {**VERSION, "sharing_class": "WITHHELD"},
        {},
        [({"basis_level": "DEPARTMENT_RULE"}, {}, reasons.WITHHOLDING_BASIS)],
    ),
    (entry_version.RETURN_VERSION, VERSION, NOTE, _noted(reasons.NO_GROUND)),
    (entry_version.SUPERSEDE, VERSION, {}, []),
    (
        entry_version.DRAFT_VERSION,
        VERSION,
        {},
        [({"entry_has_open_version": True}, {}, reasons.OPEN_VERSION_EXISTS)],
    ),
    (entry_update.REGISTER_TRIGGER, TRIGGER, {}, []),
    (
        entry_update.ASK_UPDATE_EXTENSION,
        TRIGGER,
        {"workdays": 5, **NOTE},
        [
            ({"extension_outcome": "REFUSED"}, {}, reasons.EXTENSION_TWICE),
            ({"extension_outcome": "GRANTED"}, {}, reasons.EXTENSION_TWICE),
            ({"extension_outcome": "PENDING"}, {}, reasons.EXTENSION_TWICE),
            ({"due_on": date(2025, 9, 23)}, {}, reasons.EXTENSION_TOO_LATE),
            ({}, {"workdays": 6}, reasons.EXTENSION_TWICE),
            ({}, {"workdays": 0}, reasons.EXTENSION_TWICE),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    *(
        (
            rule,
            {**TRIGGER, "extension_outcome": "PENDING"},
            {},
            [
                ({"extension_outcome": outcome}, {}, reasons.NO_EXTENSION_PENDING)
                for outcome in ("", "GRANTED", "REFUSED")
            ],
        )
        for rule in (entry_update.GRANT_UPDATE_EXTENSION, entry_update.REFUSE_UPDATE_EXTENSION)
    ),
    (entry_update.MEET, TRIGGER, {}, []),
    (
        catalog_import.RESOLVE_NAME,
        {"department_id": None},
        {},
        [({"department_id": 5}, {}, reasons.WRONG_STATE)],
    ),
    (harvest_source.REGISTER_HARVEST_SOURCE, {}, {}, []),
    (
        harvest_source.BEGIN_HARVESTING,
        {"is_being_read": False, "is_tried": True},
        {},
        [
            ({"is_being_read": True}, {}, reasons.HARVEST_RUNNING),
            ({"is_tried": False}, {}, reasons.HARVEST_NOT_TRIED),
        ],
    ),
    *(
        (
            rule,
            {"is_being_read": False},
            {},
            [({"is_being_read": True}, {}, reasons.HARVEST_RUNNING)],
        )
        for rule in (
            harvest_source.HARVEST,
            harvest_source.TRY_OUT,
            harvest_source.ALTER_HARVEST_SOURCE,
            harvest_source.RETIRE_HARVEST_SOURCE,
            harvest_source.HARVEST_BY_NIGHT,
        )
    ),
    *(
        (
            rule,
            {"is_being_read": True},
            {},
            [({"is_being_read": False}, {}, reasons.HARVEST_IDLE)],
        )
        for rule in (
            harvest_source.STOP_HARVEST,
            harvest_source.FINISH_HARVEST,
            harvest_source.REPORT_HARVEST_FAULT,
            harvest_source.REPORT_VANISHED,
        )
    ),
    (harvest_source.PAUSE_HARVESTING, {}, {}, []),
    (harvest_source.RESUME_HARVESTING, {}, {}, []),
    (data_check.REPORT_BROKEN_RULES, {}, {}, []),
    (
        harvest_source.KEEP_VANISHED,
        {"has_vanished": True},
        {"note": "仍在使用。"},
        [
            ({"has_vanished": False}, {}, reasons.HARVEST_NOTHING_VANISHED),
            ({}, {"note": "  "}, reasons.NO_GROUND),
        ],
    ),
    (
        bulk_edit.BEGIN_BULK_EDIT,
        {},
        {"entries": 2_000, "changes": True},
        [
            ({}, {"entries": 0}, reasons.BULK_EDIT_EMPTY),
            ({}, {"entries": 2_001}, reasons.BULK_EDIT_TOO_LARGE),
            ({}, {"changes": False}, reasons.BULK_EDIT_NO_CHANGE),
        ],
    ),
    (
        entry_template.SAVE_TEMPLATE,
        {"templates_beside": 99},
        {"name": "许可类", "namesake": False, "items": 500, "characters": 200_000},
        [
            ({}, {"name": ""}, reasons.TEMPLATE_UNNAMED),
            ({}, {"name": " "}, reasons.TEMPLATE_UNNAMED),
            ({}, {"namesake": True}, reasons.TEMPLATE_NAME_TAKEN),
            ({}, {"items": 501}, reasons.TEMPLATE_TOO_LARGE),
            ({}, {"characters": 200_001}, reasons.TEMPLATE_TOO_LARGE),
            ({"templates_beside": 100}, {}, reasons.TOO_MANY_TEMPLATES),
        ],
    ),
    (
        entry_template.RENAME_TEMPLATE,
        {},
        {"name": "许可类", "namesake": False},
        [
            ({}, {"name": " "}, reasons.TEMPLATE_UNNAMED),
            ({}, {"namesake": True}, reasons.TEMPLATE_NAME_TAKEN),
        ],
    ),
    (entry_template.PUBLISH_TEMPLATE, {}, {}, []),
    (entry_template.RETIRE_TEMPLATE, {}, {}, []),
    (bulk_edit.FINISH_PREVIEW, {}, {}, []),
    (
        bulk_edit.APPLY_CHANGES,
        {"has_work": True},
        {},
        [({"has_work": False}, {}, reasons.BULK_EDIT_NOTHING_CHANGES)],
    ),
    (bulk_edit.FINISH_CHANGES, {}, {}, []),
    (bulk_edit.STOP_CHANGES, {}, {}, []),
    (bulk_edit.GIVE_UP_CHANGES, {}, {}, []),
    (bulk_edit.UNDO_CHANGES, {}, {}, []),
    (bulk_edit.FINISH_UNDOING, {}, {}, []),
    (catalog_workbook.READ_WORKBOOK, IMPORT, {}, []),
    (
        catalog_workbook.MAP_COLUMNS,
        IMPORT,
        {"names_the_entry": True, "used_twice": []},
        [
            ({}, {"names_the_entry": False}, reasons.IMPORT_WITHOUT_NAME),
            ({}, {"used_twice": ["摘要"]}, reasons.IMPORT_COLUMN_TWICE),
        ],
    ),
    (catalog_workbook.CHOOSE_HEAD, IMPORT, {}, []),
    (catalog_workbook.FINISH_CHECK, IMPORT, {}, []),
    (
        catalog_workbook.LOAD_ROWS,
        IMPORT,
        {},
        [
            ({"has_work": False}, {}, reasons.IMPORT_NOTHING_TO_LOAD),
            ({"loaded_since": True}, {}, reasons.IMPORT_CHECK_OUTDATED),
            ({"loading_beside": ["CI-1"]}, {}, reasons.IMPORT_BESIDE),
        ],
    ),
    (catalog_workbook.FINISH_LOAD, IMPORT, {}, []),
    (catalog_workbook.STOP_LOADING, IMPORT, {}, []),
    (catalog_workbook.GIVE_UP, IMPORT, {}, []),
    (
        catalog_workbook.UNDO_LOAD,
        IMPORT,
        {},
        [({"loading_beside": ["CI-1"]}, {}, reasons.IMPORT_BESIDE)],
    ),
    (catalog_workbook.FINISH_UNDO, IMPORT, {}, []),
    (
        department.FOUND_AUTHORITY,
        DEPARTMENT_FACTS,
        {},
        [
            ({"region_has_authority": True}, {}, reasons.AUTHORITY_EXISTS),
            ({"credit_code": "11430000743187451A"}, {}, reasons.CREDIT_CODE_INVALID),
        ],
    ),
    (
        department.OPEN,
        DEPARTMENT_FACTS,
        {},
        [({"credit_code": "1143000074318745"}, {}, reasons.CREDIT_CODE_INVALID)],
    ),
    *(
        (
            rule,
            DEPARTMENT_FACTS,
            PEOPLE,
            [
                (
                    {},
                    {"mandates": ["consent_for_department"], "is_service": True},
                    reasons.PERSONAL_MANDATE,
                ),
                (
                    {},
                    {"mandates": ["oversee_for_department"], "is_service": True},
                    reasons.PERSONAL_MANDATE,
                ),
                (
                    {},
                    {"mandates": ["consent_for_department", "approve_entries_of_department"]},
                    reasons.HEADS_MUST_DIFFER,
                ),
                (
                    {},
                    {
                        "mandates": ["consent_for_department"],
                        "mandates_held": ["approve_entries_of_department"],
                    },
                    reasons.HEADS_MUST_DIFFER,
                ),
                ({}, {"is_contractor": True}, reasons.CONTRACTOR_UNBOUND),
                *(
                    [({"closed_on": TODAY}, {}, reasons.DEPARTMENT_CLOSED)]
                    if rule is department.APPOINT
                    else []
                ),
            ],
        )
        for rule in (department.APPOINT, department.APPOINT_FIRST)
    ),
    (
        department.APPOINT_ACTING,
        DEPARTMENT_FACTS,
        ACTING,
        [
            ({"closed_on": TODAY}, {}, reasons.DEPARTMENT_CLOSED),
            ({}, {"is_contractor": True}, reasons.CONTRACTOR_UNBOUND),
            ({}, {"serves_elsewhere": True}, reasons.ACTING_ELSEWHERE),
            (
                {},
                {"mandates": ["consent_for_department"], "is_service": True},
                reasons.PERSONAL_MANDATE,
            ),
            (
                {},
                {
                    "mandates": ["approve_entries_of_department"],
                    "mandates_held": ["consent_for_department"],
                },
                reasons.HEADS_MUST_DIFFER,
            ),
            ({}, {"starts_on": date(2025, 9, 23)}, reasons.ACTING_PERIOD_INVALID),
            ({}, {"starts_on": date(2025, 9, 25)}, reasons.ACTING_PERIOD_INVALID),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        department.END_ACTING,
        DEPARTMENT_FACTS,
        {"acting_ends_on": date(2025, 9, 23)},
        [
            ({}, {"acting_ends_on": TODAY}, reasons.ACTING_RUNNING),
            ({}, {"acting_ends_on": None}, reasons.ACTING_RUNNING),
        ],
    ),
    (
        department.ENGAGE_CONTRACTOR,
        DEPARTMENT_FACTS,
        ENGAGEMENT,
        [
            ({"closed_on": TODAY}, {}, reasons.DEPARTMENT_CLOSED),
            ({}, {"is_service": True}, reasons.ALREADY_STAFF),
            ({}, {"is_staff_of_department": True}, reasons.ALREADY_STAFF),
            *(
                ({}, {"mandates": ["apply_for_department", mandate]}, reasons.CONTRACTOR_MANDATE)
                for mandate in (
                    "answer_for_department",
                    "approve_entries_of_department",
                    "consent_for_department",
                    "oversee_for_department",
                )
            ),
            *(
                ({}, {name: " "}, reasons.CONTRACTOR_UNAPPROVED)
                for name in ("contractor", "approval_number", "contract_number")
            ),
            ({}, {"approved_on": None}, reasons.CONTRACTOR_UNAPPROVED),
            ({}, {"approved_on": date(2025, 9, 25)}, reasons.CONTRACTOR_UNAPPROVED),
            ({}, {"approved_by_id": None}, reasons.CONTRACTOR_UNAPPROVED),
            ({}, {"contract_ends_on": date(2025, 9, 23)}, reasons.CONTRACT_OVER),
        ],
    ),
    (
        department.END_CONTRACT,
        DEPARTMENT_FACTS,
        {"contract_ends_on": date(2025, 9, 23)},
        [
            ({}, {"contract_ends_on": TODAY}, reasons.CONTRACT_RUNNING),
            ({}, {"contract_ends_on": None}, reasons.CONTRACT_RUNNING),
        ],
    ),
    *(
        (rule, DEPARTMENT_FACTS, NOTE, _noted(reasons.NO_GROUND))
        for rule in (department.DISMISS, department.RETIRE_SYSTEM)
    ),
    (
        department.REGISTER_SYSTEM,
        DEPARTMENT_FACTS,
        {},
        [({"closed_on": TODAY}, {}, reasons.DEPARTMENT_CLOSED)],
    ),
    (
        department.LOAD_CALENDAR,
        {**DEPARTMENT_FACTS, "is_top_authority": True},
        {},
        [({"is_top_authority": False}, {}, reasons.NOT_THE_TOP_AUTHORITY)],
    ),
    (
        department.LOAD_OVERLAY,
        {**DEPARTMENT_FACTS, "may_lay_overlay": True},
        OVERLAY,
        [
            ({"may_lay_overlay": False}, {}, reasons.NO_OVERLAY_HERE),
            ({}, {"title": " "}, reasons.OVERLAY_UNCITED),
            ({}, {"document_number": ""}, reasons.OVERLAY_UNCITED),
            ({}, {"days": []}, reasons.OVERLAY_WITHOUT_DAYS),
            ({}, {"days": [date(2025, 10, 10)] * 2}, reasons.OVERLAY_DAY_TWICE),
            ({}, {"days_laid": [date(2025, 10, 10)]}, reasons.OVERLAY_DAY_TWICE),
            ({}, {"year": 2026}, reasons.OVERLAY_DAY_OUTSIDE_YEAR),
        ],
    ),
    (
        department.WITHDRAW_OVERLAY,
        {**DEPARTMENT_FACTS, "may_lay_overlay": True},
        {"days": [date(2025, 10, 10)]},
        [
            ({"may_lay_overlay": False}, {}, reasons.NO_OVERLAY_HERE),
            ({}, {"days": []}, reasons.OVERLAY_UNKNOWN),
        ],
    ),
    (
        source_designation.NAME_SOURCE,
        DESIGNATION,
        {"collector_ids": [1, 2]},
        [
            ({"item_key": ""}, {}, reasons.ITEM_UNNAMED),
            ({}, {"collector_ids": [1]}, reasons.ONE_COLLECTOR),
            ({}, {"collector_ids": [1, 1]}, reasons.ONE_COLLECTOR),
            ({}, {"collector_ids": [2, 3]}, reasons.SOURCE_NOT_COLLECTING),
            ({}, {"collector_ids": [1, 4]}, reasons.OUTSIDE_JURISDICTION),
            ({"source_id": 4}, {"collector_ids": [1, 4]}, reasons.OUTSIDE_JURISDICTION),
            ({"text": " "}, {}, reasons.NO_GROUND),
            ({"named_already": ["某局"]}, {}, reasons.SOURCE_NAMED),
        ],
    ),
    (
        stop.STOP_DELIVERY,
        STOP,
        NOTE,
        [
            ({"provider_id": None, "departments_named": []}, {}, reasons.STOP_NAMES_NOTHING),
            ({"departments_named": [1, 4]}, {}, reasons.OUTSIDE_JURISDICTION),
            ({"has_twin_in_force": True}, {}, reasons.STOPPED_ALREADY),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (stop.LIFT_STOP, STOP, NOTE, _noted(reasons.NO_GROUND)),
    (
        inspection.OPEN_INSPECTION,
        INSPECTION,
        {},
        [
            _OWN_BREACH,
            ({"plan": " "}, {}, reasons.INSPECTION_UNSTATED),
            ({"topics": []}, {}, reasons.INSPECTION_UNSTATED),
        ],
    ),
    (
        inspection.CONCLUDE_INSPECTION,
        INSPECTION,
        FAULTS,
        [
            _OWN_BREACH,
            ({}, {"result": "SOME"}, reasons.INSPECTION_UNSTATED),
            ({}, {"finding": " "}, reasons.INSPECTION_UNSTATED),
            ({}, {"codes": []}, reasons.FAULTS_UNNAMED),
            ({}, {"codes": ["A39_4", "A99"]}, reasons.FAULTS_UNNAMED),
            ({}, {"result": "NO_FAULT"}, reasons.FAULTS_UNNAMED),
            ({}, {"codes": ["A39_4", "A41_1"]}, reasons.BREACH_OF_AUTHORITY),
        ],
    ),
    (
        inspection.CONCLUDE_INSPECTION,
        {**INSPECTION, "department_is_authority": True},
        {**FAULTS, "codes": ["A41_1"]},
        [],
    ),
    (
        inspection.CONCLUDE_INSPECTION,
        INSPECTION,
        {"result": "NO_FAULT", "finding": "x"},
        [],
    ),
    (
        inspection.CALL_OFF_INSPECTION,
        INSPECTION,
        NOTE,
        [_OWN_BREACH, *_noted(reasons.NO_GROUND)],
    ),
    # From the finding on, also when it was put right since.
    *(
        (criticism.PUBLISH_CRITICISM, {**CRITICISM, "breach_status": found}, {}, [])
        for found in ("CONFIRMED", "ORDERED", "REPORTED", "CLOSED")
    ),
    (
        criticism.PUBLISH_CRITICISM,
        CRITICISM,
        {},
        [
            *(
                ({"breach_status": open_to}, {}, reasons.BREACH_NOT_FOUND)
                for open_to in ("PROPOSED", "JUSTIFIED", "DISMISSED")
            ),
            ({"text": " "}, {}, reasons.CRITICISM_UNSTATED),
            ({"has_twin": True}, {}, reasons.CRITICISED_ALREADY),
        ],
    ),
    (criticism.RETRACT_CRITICISM, CRITICISM, NOTE, _noted(reasons.NO_GROUND)),
    (source_designation.REVOKE_SOURCE, DESIGNATION, NOTE, _noted(reasons.NO_GROUND)),
    (
        collection.DECLARE_COLLECTION,
        COLLECTION,
        DECLARED,
        [
            ({"legal_basis": " "}, {}, reasons.COLLECTION_UNFOUNDED),
            ({"purpose": ""}, {}, reasons.COLLECTION_UNFOUNDED),
            ({"subjects": []}, {}, reasons.COLLECTION_WITHOUT_ITEMS),
            ({}, {"items": []}, reasons.COLLECTION_WITHOUT_ITEMS),
            ({}, {"items": ["x", ""]}, reasons.ITEM_UNNAMED),
            ({}, {"unexplained": ["姓名"]}, reasons.COLLECTED_ALREADY),
        ],
    ),
    (collection.WITHDRAW_COLLECTION, COLLECTION, {}, []),
    (
        demand.RAISE_DEMAND,
        DEMAND,
        {},
        [
            ({name: empty}, {}, reasons.DEMAND_INCOMPLETE)
            for name, empty in (
                ("title", " "),
                ("items", []),
                ("legal_basis", ""),
                ("scenario", "\n"),
            )
        ],
    ),
    (
        demand.ASSIGN,
        DEMAND,
        {"department_id": 3},
        [
            ({}, {"department_id": wrong}, reasons.DEMAND_DEPARTMENT_UNFIT)
            for wrong in (None, 1, 2, 4)
        ],
    ),
    (demand.ACCEPT, DEMAND, {}, []),
    (
        demand.MATCH,
        DEMAND,
        {"entry": ENTRY_OF_1},
        [({}, {"entry": wrong}, reasons.DEMAND_ENTRY_UNFIT) for wrong in (None, ENTRY_OF_2)],
    ),
    (
        demand.LINK_ENTRY,
        DEMAND,
        {"entry": ENTRY_OF_1},
        [({}, {"entry": wrong}, reasons.DEMAND_ENTRY_FOREIGN) for wrong in (None, ENTRY_OF_2)],
    ),
    (
        demand.DECLINE,
        DEMAND,
        {"ground": "OTHER", "text": "x"},
        [
            ({}, typed, reasons.DEMAND_UNGROUNDED)
            for typed in ({"ground": ""}, {"ground": "NOT_HELD"}, {"text": " "})
        ],
    ),
    (demand.WITHDRAW_DEMAND, DEMAND, {}, []),
    (
        demand.DRAFT_REQUEST,
        DEMAND,
        {},
        [
            ({"request_id": 5}, {}, reasons.REQUEST_DRAFTED),
            ({"entry_is_shared": False}, {}, reasons.NOT_PUBLISHED),
        ],
    ),
    (demand.MEET_DEMAND, DEMAND, {}, [({"entry_is_shared": False}, {}, reasons.NOT_PUBLISHED)]),
    (
        subject_lookup.LOOK_UP,
        LOOKUP,
        ASKED,
        [
            ({"made_that_day": 20}, {}, reasons.LOOKUPS_SPENT),
            ({}, {"number": "110105194912310021"}, reasons.SUBJECT_NUMBER_INVALID),
            ({}, {"number": _CITIZEN[:17]}, reasons.SUBJECT_NUMBER_INVALID),
            ({}, {"number": _COMPANY}, reasons.SUBJECT_NUMBER_INVALID),
            ({}, {"kind": "ORGANISATION"}, reasons.SUBJECT_NUMBER_INVALID),
            ({}, {"case_number": " "}, reasons.LOOKUP_WITHOUT_CASE),
            *_noted(reasons.NO_GROUND),
            ({}, {"note": f"x {_CITIZEN[:6]}-{_CITIZEN[6:]}"}, reasons.SUBJECT_NUMBER_REPEATED),
            ({}, {"case_number": _CITIZEN.lower()}, reasons.SUBJECT_NUMBER_REPEATED),
        ],
    ),
    (
        subject_lookup.LOOK_UP,
        LOOKUP,
        {**ASKED, "kind": "ORGANISATION", "number": _COMPANY},
        [({}, {"number": "9131000063159284X1"}, reasons.SUBJECT_NUMBER_INVALID)],
    ),
    (
        breach.PROPOSE,
        BREACH,
        {},
        [
            _OWN_BREACH,
            ({"statement": " "}, {}, reasons.BREACH_UNSTATED),
            ({"code": "A41_1"}, {}, reasons.BREACH_OF_AUTHORITY),
        ],
    ),
    # An event states the fact itself; an authority may be liable under any article.
    (breach.PROPOSE, {**BREACH, "event_id": 5, "statement": ""}, {}, []),
    (breach.PROPOSE, {**BREACH, "code": "A41_1", "department_is_authority": True}, {}, []),
    (
        breach.JUSTIFY,
        BREACH,
        {"justification": "x"},
        [({}, {"justification": " "}, reasons.BREACH_UNEXPLAINED)],
    ),
    (
        breach.CONFIRM,
        BREACH,
        {"code": "A39_4", "finding": "x", "no_reason": "x"},
        [
            _OWN_BREACH,
            ({"due_on": TODAY}, {}, reasons.BREACH_NOT_HEARD),
            ({}, {"code": "A40_1"}, reasons.BREACH_OF_OTHER_ARTICLE),
            ({}, {"code": ""}, reasons.BREACH_OF_OTHER_ARTICLE),
            ({}, {"finding": ""}, reasons.BREACH_UNEXPLAINED),
            ({}, {"no_reason": " "}, reasons.REASON_NOT_JUDGED),
        ],
    ),
    # Who has spoken is heard, however long he might still have had.
    (
        breach.CONFIRM,
        {**BREACH, "justification": "x", "due_on": TODAY},
        {"code": "A39_2", "finding": "x"},
        [],
    ),
    (
        breach.CLEAR,
        BREACH,
        {"finding": "x"},
        [_OWN_BREACH, ({}, {"finding": ""}, reasons.BREACH_UNEXPLAINED)],
    ),
    (breach.ORDER_RECTIFICATION, BREACH, _RECTIFICATION, _NO_RECTIFICATION),
    (
        breach.REPORT_RECTIFICATION,
        BREACH,
        {"rectification": "x"},
        [({}, {"rectification": ""}, reasons.BREACH_UNEXPLAINED)],
    ),
    (breach.RETURN_REPORT, BREACH, _RECTIFICATION, _NO_RECTIFICATION),
    (breach.CLOSE, BREACH, {}, [_OWN_BREACH]),
    (
        standard.REGISTER_STANDARD,
        STANDARD,
        {},
        [
            ({"number": " "}, {}, reasons.STANDARD_INCOMPLETE),
            ({"title": " "}, {}, reasons.STANDARD_INCOMPLETE),
            ({"has_twin": True}, {}, reasons.STANDARD_REGISTERED_ALREADY),
        ],
    ),
    (
        standard.LOAD_CODES,
        STANDARD,
        {"lines": ["x"], "faults": []},
        [
            ({}, {"lines": []}, reasons.CODE_LIST_EMPTY),
            ({}, {"faults": ["x"]}, reasons.CODE_LINES_INVALID),
        ],
    ),
    (
        standard.END_STANDARD,
        STANDARD,
        {"ended_on": TODAY, "replaced_by": _STANDS},
        [
            ({}, {"ended_on": None, "replaced_by": None}, reasons.STANDARD_END_INVALID),
            ({}, {"ended_on": date(2025, 9, 23)}, reasons.STANDARD_END_INVALID),
            (
                {},
                {"replaced_by": SimpleNamespace(pk=1, ended_on=None)},
                reasons.STANDARD_SUCCESSOR_UNFIT,
            ),
            (
                {},
                {"replaced_by": SimpleNamespace(pk=2, ended_on=TODAY)},
                reasons.STANDARD_SUCCESSOR_UNFIT,
            ),
        ],
    ),
    (standard.END_STANDARD, STANDARD, {"ended_on": TODAY}, []),
    (standard.END_STANDARD, {**STANDARD, "effective_on": None}, {"ended_on": TODAY}, []),
    (
        platform.DECLARE_PLATFORM,
        PLATFORM,
        {},
        [
            ({"name": " "}, {}, reasons.PLATFORM_INCOMPLETE),
            ({"kind": ""}, {}, reasons.PLATFORM_INCOMPLETE),
            ({"began_on": None}, {}, reasons.PLATFORM_INCOMPLETE),
            ({"began_on": date(2025, 9, 25)}, {}, reasons.PLATFORM_INCOMPLETE),
            ({"serves_own_region": False}, {}, reasons.PLATFORM_REGION),
            ({"has_open_twin": True}, {}, reasons.PLATFORM_DECLARED_ALREADY),
            ({**_NEW, "norm": None}, {}, reasons.NEW_EXCHANGE_SYSTEM),
            ({**_NEW, "norm": NOT_IN_FORCE}, {}, reasons.NEW_EXCHANGE_SYSTEM),
            ({**_NEW, "article": " "}, {}, reasons.NEW_EXCHANGE_SYSTEM),
            *(
                ({**_NEW, "norm": _OF_RANK[level]}, {}, reasons.NEW_EXCHANGE_SYSTEM)
                for level in _RANKS_THAT_KEEP_NOTHING_APART
            ),
        ],
    ),
    (platform.DECLARE_PLATFORM, {**PLATFORM, **_NEW}, {}, []),
    (platform.DECLARE_PLATFORM, {**PLATFORM, "kind": "REGIONAL", "began_on": TODAY}, {}, []),
    (
        platform.ORDER_JOINING,
        PLATFORM,
        {"join_by": TODAY},
        [
            ({"operator_id": DEPARTMENT}, {}, reasons.OWN_PLATFORM),
            ({"status": "EXEMPT", "norm": IN_FORCE}, {}, reasons.EXEMPTION_STANDS),
            ({}, {"join_by": None}, reasons.JOINING_DAY_INVALID),
            ({}, {"join_by": date(2025, 9, 23)}, reasons.JOINING_DAY_INVALID),
            ({}, {"join_by": date(2026, 9, 25)}, reasons.JOINING_DAY_INVALID),
            (
                {"local": {"JOINING_DAYS": 90}},
                {"join_by": date(2025, 12, 24)},
                reasons.JOINING_DAY_INVALID,
            ),
        ],
    ),
    (platform.ORDER_JOINING, PLATFORM, {"join_by": date(2026, 9, 24)}, []),
    (
        platform.ORDER_JOINING,
        {**PLATFORM, "status": "EXEMPT", "norm": NOT_IN_FORCE},
        {"join_by": TODAY},
        [],
    ),
    (
        platform.JOIN_PLATFORM,
        PLATFORM,
        JOINING,
        [
            ({}, {"upper": None}, reasons.JOINING_WAY_UNNAMED),
            ({}, {"upper": None, "national_system": " "}, reasons.JOINING_WAY_UNNAMED),
            ({}, {"national_system": "x"}, reasons.JOINING_WAY_UNNAMED),
            ({}, {"upper": _above("000000/", status="EXEMPT")}, reasons.UPPER_PLATFORM_UNFIT),
            ({}, {"upper": _above("000000/", status="ORDERED")}, reasons.UPPER_PLATFORM_UNFIT),
            ({}, {"upper": _above("000000/320000/")}, reasons.UPPER_PLATFORM_UNFIT),
            ({}, {"upper": _above(_DISTRICT.path)}, reasons.UPPER_PLATFORM_UNFIT),
            ({}, {"upper": _above(_CITY.path, "EXCHANGE")}, reasons.UPPER_PLATFORM_UNFIT),
            ({"kind": "REGIONAL"}, {"upper": _above(_CITY.path)}, reasons.UPPER_PLATFORM_UNFIT),
            ({}, {"connection_number": " "}, reasons.JOINING_INCOMPLETE),
            ({}, {"joined_on": None}, reasons.JOINING_INCOMPLETE),
            ({}, {"joined_on": date(2025, 9, 25)}, reasons.JOINING_INCOMPLETE),
            ({}, {"joined_on": date(2025, 7, 30)}, reasons.JOINING_INCOMPLETE),
        ],
    ),
    (platform.JOIN_PLATFORM, PLATFORM, {**JOINING, "upper": _above(_CITY.path)}, []),
    (
        platform.JOIN_PLATFORM,
        PLATFORM,
        {**JOINING, "upper": None, "national_system": "x"},
        [],
    ),
    (
        platform.EXEMPT_PLATFORM,
        PLATFORM,
        {"norm": IN_FORCE, "article": "x"},
        [
            ({"operator_id": DEPARTMENT}, {}, reasons.OWN_PLATFORM),
            ({}, {"norm": None}, reasons.EXEMPTION_WITHOUT_LAW),
            ({}, {"norm": NOT_IN_FORCE}, reasons.EXEMPTION_WITHOUT_LAW),
            ({}, {"article": " "}, reasons.EXEMPTION_WITHOUT_LAW),
            *(
                ({}, {"norm": _OF_RANK[level]}, reasons.EXEMPTION_WITHOUT_LAW)
                for level in _RANKS_THAT_KEEP_NOTHING_APART
            ),
        ],
    ),
    (
        platform.EXEMPT_PLATFORM,
        PLATFORM,
        {"norm": _OF_RANK["ADMINISTRATIVE_REGULATION"], "article": "x"},
        [],
    ),
    (
        platform.RECORD_CONNECTION,
        PLATFORM,
        CONNECTION,
        [
            ({}, {"connection": "CONNECTED"}, reasons.CONNECTION_UNCHANGED),
            ({}, {"happened_at": None}, reasons.CONNECTION_MOMENT_INVALID),
            (
                {},
                {"happened_at": datetime(2025, 9, 24, 2, 1, tzinfo=UTC)},
                reasons.CONNECTION_MOMENT_INVALID,
            ),
            (
                {},
                {"happened_at": datetime(2025, 9, 2, 1, 59, tzinfo=UTC)},
                reasons.CONNECTION_MOMENT_INVALID,
            ),
            ({}, {"happened_on": date(2025, 8, 31)}, reasons.CONNECTION_MOMENT_INVALID),
            *_noted(reasons.NO_GROUND),
        ],
    ),
    (
        platform.CLOSE_PLATFORM,
        PLATFORM,
        {"closed_on": TODAY},
        [
            ({"relied_on_by": ["PL-1"]}, {}, reasons.PLATFORM_RELIED_ON),
            ({}, {"closed_on": None}, reasons.CLOSING_DAY_INVALID),
            ({}, {"closed_on": date(2025, 9, 25)}, reasons.CLOSING_DAY_INVALID),
            ({}, {"closed_on": date(2025, 7, 30)}, reasons.CLOSING_DAY_INVALID),
        ],
    ),
    (
        resource.ATTACH_RESOURCE,
        RESOURCE,
        {},
        [
            ({"mode": "OTHER"}, {}, reasons.CHANNEL_UNNAMED),
            ({"platform": _CARRIER}, {}, reasons.CHANNEL_IS_THE_PORTAL),
            ({"mode": "FILE", "platform": _CARRIER}, {}, reasons.CHANNEL_IS_THE_PORTAL),
            ({"mode": "BATCH", "platform": _CARRIER}, {}, reasons.CHANNEL_IS_THE_PORTAL),
            ({"mode": "OTHER", "platform": _NO_CARRIER}, {}, reasons.PLATFORM_NOT_JOINED),
        ],
    ),
    (resource.ATTACH_RESOURCE, {"mode": "OTHER", "platform": _CARRIER}, {}, []),
    *(
        (
            rule,
            {"current_id": 1, "has_value_rules": True},
            {},
            [
                ({"current_id": None}, {}, reasons.NOTHING_LOADED),
                ({"has_value_rules": False}, {}, reasons.NO_VALUE_RULES),
            ],
        )
        for rule in data_check.TRANSITIONS
    ),
    (
        incident.REPORT_INCIDENT,
        INCIDENT,
        HAPPENING,
        [
            (
                {"agreement_id": None, "requester_id": None, "entry_is_published": False},
                {},
                reasons.NOT_PUBLISHED,
            ),
            ({"reporter_id": 3}, {}, reasons.INCIDENT_NOT_OURS),
            ({}, {"description": " "}, reasons.INCIDENT_UNDESCRIBED),
            ({}, {"discovered_at": NOW + SECOND}, reasons.INCIDENT_NOT_DISCOVERED),
            ({}, {"discovered_at": None}, reasons.INCIDENT_NOT_DISCOVERED),
            (
                {},
                {"discovered_on": date(2025, 7, 31)},
                reasons.INCIDENT_NOT_DISCOVERED,
            ),
            ({}, {"plan_started_at": None}, reasons.INCIDENT_PLAN_NOT_STARTED),
            ({}, {"plan_started_at": HOUR_AGO - SECOND}, reasons.INCIDENT_PLAN_NOT_STARTED),
            ({}, {"plan_started_at": NOW + SECOND}, reasons.INCIDENT_PLAN_NOT_STARTED),
        ],
    ),
    # A third department tells of a published entry; an entry withdrawn since has its agreements.
    (
        incident.REPORT_INCIDENT,
        {**INCIDENT, "agreement_id": None, "requester_id": None, "reporter_id": 3},
        HAPPENING,
        [],
    ),
    (incident.REPORT_INCIDENT, {**INCIDENT, "entry_is_published": False}, HAPPENING, []),
    # Discovered and dealt with this very moment.
    (
        incident.REPORT_INCIDENT,
        INCIDENT,
        {**HAPPENING, "discovered_at": NOW, "plan_started_at": NOW},
        [],
    ),
    (
        incident.RECORD_MEASURE,
        INCIDENT,
        {"measure": "x"},
        [({}, {"measure": "\n"}, reasons.INCIDENT_MEASURE_UNSTATED)],
    ),
    (
        incident.REPORT_TO_BODY,
        INCIDENT,
        {"told_at": HALF_HOUR_AGO, "document_number": "x"},
        [
            ({}, {"document_number": " "}, reasons.INCIDENT_REPORT_WITHOUT_NUMBER),
            ({}, {"told_at": None}, reasons.INCIDENT_REPORT_UNDATED),
            ({}, {"told_at": HOUR_AGO - SECOND}, reasons.INCIDENT_REPORT_UNDATED),
            ({}, {"told_at": NOW + SECOND}, reasons.INCIDENT_REPORT_UNDATED),
        ],
    ),
    (
        incident.CONTAIN,
        INCIDENT,
        {"containment": "x"},
        [({}, {"containment": ""}, reasons.INCIDENT_MEASURE_UNSTATED)],
    ),
    *(
        (
            incident.CLOSE_INCIDENT,
            INCIDENT,
            {"cause": "x", "conclusion": "x", "fault": fault},
            [
                ({"answerable_id": DEPARTMENT}, {}, reasons.OWN_INCIDENT),
                ({"first_told_at": None}, {}, reasons.INCIDENT_UNREPORTED),
                ({}, {"cause": " "}, reasons.INCIDENT_UNCONCLUDED),
                ({}, {"conclusion": ""}, reasons.INCIDENT_UNCONCLUDED),
                ({}, {"fault": ""}, reasons.INCIDENT_FAULT_UNJUDGED),
                ({}, {"fault": True}, reasons.INCIDENT_FAULT_UNJUDGED),
            ],
        )
        for fault in ("FOUND", "NONE")
    ),
    *(
        (
            complaint.REGISTER_COMPLAINT,
            matter,
            ARRIVED,
            [
                _OWN_REPORT,
                ({"handler_id": None}, {}, reasons.COMPLAINT_WITHOUT_HANDLER),
                ({"entry_is_published": False}, {}, reasons.NOT_PUBLISHED),
                ({}, {"received_on": date(2025, 9, 25)}, reasons.COMPLAINT_UNDATED),
                ({}, {"received_on": date(2025, 7, 31)}, reasons.COMPLAINT_UNDATED),
                ({}, {"received_on": None}, reasons.COMPLAINT_UNDATED),
                ({}, {"register_number": " "}, reasons.COMPLAINT_UNSTATED),
                ({}, {"statement": ""}, reasons.COMPLAINT_UNSTATED),
                *_named("register_number", "statement"),
            ],
        )
        for matter in (COMPLAINT, REPORTED)
    ),
    # A complaint about the own department is registered and handled there.
    (complaint.REGISTER_COMPLAINT, {**COMPLAINT, "department_id": DEPARTMENT}, ARRIVED, []),
    (complaint.ACCEPT_COMPLAINT, REPORTED, {}, [_OWN_REPORT]),
    (complaint.ACCEPT_COMPLAINT, {**COMPLAINT, "department_id": DEPARTMENT}, {}, []),
    (
        complaint.DECLINE_COMPLAINT,
        COMPLAINT,
        {"ground": "OTHER", "text": "x"},
        [
            _OWN_REPORT,
            ({}, {"ground": ""}, reasons.COMPLAINT_UNGROUNDED),
            ({}, {"text": " "}, reasons.COMPLAINT_UNGROUNDED),
            *_named("text"),
        ],
    ),
    (
        complaint.TRANSFER_COMPLAINT,
        COMPLAINT,
        {"body": "x"},
        [_OWN_REPORT, ({}, {"body": " "}, reasons.COMPLAINT_TO_NOBODY), *_named("body")],
    ),
    (
        complaint.ANSWER_COMPLAINT,
        REPORTED,
        ANSWERED,
        [
            _OWN_REPORT,
            *(
                ({}, {name: " "}, reasons.COMPLAINT_ANSWER_INCOMPLETE)
                for name in ("finding", "found", "done", "answered_how")
            ),
            ({}, {"answered_on": None}, reasons.COMPLAINT_ANSWER_UNDATED),
            ({}, {"answered_on": date(2025, 9, 22)}, reasons.COMPLAINT_ANSWER_UNDATED),
            ({}, {"answered_on": date(2025, 9, 25)}, reasons.COMPLAINT_ANSWER_UNDATED),
            *_named("found", "done", "answered_how"),
        ],
    ),
]


def first_breach(rule: Transition, facts: dict[str, Any], inputs: dict[str, Any]) -> Reason | None:
    """The reason of the first need that does not hold."""
    seen = Facts(
        matter=SimpleNamespace(**facts),
        actor_user_id=ACTOR,
        actor_department_id=DEPARTMENT,
        now=NOW,
        today=TODAY,
        inputs=inputs,
        local=facts.get("local", {}),
    )
    return next((need.reason for need in rule.needs if not need.holds(seen)), None)


CASES = [
    (rule, facts, inputs, change, typed, reason)
    for rule, facts, inputs, breaches in TABLE
    for change, typed, reason in breaches
]


@pytest.mark.parametrize(
    ("rule", "facts", "inputs"),
    [(rule, facts, inputs) for rule, facts, inputs, _breaches in TABLE],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_lawful_step_is_lawful(
    rule: Transition, facts: dict[str, Any], inputs: dict[str, Any]
) -> None:
    assert first_breach(rule, facts, inputs) is None


@pytest.mark.parametrize(
    ("rule", "facts", "inputs", "change", "typed", "reason"),
    CASES,
    ids=[f"{case[0].name}-{case[5].code}-{number}" for number, case in enumerate(CASES)],
)
def test_each_breach_is_refused_with_its_reason(
    rule: Transition,
    facts: dict[str, Any],
    inputs: dict[str, Any],
    change: dict[str, Any],
    typed: dict[str, Any],
    reason: Reason,
) -> None:
    assert first_breach(rule, {**facts, **change}, {**inputs, **typed}) is reason


def test_every_need_of_every_step_is_broken_once() -> None:
    """A need that no line of the table breaks would be a need nobody tested."""
    steps = [rule for _matter, _machine, rule in acts.every_act()]
    told = {rule.name for rule, *_rest in TABLE} | {step.name for step in resource.TRANSITIONS}
    assert {step.name for step in steps} <= told
    broken = {(rule.name, reason.code) for rule, *_rest, reason in CASES}
    needed = {(step.name, need.reason.code) for step in steps for need in step.needs}
    assert needed - broken == set()


def test_what_is_used_up_is_said_before_anything_is_typed() -> None:
    """The button itself is closed with its reason; no number of days could be lawful."""
    seen = SimpleNamespace(**{**REQUEST, "extended_workdays": 10})
    facts = Facts(seen, ACTOR, DEPARTMENT, NOW, TODAY)
    shown = [need for need in request.ASK_EXTENSION.needs if not need.about_input]
    broken = [need.reason for need in shown if not need.holds(facts)]
    assert broken == [reasons.EXTENSION_TOO_LONG]


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    inputs = {"workdays": 1, **NOTE}
    for due, reason in ((TODAY, None), (date(2025, 9, 23), reasons.EXTENSION_TOO_LATE)):
        assert first_breach(request.ASK_EXTENSION, {**REQUEST, "due_on": due}, inputs) is reason


@pytest.mark.parametrize("used", range(11))
def test_days_asked_and_used_add_up_to_ten_at_most(used: int) -> None:
    facts = {**REQUEST, "extended_workdays": used}
    for asked in range(1, 13):
        reason = first_breach(request.ASK_EXTENSION, facts, {"workdays": asked, **NOTE})
        assert (reason is None) == (used + asked <= 10)
