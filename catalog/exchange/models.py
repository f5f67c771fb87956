"""What an import read: each row with its outcome, and provider names without a department."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import OPEN_STATES, EntryVersion
from catalog.exchange.rhythm import Rhythm
from catalog.regions.models import Region
from portal.regulation import harvest_source as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint


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
    OTHER_PROVIDER = "OTHER_PROVIDER", _("the row is of a department that this catalog is not for")
    TWO_DEPARTMENTS = "TWO_DEPARTMENTS", _("two departments go by the provider's name")
    RULES_LEFT = "RULES_LEFT", _("not all that it says of its fields was taken over")
    RETURNED = "RETURNED", _("the row had vanished and stands there again")


#: The authority of this region keeps the list of names.
KEEPER_REGION = "310000"


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
        top = Region.objects.filter(code=KEEPER_REGION, effective_to=None)
        found = Department.objects.filter(region__in=top, is_authority=True, closed_on=None)
        return found.values_list("pk", flat=True).first()


class SourceRecord(models.Model):
    """A source's row that became a draft: its key there, and the digest of what it said."""

    source = models.CharField(_("source"), max_length=30)
    key = models.CharField(_("key in the source"), max_length=64)
    title = models.CharField(_("name in the source"), max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    version = models.OneToOneField(
        EntryVersion, on_delete=models.PROTECT, related_name="source_record"
    )
    provider_name = models.ForeignKey(
        UnresolvedName, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    read_at = models.DateTimeField(_("read at"))
    vanished_at = models.DateTimeField(_("vanished at"), null=True, blank=True)
    #: Somebody said that the entry stays although its record vanished.
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kept_because = models.TextField(_("why it is kept"), blank=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "key"], name="sourcerecord_once"),
            choice_constraint(Outcome, "sourcerecord_outcome", "outcome"),
            models.CheckConstraint(condition=~Q(key=""), name="sourcerecord_has_key"),
            models.CheckConstraint(
                condition=Q(kept_at=None, kept_by=None, kept_because="")
                | Q(kept_at__isnull=False, kept_by__isnull=False, vanished_at__isnull=False)
                & ~Q(kept_because=""),
                name="sourcerecord_kept_with_a_reason",
            ),
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


class HarvestSource(WorkflowModel):
    """采集来源: a catalog of another system, read regularly into drafts.

    ``code`` marks its records in ``SourceRecord``. ``department`` is whose records they are where
    they name no provider; where ``is_own_only``, no record may name another one. ``fault`` is why
    the last reading failed, a code of ``faults.SENTENCES`` with its values; empty where it did not.
    """

    machine = rules.MACHINE
    route = "catalog:harvest-source"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    code = models.SlugField(_("source code"), max_length=30, unique=True)
    title = models.CharField(_("name of the catalog"), max_length=120)
    address = models.CharField(_("address"), max_length=500)
    kind = models.CharField(_("kind of catalog"), max_length=10, choices=HarvestKind.choices)
    rhythm = models.CharField(
        _("how often it is read"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department it speaks for"),
    )
    is_own_only = models.BooleanField(_("records of this department only"), default=False)
    authority = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("authority")
    )
    stated_at = models.DateTimeField(_("particulars stated at"))
    fault = models.CharField(_("why the last reading failed"), max_length=30, blank=True)
    fault_values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("catalog to be read")
        verbose_name_plural = _("catalogs to be read")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "harvestsource_status"),
            choice_constraint(HarvestKind, "harvestsource_kind", "kind"),
            choice_constraint(Rhythm, "harvestsource_rhythm", "rhythm"),
            models.CheckConstraint(
                condition=Q(is_own_only=False) | Q(department__isnull=False),
                name="harvestsource_own_of_somebody",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority of its area, and the department it speaks for."""
        if party is Party.PROVIDER:
            return self.department_id
        return self.authority_id if party is Party.AUTHORITY else None

    @property
    def is_being_read(self) -> bool:
        """Whether a reading waits or is under way."""
        return bool(self.pk) and self.runs.filter(state__in=OPEN_RUNS).exists()

    @property
    def is_at_work(self) -> bool:
        """While it is being read."""
        return self.is_being_read

    @property
    def is_tried(self) -> bool:
        """Whether it was read to its end on trial since its particulars were stated."""
        tried = self.runs.filter(is_trial=True, state=RunState.DONE)
        return bool(self.pk) and tried.filter(asked_at__gte=self.stated_at).exists()

    @property
    def has_vanished(self) -> bool:
        """Whether of an entry whose record vanished nobody has said yet that it stays."""
        return bool(self.pk) and undecided(self.code).exists()

    @property
    def concerned_ids(self) -> set[int]:
        """The departments whose entries lost their record, as nobody has decided about yet."""
        found = undecided(self.code).order_by().values_list("version__entry__provider_id")
        return {pk for (pk,) in found.distinct() if pk is not None}


def gone(code: str | models.OuterRef) -> models.QuerySet[SourceRecord]:
    """Records that the catalog of that code has no more and whose entry stands."""
    stands = Q(version__entry__live_version__isnull=False) | Q(version__status__in=OPEN_STATES)
    return SourceRecord.objects.filter(stands, source=code, vanished_at__isnull=False)


def undecided(code: str) -> models.QuerySet[SourceRecord]:
    """Those of them of which nobody has said that the entry stays."""
    return gone(code).filter(kept_at=None)


class RunState(models.TextChoices):
    """How far a reading is."""

    WAITING = "WAITING", _("waiting for its turn")
    RUNNING = "RUNNING", _("under way")
    DONE = "DONE", _("read to the end")
    FAILED = "FAILED", _("could not be read")
    STOPPED = "STOPPED", _("stopped")


#: A reading that time has still to do with.
OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)


class HarvestRun(models.Model):
    """采集记录: one reading of a source, done in portions. ``counts`` are its records by outcome.

    ``fault`` is a code with its values; ``tries`` counts how often a worker took up the portion
    under way, which is more than once where one was killed. ``taken`` is how many of the records
    were taken over, None while the catalog is being fetched; ``seconds`` the time that its portions
    took. A reading on trial makes no draft.
    """

    source = models.ForeignKey(HarvestSource, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(_("how far it is"), max_length=10, choices=RunState.choices)
    is_by_night = models.BooleanField(_("by night"))
    is_trial = models.BooleanField(_("on trial"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for at"))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(_("why it failed"), max_length=30, blank=True)
    fault_values = models.JSONField(default=dict)
    taken = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(default=0)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("reading of a catalog")
        verbose_name_plural = _("readings of catalogs")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(RunState, "harvestrun_state", "state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_RUNS, ended_at=None)
                | ~Q(state__in=OPEN_RUNS) & Q(ended_at__isnull=False),
                name="harvestrun_ended",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=OPEN_RUNS),
                name="harvestrun_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class HarvestPage(models.Model):
    """A page of the other catalog as it was fetched, packed, until the reading ends."""

    run = models.ForeignKey(HarvestRun, on_delete=models.PROTECT, related_name="pages")
    #: How many records came before it.
    place = models.PositiveIntegerField()
    records = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("page of another catalog")
        verbose_name_plural = _("pages of other catalogs")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "place"], name="harvestpage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.place}"


class HarvestFinding(models.Model):
    """采集结果: what became of one record in one run; its draft where there is one."""

    run = models.ForeignKey(HarvestRun, on_delete=models.PROTECT, related_name="findings")
    key = models.CharField(_("key in the source"), max_length=64, blank=True)
    number = models.PositiveIntegerField(_("place in the source"), null=True, blank=True)
    title = models.CharField(_("name in the source"), max_length=200, blank=True)
    #: What in particular is at fault: the date, the word, the name of the provider.
    value = models.CharField(max_length=200, blank=True)
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
