"""RequestsConfig: the sharing loop."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """Requests, agreements, supply and delivery."""

    name = "requests_app"
    verbose_name = _("sharing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put what the domains above sharing know on the pages of requests and agreements."""
        from requests_app.changes.show import change_parts
        from requests_app.corrections.show import correction_parts
        from requests_app.delivery.show import delivery_parts
        from requests_app.disputes.show import dispute_parts
        from requests_app.sharing.show import agreement_parts, request_parts

        agreement_parts[:] = [delivery_parts, change_parts, correction_parts, dispute_parts]
        request_parts[:] = [dispute_parts]
