"""How the list of source designations is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.sources import queries
from catalog.sources.models import SourceDesignation
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import source_designation as rules


class DesignationFilterSet(PortalFilterSet):
    """Designations by the own part, status, source, other suppliers and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("source", _("we are the source")),
            ("collector", _("we collect it too")),
            ("named", _("named by us")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    source = django_filters.ModelChoiceFilter(
        queryset=Department.objects.order_by("code"),
        to_field_name="code",
        empty_label="—",
        label=_("Source department"),
    )
    supplied_by_others = django_filters.BooleanFilter(
        method="by_others", label=_("Supplied by others too")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = SourceDesignation
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SourceDesignation], name: str, value: str
    ) -> QuerySet[SourceDesignation]:
        """The source's, those of whoever collects it besides, or the authority's own."""
        own = self.actor.department_id or 0
        if value == "named":
            return rows.filter(authority_id=own)
        if value == "source":
            return rows.filter(source_id=own)
        collected = SourceDesignation.collectors.through.objects.filter(department_id=own)
        ids = collected.values("sourcedesignation_id")
        return rows.filter(pk__in=ids).exclude(source_id=own)

    def by_others(
        self, rows: QuerySet[SourceDesignation], name: str, value: bool
    ) -> QuerySet[SourceDesignation]:
        """Those in force that somebody but the source supplies, or the rest."""
        marked = queries.with_other_suppliers(rows)
        flagged = Q(with_others=True, status=rules.State.IN_FORCE)
        return marked.filter(flagged if value else ~flagged)

    def by_words(
        self, rows: QuerySet[SourceDesignation], name: str, value: str
    ) -> QuerySet[SourceDesignation]:
        """The item's name, a department, or the number."""
        return rows.filter(
            Q(item_name__icontains=value)
            | Q(source__name__icontains=value)
            | Q(public_number__iexact=value)
        )
