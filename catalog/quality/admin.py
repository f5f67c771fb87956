"""The quality of entries in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.quality import forms, queries, show
from catalog.quality.filters import QualityReportFilterSet, QualityRequirementFilterSet
from catalog.quality.models import QualityReport, QualityRequirement
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import quality as rules
from portal.workflow.actor import Actor


@admin.register(QualityReport)
class QualityReportAdmin(WorkflowModelAdmin):
    """Reports on the quality of entries."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.REPORT
    filterset_class = QualityReportFilterSet
    body_template = "catalog/quality_report_body.html"
    counterpart_label = gettext_lazy("Provider")
    day_label = gettext_lazy("To be mended by")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Reports the actor may see."""
        return queries.reports_visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A report in the list."""
        return show.report_row(matter, day.date)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The report's page."""
        return show.report_context(matter, now)


@admin.register(QualityRequirement)
class QualityRequirementAdmin(WorkflowModelAdmin):
    """What is required of the data of entries."""

    machine = rules.REQUIREMENT_MACHINE
    step_inputs = forms.REQUIREMENT_STEPS
    beginning = forms.SET
    filterset_class = QualityRequirementFilterSet
    counterpart_label = gettext_lazy("Provider")
    day_label = gettext_lazy("Set on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Requirements the actor may see."""
        return queries.requirements_visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A requirement in the list."""
        return show.requirement_row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The requirement's page."""
        return show.requirement_context(matter)


register_work(queries.awaiting, show.work_line, order=("mending_due_on", "pk"))


@register_menu(14)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Quality in the menu."""
    named = (
        (_("Quality reports"), "admin:catalog_qualityreport_changelist"),
        (_("What to mend first"), "catalog:quality-mend-list"),
        (_("Results of value checks"), "catalog:rule-finding-list"),
        (_("Reports due"), "catalog:quality-due-list"),
        (_("Quality requirements"), "admin:catalog_qualityrequirement_changelist"),
    )
    items = [{"title": label, "link": reverse(name)} for label, name in named]
    return [{"title": _("Directory"), "items": items}]
