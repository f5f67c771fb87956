"""ReturnFlow, its hand-overs, and one row per fetch of them (Art. 24)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from catalog.directories.models import DataResource, DataVersion, DirectoryEntry
from portal.audit.models import InsertOnly
from portal.regulation import return_flow as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint
from requests_app.sharing.record_keys import MARK_LENGTH

S = rules.State
_CONFIGURED = [S.CONFIGURED, S.RUNNING]


class ReturnFlow(WorkflowModel):
    """回流: a lower department gets what an upper one's system collected within its area.

    The lower department is the requester, the upper one the provider. There is no column for a
    condition, a purpose or an approval, and rows are chosen by the lower department's region alone.
    """

    machine = rules.MACHINE
    route = "requests:return-flow"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="return_flows",
        verbose_name=_("directory entry"),
    )
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="return_flows_received",
        verbose_name=_("lower department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="return_flows_owed",
        verbose_name=_("upper department"),
    )
    system = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        related_name="return_flows",
        verbose_name=_("application system"),
    )
    duty = models.TextField(_("statutory duty"))
    resource = models.ForeignKey(
        DataResource,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="return_flows",
        verbose_name=_("data resource"),
    )
    region_column = models.CharField(_("column of the region"), max_length=63, blank=True)
    security_check = models.TextField(_("security check"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("return flow")
        verbose_name_plural = _("return flows")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "returnflow_status"),
            models.CheckConstraint(
                condition=~Q(status__in=_CONFIGURED)
                | Q(resource__isnull=False, checked_on__isnull=False)
                & ~Q(region_column="")
                & ~Q(security_check=""),
                name="returnflow_configured_in_full",
            ),
            models.UniqueConstraint(
                fields=["entry", "requester"],
                condition=~Q(status=S.ENDED),
                name="one_open_return_per_entry_and_department",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="returnflow_by_requester"),
            models.Index(fields=["provider", "-id"], name="returnflow_by_provider"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The lower department asks, the upper one owes, the authority of the upper one reads."""
        if party is Party.REQUESTER:
            return self.requester_id
        if party is Party.PROVIDER:
            return self.provider_id
        return authority_over(self, self.provider) if party is Party.AUTHORITY else None

    @property
    def lies_below(self) -> bool:
        """Whether the requester's region lies below the provider's, by the link to the superior."""
        upper, lower = self.provider.region, self.requester.region
        return lower.code != upper.code and lower.lies_within(upper.code)

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry stands in the directory."""
        return self.entry.live_version_id is not None

    @property
    def entry_sharing_class(self) -> str:
        """The class of the entry as published."""
        return self.entry.sharing_class

    @property
    def has_open_twin(self) -> bool:
        """Whether another return of the entry to the department is under way."""
        same = ReturnFlow.objects.filter(entry=self.entry, requester=self.requester)
        return same.exclude(status=S.ENDED).exclude(pk=self.pk).exists()

    @property
    def data_are_loaded(self) -> bool:
        """Whether the resource holds a data version."""
        return self.resource is not None and self.resource.current_id is not None

    @property
    def is_handed_over(self) -> bool:
        """Whether the present data version was handed over as the return is configured now."""
        if self.resource is None or self.resource.current_id is None:
            return False
        return ReturnRun.objects.filter(
            flow=self, data_version=self.resource.current_id, region_column=self.region_column
        ).exists()


class ReturnRun(models.Model):
    """回流批次: one hand-over, stored whole for the lower department's system to fetch.

    ``rows_owed`` was counted in the source, ``rows_stored`` is what the hand-over holds.
    """

    flow = models.ForeignKey(
        ReturnFlow, on_delete=models.PROTECT, related_name="runs", verbose_name=_("return flow")
    )
    number = models.PositiveIntegerField(_("hand-over"))
    data_version = models.ForeignKey(
        DataVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("data version")
    )
    region_column = models.CharField(_("column of the region"), max_length=63)
    table_name = models.CharField(max_length=63, unique=True)
    #: Column names in order, each with the item's type and whether subjects are found by it.
    columns = models.JSONField(_("columns"), default=list)
    rows_owed = models.PositiveBigIntegerField(_("rows owed"))
    rows_stored = models.PositiveBigIntegerField(_("rows handed over"))
    handed_over_at = models.DateTimeField(_("handed over at"))
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over of a return flow")
        verbose_name_plural = _("hand-overs of return flows")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["flow", "number"], name="one_handover_per_number"),
            models.UniqueConstraint(
                fields=["flow", "data_version", "region_column"],
                name="handed_over_once_per_data_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} · {self.number}"


class ReturnDelivery(InsertOnly):
    """回流取数: one fetch of a hand-over. Places, counts and digests, never the rows themselves."""

    receipt_number = models.CharField(_("receipt"), max_length=80, unique=True)
    run = models.ForeignKey(
        ReturnRun,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("hand-over of a return flow"),
    )
    client = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("application system"),
    )
    first_row = models.PositiveBigIntegerField(_("first row"))
    row_count = models.PositiveIntegerField(_("rows"))
    content_digest = models.CharField(_("SHA-256 of what was delivered"), max_length=64)
    #: As with every delivery: who received a record, never which key.
    record_marks = ArrayField(models.CharField(max_length=MARK_LENGTH), default=list)
    delivered_at = models.DateTimeField(_("delivered at"))

    class Meta:
        verbose_name = _("delivery of a return flow")
        verbose_name_plural = _("deliveries of return flows")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["run", "first_row"], name="returndelivery_by_run"),
            GinIndex(fields=["record_marks"], name="returndelivery_by_mark"),
        ]

    def __str__(self) -> str:
        return self.receipt_number
