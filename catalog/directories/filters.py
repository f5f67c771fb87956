"""How lists of entries, versions and updates are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories import queries
from catalog.directories.models import DirectoryEntry, EntryVersion, UpdateTrigger
from catalog.regions.models import Region
from catalog.search.queries import Search
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import entry_update, entry_version
from portal.regulation.vocabulary import (
    DataCategory,
    SecurityLevel,
    SharingClass,
    SharingMode,
    UpdateFrequency,
)


class EntryFilterSet(PortalFilterSet):
    """Published entries by words, provider, region, class, mode, subject, frequency, grade."""

    q = django_filters.CharFilter(method="by_words", label=_("Words or code"), max_length=100)
    provider = django_filters.ModelChoiceFilter(
        queryset=Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        empty_label="—",
        label=_("Provider"),
    )
    region = django_filters.CharFilter(method="by_region", label=_("Region"), max_length=12)
    sharing_class = django_filters.MultipleChoiceFilter(
        choices=SharingClass.choices, label=_("Sharing class")
    )
    mode = django_filters.MultipleChoiceFilter(
        choices=SharingMode.choices, method="by_mode", label=_("Sharing mode")
    )
    category = django_filters.MultipleChoiceFilter(
        choices=DataCategory.choices, method="by_detail", label=_("Subject")
    )
    frequency = django_filters.MultipleChoiceFilter(
        choices=UpdateFrequency.choices, method="by_detail", label=_("Update frequency")
    )
    grade = django_filters.MultipleChoiceFilter(
        choices=SecurityLevel.choices, method="by_detail", label=_("Grade")
    )
    available = django_filters.BooleanFilter(method="by_availability", label=_("Available to me"))

    class Meta:
        model = DirectoryEntry
        fields: tuple[str, ...] = ()

    #: What was searched, once ``q`` is read, and whether similar entries are among what was found.
    search: Search | None = None
    is_near: bool = False

    def by_words(
        self, rows: QuerySet[DirectoryEntry], name: str, value: str
    ) -> QuerySet[DirectoryEntry]:
        """By what the entries say of themselves; what is but similar where little fits."""
        self.search = queries.searched(value, self.actor, now=self.now)
        found = self.search.narrow(rows)
        self.is_near = self.search.is_scant(found)
        return self.search.narrow(rows, nearly=True) if self.is_near else found

    def by_region(
        self, rows: QuerySet[DirectoryEntry], name: str, value: str
    ) -> QuerySet[DirectoryEntry]:
        """Providers in the region or below it; an unknown code finds nothing."""
        region = Region.objects.filter(code=value, effective_to=None).first()
        if region is None:
            return rows.none()
        return rows.filter(provider__region__path__startswith=region.path)

    def by_mode(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """Entries that offer one of the modes, and say so."""
        if not value:
            return rows
        return rows.filter(is_detail_closed=False, live_version__sharing_modes__overlap=value)

    def by_detail(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """By what the details say; closed ones are narrowed by nothing that they do not tell."""
        if not value:
            return rows
        of_version = {f"live_version__{queries.FACETS[name]}__in": value}
        return rows.filter(is_detail_closed=False, **of_version)

    def by_availability(
        self, rows: QuerySet[DirectoryEntry], name: str, value: bool
    ) -> QuerySet[DirectoryEntry]:
        """Available to the reader's department, or all of them."""
        return queries.available(rows, self.actor, now=self.now) if value else rows


class VersionFilterSet(PortalFilterSet):
    """Versions by status, class, provider and deadline."""

    status = django_filters.MultipleChoiceFilter(
        choices=entry_version.State.choices, label=_("Status")
    )
    sharing_class = django_filters.MultipleChoiceFilter(
        choices=SharingClass.choices, label=_("Sharing class")
    )
    provider = django_filters.ModelChoiceFilter(
        field_name="entry__provider",
        queryset=Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        empty_label="—",
        label=_("Provider"),
    )
    due = DueFilter()
    q = django_filters.CharFilter(method="by_words", label=_("Words or code"), max_length=100)

    class Meta:
        model = EntryVersion
        fields: tuple[str, ...] = ()

    def by_words(
        self, rows: QuerySet[EntryVersion], name: str, value: str
    ) -> QuerySet[EntryVersion]:
        """Name or code."""
        return rows.filter(Q(name__icontains=value) | Q(entry__code__startswith=value))


class TriggerFilterSet(PortalFilterSet):
    """Updates by status and deadline."""

    status = django_filters.MultipleChoiceFilter(
        choices=entry_update.State.choices, label=_("Status")
    )
    due = DueFilter()

    class Meta:
        model = UpdateTrigger
        fields: tuple[str, ...] = ()
