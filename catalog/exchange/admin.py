"""Provider names to be matched: the authority's list, with one form for each name."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from catalog.exchange import actions, forms, queries
from catalog.exchange.models import UnresolvedName
from portal.interfaces.actors import entering
from portal.interfaces.admin import ReadOnlyModelAdmin, register_menu
from portal.interfaces.pages import refusal_note
from portal.regulation.catalog_import import RESOLVE_NAME
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused

SHOWN = 200


@admin.register(UnresolvedName)
class UnresolvedNameAdmin(ReadOnlyModelAdmin):
    """Names that matched no department, most drafts first."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Appointed people; the query says whose list it is."""
        return entering(request, Interface.ADMIN)[0].department_id is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_module_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """The list, and one name."""
        wrap = self.admin_site.admin_view
        base = "catalog_unresolvedname"
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("<str:source>/resolve/", wrap(self.resolve_view), name=f"{base}_resolve"),
        ]

    def _render(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return TemplateResponse(request, template, {**base, **context}, status=status)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The names that wait."""
        actor, _now = entering(request, Interface.ADMIN)
        base = "admin:catalog_unresolvedname_resolve"
        rows = [
            {
                "name": row.name,
                "source": row.source,
                "drafts": getattr(row, "with_drafts", 0),
                "url": f"{reverse(base, args=[row.source])}?name={row.name}",
            }
            for row in queries.unresolved(actor)[:SHOWN]
        ]
        context = {"title": self.model._meta.verbose_name_plural, "rows": rows}
        return self._render(request, "admin/unresolved_names.html", context)

    @method_decorator(csrf_protect)
    def resolve_view(self, request: HttpRequest, source: str) -> HttpResponse:
        """Match one name."""
        actor, now = entering(request, Interface.ADMIN)
        name = request.GET.get("name", "")
        waiting = queries.unresolved(actor).filter(source=source, name=name).first()
        if waiting is None:
            raise Http404
        form = forms.ResolveForm(request.POST or None)
        refused = None
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data["department"]
            try:
                actions.resolve_name(pk=waiting.pk, department_id=chosen.pk, actor=actor, now=now)
            except Refused as refusal:
                refused = refusal
            else:
                messages.success(request, _("The name is matched to %(name)s.") % {"name": chosen})
                return redirect("admin:catalog_unresolvedname_changelist")
        context = {
            "title": str(RESOLVE_NAME.label),
            "step": {
                "label": str(RESOLVE_NAME.label),
                "verb": str(RESOLVE_NAME.label),
                "effect": str(RESOLVE_NAME.effect),
                "article": str(RESOLVE_NAME.article),
                "cancel_url": reverse("admin:catalog_unresolvedname_changelist"),
            },
            "matter": {"public_number": name, "title": name},
            "form": form,
            "refusal": refusal_note(refused),
        }
        status = 200 if request.method == "GET" else 409 if refused else 400
        return self._render(request, "admin/step_form.html", context, status)


@register_menu
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The list in the authority's menu, while names wait."""
    if not queries.unresolved(actor).exists():
        return []
    link = reverse("admin:catalog_unresolvedname_changelist")
    items = [{"title": _("Provider names to be matched"), "link": link}]
    return [{"title": _("Import"), "items": items}]
