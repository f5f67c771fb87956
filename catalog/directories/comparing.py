"""Reads versions as the comparison takes them, and says which of them a reader may compare."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.departments.models import Department
from catalog.directories.actions import Condition, Content, Item
from catalog.directories.models import ConditionOfUse, DataItem, DirectoryEntry, EntryVersion
from catalog.directories.queries import versions_visible_to
from catalog.norms.models import Norm
from catalog.standards.models import Standard
from catalog.subjects.models import Classification
from portal.regulation.comparison import Comparison, Stated, compare
from portal.workflow.actor import Actor

#: The fields of a version that say one plain thing each.
PLAIN = (
    "name",
    "abstract",
    "data_format",
    "update_frequency",
    "sharing_class",
    "sharing_modes",
    "category",
    "security_level",
    "basis_instrument",
    "basis_level",
    "basis_article",
    "withheld_reason",
    "detail_closed",
    "detail_closed_reason",
    "openness",
    "open_condition",
    "related_codes",
)


def _condition(condition: ConditionOfUse | None) -> dict[str, Any]:
    if condition is None:
        return {}
    return {
        "is_open_to_all": condition.is_open_to_all,
        "departments": [each.name for each in condition.departments.all()],
        "regions": condition.regions,
        "tiers": condition.tiers,
        "kinds": condition.kinds,
        "purposes": condition.purposes,
        "safeguards": condition.safeguards,
    }


#: What a version without conditions states of them.
NO_CONDITION: Mapping[str, Any] = {
    "is_open_to_all": False,
    "departments": [],
    "regions": [],
    "tiers": [],
    "kinds": [],
    "purposes": [],
    "safeguards": "",
}


def _item(item: DataItem | Item, standard: str) -> dict[str, Any]:
    return {
        "name": item.name,
        "column": item.column_name,
        "data_type": item.data_type,
        "length": item.length,
        "description": item.description,
        "is_personal": item.is_personal,
        "is_key": item.is_key,
        "is_region": item.is_region,
        "value_rules": item.value_rules,
        "standard": standard,
    }


def stated(version: EntryVersion) -> Stated:
    """Everything that the version states, by the names of its fields."""
    fields = {name: getattr(version, name) for name in PLAIN}
    fields["classification"] = str(version.classification or "")
    fields["basis_norm"] = version.basis_norm.public_number if version.basis_norm else ""
    items = [
        _item(item, item.standard.cited_as if item.standard else "")
        for item in sorted(version.items.all(), key=lambda item: item.position)
    ]
    condition = getattr(version, "condition_row", None)
    return Stated({**fields, **NO_CONDITION, **_condition(condition)}, items)


def stated_in(content: Content) -> Stated:
    """The same of a content that no version states yet, with its rows read in a few statements."""
    fields = {name: getattr(content, name) for name in PLAIN}
    classification = Classification.objects.filter(pk=content.classification_id or 0).first()
    norm = Norm.objects.filter(pk=content.basis_norm_id or 0).first()
    fields["classification"] = str(classification or "")
    fields["basis_norm"] = norm.public_number if norm else ""
    standards = Standard.objects.in_bulk({item.standard_id or 0 for item in content.items})
    cited = {pk: standard.cited_as for pk, standard in standards.items()}
    items = [_item(item, cited.get(item.standard_id or 0, "")) for item in content.items]
    condition = content.condition or Condition()
    named = Department.objects.filter(pk__in=condition.department_ids).order_by("code")
    fields |= {name: getattr(condition, name) for name in NO_CONDITION if name != "departments"}
    fields["departments"] = list(named.values_list("name", flat=True))
    return Stated(fields, items)


def difference(before: EntryVersion, after: EntryVersion) -> Comparison:
    """What the later version states otherwise."""
    return compare(stated(before), stated(after))


def comparable(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> QuerySet[EntryVersion]:
    """The versions of the entry that were published and that the actor may read, latest first."""
    seen = versions_visible_to(actor, now=now).filter(entry=entry, published_at__isnull=False)
    return (
        seen.select_related("basis_norm", "condition_row")
        .prefetch_related("items__standard", "condition_row__departments")
        .order_by("-number")
    )
