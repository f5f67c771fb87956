"""The classification tree for department staff."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.subjects import forms, queries, show
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import MatterPage, Page, StepPage, WorkflowPage
from portal.regulation import classification as rules
from portal.regulation import reasons

_TITLE = _("Classification tree")


class TreePage(Page):
    """Every classification below the one above it, with the number of entries found under it."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The whole tree; it knows no parameter."""
        if http_request.GET:
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, sorted(http_request.GET)))
        rows: list[Any] = list(queries.with_keeper(queries.visible_to(self.actor)))
        keeper_id = rows[0].keeper_id if rows else None
        step = queries.add_step(self.actor, now=self.now, keeper_id=keeper_id)
        context: dict[str, Any] = {
            "title": _TITLE,
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": _TITLE, "url": ""},
            ],
            "rows": show.branches(rows, self.actor),
        }
        if step is not None and step.is_allowed:
            context["new_url"] = forms.OPENING.page
            context["new_label"] = str(step.transition.label)
        return self.show("catalog/classification_tree.html", context)


class _Classification(WorkflowPage):
    """What the page of a classification and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """The whole tree."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """Its name."""
        return show.called(matter)


class ClassificationPage(_Classification, MatterPage):
    """One classification: since when it is in use, and what became of it."""

    list_title = _TITLE
    body = "components/matter_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The classification."""
        return show.context(matter, self.actor)


class ClassificationStepPage(_Classification, StepPage):
    """One step of a classification."""


class NewClassificationPage(OpenPage):
    """The authority adds a classification."""

    section = "catalog"
    opening = forms.OPENING
