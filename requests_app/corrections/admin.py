"""Corrections and recall notices in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import correction as rules
from portal.workflow.actor import Actor
from requests_app.corrections import forms, queries, show
from requests_app.corrections.filters import CorrectionFilterSet, RecallFilterSet
from requests_app.corrections.models import Correction, CorrectionRecall

_MOST_ROWS = 200


@admin.register(Correction)
class CorrectionAdmin(WorkflowModelAdmin):
    """Corrections raised, received and forwarded."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.REQUEST
    filterset_class = CorrectionFilterSet
    body_template = "requests_app/correction_body.html"
    counterpart_label = gettext_lazy("Other department")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Corrections the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A correction in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The correction's page."""
        return show.context(matter, actor, now)


@admin.register(CorrectionRecall)
class CorrectionRecallAdmin(WorkflowModelAdmin):
    """Recall notices to the own department, and of the data it provides."""

    machine = rules.RECALL_MACHINE
    step_inputs = forms.RECALL_STEPS
    filterset_class = RecallFilterSet
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Told at")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Notices the actor may see."""
        return queries.recalls_visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A notice in the list."""
        return show.recall_row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The notice's page."""
        return show.recall_context(matter, actor, now)


_BY_DAY = (F("due_on").asc(nulls_last=True), "pk")
register_work(queries.awaiting, show.work_line, order=_BY_DAY)
register_work(queries.recalls_awaiting, show.recall_line)


@register_menu(36)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Corrections and recall notices in the menu."""
    items = [
        {"title": _("Corrections"), "link": reverse("admin:requests_app_correction_changelist")},
        {
            "title": _("Recall notices"),
            "link": reverse("admin:requests_app_correctionrecall_changelist"),
        },
    ]
    return [{"title": _("Sharing"), "items": items}]
