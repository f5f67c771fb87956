#!/usr/bin/env python3
"""Compare the API's schema as it is with the published one; whatever differs is a line.

    python3 scripts/check_schema.py PUBLISHED NOW

A line that begins with "!" takes something from those who call: an operation, a parameter, a field
or a value of an answer is gone, or something more must be sent. The end code is 1 where anything
differs, so that the published schema changes only on purpose (`make schema`).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_METHODS = ("get", "post", "put", "patch", "delete")


def _operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if method in _METHODS
    }


def _parameters(operation: dict[str, Any]) -> dict[str, bool]:
    return {
        f"{each['in']} {each['name']}": bool(each.get("required"))
        for each in operation.get("parameters", ())
    }


def _shape(before: dict[str, Any], now: dict[str, Any], name: str) -> Iterator[str]:
    is_sent = name.endswith("Request")
    fields, others = before.get("properties", {}), now.get("properties", {})
    for field in sorted(fields.keys() - others.keys()):
        yield f"! {name}.{field} is gone"
    for field in sorted(others.keys() - fields.keys()):
        must = is_sent and field in now.get("required", ())
        yield f"{'!' if must else '+'} {name}.{field} is new{' and must be sent' if must else ''}"
    for field in sorted(fields.keys() & others.keys()):
        if fields[field] != others[field]:
            yield f"! {name}.{field} is of another kind"
    for field in sorted(set(now.get("required", ())) - set(before.get("required", ()))):
        if is_sent and field in fields:
            yield f"! {name}.{field} must be sent now"


def differences(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """What one schema has and the other has not, the graver with a mark."""
    old, new = _operations(before), _operations(now)
    yield from (f"! {name} is gone" for name in sorted(old.keys() - new.keys()))
    yield from (f"+ {name} is new" for name in sorted(new.keys() - old.keys()))
    for name in sorted(old.keys() & new.keys()):
        had, has = _parameters(old[name]), _parameters(new[name])
        yield from (f"! {name}: {each} is gone" for each in sorted(had.keys() - has.keys()))
        for each in sorted(has.keys() - had.keys()):
            yield f"{'!' if has[each] else '+'} {name}: {each} is new"
        if old[name] != new[name] and had == has:
            yield f"~ {name} says something else"
    shapes, others = (each["components"]["schemas"] for each in (before, now))
    yield from (f"! {name} is gone" for name in sorted(shapes.keys() - others.keys()))
    yield from (f"+ {name} is new" for name in sorted(others.keys() - shapes.keys()))
    for name in sorted(shapes.keys() & others.keys()):
        yield from _shape(shapes[name], others[name], name)


def main() -> int:
    """Print what differs."""
    published, now = (Path(each).read_text(encoding="utf-8") for each in sys.argv[1:3])
    if published == now:
        return 0
    found = list(differences(yaml.safe_load(published), yaml.safe_load(now)))
    print("\n".join(found) or "~ the order of the schema has changed")
    print(f"{len(found)} differences; `make schema` publishes them", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
