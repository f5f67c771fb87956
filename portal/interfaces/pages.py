"""WorkflowPage and the frame: the base of the pages for department staff."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from portal.interfaces import lists, matters, show
from portal.interfaces.actors import entering
from portal.interfaces.inputs import Invalid
from portal.interfaces.steps import Beginning, StepInput
from portal.interfaces.text import not_text
from portal.regulation.machine import Machine, Transition
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import available

type FrameSource = Callable[[Actor, datetime], Mapping[str, Any]]
_frame_sources: list[FrameSource] = []


def register_frame(source: FrameSource) -> None:
    """Let a domain say what the page's head shows of the reader's department."""
    _frame_sources[:] = [source]


_frame_parts: list[FrameSource] = []


def register_frame_part(source: FrameSource) -> None:
    """Let a domain above add to the head, such as a count of what is new."""
    if source not in _frame_parts:
        _frame_parts.append(source)


def frame(http_request: HttpRequest) -> dict[str, Any]:
    """Context processor: department and duty in the head of every page."""
    user = getattr(http_request, "user", None)
    if user is None or not user.is_authenticated or not _frame_sources:
        return {}
    # One page of the admin is drawn from several templates; its head is asked for once.
    drawn: dict[str, Any] | None = getattr(http_request, "_portal_frame", None)
    if drawn is None:
        actor, now = entering(http_request, Interface.PAGE)
        drawn = dict(_frame_sources[0](actor, now))
        for part in _frame_parts:
            drawn.update(part(actor, now))
        http_request._portal_frame = drawn  # type: ignore[attr-defined]
    return {"frame": drawn}


class Page(LoginRequiredMixin, View):
    """A page for appointed people; an outsider who signed in is told so."""

    section: ClassVar[str] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find out once who reads, and when."""
        super().setup(request, *args, **kwargs)
        self.actor, self.now = entering(request, Interface.PAGE)
        self.today = timezone.localdate(self.now)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing bears a name that is no text, and no parameter has such a value."""
        if request.user.is_authenticated:
            if not_text(kwargs):
                raise Http404
            wrong = not_text(dict(request.GET.lists()))
            if wrong:
                return self.invalid(Invalid.no_text(wrong))
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        """Render with the page's section."""
        return render(self.request, template, {"section": self.section, **context}, status=status)

    def invalid(self, invalid: Invalid) -> HttpResponse:
        """A parameter or value that is not known here, named."""
        context = {
            "refusal": {
                "title": invalid.reason.text,
                "text": invalid.in_words(),
                "facts": [{"label": _("Code"), "value": invalid.reason.code, "code": True}],
                "ways": [{"label": _("Back"), "url": self.request.path, "primary": True}],
            }
        }
        return self.show("portal/refusal.html", context, status=400)

    def refuse(self, refused: Refused, *, back: str, title: str) -> HttpResponse:
        """Say no: what cannot be done, why, on which article, and the way back."""
        reason = refused.reason
        facts = [
            {"label": _("Code"), "value": reason.code, "code": True},
            {"label": _("Article"), "value": reason.basis or _("A rule of the portal itself")},
        ]
        context = {
            "refusal": {
                "title": title,
                "text": refused.text,
                "facts": facts,
                "ways": [{"label": _("Back"), "url": back, "primary": True}],
            }
        }
        return self.show("portal/refusal.html", context, status=refusal_status(refused))


#: Where a list has nothing of what begins at an entry's page.
BEGIN_IN_DIRECTORY = gettext_lazy("No matter fits. Widen the filters, or begin in the directory.")


class ListPage(Page):
    """A list of matters with its tabs and filters.

    Subclasses say ``filterset``, ``title``, ``rows()`` and ``draw()``; ``sides`` are the values of
    the filter ``side`` that have a tab; ``doors`` are other lists that belong to this one.
    """

    filterset: ClassVar[Any]
    title: ClassVar[Any]
    template: ClassVar[str] = "portal/matter_list.html"
    sides: ClassVar[tuple[str, ...]]
    #: (label, name of the address) of each.
    doors: ClassVar[tuple[tuple[Any, str], ...]] = ()
    counterpart_label: ClassVar[Any] = gettext_lazy("Other department")
    status_label: ClassVar[Any] = gettext_lazy("Status")
    #: What the date of a row is, where it is neither a due date nor the end of a use.
    day_label: ClassVar[Any] = ""
    empty_text: ClassVar[Any] = gettext_lazy("No matter fits. Widen the filters.")
    #: Columns of one direction, the last of them unique.
    order: ClassVar[tuple[str, ...]] = ("-pk",)

    def rows(self) -> Any:
        """What the reader may see."""
        raise Http404

    def more(self) -> Mapping[str, Any]:
        """What the list's template is given besides, as ``new_url`` and ``new_label``."""
        return {}

    def draw(self, matter: Any, day: show.Day) -> dict[str, Any]:
        """A row."""
        raise Http404

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of the list."""
        day = show.Day.of(self.now)
        try:
            narrowed, drawn = lists.listing(
                http_request,
                self.rows(),
                self.filterset,
                self.actor,
                self.now,
                order=self.order,
                draw=lambda row: self._row(row, day),
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        context = {
            "title": self.title,
            "doors": [{"label": label, "url": reverse(name)} for label, name in self.doors],
            "tabs": self._tabs(narrowed),
            **drawn,
            "counterpart_label": self.counterpart_label,
            "status_label": self.status_label,
            "day_label": self.day_label,
            "empty": self._empty(is_narrowed=bool(drawn["chips"])),
            **self.more(),
        }
        return self.show(self.template, context)

    def _empty(self, *, is_narrowed: bool) -> dict[str, Any]:
        """Why there is nothing: what the list is about says so only where nothing narrows it."""
        clear = {"label": _("Clear all filters"), "url": self.request.path}
        text = _("No matter fits. Widen the filters.") if is_narrowed else self.empty_text
        return {
            "title": _("Nothing here"),
            "text": text,
            "actions": [clear] if is_narrowed else [],
        }

    def _row(self, matter: Any, day: show.Day) -> dict[str, Any]:
        drawn = self.draw(matter, day)
        return drawn if "url" in drawn else {"url": matters.address(matter, self.actor), **drawn}

    def _tabs(self, narrowed: Any) -> list[dict[str, Any]]:
        chosen = self.request.GET.get("side", "")
        labels = dict(narrowed.form.fields["side"].choices)
        tabs = [{"label": _("All"), "url": self.request.path, "current": not chosen}]
        for side in self.sides:
            url = f"{self.request.path}?side={side}"
            tabs.append({"label": str(labels[side]), "url": url, "current": chosen == side})
        return tabs


class WorkflowPage(Page):
    """One matter: its steps as buttons; POST takes one, GET of a step shows its form.

    Subclasses say ``machine``, ``step_inputs`` and ``visible()``.
    """

    machine: ClassVar[Machine]
    step_inputs: ClassVar[Mapping[str, StepInput]] = {}

    def visible(self) -> QuerySet[Any]:
        """What the reader may see of these matters."""
        raise Http404

    def find(self, number: str) -> Any:
        """The matter of that number, if the reader may see it.

        :raises Http404: it does not exist, or is not his to see.
        """
        found = self.visible().filter(public_number=number).first()
        if found is None:
            raise Http404
        return found

    def title(self, matter: Any) -> str:
        """What the matter is about."""
        return str(matter)

    def address(self, matter: Any, step: str = "") -> str:
        """The matter's page, or the address of one of its steps."""
        return matters.address(matter, self.actor, step)

    def steps(self, matter: Any) -> list[dict[str, Any]]:
        """The step buttons, from the gate."""
        found = [
            step
            for step in available(self.actor, self.machine, matter, now=self.now)
            if step.transition.name in self.step_inputs
        ]
        return show.steps(matter, found, lambda name: self.address(matter, name))


class MatterPage(WorkflowPage):
    """One matter's own page. Subclasses say ``list_title``, ``body`` and ``draw()`` besides."""

    template: ClassVar[str] = "portal/matter_detail.html"
    body: ClassVar[str] = "components/matter_body.html"
    list_title: ClassVar[Any] = ""

    def draw(self, matter: Any) -> dict[str, Any]:
        """The context of the matter's page, without its steps."""
        raise Http404

    def place(self, context: dict[str, Any], steps: list[dict[str, Any]]) -> None:
        """Put the step buttons where the page draws them."""
        context["matter"]["steps"] = steps

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The matter's page; it asks again by itself while time is at work on the matter."""
        matter = self.find(number)
        context = {**self.draw(matter), **matters.parts(matter, self.actor, self.now)}
        self.place(context, self.steps(matter))
        context["body"] = self.body
        context["crumbs"] = [
            {"label": self.list_title, "url": reverse(f"{matter.route}-list")},
            {"label": matter.public_number, "url": ""},
        ]
        answer = self.show(self.template, context)
        if matter.is_at_work:
            answer["Refresh"] = matters.REFRESH
        return answer


class PartListPage(WorkflowPage):
    """A list of what belongs to one matter: its lines, its records.

    Subclasses say ``filterset``, ``order``, ``template``, ``list_title`` (the list that the matter
    is in), ``label``, ``rows()`` and ``draw()``.
    """

    filterset: ClassVar[Any]
    template: ClassVar[str]
    list_title: ClassVar[Any]
    label: ClassVar[Any]
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    empty_title: ClassVar[Any] = gettext_lazy("No record fits")
    empty_text: ClassVar[Any]
    all_label: ClassVar[Any] = gettext_lazy("All records")

    def rows(self, matter: Any) -> QuerySet[Any]:
        """What the reader may see of it."""
        raise Http404

    def draw(self, row: Any) -> dict[str, Any]:
        """A row."""
        raise Http404

    def more(self, matter: Any) -> Mapping[str, Any]:
        """What the template is given besides."""
        return {}

    def home(self, matter: Any) -> str:
        """The matter's own page; empty for whoever may not open it."""
        return self.address(matter)

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """One page of the list."""
        matter = self.find(number)
        try:
            _narrowed, drawn = lists.listing(
                http_request,
                self.rows(matter),
                self.filterset,
                self.actor,
                self.now,
                order=self.order,
                draw=self.draw,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        context = {
            "crumbs": [
                {"label": self.list_title, "url": reverse(f"{matter.route}-list")},
                {"label": matter.public_number, "url": self.home(matter)},
                {"label": self.label, "url": ""},
            ],
            "title": self.title(matter),
            **drawn,
            "empty": {
                "title": self.empty_title,
                "text": self.empty_text,
                "actions": [{"label": self.all_label, "url": http_request.path}],
            },
            **self.more(matter),
        }
        return self.show(self.template, context)


class StepPage(WorkflowPage):
    """The form of one step, and its taking."""

    def rule(self, name: str) -> Transition:
        """The transition of that name, if the interface offers it."""
        if name not in self.step_inputs or name not in self.machine.by_name:
            raise Http404
        return self.machine.by_name[name]

    def get(self, http_request: HttpRequest, number: str, step: str) -> HttpResponse:
        """The step's form, or its confirmation."""
        matter = self.find(number)
        rule = self.rule(step)
        form = self.step_inputs[step].form_for(matter, None, None, self.actor)
        return self.dialog(matter, rule, form)

    def post(self, http_request: HttpRequest, number: str, step: str) -> HttpResponse:
        """Take the step; a refusal is said on the form with everything typed still there."""
        matter = self.find(number)
        rule = self.rule(step)
        step_input = self.step_inputs[step]
        data: Mapping[str, Any] = {}
        form = step_input.form_for(matter, http_request.POST, http_request.FILES, self.actor)
        if form is not None:
            if not form.is_valid():
                return self.dialog(matter, rule, form, status=400)
            data = form.cleaned_data
        try:
            step_input.run(matter.pk, data, self.actor, self.now)
        except Refused as refused:
            return self.dialog(matter, rule, form, refused=refused)
        messages.success(http_request, show.done(rule, matter, self.now))
        return redirect(self.address(matter, step_input.then))

    def dialog(
        self,
        matter: Any,
        rule: Transition,
        form: Any,
        *,
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The step's own page."""
        if refused is not None:
            status = refusal_status(refused)
        context = dialog_context(
            rule, form, number=matter.public_number, title=self.title(matter), refused=refused
        )
        context["step"]["cancel_url"] = self.address(matter)
        return self.show("portal/step_form.html", context, status=status)


class BeginPage(Page):
    """The form that begins a matter about another; a refusal keeps what was typed."""

    beginning: ClassVar[Beginning]

    def _subject(self) -> Any:
        key = self.request.GET.get(self.beginning.parameter, "")
        found = self.beginning.find(self.actor, key, self.now)
        if found is None:
            raise Http404
        return found

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form."""
        subject = self._subject()
        return self._dialog(subject, self.beginning.form(subject, None))

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Begin the matter."""
        subject = self._subject()
        form = self.beginning.form(subject, http_request.POST)
        if not form.is_valid():
            return self._dialog(subject, form, status=400)
        try:
            made = self.beginning.begin(subject, form, self.actor, self.now)
        except Refused as refused:
            return self._dialog(subject, form, refused=refused, status=refusal_status(refused))
        messages.success(http_request, show.done(self.beginning.rule, made, self.now))
        return redirect(matters.address(made, self.actor))

    def _dialog(
        self, subject: Any, form: Any, *, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        context = dialog_context(
            self.beginning.rule,
            form,
            number=subject.public_number,
            title=self.beginning.title(subject),
            refused=refused,
        )
        back = self.beginning.back or matters.address
        context["step"]["cancel_url"] = back(subject, self.actor)
        return self.show("portal/step_form.html", context, status=status)


def refusal_note(refused: Refused | None) -> dict[str, str] | None:
    """A refusal as the page's note; None without one."""
    if refused is None:
        return None
    reason = refused.reason
    return {
        "title": _("This step was not taken"),
        "text": refused.text,
        "code": reason.code,
        "article": reason.basis,
    }


def refusal_status(refused: Refused | None) -> int:
    """403 where a right is missing, 409 where the rule forbids the act, 400 for a wrong form."""
    if refused is None:
        return 400
    return 403 if refused.is_right_missing else 409


def dialog_context(
    rule: Transition, form: Any, *, number: str, title: str, refused: Refused | None
) -> dict[str, Any]:
    """What the form of an act shows, the same in the pages and in the admin."""
    return {
        "step": {
            "name": rule.name,
            "label": str(rule.label),
            "effect": str(rule.effect),
            "verb": str(rule.label),
            "is_confirmed": rule.is_confirmed,
            "danger": rule.is_grave,
            "article": str(rule.article),
        },
        "matter": {"public_number": number, "title": title},
        "form": form,
        "refusal": refusal_note(refused),
    }
