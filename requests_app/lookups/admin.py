"""Look-ups in the clerks' admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.interfaces import show as common
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu, register_new_links
from portal.regulation import subject_lookup as rules
from portal.workflow.actor import Actor
from requests_app.lookups import forms, queries, show
from requests_app.lookups.filters import LookupFilterSet
from requests_app.lookups.models import SubjectLookup


@admin.register(SubjectLookup)
class SubjectLookupAdmin(OpeningAdmin):
    """Look-ups that the reader may know of."""

    machine = rules.MACHINE
    opening = forms.OPENING
    filterset_class = LookupFilterSet
    body_template = "requests_app/lookup_body.html"
    counterpart_label = gettext_lazy("Looked up by")
    day_label = gettext_lazy("Looked up on")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Look-ups the actor may know of."""
        return queries.visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A look-up in the list."""
        return show.row(matter, actor, day)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The look-up's page."""
        return show.context(matter, actor)

    def opened(self, request: HttpRequest, made: Any, actor: Actor, now: datetime) -> HttpResponse:
        """The answer, shown once and kept by nobody on the way."""
        context = {**show.answer_context(made, actor), "body": self.body_template}
        context["title"] = context["matter"]["title"]
        answer = self.render(request, "admin/matter.html", context, status=201)
        answer["Cache-Control"] = "no-store, private"
        return answer


@register_new_links
def new_lookup(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Trace a subject's data from the workbench."""
    if not forms.OPENING.is_open_to(actor, now):
        return []
    return [{"label": forms.OPENING.rule.label, "url": forms.OPENING.admin_page}]


@register_menu(39)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The look-ups in the menu."""
    link = reverse("admin:requests_app_subjectlookup_changelist")
    return [{"title": _("Sharing"), "items": [{"title": _("Data flow look-ups"), "link": link}]}]
