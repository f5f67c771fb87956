"""Changes of use for department staff: what is asked for, why, and what was answered."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import use_change as rules
from requests_app.use_changes import forms, queries, show
from requests_app.use_changes.filters import UseChangeFilterSet


class UseChangeListPage(ListPage):
    """Changes of the use of data that the reader's department gives or receives."""

    section = "agreements"
    title = _("Changes of use")
    filterset = UseChangeFilterSet
    sides = ("given", "received")
    day_label = _("Received on")

    def rows(self) -> Any:
        """Changes the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, self.actor, day)


class _UseChange(WorkflowPage):
    """What the page of a change and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Changes the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose use is to change."""
        return show.title(matter)


class UseChangePage(_UseChange, MatterPage):
    """One change: where it stands, what may be done, and the story."""

    list_title = _("Changes of use")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The change."""
        return show.context(matter, self.actor, self.now)


class UseChangeStepPage(_UseChange, StepPage):
    """One step of a change."""


class NewUseChangePage(BeginPage):
    """Ask for a change of use under one agreement."""

    section = "agreements"
    beginning = forms.REQUEST
