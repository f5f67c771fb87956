"""The product's addresses, and beside them the same list through ModelSerializer."""

from typing import Any

from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from catalog.directories import queries
from catalog.models import DirectoryEntry
from portal.interfaces.actors import entering
from portal.workflow.actor import Interface


class EntrySerializer(serializers.ModelSerializer):
    """The list's row, the framework's usual way."""

    name = serializers.CharField(source="live_version.name")
    provider = serializers.CharField(source="provider.code")
    provider_name = serializers.CharField(source="provider.name")
    sharing_modes = serializers.ListField(source="live_version.sharing_modes")
    update_frequency = serializers.CharField(source="live_version.update_frequency")
    category = serializers.CharField(source="live_version.category")
    security_level = serializers.CharField(source="live_version.security_level")
    available = serializers.BooleanField(source="with_available")

    class Meta:
        model = DirectoryEntry
        fields = (
            "code",
            "name",
            "provider",
            "provider_name",
            "sharing_class",
            "sharing_modes",
            "update_frequency",
            "category",
            "security_level",
            "published_at",
            "is_detail_closed",
            "available",
        )


class EntryList(ListAPIView):
    """The same rows for the same caller."""

    scope = "catalog"
    serializer_class = EntrySerializer
    pagination_class = None
    filterset_class = None

    def get_queryset(self) -> Any:
        """The first page."""
        actor, now = entering(self.request, Interface.API)
        rows = queries.with_availability(queries.published_to(actor), actor, now=now)
        return rows.select_related("live_version", "provider").order_by("-published_at", "-pk")[:50]


urlpatterns = [
    path("bench/model-serializer/", EntryList.as_view()),
    path("", include("portal.urls")),
]
