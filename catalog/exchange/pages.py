"""Catalogs of other systems for staff: register one, try it out, read it, see what came of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.exchange import forms, queries, show
from catalog.exchange.filters import RecordFilterSet, SourceFilterSet, VanishedFilterSet
from catalog.exchange.models import HarvestSource
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, PartListPage, StepPage, WorkflowPage
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


class SourceStepPage(_Source, StepPage):
    """One step of a source."""


class NewSourcePage(OpenPage):
    """Register a catalog."""

    section = "catalog"
    opening = forms.OPENING


class SourceFindingsPage(_Source, PartListPage):
    """What became of each record, in one reading or in all that are kept."""

    list_title = _("Catalogs to be read")
    filterset = RecordFilterSet
    template = "catalog/harvest_records.html"
    label = _("Records")
    empty_text = _("No record of the catalog fits these filters.")

    def rows(self, source: HarvestSource) -> QuerySet[Any]:
        """Those of every reading that is kept."""
        return queries.findings_of(source, self.actor, now=self.now)

    def draw(self, row: Any) -> dict[str, Any]:
        """A record."""
        return show.record(row)


class SourceVanishedPage(_Source, PartListPage):
    """What the catalog lists no more; also for the departments whose entries those are."""

    list_title = _("Catalogs to be read")
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
