"""PortalConfig: the kernel and its system checks; PortalAdminConfig: the admin site."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own site: who may enter, and its content policy."""

    default_site = "portal.interfaces.site.PortalAdminSite"


class PortalConfig(AppConfig):
    """The kernel: regulation, gate, audit chain, calendar, identity."""

    name = "portal"
    default = True
    verbose_name = _("portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check that grants stay in direct-FK tables."""
        register(check_generic_grants_unused, deploy=False)


def check_generic_grants_unused(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """Every model that takes object permissions has a direct-FK grant table of its own."""
    grant_models = [model for model in apps.get_models() if hasattr(model, "allowed_permissions")]
    return [
        Error(f"{model._meta.label} has no frozen list of permissions", id="portal.E001")
        for model in grant_models
        if not model.allowed_permissions
    ]
