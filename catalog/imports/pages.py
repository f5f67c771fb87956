"""Imports for department staff: read a file, confirm columns, see the dry run, load, undo."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.directories import queries as directories
from catalog.directories.filters import EntryFilterSet
from catalog.imports import forms, queries, show
from catalog.imports.filters import ImportFilterSet, LineFilterSet
from portal.interfaces import lists, workbooks
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import (
    ListPage,
    MatterPage,
    Page,
    PartListPage,
    StepPage,
    WorkflowPage,
)
from portal.regulation import catalog_workbook as rules
from portal.workflow.decision import Refused


def as_file(content: bytes, name: str, kind: str = workbooks.CONTENT_TYPE) -> HttpResponse:
    """A file to be saved, which nobody else keeps."""
    return saved_as(HttpResponse(content, content_type=kind), name)


def saved_as(answer: HttpResponseBase, name: str) -> Any:
    """The answer as a file of that name."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


class ImportListPage(ListPage):
    """The department's imports, the newest first."""

    section = "catalog"
    title = _("Catalog imports")
    filterset = ImportFilterSet
    sides = ("own", "others")
    doors = ((_("Download the directory as the template"), "catalog:entry-workbook"),)
    counterpart_label = _("Lines")
    day_label = _("Read on")
    empty_text = _("No file was imported yet, or none fits the filters.")

    def rows(self) -> Any:
        """Those of the own department."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An import in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that imports a file, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Import(WorkflowPage):
    """What the page of an import and those of its steps and rows share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The file's name."""
        return str(matter.file_name)


class ImportPage(_Import, MatterPage):
    """One import: how far it is, what becomes of its lines, and what can be done now."""

    list_title = _("Catalog imports")
    body = "catalog/batch_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The import."""
        return show.context(matter, self.actor)


class ImportStepPage(_Import, StepPage):
    """One step of an import."""


class NewImportPage(OpenPage):
    """Send a workbook or table."""

    section = "catalog"
    opening = forms.OPENING


class ImportRowsPage(_Import, PartListPage):
    """Line by line: new, changed from old to new, unchanged, rejected with the reason."""

    list_title = _("Catalog imports")
    label = _("Line by line")
    filterset = LineFilterSet
    order = ("number",)
    template = "catalog/batch_lines.html"
    empty_title = _("No line fits")
    empty_text = _("No line of the file fits these filters.")
    all_label = _("All lines")

    def rows(self, matter: Any) -> QuerySet[Any]:
        """The lines of the file."""
        return queries.lines_of(matter)

    def draw(self, row: Any) -> dict[str, Any]:
        """A line."""
        return show.line(row)

    def more(self, matter: Any) -> Mapping[str, Any]:
        """How the lines were counted, and what the columns are called."""
        return {
            **show.lines_context(matter),
            "number_label": _("Line"),
            "said_label": _("What the file says"),
        }


class RejectedFilePage(_Import):
    """The rejected rows as a workbook, each with its reason, to be put right and loaded again."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The file, to be saved."""
        batch = self.find(number)
        if not queries.rejected(batch).exists():
            raise Http404
        return as_file(show.rejected_file(batch), f"{batch.public_number}-rejected.xlsx")


class TemplateFilePage(Page):
    """The directory in the official template, narrowed as its list is."""

    section = "catalog"
    ending = "xlsx"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The file, to be saved."""
        if self.actor.department_id is None:
            raise Http404
        rows = directories.published_to(self.actor)
        try:
            narrowed = lists.narrow(http_request, rows, EntryFilterSet, self.actor, self.now)
            found = narrowed.qs
        except Invalid as invalid:
            return self.invalid(invalid)
        name = f"catalog-{self.today:%Y%m%d}.{self.ending}"
        if self.ending == "csv":
            made = show.template_table(found, self.actor, self.now)
            answer = StreamingHttpResponse(made, content_type="text/csv; charset=utf-8")
            return saved_as(answer, name)
        try:
            return as_file(show.template_workbook(found, self.actor, self.now), name)
        except Refused as refused:
            back = reverse("catalog:entry-list", query=http_request.GET)
            return self.refuse(refused, back=back, title=gettext("No file was made"))
