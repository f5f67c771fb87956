"""Source designations for department staff: who serves which item, and who supplies it besides."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.sources import forms, queries, show
from catalog.sources.filters import DesignationFilterSet
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, Page, StepPage, WorkflowPage
from portal.regulation import source_designation as rules


class DesignationListPage(ListPage):
    """Which department is the source of which item."""

    section = "catalog"
    title = _("Source departments")
    doors = ((_("Items without a source"), "catalog:designation-contested"),)
    filterset = DesignationFilterSet
    sides = ("source", "collector", "named")
    counterpart_label = _("Source department")
    day_label = _("Named on")

    def rows(self) -> Any:
        """Every designation, with the mark that others supply the item."""
        return queries.with_other_suppliers(queries.visible_to(self.actor))

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A designation in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that names a source, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Designation(WorkflowPage):
    """What the page of a designation and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Designations the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The item."""
        return str(matter.item_name)


class DesignationPage(_Designation, MatterPage):
    """One designation: item, source, text, and who supplies the item besides."""

    list_title = _("Source departments")
    body = "catalog/designation_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The designation."""
        return show.context(matter, self.actor, self.now)


class DesignationStepPage(_Designation, StepPage):
    """One step of a designation."""


class NewDesignationPage(OpenPage):
    """The authority names a source department."""

    section = "catalog"
    opening = forms.OPENING


class ContestedPage(Page):
    """Items that several departments supply without a source: what the authority has to decide."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The items, as far as the authority's jurisdiction goes."""
        context = {
            "crumbs": [
                {
                    "label": _("Source departments"),
                    "url": reverse("catalog:designation-list"),
                },
                {"label": _("Items without a source"), "url": ""},
            ],
            "contested": queries.contested(self.actor),
            **forms.OPENING.button(self.actor, self.now),
        }
        return self.show("catalog/contested_items.html", context)
