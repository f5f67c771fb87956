"""Delivery: one row per access, with its receipt; and the day's count against the quota."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DataVersion
from portal.audit.models import InsertOnly
from portal.regulation.vocabulary import Purpose
from portal.workflow.models import choice_constraint
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.record_keys import MARK_LENGTH


class Operation(models.TextChoices):
    """What one call does."""

    RECORDS = "RECORDS", _("page of records")
    LOOK_UP = "LOOK_UP", _("look-up of one subject")
    VERIFY = "VERIFY", _("verification")


class Delivery(InsertOnly):
    """交付: one access under an agreement. Counts and digests, never the rows themselves."""

    receipt_number = models.CharField(_("receipt"), max_length=80, unique=True)
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("sharing agreement"),
    )
    agreement_version = models.PositiveIntegerField()
    data_version = models.ForeignKey(
        DataVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("data version")
    )
    client = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("application system"),
    )
    operation = models.CharField(_("operation"), max_length=10, choices=Operation.choices)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    case_number = models.CharField(_("case number"), max_length=100)
    columns = models.JSONField(_("columns"), default=list)
    row_count = models.PositiveIntegerField(_("rows"))
    content_digest = models.CharField(_("SHA-256 of what was delivered"), max_length=64)
    #: Keyed hashes of the keys of the records given out: who received a record, never which key.
    record_marks = ArrayField(models.CharField(max_length=MARK_LENGTH), default=list)
    delivered_at = models.DateTimeField(_("delivered at"))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Operation, "delivery_operation", "operation"),
            choice_constraint(Purpose, "delivery_purpose", "purpose"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agreement", "-id"], name="delivery_by_agreement"),
            # Which receipts hold a record: asked across all agreements.
            GinIndex(fields=["record_marks"], name="delivery_by_mark"),
        ]

    def __str__(self) -> str:
        return self.receipt_number


class QuotaDay(models.Model):
    """How many calls an agreement has answered on one day (Asia/Shanghai)."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="quota_days"
    )
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)
    #: Of them, those answered under the agreement that this one replaced on that day.
    carried = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agreement", "day"], name="one_quota_row_per_day"),
            models.CheckConstraint(
                condition=models.Q(carried__lte=models.F("used")), name="quota_carried_is_used"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.day} {self.used}"
