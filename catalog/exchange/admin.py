"""Names to be matched, catalogs of others that are read, and what became of their records."""

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

from catalog.exchange import actions, forms, harvests, queries
from catalog.exchange.filters import FindingFilterSet, NameFilterSet, SourceFilterSet
from catalog.exchange.models import (
    HarvestFinding,
    HarvestOutcome,
    HarvestSource,
    UnresolvedName,
)
from portal.interfaces import lists, show
from portal.interfaces.actors import local
from portal.interfaces.admin import DeskModelAdmin, invalid_page
from portal.interfaces.inputs import Invalid
from portal.interfaces.workbench import register_menu
from portal.regulation import catalog_import as rules
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


def _moment(value: datetime | None) -> str:
    return f"{local(value):%Y-%m-%d %H:%M}" if value else "—"


@admin.register(HarvestSource)
class HarvestSourceAdmin(DeskModelAdmin):
    """Catalogs of other systems, as the authority has registered them."""

    order = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        """The list, a new one, one of them, and its two acts."""
        wrap = self.admin_site.admin_view
        base = "catalog_harvestsource"
        return [
            path("", wrap(self.changelist_view), name=f"{base}_changelist"),
            path("new/", wrap(self.register_view), name=f"{base}_new"),
            path("<slug:code>/", wrap(self.source_view), name=f"{base}_source"),
            path("<slug:code>/harvest/", wrap(self.harvest_view), name=f"{base}_harvest"),
            path(
                "<slug:code>/retire_harvest_source/",
                wrap(self.retire_view),
                name=f"{base}_retire_harvest_source",
            ),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The authority's catalogs."""
        actor, now = self.enter(request)
        rows = queries.sources_visible_to(actor)
        try:
            _narrowed, drawn = lists.listing(
                request, rows, SourceFilterSet, actor, now, order=self.order, draw=self._row
            )
        except Invalid as invalid:
            return invalid_page(self, request, invalid)
        new = reverse("admin:catalog_harvestsource_new")
        context = {
            "title": self.model._meta.verbose_name_plural,
            "new_url": new if queries.may_register(actor, now=now) else "",
            **drawn,
        }
        return self.render(request, "admin/harvest_sources.html", context)

    def _row(self, source: Any) -> dict[str, Any]:
        return {
            "url": reverse("admin:catalog_harvestsource_source", args=[source.code]),
            "title": source.title,
            "code": source.code,
            "kind": source.get_kind_display(),
            "department": source.department.name if source.department else "—",
            "last": _moment(source.with_last_begun),
            "is_active": source.is_active,
        }

    def _find(self, actor: Actor, code: str) -> HarvestSource:
        found = queries.sources_visible_to(actor).filter(code=code).first()
        if found is None:
            raise Http404
        return found

    @method_decorator(csrf_protect)
    def register_view(self, request: HttpRequest) -> HttpResponse:
        """Register one."""
        actor, now = self.enter(request)
        if not queries.may_register(actor, now=now):
            raise Http404
        form = forms.HarvestSourceForm(request.POST or None)

        def run(data: Any) -> HttpResponse:
            department = data.pop("department")
            stated = harvests.Registration(
                **data, department_id=department.pk if department else None
            )
            made = harvests.register_harvest_source(registration=stated, actor=actor, now=now)
            messages.success(request, _("The catalog is registered."))
            return redirect("admin:catalog_harvestsource_source", made.code)

        back = reverse("admin:catalog_harvestsource_changelist")
        title = str(rules.REGISTER_HARVEST_SOURCE.label)
        return self.dialog(
            request, rules.REGISTER_HARVEST_SOURCE, form, run, number=title, cancel_url=back
        )

    def source_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """One catalog with its last readings."""
        actor, now = self.enter(request)
        source = self._find(actor, code)
        steps = queries.source_steps(source, actor, now=now)
        findings = reverse("admin:catalog_harvestfinding_changelist")
        context = {
            "title": source.title,
            "source": self._row(source),
            "particulars": [
                {"label": _("Kind of catalog"), "value": source.get_kind_display()},
                {"label": _("Department it speaks for"), "value": str(source.department or "—")},
                {"label": _("Address"), "value": source.address, "wide": True},
            ],
            "steps": show.steps_of(
                steps, lambda name: reverse(f"admin:catalog_harvestsource_{name}", args=[code])
            ),
            "outcomes": [str(label) for label in HarvestOutcome.labels],
            "runs": [self._run(run) for run in queries.runs_of(source)],
            "findings_url": f"{findings}?{urlencode({'source': code})}",
        }
        return self.render(request, "admin/harvest_source.html", context)

    def _run(self, run: Any) -> dict[str, Any]:
        counts = (
            {"label": str(label), "number": getattr(run, f"with_{code.lower()}")}
            for code, label in HarvestOutcome.choices
        )
        return {"begun": _moment(run.begun_at), "fault": run.fault, "counts": list(counts)}

    @method_decorator(csrf_protect)
    def harvest_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Read it now."""

        def run(source: HarvestSource, actor: Actor, now: datetime) -> None:
            done = harvests.harvest(pk=source.pk, actor=actor, now=now)
            if done.fault:
                messages.error(request, done.fault)
            else:
                messages.success(request, _("The catalog is read."))

        return self._act(request, code, rules.HARVEST, run)

    @method_decorator(csrf_protect)
    def retire_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Read it no more."""

        def run(source: HarvestSource, actor: Actor, now: datetime) -> None:
            harvests.retire_harvest_source(pk=source.pk, actor=actor, now=now)
            messages.success(request, _("The catalog is read no more."))

        return self._act(request, code, rules.RETIRE_HARVEST_SOURCE, run)

    def _act(self, request: HttpRequest, code: str, rule: Any, act: Any) -> HttpResponse:
        actor, now = self.enter(request)
        source = self._find(actor, code)
        back = reverse("admin:catalog_harvestsource_source", args=[code])

        def run(_data: Any) -> HttpResponse:
            act(source, actor, now)
            return redirect(back)

        return self.dialog(
            request, rule, None, run, number=source.code, title=source.title, cancel_url=back
        )


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
            "cause": finding.get_cause_display() if finding.cause else "",
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
    if queries.may_register(actor, now=now):
        link = reverse("admin:catalog_harvestsource_changelist")
        items.append({"title": _("Catalogs to be read"), "link": link})
    if queries.findings_visible_to(actor).exists():
        link = reverse("admin:catalog_harvestfinding_changelist")
        items.append({"title": _("Records of other catalogs"), "link": link})
    if queries.unresolved(actor).exists():
        link = reverse("admin:catalog_unresolvedname_changelist")
        items.append({"title": _("Provider names to be matched"), "link": link})
    return [{"title": _("Import"), "items": items}] if items else []
