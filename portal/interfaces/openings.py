"""Matters that begin from nothing: their form in the pages and in the admin, the same in both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from portal.interfaces import matters, show
from portal.interfaces.admin import WorkflowModelAdmin
from portal.interfaces.pages import Page, dialog_context, refusal_status
from portal.regulation.machine import Transition
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.models import WorkflowModel
from portal.workflow.policy import Step


@dataclass(frozen=True, slots=True)
class Opening:
    """How a matter begins that is about no other one.

    ``step`` tells whether the act is the reader's, None where it is not; ``form`` makes the form
    for what was sent; ``open`` takes it once it is valid. Where ``takes_files``, the form gets the
    files beside what was typed: ``(data, files)``.
    """

    rule: Transition
    model: type[WorkflowModel]
    step: Callable[[Actor, datetime], Step | None]
    form: Callable[[Any, Actor, datetime], forms.Form]
    open: Callable[[Any, Actor, datetime], Any]
    takes_files: bool = False

    def bound(self, request: HttpRequest, actor: Actor, now: datetime) -> forms.Form:
        """The form with what was sent; empty where nothing was."""
        data: Any = request.POST if request.method == "POST" else None
        if data is not None and self.takes_files:
            data = (request.POST, request.FILES)
        return self.form(data, actor, now)

    def is_open_to(self, actor: Actor, now: datetime) -> bool:
        """Whether the reader may take the act."""
        step = self.step(actor, now)
        return step is not None and step.is_allowed

    def button(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The button over a list that begins one, for whom the act is."""
        if not self.is_open_to(actor, now):
            return {}
        is_admin = actor.interface is Interface.ADMIN
        return {
            "new_url": self.admin_page if is_admin else self.page,
            "new_label": str(self.rule.label),
        }

    @property
    def page(self) -> str:
        """Where the pages begin it."""
        return reverse(f"{self.model.route}-new")

    @property
    def admin_page(self) -> str:
        """Where the admin begins it."""
        options = self.model._meta
        return reverse(f"admin:{options.app_label}_{options.model_name}_add")


class OpenPage(Page):
    """The form that begins a matter from nothing; a refusal keeps what was typed."""

    opening: ClassVar[Opening]

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._dialog(self._form())

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Begin the matter."""
        form = self._form()
        if not form.is_valid():
            return self._dialog(form, status=400)
        try:
            made = self.opening.open(form, self.actor, self.now)
        except Refused as refused:
            return self._dialog(form, refused=refused, status=refusal_status(refused))
        return self.opened(made)

    def opened(self, made: Any) -> HttpResponse:
        """What follows the act: the new matter's page."""
        messages.success(self.request, show.done(self.opening.rule, made, self.now))
        return redirect(matters.address(made, self.actor))

    def _form(self) -> forms.Form:
        if self.actor.department_id is None:
            raise Http404
        return self.opening.bound(self.request, self.actor, self.now)

    def _dialog(
        self, form: Any, *, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        rule = self.opening.rule
        context = dialog_context(rule, form, number="", title="", refused=refused)
        context["step"]["cancel_url"] = reverse(f"{self.opening.model.route}-list")
        return self.show("portal/step_form.html", context, status=status)


class OpeningAdmin(WorkflowModelAdmin):
    """Matters in the admin that begin from nothing."""

    opening: ClassVar[Opening]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is appointed may try; the gate says whether it is his."""
        return self.has_module_permission(request)

    def begin(self, actor: Actor, now: datetime) -> dict[str, str]:
        """The button over the list, for whom the act is."""
        return self.opening.button(actor, now)

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Begin the matter."""
        actor, now = self.enter(request)
        form = self.opening.bound(request, actor, now)

        def run(_data: Any) -> HttpResponse:
            return self.opened(request, self.opening.open(form, actor, now), actor, now)

        options = self.model._meta
        back = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        return self.dialog(
            request, self.opening.rule, form, run, number="", title="", cancel_url=back
        )

    def opened(self, request: HttpRequest, made: Any, actor: Actor, now: datetime) -> HttpResponse:
        """What follows the act: the new matter's page."""
        messages.success(request, show.done(self.opening.rule, made, now))
        return redirect(matters.address(made, actor))
