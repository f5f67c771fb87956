"""Bad input at every door: API, pages, admin. A sentence or a problem, never a fault."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.forms import fields, widgets
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from oauth2_provider.models import AccessToken

from catalog import api_urls as catalog_urls
from catalog.bulk_edits import forms as bulk_edit_forms
from catalog.departments import actions as departments
from catalog.directories import forms as directory_forms
from catalog.entry_templates import forms as template_forms
from catalog.exchange import forms as exchange_forms
from catalog.imports.api import TemplateViewSet
from catalog.internal_rules import forms as internal_rule_forms
from catalog.models import (
    BulkEdit,
    CatalogImport,
    Classification,
    EntryTemplate,
    EntryVersion,
    EntryWithdrawal,
    HarvestSource,
    InternalRule,
    Norm,
    Platform,
    QualityReport,
    QualityRequirement,
    Question,
    SourceDesignation,
    Standard,
)
from catalog.norms import forms as norm_forms
from catalog.platforms import forms as platform_forms
from catalog.quality import forms as quality_forms
from catalog.questions import forms as question_forms
from catalog.sources import forms as source_forms
from catalog.standards import forms as standard_forms
from catalog.subjects import forms as subject_forms
from catalog.withdrawals import forms as withdrawal_forms
from portal.audit import chain
from portal.interfaces.inputs import MAX_LIMIT
from portal.interfaces.keyset import write_cursor
from portal.models import AuditEvent
from portal.regulation.vocabulary import Mandate
from portal.workflow.actor import Actor
from requests_app import api_urls as requests_urls
from requests_app.changes import actions as changes
from requests_app.complaints import forms as complaint_forms
from requests_app.corrections import forms as correction_forms
from requests_app.criticisms import forms as criticism_forms
from requests_app.demands import forms as demand_forms
from requests_app.disputes import forms as dispute_forms
from requests_app.documents.jobs import issue_documents
from requests_app.emergencies import forms as emergency_forms
from requests_app.incidents import forms as incident_forms
from requests_app.inspections import forms as inspection_forms
from requests_app.lookups import forms as lookup_forms
from requests_app.models import (
    Breach,
    Complaint,
    Correction,
    CorrectionRecall,
    Criticism,
    DataCollection,
    DeliveryStop,
    Demand,
    Dispute,
    Document,
    EmergencyRelease,
    Inspection,
    ReturnFlow,
    SecurityIncident,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    SubjectLookup,
    UsageRecord,
    UseChange,
)
from requests_app.oversight import forms as oversight_forms
from requests_app.records import forms as record_forms
from requests_app.return_flow import forms as return_forms
from requests_app.sharing import forms as sharing_forms
from requests_app.stops import forms as stop_forms
from requests_app.use_changes import forms as use_change_forms
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller
from tests.races.world import kept_for_module

SURROGATE = "\ud800"
HUGE = "x" * 1_000_000
CASE = {"sharing-purpose": "GOVERNMENT_SERVICE", "sharing-case-number": "WG-1"}


@dataclass(frozen=True)
class Operation:
    """One operation of the OpenAPI: where it stands, and which fields it takes."""

    method: str
    path: str
    fields: dict[str, Any] = field(hash=False, default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path.removeprefix('/api/v1')}"

    @property
    def is_list(self) -> bool:
        """Whether it is a list, and not one matter or a step."""
        others = ("/report/", "/entries-template/", "/basket/", "/board/")
        is_other = any(part in self.path for part in others)
        return self.method == "get" and "{number}" not in self.path and not is_other

    @property
    def is_data(self) -> bool:
        """Whether it is a data call."""
        return self.path.endswith(("/records/", "/look-up/", "/verify/"))

    @property
    def is_agreed(self) -> bool:
        """Whether it is one under an agreement; what is returned asks no purpose (Art. 24)."""
        return self.is_data and "/agreements/" in self.path


def _walk() -> tuple[Operation, ...]:
    schema = SchemaGenerator().get_schema(public=True)
    shapes = schema["components"]["schemas"]
    found = []
    for path, operations in schema["paths"].items():
        if not path.startswith("/api/v1/"):
            continue  # the feeds and CKAN's interface have conventions and tests of their own
        for method, told in operations.items():
            content = told.get("requestBody", {}).get("content", {})
            named = content.get("application/json", {}).get("schema", {}).get("$ref", "")
            shape = shapes.get(named.rpartition("/")[2], {})
            found.append(Operation(method, path, shape.get("properties", {})))
    return tuple(found)


OPERATIONS = _walk()
POSTS = tuple(one for one in OPERATIONS if one.method == "post")
LISTS = tuple(one for one in OPERATIONS if one.is_list)
NUMBERED = tuple(one for one in OPERATIONS if "{number}" in one.path)
FIELDS = tuple((one, name) for one in POSTS for name in one.fields)


def share[T](cases: Sequence[T], operation: Operation) -> Sequence[T]:
    """A third of the cases, another third for the next operation: each meets many of them."""
    return cases[OPERATIONS.index(operation) % 3 :: 3]


def _named(case: Any) -> str:
    return str(case)


@dataclass
class Stage:
    """Two systems that call, and a matter of each sort."""

    cast: the_cast.Cast
    labour: ApiCaller
    civil: ApiCaller
    market: ApiCaller
    published: EntryVersion
    draft: EntryVersion
    requested: SharingRequest
    agreement: SharingAgreement
    change: ServiceChange
    correction: Correction
    recall: CorrectionRecall
    dispute: Dispute
    document: Document
    use_change: UseChange
    flow: ReturnFlow
    record: UsageRecord
    hongkou: ApiCaller
    designation: SourceDesignation
    norm: Norm
    classification: Classification
    platform: Platform
    standard: Standard
    internal_rule: InternalRule
    workbook: CatalogImport
    bulk_edit: BulkEdit
    template: EntryTemplate
    harvested: HarvestSource
    quality_report: QualityReport
    requirement: QualityRequirement
    question: Question
    withdrawal: EntryWithdrawal
    stop: DeliveryStop
    emergency: EmergencyRelease
    demand: Demand
    collection: DataCollection
    breach: Breach
    inspection: Inspection
    criticism: Criticism
    lookup: SubjectLookup
    incident: SecurityIncident
    complaint: Complaint
    authority: ApiCaller
    narrow: dict[str, ApiCaller]

    def number(self, path: str) -> str:
        """A number that the path can have."""
        part = path.split("/")[3]
        return {
            "entries": self.published.entry.slug,
            "entry-samples": self.published.entry.slug,
            "entries-template": "",
            "basket": self.published.entry.slug,
            "entry-versions": self.published.public_number,
            "departments": "SCJG",
            "requests": self.requested.public_number,
            "agreements": self.agreement.public_number,
            "service-changes": self.change.public_number,
            "corrections": self.correction.public_number,
            "recalls": self.recall.public_number,
            "disputes": self.dispute.public_number,
            "documents": self.document.public_number,
            "use-changes": self.use_change.public_number,
            "return-flows": self.flow.public_number,
            "use-records": self.record.public_number,
            "source-designations": self.designation.public_number,
            "norms": self.norm.public_number,
            "classifications": self.classification.public_number,
            "platforms": self.platform.public_number,
            "standards": self.standard.public_number,
            "standard-codes": self.standard.public_number,
            "quality-reports": self.quality_report.public_number,
            "board": "",
            "quality-reports-due": "",
            "quality-scores": "",
            "quality-figures": "",
            "rule-findings": "",
            "quality-requirements": self.requirement.public_number,
            "questions": self.question.public_number,
            "bulk-edits": self.bulk_edit.public_number,
            "entry-templates": self.template.public_number,
            "harvest-sources": self.harvested.public_number,
            "imports": self.workbook.public_number,
            "internal-rules": self.internal_rule.public_number,
            "withdrawals": self.withdrawal.public_number,
            "delivery-stops": self.stop.public_number,
            "emergency-releases": self.emergency.public_number,
            "demands": self.demand.public_number,
            "duties": self.demand.public_number,
            "negative-list": self.published.entry.slug,
            "collections": self.collection.public_number,
            "breaches": self.breach.public_number,
            "inspections": self.inspection.public_number,
            "criticism": self.criticism.public_number,
            "subject-lookups": self.lookup.public_number,
            "incidents": self.incident.public_number,
            "complaints": self.complaint.public_number,
            "compliance": "RSJ",
            "internal-rules-on-file": "RSJ",
        }[part]

    def call(
        self,
        operation: Operation,
        body: Any = None,
        *,
        by: ApiCaller | None = None,
        number: str | None = None,
        query: str = "",
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """Make the call; bytes go as they are, everything else as JSON."""
        own = self.hongkou if "/return-flows/" in operation.path else self.labour
        own = self.market if "/breaches/" in operation.path else own
        own = self.market if "/imports/" in operation.path else own
        own = self.market if "/entry-templates/" in operation.path else own
        own = self.market if "/bulk-edits/" in operation.path else own
        own = self.market if "/harvest-sources/" in operation.path else own
        own = self.market if "/inspections/" in operation.path else own
        own = self.market if "/withdrawals/" in operation.path else own
        own = self.authority if "/subject-lookups/" in operation.path else own
        caller = by or own
        sent = b""
        if operation.method == "post":
            sent = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        known = number if number is not None else quote(self.number(operation.path))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return caller.client.generic(
            operation.method.upper(),
            operation.path.replace("{number}", known) + query,
            sent,
            content_type if operation.method == "post" else "",
            headers={**caller.headers, **(CASE if operation.is_data else {}), **named},
        )


def _build(folder: Path) -> Stage:
    cast = the_cast.build(NOW)
    published = story.publish(cast, story.enterprise_registry())
    today = timezone.localdate()
    agreed = story.apply(
        cast, published, use_from=today - timedelta(days=1), use_until=today + timedelta(days=30)
    )
    agreement = story.agree(cast, story.send(cast, agreed))
    story.load(cast, published, story.small_registry(folder / "rows.csv"))
    officer = cast.actor("authority_officer")
    others = {
        name: departments.register_system(
            pk=department.pk,
            code=name,
            name=name,
            actor=officer,
            now=NOW,
            mandates=mandates,
        )
        for name, department, mandates in (
            ("civil", cast.civil_affairs, [Mandate.APPLY]),
            ("market", cast.market, [Mandate.ANSWER, Mandate.SUPPLY]),
            ("authority", cast.authority, []),
        )
    }
    callers = [ApiCaller(made) for made in (cast.systems["labour"], *others.values())]
    for caller in callers:
        caller.client.raise_request_exception = False
    labour, civil, market, authority = callers
    flow = story.ask_return(cast, published)
    hongkou = ApiCaller(cast.systems["hongkou"])
    hongkou.client.raise_request_exception = False
    agreement = story.put_into_use(cast, agreement)
    return Stage(
        cast=cast,
        labour=labour,
        civil=civil,
        market=market,
        published=published,
        draft=story.draft(cast, story.enterprise_registry(name="未发布目录")),
        requested=story.apply(cast, published),
        agreement=agreement,
        change=changes.propose(
            agreement_id=agreement.pk,
            kind="END",
            reason="系统整合",
            planned_on=today + timedelta(days=26),
            actor=cast.actor("market_reviewer"),
            now=NOW,
        ),
        correction=story.receive_correction(cast, agreement),
        recall=story.recall(cast, agreement, cast.labour),
        dispute=story.open_dispute(cast, agreement),
        document=_document(cast, published),
        use_change=story.ask_use_change(cast, agreement),
        flow=story.start_return(cast, flow),
        record=story.record_use(cast, agreement),
        hongkou=hongkou,
        designation=story.name_source(cast),
        norm=story.record_norm(cast),
        classification=story.classify(cast),
        standard=story.register_standard(cast),
        platform=story.join_platform(cast, story.declare_platform(cast)),
        quality_report=story.report_faults(cast, published),
        requirement=story.set_requirement(cast, published),
        question=story.ask_question(cast, published),
        internal_rule=story.file_rule(cast, person="labour_office_head"),
        workbook=story.check_workbook(cast),
        bulk_edit=story.preview_changes(cast, published),
        template=story.save_template(cast, published),
        harvested=story.register_catalog(cast),
        withdrawal=_withdrawal(cast),
        stop=story.stop_delivery(cast, provider="SCJG", recipient="RSJ", purpose="OTHER"),
        emergency=_emergency(cast, published),
        demand=story.raise_demand(cast),
        collection=story.declare_collection(cast),
        breach=story.record_breach(cast),
        inspection=story.inspect(cast),
        criticism=story.criticise(cast),
        lookup=story.look_up(cast).lookup,
        incident=story.report_incident(cast, agreement=agreement),
        complaint=story.register_complaint(cast, department="RSJ", person="labour_office_head"),
        authority=authority,
        narrow={
            scope: ApiCaller(cast.systems["labour"], scope=scope)
            for scope in ("catalog", "request", "data")
        },
    )


def _emergency(cast: the_cast.Cast, published: EntryVersion) -> EmergencyRelease:
    """A release that runs while the tests do, as the interfaces read the clock."""
    now = timezone.now()
    made = story.ask_emergency(
        cast, published, purpose="GOVERNMENT_SERVICE", case_number=CASE["sharing-case-number"]
    )
    return story.grant_emergency(cast, made, now=now)


def _withdrawal(cast: the_cast.Cast) -> EntryWithdrawal:
    """Of an entry that nobody asked for."""
    alone = story.publish(cast, story.enterprise_registry(name="将撤销的目录"))
    return story.propose_withdrawal(cast, alone)


def _document(cast: the_cast.Cast, published: EntryVersion) -> Document:
    """A refusal on paper."""
    refused = story.refuse(cast, story.send(cast, story.apply(cast, published)))
    chain.seal(now=NOW)
    issue_documents(actor=Actor.system("issue-documents"), now=NOW)
    return Document.objects.get(subject_number=refused.public_number)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stage]:
    """The stage, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: _build(folder)) as stage:
        yield stage


@pytest.fixture
def stage(built: Stage, db) -> Iterator[Stage]:
    """The stage as it was built; ``db`` undoes what the test does. A refusal logs nothing new."""
    logging.disable(logging.CRITICAL)
    yield built
    logging.disable(logging.NOTSET)


def problem(answer: Any, *statuses: int) -> dict[str, Any]:
    """The body of a problem: its media type, a code, and a status below 500."""
    told = (answer.status_code, answer["Content-Type"], answer.content[:300])
    assert 400 <= answer.status_code < 500, told
    assert not statuses or answer.status_code in statuses, told
    assert answer["Content-Type"] == "application/problem+json", told
    body = answer.json()
    assert body["code"], told
    assert body["title"], told
    assert body["status"] == answer.status_code
    return body


@contextmanager
def nothing_done() -> Iterator[None]:
    """The block does nothing that the log or a sequence of numbers would know."""
    before = AuditEvent.objects.count(), SharingRequest.objects.count()
    yield
    assert (AuditEvent.objects.count(), SharingRequest.objects.count()) == before


def test_the_walk_meets_every_operation(stage: Stage) -> None:
    """What the routers mount and what the OpenAPI tells of are the same operations."""
    mounted = {
        (method, view.cls, action)
        for router in (catalog_urls.router, requests_urls.router)
        for view in (pattern.callback for pattern in router.urls)
        for method, action in view.actions.items()
        if method != "head"  # the framework adds it once a list was read
    }
    walked = set()
    for operation in OPERATIONS:
        view = resolve(operation.path.replace("{number}", "X")).func
        walked.add((operation.method, view.cls, view.actions[operation.method]))
    # Of the template there are files only; its list finds nothing, and is not told of.
    assert walked == mounted - {("get", TemplateViewSet, "list")}
    assert len(OPERATIONS) > 40


# The body as a whole

NOT_READABLE = (
    b"{not json",
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    "﻿{}".encode("utf-16"),
    b"NaN",
    b'{"a": Infinity}',
    b'{"a": ' + b"1" * 5000 + b"}",
    b"null",
    b"true",
    b"5",
    b'"text"',
    b"[]",
    b"[" * 100_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"{}{}",
)


NOT_JSON = ("text/xml", "application/x-www-form-urlencoded", "multipart/form-data", "a/b", "", "/")


@pytest.mark.parametrize("operation", POSTS, ids=_named)
def test_a_body_that_is_no_json_object(stage: Stage, operation: Operation) -> None:
    """400, whatever the step takes; nothing is done."""
    with nothing_done():
        for body in share(NOT_READABLE, operation):
            told = problem(stage.call(operation, body), 400)
            assert told["code"] == "not-readable", body[:60]
        for kind in share(NOT_JSON, operation):
            problem(stage.call(operation, b"{}", content_type=kind), 415)


def test_a_body_larger_than_is_read(stage: Stage) -> None:
    """413, as a problem like any other."""
    body = b'{"a": "' + b"x" * 6_000_000 + b'"}'
    for operation in (POSTS[0], next(one for one in POSTS if one.is_data)):
        problem(stage.call(operation, body), 413)


@pytest.mark.parametrize("charset", ["zlib", "base64", "utf-16", "undefined", "nonsense", "utf-7"])
def test_a_declared_charset_changes_nothing(stage: Stage, charset: str) -> None:
    """JSON is UTF-8 (RFC 8259): a charset that decodes otherwise is not asked."""
    kind = f"application/json; charset={charset}"
    step = next(one for one in POSTS if one.path.endswith("/revise/"))
    answer = stage.call(step, '{"scenario": "核验"}'.encode(), content_type=kind)
    assert answer.status_code == 200, answer.content
    assert answer.json()["scenario"] == "核验"


NO_FIELDS = ("colour", "status", "pk", "字段", "x" * 5000, "", "a\x00b", SURROGATE, "lock_version")


@pytest.mark.parametrize("operation", POSTS, ids=_named)
def test_an_unknown_field_is_named(stage: Stage, operation: Operation) -> None:
    """400 with the name in ``fields``, even one that no text can have."""
    with nothing_done():
        for name in share(NO_FIELDS, operation):
            told = problem(stage.call(operation, {name: 1}), 400)
            assert told["code"] in {"unknown-parameter", "invalid-input"}
            assert name in told["fields"], name


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("columns", {"column": "name", "need": "", "colour": 1}),
        ("rows", {"column": "name", "kind": "VALUES", "values": ["a"], "colour": 1}),
    ],
)
def test_an_unknown_field_inside_a_field_is_named(stage: Stage, name: str, inner: Any) -> None:
    """The depth at which it stands makes no difference."""
    step = next(one for one in POSTS if one.path.endswith("/revise/"))
    told = problem(stage.call(step, {name: [inner]}), 400)
    assert "colour" in json.dumps(told["fields"][name])


# Each field

_ANY_KIND: tuple[Any, ...] = (SURROGATE, "a\x00b", [SURROGATE], {"a": {SURROGATE: "\x00"}})
WRONG: dict[str, tuple[Any, ...]] = {
    "string": (5, -1.5, True, ["text"], {"a": "b"}, [[]]),
    "integer": ("five", "5", True, 1.5, [5], {"a": 5}, 10**40, -1, 0),
    "boolean": ("true", "perhaps", 1, 0, [True], {"a": True}, ""),
    "array": ("text", 5, False, {"a": "b"}, [5], [["a"]], [None], [True], [{"a": {}}]),
    "object": ("text", 5, False, ["a"], {"a": ["b"]}, {"a": {"b": 1}}, {"a": None}, {"a": 5}),
}


def _kind(shape: dict[str, Any]) -> str:
    told = shape.get("type", "string")
    return next(one for one in told if one != "null") if isinstance(told, list) else str(told)


def _is_bounded(shape: dict[str, Any]) -> bool:
    return "maxLength" in shape or "enum" in shape or "format" in shape


@pytest.mark.parametrize(("operation", "name"), FIELDS, ids=_named)
def test_a_field_of_the_wrong_type_is_named(stage: Stage, operation: Operation, name: str) -> None:
    """A number for text, a list for one, half a character: 400, and the field is named."""
    shape = operation.fields[name]
    kind = _kind(shape)
    wrong = [*WRONG[kind], *_ANY_KIND]
    if name == "system_id":  # the account's own number
        wrong.remove(5)
    # Where nothing was received, no copy is disposed of; and a table may have no head.
    if name in ("copy_count", "head_row"):
        wrong.remove(0)
    if kind == "string" and _is_bounded(shape) and shape.get("maxLength", 0) < len(HUGE):
        wrong.append(HUGE)
    if shape.get("format") == "date":
        wrong += ["2025-02-30", "0000-00-00", "tomorrow", "20251332", "99999-01-01"]
    if not isinstance(shape.get("type"), list):
        wrong.append(None)
    with nothing_done():
        for value in wrong:
            told = problem(stage.call(operation, {name: value}), 400)
            assert name in told.get("fields", {}), (value if value is not HUGE else "huge", told)


@pytest.mark.parametrize(("operation", "name"), FIELDS, ids=_named)
def test_an_extreme_value_is_never_a_fault(stage: Stage, operation: Operation, name: str) -> None:
    """Whatever the shape lets through, the rules answer."""
    shape = operation.fields[name]
    values = {
        "string": [
            "x" * 5000,
            "",
            " ",
            "‮",
            "\U0010ffff",
            "' OR 1=1 --",
            "0001-01-01",
            "9999-12-31",
        ],
        "integer": [1, 2**31, 2**63],
        "boolean": [True, False],
        "array": [[], [""], ["x" * 500], [{}], ["a"] * 2000],
        "object": [{}, {"": ""}, {"x" * 5000: "AGREE"}, {str(n): "AGREE" for n in range(500)}],
    }[_kind(shape)]
    for value in share(values, operation):
        answer = stage.call(operation, {name: value})
        if answer.status_code >= 300:
            problem(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "1949-09-30", "3000-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["use_from", "use_until"])
def test_a_day_that_no_calendar_counts_from(stage: Stage, name: str, day: str) -> None:
    """A day of use so early or late that the term's last midnight cannot be written."""
    step = next(one for one in POSTS if one.path.endswith("/revise/"))
    assert name in problem(stage.call(step, {name: day}), 400)["fields"]


def test_a_region_that_does_not_exist_and_a_column_named_twice(stage: Stage) -> None:
    """As in the form: no rule over a region nobody has, one need for one column."""
    step = next(one for one in POSTS if one.path.endswith("/revise/"))
    rule = {"column": "district", "kind": "REGION", "values": ["310109", "999999"]}
    told = problem(stage.call(step, {"rows": [rule]}), 400)
    assert "999999" in json.dumps(told["fields"]["rows"])
    twice = [{"column": "name", "need": "甲"}, {"column": "name", "need": "乙"}]
    assert "name" in problem(stage.call(step, {"columns": twice}), 400)["fields"]["columns"]


# The address

BAD_NUMBERS = ("%00", "a%00b", "%ED%A0%80", "%FF", "x" * 50_000, "%E4%BC%81", "..", "%0A", "'--")


@pytest.mark.parametrize("operation", NUMBERED, ids=_named)
def test_numbers_that_nothing_has(stage: Stage, operation: Operation) -> None:
    """404 with the same words as for a number that is only absent."""
    absent = problem(stage.call(operation, number="NOBODY-2025-0001"), 404)
    for number in share(BAD_NUMBERS, operation):
        assert problem(stage.call(operation, number=number), 404) == absent, number[:20]


@pytest.mark.parametrize("operation", OPERATIONS, ids=_named)
def test_an_unknown_parameter_is_named(stage: Stage, operation: Operation) -> None:
    """A parameter that the operation does not have is a 400; of a data call, a column refused."""
    for query, name in (("?colour=red", "colour"), ("?%00=1", "\x00"), ("?q%5B%5D=1", "q[]")):
        told = problem(stage.call(operation, query=query), 400, 403)
        if operation.is_agreed and operation.path.endswith("/records/"):
            assert told["code"] == "column-not-agreed"
            assert told["details"] == [name]
        else:
            assert told["code"] == "unknown-parameter"
            assert list(told["fields"]) == [name]
    many = "?" + "&".join(f"p{number}=1" for number in range(2000))
    problem(stage.call(operation, query=many), 400)


LABELS = {
    "/entries/": "catalog.DirectoryEntry",
    "/departments/": "catalog.Department",
    "/requests/": "requests_app.SharingRequest",
}
BAD_LIMITS = ("0", "-1", "1001", "NaN", "inf", "1e3", "1.0", "", "%D9%A3", "%00", "1" * 5000)


@pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if one.is_list or one.path.endswith("/records/")],
    ids=_named,
)
def test_limits_and_cursors(stage: Stage, operation: Operation) -> None:
    """A limit is a whole number up to the largest; a cursor is this list's own and whole."""
    for limit in BAD_LIMITS:
        told = problem(stage.call(operation, query=f"?limit={limit}"), 400)
        assert "limit" in told["fields"], limit[:20]
    assert stage.call(operation, query=f"?limit={MAX_LIMIT}").status_code == 200
    own = write_cursor([1, 1], of="x")
    foreign = [
        write_cursor(values, of=of)
        for path, of in LABELS.items()
        if path not in operation.path
        for values in ([], [None], [{}], [[1]], [2**63], ["\x00"], [1, 2, 3], [True], ["RSJ", 1])
    ]
    forged = [own, own[:-1], own[1:], own.replace(":", ""), "%00", "%FF", "a:b", "x" * 20_000]
    for cursor in (*forged, *foreign):
        told = problem(stage.call(operation, query=f"?cursor={quote(cursor)}"), 400)
        assert told["code"] == "invalid-cursor", cursor[:40]


def test_a_cursor_serves_its_own_list_only(stage: Stage) -> None:
    """Departments are read on from a department, not from a request."""
    departments_list = next(one for one in LISTS if one.path.endswith("/departments/"))
    first = stage.call(departments_list, query="?limit=2").json()
    mine = quote(first["next"])
    assert stage.call(departments_list, query=f"?cursor={mine}").status_code == 200
    for other in LISTS:
        if other is not departments_list:
            problem(stage.call(other, query=f"?cursor={mine}"), 400)


@pytest.mark.parametrize("operation", LISTS, ids=_named)
def test_values_of_filters(stage: Stage, operation: Operation) -> None:
    """Each filter of each list: what it cannot have is a 400 that names it, or finds nothing."""
    view = resolve(operation.path).func.cls
    for name in view.filterset_class.base_filters:
        for value in ("%00", "%ED%A0%80", "x" * 5000, "%27%20OR%201=1", "%25", "999999999999999"):
            answer = stage.call(operation, query=f"?{name}={value}")
            if answer.status_code == 200:
                answer.json()
            else:
                assert name in problem(answer, 400)["fields"]


# Who calls, and how

BAD_TOKENS = (
    "Bearer",
    "Bearer ",
    "Bearer made-up",
    "Bearer ü",
    "Bearer 令牌",
    "Bearer a\x00b",
    f"Bearer {'a' * 100_000}",
    "Basic ////",
    "Basic AAA6AA==",
    "\x00",
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=_named)
def test_tokens(stage: Stage, operation: Operation) -> None:
    """No token, a forged one, one of another scope, an expired one: 401 or 403, nothing else."""
    with nothing_done():
        for token in share(BAD_TOKENS, operation):
            told = problem(stage.call(operation, authorization=token), 401)
            assert told["code"] == "unauthenticated"
    view = resolve(operation.path.replace("{number}", "X")).func.cls
    for scope in {"catalog", "request", "data"} - {view.scope}:
        answer = stage.call(operation, by=stage.narrow[scope])
        assert problem(answer, 403)["code"] == "forbidden"
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    answer = stage.call(operation)
    assert problem(answer, 401)["code"] == "unauthenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", OPERATIONS, ids=_named)
def test_headers_and_methods(stage: Stage, operation: Operation) -> None:
    """What is not offered is refused; headers in any characters do no harm."""
    for accept in ("text/html", "声明", "a/b;;q=x", "\xff"):
        problem(stage.call(operation, accept=accept), 406)
    language = "fr-ÿ,;q=9,zh\x00"
    unknown = stage.call(operation, query="?colour=1", accept_language=language, cookie="\xff=\xe5")
    problem(unknown, 400, 403)
    path = operation.path.replace("{number}", stage.number(operation.path))
    for method in ("PUT", "PATCH", "DELETE"):
        answer = stage.labour.client.generic(
            method, path, b"{}", "application/json", headers=stage.labour.headers
        )
        assert problem(answer, 405)["code"] == "method-not-allowed"


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.is_agreed and one.method == "get"], ids=_named
)
@pytest.mark.parametrize("text", ["声明", "ÿ", "\x00", "", " ", "x" * 5000, "a\x7fb", "‮"])
def test_purpose_and_case_in_any_characters(stage: Stage, operation: Operation, text: str) -> None:
    """A refusal of the Permit is a 403; a case number in Chinese is as good as any."""
    problem(stage.call(operation, sharing_purpose=text), 403)
    answer = stage.call(operation, sharing_case_number=text)
    if text not in {"声明", "ÿ"}:
        problem(answer, 403)
    else:
        assert answer.status_code == 200


def test_values_of_data_filters(stage: Stage) -> None:
    """A filter of the wrong type, too long or too many: 400, and no rows."""
    records = next(one for one in OPERATIONS if one.path.endswith("/records/"))
    for query, name in (
        ("registered_on=2025-02-30", "registered_on"),
        ("registered_on__gte=%00", "registered_on__gte"),
        ("name=" + "x" * 201, "name"),
        ("name__like=a", "name__like"),
        ("output=xml", "output"),
        ("fields=" + ",".join(f"f{n}" for n in range(300)), "fields"),
    ):
        told = problem(stage.call(records, query=f"?{query}"), 400)
        assert name in json.dumps([told.get("fields", {}), told.get("details", [])]), told


# Hidden and absent


def _told(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    ignored = {"Date"}
    headers = {name: value for name, value in answer.items() if name not in ignored}
    return answer.status_code, answer.content, headers


#: What anybody in any department may know of.
KNOWN_TO_ALL = (
    "/api/v1/departments/",
    "/api/v1/source-designations/",
    "/api/v1/norms/",
    "/api/v1/classifications/",
    "/api/v1/criticism/",
    "/api/v1/platforms/",
    "/api/v1/standards/",
    "/api/v1/internal-rules/",
    "/api/v1/quality-requirements/",
    "/api/v1/questions/",
)


@pytest.mark.parametrize(
    "operation",
    [one for one in NUMBERED if not one.path.startswith(KNOWN_TO_ALL)],
    ids=_named,
)
def test_hidden_and_absent_are_told_alike(stage: Stage, operation: Operation) -> None:
    """Status, body and headers but the date, for each step and with any body."""
    part = operation.path.split("/")[3]
    hidden = {
        "entries": stage.draft.entry.slug,
        "entry-versions": stage.draft.public_number,
        "basket": stage.draft.entry.slug,
        "entry-samples": stage.draft.entry.slug,
        "bulk-edits": stage.bulk_edit.public_number,
        "entry-templates": stage.template.public_number,
        "harvest-sources": stage.harvested.public_number,
        "imports": stage.workbook.public_number,
        "requests": stage.requested.public_number,
        "agreements": stage.agreement.public_number,
        "service-changes": stage.change.public_number,
        "corrections": stage.correction.public_number,
        "recalls": stage.recall.public_number,
        "disputes": stage.dispute.public_number,
        "documents": stage.document.public_number,
        "use-changes": stage.use_change.public_number,
        "return-flows": stage.flow.public_number,
        "use-records": stage.record.public_number,
        "quality-reports": stage.quality_report.public_number,
        "withdrawals": stage.withdrawal.public_number,
        "delivery-stops": stage.stop.public_number,
        "emergency-releases": stage.emergency.public_number,
        "demands": stage.demand.public_number,
        "collections": stage.collection.public_number,
        "breaches": stage.breach.public_number,
        "inspections": stage.inspection.public_number,
        "subject-lookups": stage.lookup.public_number,
        "incidents": stage.incident.public_number,
        "complaints": stage.complaint.public_number,
        "compliance": "RSJ",
        "internal-rules-on-file": "RSJ",
    }[part]
    bodies = [{}, {"note": "理由"}, {"colour": 1}, {"note": SURROGATE}, {"note": ["a"]}]
    for caller in (stage.civil, *([stage.market] if part == "requests" else [])):
        for body in share(bodies, operation) if operation.method == "post" else [None]:
            mine = stage.call(operation, body, by=caller, number=hidden)
            none = stage.call(operation, body, by=caller, number="NOBODY-1")
            assert problem(mine, 404)["code"] == "not-found"
            assert _told(mine) == _told(none)


def test_no_session_and_no_token(stage: Stage) -> None:
    """A stranger is asked for a token before anything of his is read."""
    bare = Client(raise_request_exception=False)
    for operation in OPERATIONS:
        path = operation.path.replace("{number}", "X%00")
        answer = bare.generic(operation.method.upper(), path, b"[" * 9999, "application/json")
        assert problem(answer, 401)["code"] == "unauthenticated"


# What people type: the pages' and the admin's forms

TYPED = "键入的文字"
TEXT_INPUTS = (widgets.Input, widgets.Textarea)
ADMIN = "/admin/requests_app/"
SOURCES = "/admin/catalog/sourcedesignation/"
WITHDRAWALS = "/admin/catalog/entrywithdrawal/"
NORMS = "/admin/catalog/norm/"
CLASSIFICATIONS = "/admin/catalog/classification/"
PLATFORMS = "/admin/catalog/platform/"
STANDARDS = "/admin/catalog/standard/"
REPORTS = "/admin/catalog/qualityreport/"
REQUIREMENTS = "/admin/catalog/qualityrequirement/"
RULES = "/admin/catalog/internalrule/"
QUESTIONS = "/admin/catalog/question/"


@dataclass(frozen=True)
class Place:
    """Where a form stands, who fills it in, and the form as it is first shown."""

    person: str
    address: str
    form: Any

    def texts(self) -> list[str]:
        """The fields into which words are typed."""
        return [
            name
            for name, each in self.form.fields.items()
            if isinstance(each.widget, TEXT_INPUTS)
            and not isinstance(each.widget, (widgets.CheckboxInput, widgets.HiddenInput))
            and not isinstance(each, fields.FileField)
        ]


def places(stage: Stage) -> list[Place]:
    """Every step with a form, in the pages and in the admin, and every beginning."""
    found = []
    request, agreement, draft = stage.requested, stage.agreement, stage.draft
    correction = stage.correction
    for steps, matter, where in (
        (sharing_forms.STEPS, request, ("/requests/", f"{ADMIN}sharingrequest/")),
        (sharing_forms.AGREEMENT_STEPS, agreement, ("/agreements/", f"{ADMIN}sharingagreement/")),
        (directory_forms.STEPS, draft, ("/admin/catalog/entryversion/",)),
        (correction_forms.STEPS, correction, ("/corrections/", f"{ADMIN}correction/")),
        (dispute_forms.STEPS, stage.dispute, ("/disputes/", f"{ADMIN}dispute/")),
        (use_change_forms.STEPS, stage.use_change, ("/use-changes/", f"{ADMIN}usechange/")),
        (return_forms.STEPS, stage.flow, ("/return-flows/", f"{ADMIN}returnflow/")),
        (record_forms.STEPS, stage.record, ("/use-records/", f"{ADMIN}usagerecord/")),
        (demand_forms.STEPS, stage.demand, ("/demands/", f"{ADMIN}demand/")),
        (
            withdrawal_forms.STEPS,
            stage.withdrawal,
            ("/withdrawals/", WITHDRAWALS),
        ),
        (quality_forms.STEPS, stage.quality_report, ("/quality-reports/", REPORTS)),
        (
            quality_forms.REQUIREMENT_STEPS,
            stage.requirement,
            ("/quality-requirements/", REQUIREMENTS),
        ),
        (question_forms.STEPS, stage.question, ("/questions/", QUESTIONS)),
        (norm_forms.STEPS, stage.norm, ("/norms/", NORMS)),
        (
            subject_forms.STEPS,
            stage.classification,
            ("/classifications/", CLASSIFICATIONS),
        ),
        (standard_forms.STEPS, stage.standard, ("/standards/", STANDARDS)),
        (platform_forms.STEPS, stage.platform, ("/platforms/", PLATFORMS)),
        (
            template_forms.STEPS,
            stage.template,
            ("/entry-templates/", "/admin/catalog/entrytemplate/"),
        ),
        (
            internal_rule_forms.STEPS,
            stage.internal_rule,
            ("/internal-rules/", RULES),
        ),
        (stop_forms.STEPS, stage.stop, ("/delivery-stops/", f"{ADMIN}deliverystop/")),
        (
            emergency_forms.STEPS,
            stage.emergency,
            ("/emergency-releases/", f"{ADMIN}emergencyrelease/"),
        ),
        (source_forms.STEPS, stage.designation, ("/source-designations/", SOURCES)),
        (
            complaint_forms.STEPS,
            stage.complaint,
            ("/complaints/", f"{ADMIN}complaint/"),
        ),
        (
            incident_forms.STEPS,
            stage.incident,
            ("/incidents/", f"{ADMIN}securityincident/"),
        ),
        (oversight_forms.STEPS, stage.breach, ("/breaches/", f"{ADMIN}breach/")),
        (inspection_forms.STEPS, stage.inspection, ("/inspections/", f"{ADMIN}inspection/")),
        (
            exchange_forms.STEPS,
            stage.harvested,
            ("/harvest-sources/", "/admin/catalog/harvestsource/"),
        ),
        (criticism_forms.STEPS, stage.criticism, ("/criticism/", f"{ADMIN}criticism/")),
    ):
        person = "market_compiler" if matter is draft else "labour_clerk"
        person = (
            "market_reviewer" if matter in (stage.flow, stage.breach, stage.inspection) else person
        )
        person = "market_compiler" if matter in (stage.withdrawal, stage.template) else person
        person = "market_compiler" if matter is stage.quality_report else person
        person = "market_compiler" if matter is stage.harvested else person
        for name, step in steps.items():
            if step.form is None:
                continue
            form = step.form(matter, None, None)
            found += [
                Place(person, f"{base}{matter.public_number}/{name}/", form) for base in where
            ]
    slug = stage.published.entry.slug
    new = sharing_forms.ApplicationForm(version=stage.published, department_id=stage.cast.labour.pk)
    found.append(Place("labour_clerk", f"/requests/new/?entry={slug}", new))
    found.append(Place("labour_clerk", f"{ADMIN}sharingrequest/add/?entry={slug}", new))
    given = f"?agreement={agreement.public_number}"
    claim = correction_forms.ClaimForm(agreement)
    found.append(Place("labour_clerk", f"/corrections/new/{given}", claim))
    found.append(Place("labour_clerk", f"{ADMIN}correction/add/{given}", claim))
    wish = use_change_forms.WishForm(agreement=agreement)
    found.append(Place("labour_clerk", f"/use-changes/new/{given}", wish))
    found.append(Place("labour_clerk", f"{ADMIN}usechange/add/{given}", wish))
    disputed = f"?matter={request.public_number}"
    found.append(Place("labour_clerk", f"/disputes/new/{disputed}", dispute_forms.ClaimForm()))
    found.append(Place("labour_clerk", f"{ADMIN}dispute/add/{disputed}", dispute_forms.ClaimForm()))
    challenged = f"?matter={stage.published.entry.code}"
    found.append(Place("labour_clerk", f"/disputes/new/{challenged}", dispute_forms.ClaimForm()))
    use = record_forms.UseForm()
    found.append(Place("labour_clerk", f"/use-records/new/{given}", use))
    found.append(Place("labour_clerk", f"{ADMIN}usagerecord/add/{given}", use))
    asked = return_forms.AskForm(department_id=stage.cast.labour.pk)
    found.append(Place("labour_clerk", f"/return-flows/new/?entry={slug}", asked))
    found.append(Place("labour_clerk", f"{ADMIN}returnflow/add/?entry={slug}", asked))
    head = stage.cast.actor("labour_office_head")
    urgent = emergency_forms.ASK
    calling = urgent.form(urgent.find(head, slug, NOW), None)
    found.append(Place("labour_office_head", f"/emergency-releases/new/?entry={slug}", calling))
    found.append(Place("labour_office_head", f"{ADMIN}emergencyrelease/add/?entry={slug}", calling))
    telling = incident_forms.ReportForm()
    for about in (slug, agreement.public_number):
        found.append(Place("labour_clerk", f"/incidents/new/?about={about}", telling))
        found.append(Place("labour_clerk", f"{ADMIN}securityincident/add/?about={about}", telling))
    arriving = complaint_forms.RegisterForm(None, actor=head)
    for base in ("/complaints/new/", f"{ADMIN}complaint/add/"):
        found.append(Place("labour_office_head", base, arriving))
    clerk = stage.cast.actor("labour_clerk")
    gathering = demand_forms.CollectionForm(None, actor=clerk, now=NOW)
    for base in ("/demands/new/", f"{ADMIN}demand/add/"):
        found.append(Place("labour_clerk", base, demand_forms.DemandForm()))
    for base in ("/collections/new/", f"{ADMIN}datacollection/add/"):
        found.append(Place("labour_clerk", base, gathering))
    for base in ("/source-designations/new/", f"{SOURCES}add/"):
        found.append(Place("labour_clerk", base, source_forms.NameSourceForm()))
    for base in (f"/withdrawals/new/?entry={slug}", f"{WITHDRAWALS}add/?entry={slug}"):
        found.append(Place("market_compiler", base, withdrawal_forms.WithdrawalForm()))
    naming = template_forms.TemplateNameForm()
    kept = f"?version={stage.published.public_number}"
    for base in (f"/entry-templates/new/{kept}", f"/admin/catalog/entrytemplate/add/{kept}"):
        found.append(Place("market_compiler", base, naming))
    changing = bulk_edit_forms.BulkEditForm()
    found.append(Place("market_compiler", f"/bulk-edits/new/?entry={slug}", changing))
    registering = exchange_forms.NewSourceForm(None, stage.cast.actor("market_compiler"))
    for base in ("/harvest-sources/new/", "/admin/catalog/harvestsource/add/"):
        found.append(Place("market_compiler", base, registering))
    for base in ("/standards/new/", f"{STANDARDS}add/"):
        found.append(Place("labour_clerk", base, standard_forms.StandardForm()))
    for base in ("/norms/new/", f"{NORMS}add/"):
        found.append(Place("labour_clerk", base, norm_forms.NormForm()))
    head = stage.cast.actor("labour_office_head")
    declaring = platform_forms.DeclareForm(actor=head, now=NOW)
    for base in ("/platforms/new/", f"{PLATFORMS}add/"):
        found.append(Place("labour_office_head", base, declaring))
    for base in (f"/quality-reports/new/?entry={slug}", f"{REPORTS}add/?entry={slug}"):
        found.append(Place("market_compiler", base, quality_forms.ReportForm()))
    asking = question_forms.QuestionForm(items=[])
    for base in (f"/questions/new/?entry={slug}", f"{QUESTIONS}add/?entry={slug}"):
        found.append(Place("labour_clerk", base, asking))
    required = quality_forms.RequirementForm(items={})
    for base in (f"/quality-requirements/new/?entry={slug}", f"{REQUIREMENTS}add/?entry={slug}"):
        found.append(Place("market_compiler", base, required))
    for base in ("/norms/new/", f"{NORMS}add/"):
        found.append(Place("labour_clerk", base, norm_forms.NormForm()))
    for base in ("/classifications/new/", f"{CLASSIFICATIONS}add/"):
        found.append(Place("labour_clerk", base, subject_forms.ClassificationForm()))
    for base in ("/internal-rules/new/", f"{RULES}add/"):
        found.append(Place("labour_office_head", base, internal_rule_forms.RuleForm()))
    stopping = stop_forms.StopForm(actor=stage.cast.actor("labour_clerk"))
    for base in ("/delivery-stops/new/", f"{ADMIN}deliverystop/add/"):
        found.append(Place("labour_clerk", base, stopping))
    officer = stage.cast.actor("authority_officer")
    proposal = oversight_forms.ProposeForm(None, actor=officer, now=NOW)
    for base in ("/breaches/new/", f"{ADMIN}breach/add/"):
        found.append(Place("authority_officer", base, proposal))
    inspecting = inspection_forms.OpenForm(None, actor=officer, now=NOW)
    for base in ("/inspections/new/", f"{ADMIN}inspection/add/"):
        found.append(Place("authority_officer", base, inspecting))
    named = f"?breach={stage.breach.public_number}"
    for base in (f"/criticism/new/{named}", f"{ADMIN}criticism/add/{named}"):
        found.append(Place("authority_officer", base, criticism_forms.CriticismForm()))
    for base in ("/subject-lookups/new/", f"{ADMIN}subjectlookup/add/"):
        found.append(Place("authority_tracer", base, lookup_forms.LookupForm()))
    draft_form = directory_forms.DraftForm()
    found.append(Place("market_compiler", "/admin/catalog/entryversion/add/", draft_form))
    attach = f"/admin/catalog/dataresource/attach/{slug}/"
    found.append(Place("market_reviewer", attach, directory_forms.ResourceForm()))
    return found


def browser(stage: Stage, person: str) -> Client:
    """A browser in which the person has signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(
        stage.cast.people[person], backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def post(client: Client, address: str, sent: Mapping[str, str]) -> Any:
    """POST a form whose values are already escaped, so that any bytes can be sent."""
    body = "&".join(f"{name}={value}" for name, value in sent.items()).encode()
    return client.generic("POST", address, body, "application/x-www-form-urlencoded")


GARBAGE = {
    "NUL": "%00",
    "half a character": "%ED%A0%80%FF",
    "too long": "x" * 50_000,
    "markup": "%3C/textarea%3E%3Cscript%3E",
    "number": "9" * 40,
}


def test_garbage_in_every_form(stage: Stage) -> None:
    """Never a fault; what was typed into a form that comes back is all still there."""
    typed = quote(TYPED)
    clients = {name: browser(stage, name) for name in ("labour_clerk", "market_compiler")}
    for name in (
        *("market_reviewer", "authority_officer", "labour_office_head", "authority_tracer"),
    ):
        clients[name] = browser(stage, name)
    told = places(stage)
    assert len(told) > 25
    for number, place in enumerate(told):
        client, texts = clients[place.person], place.texts()
        kinds = list(GARBAGE.items())
        for kind, garbage in (kinds[number % 5], kinds[(number + 2) % 5]):
            with transaction.atomic():
                answer = post(
                    client, place.address, dict.fromkeys(place.form.fields, typed + garbage)
                )
                transaction.set_rollback(True)
            where = (place.address, kind, answer.status_code)
            assert answer.status_code < 500, where
            page = answer.content.decode()
            assert "</textarea><script>" not in page, where
            if answer.status_code in {200, 400, 403, 409}:
                assert page.count(TYPED) >= len(texts), (where, texts, page.count(TYPED))
        with transaction.atomic():
            answer = post(client, place.address, {"colour": "red"})
            transaction.set_rollback(True)
        assert answer.status_code < 500, place.address


def test_one_text_of_a_megabyte(stage: Stage) -> None:
    """Too long, said on the form; the whole form too large, 400."""
    client = browser(stage, "labour_clerk")
    address = f"/requests/{stage.requested.public_number}/revise/"
    answer = post(client, address, {"scenario": HUGE})
    assert answer.status_code == 400
    assert HUGE[:1000] in answer.content.decode()
    assert post(client, address, {"scenario": HUGE * 6}).status_code == 400
    many = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert post(client, address, many).status_code == 400


def test_a_refused_step_keeps_what_was_typed(stage: Stage) -> None:
    """Lawful words at the wrong time: 409, with the words still on the form."""
    client = browser(stage, "labour_office_head")
    number = stage.requested.public_number
    for address in (
        f"/requests/{number}/return_to_drafter/",
        f"{ADMIN}sharingrequest/{number}/return_to_drafter/",
    ):
        answer = post(client, address, {"note": quote(TYPED)})
        assert answer.status_code == 409, address
        assert TYPED in answer.content.decode()
    assert SharingRequest.objects.get(pk=stage.requested.pk).status == "DRAFT"


ADDRESSES = (
    "/requests/{0}/",
    "/requests/{0}/revise/",
    "/agreements/{0}/",
    "/agreements/{0}/suspend/",
    "/catalog/{0}/",
    "/requests/new/?entry={0}",
    "/admin/requests_app/sharingrequest/{0}/",
    "/admin/requests_app/sharingrequest/{0}/withdraw/",
    "/admin/requests_app/sharingagreement/{0}/",
    "/admin/requests_app/sharingagreement/{0}/end_use/",
    "/use-changes/{0}/",
    "/admin/requests_app/usechange/{0}/",
    "/admin/requests_app/provisiontask/{0}/",
    "/admin/catalog/entryversion/{0}/",
    "/admin/catalog/entryversion/{0}/submit/",
    "/admin/catalog/dataresource/{0}/load/",
    "/admin/catalog/dataresource/{0}/check/",
    "/admin/catalog/dataresource/attach/{0}/",
    "/admin/catalog/unresolvedname/{0}/resolve/?name={0}",
    "/demands/{0}/",
    "/demands/{0}/match/",
    "/admin/requests_app/demand/{0}/",
    "/collections/{0}/",
    "/admin/requests_app/datacollection/{0}/withdraw_collection/",
    "/breaches/{0}/",
    "/breaches/{0}/justify/",
    "/admin/requests_app/breach/{0}/",
    "/compliance/{0}/",
)


def _hidden_number(stage: Stage, address: str) -> str:
    if "/agreement" in address or "sharingagreement" in address:
        return stage.agreement.public_number
    if "use-changes" in address or "usechange" in address:
        return stage.use_change.public_number
    if "provisiontask" in address:
        return stage.agreement.provision_task.public_number
    if "entryversion" in address:
        return stage.draft.public_number
    if "demand" in address:
        return stage.demand.public_number
    if "collection" in address:
        return stage.collection.public_number
    if "breach" in address:
        return stage.breach.public_number
    if "compliance" in address:
        return "RSJ"
    if "/load/" in address:
        return str(stage.agreement.resource.code)
    if "/requests/{0}" in address or "sharingrequest" in address:
        return stage.requested.public_number
    return stage.draft.entry.slug


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_and_admin_tell_hidden_and_absent_alike(stage: Stage, address: str) -> None:
    """Status, headers and body are those of a number nobody has, whether read or posted to."""
    client = browser(stage, "civil_clerk")
    hidden, absent = _hidden_number(stage, address), "NOBODY-2025-0001"
    for method in ("GET", "POST"):
        told = []
        for number in (hidden, absent):
            answer = client.generic(method, address.format(number), b"", "text/plain")
            assert answer.status_code in {404, 405}, (method, address, answer.status_code)
            assert answer.status_code == 404 or method == "POST"
            status, body, headers = _told(answer)
            told.append((status, body.replace(number.encode(), b"#"), headers))
        assert told[0] == told[1]
    for number in ("%00", "x%00y"):
        for method in ("GET", "POST"):
            answer = client.generic(method, address.format(number), b"", "text/plain")
            assert answer.status_code in {400, 404, 405}, (method, address)


def test_text_that_is_none_at_the_door(stage: Stage) -> None:
    """Sign-in with a NUL, lists with one in any parameter: 400, never a fault."""
    bare = Client(raise_request_exception=False)
    answer = post(bare, "/login/", {"username": "a%00", "password": "b"})
    assert answer.status_code == 400
    clerk = browser(stage, "labour_clerk")
    addresses = ("/catalog/", "/requests/", "/agreements/", "/notices/", f"{ADMIN}sharingrequest/")
    for address in addresses:
        for query in ("q=%00", "provider=%00", "cursor=%00", "status=%00", "%00=1", "side=%ED"):
            assert clerk.get(f"{address}?{query}").status_code == 400, (address, query)
