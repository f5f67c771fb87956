"""What changed between two versions of an entry, field by field and item by item (Art. 17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation.item_names import item_key

#: What an item is known by; two items of one version never share it.
COLUMN = "column"
NAME = "name"


class Kind(TextChoices):
    """What became of an item."""

    ADDED = "ADDED", _("added")
    REMOVED = "REMOVED", _("removed")
    CHANGED = "CHANGED", _("changed")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a version states: its fields by name, and its items, each with its own fields."""

    fields: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that reads differently."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that came, went, or reads differently; ``name`` is the later one where both are."""

    kind: Kind
    name: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which the later version differs; nothing where both state the same."""

    fields: tuple[Change, ...]
    items: tuple[ItemChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether both state the same."""
        return not self.fields and not self.items


def _plain(value: Any) -> Any:
    """Codes that are listed in another order are the same codes; blank is blank."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(map(str, value))
    return value.strip() if isinstance(value, str) else value


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in names
        if _plain(before.get(name)) != _plain(after.get(name))
    )


def _pairs(before: Stated, after: Stated) -> dict[int, int]:
    """Which later item continues which earlier one: by column, and else by name.

    The column is what data and interfaces know an item by, so an item that keeps it was renamed;
    without one the name has to do, as it is compared everywhere (Art. 19).
    """
    pairs: dict[int, int] = {}
    for known_by in (lambda item: item.get(COLUMN), lambda item: item_key(item[NAME])):
        taken = set(pairs.values())
        earlier = {
            known_by(item): place
            for place, item in enumerate(before.items)
            if place not in taken and known_by(item)
        }
        for place, item in enumerate(after.items):
            found = earlier.pop(known_by(item), None) if place not in pairs else None
            if found is not None:
                pairs[place] = found
    return pairs


def compare(before: Stated, after: Stated) -> Comparison:
    """What the later version states otherwise: fields in its order, items in its order.

    Items that are gone come last. An item that only stands at another place is the same.
    """
    pairs = _pairs(before, after)
    items: list[ItemChange] = []
    for place, item in enumerate(after.items):
        if place not in pairs:
            items.append(ItemChange(Kind.ADDED, item[NAME]))
        elif changes := _changes(before.items[pairs[place]], item):
            items.append(ItemChange(Kind.CHANGED, item[NAME], changes))
    kept = set(pairs.values())
    items += [
        ItemChange(Kind.REMOVED, item[NAME])
        for place, item in enumerate(before.items)
        if place not in kept
    ]
    return Comparison(_changes(before.fields, after.fields), tuple(items))
