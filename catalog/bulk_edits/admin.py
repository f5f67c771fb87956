"""Bulk edits in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.bulk_edits import forms, queries, show
from catalog.bulk_edits.filters import BulkEditFilterSet
from catalog.bulk_edits.models import BulkEdit
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import bulk_edit as rules
from portal.workflow.actor import Actor


@admin.register(BulkEdit)
class BulkEditAdmin(WorkflowModelAdmin):
    """The department's bulk edits."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    filterset_class = BulkEditFilterSet
    body_template = "catalog/batch_body.html"
    counterpart_label = gettext_lazy("Entries")
    day_label = gettext_lazy("Begun on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A bulk edit in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The bulk edit's page."""
        return show.context(matter, actor)

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The same door as on the workbench."""
        links = new_bulk_edit(actor, now)
        return {f"new_{name}": text for link in links for name, text in link.items()}


@register_new_links
def new_bulk_edit(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Change several entries from the workbench; they are chosen on a page."""
    step = queries.begin_step(actor, now=now)
    if step is None or not step.is_allowed:
        return []
    label = str(rules.BEGIN_BULK_EDIT.label)
    return [{"label": label, "url": reverse("catalog:bulk-edit-choose")}]


@register_menu(13)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The bulk edits in the menu."""
    link = reverse("admin:catalog_bulkedit_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Bulk edits"), "link": link}]}]
