"""The value rules of a data item in one column, read as what they are."""

from typing import Any

from django.db import models

from portal.regulation.value_rules import ValueRules


class ValueRulesField(models.JSONField):
    """Kept as a JSON object of what is stated, an empty one where every value may stand."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> ValueRules:
        """The rules of the item."""
        return ValueRules.read(super().from_db_value(value, expression, connection))

    def get_prep_value(self, value: Any) -> Any:
        """What the column holds of them."""
        kept = value.kept() if isinstance(value, ValueRules) else value
        return super().get_prep_value(kept)
