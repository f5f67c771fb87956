"""How the list of delivery stops is narrowed, the same at every interface."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import stop as rules
from portal.regulation.vocabulary import Purpose
from requests_app.stops.models import DeliveryStop


def _department(label: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=Department.objects.order_by("code"),
        to_field_name="code",
        empty_label="—",
        label=label,
    )


class StopFilterSet(PortalFilterSet):
    """Stops by the own part, status, what is named, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("stopped", _("stopped by us")),
            ("given", _("data we provide")),
            ("received", _("data we use")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    provider = _department(_("Provider"))
    recipient = _department(_("Receiving department"))
    purpose = django_filters.MultipleChoiceFilter(choices=Purpose.choices, label=_("Purpose"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = DeliveryStop
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[DeliveryStop], name: str, value: str
    ) -> QuerySet[DeliveryStop]:
        """The authority's own, or those that name the own department on one side."""
        own = self.actor.department_id or 0
        if value == "stopped":
            return rows.filter(authority_id=own)
        if value == "received":
            return rows.filter(recipient_id=own)
        return rows.filter(Q(provider_id=own) | Q(entry__provider_id=own))

    def by_words(
        self, rows: QuerySet[DeliveryStop], name: str, value: str
    ) -> QuerySet[DeliveryStop]:
        """The entry's name, a department, the reason or the number."""
        return rows.filter(
            Q(entry__live_version__name__icontains=value)
            | Q(provider__name__icontains=value)
            | Q(recipient__name__icontains=value)
            | Q(reason__icontains=value)
            | Q(public_number__iexact=value)
        )
