"""Corrections and recall notices in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import next_step, register_menu, register_work
from portal.regulation import correction as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.corrections import actions, forms, queries, show
from requests_app.corrections.filters import CorrectionFilterSet, RecallFilterSet
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.sharing import queries as sharing

_MOST_ROWS = 200


@admin.register(Correction)
class CorrectionAdmin(WorkflowModelAdmin):
    """Corrections raised, received and forwarded."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    filterset_class = CorrectionFilterSet
    body_template = "requests_app/correction_body.html"
    counterpart_label = gettext_lazy("Other department")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Corrections the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A correction in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The correction's page."""
        return show.context(matter, actor, now)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin; the gate says whether he may raise one."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Raise a correction under the agreement named in the address."""
        actor, now = self.enter(request)
        number = request.GET.get("agreement", "")
        agreement = sharing.find_agreement(actor, number)
        if agreement is None:
            raise Http404
        form = forms.ClaimForm(agreement, request.POST or None)

        def run(_data: Any) -> HttpResponse:
            made = actions.request_correction(
                agreement_id=agreement.pk, claim=form.claim(), actor=actor, now=now
            )
            messages.success(request, common.done(rules.REQUEST_CORRECTION, made, now))
            return redirect(self.address(made))

        url = reverse("admin:requests_app_sharingagreement_change", args=[number])
        return self.dialog(
            request,
            rules.REQUEST_CORRECTION,
            form,
            run,
            number=number,
            title=agreement.entry_version.name,
            cancel_url=url,
        )


@admin.register(CorrectionRecall)
class CorrectionRecallAdmin(WorkflowModelAdmin):
    """Recall notices to the own department, and of the data it provides."""

    machine = rules.RECALL_MACHINE
    step_inputs = forms.RECALL_STEPS
    filterset_class = RecallFilterSet
    body_template = "requests_app/correction_body.html"
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Told at")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Notices the actor may see."""
        return queries.recalls_visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A notice in the list."""
        return show.recall_row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The notice's page."""
        return show.recall_context(matter, actor, now)


def waiting(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Corrections and notices whose next step is the reader's."""
    mandates = actor.mandates(local_day(now))
    rows = []
    found = queries.awaiting(actor, now=now, mandates=mandates)
    by_day = found.order_by(F("due_on").asc(nulls_last=True), "pk")
    for correction in by_day[:_MOST_ROWS]:
        url = show.address(correction, actor)
        label = next_step(actor, rules.MACHINE, correction, now=now, mandates=mandates)
        rows.append(
            {
                "matter": correction,
                "title": show.title(correction),
                "url": url,
                "parts": [correction.public_number, correction.agreement.requester.name],
                "step": {"label": label, "url": url},
            }
        )
    told = queries.recalls_awaiting(actor, now=now, mandates=mandates)
    for notice in told.order_by("pk")[:_MOST_ROWS]:
        url = show.recall_address(notice, actor)
        label = next_step(actor, rules.RECALL_MACHINE, notice, now=now, mandates=mandates)
        rows.append(
            {
                "matter": notice,
                "title": show.title(notice.correction),
                "url": url,
                "parts": [notice.public_number, notice.correction.agreement.provider.name],
                "step": {"label": label, "url": url},
            }
        )
    return rows


def waiting_count(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many wait for the reader."""
    corrections = queries.awaiting(actor, now=now, mandates=mandates).count()
    return corrections + queries.recalls_awaiting(actor, now=now, mandates=mandates).count()


register_work(waiting, waiting_count)


@register_menu(36)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Corrections and recall notices in the menu."""
    items = [
        {"title": _("Corrections"), "link": reverse("admin:requests_app_correction_changelist")},
        {
            "title": _("Recall notices"),
            "link": reverse("admin:requests_app_correctionrecall_changelist"),
        },
    ]
    return [{"title": _("Sharing"), "items": items}]
