"""Base registries: marked by the authority, each with a page of what its reader may know."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Classification
from catalog.registries import queries
from catalog.subjects import actions
from catalog.subjects.models import read_tree
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left

#: The guide's branch of the population, and one of a department.
NODES = (
    ("1", "基础信息资源", ""),
    ("101", "人口信息", "1"),
    ("101001", "户籍与居住", "101"),
    ("3", "部门信息资源", ""),
    ("307", "市场监管", "3"),
)


@pytest.fixture
def nodes(cast) -> dict[str, Classification]:
    """The nodes by code; the population's is marked."""
    story.classify(cast, *NODES)
    story.mark_registry(cast, Classification.objects.get(code="101"))
    return {node.code: node for node in Classification.objects.all()}


@pytest.fixture
def reader(cast, settings) -> Client:
    """A clerk's browser."""
    settings.AXES_ENABLED = False
    client = Client()
    client.force_login(cast.people["labour_clerk"])
    return client


def refused(expected: reasons.Reason, act: Callable[[], object]) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is expected


def filed(cast, node: Classification, **changes):
    """An entry published under the node."""
    return story.publish(cast, story.enterprise_registry(classification_id=node.pk, **changes))


def test_a_mark_names_registry_and_lead_and_is_on_record(cast, nodes) -> None:
    node = nodes["101"]
    assert (node.registry, node.registry_lead.code) == ("POPULATION", "SCJG")
    event = AuditEvent.objects.filter(subject_id=node.pk, name="classification.mark_registry").get()
    assert event.details == {"registry": "POPULATION", "lead": "SCJG"}
    actions.unmark_registry(pk=node.pk, actor=cast.actor("authority_officer"), now=cast.now)
    node.refresh_from_db()
    assert (node.registry, node.registry_lead) == ("", None)
    event = AuditEvent.objects.filter(subject_id=node.pk).latest("pk")
    assert event.details == {"registry": "POPULATION"}


@pytest.mark.parametrize(
    ("registry", "lead", "reason"),
    [
        ("WEATHER", "SCJG", reasons.REGISTRY_UNNAMED),
        ("", "SCJG", reasons.REGISTRY_UNNAMED),
        ("CREDIT", "NOBODY", reasons.REGISTRY_UNLED),
        ("CREDIT", "", reasons.REGISTRY_UNLED),
        ("POPULATION", "SCJG", reasons.REGISTRY_ELSEWHERE),
    ],
)
def test_a_wrong_mark_is_refused_and_nothing_is_left(cast, nodes, registry, lead, reason) -> None:
    refused(reason, lambda: story.mark_registry(cast, nodes["307"], registry, lead))


def test_only_the_authority_marks(cast, nodes) -> None:
    def mark() -> None:
        actions.mark_registry(
            pk=nodes["307"].pk,
            registry="CREDIT",
            lead="SCJG",
            actor=cast.actor("market_office_head"),
            now=cast.now,
        )

    with nothing_left(), pytest.raises(Refused):
        mark()


def test_the_database_keeps_one_of_each_and_none_unled(nodes) -> None:
    other = nodes["307"]
    for values in (
        {"registry": "POPULATION", "registry_lead": nodes["101"].registry_lead},
        {"registry": "CREDIT", "registry_lead": None},
        {"registry": "", "registry_lead": nodes["101"].registry_lead},
        {"registry": "WEATHER", "registry_lead": nodes["101"].registry_lead},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Classification.objects.filter(pk=other.pk).update(**values)


def test_a_registry_holds_what_stands_below_it(cast, nodes) -> None:
    """What stands elsewhere is not counted; one whose details are closed tells nobody where."""
    below = filed(cast, nodes["101001"], name="户籍登记信息")
    filed(cast, nodes["307"], name="企业登记信息")
    filed(
        cast,
        nodes["101001"],
        name="封存记录",
        sharing_class="WITHHELD",
        condition=None,
        basis_instrument="《中华人民共和国刑事诉讼法》",
        basis_level="LAW",
        basis_article="第二百八十六条",
        withheld_reason="依法封存。",
        detail_closed=True,
        detail_closed_reason="依法封存。",
    )
    actor = cast.actor("labour_clerk")
    told = queries.figures(actor, [nodes["101"]], read_tree(), now=cast.now)[nodes["101"].pk]
    found = queries.entries_within(actor, told.within)
    assert [entry.pk for entry in found] == [below.entry_id]
    assert (told.entries, told.providers) == (1, {cast.market.pk})
    assert told.classes == {"CONDITIONAL": 1}
    assert told.items == len(story.REGISTRY_ITEMS)


def test_pages_show_what_it_holds_who_leads_it_and_the_way(cast, nodes, reader) -> None:
    version = filed(cast, nodes["101001"], name="户籍登记信息")
    listed = reader.get("/registries/").content.decode()
    assert "/registries/population/" in listed
    assert cast.market.name in listed
    page = reader.get("/registries/population/").content.decode()
    assert f"/catalog/{version.entry.slug}/" in page
    assert "/catalog/?classification=101" in page
    assert cast.market.name in page
    assert "基础库" in reader.get("/classifications/").content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/registries/credit/", 404),
        ("/registries/POPULATION/", 404),
        ("/registries/weather/", 404),
        ("/registries/?q=x", 400),
        ("/registries/population/?q=x", 400),
        ("/registries/population/?cursor=x", 400),
    ],
)
def test_wrong_addresses_are_told(nodes, reader, address: str, status: int) -> None:
    assert reader.get(address).status_code == status


def test_pages_take_as_many_queries_for_many_entries_as_for_one(cast, nodes, reader) -> None:
    def asked(address: str) -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    filed(cast, nodes["101001"], name="第一项")
    before = {each: asked(each) for each in ("/registries/", "/registries/population/")}
    for number in range(3):
        filed(cast, nodes["101001"], name=f"又一项{number}")
    assert {each: asked(each) for each in before} == before
    assert max(before.values()) <= 12


def test_over_rest_the_mark_is_read(cast, nodes) -> None:
    caller = ApiCaller(cast.systems["labour"])
    rows = caller.get("/classifications/").json()["results"]
    marked = {row["number"]: (row["registry"], row["registry_lead"]) for row in rows}
    assert marked["101"] == ("POPULATION", "SCJG")
    assert marked["307"] == ("", None)
