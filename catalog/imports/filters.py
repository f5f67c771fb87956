"""How lists of imports and of their lines are narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.batches.models import LineProgress
from catalog.imports.models import CatalogImport, ImportLine, LineOutcome
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import catalog_workbook as rules


class ImportFilterSet(PortalFilterSet):
    """Imports by the reader's part in them, status, and the words of the file's name."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Whose import"),
        choices=[("own", _("read by me")), ("others", _("read by colleagues"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("File or number"), max_length=100)

    class Meta:
        model = CatalogImport
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[CatalogImport], name: str, value: str
    ) -> QuerySet[CatalogImport]:
        """Those of the reader, or of others in the department."""
        own = Q(reader_id=self.actor.user_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[CatalogImport], name: str, value: str
    ) -> QuerySet[CatalogImport]:
        """The file's name, or the number."""
        return rows.filter(Q(file_name__icontains=value) | Q(public_number__iexact=value))


class LineFilterSet(PortalFilterSet):
    """Lines by what becomes of them, how far they are, and the entry's name."""

    outcome = django_filters.MultipleChoiceFilter(
        choices=LineOutcome.choices, label=_("What becomes of it")
    )
    progress = django_filters.MultipleChoiceFilter(
        choices=LineProgress.choices, label=_("How far it is")
    )
    near = django_filters.BooleanFilter(method="by_near", label=_("Nearly the same name"))
    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name"), max_length=100
    )

    class Meta:
        model = ImportLine
        fields: tuple[str, ...] = ()

    def by_near(self, rows: QuerySet[ImportLine], name: str, value: bool) -> QuerySet[ImportLine]:
        """New entries whose name is nearly that of another, or those without one."""
        return rows.exclude(near=[]) if value else rows.filter(near=[])
