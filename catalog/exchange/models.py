"""What an import read: each row with its outcome, and provider names without a department."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import EntryVersion
from catalog.regions.models import Region
from portal.regulation.vocabulary import Party
from portal.workflow.models import choice_constraint


class Outcome(models.TextChoices):
    """What became of a row."""

    CREATED = "CREATED", _("created")
    UPDATED = "UPDATED", _("updated")
    UNCHANGED = "UNCHANGED", _("unchanged")
    DUPLICATE = "DUPLICATE", _("duplicate")
    REJECTED = "REJECTED", _("rejected")


class Cause(models.TextChoices):
    """Why a row was not taken over as it stands."""

    NONE = "", _("taken over")
    SAME_ROW = "SAME_ROW", _("the same row stands earlier in the file")
    SAME_KEY = "SAME_KEY", _("another row with the same key stands earlier in the file")
    NO_TITLE = "NO_TITLE", _("the row has no name")
    NOT_A_ROW = "NOT_A_ROW", _("the row is not a list of named fields")
    BAD_TEXT = "BAD_TEXT", _("the row holds characters that are no text")
    BAD_DATE = "BAD_DATE", _("the row holds a date that does not exist")
    BAD_CLASS = "BAD_CLASS", _("the row's sharing class is an unknown word")
    TAKEN_FURTHER = "TAKEN_FURTHER", _("somebody took the draft further")


class UnresolvedName(models.Model):
    """A provider's name, as a source writes it, that matches no department yet."""

    source = models.CharField(_("source"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )

    class Meta:
        verbose_name = _("provider name to be matched")
        verbose_name_plural = _("provider names to be matched")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "name"], name="unresolvedname_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"

    def department_for(self, party: Party) -> int | None:
        """The city's authority keeps the list."""
        if party is not Party.AUTHORITY:
            return None
        top = Region.objects.filter(code="310000", effective_to=None)
        found = Department.objects.filter(region__in=top, is_authority=True, closed_on=None)
        return found.values_list("pk", flat=True).first()


class SourceRecord(models.Model):
    """A source's row that became a draft: its key there, and the digest of what it said."""

    source = models.CharField(_("source"), max_length=30)
    key = models.CharField(_("key in the source"), max_length=64)
    digest = models.CharField(max_length=64)
    version = models.OneToOneField(
        EntryVersion, on_delete=models.PROTECT, related_name="source_record"
    )
    provider_name = models.ForeignKey(
        UnresolvedName, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "key"], name="sourcerecord_once"),
            choice_constraint(Outcome, "sourcerecord_outcome", "outcome"),
            models.CheckConstraint(condition=~Q(key=""), name="sourcerecord_has_key"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
