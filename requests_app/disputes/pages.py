"""Disputes for department staff: what is claimed, what was negotiated, what was decided."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import dispute as rules
from requests_app.disputes import forms, queries, show
from requests_app.disputes.filters import DisputeFilterSet


class DisputeListPage(ListPage):
    """Disputes of the reader's department, and those it coordinates."""

    section = "requests"
    title = _("Disputes")
    filterset = DisputeFilterSet
    sides = ("opened", "answered", "coordinated")
    day_label = _("Opened on")

    def rows(self) -> Any:
        """Disputes the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A dispute in the list."""
        return show.row(matter, self.actor, day)


class _Dispute(WorkflowPage):
    """What the page of a dispute and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Disputes the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose sharing is disputed."""
        return show.title(matter)


class DisputePage(_Dispute, MatterPage):
    """One dispute: where it stands, what may be done, the negotiations and the story."""

    list_title = _("Disputes")
    body = "requests_app/dispute_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The dispute."""
        return show.context(matter, self.actor, self.now)


class DisputeStepPage(_Dispute, StepPage):
    """One step of a dispute."""


class NewDisputePage(BeginPage):
    """Open a dispute about one request, one agreement or the sharing class of one entry."""

    section = "requests"
    beginning = forms.OPEN
