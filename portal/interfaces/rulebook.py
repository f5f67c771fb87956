"""The regulation for whoever works under it: the pages of docs/regulation/, in one language."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.interfaces.pages import Page
from portal.regulation.rulebook import Chapter, Listing, chapters
from portal.workflow.models import WorkflowModel


def named(found: Iterable[Chapter]) -> Iterator[Chapter]:
    """The chapters with each lifecycle called by the name of its matter."""
    models = (model for model in apps.get_models() if issubclass(model, WorkflowModel))
    names = {model.machine.name: model._meta.verbose_name for model in models}
    for chapter in found:
        listings = tuple(
            replace(listing, title=names.get(listing.machine.name, listing.title))
            if listing.machine
            else listing
            for listing in chapter.listings
        )
        yield replace(chapter, listings=listings)


def _drawn(listing: Listing) -> dict[str, Any]:
    machine = listing.machine
    head = [str(cell) for cell in listing.head]
    return {
        "title": str(listing.title),
        "path": [str(machine.states(state).label) for state in machine.path] if machine else [],
        "head": head,
        "rows": [
            [{"label": label, "text": str(cell)} for label, cell in zip(head, row, strict=True)]
            for row in listing.rows
        ],
    }


class RegulationPage(Page):
    """One page of the regulation: articles, periods, lifecycles, reasons and the rest."""

    section = ""

    def get(self, request: HttpRequest, slug: str = "articles") -> HttpResponse:
        """The page of that name; without one, the register of articles."""
        found = {chapter.slug: chapter for chapter in named(chapters())}
        if slug not in found:
            raise Http404
        chapter = found[slug]
        tabs = [
            {
                "label": each.title,
                "url": reverse("regulation-page", args=[each.slug]),
                "current": each.slug == slug,
            }
            for each in found.values()
        ]
        context = {
            "title": _("The regulation in the portal"),
            "tabs": tabs,
            "listings": [_drawn(listing) for listing in chapter.listings],
        }
        return self.show("portal/regulation.html", context)
