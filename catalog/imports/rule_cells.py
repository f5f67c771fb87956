"""The value rules of an item in the columns of the template: read, written out, and compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.batches.contents import Fault
from catalog.directories.actions import Item
from catalog.directories.value_rules_form import ValueRulesForm, rules_of
from catalog.imports import words
from catalog.imports.columns import RULE_USES, Use
from portal.regulation.item_names import item_key
from portal.regulation.item_values import parse
from portal.regulation.value_rules import ValueRules
from portal.regulation.vocabulary import ItemType


def read(cells: Mapping[Use, str]) -> dict[str, Any]:
    """The value rules that the cells of an item state, read as the form of a draft reads them.

    :raises Fault: a cell cannot be taken.
    """
    free = ValueRules()
    found: dict[str, Any] = {}
    typed: dict[str, Any] = {}
    for use, name in RULE_USES.items():
        cell = cells.get(use, "")
        if cell.strip() == words.FREE:
            found[name] = getattr(free, name)
        elif cell.strip().casefold() not in words.NOTHING:
            typed[name] = _typed_rule(use, cell)
    form = ValueRulesForm(typed)
    for name, (error, *_more) in form.errors.items():
        use = next(each for each, field in RULE_USES.items() if field == name)
        raise Fault("BAD_RULE", column=use.value, value=str(error)[:200])
    said = rules_of(form.cleaned_data)
    return {**found, **{name: getattr(said, name) for name in typed}}


def _typed_rule(use: Use, cell: str) -> Any:
    """What one would type into the form instead of the cell."""
    if use in (Use.ITEM_REQUIRED, Use.ITEM_UNIQUE):
        try:
            return bool(parse(cell, ItemType.BOOLEAN))
        except ValueError as error:
            known = "是、否"
            raise Fault("UNKNOWN_WORD", column=use.value, value=cell[:80], known=known) from error
    if use is Use.ITEM_CODE_KIND:
        code = words.code_of(use, cell)
        if not code:
            known = words.known(use)
            raise Fault("UNKNOWN_WORD", column=use.value, value=cell[:80], known=known)
        return code
    return "\n".join(words.allowed_values(cell)) if use is Use.ITEM_ALLOWED else cell


def written(rules: ValueRules) -> dict[Use, str]:
    """The rules in words that read back; nothing where every value may stand."""
    return {use: _written_rule(use, getattr(rules, name)) for use, name in RULE_USES.items()}


def _written_rule(use: Use, value: Any) -> str:
    if use is Use.ITEM_ALLOWED:
        return words.listed(value)
    if use is Use.ITEM_CODE_KIND:
        return words.word_of(use, value)
    return "是" if value is True else str(value or "")


def differences(before: Iterable[Item], after: Iterable[Item]) -> dict[Use, tuple[str, str]]:
    """Of each rule the items that do not state it alike, with old and new."""
    old, new = (
        {item_key(item.name): (item.name, written(item.value_rules)) for item in each}
        for each in (before, after)
    )
    nothing: tuple[str, dict[Use, str]] = ("", {})
    found: dict[Use, tuple[str, str]] = {}
    for use in RULE_USES:
        pairs = [
            (
                name,
                old.get(key, nothing)[1].get(use, ""),
                new.get(key, nothing)[1].get(use, ""),
            )
            for key, (name, _rules_of_item) in {**old, **new}.items()
        ]
        changed = [(name, was, comes) for name, was, comes in pairs if was != comes]
        if changed:
            found[use] = (
                "；".join(_named(name, was) for name, was, _comes in changed if was),
                "；".join(_named(name, comes) for name, _was, comes in changed if comes),
            )
    return found


def _named(item: str, cell: str) -> str:
    return f"{item}：{'、'.join(cell.splitlines())}"
