"""Changes of service in the clerks' admin."""

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
from portal.regulation import service_change as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.changes import actions, forms, queries, show
from requests_app.changes.filters import ServiceChangeFilterSet
from requests_app.changes.models import ServiceChange
from requests_app.sharing import queries as sharing


@admin.register(ServiceChange)
class ServiceChangeAdmin(WorkflowModelAdmin):
    """Changes of the services given and used."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    filterset_class = ServiceChangeFilterSet
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Planned to take effect on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Changes the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A change in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The change's page."""
        return show.context(matter, actor, now)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin; the gate says whether he may propose."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Propose a change of the service under the agreement named in the address."""
        actor, now = self.enter(request)
        number = request.GET.get("agreement", "")
        agreement = sharing.find_agreement(actor, number)
        if agreement is None:
            raise Http404

        def run(data: Any) -> HttpResponse:
            made = actions.propose(agreement_id=agreement.pk, actor=actor, now=now, **data)
            messages.success(request, common.done(rules.PROPOSE, made, now))
            return redirect(self.address(made))

        url = reverse("admin:requests_app_sharingagreement_change", args=[number])
        return self.dialog(
            request,
            rules.PROPOSE,
            forms.ProposeForm(request.POST or None),
            run,
            number=number,
            title=agreement.entry_version.name,
            cancel_url=url,
        )


def waiting(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Changes whose next step is the reader's."""
    rows = []
    mandates = actor.mandates(local_day(now))
    found = queries.awaiting(actor, now=now, mandates=mandates)
    for change in found.order_by("planned_on", "pk")[:200]:
        agreement = change.agreement
        mine = agreement.requester_id == actor.department_id
        other = agreement.provider if mine else agreement.requester
        url = show.address(change, actor)
        label = next_step(actor, rules.MACHINE, change, now=now, mandates=mandates)
        rows.append(
            {
                "matter": change,
                "title": show.title(change),
                "url": url,
                "parts": [change.public_number, other.name],
                "step": {"label": label, "url": url},
            }
        )
    return rows


def waiting_count(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many wait for the reader."""
    return queries.awaiting(actor, now=now, mandates=mandates).count()


register_work(waiting, waiting_count)


@register_menu(35)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The changes of service in the menu."""
    link = reverse("admin:requests_app_servicechange_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Changes of service"), "link": link}]}]
