"""Questions on entries for department staff: read, ask, answer; answers in time by department."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.directories.queries import by_slug, may_see_details, published_to
from catalog.questions import forms, queries, show
from catalog.questions.filters import (
    EntryQuestionFilterSet,
    PunctualityFilterSet,
    QuestionFilterSet,
)
from catalog.questions.models import Question
from portal.interfaces import lists, matters
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import (
    BeginPage,
    ListPage,
    MatterPage,
    Page,
    StepPage,
    WorkflowPage,
)
from portal.regulation import question as rules


class QuestionListPage(ListPage):
    """Questions on every entry that the reader may read: the own ones, those to answer."""

    section = "catalog"
    empty_text = _("No question fits. Widen the filters, or ask on an entry's page.")
    title = _("Questions on entries")
    filterset = QuestionFilterSet
    sides = ("asked", "received", "others")
    doors = ((_("Answers in time"), "catalog:question-departments"),)
    counterpart_label = _("Directory entry")

    def rows(self) -> Any:
        """Questions the reader may see."""
        return queries.visible_to(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A question in the list."""
        return show.row(matter, day)


class EntryQuestionsPage(Page):
    """Everything that was asked about one entry, each question with all that was said."""

    section = "catalog"

    def get(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """One page of questions, latest first."""
        entry = by_slug(published_to(self.actor), slug)
        if entry is None or not may_see_details(entry, self.actor, now=self.now):
            raise Http404
        rows = queries.with_messages(queries.of_entry(entry, self.actor, now=self.now))
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                rows,
                EntryQuestionFilterSet,
                self.actor,
                self.now,
                order=("-pk",),
                draw=lambda question: show.entry_row(question, self.actor),
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        head = show.entry_head(entry)
        step = queries.ask_step(entry, self.actor, now=self.now)
        may_ask = step is not None and step.is_allowed
        begin = matters.begin_address(Question, self.actor, entry=entry.slug)
        context = {
            "crumbs": [
                {"label": gettext("Directory"), "url": reverse("catalog:entry-list")},
                {"label": head["title"], "url": head["url"]},
                {"label": gettext("Questions and answers"), "url": ""},
            ],
            "entry": head,
            "ask_url": begin if may_ask else "",
            "empty": {
                "title": gettext("Nothing here"),
                "text": gettext("No question fits. Ask one, or widen the filters."),
                "actions": [],
            },
            **drawn,
        }
        return self.show("catalog/entry_questions.html", context)


class PunctualityPage(Page):
    """How departments answer questions: the own one; of an authority, each of its region."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of the table, those with overdue answers first."""
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                queries.punctuality(self.actor, now=self.now),
                PunctualityFilterSet,
                self.actor,
                self.now,
                order=("-replies_overdue", "-pk"),
                draw=show.punctuality_row,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        empty = {"title": gettext("Nothing here"), "text": "", "actions": []}
        return self.show("catalog/question_departments.html", {**drawn, "empty": empty})


class _Question(WorkflowPage):
    """What the page of a question and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Questions the reader may see."""
        return queries.visible_to(self.actor, now=self.now)

    def title(self, matter: Any) -> str:
        """The beginning of what is asked."""
        return show.title(matter)


class QuestionPage(_Question, MatterPage):
    """One question with everything that was said of it."""

    list_title = _("Questions on entries")
    body = "catalog/question_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The question."""
        return show.context(matter, self.actor, self.now)


class QuestionStepPage(_Question, StepPage):
    """One step of a question."""


class NewQuestionPage(BeginPage):
    """Ask about an entry."""

    section = "catalog"
    beginning = forms.ASK
