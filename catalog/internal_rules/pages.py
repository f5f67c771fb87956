"""Internal rules for department staff: the texts, and what each department has on file."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.internal_rules import forms, queries, show
from catalog.internal_rules.filters import FiledFilterSet, InternalRuleFilterSet
from portal.interfaces import lists, workbooks
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, Page, StepPage, WorkflowPage
from portal.regulation import internal_rule as rules


class InternalRuleListPage(ListPage):
    """The internal rules of all departments, the replaced and repealed ones among them."""

    section = "catalog"
    title = _("Internal rules")
    filterset = InternalRuleFilterSet
    sides = ("own", "others")
    doors = ((_("On file by department"), "catalog:internal-rule-filed-list"),)
    counterpart_label = _("Department")
    day_label = _("In force from")

    def rows(self) -> Any:
        """Every rule on file."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A rule in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that files one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _InternalRule(WorkflowPage):
    """What the page of a rule and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Every rule on file."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The rule's own."""
        return str(matter.title)


class InternalRulePage(_InternalRule, MatterPage):
    """One rule with its whole text, and what came before and after it."""

    list_title = _("Internal rules")
    body = "catalog/internal_rule_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The rule."""
        return show.context(matter, self.actor)


class InternalRuleStepPage(_InternalRule, StepPage):
    """One step of a rule."""


class NewInternalRulePage(OpenPage):
    """The department files a rule."""

    section = "catalog"
    opening = forms.OPENING


class FiledListPage(Page):
    """What each department has on file, those with most gaps first: the own; a region's."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of the table."""
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                queries.overseen(self.actor),
                FiledFilterSet,
                self.actor,
                self.now,
                order=("on_file", "code"),
                draw=lambda department: department,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        found = queries.what_is_filed(drawn["rows"])
        context = {
            **drawn,
            "rows": [show.filed_row(each, self.actor, self.now) for each in found],
            "subjects": show.subject_names(),
            "reports": self._reports() if queries.is_authority(self.actor) else [],
            "empty": {"title": gettext("Nothing here"), "text": "", "actions": []},
        }
        return self.show("catalog/internal_rule_filed_list.html", context)

    def _reports(self) -> list[dict[str, str]]:
        """The same table, narrowed alike, to take away."""
        query = lists.narrowing(self.request)
        chosen = f"?{query}" if query else ""
        named = (
            ("catalog:internal-rule-table", gettext("Report as a table")),
            ("catalog:internal-rule-workbook", gettext("Report as a workbook")),
        )
        return [{"label": label, "url": reverse(name) + chosen} for name, label in named]


class FiledReportPage(Page):
    """The table of every department that the reader's authority oversees, as a file."""

    section = "catalog"
    ending = "csv"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The file, to be saved."""
        if not queries.is_authority(self.actor):
            raise Http404
        rows = queries.overseen(self.actor)
        try:
            narrowed = lists.narrow(http_request, rows, FiledFilterSet, self.actor, self.now)
        except Invalid as invalid:
            return self.invalid(invalid)
        found = queries.what_is_filed(narrowed.qs)
        is_table = self.ending == "csv"
        kind = "text/csv; charset=utf-8" if is_table else workbooks.CONTENT_TYPE
        made = show.table(found) if is_table else show.workbook(found)
        answer = HttpResponse(made, content_type=kind)
        name = f"internal-rules-{self.today:%Y%m%d}.{self.ending}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store, private"
        return answer


class DepartmentRulesPage(Page):
    """One department: the five subjects, what is on file for each, and the next step."""

    section = "catalog"

    def get(self, http_request: HttpRequest, code: str) -> HttpResponse:
        """What the department has on file."""
        department = queries.of_department(code, self.actor)
        if department is None:
            raise Http404
        found = queries.filed(department)
        context = {
            "crumbs": [
                {"label": gettext("Internal rules"), "url": reverse("catalog:internal-rule-list")},
                {"label": department.name, "url": ""},
            ],
            "title": department.name,
            "code": department.code,
            "internal_rules": show.filed_context(found, self.actor, self.now),
        }
        return self.show("catalog/internal_rule_department.html", context)
