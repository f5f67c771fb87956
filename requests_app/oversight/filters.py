"""How lists of breaches are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import breach as rules
from portal.regulation.breaches import Code
from requests_app.oversight.models import Breach


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
