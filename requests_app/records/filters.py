"""How lists of use records are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import use_record as rules
from requests_app.records.models import UsageRecord


class UsageRecordFilterSet(PortalFilterSet):
    """Use records by the own part, status and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("received", _("data we use")), ("given", _("data we provide"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = UsageRecord
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[UsageRecord], name: str, value: str) -> QuerySet[UsageRecord]:
        """Of data the own department uses, or provides."""
        part = "agreement__requester_id" if value == "received" else "agreement__provider_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(self, rows: QuerySet[UsageRecord], name: str, value: str) -> QuerySet[UsageRecord]:
        """Entry name, number, or the agreement's number."""
        return rows.filter(
            Q(agreement__entry_version__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
        )
