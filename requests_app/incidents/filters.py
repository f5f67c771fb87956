"""How lists of security incidents are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import incident as rules
from portal.regulation.vocabulary import LifecycleStage
from requests_app.incidents.models import SecurityIncident


class IncidentFilterSet(PortalFilterSet):
    """Security incidents by the own part, status, stage, kind, deadline and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("answered", _("we are answerable")),
            ("reported", _("reported by us")),
            ("overseen", _("concluded by us as authority")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    stage = django_filters.MultipleChoiceFilter(choices=LifecycleStage.choices, label=_("Stage"))
    kind = django_filters.MultipleChoiceFilter(
        choices=rules.Kind.choices, label=_("Kind of incident")
    )
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = SecurityIncident
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SecurityIncident], name: str, value: str
    ) -> QuerySet[SecurityIncident]:
        """Answered for by the own department, reported by it, or its to conclude."""
        parts = {"answered": "answerable_id", "reported": "reporter_id"}
        return rows.filter(**{parts.get(value, "authority_id"): self.actor.department_id})

    def by_words(
        self, rows: QuerySet[SecurityIncident], name: str, value: str
    ) -> QuerySet[SecurityIncident]:
        """Entry name, what happened, or the number of the incident or its agreement."""
        return rows.filter(
            Q(entry_version__name__icontains=value)
            | Q(description__icontains=value)
            | Q(public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
        )
