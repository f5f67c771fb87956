"""Delivery stops in the clerks' admin."""

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
from portal.regulation import stop as rules
from portal.workflow.actor import Actor
from requests_app.stops import forms, queries, show
from requests_app.stops.filters import StopFilterSet
from requests_app.stops.models import DeliveryStop


@admin.register(DeliveryStop)
class DeliveryStopAdmin(OpeningAdmin):
    """What authorities have stopped, as far as it concerns the reader."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = StopFilterSet
    body_template = "requests_app/stop_body.html"
    counterpart_label = gettext_lazy("Stopped by")
    day_label = gettext_lazy("Stopped on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Stops the actor may know of."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A stop in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The stop's page."""
        return show.context(matter)


register_work(queries.awaiting, show.work_line)


@register_new_links
def new_stop(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Stop delivery from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(38)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The stops in the menu."""
    link = reverse("admin:requests_app_deliverystop_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Delivery stops"), "link": link}]}]
