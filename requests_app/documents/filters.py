"""How lists of documents are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from requests_app.documents.models import Document, Kind


class DocumentFilterSet(PortalFilterSet):
    """Documents by who issued them, kind, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[("issued", _("issued by us")), ("told", _("issued by others"))],
    )
    kind = django_filters.MultipleChoiceFilter(choices=Kind.choices, label=_("Kind"))
    q = django_filters.CharFilter(method="by_words", label=_("Number or reference"))

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Issued by the own department, or by another one."""
        own = Q(issuer_id=self.actor.department_id)
        return rows.filter(own if value == "issued" else ~own)

    def by_words(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Own number, reference, or the matter's number."""
        return rows.filter(
            Q(public_number__iexact=value)
            | Q(reference__icontains=value)
            | Q(subject_number__iexact=value)
        )
