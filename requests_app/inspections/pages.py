"""Inspections for department staff: what the authority looks into, and what came of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import inspection as rules
from requests_app.inspections import forms, queries, show
from requests_app.inspections.filters import InspectionFilterSet


class InspectionListPage(ListPage):
    """Inspections of the reader's department, and those of his authority."""

    section = "requests"
    title = _("Inspections")
    filterset = InspectionFilterSet
    sides = ("concerned", "made")
    counterpart_label = _("Department concerned")
    day_label = _("Began on")

    def rows(self) -> Any:
        """Inspections the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An inspection in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that begins one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Inspection(WorkflowPage):
    """What the page of an inspection and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Inspections the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What is looked into."""
        return show.title(matter)


class InspectionPage(_Inspection, MatterPage):
    """One inspection: what is looked into, what was found, and the story."""

    list_title = _("Inspections")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The inspection."""
        return show.context(matter, self.actor, self.now)


class InspectionStepPage(_Inspection, StepPage):
    """One step of an inspection."""


class NewInspectionPage(OpenPage):
    """The authority begins an inspection."""

    section = "requests"
    opening = forms.OPENING
