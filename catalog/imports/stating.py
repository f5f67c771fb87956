"""What an entry states, by the columns of the template: read from cells, laid over, written out."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError

from catalog.batches.contents import Fault
from catalog.directories.actions import Condition, Content, Item
from catalog.directories.forms import DraftForm
from catalog.directories.item_forms import ItemForm
from catalog.imports import rule_cells, words
from catalog.imports.columns import Use
from portal.regulation.item_names import item_key
from portal.regulation.value_rules import ValueRules, faults, in_one_form
from portal.regulation.vocabulary import Openness, SharingClass

#: The columns that say one plain thing each: the field of a draft, and the limit of its form.
_TEXTS: Final = {Use.NAME: "name", Use.ABSTRACT: "abstract", Use.WITHHELD_REASON: "withheld_reason"}
_CODES: Final = {
    Use.FORMAT: "data_format",
    Use.FREQUENCY: "update_frequency",
    Use.SHARING_CLASS: "sharing_class",
    Use.CATEGORY: "category",
    Use.GRADE: "security_level",
}
_ITEM_FIELDS: Final = {
    Use.ITEM_NAME: "name",
    Use.ITEM_TYPE: "data_type",
    Use.ITEM_LENGTH: "length",
    Use.ITEM_COLUMN: "column_name",
    Use.ITEM_DESCRIPTION: "description",
}
_LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class Classifications:
    """The classifications by what a cell may call them, and what each is written as."""

    by_word: Mapping[str, tuple[int, ...]]
    written: Mapping[int, str]

    def read(self, text: str) -> int:
        """The one that a cell names by code, by name, by both, or by the last part of its path.

        :raises Fault: there is none, or there are several.
        """
        for word in (text, text.split()[0], text.replace("／", "/").rsplit("/", 1)[-1].strip()):
            found = self.by_word.get(word, ())
            if len(found) == 1:
                return found[0]
            if found:
                named = "、".join(self.written[each] for each in found)
                raise Fault("AMBIGUOUS_CLASSIFICATION", value=text[:80], known=named)
        raise Fault("UNKNOWN_CLASSIFICATION", value=text[:80])


# From cells.


def _text(use: Use, cell: str, limit: int | None) -> str:
    if limit is not None and len(cell) > limit:
        raise Fault("TOO_LONG", column=use.value, limit=limit)
    return cell


@cache
def _limits() -> Mapping[Use, int | None]:
    """How long a text may be: as in the form in which it is typed by hand."""
    limits: dict[Use, int | None] = {
        use: getattr(DraftForm.base_fields[name], "max_length", None)
        for use, name in _TEXTS.items()
    }
    limits[Use.WITHHELD_REASON] = _LONGEST_REASON
    limits[Use.CONDITION] = getattr(DraftForm.base_fields["basis_instrument"], "max_length", None)
    for use in (Use.ITEM_NAME, Use.ITEM_DESCRIPTION):
        limits[use] = getattr(ItemForm.base_fields[_ITEM_FIELDS[use]], "max_length", None)
    return limits


def _code(use: Use, word: str) -> str:
    found = words.code_of(use, word)
    if not found:
        raise Fault("UNKNOWN_WORD", column=use.value, value=word[:80], known=words.known(use))
    return found


def stated(cells: Mapping[Use, str], classifications: Classifications) -> dict[str, Any]:
    """What the cells of an entry state, by field of a draft; an empty cell states nothing.

    :raises Fault: a cell cannot be taken.
    """
    found: dict[str, Any] = {}
    for use, name in _TEXTS.items():
        if cells.get(use):
            found[name] = _text(use, cells[use], _limits()[use])
    for use, name in _CODES.items():
        word = cells.get(use, "")
        if word and (word not in words.NOTHING):
            found[name] = _code(use, word)
    if cells.get(Use.CLASSIFICATION):
        found["classification_id"] = classifications.read(cells[Use.CLASSIFICATION])
    modes = words.several(cells.get(Use.MODES, ""))
    if modes:
        found["sharing_modes"] = list(dict.fromkeys(_code(Use.MODES, word) for word in modes))
    if cells.get(Use.CONDITION) and cells[Use.CONDITION].casefold() not in words.NOTHING:
        found["condition_text"] = _text(Use.CONDITION, cells[Use.CONDITION], _LONGEST_REASON)
    found |= _opening(cells)
    codes = cells.get(Use.RELATED, "")
    if codes and codes not in words.NOTHING:
        found["related_codes"] = _related(codes)
    day = cells.get(Use.PUBLISHED_ON, "")
    if day and day not in words.NOTHING and words.day_of(day) is None:
        raise Fault("BAD_DATE", value=day[:80])
    return found


def _opening(cells: Mapping[Use, str]) -> dict[str, Any]:
    """Openness and its conditions. The guide asks only whether; 是 with conditions is 有条件开放.

    :raises Fault: the word is not known, or the conditions are too long.
    """
    word, condition = cells.get(Use.OPENNESS, ""), cells.get(Use.OPEN_CONDITION, "")
    said = condition if condition.casefold() not in words.NOTHING else ""
    code = _code(Use.OPENNESS, word) if word not in words.NOTHING else ""
    if said and words.is_yes(word):
        code = Openness.CONDITIONAL.value
    found: dict[str, Any] = {"openness": code} if code else {}
    if said:
        limit = getattr(DraftForm.base_fields["open_condition"], "max_length", None)
        found["open_condition"] = _text(Use.OPEN_CONDITION, said, limit)
    return found


def _related(text: str) -> list[str]:
    try:
        return list(DraftForm.base_fields["related_codes"].clean(text))
    except ValidationError as error:
        raise Fault("BAD_RELATED_CODE", value=text[:80]) from error


def stated_item(cells: Mapping[Use, str]) -> dict[str, Any]:
    """What the cells of an item state, by field.

    :raises Fault: a cell cannot be taken.
    """
    name = cells.get(Use.ITEM_NAME, "")
    if not name:
        raise Fault("ITEM_WITHOUT_NAME")
    found: dict[str, Any] = {"name": _text(Use.ITEM_NAME, name, _limits()[Use.ITEM_NAME])}
    if cells.get(Use.ITEM_DESCRIPTION):
        use = Use.ITEM_DESCRIPTION
        found["description"] = _text(use, cells[use], _limits()[use])
    if cells.get(Use.ITEM_TYPE):
        kind, length = words.type_and_length(cells[Use.ITEM_TYPE])
        found["data_type"] = kind or _code(Use.ITEM_TYPE, cells[Use.ITEM_TYPE])
        if length is not None:
            found["length"] = _length(str(length))
    if cells.get(Use.ITEM_LENGTH):
        found["length"] = _length(cells[Use.ITEM_LENGTH])
    if cells.get(Use.ITEM_COLUMN):
        try:
            column = ItemForm.base_fields["column_name"].clean(cells[Use.ITEM_COLUMN].casefold())
        except ValidationError as error:
            raise Fault("BAD_COLUMN", value=cells[Use.ITEM_COLUMN][:80]) from error
        found["column_name"] = column
    rules = rule_cells.read(cells)
    return {**found, "value_rules": rules} if rules else found


def _length(text: str) -> int:
    try:
        return int(ItemForm.base_fields["length"].clean(text))
    except ValidationError as error:
        raise Fault("BAD_LENGTH", value=text[:80]) from error


# Laid over what an entry states already.


def _items(base: tuple[Item, ...], rows: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of the file; what it does not say of one stays as it was.

    :raises Fault: the value rules of one cannot stand.
    """
    known = {item_key(item.name): item for item in base}
    return tuple(
        _item(known.get(item_key(row["name"]), Item(name=row["name"])), row, place)
        for place, row in enumerate(rows)
    )


def _item(base: Item, row: Mapping[str, Any], place: int) -> Item:
    said = ValueRules.read({**base.value_rules.kept(), **row.get("value_rules", {})})
    item = dataclasses.replace(base, **{**row, "value_rules": said})
    unfit = faults(item)
    if unfit:
        raise Fault("RULES_UNFIT", place=place, item=item.name[:80], value="；".join(unfit)[:400])
    return dataclasses.replace(item, value_rules=in_one_form(said))


def laid_over(base: Content, said: Mapping[str, Any]) -> Content:
    """The draft with what the file says of it.

    :raises Fault: there are conditions on what is shared or opened without any, or the value rules
        of an item cannot stand.
    """
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if name not in ("items", "condition_text")
    }
    content = dataclasses.replace(base, **plain)
    if content.openness != Openness.CONDITIONAL:
        if said.get("open_condition"):
            raise Fault("OPEN_CONDITION_ALONE")
        content = dataclasses.replace(content, open_condition="")
    if "items" in said:
        content = dataclasses.replace(content, items=_items(base.items, said["items"]))
    text = said.get("condition_text")
    if text is None:
        return content
    if content.sharing_class == SharingClass.WITHHELD:
        limit = _limits()[Use.CONDITION]
        basis = _text(Use.CONDITION, text, limit)
        return dataclasses.replace(content, basis_instrument=basis)
    if content.sharing_class != SharingClass.CONDITIONAL:
        raise Fault("CONDITION_ON_UNCONDITIONAL")
    condition = dataclasses.replace(content.condition or Condition(), safeguards=text)
    return dataclasses.replace(content, condition=condition)


# Written out.


def _condition(content: Content) -> str:
    if content.sharing_class == SharingClass.UNCONDITIONAL:
        return "无条件"
    if content.sharing_class == SharingClass.WITHHELD:
        return content.basis_instrument
    return content.condition.safeguards if content.condition else ""


def written(content: Content, classifications: Classifications) -> dict[Use, str]:
    """What an entry states, by column of the template; its items apart."""
    found = {use: str(getattr(content, name)) for use, name in _TEXTS.items()}
    found |= {use: words.word_of(use, getattr(content, name)) for use, name in _CODES.items()}
    found[Use.CLASSIFICATION] = classifications.written.get(content.classification_id or 0, "")
    found[Use.MODES] = "、".join(words.word_of(Use.MODES, code) for code in content.sharing_modes)
    found[Use.CONDITION] = _condition(content)
    found[Use.OPENNESS] = words.word_of(Use.OPENNESS, content.openness)
    found[Use.OPEN_CONDITION] = content.open_condition
    found[Use.RELATED] = "、".join(content.related_codes)
    return found


def written_item(item: Item) -> dict[Use, str]:
    """What an item states, by column of the template."""
    return {**_plain_item(item), **rule_cells.written(item.value_rules)}


def _plain_item(item: Item) -> dict[Use, str]:
    return {
        Use.ITEM_NAME: item.name,
        Use.ITEM_TYPE: words.word_of(Use.ITEM_TYPE, item.data_type),
        Use.ITEM_LENGTH: "" if item.length is None else str(item.length),
        Use.ITEM_COLUMN: item.column_name,
        Use.ITEM_DESCRIPTION: item.description,
    }


def _in_a_line(items: Iterable[Item]) -> str:
    lines = []
    for item in items:
        _name, *rest = _plain_item(item).values()
        more = "，".join(each for each in rest if each)
        lines.append(f"{item.name}（{more}）" if more else item.name)
    return "；".join(lines)


def differences(
    before: Content, after: Content, classifications: Classifications
) -> list[dict[str, str]]:
    """Each column in which the two differ, with old and new; blanks and widths do not count."""
    old, new = (written(content, classifications) for content in (before, after))
    old[Use.ITEM_NAME], new[Use.ITEM_NAME] = _in_a_line(before.items), _in_a_line(after.items)
    found = {
        use: (old[use], new[use]) for use in new if words.clean(old[use]) != words.clean(new[use])
    }
    found |= rule_cells.differences(before.items, after.items)
    return [
        {"use": use.value, "old": found[use][0], "new": found[use][1]}
        for use in Use
        if use in found
    ]
