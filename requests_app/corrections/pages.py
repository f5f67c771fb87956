"""Corrections and recall notices for department staff."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, StepPage, WorkflowPage
from portal.regulation import correction as rules
from portal.workflow.actor import Actor
from requests_app.corrections import actions, forms, queries, show
from requests_app.corrections.filters import CorrectionFilterSet, RecallFilterSet
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement


class CorrectionListPage(ListPage):
    """Corrections that the reader's department raised, received or was sent."""

    section = "agreements"
    filterset = CorrectionFilterSet
    template = "requests_app/correction_list.html"
    route = "requests:correction"
    sides = ("received", "made", "forwarded")

    def rows(self) -> Any:
        """Corrections the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A correction in the list."""
        return show.row(matter, self.actor, day)


class _CorrectionMixin:
    """What the page of a correction and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS
    route = "requests:correction"
    actor: Actor

    def find(self, number: str) -> Correction:
        """The correction, if the reader may see it."""
        found = queries.visible_to(self.actor).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def title(self, matter: Correction) -> str:
        """Entry and item."""
        return show.title(matter)


class CorrectionPage(_CorrectionMixin, WorkflowPage):
    """One correction: where it stands, what may be done, who was told, and the story."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The correction's page."""
        matter = self.find(number)
        context = show.context(matter, self.actor, self.now)
        context["matter"]["steps"] = self.steps(matter)
        context["crumbs"] = [
            {"label": _("Corrections"), "url": reverse("requests:correction-list")},
            {"label": matter.public_number, "url": ""},
        ]
        return self.show("requests_app/correction_detail.html", context)


class CorrectionStepPage(_CorrectionMixin, StepPage):
    """One step of a correction."""


class NewCorrectionPage(BeginPage):
    """Raise a correction on data received under one agreement."""

    section = "agreements"
    rule = rules.REQUEST_CORRECTION

    def subject(self) -> SharingAgreement:
        """The agreement that the address asks about."""
        found = sharing.find_agreement(self.actor, self.request.GET.get("agreement", ""))
        if found is None:
            raise Http404
        return found

    def form(self, subject: SharingAgreement, data: Any = None) -> Any:
        """Which record and field, and why."""
        return forms.ClaimForm(subject, data)

    def begin(self, subject: SharingAgreement, form: Any) -> Any:
        """Raise it."""
        return actions.request_correction(
            agreement_id=subject.pk, claim=form.claim(), actor=self.actor, now=self.now
        )

    def named(self, subject: SharingAgreement) -> dict[str, str]:
        """By its number and the entry."""
        return {"number": subject.public_number, "title": subject.entry_version.name}

    def back(self, subject: SharingAgreement) -> str:
        """The agreement's page."""
        return reverse("requests:agreement", kwargs={"number": subject.public_number})

    def address(self, made: Any) -> str:
        """The matter's page."""
        return show.address(made, self.actor)


class RecallListPage(ListPage):
    """Recall notices to the reader's department, and of the data it provides."""

    section = "agreements"
    filterset = RecallFilterSet
    template = "requests_app/recall_list.html"
    route = "requests:recall"
    sides = ("told", "caused")
    day_label = gettext_lazy("Told at")

    def rows(self) -> Any:
        """Notices the reader may see."""
        return queries.recalls_visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A notice in the list."""
        return show.recall_row(matter, self.actor, day)


class _RecallMixin:
    """What the page of a recall notice and the page of its step share."""

    section = "agreements"
    machine = rules.RECALL_MACHINE
    step_inputs = forms.RECALL_STEPS
    route = "requests:recall"
    actor: Actor

    def find(self, number: str) -> CorrectionRecall:
        """The notice, if the reader may see it."""
        found = queries.recalls_visible_to(self.actor).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def title(self, matter: CorrectionRecall) -> str:
        """Entry and item."""
        return show.title(matter.correction)


class RecallPage(_RecallMixin, WorkflowPage):
    """One recall notice: what was corrected, the receipts that held it, and the story."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The notice's page."""
        matter = self.find(number)
        context = show.recall_context(matter, self.actor, self.now)
        context["matter"]["steps"] = self.steps(matter)
        context["crumbs"] = [
            {"label": _("Recall notices"), "url": reverse("requests:recall-list")},
            {"label": matter.public_number, "url": ""},
        ]
        return self.show("requests_app/correction_detail.html", context)


class RecallStepPage(_RecallMixin, StepPage):
    """The one step of a recall notice."""
