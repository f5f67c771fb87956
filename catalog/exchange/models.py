"""What an import read: each row with its outcome, and provider names without a department."""

from datetime import datetime, timedelta
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


class HarvestKind(models.TextChoices):
    """In which language the other catalog speaks."""

    DCAT_US = "DCAT_US", "DCAT-US data.json"
    DCAT_AP = "DCAT_AP", _("DCAT-AP (Turtle, JSON-LD, RDF/XML)")
    CKAN = "CKAN", "CKAN"


class HarvestOutcome(models.TextChoices):
    """What became of a record of the other catalog in one run."""

    ADDED = "ADDED", _("added as a draft")
    CHANGED = "CHANGED", _("draft renewed")
    UNCHANGED = "UNCHANGED", _("unchanged")
    DUPLICATE = "DUPLICATE", _("duplicate")
    REJECTED = "REJECTED", _("rejected")
    VANISHED = "VANISHED", _("no longer in the other catalog")


#: A run that has not ended by then was killed: the next one may begin.
LONGEST_RUN = timedelta(hours=1)


class HarvestSource(models.Model):
    """采集来源: a catalog of another system, read regularly into drafts.

    ``code`` marks its records in ``SourceRecord``. ``department`` is whose records they are where
    they name no provider.
    """

    code = models.SlugField(_("source code"), max_length=30, unique=True)
    title = models.CharField(_("name of the catalog"), max_length=120)
    address = models.CharField(_("address"), max_length=500)
    kind = models.CharField(_("kind of catalog"), max_length=10, choices=HarvestKind.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department it speaks for"),
    )
    authority = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    is_active = models.BooleanField(_("is read"), default=True)
    registered_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("catalog to be read")
        verbose_name_plural = _("catalogs to be read")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(HarvestKind, "harvestsource_kind", "kind"),
        ]

    def __str__(self) -> str:
        return self.code

    def department_for(self, party: Party) -> int | None:
        """The authority that registered it."""
        return self.authority_id if party is Party.AUTHORITY else None

    def is_being_read(self, now: datetime) -> bool:
        """Whether a run has begun and not ended."""
        running = self.runs.filter(ended_at=None, begun_at__gt=now - LONGEST_RUN)
        return bool(self.pk) and running.exists()


class HarvestRun(models.Model):
    """采集记录: one reading of a source, with what came of it; ``fault`` is a sentence."""

    source = models.ForeignKey(HarvestSource, on_delete=models.PROTECT, related_name="runs")
    is_by_night = models.BooleanField(_("by night"))
    begun_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    fault = models.TextField(_("why it failed"), blank=True)

    class Meta:
        verbose_name = _("reading of a catalog")
        verbose_name_plural = _("readings of catalogs")

    def __str__(self) -> str:
        return f"{self.source} {self.begun_at:%Y-%m-%d %H:%M}"


class HarvestFinding(models.Model):
    """采集结果: what became of one record in one run; its draft where there is one."""

    run = models.ForeignKey(HarvestRun, on_delete=models.PROTECT, related_name="findings")
    title = models.CharField(_("name in the source"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=HarvestOutcome.choices)
    cause = models.CharField(_("cause"), max_length=15, choices=Cause.choices, blank=True)
    version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entry version"),
    )

    class Meta:
        verbose_name = _("record of another catalog")
        verbose_name_plural = _("records of other catalogs")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(HarvestOutcome, "harvestfinding_outcome", "outcome"),
            choice_constraint(Cause, "harvestfinding_cause", "cause"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["run", "outcome", "id"], name="harvestfinding_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.title}"
