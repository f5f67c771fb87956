"""PortalFilterSet: one way to narrow a list, for pages, admin and API alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


class _SpanForm(forms.Form):
    """No span of days ends before it begins."""

    spans: ClassVar[tuple[tuple[str, str], ...]] = ()

    def clean(self) -> dict[str, Any]:
        """Says so at the last day."""
        data = super().clean() or {}
        for first, last in self.spans:
            begins, ends = data.get(first), data.get(last)
            if begins and ends and ends < begins:
                self.add_error(last, _("The last day lies before the first."))
        return data


class PortalFilterSet(django_filters.FilterSet):
    """A filter set on top of ``visible_to``: it can only narrow what the actor may see.

    ``spans`` names the filters that are the first and the last day of a span; one that ends before
    it begins is refused at every interface, since it would find nothing.
    """

    spans: ClassVar[tuple[tuple[str, str], ...]] = ()

    def get_form_class(self) -> Any:
        """The form of the filters, which judges the spans as well."""
        return type("FilterForm", (_SpanForm, super().get_form_class()), {"spans": self.spans})

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: QuerySet[Any] | None = None,
        *,
        actor: Actor,
        now: datetime,
    ) -> None:
        self.actor = actor
        self.now = now
        self.today = local_day(now)
        super().__init__(data, queryset)


class DueFilter(django_filters.ChoiceFilter):
    """Narrow by the deadline: overdue, due today, due later, or without one."""

    def __init__(self, **options: Any) -> None:
        choices = [
            ("overdue", _("overdue")),
            ("today", _("due today")),
            ("later", _("due later")),
            ("none", _("without a deadline")),
        ]
        super().__init__(label=_("Deadline"), choices=choices, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Running periods only; a stopped clock is never overdue."""
        today = self.parent.today
        running = {"due_stopped_on": None}
        if value == "overdue":
            return rows.filter(due_on__lt=today, **running)
        if value == "today":
            return rows.filter(due_on=today, **running)
        if value == "later":
            return rows.filter(due_on__gt=today, **running)
        if value == "none":
            return rows.filter(due_on=None)
        return rows
