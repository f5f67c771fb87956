"""How lists of complaints and reports are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import complaint as rules
from requests_app.complaints.models import Complaint


class ComplaintFilterSet(PortalFilterSet):
    """Complaints by the own part, status, kind, finding, department, deadline and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("handled", _("handled by us")), ("registered", _("registered by us"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    kind = django_filters.MultipleChoiceFilter(choices=rules.Kind.choices, label=_("Kind"))
    finding = django_filters.MultipleChoiceFilter(choices=rules.Finding.choices, label=_("Finding"))
    department = django_filters.CharFilter(
        field_name="department__code", label=_("Code of the department"), max_length=20
    )
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Complaint
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Complaint], name: str, value: str) -> QuerySet[Complaint]:
        """Handled or registered by the own department."""
        part = "handler_id" if value == "handled" else "registrar_id"
        return rows.filter(**{part: self.actor.department_id})

    def by_words(self, rows: QuerySet[Complaint], name: str, value: str) -> QuerySet[Complaint]:
        """What it says, the department's name, the number, or that in the letters register."""
        return rows.filter(
            Q(statement__icontains=value)
            | Q(department__name__icontains=value)
            | Q(public_number__iexact=value)
            | Q(register_number__iexact=value)
        )
