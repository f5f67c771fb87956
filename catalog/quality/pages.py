"""The quality of entries for department staff: reports, requirements, and reports that are due."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.quality import forms, mending, queries, scores, show
from catalog.quality.filters import (
    DueEntryFilterSet,
    FigureFilterSet,
    MendFilterSet,
    QualityReportFilterSet,
    QualityRequirementFilterSet,
    RuleFindingFilterSet,
)
from portal.interfaces import show as common
from portal.interfaces.pages import (
    BEGIN_IN_DIRECTORY,
    BeginPage,
    ListPage,
    MatterPage,
    StepPage,
    WorkflowPage,
)
from portal.regulation import quality as rules


class QualityReportListPage(ListPage):
    """Reports on the own entries, on those in use, and of an authority's region."""

    section = "catalog"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Quality reports")
    filterset = QualityReportFilterSet
    sides = ("own", "others")
    doors = (
        (_("What to mend first"), "catalog:quality-mend-list"),
        (_("Results of value checks"), "catalog:rule-finding-list"),
        (_("Reports due"), "catalog:quality-due-list"),
        (_("Quality requirements"), "catalog:quality-requirement-list"),
    )
    counterpart_label = _("Provider")
    day_label = _("To be mended by")

    def rows(self) -> Any:
        """Reports the reader may see."""
        return queries.reports_visible_to(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A report in the list."""
        return show.report_row(matter, day.date)


class QualityRequirementListPage(ListPage):
    """What is required of the data of entries."""

    section = "catalog"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Quality requirements")
    filterset = QualityRequirementFilterSet
    sides = ("own", "others")
    counterpart_label = _("Provider")
    day_label = _("Set on")

    def rows(self) -> Any:
        """Requirements the reader may see."""
        return queries.requirements_visible_to(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A requirement in the list."""
        return show.requirement_row(matter)


class QualityDueListPage(ListPage):
    """Published entries that nobody has reported on for long: the own; a region's."""

    section = "catalog"
    title = _("Reports due")
    filterset = DueEntryFilterSet
    sides = ("own", "others")
    counterpart_label = _("Provider")
    day_label = _("Last report on")
    empty_text = _("Every entry has been reported on within the local period.")

    def rows(self) -> Any:
        """Entries whose report is due."""
        return queries.due_for_report(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An entry in the list."""
        return show.due_row(matter)


class MendFirstPage(ListPage):
    """What to mend first: what is wrong with an entry times how much it is used."""

    section = "catalog"
    title = _("What to mend first")
    filterset = MendFilterSet
    sides = ("own", "others")
    order = ("-kept_weight", "-pk")
    doors = (
        (_("Results of value checks"), "catalog:rule-finding-list"),
        (_("Completeness by department"), "catalog:quality-figure-list"),
        (_("Quality reports"), "catalog:quality-report-list"),
        (_("Items without a source"), "catalog:designation-contested"),
    )
    empty_text = _("Nothing is known to be wrong with these entries.")

    def rows(self) -> Any:
        """Published entries, own or overseen, in which the night found anything wrong."""
        return scores.to_mend(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An entry in the list."""
        return mending.row(matter, self.actor)

    def more(self) -> Mapping[str, Any]:
        """The table of its own."""
        return {"table_template": "catalog/mend_table.html"}


class RuleFindingListPage(ListPage):
    """Current rows counted by the value rules, entry by entry: what most values break first."""

    section = "catalog"
    title = _("Results of value checks")
    filterset = RuleFindingFilterSet
    sides = ("own", "others")
    order = ("-with_failing", "-pk")
    doors = (
        (_("What to mend first"), "catalog:quality-mend-list"),
        (_("Quality reports"), "catalog:quality-report-list"),
    )
    empty_text = _(
        "No result fits. Value rules are stated with the items of an entry; its rows are checked by"
        " them within minutes after they are loaded."
    )

    def rows(self) -> Any:
        """What was counted of entries whose quality reports the reader may read."""
        return queries.worst_findings(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A rule of an item in the list."""
        return show.finding_row(matter)

    def more(self) -> Mapping[str, Any]:
        """The table of its own."""
        return {"table_template": "catalog/rule_finding_table.html"}


class QualityFigureListPage(ListPage):
    """How the entries of departments stand, and how they stood a month before."""

    section = "catalog"
    title = _("Completeness by department")
    filterset = FigureFilterSet
    sides = ("own", "others")
    order = ("complete_percent", "pk")
    doors = ((_("What to mend first"), "catalog:quality-mend-list"),)
    empty_text = _("No figures are kept yet: they are counted every night.")

    def rows(self) -> Any:
        """The last figure of each department."""
        return queries.latest_figures(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A department in the list."""
        return {"url": "", **mending.figure_row(matter)}

    def more(self) -> Mapping[str, Any]:
        """The table of its own, and the chart over it."""
        chart = mending.trend(self.actor)
        return {"table_template": "catalog/figure_table.html", "chart": chart}


class _Report(WorkflowPage):
    """What the page of a report and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Reports the reader may see."""
        return queries.reports_visible_to(self.actor, now=self.now)

    def title(self, matter: Any) -> str:
        """The entry's name."""
        return show.title(matter)


class QualityReportPage(_Report, MatterPage):
    """One report: each stage, what was measured, and what is to be mended."""

    list_title = _("Quality reports")
    body = "catalog/quality_report_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The report."""
        return show.report_context(matter, self.now)


class QualityReportStepPage(_Report, StepPage):
    """One step of a report."""


class NewQualityReportPage(BeginPage):
    """Report on the quality of an entry."""

    section = "catalog"
    beginning = forms.REPORT


class _Requirement(WorkflowPage):
    """What the page of a requirement and the page of its steps share."""

    section = "catalog"
    machine = rules.REQUIREMENT_MACHINE
    step_inputs = forms.REQUIREMENT_STEPS

    def visible(self) -> QuerySet[Any]:
        """Requirements the reader may see."""
        return queries.requirements_visible_to(self.actor, now=self.now)

    def title(self, matter: Any) -> str:
        """The entry's name."""
        return show.title(matter)


class QualityRequirementPage(_Requirement, MatterPage):
    """One requirement and what became of it."""

    list_title = _("Quality requirements")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The requirement."""
        return show.requirement_context(matter)


class QualityRequirementStepPage(_Requirement, StepPage):
    """One step of a requirement."""


class NewQualityRequirementPage(BeginPage):
    """Set a requirement for an entry."""

    section = "catalog"
    beginning = forms.SET
