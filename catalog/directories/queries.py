"""What may be seen of the directory, and which departments a published scope names."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import BooleanField, Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from catalog.departments.models import Department, authority_of
from catalog.departments.queries import answering_to, members_group_name
from catalog.directories.models import (
    OPEN_STATES,
    ConditionOfUse,
    DataItem,
    DataResource,
    DirectoryEntry,
    EntryGrant,
    EntryVersion,
    UpdateTrigger,
)
from catalog.platforms.models import Platform
from catalog.regions.models import Region
from catalog.search.indexing import Described
from catalog.search.queries import Search
from catalog.search.reading import read
from portal.regulation import entry_update, entry_version, reasons
from portal.regulation import request as request_rules
from portal.regulation.deadlines import ENTRY_REVIEW
from portal.regulation.value_rules import table_schema
from portal.regulation.vocabulary import Mandate, Outcome, SharingClass, SharingMode
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

V = entry_version.State


def visible_to(actor: Actor, *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Entries the actor may see: every published one, and those opened to him by a grant.

    A member of any department sees published entries; unpublished ones only where a group of his
    holds ``view_directoryentry`` (the provider's members, the authority once it was sent).
    """
    if actor.department_id is None:
        return DirectoryEntry.objects.none()
    groups = actor.group_ids(local_day(now))
    seen = grants.probe(EntryGrant, "view_directoryentry", groups)
    return DirectoryEntry.objects.alias(_seen=seen).filter(
        Q(published_at__isnull=False) | Q(_seen__isnull=False)
    )


def published_to(actor: Actor) -> QuerySet[DirectoryEntry]:
    """The directory as the pages and the API list it: published entries only."""
    if actor.department_id is None:
        return DirectoryEntry.objects.none()
    return DirectoryEntry.objects.filter(published_at__isnull=False)


def counted_by_classification(actor: Actor) -> Mapping[int, int]:
    """How many published entries stand under each classification itself.

    An entry whose details are closed tells nobody its classification, and is not counted.
    """
    told = published_to(actor).filter(is_detail_closed=False)
    by_id = told.order_by().values_list("live_version__classification_id")
    return dict(by_id.exclude(live_version__classification=None).annotate(Count("pk")))


def described(entry: DirectoryEntry, version: EntryVersion) -> Described:
    """What the entry says of itself in that version, for search."""
    provider = entry.holder
    others = provider.names.order_by("pk").values_list("name", flat=True)
    return Described(
        entry_id=entry.pk,
        code=entry.code,
        name=version.name,
        providers=(provider.name, provider.short_name, *others),
        items=tuple(version.items.order_by("position").values_list("name", flat=True)),
        subject=version.classification.name if version.classification else "",
        abstract=version.abstract,
    )


def behind_search(edition: int) -> QuerySet[DirectoryEntry]:
    """Published entries that search cannot find yet, or reads by older rules."""
    published = DirectoryEntry.objects.filter(published_at__isnull=False, provider__isnull=False)
    return published.exclude(index__edition=edition).select_related(
        "provider", "live_version__classification"
    )


def searched(typed: str, actor: Actor, *, now: datetime) -> Search:
    """A search by the actor, who is answered by the details that he may read and no others."""
    seen = grants.object_ids(EntryGrant, "view_directoryentry", actor.group_ids(local_day(now)))
    return Search(read(typed), Q(is_detail_closed=False) | Q(pk__in=seen))


#: By class, or by the object permission that ``_asked`` looks for.
_IS_AVAILABLE = Q(sharing_class=SharingClass.UNCONDITIONAL) | Q(_asked__isnull=False)


def _asked(
    entries: QuerySet[DirectoryEntry], actor: Actor, now: datetime
) -> QuerySet[DirectoryEntry]:
    groups = actor.group_ids(local_day(now))
    return entries.alias(_asked=grants.probe(EntryGrant, "request_directoryentry", groups))


def available(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """Of these, the ones the actor's department may use or ask for: by class, or by grant.

    Each is marked so: ``with_available`` is true.
    """
    narrowed = _asked(entries, actor, now).filter(_IS_AVAILABLE)
    return narrowed.annotate(with_available=Value(value=True))


def with_availability(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """Adds ``with_available``: whether the actor's department may use or ask for the entry."""
    if "with_available" in entries.query.annotations:
        return entries
    return _asked(entries, actor, now).annotate(
        with_available=Case(
            When(_IS_AVAILABLE, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
    )


def may_see_details(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> bool:
    """Closed details are for those a grant names; others read title, holder, class and reason."""
    if not entry.is_detail_closed:
        return True
    groups = actor.group_ids(local_day(now))
    return grants.held(EntryGrant, "view_directoryentry", object_id=entry.pk, group_ids=groups)


def table_schema_of(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> dict[str, Any] | None:
    """The published items as a Table Schema; None for whoever may not see the details."""
    if entry.live_version is None or not may_see_details(entry, actor, now=now):
        return None
    return table_schema(DataItem.objects.filter(version=entry.live_version).order_by("position"))


def details_open_to(actor: Actor, entry_ids: Collection[int], *, now: datetime) -> set[int]:
    """The same for many entries at once: those of them whose details the actor may see."""
    groups = actor.group_ids(local_day(now))
    seen, may_read = _open_details(groups, "", "pk")
    rows = DirectoryEntry.objects.filter(pk__in=list(entry_ids)).alias(_seen=seen)
    return set(rows.filter(may_read).values_list("pk", flat=True))


def may_request(entry_id: int, sharing_class: str, department_id: int) -> bool:
    """Whether the department lies within the published sharing scope, by object permission.

    An unconditional entry needs no grant; a conditional one is asked for under
    ``request_directoryentry`` only; a withheld one never.
    """
    if sharing_class == SharingClass.UNCONDITIONAL:
        return True
    if sharing_class != SharingClass.CONDITIONAL:
        return False
    department = Department.objects.get(pk=department_id)
    group_ids = Group.objects.filter(name=members_group_name(department)).values_list(
        "pk", flat=True
    )
    return grants.held(
        EntryGrant, "request_directoryentry", object_id=entry_id, group_ids=group_ids
    )


def departments_in_scope(condition: ConditionOfUse) -> QuerySet[Department]:
    """The open departments that a published scope names: ALL, or any of the lists (house C5)."""
    everyone = Department.objects.filter(closed_on=None)
    if condition.is_open_to_all:
        return everyone
    named = Q(tier__in=condition.tiers) | Q(kind__in=condition.kinds)
    named |= Q(pk__in=condition.departments.values("pk"))
    for region in Region.objects.filter(code__in=condition.regions):
        named |= Q(region__path__startswith=region.path)
    return everyone.filter(named)


def member_group_ids(departments: QuerySet[Department]) -> list[int]:
    """Ids of the members' groups of these departments."""
    names = departments.annotate(_group=Concat(F("code"), Value(":members")))
    return list(Group.objects.filter(name__in=names.values("_group")).values_list("pk", flat=True))


@grants.source(EntryGrant)
def expected_entry_grants() -> Iterator[grants.Fact]:
    """Entry grants as provider, sending and published scope cause them."""
    table = EntryGrant._meta.label_lower
    entries = DirectoryEntry.objects.exclude(provider=None).select_related("provider__region")
    sent = set(EntryVersion.objects.exclude(sent_at=None).values_list("entry_id", flat=True))
    authorities: dict[int, str | None] = {}
    for entry in entries.iterator(chunk_size=2000):
        provider = entry.holder
        readers = {members_group_name(provider)}
        if entry.pk in sent:
            name = _authority_group(provider, authorities)
            if name:
                readers.add(name)
        for name in readers:
            yield grants.Fact(table, "view_directoryentry", entry.pk, name)
    conditions = ConditionOfUse.objects.filter(
        version__live_entry__isnull=False,
        version__sharing_class=SharingClass.CONDITIONAL,
    ).select_related("version")
    for condition in conditions.iterator(chunk_size=500):
        for code in departments_in_scope(condition).values_list("code", flat=True):
            yield grants.Fact(
                table, "request_directoryentry", condition.version.entry_id, f"{code}:members"
            )


def _authority_group(provider: Department, known: dict[int, str | None]) -> str | None:
    if provider.region_id not in known:
        authority = authority_of(provider.region)
        known[provider.region_id] = members_group_name(authority) if authority else None
    return known[provider.region_id]


def versions_visible_to(actor: Actor, *, now: datetime) -> QuerySet[EntryVersion]:
    """Published versions with open details; all versions of an entry only through its grant."""
    if actor.department_id is None:
        return EntryVersion.objects.none()
    groups = actor.group_ids(local_day(now))
    seen = grants.probe(EntryGrant, "view_directoryentry", groups, outer="entry_id")
    open_to_all = Q(
        status__in=[V.PUBLISHED, V.SUPERSEDED, V.WITHDRAWN], entry__is_detail_closed=False
    )
    return (
        EntryVersion.objects.alias(_seen=seen)
        .filter(open_to_all | Q(_seen__isnull=False))
        .select_related("entry__provider__region", "classification")
    )


def triggers_visible_to(actor: Actor, *, now: datetime) -> QuerySet[UpdateTrigger]:
    """Update triggers of the entries that a grant opens to the actor."""
    groups = actor.group_ids(local_day(now))
    mine = grants.object_ids(EntryGrant, "view_directoryentry", groups)
    return UpdateTrigger.objects.filter(entry_id__in=mine).select_related("entry__provider__region")


def resources_visible_to(actor: Actor) -> QuerySet[DataResource]:
    """The resources of the actor's own department."""
    if actor.department_id is None:
        return DataResource.objects.none()
    return DataResource.objects.filter(entry__provider_id=actor.department_id).select_related(
        "entry__provider", "current"
    )


def carried_by(platform: Platform, actor: Actor) -> QuerySet[DirectoryEntry]:
    """Published entries with a data resource that travels by the platform."""
    named = DataResource.objects.filter(platform=platform).values("entry_id")
    entries = published_to(actor).filter(pk__in=named)
    return entries.select_related("live_version", "provider").order_by("code")


def channel_of(entry_id: int) -> Platform | None:
    """The platform that data of the entry travel by in another mode; the one named last."""
    others = DataResource.objects.filter(entry_id=entry_id, mode=SharingMode.OTHER)
    found = others.select_related("platform__operator").order_by("-pk").first()
    return None if found is None else found.platform


def loaded_on(entry_id: int) -> date | None:
    """The day of the last load of the entry's data; of several resources, of the one most behind.

    None: a resource has no data yet, or there is none.
    """
    rows = DataResource.objects.filter(entry_id=entry_id)
    moments = list(rows.values_list("current__loaded_at", flat=True))
    if not moments or None in moments:
        return None
    return local_day(min(moments))


def supplied_by(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Published entries of the own department, each with its data resources."""
    resources = DataResource.objects.select_related("current", "platform").order_by("pk")
    return (
        DirectoryEntry.objects.filter(
            provider_id=actor.department_id or 0, published_at__isnull=False
        )
        .select_related("live_version")
        .prefetch_related(Prefetch("resources", resources))
    )


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[EntryVersion]:
    """Versions whose next step is the actor's, by mandate; the work list shows them.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if not held:
        return EntryVersion.objects.none()
    mine = Q(entry__provider_id=actor.department_id)
    turn = Q(pk=None)
    if Mandate.ASSESS in held:
        turn |= mine & Q(status=V.DRAFT)
    if Mandate.COMPILE in held:
        turn |= mine & Q(status__in=[V.DRAFT, V.ASSESSED, V.APPROVED, V.RETURNED])
    if Mandate.APPROVE_ENTRY in held:
        turn |= mine & Q(status=V.AWAITING_HEAD)
    if Mandate.OVERSEE in held:
        turn |= Q(status=V.IN_REVIEW, entry__provider__in=answering_to(actor.department_id))
    return versions_visible_to(actor, now=now).filter(turn)


def trigger_step(version: EntryVersion, actor: Actor, *, now: datetime) -> Step | None:
    """Registering what obliges an update, as the reader may do it from the live version's page."""
    if version.entry.live_version_id != version.pk:
        return None
    probe = UpdateTrigger(entry=version.entry, occurred_on=local_day(now))
    return offered(actor, entry_update.REGISTER_TRIGGER, probe, now=now)


def draft_step(trigger: UpdateTrigger, actor: Actor, *, now: datetime) -> Step | None:
    """Drafting the version that an update is made with, as the reader may do it now."""
    if not trigger.is_open or trigger.entry.live_version is None:
        return None
    return offered(actor, entry_version.DRAFT_VERSION, trigger.entry.live_version, now=now)


def triggers_awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[UpdateTrigger]:
    """Updates that the actor's department owes, and extensions that he decides on (Art. 17).

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    turn = Q(pk=None)
    if Mandate.COMPILE in held:
        turn |= Q(entry__provider=actor.department_id)
    if Mandate.OVERSEE in held:
        turn |= Q(
            extension_outcome=Outcome.PENDING,
            entry__provider__in=answering_to(actor.department_id),
        )
    owed = UpdateTrigger.objects.filter(turn, status=UpdateTrigger.machine.initial)
    return owed.select_related("entry__provider__region", "entry__live_version")


def open_version(entry: DirectoryEntry) -> EntryVersion | None:
    """The version on its way, if there is one."""
    return EntryVersion.objects.filter(entry=entry, status__in=OPEN_STATES).first()


def overdue_updates(on: date) -> QuerySet[UpdateTrigger]:
    """Updates whose period has lapsed (Art. 17)."""
    return UpdateTrigger.objects.filter(
        status=UpdateTrigger.machine.initial, due_on__lt=on, due_stopped_on=None
    )


def overdue_reviews(on: date) -> QuerySet[EntryVersion]:
    """Updates in review whose statutory period has lapsed (Art. 17 para. 3)."""
    return EntryVersion.objects.filter(
        status=V.IN_REVIEW, due_code=ENTRY_REVIEW.code, due_on__lt=on, due_stopped_on=None
    )


def updates_due_within(on: date, until: date) -> QuerySet[UpdateTrigger]:
    """Updates still owed whose period ends between the two days (Art. 17 para. 2)."""
    return UpdateTrigger.objects.filter(
        status=UpdateTrigger.machine.initial, due_on__gte=on, due_on__lte=until
    )


def by_slug(rows: QuerySet[DirectoryEntry], slug: str) -> DirectoryEntry | None:
    """The entry whose code stands in the address with a hyphen for its slash."""
    found = rows.filter(code=slug.replace("-", "/", 1)).select_related(
        "live_version", "provider__region"
    )
    return found.first()


def availability(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> reasons.Reason | None:
    """Why the actor's department cannot ask for the published entry, or None if it can."""
    if entry.provider_id == actor.department_id:
        return reasons.OWN_ENTRY
    if entry.sharing_class == SharingClass.WITHHELD:
        return reasons.WITHHELD
    if not may_request(entry.pk, entry.sharing_class, actor.department_id or 0):
        return reasons.OUTSIDE_PUBLISHED_SCOPE
    if Mandate.APPLY not in actor.mandates(local_day(now)):
        return reasons.NOT_YOUR_MANDATE
    return None


def entry_steps(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """The one step an entry offers a reader: to ask for it, or why he cannot."""
    reason = availability(entry, actor, now=now)
    return [
        {
            "name": request_rules.APPLY.name,
            "label": str(request_rules.APPLY.label),
            "allowed": reason is None,
            "code": reason.code if reason else "",
            "reason": reason.text if reason else "",
            "article": reason.basis if reason else str(request_rules.APPLY.article),
        }
    ]


def named(rows: QuerySet[DirectoryEntry], words: str) -> QuerySet[DirectoryEntry]:
    """Entries whose name, code or provider has each of the words."""
    for word in words.split():
        rows = rows.filter(
            Q(live_version__name__icontains=word)
            | Q(code__startswith=word)
            | Q(provider__name__icontains=word)
        )
    return rows


def _open_details(groups: grants.Groups, prefix: str, outer: str) -> tuple[Any, Q]:
    """The probe for a grant on the entry, and the condition that its details may be read."""
    seen = grants.probe(EntryGrant, "view_directoryentry", groups, outer=outer)
    return seen, Q(**{f"{prefix}is_detail_closed": False}) | Q(_seen__isnull=False)


def with_openness(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """Adds ``with_details_open``: what ``may_see_details`` answers of each entry."""
    seen, may_read = _open_details(actor.group_ids(local_day(now)), "", "pk")
    return entries.alias(_seen=seen).annotate(
        with_details_open=Case(
            When(may_read, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
    )


def with_open_details(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """Those of the entries whose details the actor may read."""
    seen, may_read = _open_details(actor.group_ids(local_day(now)), "", "pk")
    return entries.alias(_seen=seen).filter(may_read)


def shareable_entries(department_id: int | None, groups: grants.Groups) -> QuerySet[DirectoryEntry]:
    """Published entries that are not withheld and whose details the department may read."""
    if department_id is None:
        return DirectoryEntry.objects.none()
    seen, may_read = _open_details(groups, "", "pk")
    rows = DirectoryEntry.objects.alias(_seen=seen).filter(may_read, live_version__isnull=False)
    return rows.exclude(sharing_class=SharingClass.WITHHELD)


def shareable_items(department_id: int | None, groups: grants.Groups) -> QuerySet[DataItem]:
    """The data items of those entries, as their live versions list them."""
    if department_id is None:
        return DataItem.objects.none()
    seen, may_read = _open_details(groups, "version__entry__", "version__entry_id")
    rows = DataItem.objects.alias(_seen=seen).filter(may_read, version__live_entry__isnull=False)
    return rows.exclude(version__sharing_class=SharingClass.WITHHELD).select_related(
        "version__entry__provider"
    )
