"""The rows of a draft's form in which its data items are typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.directories.actions import Item
from catalog.directories.value_rules_form import RULES, ValueRulesForm, rules_of, typed
from portal.interfaces.steps import NOT_CHOSEN
from portal.regulation.value_rules import ValueRules, faults
from portal.regulation.vocabulary import ItemType

EXTRA_ITEM_ROWS = 10


class ItemForm(ValueRulesForm):
    """One data item of the draft, and which values it may hold."""

    name = forms.CharField(label=_("Item name"), max_length=120)
    column_name = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,62}$",
        label=_("Column"),
        required=False,
        error_messages={"invalid": _("Lower-case letters, digits and underscores only.")},
    )
    data_type = forms.ChoiceField(
        label=_("Data type"), choices=ItemType.choices, initial=ItemType.TEXT
    )
    length = forms.IntegerField(label=_("Length"), min_value=1, max_value=1_000_000, required=False)
    is_personal = forms.BooleanField(label=_("Personal information"), required=False)
    is_key = forms.BooleanField(label=_("Look-up key"), required=False)
    is_region = forms.BooleanField(label=_("Region of the row"), required=False)
    standard = forms.ChoiceField(label=_("Standard"), required=False)
    description = forms.CharField(label=_("Description"), max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        standards_offered: Mapping[str, tuple[int, str]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offered = standards_offered or {}
        self._standard_ids = {number: pk for number, (pk, _title) in offered.items()}
        standard: Any = self.fields["standard"]
        titles = [(number, title) for number, (_pk, title) in offered.items()]
        standard.choices = [NOT_CHOSEN, *titles]

    def main_fields(self) -> list[Any]:
        """The controls of the item's row."""
        return [field for field in self.visible_fields() if field.name not in RULES]

    def rule_fields(self) -> list[Any]:
        """The controls of its value rules, which are folded away below the row."""
        return [self[name] for name in self.fields if name in RULES]

    def rules_in_words(self) -> str:
        """The rules that stand, for the line that unfolds them."""
        said: ValueRules = self.initial.get("value_rules", ValueRules())
        return said.in_words()

    def rules_are_open(self) -> bool:
        """Whether something about the rules is at fault, so that they are shown unfolded."""
        return self.is_bound and any(name in self.errors for name in ("__all__", *RULES))

    def clean(self) -> dict[str, Any]:
        """Adds ``item`` as the action takes it; rules that cannot stand are named here, too."""
        data = super().clean() or {}
        names = {"name", "column_name", "data_type", "length", "description"}
        marks = {"is_personal", "is_key", "is_region"}
        if self.errors or data.get("DELETE"):
            return data
        data["item"] = item = Item(
            **{name: data[name] for name in names | marks},
            standard_id=self._standard_ids.get(data["standard"]),
            value_rules=rules_of(data),
        )
        for fault in faults(item):
            self.add_error(None, fault)
        return data

    def name_controls(self, row: int) -> None:
        """Each control says which one it is, as its column's head stands far above it."""
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = gettext("Item %(row)s: %(label)s") % {
                "row": row,
                "label": field.label,
            }


class _ItemForms(forms.BaseFormSet):
    """The rows of the draft's items."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """The controls of the row, the one that takes it out among them, are named."""
        super().add_fields(form, index)
        if index is not None:
            form.name_controls(index + 1)


ItemFormSet = forms.formset_factory(
    ItemForm, formset=_ItemForms, extra=EXTRA_ITEM_ROWS, can_delete=True
)


def item_row(item: Item, numbers: Mapping[int, str]) -> dict[str, Any]:
    """An item as it stands in its row.

    :param numbers: the numbers of the standards in the register, by their ids.
    """
    own = (name for name in ItemForm.base_fields if name not in {"standard", *RULES})
    return {
        **{name: getattr(item, name) for name in own},
        **typed(item.value_rules),
        "value_rules": item.value_rules,
        "standard": numbers.get(item.standard_id or 0, ""),
    }
