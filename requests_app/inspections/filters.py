"""How the list of inspections is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import inspection as rules
from requests_app.inspections.models import Inspection


class InspectionFilterSet(PortalFilterSet):
    """Inspections by the own part, status, result, topic, department and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("concerned", _("about us")), ("made", _("inspected by us"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    result = django_filters.MultipleChoiceFilter(choices=rules.Result.choices, label=_("Result"))
    topic = django_filters.ChoiceFilter(
        method="by_topic", choices=rules.Topic.choices, label=_("Topic")
    )
    department = django_filters.CharFilter(
        field_name="department__code", label=_("Code of the department"), max_length=20
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Inspection], name: str, value: str) -> QuerySet[Inspection]:
        """Of the own department, or made by it."""
        own = self.actor.department_id
        return rows.filter(Q(authority_id=own) if value == "made" else Q(department_id=own))

    def by_topic(self, rows: QuerySet[Inspection], name: str, value: str) -> QuerySet[Inspection]:
        """Inspections that look into it, among others."""
        return rows.filter(topics__contains=[value])

    def by_words(self, rows: QuerySet[Inspection], name: str, value: str) -> QuerySet[Inspection]:
        """Name of the department, what is looked into, or the number."""
        return rows.filter(
            Q(department__name__icontains=value)
            | Q(plan__icontains=value)
            | Q(public_number__iexact=value)
        )
