"""Demands, the three lists and new collections for department staff."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.directories.filters import EntryFilterSet
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from portal.regulation.demand import ListName
from requests_app.demands import forms, queries, show
from requests_app.demands.filters import CollectionFilterSet, DemandFilterSet


class _List(ListPage):
    """One of the three lists: the other two are its tabs."""

    section = "requests"
    name: ClassVar[ListName]
    sides = ()

    def _tabs(self, narrowed: Any) -> list[dict[str, Any]]:
        return show.lists(self.name)

    def more(self) -> Mapping[str, Any]:
        """The button that raises a demand, for whom that is."""
        return forms.RAISE.button(self.actor, self.now)


class DemandListPage(_List):
    """需求清单: what departments want that no entry covers."""

    name = ListName.DEMAND
    title = name.label
    filterset = DemandFilterSet
    doors = ((_("New collections"), "requests:collection-list"),)

    def rows(self) -> Any:
        """Demands the reader may see."""
        return queries.on_list(self.name, self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A demand in the list."""
        return show.row(matter, self.actor, day)


class DutyListPage(DemandListPage):
    """责任清单: what departments answer for now."""

    name = ListName.DUTY
    title = name.label


class NegativeListPage(_List):
    """负面清单: what is not shared, each entry with its reason and basis."""

    name = ListName.NEGATIVE
    title = name.label
    template = "requests_app/negative_list.html"
    filterset = EntryFilterSet

    def rows(self) -> Any:
        """Withheld entries of the published directory."""
        return queries.negative_list(self.actor)

    def _row(self, matter: Any, day: common.Day) -> dict[str, Any]:
        return show.withheld_row(matter)


class _Demand(WorkflowPage):
    """What the page of a demand and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Demands the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What is wanted."""
        return str(matter.title)


class DemandPage(_Demand, MatterPage):
    """One demand: where it stands, what may be done, what may meet it, and the story."""

    list_title = ListName.DEMAND.label
    body = "requests_app/demand_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The demand."""
        return show.context(matter, self.actor, self.now)


class DemandStepPage(_Demand, StepPage):
    """One step of a demand."""


class NewDemandPage(OpenPage):
    """Raise a demand."""

    section = "requests"
    opening = forms.RAISE


class CollectionListPage(ListPage):
    """New collections of the reader's department, or of an authority's region."""

    section = "requests"
    title = _("New collections")
    filterset = CollectionFilterSet
    sides = ("declared",)
    counterpart_label = _("Collecting department")
    day_label = _("Begins on")

    def rows(self) -> Any:
        """Collections the reader may see, with the mark that the directory holds an item."""
        return queries.with_match(queries.collections_visible_to(self.actor))

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A collection in the list."""
        return show.collection_row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that declares one, for whom that is."""
        return forms.DECLARE.button(self.actor, self.now)


class _Collection(WorkflowPage):
    """What the page of a collection and the page of its steps share."""

    section = "requests"
    machine = collection_rules.MACHINE
    step_inputs = forms.COLLECTION_STEPS

    def visible(self) -> QuerySet[Any]:
        """Collections the reader may see."""
        return queries.collections_visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Its name."""
        return str(matter.title)


class CollectionPage(_Collection, MatterPage):
    """One collection: its items, what the directory has of them, and why they are collected."""

    list_title = _("New collections")
    body = "requests_app/collection_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The collection."""
        return show.collection_context(matter, self.now)


class CollectionStepPage(_Collection, StepPage):
    """One step of a collection."""


class NewCollectionPage(OpenPage):
    """Declare a new collection."""

    section = "requests"
    opening = forms.DECLARE
