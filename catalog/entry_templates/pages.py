"""Templates of entries for department staff."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.entry_templates import forms, queries, show
from catalog.entry_templates.filters import EntryTemplateFilterSet
from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, MatterPage, StepPage, WorkflowPage
from portal.regulation import entry_template as rules


class EntryTemplateListPage(ListPage):
    """The own department's templates, and those that the authority has published."""

    section = "catalog"
    title = _("Entry templates")
    filterset = EntryTemplateFilterSet
    sides = ("own", "others")
    counterpart_label = _("Department")
    day_label = _("Saved on")
    empty_text = _("Open an entry or a draft of your department and save it as a template there.")

    def rows(self) -> Any:
        """What the reader's department may begin from, and what it no longer does."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A template in the list."""
        return show.row(matter)


class _EntryTemplate(WorkflowPage):
    """What the page of a template and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """The templates the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The template's name."""
        return str(matter.name)


class EntryTemplatePage(_EntryTemplate, MatterPage):
    """One template: what an entry begins with."""

    list_title = _("Entry templates")
    body = "catalog/entry_template_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The template."""
        return show.context(matter)

    def steps(self, matter: Any) -> list[dict[str, Any]]:
        """Beginning an entry, and the template's own steps."""
        step = queries.begin_step(matter, self.actor, now=self.now)
        return show.begin_buttons(matter, step, super().steps(matter))


class EntryTemplateStepPage(_EntryTemplate, StepPage):
    """One step of a template."""


class NewEntryTemplatePage(BeginPage):
    """Save a version as a template."""

    section = "catalog"
    beginning = forms.SAVE
