"""Whoever reads the API's description sees what to send and what comes back."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from portal.interfaces.problems import METHODS
from portal.interfaces.specimens import with_examples

Operation = tuple[str, Mapping[str, Any]]


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    """The description as it is served."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def operations(schema: Mapping[str, Any]) -> Iterator[Operation]:
    """Each operation by its method and path."""
    for path, under in schema["paths"].items():
        yield from ((f"{each} {path}", under[each]) for each in sorted(METHODS & under.keys()))


def faults(schema: Mapping[str, Any]) -> Iterator[str]:
    """What is left out, and each example that its own schema would refuse."""
    for name, operation in operations(schema):
        if not operation.get("description", "").strip():
            yield f"{name} has no description"
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                yield from _judged(schema, f"{name} {parameter['name']}", parameter)
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield from _judged(schema, name, media)
        for status, answer in operation["responses"].items():
            media = answer.get("content", {}).get("application/json")
            if status.startswith("2") and media:
                yield from _judged(schema, f"{name} {status}", _with_example(schema, media))


def _with_example(schema: Mapping[str, Any], media: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is answered with the example that it refers to."""
    references = [each["$ref"] for each in media.get("examples", {}).values()]
    if not references:
        return media
    shown = schema["components"]["examples"][references[0].rpartition("/")[2]]
    return {**media, "example": shown["value"]}


def _judged(schema: Mapping[str, Any], name: str, stated: Mapping[str, Any]) -> Iterator[str]:
    if "example" not in stated:
        yield f"{name} has no example"
        return
    whole = {**stated["schema"], "components": schema["components"]}
    judge = Draft202012Validator(whole, format_checker=FormatChecker())
    yield from (f"{name}: {error.message}" for error in judge.iter_errors(stated["example"]))
    if not stated["example"]:
        yield f"{name} shows nothing"


def test_every_operation_is_described_and_shown(schema: dict[str, Any]) -> None:
    assert sum(1 for _each in operations(schema)) > 250
    assert list(faults(schema)) == []


def test_a_new_operation_gets_its_example_by_itself() -> None:
    """Fields nobody thought of are computed within their limits; what is stated stays."""
    fields = {
        "unheard_of": {"type": "string", "maxLength": 5},
        "weight": {"type": "integer", "minimum": 40},
        "colour": {"type": "string", "enum": ["", "RED"]},
        "is_new": {"type": "boolean"},
        "stays_on": {"type": ["string", "null"], "format": "date"},
        "entry": {"type": "array", "items": {"type": "string", "maxLength": 60}},
        "columns": {"type": "array", "items": {"$ref": "#/components/schemas/PartShape"}},
    }
    part = {"type": "object", "properties": {"weight": {"type": "integer"}}}
    new = {"type": "object", "properties": fields, "required": list(fields)}
    parameter = {"in": "path", "name": "number", "schema": {"type": "string"}}
    stated = {**parameter, "example": "stated"}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewShape"}}}}
    operation = {
        "operationId": "new",
        "description": "New.",
        "parameters": [parameter, stated],
        "requestBody": body,
        "responses": {"201": body},
    }
    schema: dict[str, Any] = {
        "paths": {"/api/v1/unheard-of/{number}/": {"post": operation}},
        "components": {"schemas": {"NewShape": new, "PartShape": part}},
    }
    with_examples(schema, None, None, True)
    assert list(faults(schema)) == []
    assert stated["example"] == "stated"
    shown = body["content"]["application/json"]["example"]
    assert isinstance(shown, dict) and shown["colour"] == "RED" and shown.keys() == fields.keys()
