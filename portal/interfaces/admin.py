"""Bases of the clerks' admin: reference tables, desks for single acts, matters with their steps."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
)
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from unfold.admin import ModelAdmin

from portal.interfaces import lists, matters, show
from portal.interfaces.actors import entering
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import dialog_context, refusal_note, refusal_status
from portal.interfaces.steps import Beginning, StepInput
from portal.regulation import reasons
from portal.regulation.machine import Machine, Transition
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import Step, available

_csrf = method_decorator(csrf_protect)


def invalid_page(place: ModelAdmin, request: HttpRequest, invalid: Invalid) -> HttpResponse:
    """A parameter or value that is not known in this place, named."""
    site: Any = place.admin_site
    return site.invalid(request, invalid, opts=place.model._meta)


class PortalModelAdmin(ModelAdmin):
    """A reference table: system administrators keep it; nobody deletes through it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The table; a parameter it does not know is a 400 that names it."""
        answer = super().changelist_view(request, extra_context)
        # Django answers what it does not know by going back to the whole table.
        if answer.status_code == 302 and ERROR_FLAG in str(answer.get("Location", "")):
            known = {SEARCH_VAR, ORDER_VAR, PAGE_VAR, ALL_VAR, *map(str, self.list_filter)}
            names = [name for name in request.GET if name.partition("__")[0] not in known]
            wrong = Invalid.naming(reasons.UNKNOWN_PARAMETER, sorted(names or request.GET))
            return invalid_page(self, request, wrong)
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history, for those who may read the table: nobody else learns which rows exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


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


def _place(context: Mapping[str, Any]) -> str:
    """The part of the menu that the page stands in; empty for one in none."""
    for group in context.get("sidebar_navigation", ()):
        if any(item.get("active") for item in group["items"]):
            return str(group["title"])
    return ""


class DeskModelAdmin(ModelAdmin):
    """A place for appointed people: nothing is edited as a row, each act has a form of its own.

    Which rows are seen, the domain's queries say; whether an act is lawful, the gate.
    ``is_reference`` places are read by system administrators too, who hold no mandate.
    """

    is_reference: ClassVar[bool] = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Appointed people see the place in the menu."""
        actor, _now = entering(request, Interface.ADMIN)
        return self._may_enter(request, actor)

    def _may_enter(self, request: HttpRequest, actor: Actor) -> bool:
        reads = self.is_reference and bool(request.user.is_superuser)
        return reads or actor.department_id is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Appointed people."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New things begin with an act of their own, not with a bare form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Things are changed by acts alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def enter(self, request: HttpRequest) -> tuple[Actor, datetime]:
        """Who acts, and when; whoever is not appointed finds nothing here."""
        actor, now = entering(request, Interface.ADMIN)
        if not self._may_enter(request, actor):
            raise Http404
        return actor, now

    def render(
        self, request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
    ) -> HttpResponse:
        """A page of the admin with its menu; a POST that only shows it again has not acted."""
        if request.method == "POST" and status == 200:
            status = 400
        request.current_app = self.admin_site.name
        base = {**self.admin_site.each_context(request), "opts": self.model._meta}
        request.portal_place = _place(base)  # type: ignore[attr-defined]
        return TemplateResponse(request, template, {**base, **context}, status=status)

    def dialog(
        self,
        request: HttpRequest,
        rule: Transition,
        form: Any,
        run: Callable[[Any], HttpResponse | None],
        *,
        number: str,
        cancel_url: str,
        title: str = "",
    ) -> HttpResponse:
        """One act: its form on GET, the act on POST; what was typed stays after a refusal.

        :param form: None where nothing is typed.
        :param run: takes the cleaned data and acts; None if it put an error on the form.
        """
        refused = None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                answer = run(form.cleaned_data if form is not None else {})
            except Refused as refusal:
                refused = refusal
            else:
                if answer is not None:
                    return answer
        context = dialog_context(rule, form, number=number, title=title or number, refused=refused)
        context["step"]["cancel_url"] = cancel_url
        context["title"] = str(rule.label)
        status = refusal_status(refused) if request.method == "POST" else 200
        return self.render(request, "admin/step_form.html", context, status)


class WorkflowModelAdmin(DeskModelAdmin):
    """Matters in the admin. It is an interface like the others: it asks the gate for everything.

    Subclasses say ``machine``, ``step_inputs``, ``filterset_class``, ``order``, and how a row and
    a matter are drawn. Addresses carry the public number, never a row's id.
    """

    machine: ClassVar[Machine]
    step_inputs: ClassVar[Mapping[str, StepInput]] = {}
    #: How one begins about another matter, where it does.
    beginning: ClassVar[Beginning | None] = None
    filterset_class: ClassVar[Any] = None
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    body_template: ClassVar[str] = "components/matter_body.html"
    counterpart_label: ClassVar[Any] = ""
    #: What the date of a row is, where it is neither a due date nor the end of a use.
    day_label: ClassVar[Any] = ""

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

    def more_steps(self, matter: Any, actor: Actor, now: datetime) -> Iterable[Step]:
        """Acts that begin another matter from this one's page."""
        return ()

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The button over the list that begins a new matter: ``new_url`` and ``new_label``."""
        return {}

    def new_page(
        self,
        request: HttpRequest,
        form: Any,
        make: Callable[[Any], Any],
        *,
        title: str,
        kind: str,
        **more: Any,
    ) -> HttpResponse:
        """Begin a draft on its own form; it may lack particulars, and what was typed stays.

        :param make: takes the cleaned data and opens the matter.
        :param more: what stands above the form, as ``start`` and ``start_doors``.
        """
        refused = None
        if request.method == "POST" and form.is_valid():
            try:
                made = make(form.cleaned_data)
            except Refused as refusal:
                refused = refusal
            else:
                messages.success(request, _("The draft is saved."))
                return self._to(made)
        context = {
            "title": kind or title,
            "form": form,
            "refusal": refusal_note(refused),
            "matter": {"title": title, "kind": kind, "is_new": True},
            **more,
        }
        status = 200 if refused is None else refusal_status(refused)
        return self.render(request, "admin/matter.html", context, status)

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

    def step_address(self, matter: Any, step: str) -> str:
        """Where a step's button leads."""
        return matters.admin_address(matter, step)

    # Views.

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may begin what begins about another; the gate says whether."""
        return self.beginning is not None and self.has_module_permission(request)

    @_csrf
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Begin a matter about the one that the address names."""
        how = self.beginning
        if how is None:
            raise PermissionDenied
        actor, now = self.enter(request)
        subject = how.find(actor, request.GET.get(how.parameter, ""), now)
        if subject is None:
            raise Http404
        form = how.form(subject, request.POST or None)

        def run(_data: Any) -> HttpResponse:
            made = how.begin(subject, form, actor, now)
            messages.success(request, show.done(how.rule, made, now))
            return redirect(matters.address(made, actor))

        return self.dialog(
            request,
            how.rule,
            form,
            run,
            number=subject.public_number,
            title=how.title(subject),
            cancel_url=(how.back or matters.address)(subject, actor),
        )

    def _find(self, number: str, actor: Actor, now: datetime) -> Any:
        found = self.visible(actor, now).filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def changelist_view(
        self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """The list, narrowed by the domain's filter set, in keyset pages."""
        actor, now = self.enter(request)
        day = show.Day.of(now)
        try:
            _narrowed, drawn = lists.listing(
                request,
                self.visible(actor, now),
                self.filterset_class,
                actor,
                now,
                order=self.order,
                draw=lambda row: self._row(row, actor, day),
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        context = {
            "title": self.model._meta.verbose_name_plural,
            **drawn,
            "counterpart_label": self.counterpart_label,
            "status_label": _("Status"),
            "day_label": self.day_label,
            "empty": {
                "title": _("Nothing here"),
                "text": _("No matter fits. Widen the filters, or wait for one to arrive."),
                "actions": [],
            },
            **self.begin(actor, now),
        }
        return self.render(request, "admin/matter_list.html", context)

    def _row(self, matter: Any, actor: Actor, day: show.Day) -> dict[str, Any]:
        return {"url": matters.admin_address(matter), **self.draw_row(matter, actor, day)}

    @_csrf
    def matter_view(self, request: HttpRequest, number: str) -> HttpResponse:
        """One matter; POST saves its draft through the one step ``revise``.

        The page asks again by itself while time is at work on the matter.
        """
        actor, now = self.enter(request)
        matter = self._find(number, actor, now)
        steps = available(actor, self.machine, matter, now=now)
        may = any(step.transition.name == "revise" and step.is_allowed for step in steps)
        form, refused = None, None
        # What was typed goes to the gate even where somebody has sent the draft on meanwhile.
        if "revise" in self.step_inputs and (may or request.POST):
            form = self.draft_form(matter, request.POST or None, request.FILES or None)
            if form is not None and form.is_valid():
                try:
                    self.step_inputs["revise"].run(matter.pk, form.cleaned_data, actor, now)
                except Refused as refusal:
                    refused = refusal
                else:
                    messages.success(request, _("The draft is saved."))
                    return self._to(matter)
        context = {**self.draw(matter, actor, now), **matters.parts(matter, actor, now)}
        found = [
            step
            for step in steps
            if step.transition.name in self.step_inputs and step.transition.name != "revise"
        ]
        found += self.more_steps(matter, actor, now)
        context["matter"]["steps"] = show.steps(
            matter, found, lambda name: self.step_address(matter, name)
        )
        context.update(title=context["matter"]["title"], form=form, body=self.body_template)
        context["expected_version"] = matter.lock_version
        context["refusal"] = refusal_note(refused)
        status = 200 if refused is None else refusal_status(refused)
        answer = self.render(request, "admin/matter.html", context, status)
        if matter.is_at_work:
            answer["Refresh"] = matters.REFRESH
        return answer

    def _to(self, matter: Any, step: str = "") -> HttpResponse:
        return redirect(matters.admin_address(matter, step))

    @_csrf
    def step_view(self, request: HttpRequest, number: str, step: str) -> HttpResponse:
        """A step's form on GET, the step itself on POST; a refusal keeps what was typed."""
        actor, now = self.enter(request)
        matter = self._find(number, actor, now)
        if step not in self.step_inputs or step not in self.machine.by_name:
            raise Http404
        rule, step_input = self.machine.by_name[step], self.step_inputs[step]
        is_sent = request.method == "POST"
        typed, files = (request.POST, request.FILES) if is_sent else (None, None)
        form = step_input.form_for(matter, typed, files, actor)

        def run(data: Any) -> HttpResponse:
            made = step_input.run(matter.pk, data, actor, now)
            messages.success(request, show.done(rule, matter, now))
            return self._to(made if isinstance(made, self.model) else matter, step_input.then)

        return self.dialog(
            request,
            rule,
            form,
            run,
            number=matter.public_number,
            title=self.draw(matter, actor, now)["matter"]["title"],
            cancel_url=matters.admin_address(matter),
        )
