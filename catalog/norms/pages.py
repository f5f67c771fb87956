"""The register of norms for department staff."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.norms import forms, queries, show
from catalog.norms.filters import NormFilterSet
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import norm as rules


class NormListPage(ListPage):
    """The norms that sharing rests on."""

    section = "catalog"
    title = _("Legal norms")
    filterset = NormFilterSet
    sides = ("in_force", "ended")
    counterpart_label = _("Issued by")
    day_label = _("In force from")

    def rows(self) -> Any:
        """The whole register."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A norm in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that records one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Norm(WorkflowPage):
    """What the page of a norm and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The norm's own."""
        return str(matter.title)


class NormPage(_Norm, MatterPage):
    """One norm: when it is in force, and the agreements that rest on it."""

    list_title = _("Legal norms")
    body = "catalog/norm_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The norm."""
        return show.context(matter)


class NormStepPage(_Norm, StepPage):
    """One step of a norm."""


class NewNormPage(OpenPage):
    """The authority records a norm."""

    section = "catalog"
    opening = forms.OPENING
