"""Another system that is read over the wire: its server, its documents, and its registration."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from catalog.exchange import harvests
from catalog.exchange.harvests import Registration
from catalog.exchange.jobs import work_on_harvests
from catalog.exchange.models import HarvestRun, HarvestSource
from portal.workflow.actor import Actor


class Other:
    """A server on the loopback address that gives what a test puts there."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
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
                for name, value in other.headers.items():
                    self.send_header(name, value)
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
    person = changes.pop("person", "authority_officer")
    speaks_for = changes.pop("department_id", cast.labour.pk)
    stated = {
        "title": "某市目录",
        "address": other.url(path),
        "kind": kind,
        "rhythm": "DAILY",
        **changes,
    }
    return harvests.register_harvest_source(
        registration=Registration(**stated),
        department_id=speaks_for,
        actor=cast.actor(person),
        now=cast.now,
    )


def work(cast) -> None:
    """The worker's minute."""
    work_on_harvests(actor=Actor.system("work-on-harvests"), now=cast.now)


def in_use(cast, other: Other, language: str = "data.json", **changes: Any) -> HarvestSource:
    """Registered, tried out on what the other has now, and ready for its first reading."""
    person = changes.get("person", "authority_officer")
    source = register(cast, other, language, **changes)
    work(cast)
    harvests.begin_harvesting(pk=source.pk, actor=cast.actor(person), now=cast.now)
    return source


def last(source: HarvestSource) -> HarvestRun:
    """The latest reading."""
    return source.runs.order_by("-pk")[0]


def read(cast, source: HarvestSource, person: str = "authority_officer") -> HarvestRun:
    """By hand, where no reading waits already."""
    if not source.is_being_read:
        harvests.harvest(pk=source.pk, actor=cast.actor(person), now=cast.now)
    work(cast)
    return last(source)
