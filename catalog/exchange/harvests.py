"""Register another system's catalog, read it, and retire it (Art. 12)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.exchange import fetching, harvesting
from catalog.exchange.actions import import_catalog
from catalog.exchange.models import (
    HarvestFinding,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    Outcome,
)
from catalog.exchange.reading import FileFault, Reading
from catalog.exchange.sources import SOURCES
from portal.regulation import catalog_import as rules
from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import act, make

_OUTCOMES = {
    Outcome.CREATED: HarvestOutcome.ADDED,
    Outcome.UPDATED: HarvestOutcome.CHANGED,
    Outcome.UNCHANGED: HarvestOutcome.UNCHANGED,
    Outcome.DUPLICATE: HarvestOutcome.DUPLICATE,
    Outcome.REJECTED: HarvestOutcome.REJECTED,
}
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A catalog as it is registered; without a department, its records name their providers."""

    code: str
    title: str
    address: str
    kind: str
    department_id: int | None = None


def register_harvest_source(
    *, registration: Registration, actor: Actor, now: datetime
) -> HarvestSource:
    """The authority registers a catalog to be read every night into drafts (Art. 12).

    :raises Refused: its address is none that may be read, or the code is taken.
    """
    try:
        fetching.place(registration.address)
    except FileFault as fault:
        raise Refused(reasons.HARVEST_ADDRESS, details=(str(fault),)) from fault
    if registration.code in SOURCES:
        raise Refused(reasons.HARVEST_CODE_TAKEN)
    authority = Department.objects.filter(pk=actor.department_id or 0).first()
    if authority is None:
        raise Refused(reasons.NOT_FOUND)
    source = HarvestSource(
        code=registration.code,
        title=registration.title.strip(),
        address=registration.address,
        kind=registration.kind,
        department_id=registration.department_id,
        authority=authority,
        registered_at=now,
    )
    details = {"address": source.address, "kind": source.kind}
    if HarvestSource.objects.filter(code=source.code).exists():
        raise Refused(reasons.HARVEST_CODE_TAKEN)
    return make(rules.REGISTER_HARVEST_SOURCE, source, actor=actor, now=now, details=details)


def retire_harvest_source(*, pk: int, actor: Actor, now: datetime) -> None:
    """The catalog is read no more; drafts that came from it stay."""
    with act(
        rules.RETIRE_HARVEST_SOURCE, model=HarvestSource, pk=pk, actor=actor, now=now
    ) as source:
        source.is_active = False
        source.save(update_fields=["is_active"])


def harvest(*, pk: int, actor: Actor, now: datetime) -> HarvestRun:
    """Read the catalog now (Art. 12)."""
    return _read(rules.HARVEST, pk, actor, now)


def harvest_by_night(*, pk: int, actor: Actor, now: datetime) -> HarvestRun:
    """Read the catalog as every night (Art. 12)."""
    return _read(rules.HARVEST_BY_NIGHT, pk, actor, now)


def _read(rule: Transition, pk: int, actor: Actor, now: datetime) -> HarvestRun:
    """A run: begun on the record, read as a whole, each record a transaction of its own.

    A catalog that cannot be read to its end changes nothing: nothing of it counts as vanished.
    """
    with act(rule, model=HarvestSource, pk=pk, actor=actor, now=now) as source:
        run = HarvestRun.objects.create(
            source=source, is_by_night=rule is rules.HARVEST_BY_NIGHT, begun_at=now
        )
    findings: list[HarvestFinding] = []

    def told(reading: Reading, outcome: str, cause: str, version_id: int | None) -> None:
        title = reading.content.name if reading.content else reading.value
        found = HarvestFinding(run=run, title=title[:200], cause=cause, version_id=version_id)
        found.outcome = _OUTCOMES[Outcome(outcome)]
        findings.append(found)

    try:
        mapping, rows = harvesting.read_whole(source)
    except FileFault as fault:
        run.fault = str(fault)
    else:
        report = import_catalog(
            source=mapping,
            rows=rows,
            actor=Actor.system("harvest", actor.interface),
            now=now,
            told=told,
            speaks_for=source.department,
        )
        for record in report.vanished:
            gone = HarvestFinding(run=run, title=record.version.name, version=record.version)
            gone.outcome = HarvestOutcome.VANISHED
            findings.append(gone)
    run.ended_at = now
    with transaction.atomic():
        HarvestFinding.objects.bulk_create(findings, batch_size=_AT_ONCE)
        run.save(update_fields=["ended_at", "fault"])
    return run
