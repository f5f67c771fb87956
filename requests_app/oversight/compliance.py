"""What a score is computed from: the periods that fell due and the breaches that were found."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from catalog.departments.models import Department
from catalog.departments.queries import answering_to, overseen_by
from catalog.directories.models import EntryVersion, UpdateTrigger
from catalog.withdrawals.models import EntryWithdrawal
from portal.regulation import breach as rules
from portal.regulation import deadlines, provision, request, withdrawal
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel
from requests_app.corrections.models import Correction
from requests_app.oversight import formula
from requests_app.oversight.figures import Figure, figures
from requests_app.oversight.formula import Period, Rate
from requests_app.oversight.models import Breach
from requests_app.oversight.span import Span
from requests_app.sharing.models import ProvisionTask, SharingRequest


@dataclass(frozen=True, slots=True)
class _Source:
    """Where periods of some kinds stand, and the path to the department that provides.

    ``given_up``: states in which nothing was owed any more, so that the period counts for nobody.
    """

    model: type[WorkflowModel]
    deadlines: tuple[str, ...]
    provider: str
    given_up: tuple[str, ...] = ()


_ANSWERS = _Source(
    SharingRequest,
    (deadlines.ANSWER_UNCONDITIONAL.code, deadlines.ANSWER_CONDITIONAL.code),
    "provider_id",
    (request.State.WITHDRAWN,),
)
_OF_PROVIDERS = (
    _Source(UpdateTrigger, (deadlines.ENTRY_UPDATE.code,), "entry__provider_id"),
    _ANSWERS,
    _Source(
        ProvisionTask,
        (deadlines.SUPPLY.code,),
        "agreement__provider_id",
        (provision.State.CANCELLED,),
    ),
    _Source(Correction, (deadlines.CORRECTION.code,), "agreement__provider_id"),
)
#: Owed by the authority of the provider's region.
_OF_AUTHORITIES = (
    _Source(EntryVersion, (deadlines.ENTRY_REVIEW.code,), "entry__provider_id"),
    _Source(
        EntryWithdrawal,
        (deadlines.ENTRY_REVIEW.code,),
        "entry__provider_id",
        (withdrawal.State.ABANDONED,),
    ),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One department in one span, with everything its score is computed from."""

    department: Department
    span: Span
    periods: tuple[Period, ...]
    breaches: tuple[Breach, ...]
    figures: tuple[Figure, ...] = ()

    @property
    def rates(self) -> tuple[Rate, ...]:
        """How it kept each kind of period."""
        return formula.rates(self.periods)

    @property
    def score(self) -> Decimal | None:
        """Its score; None where there is nothing to judge by."""
        return formula.score(self.rates, len(self.breaches))


def visible_to(actor: Actor) -> QuerySet[Department]:
    """Whose record the actor may see: the own department's; an authority's region."""
    if actor.department_id is None:
        return Department.objects.none()
    inside = Q(pk=actor.department_id)
    overseen = overseen_by(actor.department_id)
    if overseen:
        inside |= Q(pk__in=overseen)
    return Department.objects.filter(inside).select_related("region")


def is_authority(actor: Actor) -> bool:
    """Whether the actor's department oversees others, and so may report on them."""
    return bool(overseen_by(actor.department_id))


def own_department(actor: Actor) -> Department:
    """The department that the actor acts for."""
    return Department.objects.get(pk=actor.department_id or 0)


def records(departments: Iterable[Department], span: Span, *, today: date) -> list[Record]:
    """The records of these departments, in their order; as many queries for many as for one."""
    found = scored(departments, span, today=today)
    watched = figures([record.department.pk for record in found], span)
    return [replace(record, figures=watched[record.department.pk]) for record in found]


def scored(departments: Iterable[Department], span: Span, *, today: date) -> list[Record]:
    """The same without the figures, which no score is computed from."""
    listed = list(departments)
    owing = {department.pk: [department.pk] for department in listed}
    reviewing: dict[int, list[int]] = {}
    for department in listed:
        if department.is_authority:
            for provider_id in answering_to(department.pk):
                reviewing.setdefault(provider_id, []).append(department.pk)
    periods = _periods(owing, reviewing, span, today)
    found = _breaches(owing, span)
    excused = _excused(owing)
    return [
        Record(
            department,
            span,
            tuple(
                _marked(period, excused)
                for period in sorted(periods[department.pk], key=lambda each: each.due_on)
            ),
            tuple(found[department.pk]),
        )
        for department in listed
    ]


def _fallen_due(source: _Source, span: Span, today: date) -> QuerySet[Any]:
    """The matters whose period ended within the span, kept or not."""
    ended = Q(due_stopped_on__isnull=False) | Q(due_on__lt=today)
    rows: QuerySet[Any] = source.model.objects.filter(
        ended,
        due_code__in=source.deadlines,
        due_on__gte=span.starts_on,
        due_on__lte=span.ends_on,
    )
    return rows.exclude(status__in=source.given_up)


def answers_due(span: Span, *, today: date) -> QuerySet[SharingRequest]:
    """Requests whose answer fell due within the span, those found to be no breach left out."""
    rows = _fallen_due(_ANSWERS, span, today)
    label = SharingRequest._meta.label_lower
    return rows.exclude(pk__in=_dismissed().filter(subject_type=label).values("subject_id"))


def _periods(
    owing: Mapping[int, list[int]],
    reviewing: Mapping[int, list[int]],
    span: Span,
    today: date,
) -> dict[int, list[Period]]:
    """The periods of all kinds by the department that owed each, asked for in one query."""
    sources = [(source, owing) for source in _OF_PROVIDERS]
    sources += [(source, reviewing) for source in _OF_AUTHORITIES]
    kinds = [
        _fallen_due(source, span, today)
        .filter(**{f"{source.provider}__in": list(owed)})
        .order_by()
        .annotate(place=Value(place), of=F(source.provider))
        .values_list("place", "pk", "public_number", "due_code", "due_on", "due_stopped_on", "of")
        for place, (source, owed) in enumerate(sources)
    ]
    first, *others = kinds
    periods: dict[int, list[Period]] = defaultdict(list)
    for place, pk, number, code, due_on, ended_on, provider_id in sorted(
        first.union(*others, all=True), key=lambda row: row[:2]
    ):
        source, owed = sources[place]
        label = source.model._meta.label_lower
        for department_id in owed[provider_id]:
            periods[department_id].append(Period(code, label, pk, number, due_on, ended_on))
    return periods


def _breaches(departments: Collection[int], span: Span) -> dict[int, list[Breach]]:
    """The breaches found within the span, by department."""
    rows: QuerySet[Breach] = Breach.objects.filter(
        department_id__in=list(departments),
        status__in=rules.FOUND,
        found_on__gte=span.starts_on,
        found_on__lte=span.ends_on,
    )
    by_department: dict[int, list[Breach]] = defaultdict(list)
    for breach in rows.order_by("pk"):
        by_department[breach.department_id].append(breach)
    return by_department


def _excused(departments: Collection[int]) -> set[tuple[str, int]]:
    """Matters whose lateness was found to be no breach."""
    rows: QuerySet[Any] = _dismissed().filter(department_id__in=list(departments))
    return set(rows.values_list("subject_type", "subject_id"))


def _dismissed() -> QuerySet[Breach]:
    return Breach.objects.filter(status=rules.State.DISMISSED, event_name__endswith=".overdue")


def _marked(period: Period, excused: set[tuple[str, int]]) -> Period:
    if (period.subject_type, period.subject_id) not in excused:
        return period
    return Period(
        period.deadline,
        period.subject_type,
        period.subject_id,
        period.number,
        period.due_on,
        period.ended_on,
        is_excused=True,
    )
