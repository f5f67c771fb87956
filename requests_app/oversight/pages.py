"""Breaches and records for department staff: what was found, and how departments keep time."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.interfaces import lists
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, Page, StepPage, WorkflowPage
from portal.regulation import breach as rules
from requests_app.oversight import compliance, forms, queries, report, show
from requests_app.oversight.filters import BreachFilterSet, ComplianceFilterSet


class BreachListPage(ListPage):
    """Breaches of the reader's department, and those it judges."""

    section = "requests"
    title = _("Breaches")
    filterset = BreachFilterSet
    sides = ("concerned", "judged")
    doors = ((_("Compliance"), "requests:compliance-list"),)
    counterpart_label = _("Department concerned")
    day_label = _("Day of the fact")

    def rows(self) -> Any:
        """Breaches the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A breach in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that records one, for whom that is."""
        return forms.PROPOSE.button(self.actor, self.now)


class _Breach(WorkflowPage):
    """What the page of a breach and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Breaches the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What it may be a breach of."""
        return show.title(matter)


class BreachPage(_Breach, MatterPage):
    """One breach: the fact, what the department says, the finding, and the story."""

    list_title = _("Breaches")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The breach."""
        return show.context(matter, self.actor, self.now)


class BreachStepPage(_Breach, StepPage):
    """One step of a breach."""


class NewBreachPage(OpenPage):
    """Record a possible breach."""

    section = "requests"
    opening = forms.PROPOSE


class ComplianceListPage(Page):
    """How departments keep time: the reader's own; an authority's region."""

    section = "requests"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of the list, each department with its score."""
        try:
            narrowed, drawn = lists.listing(
                http_request,
                compliance.visible_to(self.actor),
                ComplianceFilterSet,
                self.actor,
                self.now,
                order=("code",),
                draw=lambda department: department,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        found = compliance.scored(drawn["rows"], narrowed.span, today=self.today)
        context = {
            **drawn,
            "rows": [show.record_row(record) for record in found],
            "reports": show.report_links(narrowed.span)
            if compliance.is_authority(self.actor)
            else [],
            "empty": {"title": gettext("Nothing here"), "text": "", "actions": []},
        }
        return self.show("requests_app/compliance_list.html", context)


class CompliancePage(Page):
    """One department's record, with every row it was computed from."""

    section = "requests"

    def get(self, http_request: HttpRequest, code: str) -> HttpResponse:
        """The record over the days that the address names."""
        rows = compliance.visible_to(self.actor).filter(code=code)
        try:
            narrowed = lists.narrow(http_request, rows, ComplianceFilterSet, self.actor, self.now)
        except Invalid as invalid:
            return self.invalid(invalid)
        found = compliance.records(narrowed.qs, narrowed.span, today=self.today)
        if not found:
            raise Http404
        context = show.record_context(found[0], self.actor)
        return self.show("requests_app/compliance.html", context)


class ComplianceReportPage(Page):
    """The report on every department that the reader's authority oversees, in one form."""

    section = "requests"
    form = report.TABLE

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The file, to be saved."""
        if not compliance.is_authority(self.actor):
            raise Http404
        rows = compliance.visible_to(self.actor).order_by("code")
        try:
            narrowed = lists.narrow(http_request, rows, ComplianceFilterSet, self.actor, self.now)
        except Invalid as invalid:
            return self.invalid(invalid)
        found = compliance.records(narrowed.qs, narrowed.span, today=self.today)
        own = compliance.own_department(self.actor)
        made = self.form.make(found, own, narrowed.span, self.today)
        answer = HttpResponse(made, content_type=self.form.content_type)
        name = report.file_name(narrowed.span, self.form.ending)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store, private"
        return answer
