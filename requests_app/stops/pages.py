"""Delivery stops for department staff: what is stopped, by whom and why."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import stop as rules
from requests_app.stops import forms, queries, show
from requests_app.stops.filters import StopFilterSet


class StopListPage(ListPage):
    """What authorities have stopped, as far as it concerns the reader."""

    section = "requests"
    title = _("Delivery stops")
    filterset = StopFilterSet
    sides = ("stopped", "given", "received")
    counterpart_label = _("Stopped by")
    day_label = _("Stopped on")

    def rows(self) -> Any:
        """Stops the reader may know of."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A stop in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that stops delivery, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Stop(WorkflowPage):
    """What the page of a stop and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Stops the reader may know of."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What is stopped."""
        return show.title(matter)


class StopPage(_Stop, MatterPage):
    """One stop: what it covers, its reasons, and the agreements it touches."""

    list_title = _("Delivery stops")
    body = "requests_app/stop_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The stop."""
        return show.context(matter)


class StopStepPage(_Stop, StepPage):
    """One step of a stop."""


class NewStopPage(OpenPage):
    """The authority stops delivery."""

    section = "requests"
    opening = forms.OPENING
