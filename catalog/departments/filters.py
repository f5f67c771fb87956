"""How lists of departments are narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.filters import PortalFilterSet
from portal.regulation.vocabulary import Tier


class DepartmentFilterSet(PortalFilterSet):
    """Departments by words and tier."""

    q = django_filters.CharFilter(method="by_words", label=_("Name or code"), max_length=100)
    tier = django_filters.MultipleChoiceFilter(choices=Tier.choices, label=_("Tier"))

    class Meta:
        model = Department
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        """Full name, short name or code."""
        return rows.filter(
            Q(name__icontains=value) | Q(short_name__icontains=value) | Q(code__iexact=value)
        )
