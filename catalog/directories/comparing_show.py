"""What pages, admin and API print of two versions compared."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.directories import comparing
from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.directories.show import label, labels, regions
from portal.interfaces.inputs import Invalid, refuse_unknown
from portal.regulation import reasons
from portal.regulation.comparison import Change, Comparison, Kind, Stated
from portal.regulation.punctuation import clauses, enumerated
from portal.regulation.value_rules import ValueRules
from portal.regulation.vocabulary import (
    DataCategory,
    DataFormat,
    DepartmentKind,
    InstrumentLevel,
    ItemType,
    Openness,
    Purpose,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    UpdateFrequency,
)
from portal.workflow.actor import Actor

type Drawn = Callable[[Any], str]


def _text(value: Any) -> str:
    return str(value or "")


def _truth(value: Any) -> str:
    return _("yes") if value else _("no")


def _listed(value: Any) -> str:
    return enumerated(value or ())


def _rules(rules: ValueRules) -> str:
    return rules.in_words()


def _coded(value: Any) -> Any:
    """As the API says it: value rules by the names of Table Schema, all else as it is."""
    return value.constraints() if isinstance(value, ValueRules) else value


def _word(choices: Any) -> Drawn:
    return lambda code: label(choices, code)


def _words(choices: Any) -> Drawn:
    return lambda codes: labels(choices, codes)


#: Each field by the name the comparison knows it by: its label, and how its value is put in words.
_FIELDS: Mapping[str, tuple[Promise, Drawn]] = {
    "name": (gettext_lazy("Name of the entry"), _text),
    "abstract": (gettext_lazy("Abstract"), _text),
    "classification": (gettext_lazy("Classification"), _text),
    "data_format": (gettext_lazy("Data format"), _word(DataFormat)),
    "update_frequency": (gettext_lazy("Update frequency"), _word(UpdateFrequency)),
    "sharing_class": (gettext_lazy("Sharing class"), _word(SharingClass)),
    "sharing_modes": (gettext_lazy("Sharing modes"), _words(SharingMode)),
    "category": (gettext_lazy("Data category"), _word(DataCategory)),
    "security_level": (gettext_lazy("Grade"), _word(SecurityLevel)),
    "basis_instrument": (gettext_lazy("Instrument"), _text),
    "basis_level": (gettext_lazy("rank of the instrument"), _word(InstrumentLevel)),
    "basis_article": (gettext_lazy("article of the instrument"), _text),
    "basis_norm": (gettext_lazy("Norm of the register"), _text),
    "withheld_reason": (gettext_lazy("Reason for not sharing"), _text),
    "detail_closed": (gettext_lazy("close the details"), _truth),
    "detail_closed_reason": (gettext_lazy("Reason for closing the details"), _text),
    "openness": (gettext_lazy("Openness to society"), _word(Openness)),
    "open_condition": (gettext_lazy("Conditions of opening"), _text),
    "related_codes": (gettext_lazy("Related codes"), _listed),
    "is_open_to_all": (gettext_lazy("open to every department"), _truth),
    "departments": (gettext_lazy("departments"), _listed),
    "regions": (gettext_lazy("regions"), regions),
    "tiers": (gettext_lazy("tiers"), _words(Tier)),
    "kinds": (gettext_lazy("kinds of department"), _words(DepartmentKind)),
    "purposes": (gettext_lazy("Purposes"), _words(Purpose)),
    "safeguards": (gettext_lazy("Safeguards"), _text),
}
#: The fields of an item; its name may have changed, too.
_ITEM_FIELDS: Mapping[str, tuple[Promise, Drawn]] = {
    "name": (gettext_lazy("item name"), _text),
    "column": (gettext_lazy("column"), _text),
    "data_type": (gettext_lazy("data type"), _word(ItemType)),
    "length": (gettext_lazy("length"), _text),
    "description": (gettext_lazy("description"), _text),
    "is_personal": (gettext_lazy("personal information"), _truth),
    "is_key": (gettext_lazy("look-up key"), _truth),
    "is_region": (gettext_lazy("region of the row"), _truth),
    "value_rules": (gettext_lazy("value rules"), _rules),
    "standard": (gettext_lazy("standard"), _text),
}
#: So many versions are listed; all of them can be compared.
_LISTED = 10
_TONES = {Kind.ADDED: "ok", Kind.REMOVED: "bad", Kind.CHANGED: "info"}


def _drawn(change: Change, fields: Mapping[str, tuple[Promise, Drawn]]) -> dict[str, str]:
    name, words = fields[change.field]
    return {
        "label": str(name),
        "before": words(change.before) or "—",
        "after": words(change.after) or "—",
    }


def said(found: Stated) -> dict[str, Any]:
    """All that is stated, in words: facts (components/particulars.html), and the items."""
    facts = [
        (str(name), words(found.fields.get(field)))
        for field, (name, words) in _FIELDS.items()
        if found.fields.get(field)
    ]
    return {
        "facts": [{"label": name, "value": value} for name, value in facts],
        "items": [
            {
                "name": item["name"],
                "type": label(ItemType, item["data_type"]),
                "grade": _("personal information") if item["is_personal"] else "",
                "column": item["column"],
                "remark": item["description"],
                "standard": item["standard"],
            }
            for item in found.items
        ],
    }


def drawn(found: Comparison) -> dict[str, Any]:
    """The comparison in words (catalog/changes.html)."""
    return {
        "is_same": found.is_same,
        "fields": [_drawn(change, _FIELDS) for change in found.fields],
        "items": [
            {
                "name": item.name,
                "kind": str(item.kind.label),
                "tone": _TONES[item.kind],
                "fields": [_drawn(change, _ITEM_FIELDS) for change in item.changes],
            }
            for item in found.items
        ],
    }


def summary(found: Comparison) -> str:
    """The same in one line, for the list of versions."""
    named = [str(_FIELDS[change.field][0]) for change in found.fields]
    numbers = {kind: sum(item.kind is kind for item in found.items) for kind in Kind}
    counted = [
        _("%(kind)s items: %(number)s") % {"kind": kind.label, "number": number}
        for kind, number in numbers.items()
        if number
    ]
    return clauses([*([enumerated(named)] if named else []), *counted])


def plain(found: Comparison) -> dict[str, Any]:
    """The same with codes, as the API says it."""

    def rows(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [
            {"field": each.field, "before": _coded(each.before), "after": _coded(each.after)}
            for each in changes
        ]

    return {
        "fields_changed": rows(found.fields),
        "items": [
            {"name": item.name, "kind": item.kind.value, "fields_changed": rows(item.changes)}
            for item in found.items
        ],
    }


def address(entry: DirectoryEntry) -> str:
    """Where two versions of the entry are compared."""
    return reverse("catalog:entry-compare", kwargs={"slug": entry.slug})


def options(versions: Iterable[EntryVersion]) -> list[dict[str, Any]]:
    """The versions as the two choosers offer them."""
    said = gettext_lazy("version %(number)s, published %(day)s")
    return [
        {
            "number": version.number,
            "label": said % {"number": version.number, "day": f"{version.published_at:%Y-%m-%d}"},
        }
        for version in versions
    ]


def since_published(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the page of a version on its way: what it changes of the published one."""
    live = version.entry.live_version
    if live is None or live.pk == version.pk or not version.is_open:
        return {}
    title = _("Changes against version %(number)s") % {"number": live.number}
    return {"changes": {"title": title, **drawn(comparing.difference(live, version))}}


def version_table(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """The published versions of an entry as its page lists them, each with what it changed."""
    versions = list(comparing.comparable(version.entry, actor, now=now)[: _LISTED + 1])
    rows = []
    for place, row in enumerate(versions[:_LISTED]):
        older = versions[place + 1 : place + 2]
        said = summary(comparing.difference(older[0], row)) if older else _("first published")
        rows.append(
            {
                "name": _("version %(number)s") % {"number": row.number},
                "published_on": f"{row.published_at:%Y-%m-%d}",
                "change": said or _("nothing that it states"),
                "status": str(row.machine.states(row.status).label),
            }
        )
    return {"versions": rows, "compare_url": address(version.entry) if len(versions) > 1 else ""}


def chosen(
    versions: list[EntryVersion], query: Mapping[str, Any]
) -> tuple[EntryVersion, EntryVersion] | None:
    """The two versions that the address names as ``from`` and ``to``; without names the last two.

    :returns: earlier and later as named; None where there are not two to choose from.
    :raises Invalid: a parameter is not known, or names no version that the reader may read.
    """
    refuse_unknown(query, ("from", "to"))
    by_number = {str(version.number): version for version in versions}
    named = {name: query[name] for name in ("from", "to") if query.get(name)}
    wrong = {
        name: [_("There is no version %(number)s that you may read.") % {"number": number[:20]}]
        for name, number in named.items()
        if number not in by_number
    }
    if wrong:
        raise Invalid(reasons.INVALID_INPUT, wrong)
    if len(versions) < 2:
        return None
    later = by_number[named["to"]] if "to" in named else versions[0]
    if "from" in named:
        return by_number[named["from"]], later
    earlier = [version for version in versions if version.number < later.number]
    return (earlier or versions[-1:])[0], later
