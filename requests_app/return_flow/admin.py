"""Return flows in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from catalog.directories import queries as directories
from portal.interfaces import show as common
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_work
from portal.regulation import return_flow as rules
from portal.workflow.actor import Actor
from requests_app.return_flow import forms, queries, show
from requests_app.return_flow.filters import ReturnFlowFilterSet
from requests_app.return_flow.models import ReturnFlow

CHOICES_SHOWN = 50


@admin.register(ReturnFlow)
class ReturnFlowAdmin(WorkflowModelAdmin):
    """Return flows to the own department, and those it owes."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.ASK
    filterset_class = ReturnFlowFilterSet
    body_template = "requests_app/return_flow_body.html"
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Asked for on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Return flows the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A return flow in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The return flow's page."""
        return show.context(matter, actor, now)

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """Asking for a return, where the department has an upper one."""
        if not queries.may_ask(actor, now=now):
            return {}
        url = reverse("admin:requests_app_returnflow_add")
        return {"new_url": url, "new_label": str(rules.ASK_RETURN.label)}

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Choose an upper department's entry, then ask for its return."""
        if "entry" in request.GET:
            return super().add_view(request, form_url, extra_context)
        return self._choose(request)

    def _choose(self, request: HttpRequest) -> HttpResponse:
        actor, _now = self.enter(request)
        words = request.GET.get("q", "")[:100]
        rows = directories.named(queries.returnable(actor), words)
        listed = rows.select_related("live_version", "provider").order_by("-published_at", "-pk")
        context = {
            "title": _("Ask for data to be returned"),
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


register_work(queries.awaiting, show.work_line)


@register_menu(38)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The return flows in the menu."""
    link = reverse("admin:requests_app_returnflow_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Return flows"), "link": link}]}]
