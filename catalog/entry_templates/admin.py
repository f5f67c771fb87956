"""Templates of entries in the clerks' admin."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.entry_templates import forms, queries, show
from catalog.entry_templates.filters import EntryTemplateFilterSet
from catalog.entry_templates.models import EntryTemplate
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu
from portal.regulation import entry_template as rules
from portal.regulation import entry_version
from portal.workflow.actor import Actor
from portal.workflow.policy import Step


@admin.register(EntryTemplate)
class EntryTemplateAdmin(WorkflowModelAdmin):
    """The templates that entries of the department begin from."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.SAVE
    filterset_class = EntryTemplateFilterSet
    body_template = "catalog/entry_template_body.html"
    counterpart_label = gettext_lazy("Department")
    day_label = gettext_lazy("Saved on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The templates the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A template in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The template's page."""
        return show.context(matter)

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """Beginning an entry from it."""
        step = queries.begin_step(matter, actor, now=now)
        return () if step is None else (step,)

    def step_address(self, matter: Any, step: str) -> str:
        """The form of a new draft, or a step of the template."""
        if step == entry_version.DRAFT.name:
            return show.begin_address(matter)
        return super().step_address(matter, step)


@register_menu(11)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The templates in the menu."""
    link = reverse("admin:catalog_entrytemplate_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Entry templates"), "link": link}]}]
