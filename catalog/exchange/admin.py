"""Provider names to be matched: the authority's list, with one form for each name."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from catalog.exchange import actions, forms, queries
from catalog.exchange.filters import NameFilterSet
from catalog.exchange.models import UnresolvedName
from portal.interfaces import lists
from portal.interfaces.admin import DeskModelAdmin, invalid_page
from portal.interfaces.inputs import Invalid
from portal.interfaces.workbench import register_menu
from portal.regulation.catalog_import import RESOLVE_NAME
from portal.workflow.actor import Actor


@admin.register(UnresolvedName)
class UnresolvedNameAdmin(DeskModelAdmin):
    """Names that matched no department, most drafts first."""

    order = ("-with_drafts", "-pk")

    def get_urls(self) -> list[URLPattern]:
        """The list, and one name."""
        wrap = self.admin_site.admin_view
        base = "catalog_unresolvedname"
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("<str:source>/resolve/", wrap(self.resolve_view), name=f"{base}_resolve"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The names that wait."""
        actor, now = self.enter(request)
        try:
            _narrowed, drawn = lists.listing(
                request,
                queries.unresolved(actor),
                NameFilterSet,
                actor,
                now,
                order=self.order,
                draw=self._row,
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        context = {"title": self.model._meta.verbose_name_plural, **drawn}
        return self.render(request, "admin/unresolved_names.html", context)

    def _row(self, name: Any) -> dict[str, Any]:
        address = reverse("admin:catalog_unresolvedname_resolve", args=[name.source])
        return {
            "name": name.name,
            "source": name.source,
            "drafts": name.with_drafts,
            "url": f"{address}?{urlencode({'name': name.name})}",
        }

    @method_decorator(csrf_protect)
    def resolve_view(self, request: HttpRequest, source: str) -> HttpResponse:
        """Match one name."""
        actor, now = self.enter(request)
        name = request.GET.get("name", "")
        waiting = queries.unresolved(actor).filter(source=source, name=name).first()
        if waiting is None:
            raise Http404
        back = reverse("admin:catalog_unresolvedname_changelist")

        def run(data: Any) -> HttpResponse:
            chosen = data["department"]
            actions.resolve_name(pk=waiting.pk, department_id=chosen.pk, actor=actor, now=now)
            messages.success(request, _("The name is matched to %(name)s.") % {"name": chosen})
            return redirect(back)

        form = forms.ResolveForm(request.POST or None)
        return self.dialog(request, RESOLVE_NAME, form, run, number=name, cancel_url=back)


@register_menu(40)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The list in the authority's menu, while names wait."""
    if not queries.unresolved(actor).exists():
        return []
    link = reverse("admin:catalog_unresolvedname_changelist")
    items = [{"title": _("Provider names to be matched"), "link": link}]
    return [{"title": _("Import"), "items": items}]
