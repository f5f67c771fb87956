"""How the list of withdrawals is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.withdrawals.models import EntryWithdrawal
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import withdrawal as rules


class WithdrawalFilterSet(PortalFilterSet):
    """Withdrawals by the own part, status, deadline and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("own", _("our entries")), ("others", _("entries of others"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = EntryWithdrawal
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[EntryWithdrawal], name: str, value: str
    ) -> QuerySet[EntryWithdrawal]:
        """Of the own entries, or of others'."""
        own = Q(entry__provider_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[EntryWithdrawal], name: str, value: str
    ) -> QuerySet[EntryWithdrawal]:
        """The entry's code, the reason, the provider, or the number."""
        return rows.filter(
            Q(entry__code__startswith=value)
            | Q(reason__icontains=value)
            | Q(entry__provider__name__icontains=value)
            | Q(public_number__iexact=value)
        )
