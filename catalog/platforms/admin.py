"""The register of platforms in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.platforms import forms, queries, show
from catalog.platforms.filters import PlatformFilterSet
from catalog.platforms.models import Platform
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links, register_work
from portal.regulation import platform as rules
from portal.workflow.actor import Actor


@admin.register(Platform)
class PlatformAdmin(OpeningAdmin):
    """Platforms, and how they are part of the national system."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = PlatformFilterSet
    body_template = "catalog/platform_body.html"
    counterpart_label = gettext_lazy("Operating department")
    day_label = gettext_lazy("To join by")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A platform in the list."""
        return show.row(matter, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The platform's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, order=("due_on", "pk"))


@register_new_links
def new_platform(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Declare a platform from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(21)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The register in the menu."""
    link = reverse("admin:catalog_platform_changelist")
    return [{"title": _("Data"), "items": [{"title": _("Platforms"), "link": link}]}]
