"""How lists of return flows are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import return_flow as rules
from requests_app.return_flow.models import ReturnFlow


class ReturnFlowFilterSet(PortalFilterSet):
    """Return flows by the own part, status and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("received", _("returned to us")), ("owed", _("returned by us"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = ReturnFlow
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[ReturnFlow], name: str, value: str) -> QuerySet[ReturnFlow]:
        """Returned to the own department, or owed by it."""
        part = "requester_id" if value == "received" else "provider_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(self, rows: QuerySet[ReturnFlow], name: str, value: str) -> QuerySet[ReturnFlow]:
        """Entry name, entry code, or number."""
        return rows.filter(
            Q(entry__live_version__name__icontains=value)
            | Q(entry__code__iexact=value)
            | Q(public_number__iexact=value)
        )
