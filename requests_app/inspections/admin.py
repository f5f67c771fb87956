"""Inspections in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links, register_work
from portal.regulation import inspection as rules
from portal.workflow.actor import Actor
from requests_app.inspections import forms, queries, show
from requests_app.inspections.filters import InspectionFilterSet
from requests_app.inspections.models import Inspection


@admin.register(Inspection)
class InspectionAdmin(OpeningAdmin):
    """Inspections of the own department, and those it makes."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = InspectionFilterSet
    counterpart_label = gettext_lazy("Department concerned")
    day_label = gettext_lazy("Began on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Inspections the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """An inspection in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The inspection's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line)


@register_new_links
def new_inspection(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Begin an inspection from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(42)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The inspections in the menu."""
    link = reverse("admin:requests_app_inspection_changelist")
    return [{"title": _("Supervision"), "items": [{"title": _("Inspections"), "link": link}]}]
