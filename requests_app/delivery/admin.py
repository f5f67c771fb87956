"""Receipts, read-only; data resources: attach, load, see what is current."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.directories import actions as directories
from catalog.directories import queries as directory_queries
from catalog.directories.filters import EntryFilterSet
from catalog.directories.forms import ResourceForm
from catalog.directories.models import DataResource
from portal.interfaces import lists
from portal.interfaces.admin import DeskModelAdmin, ReadOnlyModelAdmin, invalid_page
from portal.interfaces.inputs import Invalid
from portal.interfaces.workbench import register_menu
from portal.regulation import data_check as check_rules
from portal.regulation import resource as rules
from portal.regulation.machine import Transition
from portal.workflow.actor import Actor
from requests_app.delivery import actions, checking, forms
from requests_app.delivery.models import Delivery
from requests_app.delivery.show import check_said, resource_row
from requests_app.delivery.warehouse import SUFFIXES, LoadFault


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyModelAdmin):
    """Receipts: one row for each access."""

    list_display = ("receipt_number", "agreement", "client", "operation", "row_count")
    list_select_related = ("agreement", "client")
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(DataResource)
class DataResourceAdmin(DeskModelAdmin):
    """The own department's data resources: attached to entries, loaded from files."""

    order = ("-published_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        """The list with both forms' targets; addresses carry codes."""
        wrap = self.admin_site.admin_view
        base = "catalog_dataresource"
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("attach/<str:slug>/", wrap(self.attach_view), name=f"{base}_attach"),
            path("<str:code>/load/", wrap(self.load_view), name=f"{base}_load"),
            path("<str:code>/check/", wrap(self.check_view), name=f"{base}_check"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Published entries of the department, each with its resources."""
        actor, now = self.enter(request)
        entries = directory_queries.supplied_by(actor)
        try:
            _narrowed, drawn = lists.listing(
                request, entries, EntryFilterSet, actor, now, order=self.order, draw=resource_row
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        context = {"title": _("Data resources"), **drawn}
        return self.render(request, "admin/resource_list.html", context)

    def _done(self, request: HttpRequest, text: str) -> HttpResponse:
        messages.success(request, text)
        return redirect("admin:catalog_dataresource_changelist")

    @method_decorator(csrf_protect)
    def attach_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Attach a resource to an entry of the own department."""
        actor, now = self.enter(request)
        entry = directory_queries.by_slug(directory_queries.published_to(actor), slug)
        if entry is None or entry.provider_id != actor.department_id:
            raise Http404

        def run(data: Any) -> HttpResponse:
            directories.attach_resource(entry_id=entry.pk, actor=actor, now=now, **data)
            return self._done(request, _("The data resource is attached."))

        form = ResourceForm(request.POST or None)
        return self._dialog(request, rules.ATTACH_RESOURCE, form, run, entry.code)

    @method_decorator(csrf_protect)
    def load_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Load a file as a new data version, or say which row cannot be read and why."""
        actor, now = self.enter(request)
        resource = directory_queries.resources_visible_to(actor).filter(code=code).first()
        if resource is None:
            raise Http404
        form = forms.LoadForm(request.POST or None, request.FILES or None)
        # The skin's script looks for the parts of its own file field.
        form.fields["file"].widget = widget = UnfoldAdminFileFieldWidget()
        widget.use_fieldset = False

        def run(data: Any) -> HttpResponse | None:
            try:
                loaded = self._load(resource, data["file"], actor, now)
            except LoadFault as fault:
                form.add_error("file", str(fault))
                return None
            return self._done(request, _("%(rows)s rows loaded.") % {"rows": loaded.row_count})

        return self._dialog(request, rules.LOAD, form, run, resource.code)

    @method_decorator(csrf_protect)
    def check_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Count the current rows by the value rules of the published entry."""
        actor, now = self.enter(request)
        resource = directory_queries.resources_visible_to(actor).filter(code=code).first()
        if resource is None:
            raise Http404

        def run(_data: Any) -> HttpResponse:
            found = checking.check_values(pk=resource.pk, actor=actor, now=now)
            messages.success(request, check_said(found))
            return redirect("catalog:entry", slug=resource.entry.slug)

        return self._dialog(request, check_rules.CHECK_VALUES, None, run, resource.code)

    def _load(
        self, resource: DataResource, upload: UploadedFile, actor: Actor, now: datetime
    ) -> Any:
        """Keep the upload in a file of its own while it is read, then remove it."""
        name = Path(upload.name or "").name
        suffix = Path(name).suffix.lower()
        with tempfile.NamedTemporaryFile(suffix=suffix if suffix in SUFFIXES else "") as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            return actions.load(
                pk=resource.pk, path=Path(file.name), file_name=name, actor=actor, now=now
            )

    def _dialog(
        self, request: HttpRequest, rule: Transition, form: Any, run: Any, number: str
    ) -> HttpResponse:
        back = reverse("admin:catalog_dataresource_changelist")
        return self.dialog(request, rule, form, run, number=number, cancel_url=back)


@register_menu(20)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Data resources in the menu."""
    link = reverse("admin:catalog_dataresource_changelist")
    return [{"title": _("Data"), "items": [{"title": _("Data resources"), "link": link}]}]
