"""Security incidents for department staff: what happened, who answers for it, what was done."""

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
from portal.regulation import incident as rules
from requests_app.incidents import forms, queries, show
from requests_app.incidents.filters import IncidentFilterSet


class IncidentListPage(ListPage):
    """Security incidents that concern the reader's department, and those it concludes."""

    section = "requests"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Security incidents")
    filterset = IncidentFilterSet
    sides = ("answered", "reported", "overseen")
    counterpart_label = _("Department answerable")
    day_label = _("First report due on")

    def rows(self) -> Any:
        """Incidents the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An incident in the list."""
        return show.row(matter, self.actor, day)


class _Incident(WorkflowPage):
    """What the page of an incident and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Incidents the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What happened to the data of which entry."""
        return show.title(matter)


class IncidentPage(_Incident, MatterPage):
    """One incident: what happened, the measures, the reports, and the story."""

    list_title = _("Security incidents")
    body = "requests_app/incident_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The incident."""
        return show.context(matter, self.actor, self.now)


class IncidentStepPage(_Incident, StepPage):
    """One step of an incident."""


class NewIncidentPage(BeginPage):
    """Report an incident of one agreement or one entry."""

    section = "requests"
    beginning = forms.REPORT
