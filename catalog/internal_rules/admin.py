"""Internal rules in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.internal_rules import forms, queries, show
from catalog.internal_rules.filters import InternalRuleFilterSet
from catalog.internal_rules.models import InternalRule
from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import internal_rule as rules
from portal.workflow.actor import Actor


@admin.register(InternalRule)
class InternalRuleAdmin(OpeningAdmin):
    """The internal rules of all departments."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = InternalRuleFilterSet
    body_template = "catalog/internal_rule_body.html"
    counterpart_label = gettext_lazy("Department")
    day_label = gettext_lazy("In force from")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every rule on file."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A rule in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The rule's page."""
        return show.context(matter, actor)


@register_new_links
def new_rule(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """File a rule from the workbench, while a subject lacks one."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(51)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The rules in the menu, and what is on file."""
    items = [
        {
            "title": _("Internal rules"),
            "link": reverse("admin:catalog_internalrule_changelist"),
        },
        {
            "title": _("Internal rules by department"),
            "link": reverse("catalog:internal-rule-filed-list"),
        },
    ]
    return [{"title": _("Organisation"), "items": items}]
