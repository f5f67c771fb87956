"""BasketEntry: an entry that a person means to ask for, with the data items chosen so far."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DirectoryEntry
from portal.regulation.item_names import KEY_LENGTH


class BasketEntry(models.Model):
    """待申请清单: one entry in a person's basket. No matter: it obliges nobody and has no period.

    Items are kept by name, not by row: a version published meanwhile has rows of its own.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="basket"
    )
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("directory entry"),
    )
    items = ArrayField(
        models.CharField(max_length=KEY_LENGTH),
        default=list,
        blank=True,
        verbose_name=_("data items"),
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("entry in a basket")
        verbose_name_plural = _("entries in baskets")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "entry"], name="basketentry_once"),
        ]

    def __str__(self) -> str:
        return str(self.entry)
