"""Disputes for department staff: what is claimed, what was negotiated, what was decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.pages import (
    ListPage,
    Page,
    StepPage,
    WorkflowPage,
    dialog_context,
    refusal_status,
)
from portal.regulation import dispute as rules
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.disputes import actions, forms, queries, show
from requests_app.disputes.filters import DisputeFilterSet
from requests_app.disputes.models import Dispute


class DisputeListPage(ListPage):
    """Disputes of the reader's department, and those it coordinates."""

    section = "requests"
    filterset = DisputeFilterSet
    template = "requests_app/dispute_list.html"
    route = "requests:dispute"
    sides = ("opened", "answered", "coordinated")
    day_label = gettext_lazy("Opened on")

    def rows(self) -> Any:
        """Disputes the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A dispute in the list."""
        return show.row(matter, self.actor, day)


class _DisputeMixin:
    """What the page of a dispute and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS
    route = "requests:dispute"
    actor: Actor

    def find(self, number: str) -> Dispute:
        """The dispute, if the reader may see it."""
        found = queries.visible_to(self.actor).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def title(self, matter: Dispute) -> str:
        """The entry whose sharing is disputed."""
        return show.title(matter)


class DisputePage(_DisputeMixin, WorkflowPage):
    """One dispute: where it stands, what may be done, the negotiations and the story."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The dispute's page."""
        matter = self.find(number)
        context = show.context(matter, self.actor, self.now)
        context["matter"]["steps"] = self.steps(matter)
        context["crumbs"] = [
            {"label": _("Disputes"), "url": reverse("requests:dispute-list")},
            {"label": matter.public_number, "url": ""},
        ]
        return self.show("requests_app/dispute_detail.html", context)


class DisputeStepPage(_DisputeMixin, StepPage):
    """One step of a dispute."""


class NewDisputePage(Page):
    """Open a dispute about one request or one agreement."""

    section = "requests"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._form(forms.ClaimForm())

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Open it; a refusal keeps what was typed."""
        key = queries.key_of(self._matter())
        form = forms.ClaimForm(http_request.POST)
        if not form.is_valid():
            return self._form(form, status=400)
        try:
            made = actions.open_dispute(actor=self.actor, now=self.now, **key, **form.cleaned_data)
        except Refused as refused:
            return self._form(form, refused=refused, status=refusal_status(refused))
        messages.success(http_request, common.done(rules.OPEN_DISPUTE, made, self.now))
        return redirect(show.address(made, self.actor))

    def _matter(self) -> Any:
        found = queries.find_matter(self.actor, self.request.GET.get("matter", ""))
        if found is None:
            raise Http404
        return found

    def _form(
        self, form: Any, *, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        matter = self._matter()
        context = dialog_context(
            rules.OPEN_DISPUTE,
            form,
            number=matter.public_number,
            title=matter.entry_version.name,
            refused=refused,
        )
        context["step"]["cancel_url"] = show.matter_address(matter, self.actor)
        return self.show("portal/step_form.html", context, status=status)
