"""Disputes in the clerks' admin."""

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
from portal.regulation import dispute as rules
from portal.workflow.actor import Actor
from requests_app.disputes import forms, queries, show
from requests_app.disputes.filters import DisputeFilterSet
from requests_app.disputes.models import Dispute

_MOST_ROWS = 200


@admin.register(Dispute)
class DisputeAdmin(WorkflowModelAdmin):
    """Disputes of the own department, and those it coordinates."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.OPEN
    filterset_class = DisputeFilterSet
    body_template = "requests_app/dispute_body.html"
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Opened on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Disputes the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A dispute in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The dispute's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line)


@register_menu(37)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The disputes in the menu."""
    link = reverse("admin:requests_app_dispute_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Disputes"), "link": link}]}]
