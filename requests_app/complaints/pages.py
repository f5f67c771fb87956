"""Complaints and reports for department staff: what arrived, who handles it, what was answered."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import complaint as rules
from requests_app.complaints import forms, queries, show
from requests_app.complaints.filters import ComplaintFilterSet


class ComplaintListPage(ListPage):
    """Complaints and reports that the reader's department registered, handles or oversees."""

    section = "requests"
    title = _("Complaints and reports")
    filterset = ComplaintFilterSet
    sides = ("handled", "registered")
    counterpart_label = _("Department concerned")
    day_label = _("Answer due on")

    def rows(self) -> Any:
        """Those the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """One in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that registers one, for whom that is."""
        return forms.REGISTER.button(self.actor, self.now)


class _Complaint(WorkflowPage):
    """What the page of a complaint and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Those the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """How it begins."""
        return show.title(matter)


class ComplaintPage(_Complaint, MatterPage):
    """One complaint or report: what arrived, what became of it, and the story."""

    list_title = _("Complaints and reports")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The complaint or report."""
        return show.context(matter, self.actor, self.now)


class ComplaintStepPage(_Complaint, StepPage):
    """One step of a complaint or report."""


class NewComplaintPage(OpenPage):
    """Register a complaint or report."""

    section = "requests"
    opening = forms.REGISTER
