"""Which requirements and reports may be seen, what is to be mended, and whose report is due."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from catalog.departments.queries import overseen_by
from catalog.directories.models import DataItem, DirectoryEntry, EntryVersion
from catalog.directories.queries import by_slug, published_to
from catalog.quality import above
from catalog.quality.models import QualityFigure, QualityReport, QualityRequirement, RuleFinding
from portal.regulation import quality as rules
from portal.regulation import switches
from portal.regulation.vocabulary import LifecycleStage, Mandate
from portal.workdays.arithmetic import begin_of, local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

#: How far back a trend looks.
_MONTH = timedelta(days=30)
_DRAWN = ("entry__provider__region", "entry__live_version")


def requirements_visible_to(actor: Actor, *, now: datetime) -> QuerySet[QualityRequirement]:
    """Whoever sees an entry's details sees what is required of its data."""
    if actor.department_id is None:
        return QualityRequirement.objects.none()
    own = Q(entry__provider=actor.department_id)
    overseen = overseen_by(actor.department_id)
    if overseen:
        own |= Q(entry__provider__in=overseen)
    published = Q(entry__published_at__isnull=False, entry__is_detail_closed=False)
    return QualityRequirement.objects.filter(own | published).select_related(*_DRAWN)


def reports_visible_to(actor: Actor, *, now: datetime) -> QuerySet[QualityReport]:
    """The provider's own, those of the jurisdiction, and those of entries in the actor's use."""
    if actor.department_id is None:
        return QualityReport.objects.none()
    seen = Q(entry__provider=actor.department_id) | above.used_by(actor.department_id, now)
    overseen = overseen_by(actor.department_id)
    if overseen:
        seen |= Q(entry__provider__in=overseen)
    return QualityReport.objects.filter(seen).select_related(*_DRAWN)


#: From a finding to the entry whose rules were counted.
_ENTRY = "data_check__entry_version__entry"


def current_findings() -> QuerySet[RuleFinding]:
    """What was counted of the rows that are current by the rules that are published."""
    return RuleFinding.objects.filter(
        data_check__data_version=F("data_check__data_version__resource__current"),
        data_check__entry_version=F(f"{_ENTRY}__live_version"),
    )


def findings_visible_to(actor: Actor, *, now: datetime) -> QuerySet[RuleFinding]:
    """The same for whoever reads reports on the entry; a user of it, where its items are open."""
    if actor.department_id is None:
        return RuleFinding.objects.none()
    followed = {actor.department_id, *overseen_by(actor.department_id)}
    used = above.used_by(actor.department_id, now, entry=_ENTRY)
    seen = Q(**{f"{_ENTRY}__provider__in": followed}) | used & Q(
        **{f"{_ENTRY}__is_detail_closed": False}
    )
    return (
        current_findings()
        .filter(seen)
        .select_related("item", "data_check__data_version__resource", f"{_ENTRY}__provider")
    )


def worst_findings(actor: Actor, *, now: datetime) -> QuerySet[RuleFinding]:
    """The same to be sorted by how many values break the rule; what nobody judged comes last."""
    seen = findings_visible_to(actor, now=now)
    return seen.annotate(with_failing=Coalesce("failing_count", -1))


def sums_of_checks(entry: DirectoryEntry) -> dict[int, dict[str, int]]:
    """Of each current data version of the entry that was counted: rules, and what breaks them."""
    rows = current_findings().filter(
        data_check__data_version__resource__entry=entry, failing_count__isnull=False
    )
    sums = (
        rows.order_by()
        .values("data_check__data_version")
        .annotate(
            rules_judged=Count("pk"),
            rules_broken=Count("pk", filter=Q(failing_count__gt=0)),
            values_failing=Sum("failing_count"),
        )
    )
    return {
        row["data_check__data_version"]: {
            "rules_judged": row["rules_judged"],
            "rules_broken": row["rules_broken"],
            "failing_count": row["values_failing"],
        }
        for row in sums
    }


def standing(entry: DirectoryEntry) -> QuerySet[QualityRequirement]:
    """The requirements that hold for the entry."""
    return QualityRequirement.objects.filter(
        entry=entry, status=rules.RequirementState.IN_FORCE
    ).order_by("pk")


def item_names(entry: DirectoryEntry) -> dict[str, str]:
    """The names of the published version's items by their columns."""
    items = DataItem.objects.filter(version=entry.live_version_id).exclude(column_name="")
    return dict(items.order_by("position").values_list("column_name", "name"))


def find_live(actor: Actor, slug: str) -> EntryVersion | None:
    """The published version of the entry named in an address."""
    entry = by_slug(published_to(actor), slug)
    return None if entry is None else entry.live_version


def set_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Setting a requirement, as the reader may do it; None: it is not his."""
    probe = QualityRequirement(entry=entry, stage=LifecycleStage.COLLECTION, text="?")
    return offered(actor, rules.SET_REQUIREMENT, probe, now=now)


def report_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Reporting on the entry, as the reader may do it; None: it is not his."""
    return offered(actor, rules.REPORT_QUALITY, QualityReport(entry=entry), now=now)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[QualityReport]:
    """Reports whose faults the actor's department has still to mend.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if not held & {Mandate.COMPILE, Mandate.SUPPLY}:
        return QualityReport.objects.none()
    return QualityReport.objects.filter(
        status=rules.State.MENDING, entry__provider=actor.department_id
    ).select_related(*_DRAWN)


def not_mended(on: date) -> QuerySet[QualityReport]:
    """Reports whose faults are not mended though the day named is over."""
    return QualityReport.objects.filter(status=rules.State.MENDING, mending_due_on__lt=on)


def followed_by(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Published entries of the own department, and of the departments that it oversees."""
    followed = {actor.department_id or 0, *overseen_by(actor.department_id)}
    return published_to(actor).filter(provider__in=followed)


def figures_visible_to(actor: Actor) -> QuerySet[QualityFigure]:
    """The own department's figures, and those of the departments that it oversees."""
    if actor.department_id is None:
        return QualityFigure.objects.none()
    followed = {actor.department_id, *overseen_by(actor.department_id)}
    return QualityFigure.objects.filter(department__in=followed).select_related("department")


def latest_figures(actor: Actor) -> QuerySet[QualityFigure]:
    """Of each department the last figure, with the completeness of a month before it."""
    same = QualityFigure.objects.filter(department=OuterRef("department"))
    last = same.order_by("-measured_on").values("pk")[:1]
    before = same.filter(measured_on__lte=OuterRef("measured_on") - _MONTH)
    earlier = before.order_by("-measured_on").values("complete_percent")[:1]
    return (
        figures_visible_to(actor)
        .filter(pk=Subquery(last))
        .annotate(with_percent_before=Subquery(earlier))
    )


def monthly_figures(department_id: int, *, most: int) -> list[QualityFigure]:
    """The last figure of each of the last months, the oldest first."""
    rows = QualityFigure.objects.filter(department=department_id)
    monthly = rows.annotate(_month=TruncMonth("measured_on"))
    last = monthly.order_by("-_month", "-measured_on").distinct("_month")
    return list(reversed(last[:most]))


def due_for_report(actor: Actor, *, now: datetime) -> QuerySet[DirectoryEntry]:
    """Published entries, own or overseen, without a report for as long as the switch says (P25).

    Each has ``reported_last_on``; without a report the months run from the first publication.
    """
    months = switches.QUALITY_REPORT_MONTHS.value(settings.PORTAL_SWITCHES)
    if months is None:
        return DirectoryEntry.objects.none()
    since = rules.months_before(local_day(now), int(months))
    reports = QualityReport.objects.all()
    lately = reports.filter(reported_on__gte=since).values("entry")
    earlier = EntryVersion.objects.filter(published_at__lt=begin_of(since)).values("entry")
    last = reports.filter(entry=OuterRef("pk")).order_by("-reported_on").values("reported_on")
    return (
        followed_by(actor)
        .filter(Q(pk__in=reports.values("entry")) | Q(pk__in=earlier))
        .exclude(pk__in=lately)
        .annotate(reported_last_on=Subquery(last[:1]))
        .select_related("provider", "live_version")
    )
