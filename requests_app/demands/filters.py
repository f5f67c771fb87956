"""How lists of demands and of collections are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from requests_app.demands import queries
from requests_app.demands.models import CollectedItem, DataCollection, Demand


class DemandFilterSet(PortalFilterSet):
    """Demands by the own part, status, deadline, ground and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("raised", _("raised by us")), ("owed", _("assigned to us"))],
    )
    list = django_filters.ChoiceFilter(
        method="by_list",
        label=_("List"),
        choices=[(name, rules.ListName(name).label) for name in rules.LISTED],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    due = DueFilter()
    ground = django_filters.MultipleChoiceFilter(choices=rules.Ground.choices, label=_("Ground"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Demand
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Demand], name: str, value: str) -> QuerySet[Demand]:
        """Raised by the own department, or its to answer for."""
        own = self.actor.department_id
        return rows.filter(requester_id=own) if value == "raised" else rows.filter(provider_id=own)

    def by_list(self, rows: QuerySet[Demand], name: str, value: str) -> QuerySet[Demand]:
        """Those that stand on one of the lists."""
        return rows.filter(status__in=rules.LISTED[value])

    def by_words(self, rows: QuerySet[Demand], name: str, value: str) -> QuerySet[Demand]:
        """What is wanted, an item's name, the number, or the code of the entry."""
        return rows.filter(
            Q(title__icontains=value)
            | Q(items__contains=[value])
            | Q(public_number__iexact=value)
            | Q(entry__code__iexact=value)
        )


class CollectionFilterSet(PortalFilterSet):
    """Collections by status, by what matched, and by words."""

    side = django_filters.ChoiceFilter(
        method="by_side", label=_("Our part"), choices=[("declared", _("declared by us"))]
    )
    status = django_filters.MultipleChoiceFilter(
        choices=collection_rules.State.choices, label=_("Status")
    )
    matched = django_filters.BooleanFilter(
        method="by_match", label=_("Made in spite of a match in the directory")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = DataCollection
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[DataCollection], name: str, value: str
    ) -> QuerySet[DataCollection]:
        """The own department's."""
        return rows.filter(requester_id=self.actor.department_id)

    def by_match(
        self, rows: QuerySet[DataCollection], name: str, value: bool
    ) -> QuerySet[DataCollection]:
        """Those that stand although sharing could supply an item, or the rest."""
        in_spite = queries.made_in_spite_of_a_match(rows)
        return in_spite if value else rows.exclude(pk__in=in_spite.values("pk"))

    def by_words(
        self, rows: QuerySet[DataCollection], name: str, value: str
    ) -> QuerySet[DataCollection]:
        """The name, an item's name, the department or the number."""
        items = CollectedItem.objects.filter(name__icontains=value)
        return rows.filter(
            Q(title__icontains=value)
            | Q(requester__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(pk__in=items.values("collection_id"))
        )
