"""Draft, assess, approve, send, publish, return, update; attach resources (Arts 12 to 17)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.departments.models import Department, authority_of
from catalog.departments.queries import members_group_name
from catalog.directories import queries
from catalog.directories.models import (
    Assessment,
    ConditionOfUse,
    DataItem,
    DataResource,
    DirectoryEntry,
    EntryGrant,
    EntryVersion,
    UpdateTrigger,
)
from catalog.directories.queries import departments_in_scope, member_group_ids
from catalog.norms.models import Norm
from catalog.platforms.models import Platform
from catalog.search import indexing
from catalog.subjects.models import Classification
from portal.regulation import entry_update, reasons
from portal.regulation import entry_version as rules
from portal.regulation import resource as resource_rules
from portal.regulation.codes import classification_level
from portal.regulation.item_names import item_key
from portal.regulation.machine import Transition
from portal.regulation.value_rules import ValueRules, in_one_form
from portal.regulation.vocabulary import AssessmentKind, Outcome, SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow import due, grants
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.marks import mark_once
from portal.workflow.models import add_author, next_number
from portal.workflow.transition import make, open_matter, transition, with_note

#: No entry has more; a thousand lines below one name are another table.
MOST_ITEMS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One data item of a draft."""

    name: str
    column_name: str = ""
    data_type: str = "TEXT"
    length: int | None = None
    description: str = ""
    is_personal: bool = False
    is_key: bool = False
    is_region: bool = False
    value_rules: ValueRules = ValueRules()
    standard_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The conditions of a conditional draft; an empty scope and no purpose mean none written."""

    is_open_to_all: bool = False
    department_ids: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    safeguards: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a draft states. It may lack particulars: they block sending, not saving."""

    name: str
    abstract: str = ""
    classification_id: int | None = None
    data_format: str = ""
    update_frequency: str = ""
    sharing_class: str = ""
    sharing_modes: tuple[str, ...] = ()
    category: str = ""
    security_level: str = ""
    basis_instrument: str = ""
    basis_level: str = ""
    basis_article: str = ""
    basis_norm_id: int | None = None
    withheld_reason: str = ""
    detail_closed: bool = False
    detail_closed_reason: str = ""
    openness: str = ""
    open_condition: str = ""
    related_codes: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    condition: Condition | None = None


PLAIN_FIELDS = tuple(
    each.name for each in fields(Content) if each.name not in ("items", "condition")
)


#: 类, 项, 目: the guide's code of an entry names at least the third.
_GROUP = 3


def _entry_code(content: Content, provider: Department | None) -> str:
    """Allocate 分类码/顺序码; numbers are counted per prefix and never used again.

    The classification that is stated begins the code where it reaches a 目; else the branch of the
    tree that the provider keeps does.
    """
    stated = Classification.objects.filter(pk=content.classification_id or 0).first()
    prefix = stated.code if stated and classification_level(stated.code) >= _GROUP else ""
    prefix = prefix or (provider.directory_prefix if provider else "")
    prefix = prefix or settings.PORTAL_DIRECTORY_PREFIX
    return f"{prefix}/{next_number(f'entry:{prefix}'):06d}"


def _version_number(entry: DirectoryEntry, number: int) -> str:
    return f"{entry.slug}-v{number}"


def _apply(version: EntryVersion, content: Content) -> None:
    for name in PLAIN_FIELDS:
        value = getattr(content, name)
        setattr(version, name, list(value) if isinstance(value, tuple) else value)


def _write_children(version: EntryVersion, content: Content) -> None:
    """Items and conditions belong to the draft and are written with it, as a whole."""
    version.items.all().delete()
    DataItem.objects.bulk_create(
        DataItem(
            version=version,
            position=position,
            name_key=item_key(item.name),
            **{
                **{each.name: getattr(item, each.name) for each in fields(Item)},
                "value_rules": in_one_form(item.value_rules),
            },
        )
        for position, item in enumerate(content.items, start=1)
    )
    ConditionOfUse.objects.filter(version=version).delete()
    version.__dict__.pop("condition", None)
    wanted = content.condition
    if wanted is None:
        return
    condition = ConditionOfUse.objects.create(
        version=version,
        is_open_to_all=wanted.is_open_to_all,
        regions=list(wanted.regions),
        tiers=list(wanted.tiers),
        kinds=list(wanted.kinds),
        purposes=list(wanted.purposes),
        safeguards=wanted.safeguards,
    )
    condition.departments.set(wanted.department_ids)


def _open_entry(
    rule: Transition,
    *,
    provider: Department | None,
    content: Content,
    actor: Actor,
    now: datetime,
) -> EntryVersion:
    with transaction.atomic():
        entry = DirectoryEntry.objects.create(
            code=_entry_code(content, provider), provider=provider, drafted_at=now
        )
        version = EntryVersion(
            entry=entry,
            number=1,
            public_number=_version_number(entry, 1),
            drafted_by_id=actor.user_id,
            author_ids=add_author([], actor.user_id),
        )
        _apply(version, content)
        open_matter(rule, version, actor=actor, now=now, inputs={"items": content.items})
        _write_children(version, content)
        if provider is not None:
            _let_read(entry, provider)
    return version


def _let_read(entry: DirectoryEntry, department: Department) -> None:
    group = grants.group(members_group_name(department))
    grants.give(EntryGrant, "view_directoryentry", object_id=entry.pk, group_ids=[group.pk])


def draft(*, provider_id: int, content: Content, actor: Actor, now: datetime) -> EntryVersion:
    """Draft a new directory entry of the department (Art. 12)."""
    provider = Department.objects.filter(pk=provider_id).first()
    if provider is None:
        raise Refused(reasons.NOT_FOUND)
    return _open_entry(rules.DRAFT, provider=provider, content=content, actor=actor, now=now)


def import_draft(
    *, provider_id: int | None, content: Content, actor: Actor, now: datetime
) -> EntryVersion:
    """Take over an entry of another catalog as a draft; an unmatched provider stays empty."""
    provider = Department.objects.filter(pk=provider_id).first() if provider_id else None
    return _open_entry(rules.IMPORT, provider=provider, content=content, actor=actor, now=now)


def update_import(*, pk: int, content: Content, actor: Actor, now: datetime) -> None:
    """Renew an imported draft that nobody has taken further from a changed source row."""
    with transition(
        rules.UPDATE_IMPORT, model=EntryVersion, pk=pk, actor=actor, now=now
    ) as version:
        _apply(version, content)
        _write_children(version, content)


def discard_draft(*, pk: int, actor: Actor, now: datetime) -> None:
    """Discard a draft that a batch made and nobody took further, as the batch is undone."""
    with transition(rules.DISCARD_DRAFT, model=EntryVersion, pk=pk, actor=actor, now=now):
        pass


def abandon_draft(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """Discard a draft that is not to be published, with the reason; the live version stays."""
    with_note(rules.ABANDON_DRAFT, EntryVersion, pk=pk, note=note, actor=actor, now=now)


def restore_draft(*, pk: int, content: Content, actor: Actor, now: datetime) -> None:
    """Give a draft the content that it had before a batch that is undone."""
    with transition(
        rules.RESTORE_DRAFT, model=EntryVersion, pk=pk, actor=actor, now=now
    ) as version:
        _apply(version, content)
        _write_children(version, content)


def resolve_provider(*, pk: int, provider_id: int, actor: Actor, now: datetime) -> None:
    """Give an imported draft the department its provider's name was matched to."""
    with transition(
        rules.RESOLVE_PROVIDER, model=EntryVersion, pk=pk, actor=actor, now=now
    ) as version:
        provider = Department.objects.get(pk=provider_id)
        DirectoryEntry.objects.filter(pk=version.entry_id, provider=None).update(provider=provider)
        _let_read(version.entry, provider)


def draft_version(*, pk: int, actor: Actor, now: datetime) -> EntryVersion:
    """Draft the next version of a published entry from its live one, which stays live (Art. 17)."""
    with transition(rules.DRAFT_VERSION, model=EntryVersion, pk=pk, actor=actor, now=now) as live:
        entry = live.entry
        number = entry.versions.count() + 1
        version = EntryVersion(
            entry=entry,
            number=number,
            public_number=_version_number(entry, number),
            drafted_by_id=actor.user_id,
            author_ids=add_author([], actor.user_id),
        )
        content = content_of(live)
        _apply(version, content)
        open_matter(rules.DRAFT, version, actor=actor, now=now)
        _write_children(version, content)
    return version


def content_of(version: EntryVersion) -> Content:
    """What the version states, as the content of a draft; children fetched along are used."""
    condition = version.condition
    return Content(
        **{name: _frozen(getattr(version, name)) for name in PLAIN_FIELDS},
        items=tuple(
            Item(**{each.name: getattr(item, each.name) for each in fields(Item)})
            for item in sorted(version.items.all(), key=lambda item: item.position)
        ),
        condition=None
        if condition is None
        else Condition(
            is_open_to_all=condition.is_open_to_all,
            department_ids=tuple(each.pk for each in condition.departments.all()),
            regions=tuple(condition.regions),
            tiers=tuple(condition.tiers),
            kinds=tuple(condition.kinds),
            purposes=tuple(condition.purposes),
            safeguards=condition.safeguards,
        ),
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def revise(
    *, pk: int, content: Content, actor: Actor, now: datetime, expected_version: int | None = None
) -> None:
    """Revise a draft with all its items; earlier assessments no longer count (Arts 12, 13).

    :raises Refused: the value rules of an item contradict each other, or the step is not the
        actor's to take.
    """
    with transition(
        rules.REVISE,
        model=EntryVersion,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"items": content.items},
        expected_version=expected_version,
    ) as version:
        version.author_ids = add_author(version.author_ids, actor.user_id)
        _apply(version, content)
        _write_children(version, content)
        version.assessments.filter(is_current=True).update(is_current=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of the two assessments."""

    secrecy_result: str
    secrecy_finding: str = ""
    personal_result: str = ""
    personal_finding: str = ""
    assessed_on: date | None = None


def assess(*, pk: int, finding: Finding, actor: Actor, now: datetime) -> None:
    """Record secrecy risk and personal-information impact, before the head decides (Art. 13)."""
    inputs = {
        "secrecy_result": finding.secrecy_result,
        "personal_result": finding.personal_result,
    }
    with transition(
        rules.ASSESS, model=EntryVersion, pk=pk, actor=actor, now=now, inputs=inputs, details=inputs
    ) as version:
        day = finding.assessed_on or local_day(now)
        pairs = (
            (AssessmentKind.SECRECY, finding.secrecy_result, finding.secrecy_finding),
            (
                AssessmentKind.PERSONAL_INFORMATION,
                finding.personal_result,
                finding.personal_finding,
            ),
        )
        version.assessments.filter(is_current=True).update(is_current=False)
        for kind, result, text in pairs:
            Assessment.objects.create(
                version=version,
                kind=kind,
                result=result,
                finding=text,
                assessed_on=day,
                assessor_id=actor.user_id or 0,
            )


def submit(*, pk: int, actor: Actor, now: datetime) -> None:
    """Submit the assessed draft to the head of the department (Art. 13)."""
    with transition(rules.SUBMIT, model=EntryVersion, pk=pk, actor=actor, now=now) as version:
        version.author_ids = add_author(version.author_ids, actor.user_id)


def approve(*, pk: int, actor: Actor, now: datetime) -> None:
    """The head of the department agrees to the entry (Art. 13 para. 1)."""
    with transition(rules.APPROVE, model=EntryVersion, pk=pk, actor=actor, now=now):
        pass


def send_back(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The head sends the draft back to the drafter, with the reason."""
    with_note(rules.SEND_BACK, EntryVersion, pk=pk, note=note, actor=actor, now=now)


def send(*, pk: int, actor: Actor, now: datetime) -> None:
    """Send the approved entry to the authority; an update meets its period D1 (Arts 16, 17)."""
    with transition(rules.SEND, model=EntryVersion, pk=pk, actor=actor, now=now) as version:
        version.sent_at = now
        authority = authority_of(version.entry.holder.region)
        if authority is None:
            raise Refused(reasons.NOT_FOUND)
        _let_read(version.entry, authority)
        for trigger_id in _open_triggers(version.entry_id):
            meet(pk=trigger_id, actor=Actor.system("entry-sent"), now=now)


def _open_triggers(entry_id: int) -> list[int]:
    return list(
        UpdateTrigger.objects.filter(entry_id=entry_id, status=entry_update.State.OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


type PublicationFacts = Callable[[EntryVersion], Mapping[str, Any]]
_publication_facts: list[PublicationFacts] = []


def register_publication_facts(facts: PublicationFacts) -> None:
    """Let a domain above say what the event of a publication records besides."""
    if facts not in _publication_facts:
        _publication_facts.append(facts)


def publish(*, pk: int, actor: Actor, now: datetime) -> None:
    """Announce the entry to all departments; its scope becomes their right to ask (Art. 16)."""
    with transition(rules.PUBLISH, model=EntryVersion, pk=pk, actor=actor, now=now) as version:
        entry = DirectoryEntry.objects.select_for_update(of=("self",)).get(pk=version.entry_id)
        if entry.live_version_id is not None:
            supersede(pk=entry.live_version_id, actor=Actor.system("entry-published"), now=now)
        version.published_at = now
        entry.live_version = version
        entry.sharing_class = version.sharing_class
        entry.is_detail_closed = version.detail_closed
        entry.published_at = now
        entry.save()
        version.act_details["granted"] = grant_scope(entry, version)
        for facts in _publication_facts:
            version.act_details.update(facts(version))
        indexing.write([queries.described(entry, version)])


def grant_scope(entry: DirectoryEntry, version: EntryVersion) -> int:
    """Turn the published scope into object permissions; an older scope's are taken back."""
    condition = version.condition
    if version.sharing_class != SharingClass.CONDITIONAL or condition is None:
        grants.take_back(EntryGrant, "request_directoryentry", object_id=entry.pk)
        return 0
    group_ids = member_group_ids(departments_in_scope(condition))
    grants.take_back(EntryGrant, "request_directoryentry", object_id=entry.pk)
    return grants.give(
        EntryGrant, "request_directoryentry", object_id=entry.pk, group_ids=group_ids
    )


def extend_scopes_to(*, department: Department) -> int:
    """A newly opened department enters every published scope that names it (house C5)."""
    group = grants.group(members_group_name(department))
    conditions = ConditionOfUse.objects.filter(
        version__live_entry__isnull=False, version__sharing_class=SharingClass.CONDITIONAL
    ).select_related("version")
    given = 0
    for condition in conditions:
        if departments_in_scope(condition).filter(pk=department.pk).exists():
            given += grants.give(
                EntryGrant,
                "request_directoryentry",
                object_id=condition.version.entry_id,
                group_ids=[group.pk],
            )
    return given


def return_version(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority returns the entry with its reasons (Art. 16)."""
    with_note(rules.RETURN_VERSION, EntryVersion, pk=pk, note=note, actor=actor, now=now)


def flag_repeal(*, norm: Norm, actor: Actor, now: datetime) -> None:
    """Tell the providers of published entries that a norm they rest on is repealed (Art. 14)."""
    if norm.repealed_on is None:
        return
    resting = EntryVersion.objects.filter(basis_norm=norm, status=rules.State.PUBLISHED)
    for version in resting.order_by("pk"):
        mark_once(version, "basis_ends", actor=actor, now=now, day=norm.repealed_on)


def take_out(*, pk: int, actor: Actor, now: datetime) -> None:
    """The entry's withdrawal is announced: it is no longer offered, its version stays (Art. 17)."""
    with transaction.atomic():
        with transition(rules.TAKE_OUT, model=EntryVersion, pk=pk, actor=actor, now=now) as version:
            entry = DirectoryEntry.objects.select_for_update(of=("self",)).get(pk=version.entry_id)
            entry.live_version, entry.published_at = None, None
            entry.save()
            indexing.remove(entry.pk)
            grants.take_back(EntryGrant, "request_directoryentry", object_id=entry.pk)
        for trigger_id in _open_triggers(entry.pk):
            meet(pk=trigger_id, actor=actor, now=now)


def supersede(*, pk: int, actor: Actor, now: datetime) -> None:
    """A newer version was published; the old one stays readable (Art. 17)."""
    with transition(rules.SUPERSEDE, model=EntryVersion, pk=pk, actor=actor, now=now):
        pass


def register_trigger(
    *,
    entry_id: int,
    kind: str,
    occurred_on: date,
    instrument: str,
    actor: Actor,
    now: datetime,
) -> UpdateTrigger:
    """Register what obliges an update; D1 runs from the change's own date (Art. 17 para. 2)."""
    with transaction.atomic():
        entry = DirectoryEntry.objects.select_related("provider__region").get(pk=entry_id)
        if entry.live_version_id is None:
            raise Refused(reasons.NOT_PUBLISHED)
        year = local_day(now).year
        number = next_number(f"UT-{year}")
        trigger = UpdateTrigger(
            public_number=f"UT-{year}-{number:04d}",
            entry=entry,
            kind=kind,
            occurred_on=occurred_on,
            instrument=instrument,
        )
        return open_matter(entry_update.REGISTER_TRIGGER, trigger, actor=actor, now=now)


def ask_update_extension(*, pk: int, workdays: int, note: str, actor: Actor, now: datetime) -> None:
    """Ask the authority for up to five more working days, once (Art. 17 para. 2)."""
    with transition(
        entry_update.ASK_UPDATE_EXTENSION,
        model=UpdateTrigger,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"workdays": workdays, "note": note},
        note=note,
    ) as trigger:
        trigger.extension_workdays = workdays
        trigger.extension_reason = note
        trigger.extension_outcome = Outcome.PENDING


def grant_update_extension(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority consents to the longer update period D2 (Art. 17 para. 2)."""
    with transition(
        entry_update.GRANT_UPDATE_EXTENSION, model=UpdateTrigger, pk=pk, actor=actor, now=now
    ) as trigger:
        trigger.extension_outcome = Outcome.GRANTED
        due.extend(trigger, trigger.extension_workdays)


def refuse_update_extension(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority refuses the longer update period (Art. 17 para. 2)."""
    with transition(
        entry_update.REFUSE_UPDATE_EXTENSION, model=UpdateTrigger, pk=pk, actor=actor, now=now
    ) as trigger:
        trigger.extension_outcome = Outcome.REFUSED


def meet(*, pk: int, actor: Actor, now: datetime) -> None:
    """The update was sent for review, or its entry withdrawn: the period ends (Art. 17 para. 2)."""
    with transition(entry_update.MEET, model=UpdateTrigger, pk=pk, actor=actor, now=now) as trigger:
        if trigger.extension_outcome == Outcome.PENDING:
            trigger.extension_outcome = Outcome.LAPSED


def attach_resource(
    *,
    entry_id: int,
    name: str,
    mode: str,
    actor: Actor,
    now: datetime,
    platform_id: int | None = None,
) -> DataResource:
    """Attach a data resource to an entry, to be loaded and delivered (Arts 22, 32).

    :param platform_id: the platform that the data travel by, where it is not the portal.
    :raises Refused: no platform is named for another mode, or it has not joined.
    """
    with transaction.atomic():
        # Locked, so that it does not close before the resource names it.
        platforms = Platform.objects.select_for_update(of=("self",)).select_related("norm")
        platform = platforms.filter(pk=platform_id).first() if platform_id else None
        entry = DirectoryEntry.objects.select_related("provider").get(pk=entry_id)
        number = next_number(f"resource:{entry.code}")
        resource = DataResource(
            code=f"{entry.slug}-r{number}", entry=entry, name=name, mode=mode, platform=platform
        )
        details = {"mode": mode, "platform": platform.public_number if platform else ""}
        return make(resource_rules.ATTACH_RESOURCE, resource, actor=actor, now=now, details=details)
