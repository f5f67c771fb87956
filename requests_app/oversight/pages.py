"""Breaches for department staff: what is on record, what was said to it, what was found."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import breach as rules
from requests_app.oversight import forms, queries, show
from requests_app.oversight.filters import BreachFilterSet


class BreachListPage(ListPage):
    """Breaches of the reader's department, and those it judges."""

    section = "requests"
    title = _("Breaches")
    filterset = BreachFilterSet
    sides = ("concerned", "judged")
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
