"""Disputes in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
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
from portal.regulation import dispute as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.disputes import actions, forms, queries, show
from requests_app.disputes.filters import DisputeFilterSet
from requests_app.disputes.models import Dispute

_MOST_ROWS = 200


@admin.register(Dispute)
class DisputeAdmin(WorkflowModelAdmin):
    """Disputes of the own department, and those it coordinates."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    filterset_class = DisputeFilterSet
    body_template = "requests_app/dispute_body.html"
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Opened on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Disputes the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A dispute in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The dispute's page."""
        return show.context(matter, actor, now)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin; the gate says whether he may open one."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Open a dispute about the request or the agreement named in the address."""
        actor, now = self.enter(request)
        found = queries.find_matter(actor, request.GET.get("matter", ""))
        if found is None:
            raise Http404
        matter = found

        def run(data: Any) -> HttpResponse:
            key = queries.key_of(matter)
            made = actions.open_dispute(actor=actor, now=now, **key, **data)
            messages.success(request, common.done(rules.OPEN_DISPUTE, made, now))
            return redirect(self.address(made))

        return self.dialog(
            request,
            rules.OPEN_DISPUTE,
            forms.ClaimForm(request.POST or None),
            run,
            number=matter.public_number,
            title=matter.entry_version.name,
            cancel_url=show.matter_address(matter, actor),
        )


def waiting(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Disputes whose next step is the reader's."""
    rows = []
    mandates = actor.mandates(local_day(now))
    found = queries.awaiting(actor, now=now, mandates=mandates)
    for dispute in found.order_by("pk")[:_MOST_ROWS]:
        mine = dispute.requester_id == actor.department_id
        other = dispute.provider if mine else dispute.requester
        url = show.address(dispute, actor)
        label = next_step(actor, rules.MACHINE, dispute, now=now, mandates=mandates)
        rows.append(
            {
                "matter": dispute,
                "title": show.title(dispute),
                "url": url,
                "parts": [dispute.public_number, other.name],
                "step": {"label": label, "url": url},
            }
        )
    return rows


def waiting_count(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many wait for the reader."""
    return queries.awaiting(actor, now=now, mandates=mandates).count()


register_work(waiting, waiting_count)


@register_menu(37)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The disputes in the menu."""
    link = reverse("admin:requests_app_dispute_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Disputes"), "link": link}]}]
