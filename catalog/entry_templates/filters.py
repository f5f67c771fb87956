"""How lists of templates are narrowed, the same at every interface."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.entry_templates.models import EntryTemplate
from portal.interfaces.filters import PortalFilterSet
from portal.regulation import entry_template as rules


class EntryTemplateFilterSet(PortalFilterSet):
    """Templates by whose they are, status, and words."""

    side = django_filters.ChoiceFilter(
        method="by_side",
        label=_("Whose templates"),
        choices=[("own", _("our templates")), ("others", _("templates of the authority"))],
    )
    status = django_filters.MultipleChoiceFilter(choices=rules.State.choices, label=_("Status"))
    q = django_filters.CharFilter(method="by_words", label=_("Words or number"), max_length=100)

    class Meta:
        model = EntryTemplate
        fields: tuple[str, ...] = ()

    def by_side(
        self, rows: QuerySet[EntryTemplate], name: str, value: str
    ) -> QuerySet[EntryTemplate]:
        """Of the own department, or published to it."""
        own = Q(department_id=self.actor.department_id or 0)
        return rows.filter(own if value == "own" else ~own)

    def by_words(
        self, rows: QuerySet[EntryTemplate], name: str, value: str
    ) -> QuerySet[EntryTemplate]:
        """Name, or the number."""
        return rows.filter(Q(name__icontains=value) | Q(public_number__iexact=value))
