"""Items with their value rules out of the Table Schemas that another catalog states of its files.

What an item says of its values is taken over whole or not at all, and what is not taken is named.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.directories.actions import MOST_ITEMS, Item
from catalog.directories.item_forms import ItemForm
from catalog.directories.value_rules_form import ValueRulesForm, rules_of, typed
from portal.regulation.punctuation import clauses, enumerated
from portal.regulation.value_rules import (
    ItemSchema,
    UnreadConstraint,
    ValueRules,
    faults,
    item_schema,
)
from portal.regulation.vocabulary import ItemType

_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Left:
    """What a schema says that was not taken over: of which field, if of one, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        said = _("%(item)s: %(fault)s")
        return said % {"item": self.name, "fault": self.why} if self.name else self.why


@dataclass(frozen=True, slots=True)
class SchemaReading:
    """The items, and whatever the schema says that was not taken over."""

    items: tuple[Item, ...] = ()
    left: tuple[Left, ...] = ()


def named(left: Sequence[Left], most: int) -> str:
    """What was left, in so many characters; where the reasons are too long, each by its name."""
    whole = clauses(map(str, left))
    if len(whole) <= most:
        return whole
    names = list(dict.fromkeys(each.name or each.why for each in left))
    said = _("%(number)s in all: %(names)s") % {"number": len(names), "names": enumerated(names)}
    return said if len(said) <= most else f"{said[: most - 1]}…"


def read(schemas: Sequence[Any]) -> SchemaReading:
    """The items that the schemas of a record's files state alike."""
    found: list[Any] = []
    for stated in schemas:
        fields = _fields(stated)
        if fields is None:
            said = _("a schema was not read: it is no Table Schema, or stands elsewhere")
            return SchemaReading(left=(Left("", said),))
        if fields not in found:
            found.append(fields)
    if not found:
        return SchemaReading()
    if len(found) > 1:
        said = _("its files have different schemas, and none was taken")
        return SchemaReading(left=(Left("", said),))
    if len(found[0]) > MOST_ITEMS:
        said = _("the schema has more than %(most)s fields") % {"most": MOST_ITEMS}
        return SchemaReading(left=(Left("", said),))
    return _Fields().read(found[0])


def _fields(stated: Any) -> list[Any] | None:
    """The fields of a schema; an address is not followed."""
    if isinstance(stated, str):
        try:
            stated = json.loads(stated)
        except (ValueError, RecursionError):
            return None
    fields = stated.get("fields") if isinstance(stated, dict) else None
    return fields if isinstance(fields, list) and fields else None


class _Fields:
    """The fields of one schema on their way to items."""

    def __init__(self) -> None:
        self.left: list[Left] = []
        self.columns: set[str] = set()

    def read(self, fields: Sequence[Any]) -> SchemaReading:
        items = tuple(self._items(fields))
        return SchemaReading(items, tuple(self.left))

    def _items(self, fields: Sequence[Any]) -> Iterator[Item]:
        for place, stated in enumerate(fields, start=1):
            name = _text(stated.get("name")) if isinstance(stated, dict) else ""
            if not name:
                self._leave("", _("field %(place)s has no name") % {"place": place})
                continue
            column = _column(name)
            if column and column in self.columns:
                self._leave(name, _("the column stands twice"))
                continue
            self.columns.add(column)
            yield self._item(stated, name, column)

    def _leave(self, name: str, why: str) -> None:
        self.left.append(Left(name[:60], why))

    def _item(self, stated: dict[str, Any], name: str, column: str) -> Item:
        item = Item(
            name=(_text(stated.get("title")) or name)[:120],
            column_name=column,
            description=_text(stated.get("description"))[:500],
        )
        try:
            schema = item_schema(stated)
        except UnreadConstraint as unread:
            self._leave(name, _("its value rules were not taken: %(name)s") % {"name": unread})
            return item
        item = replace(item, data_type=schema.data_type or ItemType.TEXT)
        if not schema.data_type:
            said = _("the type “%(type)s” is none of ours, so it stands as text")
            self._leave(name, said % {"type": str(stated.get("type"))[:40]})
        return replace(item, value_rules=self._rules(item, name, schema))

    def _rules(self, item: Item, name: str, schema: ItemSchema) -> ValueRules:
        """All of the rules that the field states, or none of them."""
        form = ValueRulesForm(typed(schema.rules))
        why = [str(error) for errors in form.errors.values() for error in errors]
        if not why and rules_of(form.cleaned_data) != schema.rules:
            why.append(_("a value has blanks around it, or more than one line"))
        if schema.rules.stated() and not schema.data_type:
            why.append(_("the type is not known"))
        why = why or faults(replace(item, value_rules=schema.rules))
        if not why:
            return schema.rules
        said = _("its value rules were not taken: %(name)s")
        self._leave(name, said % {"name": clauses(why)})
        return ValueRules()


def _text(stated: Any) -> str:
    """A text of one line; nothing where it is none that can be kept."""
    if not isinstance(stated, str) or "\x00" in stated:
        return ""
    if any("\ud800" <= letter <= "\udfff" for letter in stated):
        return ""
    return _BLANKS.sub(" ", stated).strip()


def _column(name: str) -> str:
    """The name as that of a column; nothing where it cannot be one here."""
    try:
        return str(ItemForm.base_fields["column_name"].clean(name.casefold()))
    except ValidationError:
        return ""
