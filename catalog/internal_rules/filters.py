"""How lists of internal rules, and of what is on file, are narrowed."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.internal_rules import queries
from catalog.internal_rules.models import InternalRule
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import internal_rule as rules


class InternalRuleFilterSet(PortalFilterSet):
    """Rules by the own part, subject, status, department and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("own", _("our rules")), ("others", _("rules of others"))],
    )
    subject = django_filters.MultipleChoiceFilter(
        choices=rules.RuleSubject.choices, label=_("Subject of the rule")
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    department = django_filters.CharFilter(
        field_name="department__code", label=_("Code of the department"), max_length=20
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = InternalRule
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[InternalRule], name: str, value: str
    ) -> QuerySet[InternalRule]:
        """Of the own department, or of others."""
        own = Q(department_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[InternalRule], name: str, value: str
    ) -> QuerySet[InternalRule]:
        """Title, document number, department, or the number."""
        return rows.filter(
            Q(title__icontains=value)
            | Q(document_number__icontains=value)
            | Q(department__name__icontains=value)
            | Q(public_number__iexact=value)
        )


class FiledFilterSet(PortalFilterSet):
    """Departments by the subjects for which they have nothing on file, and by words."""

    lacking = django_filters.MultipleChoiceFilter(
        method="by_gap", choices=rules.RuleSubject.choices, label=_("Nothing on file for")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Name or code"), max_length=100)

    class Meta:
        model = Department
        fields: tuple[str, ...] = ()

    def by_gap(
        self, rows: QuerySet[Department], name: str, value: list[str]
    ) -> QuerySet[Department]:
        """Departments that lack a rule on any of the chosen subjects."""
        gap = Q(pk=None)
        for subject in value:
            held = queries.in_force().filter(department=OuterRef("pk"), subject=subject)
            gap |= ~Q(Exists(held))
        return rows.filter(gap) if value else rows

    def by_words(self, rows: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        """Full name, short name or code."""
        return rows.filter(
            Q(name__icontains=value) | Q(short_name__icontains=value) | Q(code__iexact=value)
        )
