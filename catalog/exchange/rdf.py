"""Nodes of a graph as Turtle and as JSON-LD, piece by piece: both are written from the same nodes.

A node is a JSON-LD object over the prefixes below. Turtle is written from it directly, so that a
catalog of any size streams out of the same chunks.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

#: The one context of all documents: prefixes, and nothing that a reader would have to fetch.
PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def json_ld(nodes: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[bytes]:
    """The nodes as one JSON-LD document, a chunk at a time."""
    yield b'{"@context":' + orjson.dumps(dict(PREFIXES)) + b',"@graph":[\n'
    mark = b""
    for chunk in nodes:
        written = b",\n".join(orjson.dumps(node) for node in chunk)
        if written:
            yield mark + written
            mark = b",\n"
    yield b"\n]}\n"


def turtle(nodes: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[bytes]:
    """The nodes as Turtle, a chunk at a time."""
    head = (f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    yield "".join(head).encode()
    for chunk in nodes:
        yield "".join(line for node in chunk for line in _subjects(node)).encode()


def _subjects(node: Mapping[str, Any]) -> Iterator[str]:
    """The node's statements, then those of the nodes within it."""
    within: list[Mapping[str, Any]] = []
    said = [f" a {name}" for name in node.get("@type", ())]
    for name, values in node.items():
        if name.startswith("@"):
            continue
        for value in values:
            said.append(f" {name} {_object(value)}")
            if "@id" in value and len(value) > 1:
                within.append(value)
    yield f"\n<{node['@id']}>" + " ;\n   ".join(said) + " .\n"
    for inner in within:
        yield from _subjects(inner)


def _object(value: Mapping[str, Any]) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    # JSON escapes exactly what Turtle escapes, and in the same way.
    written = json.dumps(value["@value"], ensure_ascii=False)
    if "@language" in value:
        return f"{written}@{value['@language']}"
    return f"{written}^^{value['@type']}" if "@type" in value else written
