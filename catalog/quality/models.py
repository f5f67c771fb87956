"""QualityRequirement and QualityReport: what an entry's data are to be, and how they are found."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from catalog.directories.models import DataItem, DataVersion, DirectoryEntry, EntryVersion
from portal.regulation import quality as rules
from portal.regulation.data_check import CheckOutcome, NotJudged
from portal.regulation.value_rules import ValueRule
from portal.regulation.vocabulary import LifecycleStage, Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class _OfEntry(WorkflowModel):
    """A matter of the provider about one of its entries."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    entry: Any

    def department_for(self, party: Party) -> int | None:
        """Provider: the entry's department. Authority: that of its region."""
        provider = self.entry.provider
        if provider is None:
            return None
        if party is Party.AUTHORITY:
            return authority_over(self, provider)
        return provider.pk if party is Party.PROVIDER else None

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry is in the directory."""
        return self.entry.live_version_id is not None


class QualityRequirement(_OfEntry):
    """质量要求: what holds for an entry's data at one stage of their life, or for one item."""

    machine = rules.REQUIREMENT_MACHINE
    route = "catalog:quality-requirement"

    status = models.CharField(_("status"), max_length=30, choices=rules.RequirementState.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="quality_requirements",
        verbose_name=_("directory entry"),
    )
    stage = models.CharField(_("stage"), max_length=20, choices=LifecycleStage.choices)
    #: The column of the item it is about, in whichever version; empty: the whole entry.
    item_column = models.CharField(_("column"), max_length=63, blank=True, default="")
    text = models.TextField(_("quality requirement"))

    class Meta:
        verbose_name = _("quality requirement")
        verbose_name_plural = _("quality requirements")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.RequirementState, "qualityrequirement_status"),
            choice_constraint(LifecycleStage, "qualityrequirement_stage", "stage"),
            models.CheckConstraint(condition=~Q(text=""), name="qualityrequirement_with_words"),
            models.UniqueConstraint(
                fields=["entry", "stage", "item_column"],
                condition=Q(status=rules.RequirementState.IN_FORCE),
                name="one_requirement_per_stage_and_item",
            ),
        ]

    @property
    def item_is_known(self) -> bool:
        """Whether the published version has the item, if one is named."""
        if not self.item_column:
            return True
        items = DataItem.objects.filter(
            version=self.entry.live_version_id, column_name=self.item_column
        )
        return items.exists()


class QualityReport(_OfEntry):
    """质量报告: how the data were kept at each stage, and what the portal measured that day.

    Never changed and never removed, which a trigger holds; what was mended is added once.
    """

    machine = rules.MACHINE
    route = "catalog:quality-report"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="quality_reports",
        verbose_name=_("directory entry"),
    )
    reported_on = models.DateField(_("reported on"))
    update_frequency = models.CharField(_("update frequency"), max_length=15, blank=True)
    #: Since when corrections were counted; empty for the first report: from the beginning.
    counted_since_at = models.DateTimeField(_("counted since"), null=True, blank=True)
    corrections_received = models.PositiveIntegerField(_("corrections received"))
    corrections_upheld = models.PositiveIntegerField(_("corrections upheld"))
    corrections_open = models.PositiveIntegerField(_("corrections open"))
    measures = models.TextField(_("measures"), blank=True)
    mending_due_on = models.DateField(_("to be mended by"), null=True, blank=True)
    mending = models.TextField(_("what was mended"), blank=True)
    mended_on = models.DateField(_("mended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("quality report")
        verbose_name_plural = _("quality reports")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "qualityreport_status"),
            models.CheckConstraint(
                condition=Q(status=S.SOUND) | Q(mending_due_on__isnull=False) & ~Q(measures=""),
                name="qualityreport_mending_planned",
            ),
            models.CheckConstraint(
                condition=Q(status=S.MENDED, mended_on__isnull=False) & ~Q(mending="")
                | ~Q(status=S.MENDED) & Q(mended_on=None, mending=""),
                name="qualityreport_mended_with_words",
            ),
            models.CheckConstraint(
                condition=Q(mending_due_on=None) | Q(mending_due_on__gt=models.F("reported_on")),
                name="qualityreport_mended_later",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["entry", "-id"], name="qualityreport_by_entry"),
        ]


class QualityFinding(models.Model):
    """What a report says of one stage; all seven have one."""

    report = models.ForeignKey(QualityReport, on_delete=models.PROTECT, related_name="findings")
    stage = models.CharField(_("stage"), max_length=20, choices=LifecycleStage.choices)
    answer = models.CharField(
        _("how it was kept"), max_length=20, choices=rules.StageAnswer.choices
    )
    words = models.TextField(_("what is at fault"), blank=True)

    class Meta:
        verbose_name = _("finding of a quality report")
        verbose_name_plural = _("findings of quality reports")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(LifecycleStage, "qualityfinding_stage", "stage"),
            choice_constraint(rules.StageAnswer, "qualityfinding_answer", "answer"),
            models.UniqueConstraint(fields=["report", "stage"], name="one_finding_per_stage"),
            models.CheckConstraint(
                condition=~Q(answer=rules.StageAnswer.NOT_KEPT) | ~Q(words=""),
                name="qualityfinding_fault_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.stage}"


class QualityMeasure(models.Model):
    """What the portal measured of one data resource when the report was made; never typed."""

    report = models.ForeignKey(QualityReport, on_delete=models.PROTECT, related_name="measured")
    resource_code = models.CharField(_("resource code"), max_length=60)
    resource_name = models.CharField(_("data resource"), max_length=120)
    version_number = models.PositiveIntegerField(_("data version"), null=True)
    row_count = models.BigIntegerField(_("rows"), null=True)
    loaded_at = models.DateTimeField(_("loaded at"), null=True)
    is_timely = models.BooleanField(_("within the update frequency"), null=True)
    #: What the last check of these rows by the value rules counted; empty: they were not checked.
    rules_judged = models.PositiveIntegerField(_("value rules checked"), null=True)
    rules_broken = models.PositiveIntegerField(_("value rules broken"), null=True)
    failing_count = models.BigIntegerField(_("values that break a rule"), null=True)

    class Meta:
        verbose_name = _("measure of a quality report")
        verbose_name_plural = _("measures of quality reports")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["report", "resource_code"], name="one_measure_per_resource"
            ),
            models.CheckConstraint(
                condition=Q(version_number=None, row_count=None, loaded_at=None, is_timely=None)
                | Q(
                    version_number__isnull=False,
                    row_count__isnull=False,
                    loaded_at__isnull=False,
                ),
                name="qualitymeasure_whole",
            ),
            models.CheckConstraint(
                condition=Q(rules_judged=None, rules_broken=None, failing_count=None)
                | Q(
                    rules_judged__isnull=False,
                    rules_broken__lte=models.F("rules_judged"),
                    failing_count__gte=models.F("rules_broken"),
                ),
                name="qualitymeasure_of_values",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.resource_code}"


class DataCheck(models.Model):
    """取值检查: the rows of one data version counted by the value rules of one entry version.

    Rows and rules never change under it; another load or another version is another check.
    """

    data_version = models.ForeignKey(DataVersion, on_delete=models.PROTECT, related_name="checks")
    entry_version = models.ForeignKey(
        EntryVersion, on_delete=models.PROTECT, related_name="data_checks"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=CheckOutcome.choices)
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("check of data by value rules")
        verbose_name_plural = _("checks of data by value rules")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(CheckOutcome, "datacheck_outcome", "outcome"),
            models.UniqueConstraint(
                fields=["data_version", "entry_version"], name="one_check_of_rows_by_rules"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_version} {self.entry_version}"


class RuleFinding(models.Model):
    """How many values of one item break one rule; never which: rows may speak of persons."""

    data_check = models.ForeignKey(DataCheck, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("data item")
    )
    rule = models.CharField(_("value rule"), max_length=10, choices=ValueRule.choices)
    failing_count = models.BigIntegerField(_("values that break it"), null=True)
    cause = models.CharField(
        _("why it was not judged"),
        max_length=15,
        choices=NotJudged.choices,
        blank=True,
    )

    class Meta:
        verbose_name = _("finding of a check of data")
        verbose_name_plural = _("findings of checks of data")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(ValueRule, "rulefinding_rule", "rule"),
            choice_constraint(NotJudged, "rulefinding_cause", "cause", blank=True),
            models.UniqueConstraint(
                fields=["data_check", "item", "rule"], name="one_finding_per_item_and_rule"
            ),
            models.CheckConstraint(
                condition=Q(cause="", failing_count__gte=0) | ~Q(cause="") & Q(failing_count=None),
                name="rulefinding_counted_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.rule}"


class QualityFigure(models.Model):
    """How a department's published entries stood on one day; kept so that the trend shows."""

    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="quality_figures",
        verbose_name=_("department"),
    )
    measured_on = models.DateField(_("measured on"))
    entry_count = models.PositiveIntegerField(_("entries"))
    #: Of what the compilation guide asks for, over all entries.
    complete_percent = models.PositiveSmallIntegerField(_("completeness"))
    faulty_count = models.PositiveIntegerField(_("entries to be mended"))
    late_count = models.PositiveIntegerField(_("entries not updated as stated"))

    class Meta:
        verbose_name = _("quality figure of a department")
        verbose_name_plural = _("quality figures of departments")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["department", "measured_on"], name="one_figure_per_department_and_day"
            ),
            models.CheckConstraint(
                condition=Q(complete_percent__lte=100), name="qualityfigure_percent"
            ),
            models.CheckConstraint(
                condition=Q(faulty_count__lte=models.F("entry_count"))
                & Q(late_count__lte=models.F("entry_count")),
                name="qualityfigure_of_entries",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.measured_on}"


class MendRank(models.Model):
    """How soon a published entry was to be mended when that was last reckoned, each night.

    It says which entries are listed and in which order; what is wrong with them is asked when they
    are shown.
    """

    entry = models.OneToOneField(
        DirectoryEntry,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mend_rank",
        verbose_name=_("directory entry"),
    )
    reckoned_at = models.DateTimeField(_("reckoned at"))
    weight = models.BigIntegerField(_("weight"))
    faults = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name=_("what is to be mended")
    )

    class Meta:
        verbose_name = _("rank of an entry to be mended")
        verbose_name_plural = _("ranks of entries to be mended")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(weight__gt=0), name="mendrank_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.weight}"
