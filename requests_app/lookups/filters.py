"""How the list of look-ups is narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation.vocabulary import SubjectKind
from requests_app.lookups.models import SubjectLookup


class LookupFilterSet(PortalFilterSet):
    """Look-ups by the own part, kind of subject, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("made", _("made by us")), ("named", _("our department named"))],
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=SubjectKind.choices, label=_("Kind of subject")
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = SubjectLookup
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[SubjectLookup], name: str, value: str
    ) -> QuerySet[SubjectLookup]:
        """The own authority's, or those whose answer named the own department."""
        own = self.actor.department_id or 0
        if value == "made":
            return rows.filter(authority_id=own)
        return rows.filter(findings__department_id=own)

    def by_words(
        self, rows: QuerySet[SubjectLookup], name: str, value: str
    ) -> QuerySet[SubjectLookup]:
        """Case number, reason, or the look-up's own number."""
        return rows.filter(
            Q(case_number__icontains=value)
            | Q(reason__icontains=value)
            | Q(public_number__iexact=value)
        )
