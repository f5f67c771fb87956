"""Norm: a law or another instrument of the register, with the days between which it is in force."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation import norm as rules
from portal.regulation.vocabulary import InstrumentLevel, Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class Norm(WorkflowModel):
    """依据: recorded by an authority, cited by all; never edited, only its repeal is recorded.

    In force from ``effective_on`` up to but not including ``repealed_on``.
    """

    machine = rules.MACHINE
    route = "catalog:norm"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    title = models.CharField(_("title of the norm"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=100)
    level = models.CharField(_("rank of the norm"), max_length=30, choices=InstrumentLevel.choices)
    issuer = models.CharField(_("issued by"), max_length=120)
    effective_on = models.DateField(_("in force from"))
    repealed_on = models.DateField(_("repealed from"), null=True, blank=True)
    repeal_note = models.TextField(_("instrument of the repeal"), blank=True)
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="norms_recorded",
        verbose_name=_("data-sharing authority"),
    )

    class Meta:
        verbose_name = _("legal norm")
        verbose_name_plural = _("legal norms")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "norm_status"),
            choice_constraint(InstrumentLevel, "norm_level", "level"),
            models.UniqueConstraint(fields=["title", "document_number"], name="norm_recorded_once"),
            models.CheckConstraint(
                condition=Q(status=S.RECORDED, repealed_on=None, repeal_note="")
                | Q(status=S.REPEALED, repealed_on__isnull=False) & ~Q(repeal_note=""),
                name="norm_repealed_with_day",
            ),
            models.CheckConstraint(
                condition=Q(repealed_on=None) | Q(repealed_on__gt=F("effective_on")),
                name="norm_repealed_after_its_beginning",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority that recorded it; nobody else takes part."""
        if party is not Party.AUTHORITY or not self.authority.is_authority:
            return None
        return self.authority_id

    @property
    def cited_as(self) -> str:
        """《…》（文号）: how it is named where it is cited."""
        return f"《{self.title}》（{self.document_number}）"

    def is_in_force_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        if day < self.effective_on:
            return False
        return self.repealed_on is None or day < self.repealed_on

    @property
    def has_twin(self) -> bool:
        """Whether the register has the same norm already."""
        same = Norm.objects.filter(title=self.title, document_number=self.document_number)
        return same.exclude(pk=self.pk).exists()
