"""How the list of notices is narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.interfaces.filters import PortalFilterSet
from portal.regulation.notices import NoticeKind
from requests_app.notices.models import Notice


class NoticeFilterSet(PortalFilterSet):
    """Notices by whether they were read, what they are about, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Read"),
        choices=[("unread", _("unread")), ("read", _("read"))],
    )
    kind = django_filters.MultipleChoiceFilter(choices=NoticeKind.choices, label=_("Kind"))
    is_legal = django_filters.BooleanFilter(label=_("Legal notice"))
    q = django_filters.CharFilter(method="by_words", label=_("Number or name of the matter"))

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def by_side(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        """Read, or not yet."""
        return rows.filter(read_at__isnull=value == "unread")

    def by_words(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        """The matter's number or part of its name."""
        return rows.filter(Q(subject_number__iexact=value) | Q(title__icontains=value))
