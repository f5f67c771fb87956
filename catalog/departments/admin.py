"""Departments and appointments, read in the admin; acts of the authority change them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.departments.models import Department, DepartmentGrant, Membership
from portal.interfaces.admin import ReadOnlyModelAdmin


@admin.register(Department)
class DepartmentAdmin(ReadOnlyModelAdmin):
    """The register of departments."""

    list_display = ("code", "name", "tier", "region", "is_authority", "sharing_office", "closed_on")
    list_select_related = ("region",)
    search_fields = ("code", "name", "short_name")
    ordering = ("code",)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyModelAdmin):
    """Who is appointed to what, and for how long."""

    list_display = ("user", "department", "post", "starts_on", "ends_on")
    list_select_related = ("user", "department")
    ordering = ("department__code", "pk")


@admin.register(DepartmentGrant)
class DepartmentGrantAdmin(ReadOnlyModelAdmin):
    """Mandates as object permissions: a consequence of appointments, never edited by hand."""

    list_display = ("group", "permission", "content_object")
    list_select_related = ("group", "permission", "content_object")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With everything the rows name."""
        return super().get_queryset(request).select_related("group", "permission")
