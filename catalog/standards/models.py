"""Standard, and the codes of its list, each for a period (Art. 6)."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation import standard as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint

S = rules.State


class Standard(WorkflowModel):
    """标准: one edition of it; never edited, only its end is recorded and its codes are loaded.

    In force up to but not including ``ended_on``; the day from which it is may not be known.
    """

    machine = rules.MACHINE
    route = "catalog:standard"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    number = models.CharField(_("number of the standard"), max_length=40)
    edition = models.CharField(_("edition"), max_length=10, blank=True)
    title = models.CharField(_("title of the standard"), max_length=200)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="standards_registered",
        verbose_name=_("data-sharing authority"),
    )

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "standard_status"),
            models.UniqueConstraint(fields=["number", "edition"], name="standard_registered_once"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""), name="standard_with_number_and_title"
            ),
            models.CheckConstraint(
                condition=Q(status=S.REGISTERED, ended_on=None, replaced_by=None)
                | Q(status=S.ENDED, ended_on__isnull=False),
                name="standard_ended_with_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None)
                | Q(effective_on=None)
                | Q(ended_on__gt=F("effective_on")),
                name="standard_ended_after_its_beginning",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")),
                name="standard_not_replaced_by_itself",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority that registered it; nobody else takes part."""
        if party is not Party.AUTHORITY or not self.authority.is_authority:
            return None
        return self.authority_id

    @property
    def cited_as(self) -> str:
        """GB 32100-2015: number and edition."""
        return f"{self.number}-{self.edition}" if self.edition else self.number

    @property
    def has_twin(self) -> bool:
        """Whether the register has this edition already."""
        same = Standard.objects.filter(number=self.number, edition=self.edition)
        return same.exclude(pk=self.pk).exists()


class StandardCode(models.Model):
    """标准代码: what a code of the list means, from one day to another, both counted.

    An end that is not known is open. No two rows of a code count on one day.
    """

    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="codes", verbose_name=_("standard")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("valid from"), null=True, blank=True)
    ends_on = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of a standard")
        verbose_name_plural = _("codes of a standard")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""), name="standardcode_with_name"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="standardcode_period",
            ),
            # Ranges of one value: equality that the index compares without an extension.
            ExclusionConstraint(
                name="standardcode_one_at_a_time",
                expressions=[
                    (Func("standard_id", "standard_id", Value("[]"), function="int8range"), "&&"),
                    (Func("code", "code", Value("[]"), function="catalog_coderange"), "&&"),
                    (Func("starts_on", "ends_on", Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["standard", "code"], name="standardcode_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_valid_on(self, day: date) -> bool:
        """Whether the code has this meaning on that day."""
        has_begun = self.starts_on is None or self.starts_on <= day
        return has_begun and (self.ends_on is None or day <= self.ends_on)
