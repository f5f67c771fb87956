"""What pages and admin print of entries: one reading of an entry, used by both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories import above, queries
from catalog.directories.models import DataItem, DirectoryEntry, EntryVersion, UpdateTrigger
from catalog.platforms.models import Platform
from catalog.regions.models import Region
from portal.interfaces import matters, show
from portal.regulation import entry_version, freshness, next_step
from portal.regulation.freshness import Freshness
from portal.regulation.next_step import Way
from portal.regulation.punctuation import bracketed, clauses, enumerated, headed, phrases
from portal.regulation.vocabulary import (
    DataCategory,
    DataFormat,
    DepartmentKind,
    InstrumentLevel,
    Mandate,
    Openness,
    Outcome,
    Purpose,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    UpdateFrequency,
)
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

type EntryDoor = Callable[[DirectoryEntry, Actor, datetime], list[dict[str, str]]]
#: What is offered on an entry's page: links with ``label`` and ``url``; those that may be the next
#: step have their ``way`` besides.
entry_doors: list[EntryDoor] = []

type RowLinks = Callable[[list[DirectoryEntry], Actor, datetime], dict[int, dict[str, str]]]
#: What domains above offer in the directory's list about entries that are not shared: a link
#: (``label``, ``url``) by the entry's id, for all rows at once.
withheld_links: list[RowLinks] = []


def links_of_withheld(
    entries: Iterable[DirectoryEntry], actor: Actor, now: datetime
) -> dict[int, dict[str, str]]:
    """The links of the rows whose entry is not shared, by id."""
    withheld = [entry for entry in entries if entry.sharing_class == SharingClass.WITHHELD]
    found: dict[int, dict[str, str]] = {}
    for source in withheld_links if withheld else ():
        found.update(source(withheld, actor, now))
    return found


@dataclass(frozen=True, slots=True)
class Offers:
    """What a reader may do about an entry: the next lawful step, if there is one, and the rest."""

    next_step: dict[str, str] | None
    others: list[dict[str, str]]


def offers(entry: DirectoryEntry, actor: Actor, now: datetime) -> Offers:
    """Everything offered to the reader of an entry, the next step apart (one button)."""
    found = [link for source in (request_way, *entry_doors) for link in source(entry, actor, now)]
    ways = {link["way"]: link for link in reversed(found) if "way" in link}
    first = next_step.first_of(ways)
    chosen = None if first is None else ways[first]
    return Offers(chosen, [link for link in found if link is not chosen])


def request_way(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Asking for the entry, where the reader may."""
    if queries.availability(entry, actor, now=now) is not None:
        return []
    url = f"{reverse('requests:request-new')}?entry={entry.slug}"
    return [{"way": Way.REQUEST, "label": str(Way.REQUEST.label), "url": url}]


type VersionPart = Callable[[EntryVersion, Actor, datetime], dict[str, Any]]
#: What domains above add to a version's page and its entry's; each one adds its part.
version_parts: list[VersionPart] = []


type StartDoor = Callable[[Actor, datetime], list[dict[str, str]]]
#: What a new draft may begin from instead of nothing, as domains above offer it.
start_door_sources: list[StartDoor] = []


def start_doors(actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Links over the form of a new draft that lead to what it may begin from."""
    return [link for source in start_door_sources for link in source(actor, now)]


type VersionDoor = Callable[[EntryVersion, Actor, datetime], list[dict[str, str]]]
#: What domains above offer on the page of any version, whatever its state.
version_doors: list[VersionDoor] = []


def copy_door(version: EntryVersion, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Beginning another entry from a version of one's own, for who compiles the directory."""
    is_own = version.entry.provider_id == actor.department_id
    if not is_own or Mandate.COMPILE not in actor.mandates(local_day(now)):
        return []
    url = f"{reverse('admin:catalog_entryversion_add')}?copy={version.public_number}"
    return [{"label": _("Begin another entry from this one"), "url": url}]


def label(choices: Any, code: str) -> str:
    """The word for a stored code; nothing for an empty one."""
    return str(choices(code).label) if code else ""


def labels(choices: Any, codes: Any) -> str:
    """The words for several codes."""
    return enumerated(label(choices, code) for code in codes)


def regions(codes: Iterable[str]) -> str:
    """虹口区（310109）: names of regions with their codes; a code without a region stands alone."""
    listed = list(codes)
    named = Region.objects.filter(code__in=listed, effective_to=None)
    names = dict(named.values_list("code", "name"))
    return enumerated(bracketed(names[code], code) if code in names else code for code in listed)


def sharing_class(code: str) -> dict[str, str] | None:
    """The class mark."""
    return {"code": code, "label": label(SharingClass, code)} if code else None


def particulars(version: EntryVersion) -> list[dict[str, Any]]:
    """The basic facts of a version."""
    provider = version.entry.provider
    rows = [
        (_("Name of the entry"), version.name, False),
        (_("Entry code"), version.entry.code, True),
        (_("Provider"), provider.name if provider else _("not yet matched"), False),
        (_("Classification"), str(version.classification or ""), False),
        (_("Data category"), label(DataCategory, version.category), False),
        (_("Grade"), label(SecurityLevel, version.security_level), False),
        (_("Data format"), label(DataFormat, version.data_format), False),
        (_("Update frequency"), label(UpdateFrequency, version.update_frequency), False),
        (_("Sharing class"), label(SharingClass, version.sharing_class), False),
        (_("Sharing modes"), labels(SharingMode, version.sharing_modes), False),
    ]
    drawn = [{"label": name, "value": value or "—", "code": code} for name, value, code in rows]
    if version.openness:
        drawn.append({"label": _("Openness to society"), "value": _opened(version)})
    if version.related_codes:
        codes = enumerated(version.related_codes)
        drawn.append({"label": _("Related codes"), "value": codes, "code": True})
    if version.abstract:
        drawn.append({"label": _("Abstract"), "value": version.abstract, "wide": True})
    return drawn


def _opened(version: EntryVersion) -> str:
    """Whether society is given the data, and under which conditions."""
    said = label(Openness, version.openness)
    return headed(said, version.open_condition) if version.open_condition else said


def items(version: EntryVersion) -> list[dict[str, Any]]:
    """The data items."""
    rows = DataItem.objects.filter(version=version).select_related("standard")
    return [
        {
            "name": item.name,
            "type": item.get_data_type_display(),
            "grade": _("personal information") if item.is_personal else "",
            "tag": "",
            "form": "",
            "closed": False,
            "column": item.column_name,
            "standard": item.standard.cited_as if item.standard else "",
            "rules": item.value_rules.in_words(),
            "remark": item.description,
        }
        for item in rows.order_by("position")
    ]


def version_line(version: EntryVersion, actor: Actor) -> dict[str, Any]:
    """A version on the work list."""
    if version.entry.provider_id != actor.department_id:
        version.known_authority = actor.department_id  # it waits for nobody else abroad
    return {"title": version.name, "parts": [_("Entry %(code)s") % {"code": version.entry.code}]}


def trigger_line(trigger: UpdateTrigger, actor: Actor) -> dict[str, Any]:
    """An update on the work list: to be made by the provider, or its extension decided on."""
    live = trigger.entry.live
    said = {"name": live.name, "kind": trigger.get_kind_display()}
    line: dict[str, Any] = {
        "title": _("%(name)s: update after %(kind)s") % said,
        "parts": [_("Update %(number)s") % {"number": trigger.public_number}],
    }
    if trigger.entry.provider_id == actor.department_id:
        line["label"] = str(entry_version.DRAFT_VERSION.label)
        line["step_url"] = matters.admin_address(live)
    else:
        trigger.known_authority = actor.department_id
    return line


def trigger_context(trigger: UpdateTrigger, now: datetime) -> dict[str, Any]:
    """One update trigger as its page draws it."""
    entry = trigger.entry
    matter = matters.head(trigger, title=entry.live.name, kind=_("Update due"), line=entry.code)
    matter["clock"] = show.clock(trigger, show.Day.of(now), _("Update period"))
    return {
        "matter": matter,
        "particulars": trigger_particulars(trigger),
        "story": show.story(trigger),
    }


def trigger_particulars(trigger: UpdateTrigger) -> list[dict[str, Any]]:
    """What changed, when, by which instrument, and what became of an extension."""
    entry = trigger.entry
    rows: list[dict[str, Any]] = [
        {"label": _("Directory entry"), "value": entry.live.name},
        {"label": _("Entry code"), "value": entry.code, "code": True},
        {"label": _("Provider"), "value": entry.holder.name},
        {"label": _("Kind of trigger"), "value": trigger.get_kind_display()},
        {"label": _("Date of the change"), "value": f"{trigger.occurred_on:%Y-%m-%d}"},
        {"label": _("Instrument"), "value": trigger.instrument, "wide": True},
    ]
    version = queries.open_version(entry)
    if version is not None:
        url = reverse("admin:catalog_entryversion_change", args=[version.public_number])
        state = version.machine.states(version.status).label
        number = _("version %(number)s") % {"number": version.number}
        rows.append(
            {"label": _("Version on its way"), "value": phrases((number, state)), "url": url}
        )
    if trigger.extension_outcome:
        asked = _("%(days)s working days") % {"days": trigger.extension_workdays}
        outcome = label(Outcome, trigger.extension_outcome)
        said = filter(None, (phrases((asked, outcome)), trigger.extension_reason))
        rows.append({"label": _("Extension"), "value": clauses(said), "wide": True})
    return rows


def conditions(version: EntryVersion) -> list[dict[str, Any]]:
    """Conditions of use, or reason and basis of withholding, by class."""
    if version.sharing_class == SharingClass.WITHHELD:
        level = label(InstrumentLevel, version.basis_level)
        basis = bracketed(f"{version.basis_instrument} {version.basis_article}", level)
        return [
            {"label": _("Reason for not sharing"), "value": version.withheld_reason},
            {"label": _("Legal basis"), "value": basis},
            *_norm_cited(version),
        ]
    condition = version.condition
    if condition is None:
        return []
    scope = [department.name for department in condition.departments.order_by("code")]
    if condition.regions:
        scope.append(_("%(regions)s and below") % {"regions": regions(condition.regions)})
    scope += [label(Tier, tier) for tier in condition.tiers]
    scope += [label(DepartmentKind, kind) for kind in condition.kinds]
    if condition.is_open_to_all:
        scope = [_("every department")]
    drawn: list[dict[str, Any]] = [
        {"label": _("Sharing scope"), "value": enumerated(scope) or "—"},
        {"label": _("Purposes"), "value": labels(Purpose, condition.purposes) or "—"},
    ]
    if condition.safeguards:
        drawn.append({"label": _("Safeguards"), "value": condition.safeguards, "wide": True})
    return [*drawn, *_norm_cited(version)]


def _norm_cited(version: EntryVersion) -> list[dict[str, Any]]:
    """The norm of the register that the restriction rests on, and that it is repealed."""
    norm = version.basis_norm
    if norm is None:
        return []
    said = norm.cited_as
    if norm.repealed_on is not None:
        day = f"{norm.repealed_on:%Y-%m-%d}"
        said = _("%(norm)s, repealed from %(day)s") % {"norm": said, "day": day}
    url = reverse("catalog:norm", kwargs={"number": norm.public_number})
    return [{"label": _("Norm of the register"), "value": said, "url": url, "wide": True}]


def missing(version: EntryVersion) -> list[str]:
    """The particulars still missing, as words."""
    return [str(each.label) for each in version.missing_particulars]


def version_context(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """One version as the admin's page draws it."""
    provider = version.entry.provider
    lacking = missing(version) if version.is_open else []
    context: dict[str, Any] = {
        "matter": {
            "title": version.name,
            "kind": _("Directory entry"),
            "public_number": version.entry.code,
            "status": show.badge(version),
            "sharing_class": sharing_class(version.sharing_class),
            "counterpart_line": provider.name if provider else _("provider not yet matched"),
            "nodes": show.nodes(version),
            "who": show.who(version),
            "clock": show.clock(version, show.Day.of(now), _("Review period")),
        },
        "missing": lacking,
        "particulars": particulars(version),
        "items": items(version),
        "conditions": conditions(version),
        "assessments": [
            {
                "label": row.get_kind_display(),
                "value": f"{row.get_result_display()} {row.assessed_on:%Y-%m-%d} {row.finding}",
            }
            for row in version.assessments.filter(is_current=True).order_by("kind")
        ],
        "story": show.story(version),
    }
    for part in version_parts:
        context.update(part(version, actor, now))
    doors = [link for door in (copy_door, *version_doors) for link in door(version, actor, now)]
    if version.entry.live_version_id == version.pk:
        found = offers(version.entry, actor, now)
        doors = [*([found.next_step] if found.next_step else []), *found.others, *doors]
    context["doors"] = doors
    return context


#: How each standing of the data looks.
_FRESH_TONES = {
    Freshness.FRESH: "ok",
    Freshness.LATE: "bad",
    Freshness.NOT_LOADED: "mute",
    Freshness.NO_CYCLE: "mute",
}


def freshness_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """How fresh the data of a published version are against the frequency that it states."""
    if version.entry.live_version_id != version.pk:
        return {}
    found = freshness_of(version, now)
    loaded_on, due_on, stands = found["loaded_on"], found["due_on"], Freshness(found["state"])
    facts = [
        (_("Update frequency"), label(UpdateFrequency, version.update_frequency), False),
        (_("Last loaded on"), f"{loaded_on:%Y-%m-%d}" if loaded_on else "", False),
        (_("Next load by"), f"{due_on:%Y-%m-%d}" if due_on else "", False),
    ]
    badge = {"tone": _FRESH_TONES[stands], "label": str(stands.label), "shape": ""}
    return {"freshness": {"badge": badge, "facts": matters.particulars(facts)}}


def freshness_of(version: EntryVersion, now: datetime) -> dict[str, Any]:
    """When the data of a published version were loaded, and how that stands today."""
    loaded_on = queries.loaded_on(version.entry_id)
    stated = version.update_frequency
    return {
        "state": freshness.judge(stated, loaded_on, local_day(now)).value,
        "loaded_on": loaded_on,
        "due_on": freshness.due_on(stated, loaded_on) if loaded_on else None,
    }


def use_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """Who uses the entry for which scenario; the panel is there for whoever may know of any."""
    if version.entry.live_version_id != version.pk:
        return {}
    return {"uses": above.uses_of(version.entry, actor, now)}


def label_of_frequency(version: EntryVersion) -> str:
    """How often the data are updated, for one line."""
    if version.entry.is_detail_closed or not version.update_frequency:
        return ""
    frequency = label(UpdateFrequency, version.update_frequency)
    return _("updated %(frequency)s") % {"frequency": frequency}


def closed_particulars(version: EntryVersion) -> list[dict[str, Any]]:
    """What anyone may read of an entry whose details are closed: title, holder, class, reason."""
    provider = version.entry.provider
    rows: list[dict[str, Any]] = [
        {"label": _("Name of the entry"), "value": version.name},
        {"label": _("Entry code"), "value": version.entry.code, "code": True},
        {"label": _("Provider"), "value": provider.name if provider else "—"},
        {"label": _("Sharing class"), "value": label(SharingClass, version.sharing_class)},
        {
            "label": _("Reason for closing the details"),
            "value": version.detail_closed_reason,
            "wide": True,
        },
    ]
    return rows


def carried_parts(platform: Platform, actor: Actor, now: datetime) -> dict[str, Any]:
    """On a platform's page: the entries whose data travel by it."""
    rows = []
    for entry in queries.carried_by(platform, actor):
        url = reverse("catalog:entry", kwargs={"slug": entry.slug})
        rows.append({"url": url, "label": bracketed(entry.live.name, entry.holder.name)})
    return {"carried": rows}
