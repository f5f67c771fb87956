"""How the register of platforms is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.platforms import queries
from catalog.platforms.models import Platform
from catalog.regions.models import Region
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import platform as rules


class PlatformFilterSet(PortalFilterSet):
    """Platforms by the own part, kind, state, operator, region, connection, day and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("own", _("operated by us")),
            ("overseen", _("overseen by us")),
            ("overdue", _("overdue to join")),
        ],
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=rules.Kind.choices, label=_("Kind of platform")
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    operator = django_filters.ModelChoiceFilter(
        queryset=Department.objects.order_by("code"),
        to_field_name="code",
        empty_label="—",
        label=_("Operating department"),
    )
    region = django_filters.CharFilter(method="by_region", label=_("Region"), max_length=12)
    connection = django_filters.MultipleChoiceFilter(
        choices=rules.Connection.choices, label=_("State of the connection")
    )
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Platform
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Platform], name: str, value: str) -> QuerySet[Platform]:
        """The own ones, those it decides about, or all that are late."""
        own = self.actor.department_id or 0
        if value == "overdue":
            return rows.filter(pk__in=queries.overdue(self.today).values("pk"))
        return rows.filter(**{"operator_id" if value == "own" else "authority_id": own})

    def by_region(self, rows: QuerySet[Platform], name: str, value: str) -> QuerySet[Platform]:
        """The region of that code and all below it; an unknown code has none."""
        region = Region.objects.filter(code=value.strip(), effective_to=None).first()
        return rows.none() if region is None else rows.filter(region__path__startswith=region.path)

    def by_words(self, rows: QuerySet[Platform], name: str, value: str) -> QuerySet[Platform]:
        """Name, operator, connection number, or the number."""
        return rows.filter(
            Q(name__icontains=value)
            | Q(operator__name__icontains=value)
            | Q(connection_number__icontains=value)
            | Q(public_number__iexact=value)
        )
