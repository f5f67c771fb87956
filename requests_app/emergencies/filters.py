"""How lists of emergency releases are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import emergency as rules
from requests_app.emergencies.models import EmergencyRelease


class EmergencyFilterSet(PortalFilterSet):
    """Emergency releases by the own part, status and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("asked", _("asked for by us")),
            ("given", _("data we provide")),
            ("overseen", _("granted or reviewed by us as authority")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = EmergencyRelease
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[EmergencyRelease], name: str, value: str
    ) -> QuerySet[EmergencyRelease]:
        """Asked for by the own department, of its data, or its to judge as authority."""
        part = {"asked": "requester_id", "given": "provider_id"}.get(value, "authority_id")
        return rows.filter(**{part: self.actor.department_id})

    def by_words(
        self, rows: QuerySet[EmergencyRelease], name: str, value: str
    ) -> QuerySet[EmergencyRelease]:
        """Entry name, the emergency, its case, or the number."""
        return rows.filter(
            Q(entry_version__name__icontains=value)
            | Q(emergency__icontains=value)
            | Q(case_number__iexact=value)
            | Q(public_number__iexact=value)
        )
