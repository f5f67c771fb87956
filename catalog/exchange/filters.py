"""How the list of provider names that wait for a department is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from catalog.exchange.models import UnresolvedName
from portal.interfaces.filters import PortalFilterSet


class NameFilterSet(PortalFilterSet):
    """Names by words and source."""

    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name"), max_length=100
    )
    source = django_filters.CharFilter(label=_("Source"), max_length=30)

    class Meta:
        model = UnresolvedName
        fields: tuple[str, ...] = ()
