"""What pages and admin print of the classification tree."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.subjects import queries
from catalog.subjects.models import Classification, read_tree
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation.codes import classification_level
from portal.workflow.actor import Actor


def called(node: Classification) -> str:
    """Its name in the reader's language, where it has one in that."""
    if (get_language() or "").startswith("en") and node.name_en:
        return node.name_en
    return node.name


def entries_address(node: Classification) -> str:
    """The directory, narrowed to what is found under the classification."""
    return f"{reverse('catalog:entry-list')}?{urlencode({'classification': node.code})}"


def entries_line(number: int) -> str:
    """How many entries are found under it."""
    return ngettext("%(count)s entry", "%(count)s entries", number) % {"count": number}


def branches(rows: Sequence[Classification], actor: Actor) -> list[dict[str, Any]]:
    """The whole tree, every node followed by what stands below it, each with its depth."""
    below: dict[int | None, list[Classification]] = {}
    for node in sorted(rows, key=lambda each: each.code):
        below.setdefault(node.parent_id, []).append(node)
    numbers = queries.numbers_of_entries(actor, queries.tree_of(rows))
    waiting = [(node, 1) for node in reversed(below.get(None, []))]
    drawn = []
    while waiting:
        node, depth = waiting.pop()
        drawn.append(_branch(node, depth, numbers[node.pk], actor))
        waiting += [(each, depth + 1) for each in reversed(below.get(node.pk, []))]
    return drawn


def _branch(node: Classification, depth: int, number: int, actor: Actor) -> dict[str, Any]:
    heir = node.merged_into
    merged = _("merged into %(other)s") % {"other": f"{heir.code} {called(heir)}"} if heir else ""
    return {
        "code": node.code,
        "name": called(node),
        "url": matters.address(node, actor),
        "depth": min(depth, 6),
        "number": number,
        "entries_url": entries_address(node) if number else "",
        "entries": entries_line(number),
        "status": None if node.is_open else show.badge(node),
        "merged": merged,
        "registry": _("base registry") if node.registry and node.is_open else "",
    }


def row(node: Classification) -> dict[str, Any]:
    """A classification in the list; its date is the day since when it is in use."""
    return {
        "title": called(node),
        "public_number": node.code,
        "counterpart": "" if node.parent is None else f"{node.parent.code} {called(node.parent)}",
        "status": show.badge(node),
        "due": None,
        "due_on_label": f"{node.since_on:%Y-%m-%d}",
    }


def context(node: Classification, actor: Actor) -> dict[str, Any]:
    """One classification as its page draws it."""
    head = matters.head(node, title=called(node), kind=_("classification"), line=_level(node))
    number = queries.numbers_of_entries(actor, read_tree())[node.pk]
    entries: dict[str, Any] = {"label": _("Entries found under it"), "value": entries_line(number)}
    if number:
        entries["url"] = entries_address(node)
    linked = [
        {**matters.linked(label, other, actor), "value": f"{other.code} {called(other)}"}
        for label, other in (
            (_("Stands below"), node.parent),
            (_("Merged into"), node.merged_into),
        )
        if other is not None
    ]
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": [*matters.particulars(_facts(node)), *linked, entries],
        "story": show.story(node),
    }


def _level(node: Classification) -> str:
    """类, 项, 目, 细目: how deep the code lies."""
    levels = (_("class"), _("item of a class"), _("group"), _("subgroup"))
    return levels[classification_level(node.code) - 1]


def _facts(node: Classification) -> list[Fact]:
    until = node.until_on
    return [
        (_("Classification code"), node.code, False),
        (_("Name of the classification"), node.name, False),
        (_("English name"), node.name_en, False),
        (_("In use since"), f"{node.since_on:%Y-%m-%d}", False),
        (_("Out of use since"), f"{until:%Y-%m-%d}" if until else "", False),
        (_("Base registry"), str(node.get_registry_display()) if node.registry else "", False),
        (_("Leading department"), node.registry_lead.name if node.registry_lead else "", False),
    ]
