"""Declare collections; raise, match, assign, accept and decline demands (Arts 19, 20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DataItem, DirectoryEntry
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from portal.regulation import reasons
from portal.regulation.item_names import item_key
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.demands import queries
from requests_app.demands.models import CollectedItem, CollectionMatch, DataCollection, Demand
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application
from requests_app.sharing.models import SharingRequest


def _own_department(actor: Actor) -> Department:
    found = Department.objects.filter(pk=actor.department_id or 0).first()
    if found is None:
        raise Refused(reasons.INACTIVE, is_right_missing=True)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One item to be collected; ``reason`` says why, where the directory offers it already."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a declaration of a new collection states."""

    title: str
    legal_basis: str
    purpose: str
    subjects: tuple[str, ...]
    begins_on: date
    items: tuple[Collected, ...]


def declare_collection(*, declaration: Declaration, actor: Actor, now: datetime) -> DataCollection:
    """Declare data that are about to be collected, compared with the directory item by item.

    An item that sharing could supply needs its reason; matches and reasons stay on record, and
    the authority sees them (Art. 19 para. 1).

    :raises Refused: a matching item has no reason; the refusal names it and where it is.
    """
    department = _own_department(actor)
    # The same item listed twice is one item; its reason counts wherever it was written.
    listed: dict[str, Collected] = {}
    for item in declaration.items:
        key = item_key(item.name)
        if key not in listed or not listed[key].reason.strip():
            listed[key] = item
    with transaction.atomic():
        found = queries.matches(listed, actor, now=now)
        unexplained = [
            queries.named_matches(found, item.name.strip(), key)
            for key, item in listed.items()
            if key in found and not item.reason.strip()
        ]
        collection = DataCollection(
            public_number=yearly_number("DC", department.code, local_day(now)),
            requester=department,
            title=declaration.title.strip(),
            legal_basis=declaration.legal_basis.strip(),
            purpose=declaration.purpose.strip(),
            subjects=list(declaration.subjects),
            begins_on=declaration.begins_on,
        )
        open_matter(
            collection_rules.DECLARE_COLLECTION,
            collection,
            actor=actor,
            now=now,
            inputs={"items": list(listed), "unexplained": unexplained},
            note=collection.title,
            details={"items": len(listed), "matching": len(set(listed) & set(found))},
        )
        for position, (key, item) in enumerate(listed.items(), start=1):
            matching = found.get(key, [])
            _write_item(collection, position, item, key, matching)
    return collection


def _write_item(
    collection: DataCollection,
    position: int,
    item: Collected,
    key: str,
    matching: Sequence[DataItem],
) -> None:
    row = CollectedItem.objects.create(
        collection=collection,
        position=position,
        name=item.name.strip(),
        name_key=key,
        reason=item.reason.strip() if matching else "",
    )
    CollectionMatch.objects.bulk_create(
        CollectionMatch(item=row, data_item=data_item) for data_item in matching
    )


def withdraw_collection(*, pk: int, actor: Actor, now: datetime) -> None:
    """Give the collection up, for instance because the data are asked for instead."""
    with transition(
        collection_rules.WITHDRAW_COLLECTION, model=DataCollection, pk=pk, actor=actor, now=now
    ):
        pass


def raise_demand(
    *,
    title: str,
    items: Sequence[str],
    legal_basis: str,
    scenario: str,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> Demand:
    """Raise a demand for data that no entry covers; the authority confirms it (Art. 20 para. 1)."""
    department = _own_department(actor)
    wanted: dict[str, str] = {}
    for item in items:
        wanted.setdefault(item_key(item), item.strip())
    with transaction.atomic():
        demand = Demand(
            public_number=yearly_number("DM", department.code, local_day(now)),
            requester=department,
            title=title.strip(),
            items=[name for key, name in wanted.items() if key],
            legal_basis=legal_basis.strip(),
            scenario=scenario.strip(),
            purpose=purpose,
        )
        return open_matter(rules.RAISE_DEMAND, demand, actor=actor, now=now, note=demand.title)


def assign(*, pk: int, department: str, actor: Actor, now: datetime, note: str = "") -> None:
    """The authority assigns the demand to a responsible department, or to another one.

    :param department: code of the department.
    """
    named = Department.objects.filter(code=department, closed_on=None).first()
    with transition(
        rules.ASSIGN,
        model=Demand,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"department_id": named.pk if named else None},
        note=note,
        details={"department": department},
    ) as demand:
        demand.provider = named


def accept(*, pk: int, actor: Actor, now: datetime) -> None:
    """The responsible department accepts: it compiles an entry for the demand."""
    with transition(rules.ACCEPT, model=Demand, pk=pk, actor=actor, now=now):
        pass


def _point_at(
    rule: Transition, pk: int, entry: DirectoryEntry | None, actor: Actor, now: datetime
) -> None:
    details = {"entry": entry.code} if entry else {}
    with transition(
        rule, model=Demand, pk=pk, actor=actor, now=now, inputs={"entry": entry}, details=details
    ) as demand:
        demand.entry = entry


def match(*, pk: int, entry: str, actor: Actor, now: datetime) -> None:
    """Match the demand to a published entry that is shared.

    :param entry: code of the entry.
    """
    found = queries.find_entry(entry, actor, now=now)
    _point_at(rules.MATCH, pk, found, actor, now)


def link_entry(*, pk: int, entry: str, actor: Actor, now: datetime) -> None:
    """The responsible department names the entry that it compiles for the demand.

    :param entry: code of the entry, drafted or published.
    """
    found = queries.find_own_entry(entry, actor, now=now)
    _point_at(rules.LINK_ENTRY, pk, found, actor, now)


def decline(*, pk: int, ground: str, text: str, actor: Actor, now: datetime) -> None:
    """Decline the demand on one of the listed grounds, explained."""
    with transition(
        rules.DECLINE,
        model=Demand,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"ground": ground, "text": text},
        note=text,
        details={"ground": ground},
    ) as demand:
        demand.ground = ground
        demand.ground_text = text.strip()


def withdraw_demand(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester no longer needs the data."""
    with transition(rules.WITHDRAW_DEMAND, model=Demand, pk=pk, actor=actor, now=now):
        pass


def draft_request(*, pk: int, actor: Actor, now: datetime) -> SharingRequest:
    """Draft a sharing request for the matched entry, with what the demand states (Art. 20).

    :raises Refused: one was drafted already, or the department may not ask for the entry.
    """
    with transition(rules.DRAFT_REQUEST, model=Demand, pk=pk, actor=actor, now=now) as demand:
        version = demand.matched_entry.live
        wanted = version.items.filter(name_key__in=demand.item_keys).order_by("position")
        columns = dict.fromkeys(wanted.values_list("pk", flat=True), demand.scenario)
        request = sharing.apply(
            requester_id=demand.requester_id,
            version_id=version.pk,
            application=Application(
                legal_basis=demand.legal_basis,
                scenario=demand.scenario,
                purpose=demand.purpose,
                columns=columns,
            ),
            actor=actor,
            now=now,
        )
        demand.request = request
        demand.act_details["request"] = request.public_number
    return request


def meet_demand(*, pk: int, actor: Actor, now: datetime) -> None:
    """The entry compiled for the demand was published: the two are matched."""
    with transition(rules.MEET_DEMAND, model=Demand, pk=pk, actor=actor, now=now):
        pass
