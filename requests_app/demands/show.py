"""What pages and admin print of demands, collections and the negative list."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry
from catalog.directories.queries import availability
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import demand as rules
from portal.regulation import reasons
from portal.regulation.demand import State as S
from portal.regulation.next_step import Way
from portal.regulation.punctuation import bracketed, enumerated
from portal.regulation.vocabulary import InstrumentLevel
from portal.workflow.actor import Actor
from requests_app.demands import queries
from requests_app.demands.models import CollectedItem, DataCollection, Demand

#: So many matches are shown at once; the rest is folded.
_AT_ONCE = 5


def row(demand: Demand, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A demand in a list."""
    return {
        "title": demand.title,
        "public_number": demand.public_number,
        "counterpart": _counterpart(demand, actor),
        "status": show.badge(demand),
        "due": show.due(demand, day),
        "due_on_label": show.short_day(demand.due_on, day.date),
    }


def _counterpart(demand: Demand, actor: Actor) -> str:
    """The other side: to the requester the responsible department, where there is one yet."""
    if demand.requester_id != actor.department_id:
        return demand.requester.name
    return demand.provider.name if demand.provider else "—"


def work_line(demand: Demand, actor: Actor) -> dict[str, Any]:
    """A demand on the work list."""
    # Raised, it waits for the authority, which is the reader's then; after that for no authority.
    demand.known_authority = (actor.department_id or 0) if demand.status == S.RAISED else 0
    parts = [demand.public_number, _counterpart(demand, actor)]
    return {"title": demand.title, "parts": parts}


def context(demand: Demand, actor: Actor, now: datetime) -> dict[str, Any]:
    """One demand as its page draws it, with what may meet it while it is open."""
    matter = matters.head(demand, title=demand.title, kind=_("demand"), line=demand.requester.name)
    matter["who"] = _who(demand, matter["who"])
    matter["clock"] = show.clock(demand, show.Day.of(now), _("Confirmation period"))
    candidates = queries.candidates(demand) if demand.is_open else []
    return {
        "matter": matter,
        "particulars": [*matters.particulars(_facts(demand)), *_links(demand, actor)],
        "candidates": [
            {
                "name": entry.live.name,
                "code": entry.code,
                "provider": entry.holder.name,
                "matching": getattr(entry, "with_items", 0),
                "url": _entry_address(entry),
            }
            for entry in candidates
        ],
        "item_count": len(demand.items),
        "story": show.story(demand),
    }


def _who(demand: Demand, found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Who acts now and next: before one is assigned, no department can be named for the next."""
    if demand.status != S.RAISED:
        return found
    first, _unnamed, *rest = found
    text = _("the responsible department, once one is assigned")
    return [first, {"label": _("Next"), "body": text, "detail": ""}, *rest]


def _facts(demand: Demand) -> list[Fact]:
    provider = demand.provider
    return [
        (_("Requesting department"), demand.requester.name, False),
        (_("Responsible department"), provider.name if provider else "", False),
        (_("Data items"), enumerated(demand.items), True),
        (_("Legal basis of use"), demand.legal_basis, True),
        (_("Scenario of use"), demand.scenario, False),
        (_("Purpose"), demand.get_purpose_display(), False),
        (_("Ground"), demand.get_ground_display(), False),
        (_("Explanation"), demand.ground_text, True),
    ]


def _links(demand: Demand, actor: Actor) -> list[dict[str, Any]]:
    """The entry, once it is published by its name, and the request if the reader may see it."""
    drawn: list[dict[str, Any]] = []
    entry = demand.entry
    if entry is not None and entry.live_version is not None:
        url = _entry_address(entry)
        drawn.append({"label": _("Directory entry"), "value": entry.live.name, "url": url})
    elif entry is not None:
        drawn.append({"label": _("Entry being compiled"), "value": entry.code, "code": True})
    request = queries.request_of(demand, actor)
    if request is not None:
        drawn.append(matters.linked(_("Sharing request"), request, actor))
    return drawn


def _entry_address(entry: DirectoryEntry) -> str:
    return reverse("catalog:entry", kwargs={"slug": entry.slug})


def lists(current: str) -> list[dict[str, Any]]:
    """The three lists as tabs, the present one marked."""
    routes = {
        rules.ListName.DEMAND: "requests:demand-list",
        rules.ListName.DUTY: "requests:duty-list",
        rules.ListName.NEGATIVE: "requests:negative-list",
    }
    return [
        {"label": str(name.label), "url": reverse(route), "current": name == current}
        for name, route in routes.items()
    ]


def withheld_row(entry: DirectoryEntry) -> dict[str, Any]:
    """An entry of the negative list: what is not shared, by whom, why, and on which basis."""
    basis = ""
    if instrument := getattr(entry, "with_instrument", ""):
        level = InstrumentLevel(getattr(entry, "with_level", "")).label
        article = getattr(entry, "with_article", "")
        basis = bracketed(f"{instrument} {article}", level)
    return {
        "title": entry.live.name,
        "code": entry.code,
        "url": _entry_address(entry),
        "provider": entry.holder.name,
        "reason": getattr(entry, "with_reason", ""),
        "basis": basis,
    }


def collection_row(collection: DataCollection, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A collection in a list; its date is the day on which it begins."""
    title = collection.title
    if getattr(collection, "with_match", False):
        title = _("%(title)s · matches the directory") % {"title": title}
    return {
        "title": title,
        "public_number": collection.public_number,
        "counterpart": collection.requester.name,
        "status": show.badge(collection),
        "due": None,
        "due_on_label": f"{collection.begins_on:%Y-%m-%d}",
    }


def collection_context(collection: DataCollection, now: datetime) -> dict[str, Any]:
    """One collection as its page draws it: every item with its matches and the reason."""
    return {
        "matter": matters.head(
            collection,
            title=collection.title,
            kind=_("new collection"),
            line=collection.requester.name,
        ),
        "particulars": matters.particulars(_collection_facts(collection)),
        "items": [_collected(item) for item in queries.items_of(collection)],
        "story": show.story(collection),
    }


def _collection_facts(collection: DataCollection) -> list[Fact]:
    subjects = dict(DataCollection._meta.get_field("subjects").base_field.flatchoices)
    named = enumerated(str(subjects[code]) for code in collection.subjects)
    return [
        (_("Collecting department"), collection.requester.name, False),
        (_("Collected from"), named, False),
        (_("Begins on"), f"{collection.begins_on:%Y-%m-%d}", False),
        (_("Legal basis of the collection"), collection.legal_basis, True),
        (_("What it is for"), collection.purpose, True),
    ]


def _collected(item: CollectedItem) -> dict[str, Any]:
    found = [
        {
            "name": version.name,
            "provider": version.entry.holder.name,
            "url": _entry_address(version.entry),
        }
        for version in queries.versions_of(item)
    ]
    return {
        "name": item.name,
        "reason": item.reason,
        "matches": found[:_AT_ONCE],
        "more": found[_AT_ONCE:],
    }


def demand_ways(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: saying what is wanted, where the published scope leaves the reader out.

    A withheld entry stands on the negative list; wanting it is no demand (Art. 20 para. 1).
    """
    if availability(entry, actor, now=now) is not reasons.OUTSIDE_PUBLISHED_SCOPE:
        return []
    step = queries.raise_step(actor, now=now)
    if step is None or not step.is_allowed:
        return []
    url = matters.begin_address(Demand, actor)
    return [{"way": Way.DEMAND, "label": str(Way.DEMAND.label), "url": url}]
