"""What a draft stated, kept as JSON so that it can be put back."""

import dataclasses
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from catalog.directories.actions import Condition, Content, Item
from portal.regulation.value_rules import ValueRules


class Fault(Exception):
    """A row that cannot be taken: why, and the values that the sentence names."""

    def __init__(self, cause: str, **values: Any) -> None:
        super().__init__(cause)
        self.cause, self.values = cause, values


def kept(content: Content) -> dict[str, Any]:
    """A content as it is kept with a row, so that it can be put back."""
    return dataclasses.asdict(content)


def _put_together(kind: Any, row: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    frozen = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name in known
    }
    return kind(**frozen)


def _item(row: Mapping[str, Any]) -> Item:
    rules = ValueRules.read(row.get("value_rules"))
    item: Item = _put_together(Item, {**row, "value_rules": rules})
    return item


def restored(row: Mapping[str, Any]) -> Content:
    """What was kept."""
    items = tuple(_item(each) for each in row["items"])
    condition = row["condition"] and _put_together(Condition, row["condition"])
    return _put_together(Content, {**row, "items": items, "condition": condition or None})
