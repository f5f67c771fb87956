"""How the list of classifications is narrowed, the same at every interface."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.subjects import queries
from catalog.subjects.models import Classification
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import classification as rules


class ClassificationFilterSet(PortalFilterSet):
    """Classifications by status, the one above, and words."""

    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    parent = django_filters.CharFilter(
        field_name="parent__code", max_length=30, label=_("Code of the one above")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or code"), max_length=100)

    class Meta:
        model = Classification
        fields: tuple[str, ...] = ()

    def by_words(
        self, rows: QuerySet[Classification], name: str, value: str
    ) -> QuerySet[Classification]:
        """Code or name."""
        return rows.filter(queries.by_words(value))
