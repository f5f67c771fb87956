"""ServiceChange: a provider ends or changes a live service (Art. 27 para. 3)."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.regulation import agreement as agreement_rules
from portal.regulation import service_change
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import local_day
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.models import SharingAgreement

#: An agreement under which a service runs, or would but for a suspension.
LIVE_STATES = (agreement_rules.State.IN_USE, agreement_rules.State.SUSPENDED)
OPEN_STATES = tuple(sorted(service_change.TALKING | {service_change.State.FILED}))


class ServiceChange(WorkflowModel):
    """终止或变更服务: what is planned under one agreement, the talks about it, and the filing.

    Each affected agreement has one of its own, so that no requester is passed over.
    """

    machine = service_change.MACHINE
    route = "requests:change"

    status = models.CharField(_("status"), max_length=30, choices=service_change.State.choices)
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="service_changes",
        verbose_name=_("sharing agreement"),
    )
    kind = models.CharField(_("what is planned"), max_length=10, choices=service_change.Kind)
    reason = models.TextField(_("why it is necessary"))
    planned_on = models.DateField(_("planned to take effect on"))
    position = models.CharField(
        _("position of the requester"),
        max_length=10,
        choices=service_change.Position,
        blank=True,
    )
    position_text = models.TextField(_("what the requester says"), blank=True)
    talks = models.TextField(_("what was said in the talks"), blank=True)
    talked_on = models.DateField(_("day of the talks"), null=True, blank=True)
    filing_number = models.CharField(_("filing number"), max_length=60, blank=True)
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of service")
        verbose_name_plural = _("changes of service")
        constraints: ClassVar[list[Any]] = [
            state_constraint(service_change.State, "servicechange_status"),
            choice_constraint(service_change.Kind, "servicechange_kind", "kind"),
            choice_constraint(
                service_change.Position, "servicechange_position", "position", blank=True
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_change_per_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["NEGOTIATED", "FILED", "EFFECTIVE"])
                | Q(talked_on__isnull=False),
                name="servicechange_talked_about",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["FILED", "EFFECTIVE"]) | Q(filed_at__isnull=False),
                name="servicechange_filed",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The agreement's departments."""
        if self.known_authority is not None:
            self.agreement.known_authority = self.known_authority
        return self.agreement.department_for(party)

    @property
    def proposed_on(self) -> date:
        """The day it was proposed."""
        return local_day(self.created_at)

    @property
    def agreement_is_live(self) -> bool:
        """Whether there is a service to end or change."""
        return self.agreement.status in LIVE_STATES

    @property
    def has_open_twin(self) -> bool:
        """Whether another change of the same service is under way."""
        others = ServiceChange.objects.filter(agreement=self.agreement, status__in=OPEN_STATES)
        return others.exclude(pk=self.pk).exists()
