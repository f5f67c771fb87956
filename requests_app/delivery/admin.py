"""Receipts, read-only; data resources: attach, load, see what is current."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.directories import actions as directories
from catalog.directories import queries as directory_queries
from catalog.directories.forms import ResourceForm
from catalog.directories.models import DataResource
from portal.interfaces.actors import entering
from portal.interfaces.admin import ReadOnlyModelAdmin, register_menu
from portal.interfaces.pages import refusal_note
from portal.regulation import resource as rules
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.delivery import actions, forms
from requests_app.delivery.models import Delivery
from requests_app.delivery.show import resource_rows
from requests_app.delivery.warehouse import LoadFault


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyModelAdmin):
    """Receipts: one row for each access."""

    list_display = ("receipt_number", "agreement", "client", "operation", "row_count")
    list_select_related = ("agreement", "client")
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(DataResource)
class DataResourceAdmin(ModelAdmin):
    """The own department's data resources: attached to entries, loaded from files."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Appointed people."""
        actor, _now = entering(request, Interface.ADMIN)
        return actor.department_id is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Appointed people; which rows, the query says."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A resource is attached from the list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A resource changes by loading."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The list with both forms' targets; addresses carry codes."""
        wrap = self.admin_site.admin_view
        base = "catalog_dataresource"
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("attach/<str:slug>/", wrap(self.attach_view), name=f"{base}_attach"),
            path("<str:code>/load/", wrap(self.load_view), name=f"{base}_load"),
        ]

    def _actor(self, request: HttpRequest) -> tuple[Actor, datetime]:
        actor, now = entering(request, Interface.ADMIN)
        if actor.department_id is None:
            raise Http404
        return actor, now

    def _render(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return TemplateResponse(request, template, {**base, **context}, status=status)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Published entries of the department, each with its resources."""
        actor, now = self._actor(request)
        context = {"title": _("Data resources"), "rows": resource_rows(actor)}
        return self._render(request, "admin/resource_list.html", context)

    @method_decorator(csrf_protect)
    def attach_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Attach a resource to an entry of the own department."""
        actor, now = self._actor(request)
        entry = directory_queries.by_slug(directory_queries.published_to(actor), slug)
        if entry is None or entry.provider_id != actor.department_id:
            raise Http404
        form = ResourceForm(request.POST or None)
        refused = None
        if request.method == "POST" and form.is_valid():
            try:
                directories.attach_resource(
                    entry_id=entry.pk, actor=actor, now=now, **form.cleaned_data
                )
            except Refused as refusal:
                refused = refusal
            else:
                messages.success(request, _("The data resource is attached."))
                return redirect("admin:catalog_dataresource_changelist")
        return self._dialog(request, rules.ATTACH_RESOURCE, entry.code, form, refused)

    @method_decorator(csrf_protect)
    def load_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Load a file as a new data version, or say which row cannot be read and why."""
        actor, now = self._actor(request)
        resource = directory_queries.resources_visible_to(actor).filter(code=code).first()
        if resource is None:
            raise Http404
        form = forms.LoadForm(request.POST or None, request.FILES or None)
        # The skin's script looks for the parts of its own file field.
        form.fields["file"].widget = widget = UnfoldAdminFileFieldWidget()
        widget.use_fieldset = False
        refused = None
        if request.method == "POST" and form.is_valid():
            try:
                loaded = self._load(resource, form.cleaned_data["file"], actor, now)
            except Refused as refusal:
                refused = refusal
            except LoadFault as fault:
                form.add_error("file", str(fault))
            else:
                text = _("%(rows)s rows loaded.") % {"rows": loaded.row_count}
                messages.success(request, text)
                return redirect("admin:catalog_dataresource_changelist")
        return self._dialog(request, rules.LOAD, resource.code, form, refused)

    def _load(
        self, resource: DataResource, upload: UploadedFile, actor: Actor, now: datetime
    ) -> Any:
        """Keep the upload in a file of its own while it is read, then remove it."""
        name = Path(upload.name or "").name
        with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            return actions.load(
                pk=resource.pk, path=Path(file.name), file_name=name, actor=actor, now=now
            )

    def _dialog(
        self, request: HttpRequest, rule: Any, number: str, form: Any, refused: Refused | None
    ) -> HttpResponse:
        context = {
            "title": str(rule.label),
            "step": {
                "label": str(rule.label),
                "verb": str(rule.label),
                "effect": str(rule.effect),
                "article": str(rule.article),
                "cancel_url": reverse("admin:catalog_dataresource_changelist"),
            },
            "matter": {"public_number": number, "title": number},
            "form": form,
            "refusal": refusal_note(refused),
        }
        status = 200 if request.method == "GET" else 409 if refused else 400
        return self._render(request, "admin/step_form.html", context, status)


@register_menu
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Data resources in the menu."""
    link = reverse("admin:catalog_dataresource_changelist")
    return [{"title": _("Data"), "items": [{"title": _("Data resources"), "link": link}]}]
