"""DCAT-AP out: both forms one graph, the official shapes, nothing open, a chunk in memory."""

import gc
import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from catalog.directories.queries import published_to
from catalog.exchange.records import CHUNK, Record, stream
from catalog.models import DirectoryEntry
from portal.workflow.actor import Actor, Interface
from tests.catalog.exchange.directory import (
    AWKWARD,
    SECRET,
    SECRET_CODE,
    SECRET_ITEM,
    Directory,
    copy_entries,
)

READERS = ("labour", "market", "hongkou", "authority")
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
DCATAP = Namespace("http://data.europa.eu/r5r/")
LIMITATIONS = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/"


def feed(directory: Directory, address: str, reader: str = "labour") -> Any:
    """A feed as that department's system reads it."""
    caller = directory.callers[reader]
    return caller.client.get(address, headers=caller.headers)


def body(answer: Any) -> bytes:
    """All that was streamed."""
    assert answer.status_code == 200, answer.content
    assert answer.streaming
    return b"".join(answer.streaming_content)


def graph(directory: Directory, reader: str = "labour", name: str = "/catalog") -> Graph:
    """The Turtle, parsed."""
    return Graph().parse(data=body(feed(directory, f"{name}.ttl", reader)), format="turtle")


def entry_node(found: Graph, directory: Directory, name: str) -> URIRef:
    """The node of that entry, by its code."""
    code = Literal(directory.entries[name].entry.code)
    (node,) = found.subjects(DCTERMS.identifier, code)
    return node


@pytest.mark.parametrize("reader", READERS)
def test_both_forms_are_one_graph(directory: Directory, reader: str) -> None:
    """Turtle and JSON-LD, the whole catalog, parsed by rdflib."""
    other = Graph().parse(data=body(feed(directory, "/catalog.jsonld", reader)), format="json-ld")
    whole = graph(directory, reader)
    assert len(whole) > 200
    assert isomorphic(whole, other)


def test_one_entry_is_what_the_catalog_says_of_it(directory: Directory) -> None:
    """Each entry's own document, in both forms, is part of the whole."""
    whole = graph(directory)
    for name in ("conditional", "closed", "awkward"):
        address = f"/catalog/{directory.entries[name].entry.slug}"
        single = graph(directory, name=address)
        other = feed(directory, f"{address}.jsonld")
        assert isomorphic(single, Graph().parse(data=body(other), format="json-ld"))
        assert set(single) <= set(whole)
        assert entry_node(single, directory, name)


def _shapes() -> list[Path]:
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    folder = Path(os.environ.get("PORTAL_SHARED_DATA", default)) / "standards" / "dcat-ap"
    if not folder.exists() and not os.environ.get("CI"):
        pytest.skip(f"{folder} is not here; PORTAL_SHARED_DATA names the data")
    return [folder / "3.0.1__html__shacl__shapes.ttl", folder / "dcat-ap-3.0.1-fixed.ttl"]


@pytest.mark.parametrize("reader", ["labour", "market"])
def test_the_official_shapes_conform(directory: Directory, reader: str) -> None:
    """Both files of shapes of DCAT-AP 3.0.1; taking a title away is seen."""
    from pyshacl import validate

    found = graph(directory, reader)
    for path in _shapes():
        shapes = Graph().parse(path, format="turtle")
        is_whole, _report, text = validate(found, shacl_graph=shapes)
        assert is_whole, text
    shapes = Graph().parse(_shapes()[0], format="turtle")
    found.remove((entry_node(found, directory, "bare"), DCTERMS.title, None))
    assert not validate(found, shacl_graph=shapes)[0]


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_open(directory: Directory, reader: str) -> None:
    """Nothing is PUBLIC or has a download address; what is withheld has no distribution at all."""
    found = graph(directory, reader)
    expected = dict.fromkeys(directory.entries, "RESTRICTED")
    expected |= {"withheld": "NON_PUBLIC", "closed_withheld": "NON_PUBLIC"}
    for name in ("draft", "withdrawn"):
        del expected[name]
    for name, right in expected.items():
        node = entry_node(found, directory, name)
        assert list(found.objects(node, DCTERMS.accessRights)) == [URIRef(ACCESS + right)], name
        rights = {str(each) for each in found.objects(node, DCTERMS.rights)}
        assert any(each.startswith(LIMITATIONS) for each in rights)
        laws = list(found.objects(node, DCATAP.applicableLegislation))
        titles = {str(t) for law in laws for t in found.objects(law, DCTERMS.title)}
        assert "《政务数据共享条例》第十四条" in titles
        if right == "NON_PUBLIC":
            assert not list(found.objects(node, DCAT.distribution))
    assert not list(found.subject_objects(DCAT.downloadURL))
    assert not list(found.subject_objects(DCTERMS.license))


def test_the_particulars_of_an_open_entry(directory: Directory) -> None:
    """What the compiler stated, language tagged; the norm and the standard by their names."""
    found = graph(directory)
    node = entry_node(found, directory, "conditional")
    assert Literal("企业登记基本信息", lang="zh") in set(found.objects(node, DCTERMS.title))
    assert Literal("本市企业登记的基本情况。", lang="zh") in set(
        found.objects(node, DCTERMS.description)
    )
    frequency = "http://publications.europa.eu/resource/authority/frequency/DAILY"
    assert list(found.objects(node, DCTERMS.accrualPeriodicity)) == [URIRef(frequency)]
    (standard,) = found.objects(node, DCTERMS.conformsTo)
    assert "GB 32100" in str(found.value(standard, DCTERMS.title))
    laws = set(found.objects(node, DCATAP.applicableLegislation))
    assert Literal("失业保险条例", lang="zh") in {found.value(law, DCTERMS.title) for law in laws}
    (related,) = found.objects(node, DCTERMS.relation)
    assert str(related) == str(node).replace(
        directory.entries["conditional"].entry.slug, "210001-000007"
    )
    assert found.value(related, DCTERMS.identifier) == Literal("210001/000007")
    (distribution,) = found.objects(node, DCAT.distribution)
    page = f"{settings.PORTAL_ADDRESS}/catalog/{directory.entries['conditional'].entry.slug}/"
    assert list(found.objects(distribution, DCAT.accessURL)) == [URIRef(page)]
    words = {str(each) for each in found.objects(node, DCAT.keyword)}
    assert words == {"法人和其他组织"} or words
    modes = entry_node(found, directory, "every_mode")
    assert len(list(found.objects(modes, DCAT.distribution))) == 4
    bare = entry_node(found, directory, "bare")
    assert list(found.objects(bare, DCTERMS.description))
    assert Literal(AWKWARD, lang="zh") in set(found.objects(None, DCTERMS.title))


def test_rules_and_openness_are_reachable(directory: Directory) -> None:
    """The value rules by a link that the reader of the feed may follow; openness in words."""
    found = graph(directory)
    node = entry_node(found, directory, "conditional")
    (distribution,) = found.objects(node, DCAT.distribution)
    (schema,) = found.objects(distribution, DCTERMS.conformsTo)
    assert (schema, RDF.type, DCTERMS.Standard) in found
    address = str(schema).removeprefix(f"{settings.PORTAL_ADDRESS}/api/v1")
    read = directory.callers["labour"].get(address).json()
    assert read["fields"][0]["constraints"] == {
        "required": True,
        "pattern": read["fields"][0]["constraints"]["pattern"],
    }
    (told,) = (
        str(found.value(each, DCTERMS.description))
        for each in found.objects(node, DCTERMS.rights)
        if found.value(each, DCTERMS.description)
    )
    assert "开放属性：有条件开放。开放条件：须注明来源。" in told
    silent = entry_node(found, directory, "unconditional")
    assert "开放属性" not in " ".join(
        str(found.value(each, DCTERMS.description))
        for each in found.objects(silent, DCTERMS.rights)
    )


CLOSED_TELLS = {
    RDF.type,
    DCTERMS.identifier,
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.publisher,
    DCTERMS.accessRights,
    DCTERMS.rights,
    DCATAP.applicableLegislation,
    DCAT.landingPage,
}


@pytest.mark.parametrize("reader", ["labour", "hongkou"])
@pytest.mark.parametrize("name", ["closed", "closed_withheld"])
def test_a_closed_entry_tells_five_things(directory: Directory, reader: str, name: str) -> None:
    """Title, holder, class, reason and basis, whatever the form; its code is how it is cited."""
    for ending in ("ttl", "jsonld"):
        text = body(feed(directory, f"/catalog.{ending}", reader)).decode()
        assert SECRET not in text
        assert SECRET_ITEM not in text
        assert SECRET_CODE not in text
        assert SECRET_CODE.replace("/", "-") not in text
    found = graph(directory, reader)
    node = entry_node(found, directory, name)
    assert set(found.predicates(node)) == CLOSED_TELLS
    told = " ".join(
        str(each)
        for rights in found.objects(node, DCTERMS.rights)
        for each in found.objects(rights, DCTERMS.description)
    )
    assert "涉及工作秘密" in told
    assert ("《某法》 第九条" in told) == (name == "closed_withheld")


def test_the_provider_reads_its_own_closed_entry(directory: Directory) -> None:
    """Closing is for others: the provider's own system reads the abstract."""
    assert SECRET in body(feed(directory, "/catalog.ttl", "market")).decode()


ADDRESSES = ("/catalog.ttl", "/catalog.jsonld", "/catalog/{}.ttl", "/catalog/{}.jsonld")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_token_of_that_scope_is_needed(directory: Directory, address: str) -> None:
    """401 with the way to authenticate; 403 for another scope; a signed-in person has no token."""
    place = address.format(directory.entries["conditional"].entry.slug)
    for headers in ({}, {"authorization": "Bearer none"}, {"authorization": "Basic eDp5"}):
        answer = Client().get(place, headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
    person = Client()
    person.force_login(directory.cast.labour_clerk)
    assert person.get(place).status_code == 401
    assert feed(directory, place, "requests only").status_code == 403


def test_hidden_and_absent_look_alike(directory: Directory) -> None:
    """A draft, a withdrawn entry and none at all: the same problem."""
    slugs = [directory.entries[name].entry.slug for name in ("draft", "withdrawn")]
    answers = {
        (answer.status_code, json.dumps({**answer.json(), "instance": ""}))
        for slug in (*slugs, "307031001-999999", "x")
        for answer in [feed(directory, f"/catalog/{slug}.ttl", "labour")]
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_an_accept_header_is_no_hindrance(directory: Directory) -> None:
    """Harvesters ask for the media type that the address gives anyway."""
    caller = directory.callers["labour"]
    for accept in ("text/turtle", "application/rdf+xml;q=0.9", "nonsense"):
        answer = caller.client.get("/catalog.ttl", headers={**caller.headers, "accept": accept})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/turtle")
    assert caller.client.get("/catalog.ttl?x=1", headers=caller.headers).status_code == 400


@pytest.mark.parametrize("many", [0, 499])
def test_no_more_than_a_chunk_is_read_at_a_time(directory: Directory, many: int) -> None:
    """The same three statements for each chunk, and none before it is asked for."""
    copy_entries(directory.entries["conditional"], many)
    person, day = directory.cast.labour_clerk, directory.cast.now.date()
    actor = Actor.person(person.pk, interface=Interface.API, on=day, keeps_groups=True)
    rows = published_to(actor)
    total = rows.count()
    read = 0
    next(stream(rows, actor, now=directory.cast.now))  # what is read once for all readers
    chunks = stream(rows, actor, now=directory.cast.now)
    for _number in range(math.ceil(total / CHUNK)):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            records = next(chunks)
        assert len(captured) == 3, [query["sql"][:300] for query in captured]
        assert 0 < len(records) <= CHUNK
        read += len(records)
    assert read == total
    assert next(chunks, None) is None


@pytest.mark.parametrize("many", [0, 499])
def test_no_more_than_a_chunk_is_alive(directory: Directory, many: int) -> None:
    """While a feed is written, no more entries and items are in memory than one chunk holds."""
    copy_entries(directory.entries["conditional"], many)
    kinds = (DirectoryEntry, Record)
    pieces = feed(directory, "/catalog.ttl").streaming_content
    most = dict.fromkeys(kinds, 0)
    before = {id(found) for found in gc.get_objects() if type(found) in kinds}
    written = 0
    for piece in pieces:
        written += piece.count(b"a dcat:Dataset")
        gc.collect()
        alive = Counter(
            type(found)
            for found in gc.get_objects()
            if type(found) in kinds and id(found) not in before
        )
        most = {kind: max(most[kind], alive[kind]) for kind in kinds}
    assert written == len(directory.codes) + many
    assert 0 < most[Record] <= CHUNK
    assert most[DirectoryEntry] <= CHUNK
