"""How the lists of names to be matched, of catalogs read and of their records are narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from catalog.exchange.models import (
    HarvestFinding,
    HarvestKind,
    HarvestOutcome,
    HarvestSource,
    UnresolvedName,
)
from portal.interfaces.filters import PortalFilterSet


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
    """Catalogs by words and kind."""

    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Name"), max_length=100
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=HarvestKind.choices, label=_("Kind of catalog")
    )

    class Meta:
        model = HarvestSource
        fields: tuple[str, ...] = ()


class FindingFilterSet(PortalFilterSet):
    """Records by words, catalog and outcome."""

    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Name"), max_length=100
    )
    source = django_filters.CharFilter(
        field_name="run__source__code", label=_("Source"), max_length=30
    )
    outcome = django_filters.MultipleChoiceFilter(
        choices=HarvestOutcome.choices, label=_("Outcome")
    )

    class Meta:
        model = HarvestFinding
        fields: tuple[str, ...] = ()
