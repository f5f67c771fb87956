"""Changes of use in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import use_change as rules
from portal.workflow.actor import Actor
from requests_app.use_changes import forms, queries, show
from requests_app.use_changes.filters import UseChangeFilterSet
from requests_app.use_changes.models import UseChange


@admin.register(UseChange)
class UseChangeAdmin(WorkflowModelAdmin):
    """Changes of the use of data given and received."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.REQUEST
    filterset_class = UseChangeFilterSet
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Received on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Changes the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The change's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line)


@register_menu(33)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The changes of use in the menu."""
    link = reverse("admin:requests_app_usechange_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Changes of use"), "link": link}]}]
