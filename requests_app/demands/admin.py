"""Demands and new collections in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links, register_work
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from portal.regulation.demand import ListName
from portal.workflow.actor import Actor
from requests_app.demands import forms, queries, show
from requests_app.demands.filters import CollectionFilterSet, DemandFilterSet
from requests_app.demands.models import DataCollection, Demand


@admin.register(Demand)
class DemandAdmin(OpeningAdmin):
    """Demands of the own department, those assigned to it, an authority's region."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.RAISE
    filterset_class = DemandFilterSet
    body_template = "requests_app/demand_body.html"
    counterpart_label = gettext_lazy("Other department")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Demands the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A demand in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The demand's page."""
        return show.context(matter, actor, now)


@admin.register(DataCollection)
class DataCollectionAdmin(OpeningAdmin):
    """New collections of the own department, an authority's region."""

    machine = collection_rules.MACHINE
    step_inputs = forms.COLLECTION_STEPS
    opening = forms.DECLARE
    filterset_class = CollectionFilterSet
    body_template = "requests_app/collection_body.html"
    counterpart_label = gettext_lazy("Collecting department")
    day_label = gettext_lazy("Begins on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Collections the actor may see, with the mark that the directory holds an item."""
        return queries.with_match(queries.collections_visible_to(actor))

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A collection in the list."""
        return show.collection_row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The collection's page."""
        return show.collection_context(matter, now)


register_work(queries.awaiting, show.work_line, order=("due_on", "pk"))


@register_new_links
def new_links(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Raise a demand or declare a collection from the workbench."""
    return [
        {"label": opening.rule.label, "url": opening.admin_page}
        for opening in (forms.RAISE, forms.DECLARE)
        if opening.is_open_to(actor, now)
    ]


@register_menu(15)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The three lists and the collections in the menu."""
    demands = reverse("admin:requests_app_demand_changelist")
    links = {
        ListName.DEMAND.label: demands,
        ListName.DUTY.label: f"{demands}?list={ListName.DUTY}",
        ListName.NEGATIVE.label: reverse("requests:negative-list"),
        _("New collections"): reverse("admin:requests_app_datacollection_changelist"),
    }
    items = [{"title": capfirst(str(title)), "link": link} for title, link in links.items()]
    return [{"title": _("Supply and demand"), "items": items}]
