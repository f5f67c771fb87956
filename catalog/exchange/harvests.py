"""Register another system's catalog, have it tried out and read, and retire it (Art. 12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department, authority_of
from catalog.departments.queries import overseen_by
from catalog.exchange import fetching
from catalog.exchange.faults import FileFault
from catalog.exchange.models import (
    OPEN_RUNS,
    HarvestPage,
    HarvestRun,
    HarvestSource,
    RunState,
    SourceRecord,
    undecided,
)
from portal.regulation import harvest_source as rules
from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import next_number, yearly_number
from portal.workflow.transition import open_matter, transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A catalog as it is stated: what it is called, where it lies, and how often it is read."""

    title: str
    address: str
    kind: str
    rhythm: str


def register_harvest_source(
    *, registration: Registration, department_id: int | None = None, actor: Actor, now: datetime
) -> HarvestSource:
    """Register a catalog to be read into drafts; a first reading on trial is asked for (Art. 12).

    :param department_id: the department it speaks for; None, where an authority registers one whose
        records name their providers themselves.
    :raises Refused: the department is not one to register for, the address is none that may be
        read, or it is registered already.
    """
    with transaction.atomic():
        source = _owned(department_id, actor)
        _state(source, registration, now)
        number = next_number("harvest-source")
        owner = source.department or source.authority
        source.code = f"harvest-{number}"
        source.public_number = yearly_number("HS", owner.code, local_day(now))
        details = {"address": source.address, "kind": source.kind, "rhythm": source.rhythm}
        open_matter(rules.REGISTER_HARVEST_SOURCE, source, actor=actor, now=now, details=details)
        _ask(source, actor, now, is_trial=True)
    return source


def _owned(department_id: int | None, actor: Actor) -> HarvestSource:
    """A new source of whoever registers: an authority's, or the department's own."""
    own = Department.objects.select_related("region").filter(pk=actor.department_id or 0).first()
    if own is None:
        raise Refused(reasons.NOT_FOUND)
    ours = set(overseen_by(own.pk))
    authority = own if ours else authority_of(own.region)
    chosen = own.pk if department_id is None and not ours else department_id
    if authority is None or (chosen is not None and chosen not in ours | {own.pk}):
        raise Refused(reasons.HARVEST_DEPARTMENT)
    return HarvestSource(department_id=chosen, authority=authority, is_own_only=chosen == own.pk)


def _state(source: HarvestSource, registration: Registration, now: datetime) -> None:
    """Take the particulars down.

    :raises Refused: the address may not be read, or another source of the same owner has it.
    """
    try:
        fetching.place(registration.address)
    except FileFault as fault:
        raise Refused(reasons.HARVEST_ADDRESS, details=(str(fault),)) from fault
    # Locked, so that two windows at once do not register the same address together.
    Department.objects.select_for_update(of=("self",)).get(pk=source.authority_id)
    same = HarvestSource.objects.filter(
        authority=source.authority_id,
        department=source.department_id,
        address=registration.address,
    )
    if same.exclude(status=rules.State.RETIRED).exclude(pk=source.pk).exists():
        raise Refused(reasons.HARVEST_TWICE)
    source.title = registration.title.strip()
    source.address, source.kind = registration.address, registration.kind
    source.rhythm, source.stated_at = registration.rhythm, now


def alter_harvest_source(
    *, pk: int, registration: Registration, actor: Actor, now: datetime
) -> None:
    """State the catalog's particulars anew; it is on trial again."""
    with _taken(rules.ALTER_HARVEST_SOURCE, pk, actor, now) as source:
        _state(source, registration, now)
        source.fault, source.fault_values = "", {}
        source.act_details.update(address=source.address, kind=source.kind, rhythm=source.rhythm)
        _ask(source, actor, now, is_trial=True)


def begin_harvesting(*, pk: int, actor: Actor, now: datetime) -> None:
    """The catalog is read from now on, for the first time at once."""
    with _taken(rules.BEGIN_HARVESTING, pk, actor, now) as source:
        _ask(source, actor, now)


def harvest(*, pk: int, actor: Actor, now: datetime) -> None:
    """Ask for a reading; the job does it."""
    with _taken(rules.HARVEST, pk, actor, now) as source:
        _ask(source, actor, now)


def try_out(*, pk: int, actor: Actor, now: datetime) -> None:
    """Ask for a reading that makes no draft and tells what would come."""
    with _taken(rules.TRY_OUT, pk, actor, now) as source:
        _ask(source, actor, now, is_trial=True)


def harvest_by_night(*, pk: int, actor: Actor, now: datetime) -> None:
    """Ask for the reading whose turn has come."""
    with _taken(rules.HARVEST_BY_NIGHT, pk, actor, now) as source:
        _ask(source, actor, now, is_by_night=True)


def stop_harvest(*, pk: int, actor: Actor, now: datetime) -> None:
    """Stop the reading that waits or is under way; the worker notices after a few records."""
    with _taken(rules.STOP_HARVEST, pk, actor, now) as source:
        source.runs.filter(state__in=OPEN_RUNS).update(state=RunState.STOPPED, ended_at=now)
        HarvestPage.objects.filter(run__source=source).delete()


def keep_vanished(
    *, pk: int, record_ids: Collection[int], note: str, actor: Actor, now: datetime
) -> None:
    """Say that entries stay although the catalog lists them no more, and why (Art. 17).

    They are not reported again until they came back and vanished anew.

    :param record_ids: records that vanished, undecided until now.
    :raises Refused: about one of them somebody has decided, or it is back.
    """
    rule, inputs = rules.KEEP_VANISHED, {"note": note}
    with transition(
        rule, model=HarvestSource, pk=pk, actor=actor, now=now, inputs=inputs, note=note
    ) as source:
        chosen = undecided(source.code).filter(pk__in=record_ids)
        kept = dict(chosen.values_list("pk", "version__public_number"))
        if set(kept) != set(record_ids) or not kept:
            raise Refused(reasons.CHANGED_MEANWHILE)
        told = {"kept_at": now, "kept_by": actor.user_id, "kept_because": note.strip()}
        SourceRecord.objects.filter(pk__in=kept).update(**told)
        source.act_details["versions"] = sorted(kept.values())


def pause_harvesting(*, pk: int, actor: Actor, now: datetime) -> None:
    """The catalog is no longer read by itself."""
    with _taken(rules.PAUSE_HARVESTING, pk, actor, now):
        pass


def resume_harvesting(*, pk: int, actor: Actor, now: datetime) -> None:
    """The catalog is read by itself again."""
    with _taken(rules.RESUME_HARVESTING, pk, actor, now):
        pass


def retire_harvest_source(*, pk: int, actor: Actor, now: datetime) -> None:
    """The catalog is read no more; drafts that came from it stay."""
    with _taken(rules.RETIRE_HARVEST_SOURCE, pk, actor, now):
        pass


def _taken(rule: Transition, pk: int, actor: Actor, now: datetime) -> Any:
    return transition(rule, model=HarvestSource, pk=pk, actor=actor, now=now)


def _ask(
    source: HarvestSource,
    actor: Actor,
    now: datetime,
    *,
    is_trial: bool = False,
    is_by_night: bool = False,
) -> None:
    """Put a reading in the queue; the source is locked and has none."""
    HarvestRun.objects.create(
        source=source,
        state=RunState.WAITING,
        is_trial=is_trial,
        is_by_night=is_by_night,
        asked_by_id=actor.user_id,
        asked_at=now,
    )
