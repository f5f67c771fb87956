"""Catalogs of other systems for staff: register one, try it out, read it, see what came of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from catalog.exchange import forms, queries, show
from catalog.exchange.filters import RecordFilterSet, SourceFilterSet, VanishedFilterSet
from catalog.exchange.models import HarvestSource
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


class _SourceList(_Source):
    """A list that belongs to one source.

    Subclasses say ``filterset``, ``order``, ``template``, ``label``, ``rows()`` and ``draw()``.
    """

    filterset: ClassVar[Any]
    order: ClassVar[tuple[str, ...]]
    template: ClassVar[str]
    label: ClassVar[Any]
    empty_text: ClassVar[Any]

    def rows(self, source: HarvestSource) -> QuerySet[Any]:
        """What the reader may see of it."""
        raise Http404

    def draw(self, row: Any) -> dict[str, Any]:
        """A row."""
        raise Http404

    def more(self, source: HarvestSource) -> Mapping[str, Any]:
        """What the template is given besides."""
        return {}

    def home(self, source: HarvestSource) -> str:
        """The page of the source itself."""
        return self.address(source)

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """One page of the list."""
        source = self.find(number)
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                self.rows(source),
                self.filterset,
                self.actor,
                self.now,
                order=self.order,
                draw=self.draw,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        context = {
            "crumbs": [
                {
                    "label": _said("Catalogs to be read"),
                    "url": reverse("catalog:harvest-source-list"),
                },
                {"label": source.public_number, "url": self.home(source)},
                {"label": self.label, "url": ""},
            ],
            "title": source.title,
            **drawn,
            "empty": {
                "title": _said("No record fits"),
                "text": self.empty_text,
                "actions": [{"label": _said("All records"), "url": http_request.path}],
            },
            **self.more(source),
        }
        return self.show(self.template, context)


class SourceFindingsPage(_SourceList):
    """What became of each record, in one reading or in all that are kept."""

    filterset = RecordFilterSet
    order = ("-pk",)
    template = "catalog/harvest_records.html"
    label = _("Records")
    empty_text = _("No record of the catalog fits these filters.")

    def rows(self, source: HarvestSource) -> QuerySet[Any]:
        """Those of every reading that is kept."""
        return queries.findings_of(source, self.actor, now=self.now)

    def draw(self, row: Any) -> dict[str, Any]:
        """A record."""
        return show.record(row)


class SourceVanishedPage(_SourceList):
    """What the catalog lists no more; also for the departments whose entries those are."""

    filterset = VanishedFilterSet
    order = ("-vanished_at", "-pk")
    template = "catalog/harvest_vanished.html"
    label = _("No longer in the other catalog")
    empty_text = _("No entry that fits is missing in the catalog.")

    def visible(self) -> QuerySet[Any]:
        """Those of the own area or department, and those that listed an own entry."""
        return queries.vanished_visible_to(self.actor)

    def rows(self, source: HarvestSource) -> QuerySet[Any]:
        """Those whose entry stands."""
        return queries.gone_from(source, self.actor, now=self.now)

    def draw(self, row: Any) -> dict[str, Any]:
        """A record."""
        return show.vanished(row)

    def home(self, source: HarvestSource) -> str:
        """None for whoever is told of own entries only."""
        sees = queries.visible_to(self.actor).filter(pk=source.pk).exists()
        return self.address(source) if sees else ""

    def more(self, source: HarvestSource) -> Mapping[str, Any]:
        """The button by which entries are kept, for whom that is."""
        name = rules.KEEP_VANISHED.name
        return {"steps": [step for step in self.steps(source) if step["name"] == name]}
