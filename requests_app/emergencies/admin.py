"""Emergency releases in the clerks' admin."""

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
from portal.regulation import emergency as rules
from portal.workflow.actor import Actor
from requests_app.emergencies import forms, queries, show
from requests_app.emergencies.filters import EmergencyFilterSet
from requests_app.emergencies.models import EmergencyRelease

CHOICES_SHOWN = 50


@admin.register(EmergencyRelease)
class EmergencyReleaseAdmin(WorkflowModelAdmin):
    """Emergency releases of the own department, and those it grants or reviews."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    beginning = forms.ASK
    filterset_class = EmergencyFilterSet
    body_template = "requests_app/emergency_body.html"
    counterpart_label = gettext_lazy("Other department")
    day_label = gettext_lazy("Review due on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Releases the actor may see."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A release in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The release's page."""
        return show.context(matter, actor, now)

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """Asking for a release, for the head of an office."""
        if not queries.may_ask(actor, now=now):
            return {}
        url = reverse("admin:requests_app_emergencyrelease_add")
        return {"new_url": url, "new_label": str(rules.ASK_RELEASE.label)}

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Choose an entry, then ask for its release."""
        if "entry" in request.GET:
            return super().add_view(request, form_url, extra_context)
        return self._choose(request)

    def _choose(self, request: HttpRequest) -> HttpResponse:
        actor, _now = self.enter(request)
        words = request.GET.get("q", "")[:100]
        rows = directories.named(queries.askable(actor), words)
        listed = rows.select_related("live_version", "provider").order_by("-published_at", "-pk")
        context = {
            "title": _("Ask for an emergency release"),
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


register_work(queries.awaiting, show.work_line, ("due_on", "pk"))


@register_menu(38)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The emergency releases in the menu."""
    link = reverse("admin:requests_app_emergencyrelease_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Emergency releases"), "link": link}]}]
