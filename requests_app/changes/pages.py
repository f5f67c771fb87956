"""Changes of service for department staff: what is planned, what was said, what was filed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.pages import BeginPage, ListPage, StepPage, WorkflowPage
from portal.regulation import service_change as rules
from portal.workflow.actor import Actor
from requests_app.changes import actions, forms, queries, show
from requests_app.changes.filters import ServiceChangeFilterSet
from requests_app.changes.models import ServiceChange
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement


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


class NewChangePage(BeginPage):
    """Propose a change of the service under one agreement."""

    section = "agreements"
    rule = rules.PROPOSE

    def subject(self) -> SharingAgreement:
        """The agreement that the address asks about."""
        found = sharing.find_agreement(self.actor, self.request.GET.get("agreement", ""))
        if found is None:
            raise Http404
        return found

    def form(self, subject: SharingAgreement, data: Any = None) -> Any:
        """What is planned, why, and for which day."""
        return forms.ProposeForm(data)

    def begin(self, subject: SharingAgreement, form: Any) -> Any:
        """Propose it."""
        return actions.propose(
            agreement_id=subject.pk, actor=self.actor, now=self.now, **form.cleaned_data
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
