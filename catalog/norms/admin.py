"""The register of norms in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.norms import forms, queries, show
from catalog.norms.filters import NormFilterSet
from catalog.norms.models import Norm
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import norm as rules
from portal.workflow.actor import Actor


@admin.register(Norm)
class NormAdmin(OpeningAdmin):
    """The norms that sharing rests on."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = NormFilterSet
    body_template = "catalog/norm_body.html"
    counterpart_label = gettext_lazy("Issued by")
    day_label = gettext_lazy("In force from")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A norm in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The norm's page."""
        return show.context(matter)


@register_new_links
def new_norm(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Record a norm from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(13)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The register in the menu."""
    link = reverse("admin:catalog_norm_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Legal norms"), "link": link}]}]
