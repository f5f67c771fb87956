"""AggregationAssessment: what data asked for add up to with what the requester holds."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.regulation.vocabulary import AssessmentResult
from portal.workflow.models import choice_constraint
from requests_app.sharing.models import SharingRequest


class AggregationAssessment(models.Model):
    """汇聚关联风险评估 (Art. 25 para. 2): of a request or of a change of use, and of
    the agreements it combines with.

    ``agreement_ids`` is what was looked at: an agreement made later is not covered by it.
    """

    request = models.ForeignKey(
        SharingRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aggregation_assessments",
    )
    use_change = models.ForeignKey(
        "requests_app.UseChange",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aggregation_assessments",
    )
    result = models.CharField(_("result"), max_length=15, choices=AssessmentResult.choices)
    finding = models.TextField(_("finding"))
    agreement_ids = ArrayField(models.BigIntegerField())
    assessed_at = models.DateTimeField(_("assessed at"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("assessment of combining")
        verbose_name_plural = _("assessments of combining")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(AssessmentResult, "aggregationassessment_result", "result"),
            models.CheckConstraint(
                condition=~Q(finding="") & ~Q(agreement_ids=[]),
                name="aggregationassessment_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(request=None, use_change__isnull=False)
                | Q(request__isnull=False, use_change=None),
                name="aggregationassessment_of_one_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request or self.use_change} {self.get_result_display()}"
