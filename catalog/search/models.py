"""What search finds a published entry by: one row each, made of its live version."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryIndex(models.Model):
    """The words of a published entry, apart by who may find it by them.

    ``title`` and ``open`` are for every department; ``detail`` counts only for those who may read
    the details of the entry. An entry that is not published has no row.
    """

    entry = models.OneToOneField(
        "catalog.DirectoryEntry",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="index",
        verbose_name=_("directory entry"),
    )
    #: The name of the entry, with its sounds.
    title = SearchVectorField()
    #: The code, and the provider's names with their sounds.
    open = SearchVectorField()
    #: Items (B, with their sounds), subject (C) and abstract (D).
    detail = SearchVectorField()
    title_length = models.PositiveSmallIntegerField()
    #: With which rules it was made; another one is made anew.
    edition = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("search index of an entry")
        verbose_name_plural = _("search index of entries")
        indexes: ClassVar[list[Any]] = [
            GinIndex(fields=["title"], name="entryindex_title", fastupdate=False),
            GinIndex(fields=["open"], name="entryindex_open", fastupdate=False),
            GinIndex(fields=["detail"], name="entryindex_detail", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)
