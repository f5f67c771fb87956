"""What the authority watches besides time: quality, use and safeguards, as counts (Art. 38).

Counts and no score: how they weigh is for people. Each figure is counted in one query for however
many departments, and domains above and below may add theirs.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.enums import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DirectoryEntry
from catalog.internal_rules.queries import in_force
from catalog.quality.models import QualityReport
from portal.regulation import agreement as agreements
from portal.regulation import correction as corrections
from portal.regulation.internal_rule import RuleSubject
from requests_app.corrections.models import Correction
from requests_app.delivery.models import Delivery
from requests_app.oversight.span import Span
from requests_app.records.models import UsageRecord
from requests_app.sharing.models import SharingAgreement

A = agreements.State
#: By department: how many of how many.
type Counts = Mapping[int, tuple[int, int]]
type Source = Callable[[Collection[int], Span], Counts]


class Aspect(TextChoices):
    """What Art. 38 has the authority watch besides timeliness."""

    QUALITY = "QUALITY", _("data quality")
    USE = "USE", _("use of data")
    SAFEGUARD = "SAFEGUARD", _("safeguards")


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure: of which aspect, what it counts of what, and where it is counted."""

    code: str
    aspect: Aspect
    label: Promise
    source: Source


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of how many, for one department in one span."""

    kind: Kind
    reached: int
    counted: int


def _by(rows: QuerySet[Any], department: str, reached: Q) -> Counts:
    """Rows counted by department, and those of them that fit."""
    grouped = rows.values(of=F(department)).annotate(
        counted=Count("pk"), reached=Count("pk", filter=reached)
    )
    found = grouped.order_by().values_list("of", "reached", "counted")
    return {of: (fit, counted) for of, fit, counted in found}


def _reported(departments: Collection[int], span: Span) -> Counts:
    """Published entries: those whose quality was reported on within the span."""
    reports = QualityReport.objects.filter(
        entry=OuterRef("pk"), reported_on__range=(span.starts_on, span.ends_on)
    )
    rows = DirectoryEntry.objects.filter(provider__in=departments, live_version__isnull=False)
    return _by(rows.annotate(is_told=Exists(reports)), "provider_id", Q(is_told=True))


def _on_file(departments: Collection[int], span: Span) -> Counts:
    """The subjects on which a department has its internal rules: those on file now."""
    rows = in_force().filter(department__in=departments).values("department_id")
    found = rows.annotate(subjects=Count("subject", distinct=True)).order_by()
    filed = dict(found.values_list("department_id", "subjects"))
    return {pk: (filed.get(pk, 0), len(RuleSubject)) for pk in departments}


def _corrected(departments: Collection[int], span: Span) -> Counts:
    """Records verified on request within the span: those that had to be corrected."""
    rows = Correction.objects.filter(
        agreement__provider__in=departments,
        due_stopped_on__range=(span.starts_on, span.ends_on),
    ).exclude(outcome="")
    wrong = Q(outcome__in=corrections.RECALLED_FOR)
    return _by(rows, "agreement__provider_id", wrong)


def _in_use(departments: Collection[int], span: Span) -> QuerySet[SharingAgreement]:
    """Agreements that the departments use: in use by now, and since before the span ended."""
    return SharingAgreement.objects.filter(
        requester__in=departments,
        status=A.IN_USE,
        provision_task__verified_at__date__lte=span.ends_on,
    )


def _called(departments: Collection[int], span: Span) -> Counts:
    """Agreements in use: those called within the span."""
    calls = Delivery.objects.filter(
        agreement=OuterRef("pk"), delivered_at__date__range=(span.starts_on, span.ends_on)
    )
    rows = _in_use(departments, span).annotate(was_called=Exists(calls))
    return _by(rows, "requester_id", Q(was_called=True))


def _recorded(departments: Collection[int], span: Span) -> Counts:
    """Agreements in use: those whose use is on record."""
    kept = UsageRecord.objects.filter(agreement__request=OuterRef("request"))
    rows = _in_use(departments, span).annotate(is_recorded=Exists(kept))
    return _by(rows, "requester_id", Q(is_recorded=True))


def _disposed(departments: Collection[int], span: Span) -> Counts:
    """Uses that ended within the span: those whose disposal was certified and confirmed."""
    rows = SharingAgreement.objects.filter(
        requester__in=departments,
        status__in=[A.TERMINATED, A.IN_DISPOSAL, A.CLOSED],
        status_since__date__range=(span.starts_on, span.ends_on),
    )
    return _by(rows, "requester_id", Q(status=A.CLOSED))


_kinds: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "corrected",
            Aspect.QUALITY,
            _("records corrected, of those verified on request"),
            _corrected,
        ),
        Kind(
            "reported",
            Aspect.QUALITY,
            _("entries with a quality report, of those published"),
            _reported,
        ),
        Kind("called", Aspect.USE, _("agreements called, of those in use"), _called),
        Kind("recorded", Aspect.USE, _("agreements with a use record, of those in use"), _recorded),
        Kind(
            "disposed",
            Aspect.SAFEGUARD,
            _("disposals confirmed, of the uses that ended"),
            _disposed,
        ),
        Kind("on_file", Aspect.SAFEGUARD, _("internal rules on file, of the subjects"), _on_file),
    )
}


def register_figure(kind: Kind) -> None:
    """Let another domain add what it can count."""
    _kinds[kind.code] = kind


def kinds() -> tuple[Kind, ...]:
    """Every figure there is, aspect by aspect."""
    aspects = list(Aspect)
    return tuple(sorted(_kinds.values(), key=lambda kind: aspects.index(kind.aspect)))


def figures(departments: Collection[int], span: Span) -> dict[int, tuple[Figure, ...]]:
    """Each department's figures; what there is nothing to count of stands as 0 of 0."""
    counted = [(kind, kind.source(departments, span)) for kind in kinds()]
    return {
        pk: tuple(Figure(kind, *counts.get(pk, (0, 0))) for kind, counts in counted)
        for pk in departments
    }
