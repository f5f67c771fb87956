"""WorkflowModelAdmin: rows from queries, buttons from the gate; and the clerk's workbench."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from unfold.admin import ModelAdmin

from portal.interfaces import lists, show
from portal.interfaces.actors import actor_of
from portal.interfaces.api import Invalid
from portal.interfaces.pages import dialog_context, refusal_note
from portal.interfaces.steps import StepInput
from portal.regulation.machine import Machine
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import available

_csrf = method_decorator(csrf_protect)


class PortalModelAdmin(ModelAdmin):
    """A reference table: system administrators keep it; nobody deletes through it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class ReadOnlyModelAdmin(PortalModelAdmin):
    """A table that is only read, by system administrators."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made by acts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by acts, if at all."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """System administrators read it."""
        return bool(request.user.is_superuser)


class WorkflowModelAdmin(ModelAdmin):
    """Matters in the admin. It is an interface like the others: it asks the gate for everything.

    Subclasses say ``machine``, ``step_inputs``, ``filterset_class``, ``order``, and how a row and
    a matter are drawn. Addresses carry the public number, never a row's id.
    """

    machine: ClassVar[Machine]
    step_inputs: ClassVar[Mapping[str, StepInput]] = {}
    filterset_class: ClassVar[Any] = None
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    body_template: ClassVar[str] = ""
    counterpart_label: ClassVar[Any] = ""

    # Who enters: appointed people. What they see: visible(). What they do: the steps.

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Appointed people see the matters' place in the menu."""
        return actor_of(request, Interface.ADMIN, timezone.now()).department_id is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Appointed people; which rows, ``visible()`` says."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New matters begin with a step of their own, not with a bare form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Matters are changed by steps alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Matters are never deleted."""
        return False

    # What a domain says.

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """What the actor may see of these matters."""
        raise Http404

    def draw_row(self, matter: Any, actor: Actor, day: show.Day) -> dict[str, Any]:
        """A row of the list (components/matter_table.html), without its address."""
        return {
            "title": str(matter),
            "public_number": matter.public_number,
            "counterpart": "",
            "status": show.badge(matter),
            "due": show.due(matter, day),
            "due_on_label": show.short_day(matter.due_on, day.date),
        }

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The context of the matter's page: ``matter.title``, and what ``body_template`` needs."""
        return {"matter": {"title": str(matter)}}

    def draft_form(self, matter: Any, data: Any, files: Any) -> Any | None:
        """The form that edits a draft on its own page, if this matter has one."""
        return None

    # Addresses.

    def get_urls(self) -> list[URLPattern]:
        """List, one matter, one step."""
        base = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("add/", wrap(self.add_view), name=f"{base}_add"),
            path("<str:number>/", wrap(self.matter_view), name=f"{base}_change"),
            path("<str:number>/<slug:step>/", wrap(self.step_view), name=f"{base}_step"),
        ]

    def address(self, matter: Any, step: str = "") -> str:
        """The matter's admin page, or one of its steps."""
        base = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}"
        if step:
            return reverse(f"{base}_step", args=[matter.public_number, step])
        return reverse(f"{base}_change", args=[matter.public_number])

    # Views.

    def _enter(self, request: HttpRequest) -> tuple[Actor, datetime]:
        now = timezone.now()
        actor = actor_of(request, Interface.ADMIN, now)
        if actor.department_id is None:
            raise Http404
        return actor, now

    def _find(self, number: str, actor: Actor, now: datetime) -> Any:
        found = self.visible(actor, now).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def _render(
        self, request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        base = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return TemplateResponse(request, template, {**base, **context}, status=status)

    def changelist_view(
        self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """The list, narrowed by the domain's filter set, in keyset pages."""
        actor, now = self._enter(request)
        day = show.Day.of(now)
        try:
            narrowed = lists.narrow(
                request, self.visible(actor, now), self.filterset_class, actor, now
            )
            rows, pager = lists.page(
                request, narrowed.qs, self.order, lambda row: self._row(row, actor, day)
            )
        except Invalid as invalid:
            return self._invalid(request, invalid)
        context = {
            "title": self.model._meta.verbose_name_plural,
            "rows": rows,
            "page": pager,
            "filter_form": narrowed.form,
            "chips": lists.chips(request, narrowed),
            "clear_url": request.path,
            "counterpart_label": self.counterpart_label,
            "empty": {
                "title": _("Nothing here"),
                "text": _("No matter fits. Widen the filters, or wait for one to arrive."),
                "actions": [],
            },
            **(extra_context or {}),
        }
        return self._render(request, "admin/matter_list.html", context)

    def _row(self, matter: Any, actor: Actor, day: show.Day) -> dict[str, Any]:
        return {"url": self.address(matter), **self.draw_row(matter, actor, day)}

    def _invalid(self, request: HttpRequest, invalid: Invalid) -> HttpResponse:
        context = {
            "title": invalid.reason.text,
            "note": {"title": invalid.reason.text, "text": "、".join(invalid.fields or {})},
        }
        return self._render(request, "admin/invalid.html", context, status=400)

    @_csrf
    def matter_view(self, request: HttpRequest, number: str) -> HttpResponse:
        """One matter; POST saves its draft through the one step ``revise``."""
        actor, now = self._enter(request)
        matter = self._find(number, actor, now)
        refused = None
        form = None
        if self._may_revise(matter, actor, now):
            form = self.draft_form(matter, request.POST or None, request.FILES or None)
            if request.method == "POST" and form is not None and form.is_valid():
                try:
                    self.step_inputs["revise"].run(matter.pk, form.cleaned_data, actor, now)
                except Refused as refusal:
                    refused = refusal
                else:
                    messages.success(request, _("The draft is saved."))
                    return self._to(matter)
        return self._page(request, matter, actor, now, form=form, refused=refused)

    def _may_revise(self, matter: Any, actor: Actor, now: datetime) -> bool:
        return "revise" in self.step_inputs and any(
            step.transition.name == "revise" and step.is_allowed
            for step in available(actor, self.machine, matter, now=now)
        )

    def _to(self, matter: Any) -> HttpResponse:
        return redirect(self.address(matter))

    def _page(
        self,
        request: HttpRequest,
        matter: Any,
        actor: Actor,
        now: datetime,
        *,
        form: Any = None,
        refused: Refused | None = None,
    ) -> HttpResponse:
        context = self.draw(matter, actor, now)
        found = [
            step
            for step in available(actor, self.machine, matter, now=now)
            if step.transition.name in self.step_inputs and step.transition.name != "revise"
        ]
        context["matter"]["steps"] = show.steps(
            matter, found, lambda name: self.address(matter, name)
        )
        context.update(title=context["matter"]["title"], form=form, body=self.body_template)
        context["expected_version"] = matter.lock_version
        context["refusal"] = refusal_note(refused)
        status = 200 if refused is None else 409
        return self._render(request, "admin/matter.html", context, status=status)

    @_csrf
    def step_view(self, request: HttpRequest, number: str, step: str) -> HttpResponse:
        """A step's form on GET, the step itself on POST; a refusal keeps what was typed."""
        actor, now = self._enter(request)
        matter = self._find(number, actor, now)
        if step not in self.step_inputs or step not in self.machine.by_name:
            raise Http404
        rule, step_input = self.machine.by_name[step], self.step_inputs[step]
        posted = request.method == "POST"
        form = None
        if step_input.form is not None:
            form = step_input.form(
                matter, request.POST if posted else None, request.FILES if posted else None
            )
        refused = None
        if posted and (form is None or form.is_valid()):
            data = form.cleaned_data if form is not None else {}
            try:
                step_input.run(matter.pk, data, actor, now)
            except Refused as refusal:
                refused = refusal
            else:
                messages.success(request, _("Done: %(step)s") % {"step": rule.label})
                return self._to(matter)
        title = self.draw(matter, actor, now)["matter"]["title"]
        context = dialog_context(matter, rule, form, title, refused)
        context["step"]["cancel_url"] = self.address(matter)
        context["title"] = str(rule.label)
        status = 200
        if posted:
            status = 400 if refused is None else (403 if refused.is_right_missing else 409)
        return self._render(request, "admin/step_form.html", context, status=status)


# The workbench.

type WorkSource = Callable[[Actor, datetime], list[dict[str, Any]]]
type WorkCount = Callable[[Actor, datetime], int]
_work_sources: list[WorkSource] = []
_work_counts: list[WorkCount] = []


def register_work(source: WorkSource, count: WorkCount) -> None:
    """Let a domain put what awaits the reader on his workbench.

    The source returns rows: ``matter``, ``title``, ``url``, ``line`` and ``step`` {label, url};
    ``count`` tells how many there are without drawing them, for the menu.
    """
    if source not in _work_sources:
        _work_sources.append(source)
        _work_counts.append(count)


def work(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Everything that awaits the actor, oldest deadline first."""
    day = show.Day.of(now)
    rows = []
    for source in _work_sources:
        for row in source(actor, now):
            matter = row.pop("matter")
            row["due"] = show.due(matter, day)
            row["due_on"] = row["due"]["due_on"]
            row["due_on_label"] = show.short_day(row["due_on"], day.date) or "—"
            row["ruler"] = show.ruler_of(matter, day)
            rows.append(row)
    far = day.date.replace(year=9999)
    return sorted(rows, key=lambda row: (row["due_on"] or far, row["url"]))


_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("overdue", frozenset({"overdue"})),
    ("today", frozenset({"today"})),
    ("soon", frozenset({"soon"})),
    ("later", frozenset({"plain"})),
    ("provisional", frozenset({"provisional"})),
    ("none", frozenset({"none", "stopped"})),
)


def _group_title(name: str) -> str:
    return {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "soon": _("Within 3 working days"),
        "later": _("Due later"),
        "provisional": _("Provisional deadline"),
        "none": _("No statutory limit"),
    }[name]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The clerk's home: what awaits me, oldest deadline first, one click to the step."""
    now = timezone.now()
    actor = actor_of(request, Interface.ADMIN, now)
    rows = work(actor, now)
    groups = []
    counts = {}
    for name, kinds in _GROUPS:
        mine = [row for row in rows if row["due"]["kind"] in kinds]
        counts[name] = len(mine)
        for row in mine:
            row["step"]["primary"] = name in {"overdue", "today"}
        if mine:
            title = f"{_group_title(name)}（{len(mine)}）"
            groups.append({"title": title, "note": "", "anchor": name, "rows": mine})
    tones = {"overdue": "bad", "today": "warn", "provisional": "warn"}
    figures = [{"label": _("Waiting for me"), "value": len(rows), "url": "#waiting", "tone": ""}]
    figures[0]["current"] = True
    for name in ("overdue", "today", "soon", "provisional"):
        tone = tones.get(name, "") if counts[name] else ""
        figures.append(
            {
                "label": _group_title(name),
                "value": counts[name],
                "url": f"#{name}",
                "tone": tone,
                "current": False,
            }
        )
    context.update(
        title=_("Workbench"),
        day_line=show.day_line(now),
        figures=figures,
        groups=groups,
        notices=[],
        new_links=_new_links(actor, now),
    )
    return context


type LinkSource = Callable[[Actor, datetime], list[dict[str, Any]]]
_link_sources: list[LinkSource] = []
_menu_sources: list[LinkSource] = []


def register_new_links(source: LinkSource) -> LinkSource:
    """Let a domain offer what can be begun from the workbench."""
    if source not in _link_sources:
        _link_sources.append(source)
    return source


def register_menu(source: LinkSource) -> LinkSource:
    """Let a domain add its group to the menu: {title, items [{title, link}]}."""
    if source not in _menu_sources:
        _menu_sources.append(source)
    return source


def _new_links(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [link for source in _link_sources for link in source(actor, now)]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu: the workbench with its red count, then each domain's group."""
    if not request.user.is_authenticated:
        return []
    now = timezone.now()
    actor = actor_of(request, Interface.ADMIN, now)
    waiting = actor.department_id is not None
    count = sum(each(actor, now) for each in _work_counts) if waiting else 0
    home: dict[str, Any] = {"title": _("Workbench"), "link": reverse("admin:index")}
    if count:
        home.update(badge=str(count), badge_variant="danger", badge_style="solid")
    groups: list[dict[str, Any]] = [{"title": "", "items": [home]}]
    if actor.department_id is not None:
        groups += [group for source in _menu_sources for group in source(actor, now)]
    if request.user.is_superuser:
        groups.append({"title": _("System"), "items": _system_items()})
    for group in groups:
        for item in group["items"]:
            item["active"] = _is_current(request, str(item["link"]))
    return groups


def _is_current(request: HttpRequest, link: str) -> bool:
    """Whether the menu's link is where the reader is: its list as narrowed, or a matter in it."""
    path_part, _mark, query = link.partition("?")
    if request.path == path_part:
        return all(request.GET.get(name) == value for name, value in parse_qsl(query))
    return (
        not query and path_part != reverse("admin:index") and (request.path.startswith(path_part))
    )


def _system_items() -> list[dict[str, str]]:
    names = (
        (_("Accounts"), "portal_user"),
        (_("Working-day calendar"), "portal_workdayoverride"),
        (_("Audit log"), "portal_auditevent"),
        (_("Regions"), "catalog_region"),
        (_("Departments"), "catalog_department"),
    )
    return [{"title": title, "link": reverse(f"admin:{name}_changelist")} for title, name in names]
