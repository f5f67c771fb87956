"""How lists of questions are narrowed, the same at every interface."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.questions.models import Question
from portal.interfaces.filters import DueFilter, PortalFilterSet
from portal.regulation import question as rules


class QuestionFilterSet(PortalFilterSet):
    """Questions by the own part, who deals with them, status, deadline, entry and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Our part"),
        choices=[
            ("asked", _("asked by us")),
            ("received", _("on our entries")),
            ("others", _("of others")),
        ],
    )
    handled = django_filters.ChoiceFilter(
        method="by_handler",
        label=_("Dealt with by"),
        choices=[("me", _("me")), ("nobody", _("nobody yet"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    due = DueFilter()
    entry = django_filters.CharFilter(
        field_name="entry__code", label=_("Entry code"), max_length=60
    )
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Asked by the own department, on its entries, or neither."""
        own = self.actor.department_id or 0
        asked, received = Q(asker=own), Q(entry__provider=own)
        if value == "asked":
            return rows.filter(asked)
        return rows.filter(received if value == "received" else ~asked & ~received)

    def by_handler(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Those that the reader took on, or that nobody of the department has."""
        mine = Q(entry__provider=self.actor.department_id or 0)
        handler = Q(owned_by=self.actor.user_id or 0) if value == "me" else Q(owned_by=None)
        return rows.filter(mine & handler)

    def by_words(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """What was asked, the entry's name, the provider, or the number."""
        return rows.filter(
            Q(text__icontains=value)
            | Q(entry__live_version__name__icontains=value)
            | Q(entry__provider__name__icontains=value)
            | Q(public_number__iexact=value)
        )


class EntryQuestionFilterSet(PortalFilterSet):
    """The questions on one entry, by status and words."""

    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Words"), max_length=100)

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """What was asked or answered, or the data item."""
        said = rows.filter(messages__text__icontains=value).values("pk")
        asked = Q(text__icontains=value) | Q(item_name__icontains=value)
        return rows.filter(asked | Q(pk__in=said))


class PunctualityFilterSet(PortalFilterSet):
    """Departments that were asked, by whether an answer is overdue, and by name."""

    late = django_filters.ChoiceFilter(
        method="by_lateness",
        label=_("Answers"),
        choices=[("overdue", _("with overdue answers")), ("none", _("nothing overdue"))],
    )
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Department"))

    class Meta:
        model = Department
        fields: tuple[str, ...] = ()

    def by_lateness(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Departments that owe an answer whose day is over, or none."""
        if value == "overdue":
            return rows.filter(replies_overdue__gt=0)
        return rows.filter(replies_overdue=0)
