"""How lists about quality are narrowed, the same at every interface."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DirectoryEntry
from catalog.quality.models import QualityFigure, QualityReport, QualityRequirement, RuleFinding
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import quality as rules
from portal.regulation.entry_score import Fault
from portal.regulation.value_rules import ValueRule
from portal.regulation.vocabulary import LifecycleStage

_SIDES = [("own", _("our entries")), ("others", _("entries of others"))]


class _OfEntries(PortalFilterSet):
    """By the own part and by words about the entry."""

    side = django_filters.ChoiceFilter(method="by_side", label=_("Our part"), choices=_SIDES)
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    def by_side(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Of the own entries, or of others'."""
        own = Q(entry__provider_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The entry's name or code, its provider, or the number."""
        return rows.filter(
            Q(entry__live_version__name__icontains=value)
            | Q(entry__code__startswith=value)
            | Q(entry__provider__name__icontains=value)
            | Q(public_number__iexact=value)
        )


class QualityReportFilterSet(_OfEntries):
    """Reports by the own part, status, whether mending is overdue, and words."""

    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    mending = django_filters.ChoiceFilter(
        method="by_mending",
        label=_("Mending"),
        choices=[("overdue", _("overdue")), ("running", _("not yet due"))],
    )

    class Meta:
        model = QualityReport
        fields: tuple[str, ...] = ()

    def by_mending(
        self, rows: QuerySet[QualityReport], name: str, value: str
    ) -> QuerySet[QualityReport]:
        """Faults not mended: the day named is over, or it is not."""
        late = Q(mending_due_on__lt=self.today)
        return rows.filter(late if value == "overdue" else ~late, status=rules.State.MENDING)


class QualityRequirementFilterSet(_OfEntries):
    """Requirements by the own part, stage, status and words."""

    stage = django_filters.MultipleChoiceFilter(choices=LifecycleStage.choices, label=_("Stage"))
    status = django_filters.MultipleChoiceFilter(
        choices=rules.RequirementState.choices, label=_("Status")
    )

    class Meta:
        model = QualityRequirement
        fields: tuple[str, ...] = ()


class _Entries(PortalFilterSet):
    """Entries by the own part and by words."""

    side = django_filters.ChoiceFilter(method="by_side", label=_("Our part"), choices=_SIDES)
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    def by_side(
        self, rows: QuerySet[DirectoryEntry], name: str, value: str
    ) -> QuerySet[DirectoryEntry]:
        """The own entries, or others'."""
        own = Q(provider_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[DirectoryEntry], name: str, value: str
    ) -> QuerySet[DirectoryEntry]:
        """Name, code or provider."""
        return rows.filter(
            Q(live_version__name__icontains=value)
            | Q(code__startswith=value)
            | Q(provider__name__icontains=value)
        )


class DueEntryFilterSet(_Entries):
    """Entries whose report is due."""

    class Meta:
        model = DirectoryEntry
        fields: tuple[str, ...] = ()


class MendFilterSet(_Entries):
    """Entries to be mended, by what is wrong besides."""

    fault = django_filters.MultipleChoiceFilter(
        method="by_fault", choices=Fault.choices, label=_("What is to be mended")
    )

    class Meta:
        model = DirectoryEntry
        fields: tuple[str, ...] = ()

    def by_fault(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """Those with any of the faults."""
        return rows.filter(mend_rank__faults__overlap=value) if value else rows


class RuleFindingFilterSet(PortalFilterSet):
    """What was counted, by the own part, the rule, the result, department, entry, and words."""

    side = django_filters.ChoiceFilter(method="by_side", label=_("Our part"), choices=_SIDES)
    rule = django_filters.MultipleChoiceFilter(choices=ValueRule.choices, label=_("Value rule"))
    broken = django_filters.ChoiceFilter(
        method="by_broken",
        label=_("Result"),
        choices=[("yes", _("broken")), ("no", _("kept by all")), ("unknown", _("not judged"))],
    )
    department = django_filters.CharFilter(
        field_name="data_check__entry_version__entry__provider__code",
        label=_("Code of the department"),
        max_length=20,
    )
    entry = django_filters.CharFilter(
        method="by_entry", label=_("Code of the entry"), max_length=60
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = RuleFinding
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[RuleFinding], name: str, value: str) -> QuerySet[RuleFinding]:
        """Of the own entries, or of others'."""
        own = Q(data_check__entry_version__entry__provider_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_entry(self, rows: QuerySet[RuleFinding], name: str, value: str) -> QuerySet[RuleFinding]:
        """Of one entry, by its code or by what its address ends with."""
        code = value.strip().replace("-", "/", 1)
        return rows.filter(data_check__entry_version__entry__code=code)

    def by_broken(
        self, rows: QuerySet[RuleFinding], name: str, value: str
    ) -> QuerySet[RuleFinding]:
        """Rules that values break, that all keep, or that nobody could judge."""
        if value == "unknown":
            return rows.filter(failing_count=None)
        return rows.filter(failing_count__gt=0) if value == "yes" else rows.filter(failing_count=0)

    def by_words(self, rows: QuerySet[RuleFinding], name: str, value: str) -> QuerySet[RuleFinding]:
        """The entry's name or code, or the item's name or column."""
        return rows.filter(
            Q(data_check__entry_version__name__icontains=value)
            | Q(data_check__entry_version__entry__code__startswith=value)
            | Q(item__name__icontains=value)
            | Q(item__column_name__iexact=value)
        )


class FigureFilterSet(PortalFilterSet):
    """Figures of departments, by the own part and the department."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("own", _("our department")), ("others", _("departments overseen"))],
    )
    q = django_filters.CharFilter(method="by_words", label=_("Department"), max_length=100)

    class Meta:
        model = QualityFigure
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[QualityFigure], name: str, value: str
    ) -> QuerySet[QualityFigure]:
        """Of the own department, or of others."""
        own = Q(department_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[QualityFigure], name: str, value: str
    ) -> QuerySet[QualityFigure]:
        """The department's name or code."""
        return rows.filter(Q(department__name__icontains=value) | Q(department__code__iexact=value))
