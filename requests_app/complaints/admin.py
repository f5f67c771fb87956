"""Complaints and reports in the clerks' admin."""

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
from portal.regulation import complaint as rules
from portal.workflow.actor import Actor
from requests_app.complaints import forms, queries, show
from requests_app.complaints.filters import ComplaintFilterSet
from requests_app.complaints.models import Complaint


@admin.register(Complaint)
class ComplaintAdmin(OpeningAdmin):
    """Complaints and reports that the own department registered, handles or oversees."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.REGISTER
    filterset_class = ComplaintFilterSet
    counterpart_label = gettext_lazy("Department concerned")
    day_label = gettext_lazy("Answer due on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """One in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """Its page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, ("due_on", "pk"))


@register_new_links
def new_links(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Register one from the workbench."""
    opening = forms.REGISTER
    if not opening.is_open_to(actor, now):
        return []
    return [{"label": opening.rule.label, "url": opening.admin_page}]


@register_menu(43)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Complaints and reports in the menu."""
    link = reverse("admin:requests_app_complaint_changelist")
    items = [{"title": _("Complaints and reports"), "link": link}]
    return [{"title": _("Supervision"), "items": items}]
