"""Time at work on readings, each in its turn: a catalog is fetched whole, then taken over.

A turn lasts some seconds and one answer of the other host; what it fetched or took over is kept.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from catalog.departments.queries import overseen_by
from catalog.directories.models import OPEN_STATES, EntryVersion
from catalog.exchange import harvesting
from catalog.exchange.actions import Report, Scope, import_catalog
from catalog.exchange.alone import alone
from catalog.exchange.faults import FileFault
from catalog.exchange.harvesting import Kept, Page
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
from catalog.exchange.reading import Reading
from portal.regulation import harvest_source as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import transition

_OUTCOMES = {
    Outcome.CREATED: HarvestOutcome.ADDED,
    Outcome.UPDATED: HarvestOutcome.CHANGED,
    Outcome.UNCHANGED: HarvestOutcome.UNCHANGED,
    Outcome.DUPLICATE: HarvestOutcome.DUPLICATE,
    Outcome.REJECTED: HarvestOutcome.REJECTED,
}
#: What was written with the draft itself and so outlives a killed worker.
_WRITTEN = (HarvestOutcome.ADDED, HarvestOutcome.CHANGED)
#: After so many records it is looked whether the turn is over, or the reading was stopped.
_PORTION = 50
_AT_ONCE = 1000
#: The job that does it, woken when somebody asks for a reading.
JOB = "work-on-harvests"
#: A reading whose portion a worker could not end so many times is given up.
MOST_TRIES = 3


#: How the pages of a catalog are had that are not kept yet.
type Reader = Callable[[HarvestSource, Kept], Iterator[Page]]


class _Stopped(Exception):
    """Somebody has stopped the reading."""


class _TurnOver(Exception):
    """Other readings have their turn."""


class _Turn:
    """The time that one reading has before others go on."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it lasts already."""
        return time.monotonic() - self._begun

    @property
    def is_over(self) -> bool:
        """Whether others are to go on."""
        return self.seconds >= settings.PORTAL_HARVEST_SECONDS


def go_on(*, pk: int, actor: Actor, now: datetime, read: Reader = harvesting.pages) -> None:
    """Go on with a reading for one turn; one that was killed is taken up where it was.

    Each page is kept as it comes, and each record is a transaction of its own, with what came of
    it. A catalog that cannot be read to its end changes nothing: nothing of it counts as vanished.

    :param read: gives the pages; the catalog's own server, but for made-up ones.
    :raises Refused: another worker is at it, or somebody has stopped it.
    """
    run = HarvestRun.objects.select_related("source__department").get(pk=pk)
    with alone(run.source.code) as is_alone:
        if not is_alone:
            raise Refused(reasons.HARVEST_RUNNING)
        _begin(run, now)
        turn = _Turn()
        try:
            if run.tries > MOST_TRIES:
                raise FileFault("GIVEN_UP")
            if run.taken is None:
                _fetch(run, read, turn)
            _take_over(run, turn, actor, now)
        except FileFault as fault:
            _fail(run, fault, actor, now)
        except _Stopped:
            _count(run)
        except _TurnOver:
            run.tries, run.seconds = 0, run.seconds + turn.seconds
            run.save(update_fields=["tries", "seconds"])


def _begin(run: HarvestRun, now: datetime) -> None:
    with transaction.atomic():
        locked = HarvestRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state not in OPEN_RUNS:
            raise Refused(reasons.HARVEST_IDLE)
        run.state, run.tries = RunState.RUNNING, locked.tries + 1
        run.taken, run.seconds = locked.taken, locked.seconds
        run.begun_at = locked.begun_at or now
        run.save(update_fields=["state", "tries", "begun_at"])


def _fetch(run: HarvestRun, read: Reader, turn: _Turn) -> None:
    """Fetch the pages that are not kept yet.

    :raises _TurnOver: there are more.
    """
    held = run.pages.aggregate(records=Sum("records", default=0), size=Sum("size", default=0))
    digests = frozenset(run.pages.values_list("digest", flat=True))
    for page in read(run.source, Kept(**held, digests=digests, seconds=run.seconds)):
        _keep(run, page)
        if not page.is_last and turn.is_over:
            raise _TurnOver


def _keep(run: HarvestRun, page: Page) -> None:
    """Keep a page; after the last one the catalog is whole.

    :raises _Stopped: nobody wants the reading any more, whose pages are gone.
    """
    with transaction.atomic():
        open_one = HarvestRun.objects.select_for_update(of=("self",)).filter(pk=run.pk)
        if open_one.filter(state=RunState.RUNNING).values_list("pk").first() is None:
            raise _Stopped
        place = run.pages.aggregate(records=Sum("records", default=0))["records"]
        run.pages.create(
            place=place,
            records=len(page.rows),
            size=page.size,
            digest=page.digest,
            packed=page.packed,
        )
        if page.is_last:
            run.taken = 0
            run.save(update_fields=["taken"])


def _rows(run: HarvestRun) -> Iterator[Any]:
    """Every record of the catalog, in its order."""
    for packed in run.pages.order_by("place").values_list("packed", flat=True).iterator(1):
        yield from harvesting.unpacked(bytes(packed))


def _take_over(run: HarvestRun, turn: _Turn, actor: Actor, now: datetime) -> None:
    """Take the records over that were not yet, and end the reading after the last one.

    :raises _TurnOver: there are more.
    :raises _Stopped: nobody wants it any more.
    """
    log = _Log(run, turn)
    try:
        report = import_catalog(
            source=harvesting.mapping(run.source),
            rows=_rows(run),
            taken=run.taken or 0,
            actor=Actor.system("harvest", actor.interface),
            now=now,
            told=log.told,
            progress=log.look,
            scope=_scope(run),
        )
    except _Stopped:
        log.flush()
        raise
    log.flush()
    _finish(run, report, actor, now)


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

    def __init__(self, run: HarvestRun, turn: _Turn) -> None:
        self.run, self.turn = run, turn
        self._waiting: list[HarvestFinding] = []
        # What an earlier worker, killed on the way, did not write together with a draft comes anew.
        anew = run.findings.filter(number__gt=run.taken or 0)
        anew.exclude(outcome__in=_WRITTEN, version__isnull=False).delete()
        self._written = set(anew.values_list("key", flat=True))

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
        """Once in a while: write what waits, and see whether the reading is to go on.

        :raises _Stopped: nobody wants it any more.
        :raises _TurnOver: others have their turn; how far it has come is kept.
        """
        if number % _PORTION:
            return
        if not HarvestRun.objects.filter(pk=self.run.pk, state=RunState.RUNNING).exists():
            raise _Stopped
        if self.turn.is_over:
            with transaction.atomic():
                self.flush()
                self.run.taken = number
                self.run.save(update_fields=["taken"])
            raise _TurnOver
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


def _ending(run: HarvestRun, state: str, now: datetime) -> None:
    """The run is ended; its source is locked already.

    :raises Refused: somebody has stopped it in the last moment.
    """
    ending = run.source.runs.filter(pk=run.pk, state=RunState.RUNNING)
    told = {"fault": run.fault, "fault_values": run.fault_values}
    if not ending.update(state=state, ended_at=now, **told):
        raise Refused(reasons.HARVEST_IDLE)
    run.pages.all().delete()


def _fail(run: HarvestRun, fault: FileFault, actor: Actor, now: datetime) -> None:
    """Say why the catalog was not read; who is concerned is told where that is news."""
    run.fault, run.fault_values = fault.fault, fault.values
    source = HarvestSource.objects.get(pk=run.source_id)
    is_same = (source.fault, source.fault_values) == (fault.fault, fault.values)
    rule = rules.FINISH_HARVEST if run.is_trial or is_same else rules.REPORT_HARVEST_FAULT
    with transition(rule, model=HarvestSource, pk=source.pk, actor=actor, now=now) as locked:
        _ending(run, RunState.FAILED, now)
        if not run.is_trial:
            locked.fault, locked.fault_values = fault.fault, fault.values
        locked.act_details.update(run=run.pk, fault=fault.fault, **fault.values)


def _finish(run: HarvestRun, report: Report, actor: Actor, now: datetime) -> None:
    """Note what vanished and what is there again, and end the reading.

    What vanished is told once, in the reading that notices it. Nothing is done to the entries.
    """
    gone = _vanished(report, run)
    is_news = bool(gone) and not run.is_trial
    rule = rules.REPORT_VANISHED if is_news else rules.FINISH_HARVEST
    with transition(rule, model=HarvestSource, pk=run.source_id, actor=actor, now=now) as source:
        _ending(run, RunState.DONE, now)
        HarvestFinding.objects.bulk_create(gone, batch_size=_AT_ONCE)
        _count(run)
        source.act_details.update(run=run.pk, **run.counts)
        if run.is_trial:
            return
        source.fault, source.fault_values = "", {}
        new = [record.pk for record in report.vanished if record.vanished_at is None]
        SourceRecord.objects.filter(pk__in=new).update(vanished_at=now)
        back = [record.pk for record in report.returned]
        there_again = {"vanished_at": None, "kept_at": None, "kept_by": None, "kept_because": ""}
        SourceRecord.objects.filter(pk__in=back).update(**there_again)
        # Nobody asks which records stayed as they were in an earlier night.
        stale = HarvestFinding.objects.filter(run__source=source, run__is_trial=False)
        stale.filter(outcome=HarvestOutcome.UNCHANGED, cause="").exclude(run=run).delete()
        HarvestFinding.objects.filter(run__source=source, run__is_trial=True).delete()


def _vanished(report: Report, run: HarvestRun) -> list[HarvestFinding]:
    """Records that vanished since the last reading and whose entry is published or drafted."""
    new = {record.version.entry_id: record for record in report.vanished if not record.vanished_at}
    standing = EntryVersion.objects.filter(entry__in=new).filter(
        Q(status__in=OPEN_STATES) | Q(live_entry__isnull=False)
    )
    versions: dict[int, EntryVersion] = {}
    for each in standing.order_by("number"):
        # The published version, where there is one, else the draft: it has the lower number.
        versions.setdefault(each.entry_id, each)
    return [
        HarvestFinding(
            run=run,
            key=new[entry_id].key,
            title=new[entry_id].title,
            version=version,
            outcome=HarvestOutcome.VANISHED,
        )
        for entry_id, version in versions.items()
    ]
