"""How lists of corrections and recalls are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import correction as rules
from requests_app.corrections.models import Correction, CorrectionRecall


class CorrectionFilterSet(PortalFilterSet):
    """Corrections by the own part, status, outcome, deadline and words; never by a record."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("received", _("corrections received")),
            ("made", _("corrections raised")),
            ("forwarded", _("forwarded to us")),
        ],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    outcome = django_filters.MultipleChoiceFilter(choices=rules.Outcome.choices, label=_("Outcome"))
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Correction], name: str, value: str) -> QuerySet[Correction]:
        """Received by the own department, raised by it, or forwarded to it."""
        parts = {
            "received": "agreement__provider_id",
            "made": "agreement__requester_id",
            "forwarded": "source_id",
        }
        return rows.filter(**{parts[value]: self.actor.department_id})

    def by_words(self, rows: QuerySet[Correction], name: str, value: str) -> QuerySet[Correction]:
        """Entry name, item, number, or the agreement's number."""
        return rows.filter(
            Q(agreement__entry_version__name__icontains=value)
            | Q(item__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(agreement__public_number__iexact=value)
        )


class RecallFilterSet(PortalFilterSet):
    """Recall notices by the own part and status."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("told", _("told to us")), ("caused", _("told to others"))],
    )
    status = django_filters.MultipleChoiceFilter(
        choices=rules.RecallState.choices, label=_("Status")
    )

    class Meta:
        model = CorrectionRecall
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[CorrectionRecall], name: str, value: str
    ) -> QuerySet[CorrectionRecall]:
        """Told to the own department, or to another one."""
        own = Q(department_id=self.actor.department_id)
        return rows.filter(own if value == "told" else ~own)
