"""Corrections and recall notices for department staff."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import correction as rules
from requests_app.corrections import forms, queries, show
from requests_app.corrections.filters import CorrectionFilterSet, RecallFilterSet


class CorrectionListPage(ListPage):
    """Corrections that the reader's department raised, received or was sent."""

    section = "agreements"
    title = _("Corrections")
    filterset = CorrectionFilterSet
    sides = ("received", "made", "forwarded")

    def rows(self) -> Any:
        """Corrections the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A correction in the list."""
        return show.row(matter, self.actor, day)


class _Correction(WorkflowPage):
    """What the page of a correction and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Corrections the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Entry and item."""
        return show.title(matter)


class CorrectionPage(_Correction, MatterPage):
    """One correction: where it stands, what may be done, who was told, and the story."""

    list_title = _("Corrections")
    body = "requests_app/correction_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The correction."""
        return show.context(matter, self.actor, self.now)


class CorrectionStepPage(_Correction, StepPage):
    """One step of a correction."""


class NewCorrectionPage(BeginPage):
    """Raise a correction on data received under one agreement."""

    section = "agreements"
    beginning = forms.REQUEST


class RecallListPage(ListPage):
    """Recall notices to the reader's department, and of the data it provides."""

    section = "agreements"
    title = _("Recall notices")
    filterset = RecallFilterSet
    sides = ("told", "caused")
    day_label = _("Told at")

    def rows(self) -> Any:
        """Notices the reader may see."""
        return queries.recalls_visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A notice in the list."""
        return show.recall_row(matter, self.actor, day)


class _Recall(WorkflowPage):
    """What the page of a recall notice and the page of its step share."""

    section = "agreements"
    machine = rules.RECALL_MACHINE
    step_inputs = forms.RECALL_STEPS

    def visible(self) -> QuerySet[Any]:
        """Notices the reader may see."""
        return queries.recalls_visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Entry and item."""
        return show.title(matter.correction)


class RecallPage(_Recall, MatterPage):
    """One recall notice: what was corrected, the receipts that held it, and the story."""

    list_title = _("Recall notices")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The notice."""
        return show.recall_context(matter, self.actor, self.now)


class RecallStepPage(_Recall, StepPage):
    """The one step of a recall notice."""
