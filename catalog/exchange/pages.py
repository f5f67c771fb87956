"""Catalogs of other systems for staff: register one, try it out, read it, see what came of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from catalog.exchange import forms, queries, show
from catalog.exchange.filters import RecordFilterSet, SourceFilterSet
from portal.interfaces import lists
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import harvest_source as rules


class SourceListPage(ListPage):
    """The catalogs of the own area or department, the newest first."""

    section = "catalog"
    title = _("Catalogs to be read")
    filterset = SourceFilterSet
    sides = ("failed", "fine")
    counterpart_label = _("Department it speaks for")
    day_label = _("Last reading")
    empty_text = _(
        "A department's own catalog (CKAN, DCAT) can be registered here; its records then come into"
        " drafts by themselves."
    )

    def rows(self) -> Any:
        """Those of the own area or department."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A source in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that registers one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Source(WorkflowPage):
    """What the page of a source and those of its steps and records share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Those of the own area or department."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The catalog's name."""
        return str(matter.title)


class SourcePage(_Source, MatterPage):
    """One catalog: where it lies, when it is read, how it went, and what can be done now."""

    list_title = _("Catalogs to be read")
    body = "catalog/harvest_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The source."""
        return show.context(matter, self.actor, self.now)

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The page; it asks again by itself while the catalog is being read."""
        answer = super().get(http_request, number)
        if self.find(number).is_being_read:
            answer["Refresh"] = show.REFRESH
        return answer


class SourceStepPage(_Source, StepPage):
    """One step of a source."""


class NewSourcePage(OpenPage):
    """Register a catalog."""

    section = "catalog"
    opening = forms.OPENING


class SourceFindingsPage(_Source):
    """What became of each record, in one reading or in all that are kept."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """One page of records."""
        source = self.find(number)
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                queries.findings_of(source, self.actor, now=self.now),
                RecordFilterSet,
                self.actor,
                self.now,
                order=("-pk",),
                draw=show.record,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        context = {
            "crumbs": [
                {
                    "label": _said("Catalogs to be read"),
                    "url": reverse("catalog:harvest-source-list"),
                },
                {"label": source.public_number, "url": self.address(source)},
                {"label": _said("Records"), "url": ""},
            ],
            "title": source.title,
            **drawn,
            "empty": {
                "title": _said("No record fits"),
                "text": _said("No record of the catalog fits these filters."),
                "actions": [
                    {"label": _said("All records"), "url": http_request.path},
                    {"label": _said("Back to the catalog"), "url": self.address(source)},
                ],
            },
        }
        return self.show("catalog/harvest_records.html", context)
