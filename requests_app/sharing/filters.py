"""How lists of requests, agreements and tasks are narrowed, the same at every interface."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import agreement, provision, request
from requests_app.sharing import queries, resting, stopping
from requests_app.sharing.models import ProvisionTask, SharingAgreement, SharingRequest


def _department(label: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=Department.objects.order_by("code"),
        to_field_name="code",
        label=label,
        empty_label="—",
    )


class RequestFilterSet(PortalFilterSet):
    """Requests by the own part, status, parties and deadline."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("received", _("requests received")), ("made", _("requests made"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=request.State.choices, label=_("Status"))
    provider = _department(_("Provider"))
    requester = _department(_("Requester"))
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = SharingRequest
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SharingRequest], name: str, value: str
    ) -> QuerySet[SharingRequest]:
        """Received by the own department, or made by it."""
        part = "provider_id" if value == "received" else "requester_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(
        self, rows: QuerySet[SharingRequest], name: str, value: str
    ) -> QuerySet[SharingRequest]:
        """Entry name, scenario or number."""
        return rows.filter(
            Q(entry_version__name__icontains=value)
            | Q(scenario__icontains=value)
            | Q(public_number__iexact=value)
        )


class AgreementFilterSet(PortalFilterSet):
    """Agreements by the own part, status and parties."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("given", _("data we provide")), ("received", _("data we use"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=agreement.State.choices, label=_("Status"))
    provider = _department(_("Provider"))
    requester = _department(_("Requester"))
    attention = django_filters.ChoiceFilter(
        method="by_attention",
        label=_("Needs attention"),
        choices=[
            ("never_supplied", _("agreed, never supplied")),
            ("unused", _("in use, not used for long")),
            ("disposal_overdue", _("disposal overdue")),
            ("stopped", _("delivery stopped by the authority")),
            ("basis_repealed", _("rests on a repealed norm")),
        ],
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = SharingAgreement
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SharingAgreement], name: str, value: str
    ) -> QuerySet[SharingAgreement]:
        """Given by the own department, or received by it."""
        part = "provider_id" if value == "given" else "requester_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_attention(
        self, rows: QuerySet[SharingAgreement], name: str, value: str
    ) -> QuerySet[SharingAgreement]:
        """Never supplied, not used, not disposed of in time, stopped, or on a repealed norm."""
        found = {
            "never_supplied": queries.never_supplied,
            "unused": lambda: queries.unused(self.now),
            "disposal_overdue": lambda: queries.disposal_overdue(self.today),
            "stopped": stopping.stopped,
            "basis_repealed": resting.flagged,
        }[value]()
        return rows.filter(pk__in=found.values("pk"))

    def by_words(
        self, rows: QuerySet[SharingAgreement], name: str, value: str
    ) -> QuerySet[SharingAgreement]:
        """Entry name or number."""
        return rows.filter(Q(entry_version__name__icontains=value) | Q(public_number__iexact=value))


class TaskFilterSet(PortalFilterSet):
    """Provision tasks by status and deadline."""

    status = django_filters.MultipleChoiceFilter(choices=provision.State.choices, label=_("Status"))
    due = DueFilter()

    class Meta:
        model = ProvisionTask
        fields: tuple[str, ...] = ()
