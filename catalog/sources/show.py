"""What pages and admin print of source designations, and what an entry's page says of them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.models import DataItem, EntryVersion
from catalog.sources import queries
from catalog.sources.models import SourceDesignation
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation.punctuation import bracketed, enumerated
from portal.regulation.source_designation import NAME_SOURCE
from portal.workflow.actor import Actor, Interface


def row(designation: SourceDesignation, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A designation in a list; its date is the day it was made."""
    title = designation.item_name
    if getattr(designation, "with_others", False) and designation.is_open:
        title = _("%(item)s · supplied by others too") % {"item": title}
    return {
        "title": title,
        "public_number": designation.public_number,
        "counterpart": designation.source.name,
        "status": show.badge(designation),
        "due": None,
        "due_on_label": f"{designation.designated_on:%Y-%m-%d}",
    }


def context(designation: SourceDesignation, actor: Actor, now: datetime) -> dict[str, Any]:
    """One designation as its page draws it, with the entries that it flags."""
    line = _("%(authority)s names %(source)s") % {
        "authority": designation.authority.name,
        "source": designation.source.name,
    }
    others = queries.other_suppliers(designation, actor, now=now) if designation.is_open else ()
    head = matters.head(
        designation, title=designation.item_name, kind=_("source designation"), line=line
    )
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": matters.particulars(_facts(designation)),
        "suppliers": [_supplier(item, actor) for item in others],
        "story": show.story(designation),
    }


def _facts(designation: SourceDesignation) -> list[Fact]:
    revoked_on = designation.revoked_on
    collectors = queries.collectors_of(designation)
    return [
        (_("Source department"), designation.source.name, False),
        (_("Named by"), designation.authority.name, False),
        (_("Named on"), f"{designation.designated_on:%Y-%m-%d}", False),
        (_("Revoked on"), f"{revoked_on:%Y-%m-%d}" if revoked_on else "", False),
        (_("Departments that collect it"), enumerated(each.name for each in collectors), True),
        (_("Text of the designation"), designation.text, True),
    ]


def _supplier(item: DataItem, actor: Actor) -> dict[str, Any]:
    version = item.version
    return {
        "name": version.name,
        "code": version.entry.code,
        "provider": version.entry.holder.name,
        "status": show.badge(version),
        "url": entry_address(version, actor),
    }


def entry_address(version: EntryVersion, actor: Actor) -> str:
    """The entry's page for a reader of the pages, the version's own in the admin."""
    if actor.interface is Interface.ADMIN:
        return matters.admin_address(version)
    if not version.published_at:
        return ""
    return reverse("catalog:entry", kwargs={"slug": version.entry.slug})


def source_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the entry's page and at its review: whose the items are, and which are another's."""
    found = list(queries.over(version))
    flagged = {each.pk for each in queries.flagged(version)}
    parts: dict[str, Any] = {
        "sources": [
            {
                "item": each.item_name,
                "source": each.source.name,
                "day": f"{each.designated_on:%Y-%m-%d}",
                "number": each.public_number,
                "url": matters.address(each, actor),
                "is_flagged": each.pk in flagged,
            }
            for each in found
        ]
    }
    if flagged:
        named = enumerated(
            bracketed(each.item_name, each.source.name) for each in found if each.pk in flagged
        )
        text = _("The source of these items is another department, which serves them: %(items)s.")
        parts["beside_source"] = {
            "title": _("Supplied beside the source department"),
            "text": text % {"items": named},
            "article": str(NAME_SOURCE.article),
        }
    return parts
