"""The register of standards in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.standards import forms, queries, show
from catalog.standards.filters import StandardFilterSet
from catalog.standards.models import Standard
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import standard as rules
from portal.workflow.actor import Actor


@admin.register(Standard)
class StandardAdmin(OpeningAdmin):
    """The standards that data items keep."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = StandardFilterSet
    counterpart_label = gettext_lazy("Number of the standard")
    day_label = gettext_lazy("In force from")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A standard in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The standard's page."""
        return show.context(matter, actor)


@register_new_links
def new_standard(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Register a standard from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(14)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The register in the menu."""
    link = reverse("admin:catalog_standard_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Standards"), "link": link}]}]
