"""How the register of standards and the code lists are narrowed, the same at every interface."""

from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.standards import queries
from catalog.standards.models import Standard, StandardCode
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import standard as rules


class StandardFilterSet(PortalFilterSet):
    """Standards by status, force today, and words."""

    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    side = django_filters.ChoiceFilter(
        method="by_force",
        label=_("Force"),
        choices=[("current", _("not ended")), ("ended", _("ended by today"))],
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Standard
        fields: tuple[str, ...] = ()

    def by_force(self, rows: QuerySet[Standard], name: str, value: str) -> QuerySet[Standard]:
        """Ended by today, or not."""
        today = queries.ended(self.today)
        return rows.filter(today) if value == "ended" else rows.exclude(today)

    def by_words(self, rows: QuerySet[Standard], name: str, value: str) -> QuerySet[Standard]:
        """Title, number of the standard, or the number."""
        return rows.filter(
            Q(title__icontains=value) | Q(number__icontains=value) | Q(public_number__iexact=value)
        )


class CodeFilterSet(PortalFilterSet):
    """Codes by their standard, validity, and words."""

    standard = django_filters.ModelChoiceFilter(
        queryset=Standard.objects.order_by("number", "edition", "pk"),
        to_field_name="public_number",
        empty_label="—",
        label=_("Standard"),
    )
    side = django_filters.ChoiceFilter(
        method="by_validity",
        label=_("Validity"),
        choices=[("valid", _("valid today")), ("other", _("not valid today"))],
    )
    on = django_filters.DateFilter(method="by_day", label=_("Valid on"))
    q = django_filters.CharFilter(method="by_words", label=_("Code or name"), max_length=100)

    class Meta:
        model = StandardCode
        fields: tuple[str, ...] = ()

    def by_validity(
        self, rows: QuerySet[StandardCode], name: str, value: str
    ) -> QuerySet[StandardCode]:
        """With a meaning today, or without."""
        today = queries.valid(self.today)
        return rows.filter(today) if value == "valid" else rows.exclude(today)

    def by_day(
        self, rows: QuerySet[StandardCode], name: str, value: date
    ) -> QuerySet[StandardCode]:
        """With a meaning on that day."""
        return rows.filter(queries.valid(value))

    def by_words(
        self, rows: QuerySet[StandardCode], name: str, value: str
    ) -> QuerySet[StandardCode]:
        """Codes that begin so, or names with these words."""
        return rows.filter(Q(code__startswith=value) | Q(name__icontains=value))
