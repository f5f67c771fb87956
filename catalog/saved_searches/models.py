"""SavedSearch: words and filters of one person."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """保存的检索: words and filters a person keeps under a name, for himself alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=60)
    #: By parameter of the directory's address, the values given for it, in order.
    filters = models.JSONField(_("words and filters"))
    is_notice_wanted = models.BooleanField(_("tell me of new entries that fit"), default=True)
    created_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "name"], name="savedsearch_named_once"),
            models.UniqueConstraint(fields=["user", "filters"], name="savedsearch_once"),
            models.CheckConstraint(condition=~Q(name=""), name="savedsearch_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
