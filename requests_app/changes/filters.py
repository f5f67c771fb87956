"""How lists of changes of service are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import service_change
from requests_app.changes.models import ServiceChange


class ServiceChangeFilterSet(PortalFilterSet):
    """Changes of service by the own part, status, kind and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("given", _("data we provide")), ("received", _("data we use"))],
    )
    status = django_filters.MultipleChoiceFilter(
        choices=service_change.State.choices, label=_("Status")
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=service_change.Kind.choices, label=_("What is planned")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = ServiceChange
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[ServiceChange], name: str, value: str
    ) -> QuerySet[ServiceChange]:
        """Of services given by the own department, or received by it."""
        part = "agreement__provider_id" if value == "given" else "agreement__requester_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(
        self, rows: QuerySet[ServiceChange], name: str, value: str
    ) -> QuerySet[ServiceChange]:
        """Entry name, number, or the agreement's number."""
        return rows.filter(
            Q(agreement__entry_version__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
        )
