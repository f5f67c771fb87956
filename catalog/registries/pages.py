"""The base registries for department staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.registries import queries, show
from portal.interfaces import lists
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import Page
from portal.regulation import reasons

_TITLE = _("Base registries")
_PLACE = frozenset({"cursor", "back"})


class RegistryListPage(Page):
    """Every base registry, with what it holds."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The registries; the page knows no parameter."""
        if http_request.GET:
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, sorted(http_request.GET)))
        found = queries.registries(self.actor)
        told = queries.figures(self.actor, found.nodes, found.tree, now=self.now)
        context = {
            "title": _TITLE,
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": _TITLE, "url": ""},
            ],
            "cards": [show.card(node, told[node.pk]) for node in found.nodes],
            "tree_url": reverse("catalog:classification-list"),
        }
        return self.show("catalog/registry_list.html", context)


class RegistryPage(Page):
    """One base registry: what it is, who leads it, what it holds, and how to ask for it."""

    section = "catalog"

    def get(self, http_request: HttpRequest, registry: str) -> HttpResponse:
        """The registry with a page of its entries, those not kept fresh first."""
        found = queries.registries(self.actor)
        node = found.named(registry.upper()) if registry.islower() else None
        if node is None:
            raise Http404
        unknown = sorted(set(http_request.GET) - _PLACE)
        if unknown:
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown))
        told = queries.figures(self.actor, [node], found.tree, now=self.now)[node.pk]
        rows = queries.with_staleness(
            queries.entries_within(self.actor, told.within), now=self.now
        ).select_related("live_version__entry", "provider")
        order = ("-is_stale", "-published_at", "-pk")
        try:
            drawn, pager = lists.page(http_request, rows, order, show.row)
        except Invalid as invalid:
            return self.invalid(invalid)
        context = show.context(node, told)
        context["crumbs"] = [
            {"label": _TITLE, "url": reverse("catalog:registries")},
            {"label": context["title"], "url": ""},
        ]
        context |= {"rows": drawn, "page": pager}
        return self.show("catalog/registry.html", context)
