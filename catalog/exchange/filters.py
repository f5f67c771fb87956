"""How the lists of names to be matched, of catalogs read and of their records are narrowed."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.exchange.models import (
    Cause,
    HarvestFinding,
    HarvestKind,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    RunState,
    SourceRecord,
    UnresolvedName,
)
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import harvest_source as rules


class NameFilterSet(PortalFilterSet):
    """Names by words and source."""

    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name"), max_length=100
    )
    source = django_filters.CharFilter(label=_("Source"), max_length=30)

    class Meta:
        model = UnresolvedName
        fields: tuple[str, ...] = ()


class SourceFilterSet(PortalFilterSet):
    """Catalogs by how their reading went, state, kind, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Last reading"),
        choices=[("failed", _("could not be read")), ("fine", _("without fault"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    kind = django_filters.MultipleChoiceFilter(
        choices=HarvestKind.choices, label=_("Kind of catalog")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Name or number"), max_length=100)

    class Meta:
        model = HarvestSource
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[HarvestSource], name: str, value: str
    ) -> QuerySet[HarvestSource]:
        """Those whose last reading failed, or did not."""
        return rows.filter(fault="") if value == "fine" else rows.exclude(fault="")

    def by_words(
        self, rows: QuerySet[HarvestSource], name: str, value: str
    ) -> QuerySet[HarvestSource]:
        """The catalog's name, or the number."""
        return rows.filter(Q(title__icontains=value) | Q(public_number__iexact=value))


class RunFilterSet(PortalFilterSet):
    """Readings by how far they are."""

    state = django_filters.MultipleChoiceFilter(choices=RunState.choices, label=_("How far it is"))

    class Meta:
        model = HarvestRun
        fields: tuple[str, ...] = ()


class RecordFilterSet(PortalFilterSet):
    """Records of one catalog by reading, outcome, cause and words."""

    run = django_filters.NumberFilter(
        method="by_run", label=_("Reading"), min_value=1, max_value=2**31 - 1
    )
    outcome = django_filters.MultipleChoiceFilter(
        choices=HarvestOutcome.choices, label=_("How it went")
    )
    cause = django_filters.MultipleChoiceFilter(
        choices=[each for each in Cause.choices if each[0]], label=_("Why")
    )
    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Name"), max_length=100
    )

    class Meta:
        model = HarvestFinding
        fields: tuple[str, ...] = ()

    def by_run(
        self, rows: QuerySet[HarvestFinding], name: str, value: Any
    ) -> QuerySet[HarvestFinding]:
        """Those of one reading."""
        return rows.filter(run_id=int(value))


class VanishedFilterSet(PortalFilterSet):
    """Records that vanished by what was said of them, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Decision"),
        choices=[("open", _("to be decided")), ("kept", _("kept all the same"))],
    )
    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Name"), max_length=100
    )

    class Meta:
        model = SourceRecord
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SourceRecord], name: str, value: str
    ) -> QuerySet[SourceRecord]:
        """Those of which somebody said that the entry stays, or nobody yet."""
        return rows.filter(kept_at__isnull=value == "open")


class FindingFilterSet(PortalFilterSet):
    """Records by words, catalog and outcome."""

    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Name"), max_length=100
    )
    source = django_filters.CharFilter(
        field_name="run__source__public_number", label=_("Source"), max_length=60
    )
    outcome = django_filters.MultipleChoiceFilter(
        choices=HarvestOutcome.choices, label=_("Outcome")
    )

    class Meta:
        model = HarvestFinding
        fields: tuple[str, ...] = ()
