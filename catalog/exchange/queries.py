"""What may be seen of other catalogs: their sources, readings and records, and provider names."""

from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from catalog.directories.queries import versions_visible_to
from catalog.exchange.models import (
    KEEPER_REGION,
    OPEN_RUNS,
    HarvestFinding,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    RunState,
    SourceRecord,
    UnresolvedName,
    gone,
)
from catalog.exchange.rhythm import last_turn
from portal.regulation import harvest_source as rules
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def unresolved(actor: Actor) -> QuerySet[UnresolvedName]:
    """Names without a department, for the authority that keeps the list.

    Adds ``with_drafts``: how many drafts wait for the name.
    """
    names = UnresolvedName.objects.filter(department=None).annotate(with_drafts=Count("records"))
    return names if keeps_names(actor) else names.none()


def keeps_names(actor: Actor) -> bool:
    """Whether the actor's department is the authority that keeps the list of names."""
    own = by_id(actor.department_id)
    if own is None or not own.is_open_authority:
        return False
    return own.region.code == KEEPER_REGION and own.region.effective_to is None


def keeper_name() -> str:
    """The authority that keeps the directory as a whole, by its full name."""
    keeper = UnresolvedName().department_for(Party.AUTHORITY)
    found = Department.objects.filter(pk=keeper or 0).values_list("name", flat=True).first()
    return found or "政务数据共享主管部门"


def register_step(actor: Actor, *, now: datetime) -> Step | None:
    """Registering a catalog, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    probe = HarvestSource(authority_id=own.pk if own.is_authority else 0, department=own)
    return offered(actor, rules.REGISTER_HARVEST_SOURCE, probe, now=now)


def departments_on_offer(actor: Actor) -> QuerySet[Department]:
    """For whom the reader may register a catalog."""
    ids = {*overseen_by(actor.department_id), actor.department_id or 0}
    return Department.objects.filter(pk__in=ids, closed_on=None).order_by("code")


def visible_to(actor: Actor) -> QuerySet[HarvestSource]:
    """Catalogs of the own area for its authority, and those that speak for the own department.

    Adds ``with_last_begun``.
    """
    if actor.department_id is None:
        return HarvestSource.objects.none()
    mine = Q(authority_id=actor.department_id) | Q(department_id=actor.department_id)
    found = HarvestSource.objects.filter(mine)
    return found.annotate(with_last_begun=_LAST_BEGUN).select_related("department", "authority")


_LAST_BEGUN = Subquery(
    HarvestRun.objects.filter(source=OuterRef("pk"), begun_at__isnull=False)
    .order_by("-pk")
    .values("begun_at")[:1]
)


def runs_of(source: HarvestSource) -> QuerySet[HarvestRun]:
    """The readings of a catalog that the reader was shown to be his to see."""
    return HarvestRun.objects.filter(source=source).select_related("asked_by")


def findings_of(source: HarvestSource, actor: Actor, *, now: datetime) -> QuerySet[HarvestFinding]:
    """What became of records of the catalog, in all readings that are kept.

    Adds ``with_readable``: whether the reader may open the record's draft.
    """
    found = HarvestFinding.objects.filter(run__source=source)
    readable = _readable(actor, now)
    return found.annotate(with_readable=readable).select_related("run", "version__entry__provider")


def _readable(actor: Actor, now: datetime) -> Exists:
    visible = versions_visible_to(actor, now=now).order_by()
    return Exists(visible.filter(pk=OuterRef("version_id")))


def gone_from(source: HarvestSource, actor: Actor, *, now: datetime) -> QuerySet[SourceRecord]:
    """Records that the catalog has no more and whose entry stands, the latest first.

    Whoever does not see the catalog is shown those of his department's entries. Adds
    ``with_readable``: whether the reader may open the record's draft.
    """
    found = gone(source.code).annotate(with_readable=_readable(actor, now))
    if not _is_theirs(source, actor.department_id):
        found = found.filter(version__entry__provider=actor.department_id)
    drawn = found.select_related("version__entry__live_version", "kept_by")
    return drawn.order_by("-vanished_at", "-pk")


def _is_theirs(source: HarvestSource, department_id: int | None) -> bool:
    return department_id in {source.authority_id, source.department_id} - {None}


def vanished_visible_to(actor: Actor) -> QuerySet[HarvestSource]:
    """Catalogs that the reader sees, and those that no longer list an entry of his department."""
    if actor.department_id is None:
        return HarvestSource.objects.none()
    own = gone(OuterRef("code")).filter(version__entry__provider=actor.department_id)
    return HarvestSource.objects.filter(
        Q(authority_id=actor.department_id) | Q(department_id=actor.department_id) | Exists(own)
    )


def vanished_in(run_id: int, source: HarvestSource, department_id: int) -> int:
    """How many entries a reading found vanished, as far as the department is told of them."""
    found = HarvestFinding.objects.filter(run=run_id, outcome=HarvestOutcome.VANISHED)
    if not _is_theirs(source, department_id):
        found = found.filter(version__entry__provider=department_id)
    return found.count()


def whose_turn_it_is(today: date) -> list[int]:
    """Ids of the catalogs whose turn has come since they were read last, or asked to be."""
    read = HarvestSource.objects.filter(status=rules.State.READ)
    asked = Max("runs__asked_at", filter=Q(runs__is_trial=False))
    rows = read.annotate(with_last_asked=asked).order_by("pk")
    return [
        source.pk
        for source in rows
        if source.with_last_asked is None
        or local_day(source.with_last_asked) < last_turn(source.rhythm, today)
    ]


def open_runs() -> list[int]:
    """Ids of the readings that wait or were left under way, the longest waiting first."""
    found = HarvestRun.objects.filter(state__in=OPEN_RUNS).order_by("asked_at", "pk")
    return list(found.values_list("pk", flat=True))


def findings_visible_to(actor: Actor) -> QuerySet[HarvestFinding]:
    """What the last whole reading of each catalog found, for its readers and the compilers.

    A department sees what became of drafts that are its own, whoever reads the catalog.
    """
    if actor.department_id is None:
        return HarvestFinding.objects.none()
    whole = HarvestRun.objects.filter(
        source=OuterRef("run__source"), state=RunState.DONE, is_trial=False
    )
    last = whole.order_by("-pk").values("pk")[:1]
    mine = Q(run__source__authority_id=actor.department_id)
    mine |= Q(run__source__department_id=actor.department_id, run__source__is_own_only=True)
    mine |= Q(version__entry__provider_id=actor.department_id)
    return HarvestFinding.objects.filter(mine, run=Subquery(last)).select_related(
        "run__source", "version__entry__provider"
    )
