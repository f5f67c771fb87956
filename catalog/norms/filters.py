"""How the register of norms is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.norms import queries
from catalog.norms.models import Norm
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import norm as rules
from portal.regulation.vocabulary import InstrumentLevel


class NormFilterSet(PortalFilterSet):
    """Norms by rank, status, force today, and words."""

    level = django_filters.MultipleChoiceFilter(
        choices=InstrumentLevel.choices, label=_("Rank of the norm")
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    side = django_filters.ChoiceFilter(
        method="by_force",
        label=_("Force"),
        choices=[("in_force", _("in force today")), ("ended", _("not in force today"))],
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Norm
        fields: tuple[str, ...] = ()

    def by_force(self, rows: QuerySet[Norm], name: str, value: str) -> QuerySet[Norm]:
        """In force today, or not."""
        today = queries.in_force(self.today)
        return rows.filter(today if value == "in_force" else ~today)

    def by_words(self, rows: QuerySet[Norm], name: str, value: str) -> QuerySet[Norm]:
        """Title, document number, issuer, or the number."""
        return rows.filter(
            Q(title__icontains=value)
            | Q(document_number__icontains=value)
            | Q(issuer__icontains=value)
            | Q(public_number__iexact=value)
        )
