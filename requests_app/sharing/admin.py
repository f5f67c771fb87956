"""Requests, agreements and provision tasks in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from catalog.directories import queries as directories
from portal.interfaces import show as common
from portal.interfaces.admin import ReadOnlyModelAdmin, WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_new_links, register_work
from portal.regulation import agreement as agreement_rules
from portal.regulation import provision as provision_rules
from portal.regulation import request as rules
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.sharing import actions, forms, legal_basis_show, queries, resting, show
from requests_app.sharing.filters import AgreementFilterSet, RequestFilterSet, TaskFilterSet
from requests_app.sharing.models import (
    AgreementGrant,
    ProvisionTask,
    SharingAgreement,
    SharingRequest,
)

CHOICES_SHOWN = 50


@admin.register(SharingRequest)
class SharingRequestAdmin(WorkflowModelAdmin):
    """Requests made and received."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    filterset_class = RequestFilterSet
    body_template = "requests_app/request_body.html"
    counterpart_label = gettext_lazy("Other department")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Requests the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A request in the list."""
        return show.request_row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The request's page."""
        return show.request_context(matter, actor, now)

    def draft_form(self, matter: Any, data: Any, files: Any) -> Any | None:
        """The application form of a draft."""
        made = forms.STEPS["revise"].form
        return made(matter, data, files) if made else None

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The same door as on the workbench."""
        return {
            f"new_{name}": link[name]
            for link in new_request(actor, now)
            for name in ("url", "label")
        }

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin; the gate says whether he may apply."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Choose an entry that is available, then fill in the application."""
        actor, now = self.enter(request)
        entry = directories.by_slug(directories.published_to(actor), request.GET.get("entry", ""))
        if entry is None or entry.live_version is None:
            return self._choose(request, actor, now)
        version = entry.live_version

        def make(data: Any) -> SharingRequest:
            return actions.apply(
                requester_id=actor.department_id or 0,
                version_id=version.pk,
                application=data["application"],
                actor=actor,
                now=now,
            )

        form = forms.ApplicationForm(
            request.POST or None, version=version, department_id=actor.department_id or 0
        )
        kind = _("new sharing request")
        return self.new_page(request, form, make, title=version.name, kind=kind)

    def _choose(self, request: HttpRequest, actor: Actor, now: datetime) -> Any:
        """The entries the department may ask for, found by words."""
        words = request.GET.get("q", "")[:100]
        entries = directories.named(directories.published_to(actor), words)
        rows = directories.available(entries, actor, now=now).exclude(
            provider_id=actor.department_id
        )
        listed = rows.select_related("live_version", "provider").order_by("-published_at", "-pk")
        context = {
            "title": _("New sharing request"),
            "words": words,
            "rows": [
                {
                    "url": f"?entry={entry.slug}",
                    "title": entry.live.name,
                    "provider": entry.holder.name,
                    "code": entry.code,
                }
                for entry in listed[:CHOICES_SHOWN]
            ],
        }
        return self.render(request, "admin/choose_entry.html", context)


@admin.register(SharingAgreement)
class SharingAgreementAdmin(WorkflowModelAdmin):
    """Agreements given and received."""

    machine = agreement_rules.MACHINE
    step_inputs = forms.AGREEMENT_STEPS
    filterset_class = AgreementFilterSet
    body_template = "requests_app/agreement_body.html"
    counterpart_label = gettext_lazy("Other department")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Agreements the actor may see."""
        return queries.agreements_visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """An agreement in the list."""
        return show.agreement_row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The agreement's page."""
        return show.agreement_context(matter, actor, now)


@admin.register(ProvisionTask)
class ProvisionTaskAdmin(WorkflowModelAdmin):
    """What was agreed and is still to be supplied."""

    machine = provision_rules.MACHINE
    filterset_class = TaskFilterSet
    counterpart_label = gettext_lazy("Requester")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Tasks the actor may see."""
        return queries.tasks_visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A task in the list."""
        return {
            **super().draw_row(matter, actor, day),
            "title": matter.agreement.entry_version.name,
            "counterpart": matter.agreement.requester.name,
        }

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The task's page."""
        return show.task_context(matter, actor, now)


@admin.register(AgreementGrant)
class AgreementGrantAdmin(ReadOnlyModelAdmin):
    """Which system may fetch under which agreement: a consequence of acts, never edited."""

    list_display = ("group", "permission", "content_object")
    list_select_related = ("group", "permission__content_type", "content_object")
    ordering = ("-pk",)


register_work(queries.awaiting, show.request_line, order=("due_on", "pk"))
register_work(queries.agreements_awaiting, show.agreement_line)
register_work(resting.awaiting, legal_basis_show.work_line)


@register_new_links
def new_request(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Begin a request from the workbench."""
    if Mandate.APPLY not in actor.mandates(local_day(now)):
        return []
    return [
        {"label": _("New sharing request"), "url": reverse("admin:requests_app_sharingrequest_add")}
    ]


@register_menu(30)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The sharing group in the menu."""
    requests = reverse("admin:requests_app_sharingrequest_changelist")
    items = [
        {"title": _("Requests received"), "link": f"{requests}?side=received"},
        {"title": _("Requests made"), "link": f"{requests}?side=made"},
        {
            "title": _("Provision tasks"),
            "link": reverse("admin:requests_app_provisiontask_changelist"),
        },
        {
            "title": _("Sharing agreements"),
            "link": reverse("admin:requests_app_sharingagreement_changelist"),
        },
    ]
    return [{"title": _("Sharing"), "items": items}]
