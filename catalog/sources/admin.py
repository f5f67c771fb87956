"""Source designations in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.sources import forms, queries, show
from catalog.sources.filters import DesignationFilterSet
from catalog.sources.models import SourceDesignation
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import source_designation as rules
from portal.workflow.actor import Actor


@admin.register(SourceDesignation)
class SourceDesignationAdmin(OpeningAdmin):
    """Which department is the source of which item."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = DesignationFilterSet
    body_template = "catalog/designation_body.html"
    counterpart_label = gettext_lazy("Source department")
    day_label = gettext_lazy("Named on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every designation, with the mark that others supply the item."""
        return queries.with_other_suppliers(queries.visible_to(actor))

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A designation in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The designation's page."""
        return show.context(matter, actor, now)


@register_new_links
def new_designation(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Name a source from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [
        {"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page},
        {"label": _("Items without a source"), "url": reverse("catalog:designation-contested")},
    ]


@register_menu(12)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The designations in the menu."""
    link = reverse("admin:catalog_sourcedesignation_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Source departments"), "link": link}]}]
