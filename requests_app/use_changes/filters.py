"""How lists of changes of use are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import use_change
from requests_app.use_changes.models import UseChange


class UseChangeFilterSet(PortalFilterSet):
    """Changes of use by the own part, status, kind and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("given", _("data we provide")), ("received", _("data we use"))],
    )
    status = django_filters.MultipleChoiceFilter(
        choices=use_change.State.choices, label=_("Status")
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=use_change.Kind.choices, label=_("What is to change")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = UseChange
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[UseChange], name: str, value: str) -> QuerySet[UseChange]:
        """Of data given by the own department, or received by it."""
        part = "agreement__provider_id" if value == "given" else "agreement__requester_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(self, rows: QuerySet[UseChange], name: str, value: str) -> QuerySet[UseChange]:
        """Entry name, number, or the agreement's number."""
        return rows.filter(
            Q(agreement__entry_version__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
        )
