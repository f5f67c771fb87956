"""How data that are no longer needed were disposed of: instructed, certified, looked into."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation.agreement import CertificateOutcome, DisposalMethod, Finding
from portal.workflow.models import choice_constraint
from requests_app.sharing.models import SharingAgreement


class DisposalInstruction(models.Model):
    """处置要求: what the provider requires, on what basis, and by which day (Art. 27 para. 1).

    The latest one counts.
    """

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="disposal_instructions"
    )
    method = models.CharField(_("how to dispose"), max_length=10, choices=DisposalMethod.choices)
    basis = models.TextField(_("basis of the instruction"))
    #: The provider's own day; the decree sets none.
    limit_on = models.DateField(_("to be done by, or kept until"))
    instructed_at = models.DateTimeField(_("instructed at"))

    class Meta:
        verbose_name = _("disposal instruction")
        verbose_name_plural = _("disposal instructions")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(DisposalMethod, "disposalinstruction_method", "method"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.limit_on}"


class DisposalCertificate(models.Model):
    """销毁证明: what was disposed of, how, when, by whose responsibility, and how many copies."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="disposal_certificates"
    )
    instruction = models.ForeignKey(
        DisposalInstruction,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("disposal instruction"),
    )
    what = models.TextField(_("what was disposed of"))
    how = models.TextField(_("how it was done"))
    disposed_on = models.DateField(_("disposed of on"))
    responsible_office = models.CharField(_("responsible office"), max_length=200)
    copy_count = models.PositiveIntegerField(_("copies disposed of"))
    reported_at = models.DateTimeField(_("reported at"))
    outcome = models.CharField(
        _("outcome"),
        max_length=10,
        choices=CertificateOutcome.choices,
        default=CertificateOutcome.PENDING,
    )
    judged_at = models.DateTimeField(_("judged at"), null=True, blank=True)
    judgement_text = models.TextField(_("what the provider says to it"), blank=True)

    class Meta:
        verbose_name = _("certificate of disposal")
        verbose_name_plural = _("certificates of disposal")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(CertificateOutcome, "disposalcertificate_outcome", "outcome"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(outcome=CertificateOutcome.PENDING),
                name="one_pending_certificate",
            ),
            models.CheckConstraint(
                condition=Q(outcome=CertificateOutcome.PENDING, judged_at=None, judgement_text="")
                | ~Q(outcome=CertificateOutcome.PENDING)
                & Q(judged_at__isnull=False)
                & ~Q(judgement_text=""),
                name="certificate_judged_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.disposed_on}"


class DisposalInspection(models.Model):
    """处置抽查: what a look into a closed disposal found, by the provider or the authority."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="disposal_inspections"
    )
    inspector = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("inspected by")
    )
    finding = models.CharField(_("finding"), max_length=15, choices=Finding.choices)
    text = models.TextField(_("what was seen"))
    inspected_at = models.DateTimeField(_("inspected at"))

    class Meta:
        verbose_name = _("spot check of a disposal")
        verbose_name_plural = _("spot checks of disposals")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Finding, "disposalinspection_finding", "finding"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.finding}"
