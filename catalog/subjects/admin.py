"""The classification tree in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.subjects import forms, queries, show
from catalog.subjects.filters import ClassificationFilterSet
from catalog.subjects.models import Classification
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu
from portal.regulation import classification as rules
from portal.workflow.actor import Actor


@admin.register(Classification)
class ClassificationAdmin(OpeningAdmin):
    """The nodes of the tree."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = ClassificationFilterSet
    counterpart_label = gettext_lazy("Stands below")
    day_label = gettext_lazy("In use since")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole tree."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A classification in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The classification's page."""
        return show.context(matter, actor)


@register_menu(12)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The tree in the menu."""
    link = reverse("admin:catalog_classification_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Classification tree"), "link": link}]}]
