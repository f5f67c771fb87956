"""What the pages of the base registries print."""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.directories import show as directories
from catalog.quality.scores import fault_name
from catalog.registries.queries import Figures
from catalog.subjects.models import Classification
from catalog.subjects.show import called, entries_address
from portal.regulation.classification import Registry
from portal.regulation.entry_score import Fault
from portal.regulation.freshness import Freshness
from portal.regulation.vocabulary import SharingClass

#: What each is, for whoever looks for data.
MEANING: Final[Mapping[str, Promise]] = {
    Registry.POPULATION: _("Who lives here: identity, household, education, work, health."),
    Registry.LEGAL_ENTITY: _("Which organisations there are: registration, licences, operation."),
    Registry.SPACE: _("Where things are: addresses, land, buildings, roads, environment."),
    Registry.CREDIT: _("How persons and organisations keep the law: permits, penalties, lists."),
    Registry.LICENCE: _("Which licences and certificates were issued, ready to be verified."),
}


def address(node: Classification) -> str:
    """The registry's page."""
    return reverse("catalog:registry", args=[node.registry.lower()])


def title(node: Classification) -> str:
    """What the registry is called."""
    return gettext("Base registry: %(name)s") % {"name": node.get_registry_display()}


def card(node: Classification, told: Figures) -> dict[str, Any]:
    """A registry among the others."""
    return {
        "title": str(node.get_registry_display()),
        "url": address(node),
        "text": MEANING[node.registry],
        "lead": node.registry_lead.name if node.registry_lead else "",
        "entries": f"{told.entries:,}",
        "items": f"{told.items:,}",
        "stale": f"{told.stale:,}",
    }


def context(node: Classification, told: Figures) -> dict[str, Any]:
    """One registry: what it is, who leads it, and its numbers, each leading to what it counts."""
    listed = entries_address(node)
    return {
        "title": title(node),
        "text": MEANING[node.registry],
        "lead": node.registry_lead.name if node.registry_lead else "",
        "node": {"url": reverse("catalog:classification", args=[node.code]), "name": called(node)},
        "code": node.code,
        "directory_url": listed,
        "figures": [
            {"label": gettext("Entries"), "value": f"{told.entries:,}", "tone": "", "url": listed},
            *(
                {
                    "label": str(SharingClass(each).label),
                    "value": f"{told.classes[each]:,}",
                    "tone": "",
                    "url": f"{listed}&sharing_class={each}",
                }
                for each in SharingClass.values
            ),
            {
                "label": gettext("Not updated in time"),
                "value": f"{told.stale:,}",
                "tone": "warn" if told.stale else "",
                "url": "#entries",
            },
        ],
        "facts": [
            {"label": gettext("Data items"), "value": f"{told.items:,}"},
            {"label": gettext("Providers"), "value": f"{len(told.providers):,}"},
        ],
    }


def row(entry: Any) -> dict[str, Any]:
    """An entry of the registry, its scores and staleness among its annotations."""
    if entry.is_stale:
        fresh = {"tone": "bad", "label": gettext("not updated in time"), "shape": ""}
    elif getattr(entry, fault_name(Fault.NOT_LOADED)):
        fresh = {"tone": "mute", "label": str(Freshness.NOT_LOADED.label), "shape": ""}
    else:
        fresh = {"tone": "ok", "label": gettext("updated in time"), "shape": ""}
    return {
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}),
        "title": entry.live.name,
        "code": entry.code,
        "provider": entry.holder.name,
        "sharing_class": directories.sharing_class(entry.sharing_class),
        "freshness": fresh,
    }
