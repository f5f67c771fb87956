"""How lists of bulk edits, of their rows and of entries to be chosen are narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.batches.models import LineProgress
from catalog.bulk_edits.models import BulkEdit, BulkEditRow, RowOutcome
from catalog.directories.models import OPEN_STATES, EntryVersion
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import bulk_edit as rules
from portal.regulation import entry_version
from portal.regulation.vocabulary import DataCategory, SecurityLevel, SharingClass, UpdateFrequency

_STATES = [
    (state.value, state.label)
    for state in entry_version.State
    if state in {*OPEN_STATES, entry_version.State.PUBLISHED}
]


class BulkEditFilterSet(PortalFilterSet):
    """Bulk edits by who made them, status and number."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Whose bulk edit"),
        choices=[("own", _("by me")), ("others", _("by colleagues"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Entry or number"), max_length=100)

    class Meta:
        model = BulkEdit
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[BulkEdit], name: str, value: str) -> QuerySet[BulkEdit]:
        """Those of the reader, or of others in the department."""
        own = Q(editor_id=self.actor.user_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(self, rows: QuerySet[BulkEdit], name: str, value: str) -> QuerySet[BulkEdit]:
        """The name of an entry in it, or the number."""
        named = BulkEditRow.objects.filter(name__icontains=value).values("bulk_edit")
        return rows.filter(Q(pk__in=named) | Q(public_number__iexact=value))


class RowFilterSet(PortalFilterSet):
    """Rows by what becomes of them, how far they are, and the entry's name."""

    outcome = django_filters.MultipleChoiceFilter(
        choices=RowOutcome.choices, label=_("What becomes of it")
    )
    progress = django_filters.MultipleChoiceFilter(
        choices=LineProgress.choices, label=_("How far it is")
    )
    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name"), max_length=100
    )

    class Meta:
        model = BulkEditRow
        fields: tuple[str, ...] = ()


class EditableFilterSet(PortalFilterSet):
    """The own entries to choose from, by what they state."""

    q = django_filters.CharFilter(method="by_words", label=_("Words or code"), max_length=100)
    status = django_filters.MultipleChoiceFilter(choices=_STATES, label=_("Status"))
    sharing_class = django_filters.MultipleChoiceFilter(
        choices=SharingClass.choices, label=_("Sharing class")
    )
    frequency = django_filters.MultipleChoiceFilter(
        field_name="update_frequency", choices=UpdateFrequency.choices, label=_("Update frequency")
    )
    category = django_filters.MultipleChoiceFilter(
        choices=DataCategory.choices, label=_("Data category")
    )
    grade = django_filters.MultipleChoiceFilter(
        field_name="security_level", choices=SecurityLevel.choices, label=_("Grade")
    )

    class Meta:
        model = EntryVersion
        fields: tuple[str, ...] = ()

    def by_words(
        self, rows: QuerySet[EntryVersion], name: str, value: str
    ) -> QuerySet[EntryVersion]:
        """Name, abstract or code."""
        return rows.filter(
            Q(name__icontains=value)
            | Q(abstract__icontains=value)
            | Q(entry__code__startswith=value)
        )
