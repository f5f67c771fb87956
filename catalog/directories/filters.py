"""How lists of entries, versions and updates are narrowed, the same at every interface."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories import facets, queries
from catalog.directories.above import OwnState
from catalog.directories.models import DirectoryEntry, EntryVersion, UpdateTrigger
from catalog.regions.models import Region
from catalog.search.queries import Search
from catalog.subjects.queries import within
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.interfaces.steps import DayInput
from portal.regulation import entry_update, entry_version
from portal.regulation.vocabulary import (
    DataCategory,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    UpdateFrequency,
)
from portal.workdays.arithmetic import begin_of

#: So many characters are typed into the field at most.
MOST_TYPED = 100


class _AnyRegion(forms.MultipleChoiceField):
    """Codes of regions; which of them there are is asked only when rows are narrowed."""

    def valid_value(self, value: str) -> bool:
        """Whether it has the shape of a code."""
        return value.isdecimal() and len(value) <= 12


class RegionFilter(django_filters.MultipleChoiceFilter):
    """Several regions at a time."""

    field_class = _AnyRegion


class _AnyClassification(forms.MultipleChoiceField):
    """Codes of classifications; which of them there are is asked only when rows are narrowed."""

    def valid_value(self, value: str) -> bool:
        """Whether it has the shape of a code."""
        return value.isdecimal() and len(value) <= 30


class ClassificationFilter(django_filters.MultipleChoiceFilter):
    """Several classifications at a time."""

    field_class = _AnyClassification


class EntryFilterSet(PortalFilterSet):
    """Published entries by words, by what is counted beside them, and by day of publication."""

    q = django_filters.CharFilter(
        method="by_words", label=_("Words or code"), max_length=MOST_TYPED
    )
    own_state = django_filters.MultipleChoiceFilter(
        choices=OwnState.choices, method="by_own_state", label=_("For our department")
    )
    provider = django_filters.ModelMultipleChoiceFilter(
        queryset=Department.objects.order_by("code"),
        field_name="provider__code",
        to_field_name="code",
        distinct=False,
        label=_("Provider"),
    )
    tier = django_filters.MultipleChoiceFilter(
        choices=Tier.choices,
        field_name="provider__tier",
        distinct=False,
        label=_("Tier of the provider"),
    )
    region = RegionFilter(method="by_region", label=_("Region of the provider"))
    sharing_class = django_filters.MultipleChoiceFilter(
        choices=SharingClass.choices, distinct=False, label=_("Sharing class")
    )
    mode = django_filters.MultipleChoiceFilter(
        choices=SharingMode.choices, method="by_mode", label=_("Sharing mode")
    )
    classification = ClassificationFilter(method="by_classification", label=_("Classification"))
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
    published_from = django_filters.DateFilter(
        method="from_day", label=_("Published from"), widget=DayInput()
    )
    published_to = django_filters.DateFilter(
        method="to_day", label=_("Published up to"), widget=DayInput()
    )
    spans = (("published_from", "published_to"),)

    class Meta:
        model = DirectoryEntry
        fields: tuple[str, ...] = ()

    #: What was searched, once ``q`` is read; another set over the same rows may take it over.
    search: Search | None = None
    #: Whether similar entries are among what was found.
    is_near: bool = False
    #: Whether what comes near the words is found where little fits them.
    finds_near: bool = True

    def by_words(
        self, rows: QuerySet[DirectoryEntry], name: str, value: str
    ) -> QuerySet[DirectoryEntry]:
        """By what the entries say of themselves; what is but similar where little fits."""
        if self.search is None:
            self.search = queries.searched(value, self.actor, now=self.now)
        found = self.search.narrow(rows)
        self.is_near = self.finds_near and self.search.is_scant(found)
        return self.search.nearest(rows) if self.is_near else found

    def by_region(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """Providers in one of the regions or below it; an unknown code finds nothing."""
        if not value:
            return rows
        found = Q(pk=None)
        for region in Region.objects.filter(code__in=value, effective_to=None):
            found |= Q(provider__region__path__startswith=region.path)
        return rows.filter(found)

    def by_classification(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """Found under one of them or what was merged into it; an unknown code finds nothing."""
        if not value:
            return rows
        found = within(value)
        return rows.filter(is_detail_closed=False, live_version__classification__in=found)

    def by_own_state(
        self, rows: QuerySet[DirectoryEntry], name: str, value: list[str]
    ) -> QuerySet[DirectoryEntry]:
        """By how an entry stands for the reader's department."""
        if not value:
            return rows
        marked: Any = facets.with_own_state(rows, self.actor, now=self.now)
        return marked.filter(own_state__in=value)

    def from_day(
        self, rows: QuerySet[DirectoryEntry], name: str, value: date
    ) -> QuerySet[DirectoryEntry]:
        """Published on that day or later."""
        return rows.filter(published_at__gte=begin_of(value))

    def to_day(
        self, rows: QuerySet[DirectoryEntry], name: str, value: date
    ) -> QuerySet[DirectoryEntry]:
        """Published on that day or before."""
        return rows.filter(published_at__lt=begin_of(value + timedelta(days=1)))

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
        of_version = {f"live_version__{facets.OF_VERSION[name]}__in": value}
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
