"""The addresses of the URL matrix: every pattern of the URLconf, filled with what it can name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admindocs.utils import replace_named_groups
from django.urls import URLPattern, URLResolver, get_resolver

from portal.regulation.vocabulary import Mandate
from tests.matrix.world import ABSENT, World

#: What the addresses under a prefix name; the first prefix that fits counts.
KINDS = (
    ("catalog/", "entry"),
    ("basket/", "entry"),
    ("requests/", "request"),
    ("agreements/", "agreement"),
    ("service-changes/", "change"),
    ("use-changes/", "use_change"),
    ("corrections/", "correction"),
    ("recalls/", "recall"),
    ("disputes/", "dispute"),
    ("documents/", "document"),
    ("notices/", "notice"),
    ("saved-searches/", "saved_search"),
    ("return-flows/", "flow"),
    ("use-records/", "use_record"),
    ("source-designations/", "designation"),
    ("emergency-releases/", "emergency"),
    ("withdrawals/", "withdrawal"),
    ("norms/", "norm"),
    ("classifications/", "classification"),
    ("registries/", "registry"),
    ("standards/", "standard"),
    ("platforms/", "platform"),
    ("quality-reports/", "quality_report"),
    ("quality-requirements/", "requirement"),
    ("questions/", "question"),
    ("internal-rules/departments/", "department"),
    ("internal-rules/", "internal_rule"),
    ("bulk-edits/", "bulk_edit"),
    ("entry-templates/", "template"),
    ("harvest-sources/", "harvested"),
    ("imports/", "import"),
    ("incidents/", "incident"),
    ("complaints/", "complaint"),
    ("delivery-stops/", "stop"),
    ("demands/", "demand"),
    ("collections/", "collection"),
    ("breaches/", "breach"),
    ("inspections/", "inspection"),
    ("criticism/", "criticism"),
    ("subject-lookups/", "lookup"),
    ("compliance/", "measured"),
    ("regulation/", "chapter"),
    ("admin/r/", "link"),
    ("admin/<app_label>/", "app"),
    ("admin/<url>", "nowhere"),
    ("admin/catalog/entryversion/", "version"),
    ("admin/catalog/updatetrigger/", "trigger"),
    ("admin/catalog/dataresource/attach/", "own_entry"),
    ("admin/catalog/dataresource/", "resource"),
    ("admin/catalog/unresolvedname/", "name"),
    ("admin/catalog/harvestsource/", "harvested"),
    ("api/action/", "asked"),
    ("api/3/action/", "asked"),
    ("admin/catalog/department/", "registered"),
    ("admin/requests_app/sharingrequest/", "request"),
    ("admin/requests_app/sharingagreement/", "agreement"),
    ("admin/requests_app/provisiontask/", "task"),
    ("admin/requests_app/servicechange/", "change"),
    ("admin/requests_app/usechange/", "use_change"),
    ("admin/requests_app/correction/", "correction"),
    ("admin/requests_app/correctionrecall/", "recall"),
    ("admin/requests_app/dispute/", "dispute"),
    ("admin/requests_app/returnflow/", "flow"),
    ("admin/requests_app/usagerecord/", "use_record"),
    ("admin/catalog/sourcedesignation/", "designation"),
    ("admin/requests_app/emergencyrelease/", "emergency"),
    ("admin/catalog/entrywithdrawal/", "withdrawal"),
    ("admin/catalog/norm/", "norm"),
    ("admin/catalog/classification/", "classification"),
    ("admin/catalog/standard/", "standard"),
    ("admin/catalog/platform/", "platform"),
    ("admin/catalog/qualityreport/", "quality_report"),
    ("admin/catalog/qualityrequirement/", "requirement"),
    ("admin/catalog/question/", "question"),
    ("admin/catalog/internalrule/", "internal_rule"),
    ("admin/catalog/bulkedit/", "bulk_edit"),
    ("admin/catalog/entrytemplate/", "template"),
    ("admin/catalog/catalogimport/", "import"),
    ("admin/requests_app/securityincident/", "incident"),
    ("admin/requests_app/complaint/", "complaint"),
    ("admin/requests_app/deliverystop/", "stop"),
    ("admin/requests_app/demand/", "demand"),
    ("admin/requests_app/datacollection/", "collection"),
    ("admin/requests_app/breach/", "breach"),
    ("admin/requests_app/inspection/", "inspection"),
    ("admin/requests_app/criticism/", "criticism"),
    ("admin/requests_app/subjectlookup/", "lookup"),
    ("api/<rest>", "nowhere"),
    ("api/v1/entries/", "entry"),
    ("api/v1/entry-samples/", "entry"),
    ("api/v1/basket/", "entry"),
    ("api/v1/entry-versions/", "version"),
    ("api/v1/departments/", "department"),
    ("api/v1/requests/", "request"),
    ("api/v1/agreements/<number>/look-up/", "received"),
    ("api/v1/agreements/<number>/records/", "received"),
    ("api/v1/agreements/<number>/verify/", "received"),
    ("api/v1/agreements/", "agreement"),
    ("api/v1/service-changes/", "change"),
    ("api/v1/use-changes/", "use_change"),
    ("api/v1/corrections/", "correction"),
    ("api/v1/recalls/", "recall"),
    ("api/v1/disputes/", "dispute"),
    ("api/v1/documents/", "document"),
    ("api/v1/return-flows/<number>/records/", "fetched"),
    ("api/v1/return-flows/", "flow"),
    ("api/v1/use-records/", "use_record"),
    ("api/v1/source-designations/", "designation"),
    ("api/v1/emergency-releases/<number>/records/", "released"),
    ("api/v1/emergency-releases/", "emergency"),
    ("api/v1/withdrawals/", "withdrawal"),
    ("api/v1/norms/", "norm"),
    ("api/v1/classifications/", "classification"),
    ("api/v1/standards/", "standard"),
    ("api/v1/platforms/", "platform"),
    ("api/v1/quality-reports/", "quality_report"),
    ("api/v1/quality-requirements/", "requirement"),
    ("api/v1/questions/", "question"),
    ("api/v1/internal-rules/", "internal_rule"),
    ("api/v1/bulk-edits/", "bulk_edit"),
    ("api/v1/entry-templates/", "template"),
    ("api/v1/harvest-sources/", "harvested"),
    ("api/v1/imports/", "import"),
    ("api/v1/incidents/", "incident"),
    ("api/v1/complaints/", "complaint"),
    ("api/v1/delivery-stops/", "stop"),
    ("api/v1/demands/", "demand"),
    ("api/v1/collections/", "collection"),
    ("api/v1/breaches/", "breach"),
    ("api/v1/inspections/", "inspection"),
    ("api/v1/criticism/", "criticism"),
    ("api/v1/subject-lookups/", "lookup"),
    ("api/v1/compliance/", "measured"),
)
#: Addresses where something begins that is about nothing else.
FRESH = {
    "source-designations/new/": "naming",
    "admin/catalog/sourcedesignation/add/": "naming",
    "norms/new/": "recording",
    "classifications/new/": "classifying",
    "admin/catalog/classification/add/": "classifying",
    "admin/catalog/norm/add/": "recording",
    "standards/new/": "listing",
    "admin/catalog/standard/add/": "listing",
    "platforms/new/": "declaring",
    "admin/catalog/platform/add/": "declaring",
    "internal-rules/new/": "filing",
    "admin/catalog/internalrule/add/": "filing",
    "delivery-stops/new/": "stopping",
    "admin/requests_app/deliverystop/add/": "stopping",
    "demands/new/": "wish",
    "admin/requests_app/demand/add/": "wish",
    "collections/new/": "gathering",
    "admin/requests_app/datacollection/add/": "gathering",
    "complaints/new/": "arrival",
    "admin/requests_app/complaint/add/": "arrival",
    "breaches/new/": "suspicion",
    "admin/requests_app/breach/add/": "suspicion",
    "inspections/new/": "inspecting",
    "admin/requests_app/inspection/add/": "inspecting",
    "subject-lookups/new/": "tracing",
    "admin/requests_app/subjectlookup/add/": "tracing",
}
#: Addresses that say only after the question mark what they name.
ASKED = {
    "requests/new/": "wanted",
    "admin/requests_app/sharingrequest/add/": "wanted",
    "admin/catalog/updatetrigger/add/": "changed",
    "quality-reports/new/": "reported",
    "admin/catalog/qualityreport/add/": "reported",
    "quality-requirements/new/": "required",
    "admin/catalog/qualityrequirement/add/": "required",
    "questions/new/": "unclear",
    "admin/catalog/question/add/": "unclear",
    "entry-templates/new/": "kept",
    "admin/catalog/entrytemplate/add/": "kept",
    "withdrawals/new/": "retired",
    "admin/catalog/entrywithdrawal/add/": "retired",
    "service-changes/new/": "served",
    "admin/requests_app/servicechange/add/": "served",
    "use-changes/new/": "served",
    "admin/requests_app/usechange/add/": "served",
    "corrections/new/": "served",
    "admin/requests_app/correction/add/": "served",
    "criticism/new/": "judged",
    "admin/requests_app/criticism/add/": "judged",
    "disputes/new/": "disputed",
    "admin/requests_app/dispute/add/": "disputed",
    "emergency-releases/new/": "urgent",
    "admin/requests_app/emergencyrelease/add/": "urgent",
    "incidents/new/": "endangered",
    "admin/requests_app/securityincident/add/": "endangered",
    "return-flows/new/": "returned",
    "admin/requests_app/returnflow/add/": "returned",
    "use-records/new/": "used",
    "admin/requests_app/usagerecord/add/": "used",
    **FRESH,
}
#: Steps tried where the address carries the step's name: without a form, with one, and unknown.
STEPS = {
    "version": ("submit", "assess", "no_such_step"),
    "trigger": ("grant_update_extension", "ask_update_extension"),
    "request": ("withdraw", "ask_supplement", "revise", "no_such_step"),
    "agreement": (
        "enter_use",
        "suspend",
        "instruct_disposal",
        "confirm_disposal",
        "return_certificate",
        "no_such_step",
    ),
    "change": ("withdraw_proposal", "record_talks", "no_such_step"),
    "use_change": (
        "consent_to_change",
        "refuse_change",
        "withdraw",
        "submit",
        "no_such_step",
    ),
    "correction": ("begin_verification", "forward", "reopen", "no_such_step"),
    "recall": ("confirm_recall", "no_such_step"),
    "dispute": ("negotiate", "propose_settlement", "refer", "no_such_step"),
    "flow": ("start", "configure", "end", "no_such_step"),
    "use_record": ("erase", "no_such_step"),
    "designation": ("revoke_source", "no_such_step"),
    "withdrawal": (
        "withdraw_entry",
        "return_withdrawal",
        "abandon_withdrawal",
        "no_such_step",
    ),
    "norm": ("record_repeal", "no_such_step"),
    "classification": (
        "rename_classification",
        "retire_classification",
        "merge_classification",
        "mark_registry",
        "unmark_registry",
        "no_such_step",
    ),
    "standard": ("load_codes", "end_standard", "no_such_step"),
    "platform": (
        "order_joining",
        "join_platform",
        "record_connection",
        "close_platform",
        "no_such_step",
    ),
    "quality_report": ("mend_quality", "no_such_step"),
    "requirement": ("drop_requirement", "no_such_step"),
    "question": (
        "answer_question",
        "take_on_question",
        "withdraw_question",
        "strike_question",
        "no_such_step",
    ),
    "internal_rule": ("replace_rule", "repeal_rule", "no_such_step"),
    "template": ("rename_template", "publish_template", "retire_template", "no_such_step"),
    "harvested": (
        "stop_harvest",
        "alter_harvest_source",
        "keep_vanished",
        "retire_harvest_source",
        "pause_harvesting",
        "no_such_step",
    ),
    "bulk_edit": ("apply_changes", "give_up_changes", "undo_changes", "no_such_step"),
    "import": (
        "map_columns",
        "choose_head",
        "load_rows",
        "give_up",
        "undo_load",
        "no_such_step",
    ),
    "complaint": (
        "accept_complaint",
        "decline_complaint",
        "transfer_complaint",
        "answer_complaint",
        "no_such_step",
    ),
    "incident": (
        "record_measure",
        "report_to_body",
        "contain",
        "close_incident",
        "no_such_step",
    ),
    "stop": ("lift_stop", "no_such_step"),
    "emergency": ("grant_release", "refuse_release", "find_justified", "no_such_step"),
    "demand": ("assign", "match", "decline", "draft_request", "no_such_step"),
    "collection": ("withdraw_collection", "no_such_step"),
    "breach": ("justify", "confirm", "clear", "order_rectification", "no_such_step"),
    "inspection": ("conclude_inspection", "call_off_inspection", "no_such_step"),
    "criticism": ("retract_criticism", "no_such_step"),
    "lookup": ("no_such_step",),
    "task": ("meet",),
}
#: Where only some steps are tried on a thing, because it is not the one the others are for.
ONLY = {
    ("version", "live"): frozenset({"submit"}),
    ("agreement", "reported"): frozenset(
        {"instruct_disposal", "confirm_disposal", "return_certificate"}
    ),
    ("request", "drafted"): frozenset({"submit", "revise", "withdraw"}),
}
_NAMING = {
    "item": "企业类型",
    "collectors": ["SCJG", "MZJ"],
    "source": "SCJG",
    "text": "核查",
}
_LOOKUP = {
    "kind": "CITIZEN",
    "number": "11010519491231002X",
    "case_number": "核查",
    "note": "核查",
}
_NORM = {
    "title": "核查",
    "document_number": "核查",
    "level": "LAW",
    "issuer": "核查",
    "effective_on": "2025-01-01",
}
_STANDARD = {"number": "核查", "title": "核查"}
_CLASSIFICATION = {"code": "306", "name": "核查", "parent": "3"}
_PLATFORM = {
    "operator": "SCJG",
    "name": "核查",
    "kind": "EXCHANGE",
    "began_on": "2020-01-01",
}
_DOCUMENT = {
    "title": "核查",
    "document_number": "核查",
    "issued_on": "2025-09-24",
    "effective_on": "2025-09-24",
    "text": "核查",
}
_QUALITY = dict.fromkeys(
    ("collection", "storage", "processing", "transmission", "sharing", "use", "destruction"),
    "KEPT",
)
_STOP = {"recipient": "HKSC", "note": "核查"}
_WISH = {
    "title": "核查",
    "items": "用工人数",
    "legal_basis": "核查",
    "scenario": "核查",
    "purpose": "SUPERVISION",
}
_GATHERING = {
    "title": "核查",
    "items": "用工人数",
    "legal_basis": "核查",
    "purpose": "核查",
    "subjects": ["CITIZENS"],
    "begins_on": "2025-10-20",
}
_SUSPICION = {
    "department": "RSJ",
    "code": "A40_6",
    "occurred_on": "2025-09-24",
    "statement": "核查",
}
_INSPECTING = {"department": "RSJ", "topics": ["SECURITY"], "plan": "核查"}
_NOTE = {"note": "核查"}
_URGENT = {
    "emergency": "核查",
    "case_number": "核查",
    "columns": ["name"],
    "system": "RSJ-wengang",
    "purpose": "PUBLIC_SERVICE",
    "hours": 24,
}
_ARRIVAL = {
    "kind": "COMPLAINT",
    "department": "HKSC",
    "channel": "VISIT",
    "received_on": "2025-09-24",
    "register_number": "核查",
    "statement": "核查",
}
_INCIDENT = {
    "stage": "USE",
    "kind": "LEAK",
    "description": "核查",
    "discovered_at": "2025-09-24T08:00",
    "plan_started_at": "2025-09-24T09:00",
}
_CHANGE = {"kind": "END", "reason": "核查", "planned_on": "2025-10-20"}
_OTHER_PURPOSE = {
    "kind": "PURPOSE",
    "reason": "核查",
    "purpose": "SUPERVISION",
    "row_scope": "AS_AGREED",
}
_FINDING = {"finding": "核查"}
_CLAIM = {
    "fault": "INACCURATE",
    "key_column": "credit_code",
    "record_key": "TEST00000000000003",
    "column": "capital",
    "evidence": "核查",
}
_RETURN = {"duty": "核查", "system": "HKSC-jianguan"}
_USE = {
    "starts_on": "2025-09-24",
    "ends_on": "2025-09-24",
    **dict.fromkeys(("scenario", "process", "results", "storage", "destruction"), "核查"),
}
_CONFIGURATION = {
    "resource": "307031001-000001-r1",
    "region_column": "district",
    "security_check": "核查",
    "checked_on": "2025-09-24",
}
#: What is sent with a step or to an address; the rest is sent empty.
BODIES: dict[str, dict[str, Any]] = {
    "assess": {"secrecy_result": "NO_RISK", "personal_result": "ACCEPTABLE"},
    "abandon_draft": _NOTE,
    "send_back": _NOTE,
    "return_version": _NOTE,
    "return_to_drafter": _NOTE,
    "ask_supplement": {"points": "缺三定方案"},
    "ask_extension": {**_NOTE, "workdays": 5},
    "refuse_extension": _NOTE,
    "return_answer": _NOTE,
    "suspend": {**_NOTE, "rectify_by": "2025-10-24"},
    "report_rectification": _NOTE,
    "resume": _NOTE,
    "terminate": _NOTE,
    "instruct_disposal": {"method": "DESTROY", "basis": "核查", "limit_on": "2025-10-24"},
    "confirm_disposal": _NOTE,
    "return_certificate": _NOTE,
    "refuse_change": _NOTE,
    "withdraw_proposal": _NOTE,
    "state_position": {"position": "OBJECTS", "text": "核查"},
    "record_talks": {"talked_on": "2025-09-24", "talks": "核查"},
    "forward": {"source": "MZJ", "forwarding": "核查"},
    "correct": _FINDING,
    "correct_partly": _FINDING,
    "confirm_right": _FINDING,
    "reopen": {"reopening": "核查"},
    "negotiate": {"negotiated_on": "2025-09-24", "participants": "双方", "text": "核查"},
    "propose_settlement": {"settlement": "核查"},
    "fail_negotiation": {"failure": "核查"},
    "request_coordination": {"authority": "SJJ"},
    "record_agreement": {"result": "核查"},
    "record_no_agreement": {"result": "核查"},
    "decide": {
        "instrument": "沪府数〔2025〕12号",
        "decided_on": "2025-09-24",
        "decision": "核查",
        "outcome": "UPHELD",
    },
    "revoke_source": _NOTE,
    "record_repeal": {**_NOTE, "repealed_on": "2025-10-24"},
    "load_codes": {"lines_text": "310101,黄浦区"},
    "end_standard": {"ended_on": "2025-10-24"},
    "order_joining": {**_NOTE, "join_by": "2025-10-24"},
    "join_platform": {
        "national_system": "核查",
        "connection_number": "核查",
        "joined_on": "2025-09-24",
    },
    "close_platform": {"closed_on": "2025-09-24"},
    "record_connection": {
        **_NOTE,
        "connection": "CONNECTED",
        "happened_at": "2025-09-24T09:00",
    },
    "mend_quality": {"mending": "核查"},
    "drop_requirement": _NOTE,
    "answer_question": {"text": "核查"},
    "correct_answer": {"text": "核查"},
    "ask_back": {"text": "核查"},
    "refer_question": {"procedure": "REQUEST", "text": "核查"},
    "strike_question": _NOTE,
    "hide_question": _NOTE,
    "replace_rule": _DOCUMENT,
    "repeal_rule": _NOTE,
    "decline_norm": _NOTE,
    "send_back_withdrawal": _NOTE,
    "return_withdrawal": _NOTE,
    "lift_stop": _NOTE,
    "assign": {"department": "SCJG"},
    "match": {"entry": "307031001/000001"},
    "link_entry": {"entry": "307031001/000001"},
    "decline": {"ground": "OTHER", "text": "核查"},
    "ask_update_extension": {**_NOTE, "workdays": 3},
    "appoint": {"username": "outsider", "post": "科员", "mandates": [Mandate.APPLY.value]},
    "appoint_acting": {
        "username": "outsider",
        "post": "科员",
        "mandates": [Mandate.APPLY.value],
        "starts_on": "2999-01-01",
        "ends_on": "2999-01-31",
        **_NOTE,
    },
    "map_columns": {"column_0": "NAME"},
    "choose_head": {"head_row": 1},
    "dismiss": _NOTE,
    "register_system": {"code": "xinxitong", "name": "新系统"},
    "retire_system": _NOTE,
    "admin/catalog/updatetrigger/add/": {
        "kind": "LAW",
        "occurred_on": "2025-09-24",
        "instrument": "《某法》修订",
    },
    "service-changes/new/": _CHANGE,
    "admin/requests_app/servicechange/add/": _CHANGE,
    "use-changes/new/": _OTHER_PURPOSE,
    "admin/requests_app/usechange/add/": _OTHER_PURPOSE,
    "corrections/new/": _CLAIM,
    "admin/requests_app/correction/add/": _CLAIM,
    "disputes/new/": {"claim": "核查"},
    "admin/requests_app/dispute/add/": {"claim": "核查"},
    "configure": _CONFIGURATION,
    "name_recipient": {"system": "HKSC-jianguan"},
    "end": _NOTE,
    "erase": _NOTE,
    "emergency-releases/new/": _URGENT,
    "admin/requests_app/emergencyrelease/add/": _URGENT,
    "complaints/new/": _ARRIVAL,
    "admin/requests_app/complaint/add/": _ARRIVAL,
    "decline_complaint": {"ground": "OTHER", "text": "核查"},
    "transfer_complaint": {"body": "核查"},
    "answer_complaint": {
        "finding": "UNFOUNDED",
        "found": "核查",
        "done": "核查",
        "answered_on": "2025-09-24",
        "answered_how": "核查",
    },
    "incidents/new/": _INCIDENT,
    "admin/requests_app/securityincident/add/": _INCIDENT,
    "record_measure": {"measure": "核查"},
    "report_to_body": {
        "body": "AUTHORITY",
        "told_at": "2025-09-24T10:00",
        "document_number": "核查",
    },
    "contain": {"containment": "核查"},
    "close_incident": {"cause": "核查", "conclusion": "核查", "fault": "NONE"},
    "refuse_release": _NOTE,
    "end_release": _NOTE,
    "find_justified": _FINDING,
    "find_unjustified": _FINDING,
    "return-flows/new/": _RETURN,
    "admin/requests_app/returnflow/add/": _RETURN,
    "use-records/new/": _USE,
    "admin/requests_app/usagerecord/add/": _USE,
    "engage_contractor": {
        "username": "outsider",
        "contractor": "某公司",
        "approval_number": "一号",
        "approved_on": "2025-09-24",
        "approved_by": "SJJ",
        "contract_number": "一号",
        "contract_ends_on": "2025-12-31",
        "mandates": [Mandate.COMPILE.value],
    },
    "source-designations/new/": _NAMING,
    "admin/catalog/sourcedesignation/add/": _NAMING,
    "quality-reports/new/": _QUALITY,
    "admin/catalog/qualityreport/add/": _QUALITY,
    "quality-requirements/new/": {"stage": "USE", "text": "核查"},
    "admin/catalog/qualityrequirement/add/": {"stage": "USE", "text": "核查"},
    "questions/new/": {"text": "核查"},
    "admin/catalog/question/add/": {"text": "核查"},
    "withdrawals/new/": {"reason": "核查"},
    "admin/catalog/entrywithdrawal/add/": {"reason": "核查"},
    "standards/new/": _STANDARD,
    "admin/catalog/standard/add/": _STANDARD,
    "platforms/new/": _PLATFORM,
    "admin/catalog/platform/add/": _PLATFORM,
    "rename_classification": {"name": "核查"},
    "rename_template": {"name": "核查"},
    "begin": {"name": "核查"},
    "entry-templates/new/": {"name": "核查"},
    "admin/catalog/entrytemplate/add/": {"name": "核查"},
    "merge_classification": {"into": "3"},
    "move_classification": {"parent": "3"},
    "mark_registry": {"registry": "CREDIT", "lead": "SCJG"},
    "classifications/new/": _CLASSIFICATION,
    "admin/catalog/classification/add/": _CLASSIFICATION,
    "norms/new/": _NORM,
    "admin/catalog/norm/add/": _NORM,
    "internal-rules/new/": {**_DOCUMENT, "subject": "QUALITY"},
    "admin/catalog/internalrule/add/": {**_DOCUMENT, "subject": "QUALITY"},
    "delivery-stops/new/": _STOP,
    "admin/requests_app/deliverystop/add/": _STOP,
    "demands/new/": _WISH,
    "admin/requests_app/demand/add/": _WISH,
    "collections/new/": _GATHERING,
    "admin/requests_app/datacollection/add/": _GATHERING,
    "breaches/new/": _SUSPICION,
    "admin/requests_app/breach/add/": _SUSPICION,
    "inspections/new/": _INSPECTING,
    "admin/requests_app/inspection/add/": _INSPECTING,
    "criticism/new/": {"text": "核查"},
    "admin/requests_app/criticism/add/": {"text": "核查"},
    "conclude_inspection": {"result": "NO_FAULT", "finding": "核查"},
    "call_off_inspection": _NOTE,
    "retract_criticism": _NOTE,
    "subject-lookups/new/": _LOOKUP,
    "admin/requests_app/subjectlookup/add/": _LOOKUP,
    "justify": {"justification": "核查"},
    "confirm": {"code": "A39_8", "finding": "核查"},
    "clear": _FINDING,
    "order_rectification": {"order": "核查", "due_on": "2025-10-24"},
    "look-up": {"column": "credit_code", "value": "TEST00000000000003"},
    "verify": {"column": "credit_code", "value": "TEST00000000000003", "expected": {"name": "甲"}},
}


@dataclass(frozen=True)
class Place:
    """An address: the pattern it fits, what it names, and the step at its end."""

    pattern: str
    kind: str
    what: str
    step: str
    named: tuple[str, ...]
    query: str = ""

    @property
    def label(self) -> str:
        """How the file names what is there."""
        return " ".join(part for part in (self.what, self.step) if part)

    @property
    def url(self) -> str:
        """The address itself."""
        values = iter((*self.named, self.step))
        return "/" + re.sub(r"<\w+>", lambda _found: next(values), self.pattern) + self.query

    @property
    def body(self) -> dict[str, Any]:
        """What is sent with a method that sends something."""
        return BODIES.get(step_of(self.pattern, self.step) or self.pattern, {})


def step_of(pattern: str, step: str = "") -> str:
    """The step an address takes: the one it was filled with, or the pattern's own last word."""
    return step or (pattern.rpartition(">")[2].strip("/") if "<" in pattern else "")


def queries(world: World, pattern: str) -> dict[str, str]:
    """What stands after the question mark of the pattern's addresses, by what it names."""
    system = world.cast.systems["labour"].system.client.code
    texts = {
        "admin/autocomplete/": "?app_label=catalog&model_name=classification"
        "&field_name=parent&term=3",
        "admin/catalog/unresolvedname/<source>/resolve/": "?name=某局",
        "admin/catalog/department/<code>/dismiss/": "?target=labour_clerk",
        "admin/catalog/department/<code>/retire_system/": f"?target={system}",
    }
    if pattern == "admin/search/":
        return {"words": "?s=market", "no_such_page": "?s=market&page=x"}
    if ASKED.get(pattern) in {"served", "used"}:
        given = world.objects["agreement"].items()
        return {what: f"?agreement={number}" for what, (number,) in given}
    if ASKED.get(pattern) == "disputed":
        named = world.objects["disputed"].items()
        return {what: f"?matter={number}" for what, (number,) in named}
    if ASKED.get(pattern) == "kept":
        named = world.objects["kept"].items()
        return {what: f"?version={number}" for what, (number,) in named}
    if ASKED.get(pattern) == "judged":
        named = world.objects["judged"].items()
        return {what: f"?breach={number}" for what, (number,) in named}
    if ASKED.get(pattern) == "endangered":
        named = world.objects["endangered"].items()
        return {what: f"?about={key}" for what, (key,) in named}
    if pattern in FRESH:
        return {"": ""}
    if pattern in ASKED:
        return {what: f"?entry={slug}" for what, (slug,) in world.objects["entry"].items()}
    whats = world.objects.get(kind_of(pattern), {"": ()})
    return dict.fromkeys(whats, texts.get(pattern, ""))


def walk(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    """Every pattern of the URLconf as the file writes it: parameters in angle brackets."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + _plain(str(found.pattern))
        if isinstance(found, URLResolver):
            yield from walk(found.url_patterns, text)
        else:
            yield text


def _plain(pattern: str) -> str:
    text = re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
    if "(" in text:
        text = replace_named_groups(text)
    return text.removeprefix("^").removesuffix("$")


def kind_of(pattern: str) -> str:
    """What the pattern names; nothing where it has no parameter and asks for none."""
    if "<" not in pattern:
        return ASKED.get(pattern, "")
    kinds = (kind for prefix, kind in KINDS if pattern.startswith(prefix))
    return next(kinds, "row" if _model(pattern) is not None else "unknown")


def section_of(pattern: str) -> str:
    """The part of the matrix a pattern belongs to."""
    if pattern.startswith(("api/", "oauth/")):
        return "api"
    if not pattern.startswith("admin/"):
        return "pages"
    is_ours = _model(pattern) is None or any(pattern.startswith(prefix) for prefix, _kind in KINDS)
    return "matters" if is_ours else "tables"


def _model(pattern: str) -> Any:
    """The registered model whose admin the pattern belongs to."""
    parts = pattern.split("/")
    try:
        model = apps.get_model(parts[1], parts[2])
    except (LookupError, IndexError):
        return None
    return model if admin.site.is_registered(model) else None


def _rows(pattern: str) -> dict[str, tuple[str, ...]]:
    """The first row of the pattern's table, if it has any, and one that is not there."""
    manager = _model(pattern)._default_manager
    first = manager.order_by("pk").values_list("pk", flat=True).first()
    return ({} if first is None else {"first": (str(first),)}) | {ABSENT: ("0",)}


def places(world: World, pattern: str) -> Iterator[Place]:
    """The addresses tried for a pattern: each thing it can name, with each step.

    None where nobody has said what it names; the file then lacks the pattern.
    """
    kind = kind_of(pattern)
    asked = queries(world, pattern)
    if "<" not in pattern:
        for what, query in asked.items():
            yield Place(pattern, kind, what, "", (), query)
        return
    things = _rows(pattern) if kind == "row" else world.objects.get(kind, {})
    for (what, named), step in product(things.items(), _steps(pattern, kind)):
        only, taken = ONLY.get((kind, what)), step_of(pattern, step)
        if only is None or not taken or taken in only:
            yield Place(pattern, kind, what, step, named, asked.get(what, ""))


def _steps(pattern: str, kind: str) -> tuple[str, ...]:
    return STEPS.get(kind, ()) if "<step>" in pattern else ("",)
