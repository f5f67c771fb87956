"""The register of platforms for department staff."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.platforms import forms, queries, show
from catalog.platforms.filters import PlatformFilterSet
from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import platform as rules


class PlatformListPage(ListPage):
    """Platforms, and how they are part of the national system."""

    section = "catalog"
    title = _("Platforms")
    filterset = PlatformFilterSet
    sides = ("own", "overseen", "overdue")
    counterpart_label = _("Operating department")
    day_label = _("To join by")

    def rows(self) -> Any:
        """The whole register."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A platform in the list."""
        return show.row(matter, day)

    def more(self) -> Mapping[str, Any]:
        """The button that declares one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class _Platform(WorkflowPage):
    """What the page of a platform and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Its name."""
        return str(matter.name)


class PlatformPage(_Platform, MatterPage):
    """One platform: how it is connected, and what travels by it."""

    list_title = _("Platforms")
    body = "catalog/platform_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The platform."""
        return show.context(matter, self.actor, self.now)


class PlatformStepPage(_Platform, StepPage):
    """One step of a platform."""


class NewPlatformPage(OpenPage):
    """Declare a platform."""

    section = "catalog"
    opening = forms.OPENING
