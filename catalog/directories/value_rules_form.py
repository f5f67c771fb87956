"""What a person states of the values that an item may hold, typed or in the cells of a workbook."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import NOT_CHOSEN
from portal.regulation.code_kinds import CodeKind
from portal.regulation.patterns import LONGEST as LONGEST_PATTERN
from portal.regulation.value_rules import ValueRule, ValueRules

#: The fields of an item that say which values it may hold.
RULES: Final = tuple(each.name for each in fields(ValueRules))


class ValueRulesForm(forms.Form):
    """The value rules of one item; whether they can stand is judged with the item."""

    is_required = forms.BooleanField(label=ValueRule.REQUIRED.label, required=False)
    is_unique = forms.BooleanField(label=ValueRule.UNIQUE.label, required=False)
    minimum = forms.CharField(label=ValueRule.MINIMUM.label, max_length=40, required=False)
    maximum = forms.CharField(label=ValueRule.MAXIMUM.label, max_length=40, required=False)
    min_length = forms.IntegerField(
        label=ValueRule.MIN_LENGTH.label, min_value=1, max_value=1_000_000, required=False
    )
    max_length = forms.IntegerField(
        label=ValueRule.MAX_LENGTH.label, min_value=1, max_value=1_000_000, required=False
    )
    pattern = forms.CharField(
        label=ValueRule.PATTERN.label,
        max_length=LONGEST_PATTERN,
        required=False,
        help_text=_("A regular expression for the whole value, such as [A-Z]{2}[0-9]{6}."),
    )
    code_kind = forms.ChoiceField(
        label=_("Kind of code"), choices=[NOT_CHOSEN, *CodeKind.choices], required=False
    )
    allowed = forms.CharField(
        label=ValueRule.ENUM.label,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One value on each line."),
    )


def rules_of(data: Mapping[str, Any]) -> ValueRules:
    """The rules that the cleaned fields state."""
    lines = (line.strip() for line in (data.get("allowed") or "").splitlines())
    stated = {name: data[name] for name in RULES if data.get(name) and name != "allowed"}
    return ValueRules(**stated, allowed=tuple(line for line in lines if line))


def typed(rules: ValueRules) -> dict[str, Any]:
    """The rules as they stand in the fields."""
    stated = {name: getattr(rules, name) for name in RULES}
    return {**stated, "allowed": "\n".join(rules.allowed)}
