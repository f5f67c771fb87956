"""Names to be matched, catalogs of others that are read, and what became of their records."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from catalog.exchange import actions, forms, queries, show
from catalog.exchange.filters import FindingFilterSet, NameFilterSet, SourceFilterSet
from catalog.exchange.models import (
    HarvestFinding,
    HarvestOutcome,
    HarvestSource,
    UnresolvedName,
)
from portal.interfaces import lists
from portal.interfaces import show as common
from portal.interfaces.admin import DeskModelAdmin, invalid_page
from portal.interfaces.inputs import Invalid
from portal.interfaces.openings import OpeningAdmin
from portal.interfaces.workbench import register_menu
from portal.regulation import harvest_source as rules
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


@admin.register(HarvestSource)
class HarvestSourceAdmin(OpeningAdmin):
    """Catalogs of other systems: the authority's, and those of the own department."""

    machine = rules.MACHINE
    step_inputs = forms.STEPS
    opening = forms.OPENING
    filterset_class = SourceFilterSet
    body_template = "catalog/harvest_body.html"
    counterpart_label = gettext_lazy("Department it speaks for")
    day_label = gettext_lazy("Last reading")

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own area or department."""
        return queries.visible_to(actor)

    def draw_row(self, matter: Any, actor: Actor, day: common.Day) -> dict[str, Any]:
        """A source in the list."""
        return show.row(matter)

    def draw(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The source's page."""
        return show.context(matter, actor, now)


@admin.register(HarvestFinding)
class HarvestFindingAdmin(DeskModelAdmin):
    """What the last reading of each catalog found: for its authority, and for the compilers."""

    order = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        """The list."""
        name = "catalog_harvestfinding_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The records, each with its draft."""
        actor, now = self.enter(request)
        rows = queries.findings_visible_to(actor)
        try:
            _narrowed, drawn = lists.listing(
                request, rows, FindingFilterSet, actor, now, order=self.order, draw=self._row
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        context = {"title": self.model._meta.verbose_name_plural, **drawn}
        return self.render(request, "admin/harvest_findings.html", context)

    def _row(self, finding: Any) -> dict[str, Any]:
        version = finding.version
        provider = version.entry.provider if version else None
        return {
            "title": finding.title or "—",
            "source": finding.run.source.title,
            "outcome": finding.get_outcome_display(),
            "cause": show.reason(finding.cause, finding.value),
            "tone": "warn" if finding.outcome in _LOOKED_AT else "mute",
            "provider": provider.name if provider else "—",
            "number": version.public_number if version else "",
        }


#: What somebody should look at.
_LOOKED_AT = (HarvestOutcome.VANISHED, HarvestOutcome.REJECTED)


@register_menu(40)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What the reader has to do with catalogs of others; nothing where that is nothing."""
    items = []
    if forms.OPENING.is_open_to(actor, now):
        link = reverse("admin:catalog_harvestsource_changelist")
        items.append({"title": _("Catalogs to be read"), "link": link})
        link = reverse("admin:catalog_harvestfinding_changelist")
        items.append({"title": _("Records of other catalogs"), "link": link})
    if queries.keeps_names(actor):
        link = reverse("admin:catalog_unresolvedname_changelist")
        items.append({"title": _("Provider names to be matched"), "link": link})
    return [{"title": _("Import"), "items": items}] if items else []
