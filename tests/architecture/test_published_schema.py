"""What the comparison of two schemas of the API calls a loss for those who call, and what not."""

import copy
from typing import Any

import pytest

from scripts.check_schema import differences

PUBLISHED: dict[str, Any] = {
    "paths": {
        "/entries/": {
            "get": {"parameters": [{"in": "query", "name": "q"}], "responses": {}},
            "post": {"responses": {}},
        }
    },
    "components": {
        "schemas": {
            "Entry": {"properties": {"code": {"type": "string"}}},
            "EntryRequest": {"properties": {"name": {"type": "string"}}, "required": []},
        }
    },
}


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The published schema with one thing put in, or taken out where nothing is given."""
    schema = copy.deepcopy(PUBLISHED)
    place: Any = schema
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return schema


REQUIRED = ("components", "schemas", "EntryRequest", "required")
FIELDS = ("components", "schemas", "Entry", "properties")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (PUBLISHED, []),
        (changed("paths", "/entries/", "post"), ["! POST /entries/ is gone"]),
        (changed("paths", "/entries/", "put", to={}), ["+ PUT /entries/ is new"]),
        (
            changed("paths", "/entries/", "get", "parameters", to=[]),
            ["! GET /entries/: query q is gone"],
        ),
        (changed(*FIELDS, "code"), ["! Entry.code is gone"]),
        (changed(*FIELDS, "code", to={"type": "integer"}), ["! Entry.code is of another kind"]),
        (changed(*FIELDS, "name", to={"type": "string"}), ["+ Entry.name is new"]),
        (changed(*REQUIRED, to=["name"]), ["! EntryRequest.name must be sent now"]),
        (
            changed("paths", "/entries/", "post", "responses", to={"409": {}}),
            ["~ POST /entries/ says something else"],
        ),
    ],
)
def test_what_differs_is_named(now: dict[str, Any], said: list[str]) -> None:
    assert list(differences(PUBLISHED, now)) == said
