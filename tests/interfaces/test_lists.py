"""Every list: a fixed number of queries, no hashed grants, no unknown parameter."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Q, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from catalog.imports.api import TemplateViewSet
from catalog.models import DirectoryEntry, EntryGrant
from portal.interfaces.api import ListViewSet
from tests import cast as the_cast
from tests.conftest import NOW
from tests.interfaces.many_rows import grow
from tests.matrix.caller import quiet_house
from tests.races.world import kept_for_module

pytestmark = pytest.mark.django_db
FEW, MORE = 2, 10
#: No list takes more queries than this, session, menu and the reader's own rights among them.
MOST_QUERIES = 12
#: How many rows a page shows at most: a list of ours, a table of Django's.
FULL_PAGES = (20, 100)
OURS = frozenset({"portal", "catalog", "requests_app"})
_PARTIES = ("labour_clerk", "market_reviewer", "authority_officer")
_AREA = ("hongkou_clerk", "market_reviewer", "authority_officer")
_PROVIDER = ("market_compiler", "authority_officer")

#: The API's lists by their base name, and who reads them.
API_READERS = {
    "entry": ("labour_clerk",),
    "entry-version": _PROVIDER,
    "department": ("labour_clerk",),
    "request": _PARTIES,
    "agreement": _PARTIES,
    "service-change": _PARTIES,
    "use-change": _PARTIES,
    "correction": _PARTIES,
    "recall": _PARTIES,
    "dispute": _PARTIES,
    "document": _PARTIES,
    "return-flow": _AREA,
    "use-record": _PARTIES,
    "source-designation": ("labour_clerk", "authority_officer"),
    "emergency-release": _PARTIES,
    "withdrawal": _PROVIDER,
    "norm": ("labour_clerk", "authority_officer"),
    "classification": ("labour_clerk", "authority_officer"),
    "platform": ("labour_clerk", "authority_officer"),
    "standard": ("labour_clerk", "authority_officer"),
    "standard-code": ("labour_clerk",),
    "quality-report": ("labour_clerk", *_PROVIDER),
    "quality-requirement": ("labour_clerk", *_PROVIDER),
    "question": ("labour_clerk", *_PROVIDER),
    "quality-report-due": _PROVIDER,
    "quality-score": _PROVIDER,
    "quality-figure": _PROVIDER,
    "rule-finding": _PROVIDER,
    "bulk-edit": ("market_compiler",),
    "entry-template": ("market_compiler",),
    "harvest-source": ("market_compiler", "authority_officer"),
    "import": ("market_compiler",),
    "internal-rule": ("labour_clerk", "authority_officer"),
    "internal-rules-on-file": ("authority_officer",),
    "delivery-stop": ("labour_clerk", "authority_officer"),
    "subject-lookup": ("authority_officer",),
    "demand": ("labour_clerk", "authority_officer"),
    "duty": _PARTIES,
    "withheld": ("labour_clerk",),
    "collection": ("labour_clerk", "authority_officer"),
    "complaint": _PROVIDER,
    "incident": _PARTIES,
    "breach": _PROVIDER,
    "inspection": _PROVIDER,
    "criticism": ("labour_clerk", "authority_officer"),
    "compliance": ("authority_officer",),
}
#: The pages' lists by their route.
PAGE_READERS = {
    "catalog:entry-list": ("labour_clerk",),
    "catalog:saved-search-list": ("labour_clerk",),
    "requests:request-list": _PARTIES,
    "requests:agreement-list": _PARTIES,
    "requests:change-list": _PARTIES,
    "requests:use-change-list": _PARTIES,
    "requests:correction-list": _PARTIES,
    "requests:recall-list": _PARTIES,
    "requests:dispute-list": _PARTIES,
    "requests:document-list": _PARTIES,
    "requests:notice-list": _PARTIES,
    "requests:return-flow-list": _AREA,
    "requests:use-record-list": _PARTIES,
    "catalog:designation-list": ("labour_clerk", "authority_officer"),
    "requests:emergency-list": _PARTIES,
    "catalog:withdrawal-list": _PROVIDER,
    "catalog:norm-list": ("labour_clerk", "authority_officer"),
    "catalog:classification-list": ("labour_clerk", "authority_officer"),
    "catalog:platform-list": ("labour_clerk", "authority_officer"),
    "catalog:standard-list": ("labour_clerk", "authority_officer"),
    "catalog:standard-code-list": ("labour_clerk",),
    "catalog:quality-report-list": ("labour_clerk", *_PROVIDER),
    "catalog:quality-due-list": _PROVIDER,
    "catalog:quality-mend-list": _PROVIDER,
    "catalog:rule-finding-list": _PROVIDER,
    "catalog:quality-figure-list": ("authority_officer",),
    "catalog:quality-requirement-list": ("labour_clerk", *_PROVIDER),
    "catalog:question-list": ("labour_clerk", *_PROVIDER),
    "catalog:bulk-edit-list": ("market_compiler",),
    "catalog:entry-template-list": ("market_compiler",),
    "catalog:harvest-source-list": ("market_compiler", "authority_officer"),
    "catalog:import-list": ("market_compiler",),
    "catalog:internal-rule-list": ("labour_clerk", "authority_officer"),
    "catalog:internal-rule-filed-list": ("authority_officer",),
    "requests:stop-list": ("labour_clerk", "authority_officer"),
    "requests:subject-lookup-list": ("authority_officer",),
    "requests:demand-list": _PARTIES,
    "requests:duty-list": _PARTIES,
    "requests:negative-list": ("labour_clerk",),
    "requests:collection-list": ("labour_clerk", "authority_officer"),
    "requests:complaint-list": _PROVIDER,
    "requests:incident-list": _PARTIES,
    "requests:breach-list": _PROVIDER,
    "requests:inspection-list": _PROVIDER,
    "requests:criticism-list": ("labour_clerk", "authority_officer"),
    "requests:compliance-list": ("authority_officer",),
}
#: The admin's lists by their model: the matters, and the tables the superuser reads.
ADMIN_READERS = {
    "catalog.entryversion": _PROVIDER,
    "catalog.updatetrigger": _PROVIDER,
    "catalog.dataresource": ("market_reviewer",),
    "catalog.unresolvedname": ("authority_officer",),
    "catalog.harvestsource": ("authority_officer", "market_compiler"),
    "catalog.harvestfinding": ("authority_officer", "market_compiler"),
    "requests_app.sharingrequest": _PARTIES,
    "requests_app.sharingagreement": _PARTIES,
    "requests_app.provisiontask": _PARTIES,
    "requests_app.servicechange": _PARTIES,
    "requests_app.usechange": _PARTIES,
    "requests_app.correction": _PARTIES,
    "requests_app.correctionrecall": _PARTIES,
    "requests_app.dispute": _PARTIES,
    "requests_app.returnflow": _AREA,
    "requests_app.usagerecord": _PARTIES,
    "catalog.contractorengagement": ("superuser",),
    "catalog.sourcedesignation": ("labour_clerk", "authority_officer"),
    "requests_app.emergencyrelease": _PARTIES,
    "catalog.entrywithdrawal": _PROVIDER,
    "catalog.norm": ("labour_clerk", "authority_officer"),
    "catalog.platform": ("labour_clerk", "authority_officer"),
    "catalog.standard": ("labour_clerk", "authority_officer"),
    "catalog.qualityreport": ("labour_clerk", *_PROVIDER),
    "catalog.qualityrequirement": ("labour_clerk", *_PROVIDER),
    "catalog.question": ("labour_clerk", *_PROVIDER),
    "catalog.bulkedit": ("market_compiler",),
    "catalog.entrytemplate": ("market_compiler",),
    "catalog.catalogimport": ("market_compiler",),
    "catalog.internalrule": ("labour_clerk", "authority_officer"),
    "requests_app.deliverystop": ("labour_clerk", "authority_officer"),
    "requests_app.subjectlookup": ("authority_officer",),
    "requests_app.demand": _PARTIES,
    "requests_app.datacollection": ("labour_clerk", "authority_officer"),
    "requests_app.complaint": _PROVIDER,
    "requests_app.securityincident": _PARTIES,
    "requests_app.breach": _PROVIDER,
    "requests_app.inspection": _PROVIDER,
    "requests_app.criticism": ("labour_clerk", "authority_officer"),
    "portal.user": ("superuser",),
    "portal.workdayoverride": ("superuser",),
    "portal.auditevent": ("superuser",),
    "portal.auditseal": ("superuser",),
    "portal.apiclient": ("superuser",),
    "catalog.department": ("superuser",),
    "catalog.membership": ("superuser",),
    "catalog.departmentgrant": ("superuser",),
    "catalog.classification": ("labour_clerk", "authority_officer"),
    "catalog.entrygrant": ("superuser",),
    "catalog.region": ("superuser",),
    "requests_app.delivery": ("superuser",),
    "requests_app.agreementgrant": ("superuser",),
}
WORKBENCH_READERS = (
    "labour_clerk",
    "labour_office_head",
    "market_compiler",
    "market_reviewer",
    "market_office_head",
    "authority_officer",
)
#: Narrowed in a way that asks the grants again.
NARROWED = {
    "/api/v1/entries/": "?available=true",
    "/catalog/": "?available=true",
}


@dataclass(frozen=True)
class Case:
    """A list, and one who reads it."""

    address: str
    reader: str

    def __str__(self) -> str:
        return f"{self.address} {self.reader}"


@dataclass
class Reading:
    """What one call of a list took and showed."""

    rows: int
    queries: list[str]


def _patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every pattern with the name it is reversed by."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            space = f"{prefix}{found.namespace}:" if found.namespace else prefix
            yield from _patterns(found, space)
        else:
            yield f"{prefix}{found.name}", found.callback


def _api_lists() -> dict[str, str]:
    """Base name → address of each list of the API, as the router has them."""
    views = {
        name.removesuffix("-list"): name
        for name, view in _patterns(get_resolver())
        if issubclass(getattr(view, "cls", object), ListViewSet)
        and view.actions.get("get") == "list"
        and view.cls is not TemplateViewSet  # of the template there are files only
    }
    return {base: reverse(name) for base, name in views.items()}


def _page_lists() -> dict[str, str]:
    """Route → address of each list among the pages."""
    names = {
        name
        for name, view in _patterns(get_resolver())
        if name.endswith("-list") and not hasattr(view, "cls")
    }
    return {name: reverse(name) for name in names}


def _admin_lists() -> dict[str, str]:
    """Model → address of each list of ours in the admin."""
    models = [model._meta for model in admin.site._registry if model._meta.app_label in OURS]
    return {
        meta.label_lower: reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for meta in models
    }


def _cases(lists: dict[str, str], readers: dict[str, tuple[str, ...]]) -> list[Case]:
    return [
        Case(address + query, reader)
        for name, address in sorted(lists.items())
        for query in ("", *filter(None, [NARROWED.get(address)]))
        for reader in readers.get(name, ())
    ]


API_CASES = _cases(_api_lists(), API_READERS)
PAGE_CASES = _cases(_page_lists(), PAGE_READERS)
ADMIN_CASES = _cases(_admin_lists(), ADMIN_READERS)
WORKBENCH_CASES = [Case("/admin/", reader) for reader in WORKBENCH_READERS]
CASES = [*API_CASES, *PAGE_CASES, *ADMIN_CASES]


# What a call takes, and what it shows.


def _shown(response: Any) -> int:
    """How many rows the answer shows."""
    if response["Content-Type"].startswith("application/json"):
        return len(response.json()["results"])
    context = response.context
    if "cl" in context:
        return len(context["cl"].result_list)
    if "groups" in context:
        return sum(len(group["rows"]) for group in context["groups"])
    return len(context["rows"] if "rows" in context else context["results"])


def read(cast: the_cast.Cast, case: Case) -> Reading:
    """Call the list as its reader, a second time, when everything remembered is remembered."""
    client = Client()
    client.force_login(cast.people[case.reader])
    assert client.get(case.address).status_code == 200, case
    with CaptureQueriesContext(connection) as captured:
        response = client.get(case.address)
    return Reading(_shown(response), [query["sql"] for query in captured])


@dataclass
class Growth:
    """Every list read with few rows, and read again with more."""

    cast: the_cast.Cast
    few: dict[Case, Reading]
    more: dict[Case, Reading]


def _measure() -> Growth:
    cast = the_cast.build(NOW)
    every = [*CASES, *WORKBENCH_CASES]
    grow(cast, range(FEW))
    few = {case: read(cast, case) for case in every}
    grow(cast, range(FEW, FEW + MORE))
    return Growth(cast, few, {case: read(cast, case) for case in every})


@pytest.fixture(scope="module")
def growth(django_db_setup, django_db_blocker) -> Iterator[Growth]:
    """Both readings of every list, taken once."""
    with quiet_house(), kept_for_module(django_db_blocker, _measure) as measured:
        yield measured


def _shape(sql: str) -> str:
    """The query without its values."""
    return re.sub(r"\?(, \?)+", "?, …", re.sub(r"'[^']*'|\b\d+\b", "?", sql))


def repeated(few: Reading, more: Reading) -> str:
    """The queries that were run more often for more rows."""
    extra = Counter(map(_shape, more.queries)) - Counter(map(_shape, few.queries))
    lines = [f"{count} × {sql[:300]}" for sql, count in extra.most_common(8)]
    return "\n".join([f"{len(few.queries)} → {len(more.queries)} queries", *lines])


# The lists.


def test_every_list_has_a_case() -> None:
    """A new list is counted, explained and asked an unknown parameter, or it is named here."""
    assert set(_api_lists()) == set(API_READERS)
    assert set(_page_lists()) == set(PAGE_READERS)
    assert set(_admin_lists()) == set(ADMIN_READERS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_more_rows_take_no_more_queries(growth: Growth, case: Case) -> None:
    """The list takes as many queries for twelve rows as for two."""
    few, more = growth.few[case], growth.more[case]
    assert more.rows > few.rows or few.rows in FULL_PAGES, (few.rows, more.rows)
    assert len(more.queries) == len(few.queries), repeated(few, more)
    assert len(more.queries) <= MOST_QUERIES


@pytest.mark.parametrize("case", WORKBENCH_CASES, ids=str)
def test_the_workbench_takes_no_more_queries(growth: Growth, case: Case) -> None:
    """What awaits the reader, and the menu beside it, take as many queries for many as for few."""
    few, more = growth.few[case], growth.more[case]
    assert more.rows > few.rows, (few.rows, more.rows)
    assert len(more.queries) == len(few.queries), repeated(few, more)


# No list hashes the grants: PostgreSQL would read all of them before the first row.


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def hashed_grants(sql: str) -> list[str]:
    """The grant tables that the query's plan reads whole into a hashed SubPlan."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON, COSTS OFF) {sql}")
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    hashed = set(re.findall(r"hashed (SubPlan \d+)", json.dumps(plan)))
    parts = [node for node in _nodes(plan) if node.get("Subplan Name") in hashed]
    names = {node.get("Relation Name", "") for part in parts for node in _nodes(part)}
    return sorted(name for name in names if name.endswith("grant"))


def _reads_grants(sql: str) -> bool:
    return sql.startswith("SELECT") and re.search(r'"\w+grant"', sql) is not None


@pytest.mark.parametrize("case", [*CASES, *WORKBENCH_CASES], ids=str)
def test_no_list_hashes_the_grants(growth: Growth, case: Case) -> None:
    """None of the list's queries has a hashed SubPlan over a grant table."""
    asked = [sql for sql in growth.more[case].queries if _reads_grants(sql)]
    assert [(sql, found) for sql in asked if (found := hashed_grants(sql))] == []


def test_a_bad_list_would_be_seen(growth: Growth) -> None:
    """The same list written with ``pk__in`` is caught, and written with a probe is not."""
    granted = EntryGrant.objects.filter(group_id__in=[1, 2]).values("content_object_id")
    bad: QuerySet[Any] = DirectoryEntry.objects.filter(
        Q(published_at__isnull=False) | Q(pk__in=granted)
    )
    with CaptureQueriesContext(connection) as captured:
        list(bad)
    (query,) = captured.captured_queries
    assert _reads_grants(query["sql"])
    assert hashed_grants(query["sql"]) == [EntryGrant._meta.db_table]
    readings = growth.more.values()
    assert sum(_reads_grants(sql) for reading in readings for sql in reading.queries) > 20


# A parameter that a list does not know is refused by its name.


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_unknown_parameter_is_named(growth: Growth, case: Case) -> None:
    """400, and the name of what is not known."""
    client = Client()
    client.force_login(growth.cast.people[case.reader])
    mark = "&" if "?" in case.address else "?"
    response = client.get(f"{case.address}{mark}colour=red")
    assert response.status_code == 400
    if case in API_CASES:
        assert response["Content-Type"] == "application/problem+json"
        assert set(response.json()["fields"]) == {"colour"}
    else:
        assert "colour" in response.content.decode()
