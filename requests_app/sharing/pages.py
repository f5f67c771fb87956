"""Requests and agreements for department staff: ask, follow one's matter, read the agreement."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.directories import queries as directories
from catalog.directories.models import EntryVersion
from catalog.directories.show import sharing_class
from portal.interfaces import show as common
from portal.interfaces.pages import (
    BEGIN_IN_DIRECTORY,
    ListPage,
    MatterPage,
    Page,
    StepPage,
    WorkflowPage,
    refusal_note,
    refusal_status,
)
from portal.regulation import agreement as agreement_rules
from portal.regulation import articles, deadlines
from portal.regulation import request as rules
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from requests_app.sharing import actions, forms, queries, show
from requests_app.sharing.filters import AgreementFilterSet, RequestFilterSet
from requests_app.sharing.models import SharingAgreement, SharingRequest


class RequestListPage(ListPage):
    """Requests the reader's department made or received."""

    section = "requests"
    empty_text = BEGIN_IN_DIRECTORY
    filterset = RequestFilterSet
    title = _("Sharing matters")
    doors = (
        (_("Demand list"), "requests:demand-list"),
        (_("Disputes"), "requests:dispute-list"),
        (_("Breaches"), "requests:breach-list"),
        (_("Inspections"), "requests:inspection-list"),
        (_("Public criticism"), "requests:criticism-list"),
        (_("Compliance"), "requests:compliance-list"),
    )
    sides = ("received", "made")

    def rows(self) -> Any:
        """Requests the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A request in the list."""
        return show.request_row(matter, self.actor, day)


class AgreementListPage(ListPage):
    """Agreements the reader's department provides under or uses."""

    section = "agreements"
    filterset = AgreementFilterSet
    title = _("Sharing agreements")
    doors = (
        (_("Changes of use"), "requests:use-change-list"),
        (_("Use records"), "requests:use-record-list"),
        (_("Return flows"), "requests:return-flow-list"),
        (_("Changes of service"), "requests:change-list"),
        (_("Corrections"), "requests:correction-list"),
        (_("Recall notices"), "requests:recall-list"),
        (_("Disputes"), "requests:dispute-list"),
    )
    sides = ("given", "received")

    def rows(self) -> Any:
        """Agreements the reader may see."""
        return queries.agreements_visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """An agreement in the list."""
        return show.agreement_row(matter, self.actor, day)


class _Request(WorkflowPage):
    """What the page of a request and the page of its steps share."""

    section = "requests"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Requests the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: SharingRequest) -> str:
        """The entry it asks for."""
        return matter.entry_version.name


class RequestPage(_Request, MatterPage):
    """One request: where it stands, how long is left, what may be done, and the story."""

    list_title = _("Sharing matters")
    template = "requests_app/request_detail.html"

    def draw(self, matter: SharingRequest) -> dict[str, Any]:
        """The request."""
        return show.request_context(matter, self.actor, self.now)


class _ApplicationPage(Page):
    """The application form, for a new request and for a draft."""

    section = "requests"

    def form_page(
        self,
        version: EntryVersion,
        form: forms.ApplicationForm,
        *,
        number: str = "",
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form with what is asked for, the columns and what follows."""
        answer = deadlines.answer_deadline(version.sharing_class)
        entry_url = reverse("catalog:entry", kwargs={"slug": version.entry.slug})
        context: dict[str, Any] = {
            "crumbs": [
                {"label": gettext("Directory"), "url": reverse("catalog:entry-list")},
                {"label": version.name, "url": entry_url},
                {"label": number or gettext("Sharing request"), "url": ""},
            ],
            "form": form,
            "main_fields": [field for field in form.main_fields() if field.name != "is_declared"],
            "declaration": form["is_declared"],
            "draft_line": number or gettext("Not saved yet"),
            "basket": [
                {
                    "title": version.name,
                    "sharing_class": sharing_class(version.sharing_class),
                    "line": version.entry.holder.name,
                }
            ],
            "items": _item_rows(form),
            "particulars_article": str(articles.A20.paragraph(2)),
            "follows": [
                {
                    "label": gettext("First"),
                    "value": gettext("the head of our data-sharing office consents"),
                },
                {
                    "label": gettext("Then"),
                    "value": gettext("the provider answers within %(days)s working days")
                    % {"days": answer.workdays},
                },
            ],
        }
        if refused is not None:
            context["refusal"] = refusal_note(refused)
            status = refusal_status(refused)
        return self.show("requests_app/request_form.html", context, status=status)


def _item_rows(form: forms.ApplicationForm) -> list[dict[str, Any]]:
    rows = []
    for column, chosen, need in form.column_rows():
        rows.append(
            {
                "id": column.position,
                "name": column.name,
                "grade": gettext("personal information") if column.is_personal else "",
                "tag": "",
                "form": column.get_data_type_display(),
                "closed": False,
                "remark": column.description,
                "checked": bool(chosen.value()),
                "checkbox_name": chosen.html_name,
                "need_name": need.html_name,
                "need": need.value() or "",
                "need_error": "",
                "norm": form.column_norm(column),
                "article": form.column_article(column),
            }
        )
    return rows


class NewRequestPage(_ApplicationPage):
    """Ask for an entry."""

    def _version(self, http_request: HttpRequest) -> EntryVersion:
        slug = http_request.GET.get("entry", "")
        entry = directories.by_slug(directories.published_to(self.actor), slug)
        if entry is None or entry.live_version is None:
            raise Http404
        return entry.live_version

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """An empty form, or why the entry cannot be asked for."""
        version = self._version(http_request)
        reason = directories.availability(version.entry, self.actor, now=self.now)
        if reason is not None:
            return self.refuse(
                Refused(reason),
                back=reverse("catalog:entry", kwargs={"slug": version.entry.slug}),
                title=gettext("This entry cannot be asked for"),
            )
        form = forms.ApplicationForm(version=version, department_id=self.actor.department_id or 0)
        return self.form_page(version, form)

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Save the draft, and send it on if asked to; what was typed is never lost."""
        version = self._version(http_request)
        form = forms.ApplicationForm(
            http_request.POST, version=version, department_id=self.actor.department_id or 0
        )
        if not form.is_valid():
            return self.form_page(version, form, status=400)
        try:
            made = actions.apply(
                requester_id=self.actor.department_id or 0,
                version_id=version.pk,
                application=form.cleaned_data["application"],
                actor=self.actor,
                now=self.now,
            )
        except Refused as refused:
            return self.form_page(version, form, refused=refused)
        return _after_saving(http_request, made.public_number)


def _after_saving(http_request: HttpRequest, number: str) -> HttpResponse:
    """To the draft's own page; its step ``submit`` says what is missing, if anything."""
    messages.success(http_request, gettext("The draft is saved."))
    if http_request.POST.get("step") == "send":
        kwargs = {"number": number, "step": "submit"}
        return redirect(reverse("requests:request-step", kwargs=kwargs))
    return redirect(reverse("requests:request", kwargs={"number": number}))


class RequestStepPage(_Request, StepPage, _ApplicationPage):
    """One step of a request; revising a draft shows the whole application form."""

    def get(self, http_request: HttpRequest, number: str, step: str) -> HttpResponse:
        """The step's form."""
        if step != "revise":
            return super().get(http_request, number, step)
        matter = self.find(number)
        steps = available(self.actor, self.machine, matter, now=self.now)
        if not any(step.transition.name == "revise" and step.is_allowed for step in steps):
            raise Http404
        return self.form_page(matter.entry_version, self._form(matter, None), number=number)

    def post(self, http_request: HttpRequest, number: str, step: str) -> HttpResponse:
        """Take the step."""
        if step != "revise":
            return super().post(http_request, number, step)
        # The gate answers, also where somebody has sent the draft on in the meantime.
        matter = self.find(number)
        form = self._form(matter, http_request.POST)
        if not form.is_valid():
            return self.form_page(matter.entry_version, form, number=number, status=400)
        try:
            self.step_inputs[step].run(matter.pk, form.cleaned_data, self.actor, self.now)
        except Refused as refused:
            return self.form_page(matter.entry_version, form, number=number, refused=refused)
        return _after_saving(http_request, number)

    def _form(self, matter: SharingRequest, data: Any) -> Any:
        made = self.step_inputs["revise"].form
        return made(matter, data, None) if made else None


class _Agreement(WorkflowPage):
    """What the page of an agreement and the page of its steps share."""

    section = "agreements"
    machine = agreement_rules.MACHINE
    step_inputs = forms.AGREEMENT_STEPS

    def visible(self) -> QuerySet[Any]:
        """Agreements the reader may see."""
        return queries.agreements_visible_to(self.actor)

    def title(self, matter: SharingAgreement) -> str:
        """The entry it is about."""
        return matter.entry_version.name


class AgreementPage(_Agreement, MatterPage):
    """One agreement: its terms, what may be done, and the story."""

    list_title = _("Agreements")
    template = "requests_app/agreement_detail.html"

    def draw(self, matter: SharingAgreement) -> dict[str, Any]:
        """The agreement."""
        return show.agreement_context(matter, self.actor, self.now)

    def place(self, context: dict[str, Any], steps: list[dict[str, Any]]) -> None:
        """The ordinary steps stand at the head; what cuts access stands apart, at the end."""
        context["matter"]["head_steps"] = [step for step in steps if not step["danger"]]
        grave = [step for step in steps if step["danger"]]
        if grave:
            text = gettext("Cutting access takes effect with the next call.")
            context["ending"] = {"text": text, "steps": grave}


class AgreementStepPage(_Agreement, StepPage):
    """One step of an agreement."""
