"""Questions on entries in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.questions import forms, queries, show
from catalog.questions.filters import QuestionFilterSet
from catalog.questions.models import Question
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import question as rules
from portal.workflow.actor import Actor


@admin.register(Question)
class QuestionAdmin(WorkflowModelAdmin):
    """What is asked about entries, and answered."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.ASK
    filterset_class = QuestionFilterSet
    body_template = "catalog/question_body.html"
    counterpart_label = gettext_lazy("Directory entry")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Questions the actor may see."""
        return queries.visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A question in the list."""
        return show.row(matter, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The question's page."""
        return show.context(matter, actor, now)


register_work(queries.awaiting, show.work_line, order=("due_on", "pk"))


@register_menu(15)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The questions in the menu."""
    named = (
        (_("Questions on entries"), "admin:catalog_question_changelist"),
        (_("Answers in time"), "catalog:question-departments"),
    )
    items = [{"title": label, "link": reverse(name)} for label, name in named]
    return [{"title": _("Directory"), "items": items}]
