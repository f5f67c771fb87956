"""Time at work on one reading: the whole catalog is fetched, then taken over record by record."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.departments.queries import overseen_by
from catalog.directories.models import OPEN_STATES, EntryVersion
from catalog.exchange import harvesting
from catalog.exchange.actions import Report, Scope, import_catalog
from catalog.exchange.alone import alone
from catalog.exchange.models import (
    OPEN_RUNS,
    HarvestFinding,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    Outcome,
    RunState,
    SourceRecord,
)
from catalog.exchange.reading import FileFault, Reading
from catalog.exchange.sources import Source
from portal.regulation import harvest_source as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import act, transition

_OUTCOMES = {
    Outcome.CREATED: HarvestOutcome.ADDED,
    Outcome.UPDATED: HarvestOutcome.CHANGED,
    Outcome.UNCHANGED: HarvestOutcome.UNCHANGED,
    Outcome.DUPLICATE: HarvestOutcome.DUPLICATE,
    Outcome.REJECTED: HarvestOutcome.REJECTED,
}
#: What was written with the draft itself and so outlives a killed worker.
_WRITTEN = (HarvestOutcome.ADDED, HarvestOutcome.CHANGED)
#: After so many records it is looked whether somebody has stopped the reading.
_PORTION = 50
_AT_ONCE = 1000
#: The job that does it, woken when somebody asks for a reading.
JOB = "work-on-harvests"
#: A reading that a worker could not end so many times is given up.
MOST_TRIES = 3


#: How a catalog is had: its mapping, and all of its records.
type Reader = Callable[[HarvestSource], tuple[Source, list[Any]]]


class _Stopped(Exception):
    """Somebody has stopped the reading."""


def go_on(*, pk: int, actor: Actor, now: datetime, read: Reader = harvesting.read_whole) -> None:
    """Do a reading from its beginning to its end; one that was killed is taken up again.

    Each record is a transaction of its own, and what came of it is written with it. A catalog that
    cannot be read to its end changes nothing: nothing of it counts as vanished.

    :param read: gives the records; the catalog's own server, but for made-up ones.
    :raises Refused: another worker is at it, or somebody has stopped it.
    """
    run = HarvestRun.objects.select_related("source__department").get(pk=pk)
    with alone(run.source.code) as is_alone:
        if not is_alone:
            raise Refused(reasons.HARVEST_RUNNING)
        _begin(run, now)
        try:
            if run.tries > MOST_TRIES:
                raise FileFault(_("The reading broke off three times and was given up."))
            mapping, rows = read(run.source)
        except FileFault as fault:
            _fail(run, str(fault), actor, now)
            return
        log = _Log(run)
        try:
            report = import_catalog(
                source=mapping,
                rows=rows,
                actor=Actor.system("harvest", actor.interface),
                now=now,
                told=log.told,
                progress=log.look,
                scope=_scope(run),
            )
        except _Stopped:
            log.flush()
            _count(run)
            return
        log.flush()
        _finish(run, report, actor, now)


def _begin(run: HarvestRun, now: datetime) -> None:
    with transaction.atomic():
        locked = HarvestRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state not in OPEN_RUNS:
            raise Refused(reasons.HARVEST_IDLE)
        run.state, run.tries = RunState.RUNNING, locked.tries + 1
        run.begun_at = locked.begun_at or now
        run.save(update_fields=["state", "tries", "begun_at"])


def _scope(run: HarvestRun) -> Scope:
    source = run.source
    ours = [source.department_id] if source.is_own_only else overseen_by(source.authority_id)
    return Scope(
        speaks_for=source.department,
        providers=frozenset(pk for pk in ours if pk),
        is_own_only=source.is_own_only,
        is_trial=run.is_trial,
    )


class _Log:
    """What becomes of each record of one reading."""

    def __init__(self, run: HarvestRun) -> None:
        self.run = run
        self._waiting: list[HarvestFinding] = []
        # What an earlier worker, killed on the way, did not write together with a draft comes anew.
        run.findings.exclude(outcome__in=_WRITTEN, version__isnull=False).delete()
        self._written = set(run.findings.values_list("key", flat=True))

    def told(self, reading: Reading, outcome: str, cause: str, version_id: int | None) -> None:
        """Note one record; with its draft, where it makes or changes one."""
        if reading.key in self._written and outcome in (Outcome.UNCHANGED, Outcome.UPDATED):
            return
        finding = HarvestFinding(
            run=self.run,
            key=reading.key,
            number=reading.number,
            title=(reading.content.name if reading.content else "")[:200],
            value=(reading.provider or reading.value)[:200] if cause else "",
            outcome=_OUTCOMES[Outcome(outcome)],
            cause=cause,
            version_id=version_id,
        )
        if finding.outcome in _WRITTEN and version_id is not None:
            finding.save()
        else:
            self._waiting.append(finding)

    def look(self, number: int) -> None:
        """Once in a while: write what waits, and see whether the reading is still wanted.

        :raises _Stopped: it is not.
        """
        if number % _PORTION:
            return
        if not HarvestRun.objects.filter(pk=self.run.pk, state=RunState.RUNNING).exists():
            raise _Stopped
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        HarvestFinding.objects.bulk_create(self._waiting, batch_size=_AT_ONCE)
        self._waiting = []


def _count(run: HarvestRun) -> None:
    counts = Counter(run.findings.values_list("outcome", flat=True))
    run.counts = dict(counts)
    run.save(update_fields=["counts"])


def _ending(run: HarvestRun, state: str, now: datetime) -> HarvestRun:
    """The run, locked and ended; its source is locked already.

    :raises Refused: somebody has stopped it in the last moment.
    """
    ending = run.source.runs.filter(pk=run.pk, state=RunState.RUNNING)
    if not ending.update(state=state, ended_at=now, fault=run.fault):
        raise Refused(reasons.HARVEST_IDLE)
    return run


def _fail(run: HarvestRun, fault: str, actor: Actor, now: datetime) -> None:
    """Say why the catalog was not read; who is concerned is told where that is news."""
    run.fault = fault
    source = HarvestSource.objects.get(pk=run.source_id)
    is_news = not run.is_trial and source.fault != fault
    rule = rules.REPORT_HARVEST_FAULT if is_news else rules.FINISH_HARVEST
    with transition(rule, model=HarvestSource, pk=source.pk, actor=actor, now=now) as locked:
        _ending(run, RunState.FAILED, now)
        if not run.is_trial:
            locked.fault = fault
        locked.act_details.update(run=run.pk, fault=fault)


def _finish(run: HarvestRun, report: Report, actor: Actor, now: datetime) -> None:
    """Note what vanished and what is there again, and end the reading."""
    with transition(
        rules.FINISH_HARVEST, model=HarvestSource, pk=run.source_id, actor=actor, now=now
    ) as source:
        _ending(run, RunState.DONE, now)
        gone = _vanished(report, run, actor, now)
        HarvestFinding.objects.bulk_create(gone, batch_size=_AT_ONCE)
        _count(run)
        source.act_details.update(run=run.pk, **run.counts)
        if run.is_trial:
            return
        source.fault = ""
        back = [record.pk for record in report.returned]
        SourceRecord.objects.filter(pk__in=back).update(vanished_at=None)
        # Nobody asks which records stayed as they were in an earlier night.
        stale = HarvestFinding.objects.filter(run__source=source, run__is_trial=False)
        stale.filter(outcome=HarvestOutcome.UNCHANGED, cause="").exclude(run=run).delete()
        HarvestFinding.objects.filter(run__source=source, run__is_trial=True).delete()


def _vanished(report: Report, run: HarvestRun, actor: Actor, now: datetime) -> list[HarvestFinding]:
    """Records that vanished since the last reading and whose entry is in the directory or drafted.

    Nothing is done to the entry: its provider's compilers are told, once.
    """
    new = {record.version.entry_id: record for record in report.vanished if not record.vanished_at}
    standing = EntryVersion.objects.filter(entry__in=new).filter(
        Q(status__in=OPEN_STATES) | Q(live_entry__isnull=False)
    )
    found: list[HarvestFinding] = []
    versions: dict[int, EntryVersion] = {}
    for each in standing.order_by("number"):
        # The published version, where there is one, else the draft: it has the lower number.
        versions.setdefault(each.entry_id, each)
    for entry_id, version in versions.items():
        record = new[entry_id]
        found.append(
            HarvestFinding(
                run=run,
                key=record.key,
                title=record.title,
                version=version,
                outcome=HarvestOutcome.VANISHED,
            )
        )
        if not run.is_trial:
            with act(
                rules.REPORT_VANISHED,
                model=EntryVersion,
                pk=version.pk,
                actor=actor,
                now=now,
                details={"source": run.source.title},
            ):
                pass
    if not run.is_trial:
        keys = [record.pk for record in new.values()]
        SourceRecord.objects.filter(pk__in=keys).update(vanished_at=now)
    return found
