"""Entries in the clerks' admin: versions with their steps, updates due, resources."""

from collections.abc import Iterable
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

from catalog.directories import actions, forms, queries, show
from catalog.directories.filters import TriggerFilterSet, VersionFilterSet
from catalog.directories.models import Classification, EntryGrant, EntryVersion, UpdateTrigger
from portal.interfaces import show as common
from portal.interfaces.admin import PortalModelAdmin, ReadOnlyModelAdmin, WorkflowModelAdmin
from portal.interfaces.workbench import next_step, register_menu, register_new_links, register_work
from portal.regulation import entry_update, entry_version
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
        return show.version_context(matter, now)

    def draft_form(self, matter: Any, data: Any, files: Any) -> Any | None:
        """The draft with all its items on one form."""
        return forms.DraftForm(data, version=matter)

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """What obliges an update is registered on the published version."""
        step = queries.trigger_step(matter, actor, now=now)
        return () if step is None else (step,)

    def step_address(self, matter: Any, step: str) -> str:
        """The trigger's own form, or a step of the version."""
        if step == entry_update.REGISTER_TRIGGER.name:
            return f"{reverse('admin:catalog_updatetrigger_add')}?entry={matter.entry.slug}"
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
        """Begin a draft; it may lack particulars."""
        actor, now = self.enter(request)

        def make(data: Any) -> EntryVersion:
            return actions.draft(
                provider_id=actor.department_id or 0,
                content=data["content"],
                actor=actor,
                now=now,
            )

        form = forms.DraftForm(request.POST or None)
        return self.new_page(request, form, make, title=_("New directory entry"), kind="")


@admin.register(UpdateTrigger)
class UpdateTriggerAdmin(WorkflowModelAdmin):
    """Updates that a change of law or duties obliges to."""

    machine = entry_update.MACHINE
    step_inputs = forms.TRIGGER_STEPS
    filterset_class = TriggerFilterSet
    counterpart_label = gettext_lazy("Provider")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Triggers of the entries the actor works on."""
        return queries.triggers_visible_to(actor, now=now)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """What changed, and until when the entry is updated."""
        return {
            **super().draw_row(matter, actor, day),
            "title": f"{matter.get_kind_display()}：{matter.instrument}",
            "counterpart": matter.entry.provider.name,
        }

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The trigger's page."""
        return {
            "matter": {
                "title": matter.entry.live.name,
                "kind": _("Update due"),
                "public_number": matter.public_number,
                "status": common.badge(matter),
                "counterpart_line": matter.entry.code,
                "nodes": common.nodes(matter),
                "clock": common.clock(matter, common.Day.of(now), _("Update period")),
            },
            "particulars": show.trigger_particulars(matter),
            "story": common.story(matter),
        }

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """The new version that the update is made with, begun from here."""
        step = queries.draft_step(matter, actor, now=now)
        return () if step is None else (step,)

    def step_address(self, matter: Any, step: str) -> str:
        """The live version's own step, or a step of the trigger."""
        if step == entry_version.DRAFT_VERSION.name:
            return _address(matter.entry.live, step)
        return super().step_address(matter, step)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin; the gate says whether he may register."""
        return self.has_module_permission(request)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Register what obliges an update of the entry named in the address."""
        actor, now = self.enter(request)
        slug = request.GET.get("entry", "")
        entry = queries.by_slug(queries.visible_to(actor, now=now), slug)
        if entry is None or entry.live_version is None:
            raise Http404
        live = entry.live_version

        def run(data: Any) -> HttpResponse:
            made = actions.register_trigger(entry_id=entry.pk, actor=actor, now=now, **data)
            messages.success(request, _("The update trigger is registered."))
            return redirect(self.address(made))

        return self.dialog(
            request,
            entry_update.REGISTER_TRIGGER,
            forms.TriggerForm(request.POST or None),
            run,
            number=entry.code,
            title=live.name,
            cancel_url=_address(live),
        )


@admin.register(Classification)
class ClassificationAdmin(PortalModelAdmin):
    """The classification tree of the compilation guide."""

    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)
    ordering = ("code",)


@admin.register(EntryGrant)
class EntryGrantAdmin(ReadOnlyModelAdmin):
    """Who may read or ask for which entry: a consequence of publication, never edited by hand."""

    list_display = ("group", "permission", "content_object")
    list_select_related = ("group", "permission__content_type", "content_object")
    ordering = ("-pk",)
    show_full_result_count = False


def _address(version: EntryVersion, step: str = "") -> str:
    base = "admin:catalog_entryversion"
    if step:
        return reverse(f"{base}_step", args=[version.public_number, step])
    return reverse(f"{base}_change", args=[version.public_number])


def waiting_versions(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Versions whose next step is the reader's."""
    rows = []
    mandates = actor.mandates(local_day(now))
    for version in queries.awaiting(actor, now=now, mandates=mandates).order_by("pk")[:200]:
        if version.entry.provider_id != actor.department_id:
            version.known_authority = actor.department_id  # it waits for nobody else abroad
        label = next_step(actor, entry_version.MACHINE, version, now=now, mandates=mandates)
        rows.append(
            {
                "matter": version,
                "title": version.name,
                "url": _address(version),
                "line": _("Entry %(code)s") % {"code": version.entry.code},
                "step": {"label": label, "url": _address(version)},
            }
        )
    return rows


def waiting_count(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many versions wait for the reader."""
    return queries.awaiting(actor, now=now, mandates=mandates).count()


def waiting_triggers(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Updates the reader's department owes, and extensions of them that he decides on."""
    rows = []
    mandates = actor.mandates(local_day(now))
    found = queries.triggers_awaiting(actor, now=now, mandates=mandates)
    for trigger in found.order_by("due_on", "pk")[:200]:
        owed = trigger.entry.provider_id == actor.department_id
        if owed:
            label = str(entry_version.DRAFT_VERSION.label)
        else:
            trigger.known_authority = actor.department_id
            label = next_step(actor, entry_update.MACHINE, trigger, now=now, mandates=mandates)
        url = reverse("admin:catalog_updatetrigger_change", args=[trigger.public_number])
        target = _address(trigger.entry.live) if owed else url
        rows.append(
            {
                "matter": trigger,
                "title": _("%(name)s: update after %(kind)s")
                % {"name": trigger.entry.live.name, "kind": trigger.get_kind_display()},
                "url": url,
                "line": _("Update %(number)s") % {"number": trigger.public_number},
                "step": {"label": label, "url": target},
            }
        )
    return rows


def waiting_triggers_count(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many updates wait for the reader."""
    return queries.triggers_awaiting(actor, now=now, mandates=mandates).count()


register_work(waiting_versions, waiting_count)
register_work(waiting_triggers, waiting_triggers_count)


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
