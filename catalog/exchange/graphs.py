"""Reads a catalog in DCAT into rows; nothing that it names is ever fetched."""

import json
from collections.abc import Iterator
from typing import Any
from xml.sax import SAXParseException

from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from catalog.exchange.faults import FileFault

_HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
#: What names the page after this one, in either edition of the vocabulary.
_NEXT_PAGE = (_HYDRA["next"], _HYDRA.nextPage)


def dataset_rows(text: str) -> list[dict[str, str]]:
    """One row for each dataset of the catalog, ordered by identifier.

    :raises FileFault: it is no RDF, names a context elsewhere, has no dataset, or is one page of
        several.
    """
    graph = _graph(text)
    found = [_row(graph, node) for node in set(graph.subjects(RDF.type, DCAT.Dataset))]
    if not found:
        raise FileFault("NO_DATASET")
    if any((None, name, None) in graph for name in _NEXT_PAGE):
        raise FileFault("PAGED")
    return sorted(found, key=lambda row: (row["identifier"], row["title"]))


def _form(text: str) -> str:
    """By how the document begins: what servers declare is often wrong."""
    start = text.lstrip()[:2000]
    if start[:1] in ("{", "["):
        return "json-ld"
    return "xml" if start.startswith("<?xml") or "<rdf:RDF" in start else "turtle"


#: A graph takes much more memory than its text.
MOST_SIGNS = 20 * 1024 * 1024


def _graph(text: str) -> Graph:
    if len(text) > MOST_SIGNS:
        raise FileFault("TOO_LARGE_GRAPH")
    form = _form(text)
    if form == "json-ld":
        _refuse_foreign_contexts(text)
    if form == "xml" and ("<!DOCTYPE" in text or "<!ENTITY" in text):
        raise FileFault("ENTITIES")
    try:
        return Graph().parse(data=text, format=form)
    except Exception as error:  # its readers raise whatever their parts raise
        line = _line_of(error)
        if line:
            raise FileFault("NOT_RDF_AT", form=form, line=line) from error
        raise FileFault("NOT_RDF", form=form) from error


def _line_of(error: Exception) -> int:
    """The line that the reader of a form names, counted from one; 0 where it names none."""
    if isinstance(error, BadSyntax):
        return int(error.lines) + 1
    if isinstance(error, SAXParseException):
        return int(error.getLineNumber() or 0)
    return 0


def _refuse_foreign_contexts(text: str) -> None:
    """A context named by its address would be fetched; it is refused before anything is read."""
    try:
        named = [context for context in _contexts(json.loads(text)) if isinstance(context, str)]
    except (ValueError, RecursionError) as error:
        raise FileFault("INVALID_JSON") from error
    if named:
        raise FileFault("FOREIGN_CONTEXT", context=named[0][:100])


def _contexts(value: Any) -> Iterator[Any]:
    """Every context, and every import of one, at any depth."""
    if isinstance(value, list):
        for each in value:
            yield from _contexts(each)
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("@context", "@import"):
                yield from each if isinstance(each, list) else [each]
            yield from _contexts(each)


def _row(graph: Graph, node: Node) -> dict[str, str]:
    publisher = next(iter(graph.objects(node, DCTERMS.publisher)), None)
    frequency = next(iter(graph.objects(node, DCTERMS.accrualPeriodicity)), "")
    formats = {
        _end(form)
        for each in graph.objects(node, DCAT.distribution)
        for name in (DCTERMS.format, DCAT.mediaType)
        for form in graph.objects(each, name)
    }
    return {
        "identifier": _words(graph, node, DCTERMS.identifier) or str(node),
        "title": _words(graph, node, DCTERMS.title),
        "description": _words(graph, node, DCTERMS.description),
        "publisher": _words(graph, publisher, FOAF.name) if publisher is not None else "",
        "frequency": _end(frequency),
        "formats": " ".join(sorted(formats)),
    }


def _words(graph: Graph, node: Node, name: Node) -> str:
    """What is said of the node, in Chinese where that is said."""
    found = [each for each in graph.objects(node, name) if isinstance(each, Literal)]
    found.sort(key=lambda each: (not (each.language or "").startswith("zh"), str(each)))
    return str(found[0]) if found else ""


def _end(value: Any) -> str:
    """The last part of an address, by which vocabularies name a value."""
    return str(value).rstrip("/").replace("#", "/").rpartition("/")[2]
