"""Regions: reference data of the system administrator, read-only."""

from django.contrib import admin

from catalog.regions.models import Region
from portal.interfaces.admin import ReadOnlyModelAdmin


@admin.register(Region)
class RegionAdmin(ReadOnlyModelAdmin):
    """Divisions with their periods."""

    list_display = ("code", "name", "tier", "parent", "effective_from", "effective_to")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)
    show_full_result_count = False
