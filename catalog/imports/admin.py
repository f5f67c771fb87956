"""Imports in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.imports import forms, queries, show
from catalog.imports.filters import ImportFilterSet
from catalog.imports.models import CatalogImport
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import catalog_workbook as rules
from portal.workflow.actor import Actor


@admin.register(CatalogImport)
class CatalogImportAdmin(OpeningAdmin):
    """The department's imports."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = ImportFilterSet
    body_template = "catalog/batch_body.html"
    counterpart_label = gettext_lazy("Lines")
    day_label = gettext_lazy("Read on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """An import in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The import's page."""
        return show.context(matter, actor)


@register_new_links
def new_import(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Import a workbook from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [
        {"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page},
        {
            "label": _("Download the directory as the template"),
            "url": reverse("catalog:entry-workbook"),
        },
    ]


@register_menu(13)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The imports in the menu."""
    link = reverse("admin:catalog_catalogimport_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Catalog imports"), "link": link}]}]
