"""How the list of criticism is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation import criticism as rules
from portal.regulation.breaches import Code
from requests_app.criticisms.models import Criticism


class CriticismFilterSet(PortalFilterSet):
    """Criticism by the own part, status, item, department and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("concerned", _("about us")), ("published", _("published by us"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    code = django_filters.MultipleChoiceFilter(
        field_name="breach__code", choices=Code.choices, label=_("Breach")
    )
    department = django_filters.CharFilter(
        field_name="breach__department__code", label=_("Code of the department"), max_length=20
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Criticism
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Criticism], name: str, value: str) -> QuerySet[Criticism]:
        """About the own department, or published by it."""
        own = self.actor.department_id or 0
        if value == "published":
            return rows.filter(breach__authority_id=own)
        return rows.filter(breach__department_id=own)

    def by_words(self, rows: QuerySet[Criticism], name: str, value: str) -> QuerySet[Criticism]:
        """Name of the department, what is made known, or the number."""
        return rows.filter(
            Q(breach__department__name__icontains=value)
            | Q(text__icontains=value)
            | Q(public_number__iexact=value)
        )
