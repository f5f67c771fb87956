"""Changes of service for department staff: what is planned, what was said, what was filed."""

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
from portal.regulation import service_change as rules
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.changes import actions, forms, queries, show
from requests_app.changes.filters import ServiceChangeFilterSet
from requests_app.changes.models import ServiceChange
from requests_app.sharing import queries as sharing


class ChangeListPage(ListPage):
    """Changes of the services that the reader's department gives or uses."""

    section = "agreements"
    filterset = ServiceChangeFilterSet
    template = "requests_app/change_list.html"
    route = "requests:change"
    sides = ("given", "received")
    day_label = gettext_lazy("Planned to take effect on")

    def rows(self) -> Any:
        """Changes the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, self.actor, day)


class _ChangeMixin:
    """What the page of a change and the page of its steps share."""

    section = "agreements"
    machine = rules.MACHINE
    step_inputs = forms.STEPS
    route = "requests:change"
    actor: Actor

    def find(self, number: str) -> ServiceChange:
        """The change, if the reader may see it."""
        found = queries.visible_to(self.actor).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def title(self, matter: ServiceChange) -> str:
        """The entry whose service it is."""
        return show.title(matter)


class ChangePage(_ChangeMixin, WorkflowPage):
    """One change: where it stands, what may be done, and the story."""

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The change's page."""
        matter = self.find(number)
        context = show.context(matter, self.actor, self.now)
        context["matter"]["steps"] = self.steps(matter)
        context["crumbs"] = [
            {"label": _("Changes of service"), "url": reverse("requests:change-list")},
            {"label": matter.public_number, "url": ""},
        ]
        return self.show("requests_app/change_detail.html", context)


class ChangeStepPage(_ChangeMixin, StepPage):
    """One step of a change."""


class NewChangePage(Page):
    """Propose a change of the service under one agreement."""

    section = "agreements"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._form(forms.ProposeForm())

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Propose it; a refusal keeps what was typed."""
        agreement = self._agreement()
        form = forms.ProposeForm(http_request.POST)
        if not form.is_valid():
            return self._form(form, status=400)
        try:
            made = actions.propose(
                agreement_id=agreement.pk, actor=self.actor, now=self.now, **form.cleaned_data
            )
        except Refused as refused:
            return self._form(form, refused=refused, status=refusal_status(refused))
        messages.success(http_request, common.done(rules.PROPOSE, made, self.now))
        return redirect(show.address(made, self.actor))

    def _agreement(self) -> Any:
        number = self.request.GET.get("agreement", "")
        rows = sharing.agreements_visible_to(self.actor)
        found = rows.filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def _form(
        self, form: Any, *, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        agreement = self._agreement()
        context = dialog_context(
            rules.PROPOSE,
            form,
            number=agreement.public_number,
            title=agreement.entry_version.name,
            refused=refused,
        )
        url = reverse("requests:agreement", kwargs={"number": agreement.public_number})
        context["step"]["cancel_url"] = url
        return self.show("portal/step_form.html", context, status=status)
