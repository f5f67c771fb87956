"""User and ApiClient: people, and the application systems that act for departments."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person, or the account of an application system (``is_service``).

    What a user may do for a department is an appointment, kept by the departments domain.
    """

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    #: The application system behind the account, while one of its calls is answered.
    client_id_in_use: int | None = None
    #: The department appointed to and the groups, as read with the token of that call.
    appointment_in_use: tuple[int | None, tuple[int, ...]] | None = None
    is_service = models.BooleanField(_("account of an application system"), default=False)
    #: Set when it is first engaged and never taken back: a contractor's account stays one.
    is_contractor = models.BooleanField(_("account of a contractor"), default=False)

    class Meta:
        swappable = "AUTH_USER_MODEL"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username


class ApiClient(models.Model):
    """An application system (应用系统) that fetches data or works for its department over the API.

    ``group`` is the group that agreements grant to; ``user`` its service account.
    """

    application = models.OneToOneField(
        "oauth2_provider.Application", on_delete=models.PROTECT, related_name="api_client"
    )
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_client")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="api_client")
    name = models.CharField(_("application system"), max_length=80)
    code = models.CharField(_("system code"), max_length=60, unique=True)
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("application system")
        verbose_name_plural = _("application systems")

    def __str__(self) -> str:
        return self.name
