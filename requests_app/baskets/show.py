"""What the pages print of a basket, and its number in the head of every page."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.show import sharing_class
from portal.regulation.punctuation import enumerated
from portal.workflow.actor import Actor
from requests_app.baskets import queries
from requests_app.baskets.queries import Line


def basket_frame(actor: Actor, now: datetime) -> dict[str, Any]:
    """In the head: the way to the basket for whoever asks for data, and how much is in it."""
    if not queries.may_collect(actor, now=now):
        return {}
    return {
        "basket_url": reverse("requests:basket"),
        "basket_add_url": reverse("requests:basket-put-in"),
        # Counted where a page prints it: the admin's head does not.
        "basket_count": cache(lambda: queries.visible_to(actor).count() or ""),
    }


def groups(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The basket by provider."""
    by_provider = groupby(lines, key=lambda line: line.entry.holder.name)
    return [
        {"provider": provider, "entries": [_line(line) for line in found]}
        for provider, found in by_provider
    ]


def _line(line: Line) -> dict[str, Any]:
    entry = line.entry
    drawn: dict[str, Any] = {
        "title": entry.live.name,
        "code": entry.code,
        "slug": entry.slug,
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}) if entry.live_version else "",
        "sharing_class": sharing_class(entry.sharing_class),
        "choose_url": reverse("requests:basket-choose", kwargs={"slug": entry.slug}),
        "take_out_url": reverse("requests:basket-take-out", kwargs={"slug": entry.slug}),
        "items": [
            {
                "name": item.name,
                "checked": item.pk in line.chosen,
                "grade": _("personal information") if item.is_personal else "",
            }
            for item in line.items
        ],
        "chosen": len(line.chosen),
        "gone": enumerated(line.gone),
        "reason": None,
    }
    if line.reason is not None:
        reason = line.reason
        drawn["reason"] = {"text": reason.text, "code": reason.code, "article": reason.basis}
        drawn["items"] = []
    return drawn


def reuse(actor: Actor) -> list[dict[str, str]]:
    """Earlier requests of the department to begin from, by their scenario."""
    address = reverse("requests:basket-draft-all")
    return [
        {
            "url": f"{address}?from={request.public_number}",
            "label": request.scenario,
            "line": f"{request.entry_version.name} {request.public_number}",
        }
        for request in queries.patterns(actor)
    ]
