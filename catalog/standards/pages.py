"""The register of standards and the code lists for department staff."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.standards import forms, queries, show
from catalog.standards.filters import CodeFilterSet, StandardFilterSet
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import standard as rules


class StandardListPage(ListPage):
    """The standards that data items keep."""

    section = "catalog"
    title = _("Standards")
    filterset = StandardFilterSet
    sides = ("current", "ended")
    doors = ((_("Codes"), "catalog:standard-code-list"),)
    counterpart_label = _("Number of the standard")
    day_label = _("In force from")

    def rows(self) -> Any:
        """The whole register."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A standard in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that registers one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class CodeListPage(ListPage):
    """The codes of the standards, searched by code or name."""

    section = "catalog"
    title = _("Codes")
    filterset = CodeFilterSet
    sides = ("valid", "other")
    doors = ((_("Standards"), "catalog:standard-list"),)
    counterpart_label = _("Standard")
    status_label = _("Validity")
    day_label = _("Valid from and until")
    order = ("code", "pk")

    def rows(self) -> Any:
        """The codes of the whole register."""
        return queries.codes_visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A code."""
        return show.code_row(matter, self.actor, day.date)


class _Standard(WorkflowPage):
    """What the page of a standard and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """As it is cited."""
        return str(matter.cited_as)


class StandardPage(_Standard, MatterPage):
    """One standard: its edition, its days, and its code list."""

    list_title = _("Standards")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The standard."""
        return show.context(matter, self.actor)


class StandardStepPage(_Standard, StepPage):
    """One step of a standard."""


class NewStandardPage(OpenPage):
    """The authority registers a standard."""

    section = "catalog"
    opening = forms.OPENING
