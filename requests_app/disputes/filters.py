"""How lists of disputes are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import dispute as rules
from requests_app.disputes.models import Dispute


class DisputeFilterSet(PortalFilterSet):
    """Disputes by the own part, status, kind, entry, outcome and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("opened", _("opened by us")),
            ("answered", _("opened by the other department")),
            ("coordinated", _("coordinated by us")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    kind = django_filters.MultipleChoiceFilter(
        choices=rules.Kind.choices, label=_("What it is about")
    )
    entry = django_filters.CharFilter(
        method="by_entry", label=_("Code of the entry"), max_length=60
    )
    outcome = django_filters.MultipleChoiceFilter(
        choices=rules.Outcome.choices, label=_("Outcome of the decision")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """Opened by the own department, against it, or brought to it for coordination."""
        own = self.actor.department_id
        if value == "coordinated":
            return rows.filter(authority_id=own)
        if value == "opened":
            return rows.filter(opened_by_id=own)
        parties = Q(requester_id=own) | Q(provider_id=own)
        return rows.filter(parties).exclude(opened_by_id=own)

    def by_entry(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """About the sharing class of the entry with that code."""
        return rows.filter(entry__code=value.replace("-", "/", 1))

    def by_words(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """Entry name, or the number of the dispute, its matter or the decision."""
        return rows.filter(
            Q(request__entry_version__name__icontains=value)
            | Q(agreement__entry_version__name__icontains=value)
            | Q(version__name__icontains=value)
            | Q(entry__code__iexact=value)
            | Q(public_number__iexact=value)
            | Q(request__public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
            | Q(instrument__iexact=value)
        )
