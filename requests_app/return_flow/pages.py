"""Return flows for department staff: what is needed, what was handed over, what is missing."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import (
    BEGIN_IN_DIRECTORY,
    BeginPage,
    ListPage,
    MatterPage,
    StepPage,
    WorkflowPage,
)
from portal.regulation import return_flow as rules
from requests_app.return_flow import forms, queries, show
from requests_app.return_flow.filters import ReturnFlowFilterSet


class ReturnFlowListPage(ListPage):
    """Return flows to the reader's department, and those it owes."""

    section = "agreements"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Return flows")
    filterset = ReturnFlowFilterSet
    sides = ("received", "owed")
    day_label = _("Asked for on")

    def rows(self) -> Any:
        """Return flows the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A return flow in the list."""
        return show.row(matter, self.actor, day)


class _ReturnFlow(WorkflowPage):
    """What the page of a return flow and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Return flows the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose rows are returned."""
        return show.title(matter)


class ReturnFlowPage(_ReturnFlow, MatterPage):
    """One return flow: where it stands, what may be done, and whether it is complete."""

    list_title = _("Return flows")
    body = "requests_app/return_flow_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The return flow."""
        return show.context(matter, self.actor, self.now)


class ReturnFlowStepPage(_ReturnFlow, StepPage):
    """One step of a return flow."""


class NewReturnFlowPage(BeginPage):
    """Ask for the return of one entry."""

    section = "agreements"
    beginning = forms.ASK
