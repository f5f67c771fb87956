"""Departments in the admin: opened by the authority, their people appointed, systems registered."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from catalog.departments import actions, forms, queries, show
from catalog.departments.filters import DepartmentFilterSet
from catalog.departments.models import (
    ContractorEngagement,
    Department,
    DepartmentGrant,
    Membership,
)
from portal.interfaces import lists
from portal.interfaces.admin import DeskModelAdmin, ReadOnlyModelAdmin, invalid_page
from portal.interfaces.inputs import Invalid
from portal.interfaces.steps import NoteForm
from portal.interfaces.workbench import register_menu
from portal.regulation import department as rules
from portal.regulation.machine import Transition
from portal.regulation.punctuation import enumerated
from portal.workdays import calendars
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

_csrf = method_decorator(csrf_protect)


@admin.register(Department)
class DepartmentAdmin(DeskModelAdmin):
    """The register of departments; every change is an act of the authority or the office head."""

    is_reference = True
    order = ("code",)

    def get_urls(self) -> list[URLPattern]:
        """The register, one department, and the acts on it; addresses carry codes."""
        wrap = self.admin_site.admin_view
        base = "catalog_department"
        acts = (
            (rules.APPOINT, self.appoint_view),
            (rules.APPOINT_ACTING, self.acting_view),
            (rules.ENGAGE_CONTRACTOR, self.engage_view),
            (rules.DISMISS, self.dismiss_view),
            (rules.REGISTER_SYSTEM, self.register_view),
            (rules.RETIRE_SYSTEM, self.retire_view),
        )
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("add/", wrap(self.add_view), name=f"{base}_add"),
            path("calendar/", wrap(self.calendar_view), name=f"{base}_calendar"),
            path("calendar/overlay/", wrap(self.overlay_view), name=f"{base}_overlay"),
            path(
                "calendar/withdraw-overlay/",
                wrap(self.withdraw_overlay_view),
                name=f"{base}_withdraw_overlay",
            ),
            path("<str:code>/", wrap(self.department_view), name=f"{base}_change"),
            *(
                path(f"<str:code>/{rule.name}/", wrap(view), name=f"{base}_{rule.name}")
                for rule, view in acts
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may open departments."""
        actor, now = self.enter(request)
        return queries.may_open(actor, now=now)

    def _rows(self, actor: Actor) -> QuerySet[Department]:
        # Whoever comes in without a department is a system administrator, who reads the tables.
        return queries.register() if actor.department_id is None else queries.visible_to(actor)

    def _find(self, actor: Actor, code: str) -> Department:
        rows = self._rows(actor).select_related("region__parent", "superior")
        found = rows.filter(code=code).first()
        if found is None:
            raise Http404
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The register, narrowed by the domain's filter set, in keyset pages."""
        actor, now = self.enter(request)
        rows = self._rows(actor).select_related("region")
        try:
            _narrowed, drawn = lists.listing(
                request,
                rows,
                DepartmentFilterSet,
                actor,
                now,
                order=self.order,
                draw=show.department_row,
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        context = {
            "title": self.model._meta.verbose_name_plural,
            **drawn,
            "new_url": reverse("admin:catalog_department_add")
            if queries.may_open(actor, now=now)
            else "",
            "new_label": str(rules.OPEN.label),
            "calendar_links": self._calendar_links(actor, now),
        }
        return self.render(request, "admin/department_list.html", context)

    def _calendar_links(self, actor: Actor, now: datetime) -> list[dict[str, str]]:
        """The acts on the calendar that are the reader's."""
        named = (
            (rules.LOAD_CALENDAR, "calendar", _("Working-day calendar")),
            (rules.LOAD_OVERLAY, "overlay", _("The region's own holidays")),
            (rules.WITHDRAW_OVERLAY, "withdraw_overlay", rules.WITHDRAW_OVERLAY.label),
        )
        return [
            {"label": str(label), "url": reverse(f"admin:catalog_department_{name}")}
            for rule, name, label in named
            if queries.calendar_step(actor, rule, now=now) is not None
        ]

    @_csrf
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Open a department."""
        actor, now = self.enter(request)
        if not queries.may_open(actor, now=now):
            raise Http404
        form = forms.OpenForm(request.POST or None)

        def run(data: Any) -> HttpResponse:
            made = actions.open_department(particulars=data["particulars"], actor=actor, now=now)
            messages.success(request, _("The department is opened. Now appoint its people."))
            return redirect("admin:catalog_department_change", made.code)

        back = reverse("admin:catalog_department_changelist")
        return self.dialog(request, rules.OPEN, form, run, number="", cancel_url=back)

    @_csrf
    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """Load a year's working-day notice."""
        actor, now = self.enter(request)
        found = queries.calendar_step(actor, rules.LOAD_CALENDAR, now=now)
        if found is None:
            raise Http404
        own = found[0]
        form = forms.CalendarForm(request.POST or None)

        def run(data: Any) -> HttpResponse:
            loaded = actions.load_calendar(pk=own.pk, notice=data["notice"], actor=actor, now=now)
            text = _("%(created)s days are new, %(updated)s changed, %(kept)s kept.")
            messages.success(request, text % loaded._asdict())
            return redirect("admin:catalog_department_calendar")

        years = enumerated(map(str, sorted(calendars.current().years)))
        title = _("Loaded so far: %(years)s") % {"years": years or "—"}
        back = reverse("admin:index")
        return self.dialog(
            request, rules.LOAD_CALENDAR, form, run, number="", title=title, cancel_url=back
        )

    @_csrf
    def overlay_view(self, request: HttpRequest) -> HttpResponse:
        """Set the own region's holidays."""
        actor, now = self.enter(request)
        found = queries.calendar_step(actor, rules.LOAD_OVERLAY, now=now)
        if found is None:
            raise Http404
        own = found[0]

        def run(data: Any) -> HttpResponse:
            counted = actions.load_overlay(pk=own.pk, overlay=data["overlay"], actor=actor, now=now)
            return self._counted(request, counted)

        return self._calendar_dialog(
            request, rules.LOAD_OVERLAY, forms.OverlayForm(request.POST or None), run, own
        )

    @_csrf
    def withdraw_overlay_view(self, request: HttpRequest) -> HttpResponse:
        """Withdraw the days that a document set for the own region."""
        actor, now = self.enter(request)
        found = queries.calendar_step(actor, rules.WITHDRAW_OVERLAY, now=now)
        if found is None:
            raise Http404
        own = found[0]
        citations = calendars.overlay_citations(own.region.code)
        form = forms.OverlayWithdrawalForm(request.POST or None, citations=citations)

        def run(data: Any) -> HttpResponse:
            counted = actions.withdraw_overlay(
                pk=own.pk, citation=data["citation"], actor=actor, now=now
            )
            return self._counted(request, counted)

        return self._calendar_dialog(request, rules.WITHDRAW_OVERLAY, form, run, own)

    def _calendar_dialog(
        self,
        request: HttpRequest,
        rule: Transition,
        form: Any,
        run: Callable[[Any], HttpResponse | None],
        own: Department,
    ) -> HttpResponse:
        laid = enumerated(calendars.overlay_citations(own.region.code))
        title = _("%(region)s so far: %(documents)s") % {
            "region": own.region.name,
            "documents": laid or "—",
        }
        back = reverse("admin:catalog_department_changelist")
        return self.dialog(request, rule, form, run, number="", title=title, cancel_url=back)

    def _counted(self, request: HttpRequest, counted: int) -> HttpResponse:
        text = _("The region's calendar has changed; deadlines counted anew: %(count)s.")
        messages.success(request, text % {"count": counted})
        return redirect("admin:catalog_department_overlay")

    def department_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """One department."""
        actor, now = self.enter(request)
        department = self._find(actor, code)
        context = show.department_context(department, actor, now)
        return self.render(request, "admin/department.html", context)

    def _act(
        self,
        request: HttpRequest,
        department: Department,
        rule: Transition,
        form: Any,
        run: Callable[[Any], HttpResponse | None],
        *,
        about: str = "",
    ) -> HttpResponse:
        actor, now = self.enter(request)
        if not queries.steps(department, (rule,), actor, now=now):
            raise Http404
        back = reverse("admin:catalog_department_change", args=[department.code])
        return self.dialog(
            request, rule, form, run, number=about or department.name, cancel_url=back
        )

    def _done(self, request: HttpRequest, department: Department, text: str) -> HttpResponse:
        messages.success(request, text)
        return redirect("admin:catalog_department_change", department.code)

    @_csrf
    def appoint_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Appoint a person to mandates."""
        actor, now = self.enter(request)
        department = self._find(actor, code)

        def run(data: Any) -> HttpResponse:
            user = data["username"]
            actions.appoint(
                pk=department.pk,
                user_id=user.pk,
                mandates=data["mandates"],
                post=data["post"],
                actor=actor,
                now=now,
            )
            return self._done(request, department, _("%(name)s is appointed.") % {"name": user})

        form = forms.AppointForm(request.POST or None)
        return self._act(request, department, rules.APPOINT, form, run)

    @_csrf
    def acting_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Appoint an acting officer for a period."""
        actor, now = self.enter(request)
        department = self._find(actor, code)

        def run(data: Any) -> HttpResponse:
            user = data["username"]
            actions.appoint_acting(
                pk=department.pk,
                user_id=user.pk,
                mandates=data["mandates"],
                acting=data["acting"],
                post=data["post"],
                actor=actor,
                now=now,
            )
            return self._done(request, department, _("%(name)s is appointed.") % {"name": user})

        form = forms.ActingForm(request.POST or None)
        return self._act(request, department, rules.APPOINT_ACTING, form, run)

    @_csrf
    def engage_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Engage a contractor under an approval and a contract."""
        actor, now = self.enter(request)
        department = self._find(actor, code)

        def run(data: Any) -> HttpResponse:
            user = data["username"]
            actions.engage_contractor(
                pk=department.pk,
                user_id=user.pk,
                mandates=data["mandates"],
                engagement=data["engagement"],
                actor=actor,
                now=now,
            )
            return self._done(request, department, _("%(name)s is engaged.") % {"name": user})

        form = forms.EngageForm(request.POST or None)
        return self._act(request, department, rules.ENGAGE_CONTRACTOR, form, run)

    @_csrf
    def dismiss_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """End the appointment of the person named in the address."""
        actor, now = self.enter(request)
        department = self._find(actor, code)
        people = queries.members_of(department, on=local_day(now))
        is_acting = "acting" in request.GET
        people = people.filter(acting_ends_on__isnull=not is_acting)
        member = people.filter(user__username=request.GET.get("target", "")).first()
        if member is None:
            raise Http404

        def run(data: Any) -> HttpResponse:
            actions.dismiss(
                pk=department.pk, membership_id=member.pk, note=data["note"], actor=actor, now=now
            )
            text = _("The appointment of %(name)s has ended.") % {"name": member.user}
            return self._done(request, department, text)

        form = NoteForm(request.POST or None)
        return self._act(request, department, rules.DISMISS, form, run, about=str(member.user))

    @_csrf
    def register_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Register an application system; its secret is shown on the page that answers."""
        actor, now = self.enter(request)
        department = self._find(actor, code)

        def run(data: Any) -> HttpResponse:
            made = actions.register_system(pk=department.pk, actor=actor, now=now, **data)
            context = {
                "title": made.system.client.name,
                "client_id": made.client_id,
                "client_secret": made.client_secret,
                "back_url": reverse("admin:catalog_department_change", args=[department.code]),
            }
            return self.render(request, "admin/system_registered.html", context, status=201)

        form = forms.SystemForm(request.POST or None)
        return self._act(request, department, rules.REGISTER_SYSTEM, form, run)

    @_csrf
    def retire_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take the system named in the address out of service."""
        actor, now = self.enter(request)
        department = self._find(actor, code)
        system = (
            queries.systems_of(department.pk)
            .filter(client__code=request.GET.get("target", ""))
            .first()
        )
        if system is None:
            raise Http404

        def run(data: Any) -> HttpResponse:
            actions.retire_system(
                pk=department.pk, code=system.client.code, actor=actor, now=now, **data
            )
            text = _("%(name)s is out of service.") % {"name": system.client.name}
            return self._done(request, department, text)

        form = NoteForm(request.POST or None)
        return self._act(
            request, department, rules.RETIRE_SYSTEM, form, run, about=system.client.name
        )


@admin.register(Membership)
class MembershipAdmin(ReadOnlyModelAdmin):
    """Who is appointed to what, and for how long."""

    list_display = ("user", "department", "post", "starts_on", "ends_on", "acting_ends_on")
    list_select_related = ("user", "department")
    ordering = ("department__code", "pk")


@admin.register(ContractorEngagement)
class ContractorEngagementAdmin(ReadOnlyModelAdmin):
    """Under which approval and contract each contractor acts, and until when."""

    list_display = (
        "contractor",
        "membership",
        "approval_number",
        "approved_on",
        "approved_by",
        "contract_number",
        "valid_until",
    )
    list_select_related = ("membership__user", "membership__department", "approved_by")
    ordering = ("membership__department__code", "pk")

    @admin.display(description=gettext_lazy("contract valid until"))
    def valid_until(self, engagement: ContractorEngagement) -> Any:
        """The last day on which the account can act."""
        return engagement.membership.contract_ends_on


@admin.register(DepartmentGrant)
class DepartmentGrantAdmin(ReadOnlyModelAdmin):
    """Mandates as object permissions: a consequence of appointments, never edited by hand."""

    list_display = ("group", "permission", "content_object")
    list_select_related = ("group", "permission__content_type", "content_object")
    ordering = ("pk",)


@register_menu(50)
def menu(actor: Actor, now: Any) -> list[dict[str, Any]]:
    """The register of departments in the menu."""
    link = reverse("admin:catalog_department_changelist")
    return [{"title": _("Organisation"), "items": [{"title": _("Departments"), "link": link}]}]
