"""An agreement in ODRL: parties, limits, what is forbidden and owed; none permitted once shut."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import XSD

from catalog.departments import actions as departments
from portal.regulation.vocabulary import Mandate
from requests_app.models import SharingAgreement
from requests_app.sharing import actions as sharing
from tests import story
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")


@pytest.fixture
def in_use(cast, published, open_doors, tmp_path: Path) -> SharingAgreement:
    """An agreement in use today."""
    today = timezone.localdate()
    request = story.apply(
        cast, published, use_from=today - timedelta(days=1), use_until=today + timedelta(days=30)
    )
    agreement = story.agree(cast, story.send(cast, request))
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def answer(caller: ApiCaller, agreement: SharingAgreement) -> Any:
    """The export, as that system gets it."""
    return caller.get(f"/agreements/{agreement.public_number}/odrl/")


def told(caller: ApiCaller, agreement: SharingAgreement) -> tuple[Graph, URIRef]:
    """The graph and the agreement in it."""
    found = answer(caller, agreement)
    assert found.status_code == 200, found.content
    assert found["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=found.content, format="json-ld")
    (node,) = graph.subjects(RDF.type, ODRL.Agreement)
    return graph, node


def limits(graph: Graph, rule: Any) -> dict[tuple[Any, Any], set[Any]]:
    """The constraints of a rule: what, compared how, with what."""
    found: dict[tuple[Any, Any], set[Any]] = {}
    for each in graph.objects(rule, ODRL.constraint):
        key = (graph.value(each, ODRL.leftOperand), graph.value(each, ODRL.operator))
        found.setdefault(key, set()).update(graph.objects(each, ODRL.rightOperand))
    return found


def test_what_an_agreement_in_use_says(cast, in_use) -> None:
    """Parties, columns, term, purpose, quota and recipient are those agreed."""
    graph, node = told(ApiCaller(cast.systems["labour"]), in_use)
    provider, requester = (graph.value(node, part) for part in (ODRL.assigner, ODRL.assignee))
    assert "/departments/SCJG/" in str(provider)
    assert "/departments/RSJ/" in str(requester)
    (permission,) = graph.objects(node, ODRL.permission)
    assert graph.value(permission, ODRL.action) == ODRL.use
    found = limits(graph, permission)
    (begins,) = found[ODRL.dateTime, ODRL.gteq]
    (ends,) = found[ODRL.dateTime, ODRL.lt]
    assert (begins.toPython(), ends.toPython()) == (in_use.valid_from, in_use.valid_until)
    assert found[ODRL["count"], ODRL.lteq] == {Literal(in_use.daily_quota, datatype=XSD.integer)}
    (purpose,) = found[ODRL.purpose, ODRL.isAnyOf]
    assert str(purpose).endswith(f"purpose-{in_use.purpose}")
    (recipient,) = found[ODRL.recipient, ODRL.eq]
    assert str(recipient).endswith("system-RSJ-wengang")
    target = graph.value(node, ODRL.target)
    assert str(graph.value(target, ODRL.source)).endswith(
        f"/catalog/{in_use.entry_version.entry.slug}/#entry"
    )
    columns = {
        str(value)
        for each in graph.objects(target, ODRL.refinement)
        if str(graph.value(each, ODRL.leftOperand)).endswith("#column")
        for value in graph.objects(each, ODRL.rightOperand)
    }
    assert columns == {row.item.column_name for row in in_use.items.select_related("item")}
    (forbidden,) = graph.objects(node, ODRL.prohibition)
    assert graph.value(forbidden, ODRL.action) == ODRL.distribute
    (owed,) = graph.objects(node, ODRL.obligation)
    assert graph.value(owed, ODRL.action) == ODRL.delete
    assert limits(graph, owed)[ODRL.dateTime, ODRL.gteq] == {ends}


@pytest.mark.parametrize("how", ["stopped", "suspended"])
def test_what_cannot_be_fetched_is_not_permitted(cast, in_use, how: str) -> None:
    """Stopped by the authority, or suspended: no permission; prohibition and duty stay."""
    caller = ApiCaller(cast.systems["labour"])
    if how == "stopped":
        story.stop_delivery(cast, recipient=cast.labour.code)
    else:
        sharing.suspend(
            pk=in_use.pk,
            note="未按约定用途使用。",
            rectify_by=timezone.localdate() + timedelta(days=10),
            actor=cast.actor("market_office_head"),
            now=timezone.now(),
        )
    graph, node = told(caller, in_use)
    assert not list(graph.objects(node, ODRL.permission))
    assert list(graph.objects(node, ODRL.prohibition))
    assert list(graph.objects(node, ODRL.obligation))


def test_only_those_who_see_the_agreement(cast, in_use) -> None:
    """A third department's system gets the answer of an agreement that does not exist."""
    made = departments.register_system(
        pk=cast.civil_affairs.pk,
        code="hunyin",
        name="婚姻登记系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.APPLY],
    )
    stranger = ApiCaller(made)
    hidden = answer(stranger, in_use)
    absent = stranger.get("/agreements/SA-2025-999999/odrl/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    catalog_only = ApiCaller(cast.systems["labour"], scope="catalog")
    assert answer(catalog_only, in_use).status_code == 403
