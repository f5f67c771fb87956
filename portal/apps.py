"""PortalConfig: the kernel and its system checks; PortalAdminConfig: the admin site."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _

from portal.regulation import deadlines, switches


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
        """Check that grants stay in direct-FK tables, and that local settings stay lawful."""
        register(check_generic_grants_unused, deploy=False)
        register(check_local_rules, deploy=False)
        register(check_digest_hour, deploy=False)


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


def check_local_rules(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """Local switches have allowed values, and local periods are never longer than the statute's."""
    faults = [
        f"PORTAL_SWITCHES: there is no switch {name}"
        for name in settings.PORTAL_SWITCHES
        if name not in switches.BY_NAME
    ]
    faults += [
        f"PORTAL_LOCAL_PERIODS: there is no period {code}"
        for code in settings.PORTAL_LOCAL_PERIODS
        if code not in deadlines.BY_CODE
    ]
    for switch in switches.SWITCHES:
        try:
            switch.value(settings.PORTAL_SWITCHES)
        except ValueError as error:
            faults.append(f"PORTAL_SWITCHES: {error}")
    for code, deadline in deadlines.BY_CODE.items():
        workdays = settings.PORTAL_LOCAL_PERIODS.get(code)
        try:
            if workdays is not None:
                deadline.shortened(workdays)
        except (TypeError, ValueError) as error:
            faults.append(f"PORTAL_LOCAL_PERIODS: {error}")
    return [Error(fault, id="portal.E002") for fault in faults]


def check_digest_hour(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """The digest is made at an hour that a day has."""
    hour = settings.PORTAL_DIGEST_HOUR
    if hour in range(24):
        return []
    fault = f"PORTAL_DIGEST_HOUR is {hour}: an hour of the day is from 0 to 23"
    return [Error(fault, id="portal.E003")]
