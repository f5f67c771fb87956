"""Columns and rows as integrators write them; shared by requests and changes of use."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from catalog.directories.models import EntryVersion
from portal.interfaces.inputs import InputShape, Invalid, Text
from portal.regulation import reasons
from portal.regulation.vocabulary import RowRuleKind
from requests_app.sharing.actions import RowRule
from requests_app.sharing.scope_form import unknown_regions

MOST_ROW_RULES = 100


class ColumnShape(InputShape):
    """A column asked for and why."""

    column = Text(max_length=63)
    need = Text(max_length=300, allow_blank=True, required=False, default="")


class CombinationShape(serializers.Serializer[Any]):
    """An entry that the requester holds and the columns asked for join with (Art. 25)."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    joined_by = serializers.ListField(child=serializers.CharField())


class AggregationAssessmentShape(serializers.Serializer[Any]):
    """What the provider found of joining the data; the last one counts."""

    result = serializers.CharField()
    finding = serializers.CharField()
    assessed_at = serializers.DateTimeField()


class RowsShape(InputShape):
    """Which rows: by region or by value of one column."""

    column = Text(max_length=63)
    kind = serializers.ChoiceField(choices=["REGION", "VALUES"])
    values = serializers.ListField(child=Text(max_length=200), min_length=1, max_length=1000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A region rule names regions that exist, as in the form."""
        if attrs["kind"] == RowRuleKind.REGION:
            unknown = unknown_regions(attrs["values"])
            if unknown:
                raise serializers.ValidationError({"values": unknown})
        return attrs


class ScopeShape(InputShape):
    """Which columns, each with its need, and which rows."""

    columns = ColumnShape(many=True, required=False)
    rows = RowsShape(many=True, required=False)

    def validate_columns(self, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A column is asked for once: which of two needs is meant cannot be known."""
        names = [column["column"] for column in columns]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise serializers.ValidationError(twice)
        return columns

    def validate_rows(self, rows: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
        """Rules without number would be one query without end."""
        if len(rows or ()) > MOST_ROW_RULES:
            raise serializers.ValidationError([f"≤ {MOST_ROW_RULES}"])
        return rows


def read_scope(
    version: EntryVersion, data: Mapping[str, Any]
) -> tuple[dict[int, str], tuple[RowRule, ...]]:
    """Columns and rows by the version's own items.

    :raises Invalid: a name that the version does not have.
    """
    ids = dict(version.items.exclude(column_name="").values_list("column_name", "pk"))

    def item(name: str) -> int:
        if name not in ids:
            raise Invalid(reasons.COLUMN_NOT_AGREED, {"columns": [name]})
        return ids[name]

    columns = {item(row["column"]): row["need"] for row in data.get("columns") or []}
    rows = tuple(
        RowRule(column_id=item(row["column"]), kind=row["kind"], values=tuple(row["values"]))
        for row in data.get("rows") or []
    )
    return columns, rows


def row_rules(matter: Any) -> list[dict[str, Any]]:
    """A matter's row rules, by the names of their columns."""
    return [
        {"column": rule.item.column_name, "kind": rule.kind, "values": rule.values}
        for rule in matter.rows.select_related("item").order_by("pk")
    ]
