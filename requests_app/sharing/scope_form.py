"""What a person types about columns and rows; shared by requests and changes of use."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DataItem
from catalog.regions.models import Region
from portal.interfaces.steps import NOT_CHOSEN
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import RowRuleKind
from requests_app.sharing.actions import RowRule

_LONGEST_VALUE = 200


def listed(text: str, marks: str) -> tuple[str, ...]:
    """What stands between the marks or on lines of its own, each once."""
    parts = (part.strip() for part in re.split(f"[{marks}\\r\\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def unknown_regions(codes: Iterable[str]) -> list[str]:
    """The codes among these that no region has, in their order."""
    wanted = list(codes)
    known = set(
        Region.objects.filter(code__in=wanted, effective_to=None).values_list("code", flat=True)
    )
    return [code for code in wanted if code not in known]


class ScopeForm(forms.Form):
    """Columns with their need, and the rows by region or by the values of one column."""

    region = forms.CharField(
        label=_("Rows of these regions only"),
        required=False,
        max_length=200,
        help_text=_("Region codes, separated by commas; empty: rows of every region."),
    )
    row_column = forms.ChoiceField(
        label=_("Rows with certain values only"),
        required=False,
        help_text=_("The data item whose value decides; empty: rows of every value."),
    )
    row_values = forms.CharField(
        label=_("These values"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One value a line, exactly as the data have it."),
    )

    columns: list[DataItem]
    further_rows: list[RowRule]

    def offer(
        self, items: Iterable[DataItem], columns: Iterable[DataItem], chosen: Mapping[int, str]
    ) -> None:
        """Offer these columns to choose, and all the items to limit the rows by.

        :param chosen: the columns chosen so far, each with its need.
        """
        fields: dict[str, Any] = self.fields
        self.items = list(items)
        self.columns = list(columns)
        for column in self.columns:
            fields[f"column_{column.position}"] = forms.BooleanField(
                label=column.name, required=False, initial=column.pk in chosen
            )
            fields[f"need_{column.position}"] = forms.CharField(
                label=_("Necessity"),
                required=False,
                max_length=300,
                initial=chosen.get(column.pk, ""),
                widget=forms.TextInput(
                    attrs={"aria-label": _("Necessity: %(item)s") % {"item": column.name}}
                ),
            )
        if not any(item.is_region for item in self.items):
            del fields["region"]
        # Regions have a field of their own, and a column has one rule.
        others = [item for item in self.items if item.column_name and not item.is_region]
        fields["row_column"].choices = [
            NOT_CHOSEN,
            *((item.column_name, item.name) for item in others),
        ]

    def column_rows(self) -> Iterator[tuple[DataItem, Any, Any]]:
        """Each column with its two fields, for the page."""
        for column in self.columns:
            yield column, self[f"column_{column.position}"], self[f"need_{column.position}"]

    def main_fields(self) -> list[Any]:
        """The fields that are typed and are not columns."""
        typed = (self[name] for name in self.fields if not name.startswith(("column_", "need_")))
        return [field for field in typed if not field.is_hidden]

    def clean_region(self) -> tuple[str, ...]:
        """Codes of regions that exist."""
        wanted = listed(self.cleaned_data["region"], ",，")
        unknown = unknown_regions(wanted)
        if unknown:
            raise forms.ValidationError(
                _("No region has the code %(code)s."), params={"code": enumerated(unknown)}
            )
        return wanted

    def clean_row_values(self) -> tuple[str, ...]:
        """The values, without blanks and repetitions."""
        values = listed(self.cleaned_data["row_values"], "")
        if any(len(value) > _LONGEST_VALUE for value in values):
            raise forms.ValidationError(_("A value has at most 200 characters."))
        return values

    def check_rows(self, data: Mapping[str, Any]) -> None:
        """A data item without values chooses nothing, nor do values without their item."""
        if bool(data.get("row_column")) != bool(data.get("row_values")):
            self.add_error("row_values", _("Name the data item and its values together."))

    def chosen_columns(self, data: Mapping[str, Any]) -> dict[int, str]:
        """The columns that were chosen, each with its need."""
        return {
            column.pk: data.get(f"need_{column.position}", "").strip()
            for column in self.columns
            if data.get(f"column_{column.position}")
        }

    def row_rules(self, data: Mapping[str, Any]) -> tuple[RowRule, ...]:
        """The rules typed, and those that the form has no field for."""
        region = next((item for item in self.items if item.is_region), None)
        named = {item.column_name: item for item in self.items}
        wanted = (
            (region, RowRuleKind.REGION, data.get("region")),
            (named.get(data["row_column"]), RowRuleKind.VALUES, data["row_values"]),
        )
        rules = [
            RowRule(column_id=item.pk, kind=kind, values=values)
            for item, kind, values in wanted
            if item is not None and values
        ]
        taken = {rule.column_id for rule in rules}
        rules += (rule for rule in self.further_rows if rule.column_id not in taken)
        return tuple(rules)


def rows_typed(matter: Any) -> tuple[dict[str, Any], list[RowRule]]:
    """A matter's row rules as the form shows them, and the rest of them, which it keeps.

    What the form has no field for narrows the rows all the same.
    """
    rows = list(matter.rows.select_related("item").order_by("pk"))
    region = next((row for row in rows if row.kind == RowRuleKind.REGION), None)
    others = (row for row in rows if row.kind == RowRuleKind.VALUES and not row.item.is_region)
    by_value = next(others, None)
    initial: dict[str, Any] = {}
    if region is not None:
        initial["region"] = ", ".join(region.values)
    if by_value is not None:
        initial["row_column"] = by_value.item.column_name
        initial["row_values"] = "\n".join(by_value.values)
    further = [row for row in rows if row not in (region, by_value)]
    return initial, [
        RowRule(column_id=row.item_id, kind=row.kind, values=tuple(row.values)) for row in further
    ]
