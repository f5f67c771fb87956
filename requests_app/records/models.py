"""UsageRecord: scenario, course, results, storage and destruction, written once (Art. 29)."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.regulation import agreement as agreement_rules
from portal.regulation import use_record as rules
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import local_day
from portal.workflow.models import WorkflowModel, state_constraint
from requests_app.sharing.models import SharingAgreement

S = rules.State
_STATED = ~Q(scenario="") & ~Q(process="") & ~Q(results="") & ~Q(storage="") & ~Q(destruction="")
_BLANK = Q(scenario="", process="", results="", storage="", destruction="")


class UsageRecord(WorkflowModel):
    """使用记录: how data received under an agreement were used in a period.

    Never changed and never deleted: the database refuses both. After its retention it is erased,
    which leaves the row without its five sections.
    """

    machine = rules.MACHINE
    route = "requests:use-record"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="usage_records",
        verbose_name=_("sharing agreement"),
    )
    starts_on = models.DateField(_("used from"))
    ends_on = models.DateField(_("used until"))
    scenario = models.TextField(_("scenario of use"))
    process = models.TextField(_("course of use"))
    results = models.TextField(_("results of use"))
    storage = models.TextField(_("storage"))
    destruction = models.TextField(_("destruction"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    erased_on = models.DateField(_("erased on"), null=True, blank=True)

    class Meta:
        verbose_name = _("use record")
        verbose_name_plural = _("use records")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "usagerecord_status"),
            models.CheckConstraint(
                condition=Q(status=S.KEPT, erased_on=None) & _STATED
                | Q(status=S.ERASED, erased_on__isnull=False) & _BLANK,
                name="usagerecord_whole_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="usagerecord_period"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agreement", "-id"], name="usagerecord_by_agreement"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The agreement's departments."""
        if self.known_authority is not None:
            self.agreement.known_authority = self.known_authority
        return self.agreement.department_for(party)

    @property
    def agreement_status(self) -> str:
        """How the agreement stands under which the data were received."""
        return self.agreement.status

    @property
    def recorded_on(self) -> date:
        """The day it was made."""
        return local_day(self.created_at)

    @property
    def retention_starts_on(self) -> date | None:
        """From when the years of keeping run (P9); None while the data are not disposed of."""
        disposed_on = ended_on = None
        if self.agreement.status == agreement_rules.State.CLOSED:
            disposed_on = local_day(self.agreement.status_since)
            ended_on = min(local_day(self.agreement.valid_until), disposed_on)
        return rules.retention_starts_on(
            made_on=self.recorded_on, ended_on=ended_on, disposed_on=disposed_on
        )

    @property
    def kept_until_on(self) -> date | None:
        """The last day on which it must be kept; None while that cannot be said."""
        start = self.retention_starts_on
        return None if start is None else rules.retention_ends_on(start)
