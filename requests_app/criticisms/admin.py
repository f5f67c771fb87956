"""Public criticism in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu
from portal.regulation import criticism as rules
from portal.workflow.actor import Actor
from requests_app.criticisms import forms, queries, show
from requests_app.criticisms.filters import CriticismFilterSet
from requests_app.criticisms.models import Criticism


@admin.register(Criticism)
class CriticismAdmin(WorkflowModelAdmin):
    """What the authorities over the own department have made known."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.CRITICISE
    filterset_class = CriticismFilterSet
    counterpart_label = gettext_lazy("Department concerned")
    day_label = gettext_lazy("Published on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Criticism the actor may read."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A criticism in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The criticism's page."""
        return show.context(matter, actor, now)


@register_menu(43)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Public criticism in the menu."""
    link = reverse("admin:requests_app_criticism_changelist")
    return [{"title": _("Supervision"), "items": [{"title": _("Public criticism"), "link": link}]}]
