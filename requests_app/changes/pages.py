"""Changes of service for department staff: what is planned, what was said, what was filed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import service_change as rules
from requests_app.changes import forms, queries, show
from requests_app.changes.filters import ServiceChangeFilterSet


class ChangeListPage(ListPage):
    """Changes of the services that the reader's department gives or uses."""

    section = "agreements"
    title = _("Changes of service")
    filterset = ServiceChangeFilterSet
    sides = ("given", "received")
    day_label = _("Planned to take effect on")

    def rows(self) -> Any:
        """Changes the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, self.actor, day)


class _Change(WorkflowPage):
    """What the page of a change and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Changes the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose service it is."""
        return show.title(matter)


class ChangePage(_Change, MatterPage):
    """One change: where it stands, what may be done, and the story."""

    list_title = _("Changes of service")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The change."""
        return show.context(matter, self.actor, self.now)


class ChangeStepPage(_Change, StepPage):
    """One step of a change."""


class NewChangePage(BeginPage):
    """Propose a change of the service under one agreement."""

    section = "agreements"
    beginning = forms.PROPOSE
