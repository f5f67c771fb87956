"""Entries in the clerks' admin: versions with their steps, updates due, resources."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from catalog.directories import actions, forms, queries, show
from catalog.directories.filters import TriggerFilterSet, VersionFilterSet
from catalog.directories.models import EntryGrant, EntryVersion, UpdateTrigger
from catalog.directories.starting import NoSuchStart, start_of
from portal.interfaces import matters
from portal.interfaces import show as common
from portal.interfaces.admin import ReadOnlyModelAdmin, WorkflowModelAdmin
from portal.interfaces.workbench import register_menu, register_new_links, register_work
from portal.regulation import entry_update, entry_version
from portal.regulation.punctuation import headed
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step


@admin.register(EntryVersion)
class EntryVersionAdmin(WorkflowModelAdmin):
    """Directory entries from draft to publication."""

    machine = entry_version.MACHINE
    step_inputs = forms.STEPS
    filterset_class = VersionFilterSet
    body_template = "catalog/version_body.html"
    counterpart_label = gettext_lazy("Provider")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Versions the actor may see."""
        return queries.versions_visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """Name, code, provider, status and deadline."""
        provider = matter.entry.provider
        return {
            **super().draw_row(matter, actor, day),
            "title": matter.name,
            "public_number": f"{matter.entry.code} v{matter.number}",
            "counterpart": provider.name if provider else "—",
        }

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The version's page."""
        return show.version_context(matter, actor, now)

    def draft_form(self, matter: Any, data: Any, files: Any) -> Any | None:
        """The draft with all its items on one form."""
        return forms.revising(matter, data)

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """What obliges an update is registered on the published version."""
        step = queries.trigger_step(matter, actor, now=now)
        return () if step is None else (step,)

    def step_address(self, matter: Any, step: str) -> str:
        """The trigger's own form, or a step of the version."""
        if step == entry_update.REGISTER_TRIGGER.name:
            return matters.admin_begin_address(UpdateTrigger, entry=matter.entry.slug)
        return super().step_address(matter, step)

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The same door as on the workbench."""
        links = new_entry(actor, now)
        return {f"new_{name}": text for link in links for name, text in link.items()}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever compiles the directory may begin a draft."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Begin a draft, from nothing or from what the address names; it may lack particulars."""
        actor, now = self.enter(request)
        try:
            start = start_of(request.GET, actor, now)
        except NoSuchStart as nothing:
            raise Http404 from nothing

        def make(data: Any) -> EntryVersion:
            return actions.draft(
                provider_id=actor.department_id or 0,
                content=data["content"],
                actor=actor,
                now=now,
            )

        form = forms.NewDraftForm(request.POST or None, start=start, actor=actor, now=now)
        doors = [] if start is not None else show.start_doors(actor, now)
        title = _("New directory entry")
        return self.new_page(
            request, form, make, title=title, kind="", start=start, start_doors=doors
        )


@admin.register(UpdateTrigger)
class UpdateTriggerAdmin(WorkflowModelAdmin):
    """Updates that a change of law or duties obliges to."""

    machine = entry_update.MACHINE
    step_inputs = forms.TRIGGER_STEPS
    beginning = forms.REGISTER
    filterset_class = TriggerFilterSet
    counterpart_label = gettext_lazy("Provider")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Triggers of the entries the actor works on."""
        return queries.triggers_visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """What changed, and until when the entry is updated."""
        return {
            **super().draw_row(matter, actor, day),
            "title": headed(matter.get_kind_display(), matter.instrument),
            "counterpart": matter.entry.provider.name,
        }

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The trigger's page."""
        return show.trigger_context(matter, now)

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """The new version that the update is made with, begun from here."""
        step = queries.draft_step(matter, actor, now=now)
        return () if step is None else (step,)

    def step_address(self, matter: Any, step: str) -> str:
        """The live version's own step, or a step of the trigger."""
        if step == entry_version.DRAFT_VERSION.name:
            return matters.admin_address(matter.entry.live, step)
        return super().step_address(matter, step)


@admin.register(EntryGrant)
class EntryGrantAdmin(ReadOnlyModelAdmin):
    """Who may read or ask for which entry: a consequence of publication, never edited by hand."""

    list_display = ("group", "permission", "content_object")
    list_select_related = ("group", "permission__content_type", "content_object")
    ordering = ("-pk",)
    show_full_result_count = False


register_work(queries.awaiting, show.version_line)
register_work(queries.triggers_awaiting, show.trigger_line, order=("due_on", "pk"))


@register_new_links
def new_entry(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Begin an entry from the workbench."""
    if Mandate.COMPILE not in actor.mandates(local_day(now)):
        return []
    return [{"label": _("New directory entry"), "url": reverse("admin:catalog_entryversion_add")}]


@register_menu(10)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The directory's group in the menu."""
    items = [
        {
            "title": _("Directory entries"),
            "link": reverse("admin:catalog_entryversion_changelist"),
        },
        {"title": _("Updates due"), "link": reverse("admin:catalog_updatetrigger_changelist")},
        {"title": _("Browse the directory"), "link": reverse("catalog:entry-list")},
    ]
    return [{"title": _("Directory"), "items": items}]
