"""Changes of service in the clerks' admin."""

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
from portal.regulation import service_change as rules
from portal.workflow.actor import Actor
from requests_app.changes import forms, queries, show
from requests_app.changes.filters import ServiceChangeFilterSet
from requests_app.changes.models import ServiceChange


@admin.register(ServiceChange)
class ServiceChangeAdmin(WorkflowModelAdmin):
    """Changes of the services given and used."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.PROPOSE
    filterset_class = ServiceChangeFilterSet
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Planned to take effect on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Changes the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The change's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, order=("planned_on", "pk"))


@register_menu(35)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The changes of service in the menu."""
    link = reverse("admin:requests_app_servicechange_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Changes of service"), "link": link}]}]
