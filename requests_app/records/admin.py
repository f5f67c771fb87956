"""Use records in the clerks' admin."""

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
from portal.regulation import use_record as rules
from portal.workflow.actor import Actor
from requests_app.records import forms, queries, show
from requests_app.records.filters import UsageRecordFilterSet
from requests_app.records.models import UsageRecord


@admin.register(UsageRecord)
class UsageRecordAdmin(WorkflowModelAdmin):
    """Use records of data used and provided; none is edited, none deleted."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.RECORD
    filterset_class = UsageRecordFilterSet
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Used until")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Use records the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A use record in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The use record's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting_record, show.work_line)


@register_menu(34)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The use records in the menu."""
    link = reverse("admin:requests_app_usagerecord_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Use records"), "link": link}]}]
