"""Which norms of the register an agreement rests on, and what is cited instead of one."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import DataItem
from catalog.norms.models import Norm
from portal.regulation.norm import NormPart
from portal.regulation.vocabulary import Outcome
from portal.workflow.models import choice_constraint
from requests_app.sharing.models import SharingAgreement


class AgreedNorm(models.Model):
    """共享依据: a norm that the agreement rests on, and for what; until another takes its place."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="norms_agreed"
    )
    norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, related_name="agreed", verbose_name=_("legal norm")
    )
    article = models.CharField(_("article of the norm"), max_length=60, blank=True)
    part = models.CharField(_("what rests on it"), max_length=10, choices=NormPart.choices)
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("norm of an agreement")
        verbose_name_plural = _("norms of an agreement")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(NormPart, "agreednorm_part", "part"),
            models.CheckConstraint(
                condition=Q(part=NormPart.COLUMN, item__isnull=False)
                | ~Q(part=NormPart.COLUMN) & Q(item=None),
                name="agreednorm_column_with_item",
            ),
            models.UniqueConstraint(
                fields=["agreement", "part", "item"],
                condition=Q(replaced_at=None),
                nulls_distinct=False,
                name="one_norm_for_each_part",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            # What every call asks: the few norms that stand for the agreement.
            models.Index(
                fields=["agreement"], condition=Q(replaced_at=None), name="agreednorm_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.norm}"


class NormCitation(models.Model):
    """改引依据: a norm in force cited in the place of a repealed one; counts once consented to."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="norm_citations"
    )
    replaced = models.ForeignKey(
        Norm, on_delete=models.PROTECT, related_name="+", verbose_name=_("norm repealed")
    )
    norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, related_name="+", verbose_name=_("norm cited instead")
    )
    article = models.CharField(_("article of the norm"), max_length=60, blank=True)
    cited_at = models.DateTimeField(_("cited at"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.PENDING
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("norm cited instead")
        verbose_name_plural = _("norms cited instead")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Outcome, "normcitation_outcome", "outcome"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PENDING, answered_at=None)
                | ~Q(outcome=Outcome.PENDING) & Q(answered_at__isnull=False),
                name="normcitation_answered_with_moment",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(outcome=Outcome.PENDING),
                name="one_pending_citation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.norm}"
