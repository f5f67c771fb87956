"""Withdrawals of entries in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.withdrawals import forms, queries, show
from catalog.withdrawals.filters import WithdrawalFilterSet
from catalog.withdrawals.models import EntryWithdrawal
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import withdrawal as rules
from portal.workflow.actor import Actor


@admin.register(EntryWithdrawal)
class EntryWithdrawalAdmin(WorkflowModelAdmin):
    """Entries that are taken out of the directory."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.PROPOSE
    filterset_class = WithdrawalFilterSet
    counterpart_label = gettext_lazy("Provider")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Withdrawals the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A withdrawal in the list."""
        return show.row(matter, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The withdrawal's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, order=("due_on", "pk"))


@register_menu(11)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The withdrawals in the menu."""
    link = reverse("admin:catalog_entrywithdrawal_changelist")
    return [{"title": _("Directory"), "items": [{"title": _("Withdrawals"), "link": link}]}]
