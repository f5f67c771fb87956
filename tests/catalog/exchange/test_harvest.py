"""Catalogs of others, read over the wire: three languages, what changed, where it may not go."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.directories.queries import published_to
from catalog.exchange import fetching, harvests, queries
from catalog.exchange.fetching import fetch
from catalog.exchange.harvests import Registration
from catalog.exchange.jobs import harvest_catalogs
from catalog.exchange.models import HarvestRun, HarvestSource, UnresolvedName
from catalog.exchange.reading import FileFault
from catalog.models import EntryVersion
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

pytestmark = pytest.mark.django_db


class Other:
    """A server on the loopback address that gives what a test puts there."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.asked: list[str] = []
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                other.asked.append(self.path)
                found = other.documents.get(urlsplit(self.path).path, 404)
                if callable(found):
                    found = found(parse_qs(urlsplit(self.path).query))
                if isinstance(found, int):
                    self.send_response(found)
                    if 300 <= found < 400:
                        self.send_header("Location", "http://127.0.0.2/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                declared, body = found if isinstance(found, tuple) else (len(found), found)
                self.send_response(200)
                self.send_header("Content-Length", str(declared))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        """Where a document is."""
        return f"http://{self.host}{path}"


@pytest.fixture
def other(settings) -> Iterator[Other]:
    """The server, allowed to be read."""
    served = Other()
    settings.PORTAL_HARVEST_HOSTS = [served.host]
    settings.PORTAL_HARVEST_PRIVATE = True
    yield served
    served.server.shutdown()
    served.server.server_close()


RECORDS = [
    {"id": "a", "title": "社会组织登记", "holder": "上海市民政局", "text": "登记事项。"},
    {"id": "b", "title": "婚姻登记", "holder": "某个没有的局", "text": "婚姻。"},
    {"id": "c", "title": "没有提供单位的目录", "holder": "", "text": ""},
]


def data_json(records: list[dict[str, str]]) -> bytes:
    rows = [
        {
            "identifier": each["id"],
            "title": each["title"],
            "description": each["text"],
            "publisher": {"name": each["holder"]},
            "accrualPeriodicity": "R/P1M",
        }
        for each in records
    ]
    return json.dumps({"dataset": rows}).encode()


_PREFIXES = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
    " @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
)
_MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"


def turtle(records: list[dict[str, str]]) -> bytes:
    said = [
        f'<http://other.example/{each["id"]}> a dcat:Dataset ; dct:identifier "{each["id"]}" ;'
        f' dct:title "{each["title"]}"@zh, "A title"@en ; dct:description "{each["text"]}"@zh ;'
        f" dct:accrualPeriodicity <{_MONTHLY}>"
        + (f' ; dct:publisher [ foaf:name "{each["holder"]}" ]' if each["holder"] else "")
        + " .\n"
        for each in records
    ]
    return (_PREFIXES + "".join(said)).encode()


def rdf(form: str) -> Any:
    from rdflib import Graph

    def written(records: list[dict[str, str]]) -> bytes:
        graph = Graph().parse(data=turtle(records), format="turtle")
        return graph.serialize(format=form, encoding="utf-8", auto_compact=False)

    return written


def ckan(records: list[dict[str, str]]) -> Any:
    """Two records on a page, whatever is asked for."""
    packages = [
        {
            "id": each["id"],
            "title": each["title"],
            "notes": each["text"],
            "organization": {"title": each["holder"]} if each["holder"] else None,
            "extras": [{"key": "frequency", "value": "每月"}],
        }
        for each in records
    ]

    def answered(query: dict[str, list[str]]) -> bytes:
        start = int(query["start"][0])
        found = {"count": len(packages), "results": packages[start : start + 2]}
        return json.dumps({"success": True, "result": found}).encode()

    return answered


LANGUAGES = {
    "data.json": ("DCAT_US", "/data.json", "/data.json", data_json),
    "turtle": ("DCAT_AP", "/c.ttl", "/c.ttl", turtle),
    "json-ld": ("DCAT_AP", "/c.jsonld", "/c.jsonld", rdf("json-ld")),
    "rdf/xml": ("DCAT_AP", "/c.rdf", "/c.rdf", rdf("xml")),
    "ckan": ("CKAN", "", "/api/3/action/package_search", ckan),
}


def register(cast, other: Other, language: str = "data.json", **changes: Any) -> HarvestSource:
    """The authority registers the other catalog, which speaks for the labour department."""
    kind, path, _place, _write = LANGUAGES[language]
    stated = {
        "code": "other",
        "title": "某市目录",
        "address": other.url(path),
        "kind": kind,
        "department_id": cast.labour.pk,
        **changes,
    }
    return harvests.register_harvest_source(
        registration=Registration(**stated), actor=cast.actor("authority_officer"), now=cast.now
    )


def read(cast, source: HarvestSource) -> HarvestRun:
    """By hand."""
    return harvests.harvest(pk=source.pk, actor=cast.actor("authority_officer"), now=cast.now)


def counts(run: HarvestRun) -> Counter[tuple[str, str]]:
    """Records of the run by outcome and cause."""
    assert run.fault == ""
    return Counter(run.findings.values_list("outcome", "cause"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_added_then_changed_and_vanished(cast, other: Other, language: str) -> None:
    """The first run adds drafts, the second changes nothing, the third tells what is new."""
    _kind, _path, place, write = LANGUAGES[language]
    other.documents[place] = write(RECORDS)
    source = register(cast, other, language)
    assert counts(read(cast, source)) == {("ADDED", ""): 3}
    drafts = {each.name: each for each in EntryVersion.objects.select_related("entry__provider")}
    assert set(drafts) == {each["title"] for each in RECORDS}
    holders = {name: each.entry.provider for name, each in drafts.items()}
    assert holders == {
        "社会组织登记": cast.civil_affairs,
        "婚姻登记": None,
        "没有提供单位的目录": cast.labour,
    }
    assert [each.name for each in UnresolvedName.objects.all()] == ["某个没有的局"]
    assert {each.status for each in drafts.values()} == {"DRAFT"}
    assert {each.sharing_class for each in drafts.values()} == {""}
    assert {each.update_frequency for each in drafts.values()} == {"MONTHLY"}
    assert not published_to(cast.actor("labour_clerk")).exists()
    assert counts(read(cast, source)) == {("UNCHANGED", ""): 3}
    changed = {**RECORDS[1], "text": "婚姻登记的事项。"}
    new = {"id": "d", "title": "新增的目录", "holder": "", "text": "新。"}
    other.documents[place] = write([changed, RECORDS[2], new])
    run = read(cast, source)
    expected = {("CHANGED", ""): 1, ("UNCHANGED", ""): 1, ("ADDED", ""): 1, ("VANISHED", ""): 1}
    assert counts(run) == expected
    (gone,) = queries.vanished_for(cast.actor("civil_clerk"))
    assert (gone.title, gone.version_id) == ("社会组织登记", drafts["社会组织登记"].pk)
    assert not queries.vanished_for(cast.actor("labour_clerk")).exists()
    assert EntryVersion.objects.count() == 4
    renewed = EntryVersion.objects.get(pk=drafts["婚姻登记"].pk)
    assert renewed.abstract == "婚姻登记的事项。"


def test_a_catalog_cut_off_changes_nothing(cast, other: Other) -> None:
    """What cannot be read to its end counts nothing as vanished, and says why in a sentence."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = register(cast, other)
    read(cast, source)
    whole = data_json(RECORDS)
    for broken in (b"", b"{", b"null", b"[1]", b"\xff\xfe\x00", (len(whole) + 9, whole), 500, 404):
        other.documents["/data.json"] = broken
        run = read(cast, source)
        assert run.fault.endswith(("。", ".")), broken
        assert run.ended_at
        assert not run.findings.exists()
    assert EntryVersion.objects.count() == 3
    assert not queries.vanished_for(cast.actor("civil_clerk")).exists()


@pytest.mark.parametrize(
    "document",
    [
        b'{"@context": "http://127.0.0.1:1/context.jsonld", "@graph": []}',
        b'{"@context": [{}, "http://127.0.0.1:1/c"], "@graph": []}',
        b'{"@graph": [{"@context": {"@import": "http://127.0.0.1:1/c"}}]}',
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        b"<?xml version='1.0'?><rdf:RDF>",
        b"this is no turtle",
        b"@prefix a: <http://a/> . a:b a:c a:d .",
        b"[" * 100_000,
        b'{"@id": 5, "@type": {}}',
    ],
)
def test_a_malformed_graph_gives_a_sentence(cast, other: Other, document: bytes) -> None:
    """Nothing that it names is fetched, nothing half-read is taken."""
    other.documents["/c.ttl"] = document
    run = read(cast, register(cast, other, "turtle"))
    assert run.fault.endswith(("。", "."))
    assert other.asked == ["/c.ttl"]
    assert not EntryVersion.objects.exists()


@pytest.mark.parametrize("answer", [{"success": True}, {"result": {"count": 9, "results": []}}, []])
def test_what_is_no_ckan_gives_a_sentence(cast, other: Other, answer: Any) -> None:
    """Another envelope, and a catalog that gives fewer than it says."""
    other.documents["/api/3/action/package_search"] = json.dumps(answer).encode()
    run = read(cast, register(cast, other, "ckan"))
    assert run.fault.endswith(("。", "."))


def test_a_redirect_is_not_followed(other: Other) -> None:
    """Not even to a host on the list."""
    for status in (301, 302, 303, 307, 308):
        other.documents["/x"] = status
        with pytest.raises(FileFault):
            fetch(other.url("/x"))
    assert other.asked == ["/x"] * 5


def test_a_document_without_end_is_broken_off(other: Other, monkeypatch) -> None:
    """By its size, and by its time."""
    other.documents["/x"] = b"x" * 300_000
    assert len(fetch(other.url("/x"))) == 300_000
    monkeypatch.setattr(fetching, "MOST_BYTES", 200_000)
    with pytest.raises(FileFault):
        fetch(other.url("/x"))
    monkeypatch.setattr(fetching, "MOST_BYTES", 400_000)
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", -1)
    with pytest.raises(FileFault):
        fetch(other.url("/x"))


#: Ways by which an address has been made to lead elsewhere, and hosts of one's own network.
_TRICKS = (
    "http://good.example@127.0.0.1/", "http://127.0.0.1@good.example/", "http://good.example:80@x/",
    "http://good.example\\@127.0.0.1/", "http://good.example%00.x/", "http://good.example%2e/",
    "http://good.example./", "http://GOOD.example.evil/", "http://evil-good.example/",
    "http://good.example:81/", "http://good.example:0/", "http://good.example:99999/",
    "http://good.example:x/", "https://good.example:80/", "ftp://good.example/",
    "file:///etc/passwd", "gopher://good.example/", "javascript:alert(1)", "//good.example/", "",
    "good.example", "http:/good.example/", "http:///good.example/", "http://", "http://[::1/",
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0177.0.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://localhost/", "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
    "http://[fd00::1]/", "http://[fe80::1%25eth0]/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://good.example/\r\nHost: x", "http://good.example/ x", "http://good.example/\x00",
    "http://good。example/", "http://ｇood.example/", "http://good.example/目录", "http://xn--/",
    "http://good.example#@127.0.0.1/x y", "http://127.0.0.1#good.example/",
    "http://127.0.0.1?good.example/", "http://127.0.0.1/good.example", "http://good.example;x/",
    "http://good.example\t/", "http://\tgood.example/", "http://good.example&127.0.0.1/",
    "http://good.example,127.0.0.1/", "http://*.good.example/",
)  # fmt: skip


@pytest.mark.parametrize("address", _TRICKS)
def test_nothing_off_the_list_is_connected_to(settings, monkeypatch, address: str) -> None:
    """No name is resolved and nothing is connected to: the list is asked first."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    settings.PORTAL_HARVEST_PRIVATE = True
    touched: list[Any] = []
    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(fetching.socket, name, lambda *a, **k: touched.append(a))
    with pytest.raises(FileFault):
        fetch(address)
    assert touched == []


#: Addresses that a name of somebody else may resolve to.
PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3",  # noqa: S104
    "172.31.0.1", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fd00::1", "fe80::1%eth0", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("found", PRIVATE)
def test_a_name_that_leads_into_the_own_network(settings, monkeypatch, found: str) -> None:
    """Whatever a listed name resolves to is judged, and every address of it."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    touched: list[Any] = []
    answers = [(0, 0, 0, "", ("93.184.215.14", 80)), (0, 0, 0, "", (found, 80))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *a, **k: answers)
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *a: touched.append(a))
    with pytest.raises(FileFault):
        fetch("http://good.example/x")
    assert touched == []


def test_the_judged_address_is_the_one_connected_to(settings, monkeypatch) -> None:
    """A name that resolves to something else the second time is not asked a second time."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    asked, touched = [], []

    def resolve(*args: Any, **options: Any) -> Any:
        asked.append(args)
        return [(0, 0, 0, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", 80))]

    def connect(address: Any, *args: Any) -> Any:
        touched.append(address)
        raise OSError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    with pytest.raises(FileFault):
        fetch("http://good.example/x")
    assert (len(asked), touched) == (1, [("93.184.215.14", 80)])


def test_only_the_authority_registers_reads_and_retires(cast, other: Other) -> None:
    """Each act by the authority's officer; refused to a compiler, and outside the list."""
    other.documents["/data.json"] = data_json(RECORDS)
    with pytest.raises(Refused) as refusal:
        register(cast, other, address="http://127.0.0.1:1/data.json")
    assert refusal.value.reason is reasons.HARVEST_ADDRESS
    source = register(cast, other)
    with pytest.raises(Refused) as refusal:
        register(cast, other)
    assert refusal.value.reason is reasons.HARVEST_CODE_TAKEN
    compiler = cast.actor("market_compiler")
    for name in ("harvest", "retire_harvest_source"):
        with pytest.raises(Refused):
            getattr(harvests, name)(pk=source.pk, actor=compiler, now=cast.now)
    assert not HarvestRun.objects.exists()
    HarvestRun.objects.create(source=source, is_by_night=True, begun_at=cast.now)
    with pytest.raises(Refused) as refusal:
        read(cast, source)
    assert refusal.value.reason is reasons.HARVEST_RUNNING
    assert other.asked == []
    HarvestRun.objects.update(ended_at=cast.now)
    officer = cast.actor("authority_officer")
    harvests.retire_harvest_source(pk=source.pk, actor=officer, now=cast.now)
    with pytest.raises(Refused):
        read(cast, source)


def test_read_by_night(cast, other: Other) -> None:
    """The job reads what is in use, and leaves the act in the log."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = register(cast, other)
    retired = register(cast, other, code="retired")
    officer = cast.actor("authority_officer")
    harvests.retire_harvest_source(pk=retired.pk, actor=officer, now=cast.now)
    harvest_catalogs(actor=Actor.system("harvest-catalogs"), now=cast.now)
    run = HarvestRun.objects.get()
    assert (run.source, run.is_by_night) == (source, True)
    assert counts(run) == {("ADDED", ""): 3}
    assert AuditEvent.objects.filter(name="harvestsource.harvest_by_night").count() == 1


def test_a_draft_taken_further_is_left_and_reported(cast, other: Other) -> None:
    """What the compiler has begun to work on is his; the change is reported."""
    from catalog.directories import actions as directories
    from catalog.directories.actions import content_of

    other.documents["/data.json"] = data_json(RECORDS)
    source = register(cast, other)
    read(cast, source)
    draft = EntryVersion.objects.get(name="社会组织登记")
    directories.revise(
        pk=draft.pk, content=content_of(draft), actor=cast.actor("civil_clerk"), now=cast.now
    )
    other.documents["/data.json"] = data_json([{**RECORDS[0], "text": "改。"}, *RECORDS[1:]])
    assert counts(read(cast, source)) == {("UNCHANGED", ""): 2, ("UNCHANGED", "TAKEN_FURTHER"): 1}
    assert EntryVersion.objects.get(pk=draft.pk).abstract == "登记事项。"
