"""Each published entry with what it lacks, what is wrong with it, and how much it is used."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import add, or_
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from catalog.directories.models import (
    OPEN_STATES,
    ConditionOfUse,
    DataItem,
    DataResource,
    DirectoryEntry,
    EntryVersion,
    UpdateTrigger,
)
from catalog.directories.queries import overdue_updates
from catalog.quality import above
from catalog.quality.models import QualityReport
from catalog.quality.queries import current_findings, followed_by, not_mended
from catalog.standards import queries as standards
from portal.regulation.entry_score import GUIDE, Fault, weight
from portal.regulation.freshness import LONGEST_CYCLE
from portal.regulation.vocabulary import SharingClass, SharingMode
from portal.workdays.arithmetic import CHINA, local_day
from portal.workflow.actor import Actor

_WORDS: Final = r"\S"
_ITEMS = DataItem.objects.filter(version=OuterRef("live_version"))


def _said(field: str) -> Q:
    return Q(**{f"live_version__{field}__regex": _WORDS})


def _conditions_stated() -> Q:
    """What ``EntryVersion.conditions_stated`` answers of one version."""
    scope = Q(is_open_to_all=True) | ~Q(regions=[]) | ~Q(tiers=[]) | ~Q(kinds=[])
    complete = ConditionOfUse.objects.filter(
        scope | Q(departments__isnull=False), version=OuterRef("live_version")
    ).exclude(purposes=[])
    shared = "live_version__sharing_class"
    founded = _said("basis_instrument") & _said("withheld_reason")
    return (
        Q(**{shared: SharingClass.UNCONDITIONAL})
        | Q(**{shared: SharingClass.WITHHELD}) & founded
        | Q(**{shared: SharingClass.CONDITIONAL}) & Q(Exists(complete))
    )


#: For each particular of the guide, by its field, when an entry's live version states it.
STATED: Final[Mapping[str, Q]] = {
    "name": _said("name"),
    "items_stated": Q(Exists(_ITEMS)),
    "provider_stated": Q(provider__isnull=False),
    "data_format": _said("data_format"),
    "update_frequency": _said("update_frequency"),
    "sharing_class": _said("sharing_class"),
    "sharing_modes": ~Q(live_version__sharing_modes=[]),
    "conditions_stated": _conditions_stated(),
    "grading_stated": _said("category") & _said("security_level"),
    "abstract": _said("abstract"),
    "classification": Q(live_version__classification__isnull=False),
}


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _number(rows: QuerySet[Any], **named: Any) -> Coalesce:
    """How many of these rows hang on the entry, as a sub-select."""
    grouped = rows.filter(**named).order_by().values(*named).annotate(_number=Count("pk"))
    return Coalesce(Subquery(grouped.values("_number")), Value(0))


def _sum(rows: QuerySet[Any], field: str, **named: Any) -> Coalesce:
    """The sum of a field over these rows, as a sub-select."""
    grouped = rows.filter(**named).order_by().values(*named).annotate(_sum=Sum(field))
    whole = BigIntegerField()
    return Coalesce(Subquery(grouped.values("_sum"), output_field=whole), Value(0))


def missing_name(field: str) -> str:
    """How the mark is called that a particular is missing."""
    return f"missing_{field}"


def fault_name(fault: Fault) -> str:
    """How the number is called that tells of a fault."""
    return f"fault_{fault.value.lower()}"


def _late(today: date) -> Q:
    """The load most behind is further back than the longest cycle of the frequency."""

    def before(days: int) -> datetime:
        return datetime.combine(today - timedelta(days=days), time(), tzinfo=CHINA)

    late = (
        Q(live_version__update_frequency=frequency, loaded_first_at__lt=before(days))
        for frequency, days in LONGEST_CYCLE.items()
    )
    return reduce(or_, late)


def with_scores(entries: QuerySet[DirectoryEntry], *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Adds a mark for each missing particular, a number for each fault, and what follows of them.

    ``missing`` and ``faults`` are the sums, ``uses`` the agreements in use, ``mend_weight`` how
    soon the entry is to be mended, ``failing_values`` how many values break a value rule.
    One statement, however many entries.
    """
    today = local_day(now)
    broken = current_findings().filter(failing_count__gt=0)
    by_version = {"data_check__entry_version": OuterRef("live_version")}
    own = DataResource.objects.filter(entry=OuterRef("pk")).exclude(mode=SharingMode.OTHER)
    oldest = own.order_by().values("entry").annotate(_first=Min("current__loaded_at"))
    ended = _ITEMS.filter(standard__in=standards.ended_on(today))
    marks = {missing_name(field): _one_if(~stated) for field, stated in STATED.items()}
    entries = entries.annotate(**marks).annotate(
        missing=reduce(add, (F(name) for name in marks)),
        loaded_first_at=Subquery(oldest.values("_first")),
        failing_values=_sum(broken, "failing_count", **by_version),
        uses=_number(above.agreements_in_use(now), entry_version__entry=OuterRef("pk")),
    )
    faults: dict[Fault, Any] = {
        Fault.MISSING: F("missing"),
        Fault.STANDARD_ENDED: _number(ended, version=OuterRef("live_version")),
        Fault.UPDATE_OVERDUE: _number(overdue_updates(today), entry=OuterRef("pk")),
        Fault.MENDING_OVERDUE: _number(not_mended(today), entry=OuterRef("pk")),
        Fault.VALUES: _number(broken, **by_version),
        Fault.LATE: _one_if(_late(today)),
        Fault.NOT_LOADED: _one_if(Q(Exists(own.filter(current=None)))),
    }
    counted = {fault_name(fault): number for fault, number in faults.items()}
    entries = entries.annotate(**counted).annotate(
        faults=reduce(add, (F(name) for name in counted))
    )
    return entries.annotate(mend_weight=weight(F("faults"), F("uses")))


def with_mending(entries: QuerySet[DirectoryEntry], *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Adds the numbers of what is to be opened to mend an entry, where there is such a thing."""
    today = local_day(now)
    draft = EntryVersion.objects.filter(entry=OuterRef("pk"), status__in=OPEN_STATES)
    trigger = overdue_updates(today).filter(entry=OuterRef("pk")).order_by("due_on", "pk")
    report = not_mended(today).filter(entry=OuterRef("pk")).order_by("mending_due_on", "pk")
    return entries.annotate(
        draft_number=_first(draft), trigger_number=_first(trigger), report_number=_first(report)
    )


def to_mend(actor: Actor, *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Published entries, own or overseen, in which the night found anything wrong.

    ``kept_weight`` is how soon they were to be mended then; what they lack and where that is mended
    is as it is now.
    """
    ranked = followed_by(actor).filter(mend_rank__isnull=False)
    scored_ones = with_scores(ranked, now=now).annotate(kept_weight=F("mend_rank__weight"))
    return with_mending(scored_ones, now=now).select_related("provider", "live_version")


def scored(actor: Actor, *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Published entries, own or overseen, with what they lack and what is wrong."""
    kept = Coalesce("mend_rank__weight", Value(0), output_field=BigIntegerField())
    return with_scores(followed_by(actor), now=now).annotate(kept_weight=kept)


def _first(rows: QuerySet[EntryVersion] | QuerySet[UpdateTrigger] | QuerySet[QualityReport]) -> Any:
    return Subquery(rows.values("public_number")[:1])


def missing_of(entry: Any) -> list[str]:
    """The fields of the particulars that a scored entry lacks."""
    return [each.field for each in GUIDE if getattr(entry, missing_name(each.field))]


def faults_of(entry: Any) -> dict[Fault, int]:
    """What is wrong with a scored entry, and how often."""
    numbers = {fault: getattr(entry, fault_name(fault)) for fault in Fault}
    return {fault: number for fault, number in numbers.items() if number}
