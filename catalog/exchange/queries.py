"""Provider names that wait for a department."""

from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from catalog.departments.models import Department
from catalog.exchange.models import (
    HarvestFinding,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    UnresolvedName,
)
from portal.regulation import catalog_import as rules
from portal.regulation.vocabulary import Party
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def unresolved(actor: Actor) -> QuerySet[UnresolvedName]:
    """Names without a department, for the authority that keeps the list.

    Adds ``with_drafts``: how many drafts wait for the name.
    """
    names = UnresolvedName.objects.filter(department=None).annotate(with_drafts=Count("records"))
    keeper = UnresolvedName().department_for(Party.AUTHORITY)
    is_keeper = actor.department_id is not None and actor.department_id == keeper
    return names if is_keeper else names.none()


def keeper_name() -> str:
    """The authority that keeps the directory as a whole, by its full name."""
    keeper = UnresolvedName().department_for(Party.AUTHORITY)
    found = Department.objects.filter(pk=keeper or 0).values_list("name", flat=True).first()
    return found or "政务数据共享主管部门"


_STEPS = (rules.HARVEST, rules.RETIRE_HARVEST_SOURCE)


def source_steps(source: HarvestSource, actor: Actor, *, now: datetime) -> list[Step]:
    """What the reader may do with a registered catalog."""
    found = (offered(actor, rule, source, now=now) for rule in _STEPS)
    return [step for step in found if step is not None]


def may_register(actor: Actor, *, now: datetime) -> bool:
    """Whether the reader may register a catalog for his authority."""
    probe = HarvestSource(authority_id=actor.department_id or 0)
    step = offered(actor, rules.REGISTER_HARVEST_SOURCE, probe, now=now)
    is_authority = Department.objects.filter(pk=actor.department_id or 0, is_authority=True)
    return step is not None and step.is_allowed and is_authority.exists()


def runs_of(source: HarvestSource) -> QuerySet[HarvestRun]:
    """The ten last readings of a catalog, each with what it counted by outcome."""
    counts = {
        f"with_{outcome.lower()}": Count("findings", filter=Q(findings__outcome=outcome))
        for outcome in HarvestOutcome.values
    }
    return source.runs.annotate(**counts).order_by("-pk")[:10]


def harvested() -> QuerySet[HarvestSource]:
    """Catalogs that are read, in the order of their registration."""
    return HarvestSource.objects.filter(is_active=True).order_by("pk")


def sources_visible_to(actor: Actor) -> QuerySet[HarvestSource]:
    """Catalogs that the actor's own authority has registered; adds ``with_last_begun``."""
    mine = HarvestSource.objects.filter(authority_id=actor.department_id or 0)
    return mine.annotate(with_last_begun=Max("runs__begun_at")).select_related("department")


def findings_visible_to(actor: Actor) -> QuerySet[HarvestFinding]:
    """What the last whole reading of each catalog found, for its authority and the compilers.

    A department sees what became of drafts that are its own; the authority sees everything.
    """
    if actor.department_id is None:
        return HarvestFinding.objects.none()
    whole = HarvestRun.objects.filter(source=OuterRef("run__source"), ended_at__isnull=False)
    last = whole.filter(fault="").order_by("-pk").values("pk")[:1]
    mine = Q(run__source__authority_id=actor.department_id)
    mine |= Q(version__entry__provider_id=actor.department_id)
    return HarvestFinding.objects.filter(mine, run=Subquery(last)).select_related(
        "run__source", "version__entry__provider"
    )


def vanished_for(actor: Actor) -> QuerySet[HarvestFinding]:
    """Records of the own department's that other catalogs no longer have."""
    return findings_visible_to(actor).filter(
        outcome=HarvestOutcome.VANISHED, version__entry__provider_id=actor.department_id
    )
