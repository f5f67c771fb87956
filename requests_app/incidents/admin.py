"""Security incidents in the clerks' admin."""

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
from portal.regulation import incident as rules
from portal.workflow.actor import Actor
from requests_app.incidents import forms, queries, show
from requests_app.incidents.filters import IncidentFilterSet
from requests_app.incidents.models import SecurityIncident


@admin.register(SecurityIncident)
class SecurityIncidentAdmin(WorkflowModelAdmin):
    """Security incidents that concern the own department, and those it concludes."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.REPORT
    filterset_class = IncidentFilterSet
    body_template = "requests_app/incident_body.html"
    counterpart_label = gettext_lazy("Department answerable")
    day_label = gettext_lazy("First report due on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Incidents the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """An incident in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The incident's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, ("due_on", "pk"))


@register_menu(42)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Security incidents in the menu."""
    link = reverse("admin:requests_app_securityincident_changelist")
    return [
        {"title": _("Supervision"), "items": [{"title": _("Security incidents"), "link": link}]}
    ]
