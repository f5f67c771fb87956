"""Real answers of the API over the demonstration city, by the shape of what is answered."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from portal.interfaces.specimens import shape_of
from portal.models import User

#: Who asks, one after another, until somebody is answered with something.
ASKING = (
    "sjj-zhuguan",
    "scjg-jingban",
    "rsj-jingban",
    "scjg-shenhe",
    "hkmz-jingban",
    "hksj-zhuguan",
)
_JSON = "application/json"
#: Of a list inside an answer so many are kept, of a text so much; more shows nothing more.
_MOST, _LONGEST = 2, 300
#: Rows of a list that are looked into for the detail that says most.
_LOOKED_INTO = 4


def recorded() -> dict[str, Any]:
    """The answer that says most of each shape that can be read."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    readers = [Client() for _name in ASKING]
    for client, name in zip(readers, ASKING, strict=True):
        client.force_login(User.objects.get(username=name))
    found: dict[str, Any] = {}
    rows: dict[str, list[Mapping[str, Any]]] = {}
    # A list comes before what stands in it, and so leads there.
    for path, operation in sorted(_read(schema), key=lambda each: each[0].count("{")):
        shape = _answered(operation)
        if shape is None:
            continue
        collection, _brace, rest = path.partition("{")
        addresses = [path] if not rest else list(_within(path, rows.get(collection, ())))
        answers = [answer for address in addresses for answer in _asked(readers, address)]
        if not answers:
            continue
        best = max(answers, key=lambda answer: len(json.dumps(answer)))
        listed = best.get("results") if isinstance(best, dict) else best
        if isinstance(listed, list) and not rest:
            rows[path] = [row for row in listed if isinstance(row, dict)][:_LOOKED_INTO]
        found[shape] = _shortened(best)
    return dict(sorted(found.items()))


def _read(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, under in schema["paths"].items():
        if "get" in under:
            yield path, under["get"]


def _answered(operation: Mapping[str, Any]) -> str | None:
    media = operation["responses"].get("200", {}).get("content", {}).get(_JSON)
    return None if media is None else shape_of(operation, media)


def _within(path: str, rows: Any) -> Iterator[str]:
    """The addresses of the rows: a matter stands under its number, an entry under its code."""
    name = path.partition("{")[2].partition("}")[0]
    for row in rows:
        for field in (name, "number", "code", "username", "entry"):
            if row.get(field):
                yield path.replace(f"{{{name}}}", str(row[field]).replace("/", "-"))
                break


def _asked(readers: list[Client], address: str) -> Iterator[Any]:
    if "{" in address:
        return
    for client in readers:
        answer = client.get(address, HTTP_ACCEPT=_JSON)
        if answer.status_code == 200 and answer.headers["Content-Type"] == _JSON:
            said = answer.json()
            if said and (not isinstance(said, dict) or said.get("results", True)):
                yield said
                return


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_shortened(each) for each in value[:_MOST]]
    return value[:_LONGEST] if isinstance(value, str) else value
