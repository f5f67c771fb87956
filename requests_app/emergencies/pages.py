"""Emergency releases for department staff: what is released, until when, and its review."""

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
from portal.regulation import emergency as rules
from requests_app.emergencies import forms, queries, show
from requests_app.emergencies.filters import EmergencyFilterSet


class EmergencyListPage(ListPage):
    """Emergency releases of the reader's department, and those it grants or reviews."""

    section = "requests"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Emergency releases")
    filterset = EmergencyFilterSet
    sides = ("asked", "given", "overseen")
    day_label = _("Review due on")

    def rows(self) -> Any:
        """Releases the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A release in the list."""
        return show.row(matter, self.actor, day)


class _Emergency(WorkflowPage):
    """What the page of a release and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Releases the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose columns are released."""
        return show.title(matter)


class EmergencyPage(_Emergency, MatterPage):
    """One release: the emergency, what it names, what was fetched, and its review."""

    list_title = _("Emergency releases")
    body = "requests_app/emergency_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The release."""
        return show.context(matter, self.actor, self.now)


class EmergencyStepPage(_Emergency, StepPage):
    """One step of a release."""


class NewEmergencyPage(BeginPage):
    """Ask for an emergency release of one entry."""

    section = "requests"
    beginning = forms.ASK
