"""How lists of breaches and of records are narrowed, the same at every interface."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.interfaces.steps import DayInput
from portal.regulation import breach as rules
from portal.regulation.breaches import Code
from requests_app.oversight.models import Breach
from requests_app.oversight.span import Span


class BreachFilterSet(PortalFilterSet):
    """Breaches by the own part, status, item, department, deadline and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("concerned", _("about us")), ("judged", _("judged by us"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    code = django_filters.MultipleChoiceFilter(choices=Code.choices, label=_("Breach"))
    department = django_filters.CharFilter(
        field_name="department__code", label=_("Code of the department"), max_length=20
    )
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Breach
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Breach], name: str, value: str) -> QuerySet[Breach]:
        """About the own department, or judged by it."""
        own = self.actor.department_id
        return rows.filter(Q(authority_id=own) if value == "judged" else Q(department_id=own))

    def by_words(self, rows: QuerySet[Breach], name: str, value: str) -> QuerySet[Breach]:
        """Name of the department, facts, or the number of the breach or of its matter."""
        return rows.filter(
            Q(department__name__icontains=value)
            | Q(statement__icontains=value)
            | Q(public_number__iexact=value)
            | Q(subject_number__iexact=value)
        )


class ComplianceFilterSet(PortalFilterSet):
    """Records by department, over a span of days: the running year unless said otherwise."""

    starts_on = django_filters.DateFilter(method="all_of", label=_("First day"), widget=DayInput())
    ends_on = django_filters.DateFilter(method="all_of", label=_("Last day"), widget=DayInput())
    q = django_filters.CharFilter(method="by_words", label=_("Name or code"), max_length=100)
    spans = (("starts_on", "ends_on"),)

    class Meta:
        model = Department
        fields: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """The days that count."""
        chosen = self.form.cleaned_data
        last = chosen.get("ends_on") or self.today
        return Span(chosen.get("starts_on") or Span.of_year(last).starts_on, last)

    def all_of(self, rows: QuerySet[Department], name: str, value: Any) -> QuerySet[Department]:
        """The span narrows what counts, and no department."""
        return rows

    def by_words(self, rows: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        """Full name, short name or code."""
        return rows.filter(
            Q(name__icontains=value) | Q(short_name__icontains=value) | Q(code__iexact=value)
        )
