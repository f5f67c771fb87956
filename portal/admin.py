"""Registers the kernel's tables; the audit log is read-only."""

from typing import ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from portal.interfaces.admin import PortalModelAdmin, ReadOnlyModelAdmin
from portal.models import ApiClient, AuditEvent, AuditSeal, User, WorkdayOverride
from portal.regulation import acts

# Grants and applications are made by acts, jobs by the worker; nobody edits their rows.
for label in ("auth", "oauth2_provider", "procrastinate"):
    for model in apps.get_app_config(label).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


@admin.register(User)
class UserModelAdmin(UserAdmin, PortalModelAdmin):
    """Accounts: names and passwords. What a person may do is an appointment, not set here."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "display_name",
        "is_active",
        "is_service",
        "is_contractor",
        "is_superuser",
    )
    list_filter = ("is_active", "is_service", "is_contractor")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "display_name", "usable_password", "password1", "password2")},
        ),
    )


@admin.register(WorkdayOverride)
class WorkdayOverrideAdmin(PortalModelAdmin):
    """Holidays and make-up working days, by the State Council's yearly notice."""

    list_display = ("day", "name", "is_workday", "region_code", "notice_citation")
    list_filter = ("is_workday",)
    date_hierarchy = "day"


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyModelAdmin):
    """The audit log, newest first."""

    list_display = ("id", "occurred_at", "act", "subject_number", "before", "after")
    search_fields = ("subject_number", "name")
    ordering = ("-id",)
    show_full_result_count = False

    @admin.display(description=_("act"))
    def act(self, event: AuditEvent) -> str:
        """What people call it."""
        return acts.label(event.name)

    @admin.display(description=_("state before"))
    def before(self, event: AuditEvent) -> str:
        """The matter's state before the act."""
        return acts.state_label(event.name, event.from_status)

    @admin.display(description=_("state after"))
    def after(self, event: AuditEvent) -> str:
        """The matter's state after it."""
        return acts.state_label(event.name, event.to_status)


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyModelAdmin):
    """The chain."""

    list_display = ("chain_seq", "event_id", "digest", "sealed_at")
    ordering: ClassVar[tuple[str, ...]] = ("-chain_seq",)
    show_full_result_count = False


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyModelAdmin):
    """Application systems; they are registered by their department."""

    list_display = ("name", "code", "is_active")
