"""Breaches in the clerks' admin."""

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
from portal.regulation import breach as rules
from portal.workflow.actor import Actor
from requests_app.oversight import forms, queries, show
from requests_app.oversight.filters import BreachFilterSet
from requests_app.oversight.models import Breach


@admin.register(Breach)
class BreachAdmin(OpeningAdmin):
    """Breaches of the own department, and those it judges."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.PROPOSE
    filterset_class = BreachFilterSet
    counterpart_label = gettext_lazy("Department concerned")
    day_label = gettext_lazy("Day of the fact")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Breaches the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A breach in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The breach's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, order=("due_on", "pk"))


@register_new_links
def new_links(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Record a possible breach from the workbench."""
    opening = forms.PROPOSE
    if not opening.is_open_to(actor, now):
        return []
    return [{"label": opening.rule.label, "url": opening.admin_page}]


@register_menu(41)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Supervision in the menu."""
    links = {
        _("Breaches"): reverse("admin:requests_app_breach_changelist"),
        _("Compliance"): reverse("requests:compliance-list"),
    }
    items = [{"title": title, "link": link} for title, link in links.items()]
    return [{"title": _("Supervision"), "items": items}]
