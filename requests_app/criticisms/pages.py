"""Public criticism for department staff: what was found of whom, by which authority."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import criticism as rules
from requests_app.criticisms import forms, queries, show
from requests_app.criticisms.filters import CriticismFilterSet


class CriticismListPage(ListPage):
    """What the authorities over the reader's department have made known."""

    section = "requests"
    title = _("Public criticism")
    filterset = CriticismFilterSet
    sides = ("concerned", "published")
    counterpart_label = _("Department concerned")
    day_label = _("Published on")

    def rows(self) -> Any:
        """Criticism the reader may read."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A criticism in the list."""
        return show.row(matter, self.actor, day)


class _Criticism(WorkflowPage):
    """What the page of a criticism and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Criticism the reader may read."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Who is criticised, and for what."""
        return show.title(matter)


class CriticismPage(_Criticism, MatterPage):
    """One criticism."""

    list_title = _("Public criticism")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The criticism."""
        return show.context(matter, self.actor, self.now)


class CriticismStepPage(_Criticism, StepPage):
    """One step of a criticism."""


class NewCriticismPage(BeginPage):
    """The authority makes a breach known."""

    section = "requests"
    beginning = forms.CRITICISE
