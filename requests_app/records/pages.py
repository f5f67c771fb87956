"""Use records for department staff: what was done with the data, and how long that is kept."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import use_record as rules
from requests_app.records import forms, queries, show
from requests_app.records.filters import UsageRecordFilterSet


class RecordListPage(ListPage):
    """Use records of data that the reader's department uses or provides."""

    section = "agreements"
    title = _("Use records")
    filterset = UsageRecordFilterSet
    sides = ("received", "given")
    day_label = _("Used until")

    def rows(self) -> Any:
        """Use records the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A use record in the list."""
        return show.row(matter, self.actor, day)


class _Record(WorkflowPage):
    """What the page of a use record and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Use records the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry whose data were used."""
        return show.title(matter)


class RecordPage(_Record, MatterPage):
    """One use record: its five sections, and until when it is kept."""

    list_title = _("Use records")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The use record."""
        return show.context(matter, self.actor, self.now)


class RecordStepPage(_Record, StepPage):
    """One step of a use record."""


class NewRecordPage(BeginPage):
    """Record the use under one agreement."""

    section = "agreements"
    beginning = forms.RECORD
