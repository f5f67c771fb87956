"""Correction, the feedback on it, and the recall of what other departments received."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import DataItem
from portal.regulation import correction as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.models import SharingAgreement

_FOUND_STATES = [*sorted(rules.FOUND), rules.State.FEEDBACK_SENT]


class Correction(WorkflowModel):
    """校核申请: one field of one record is held to be wrong, with what is believed and why.

    Key, belief and evidence may be personal data: they stand here alone, never in the audit log.
    """

    machine = rules.MACHINE
    route = "requests:correction"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("sharing agreement"),
    )
    source = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections_forwarded",
        verbose_name=_("source department"),
    )
    fault = models.CharField(_("what is wrong"), max_length=15, choices=rules.Fault)
    key_item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("key item")
    )
    record_key = models.CharField(_("key of the record"), max_length=200)
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("item in question")
    )
    believed_value = models.CharField(_("believed to be right"), max_length=1000, blank=True)
    evidence = models.TextField(_("evidence"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    forwarding = models.TextField(_("why it was forwarded"), blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=rules.Outcome, blank=True, default=""
    )
    finding = models.TextField(_("what was found"), blank=True)
    reopening = models.TextField(_("why it was reopened"), blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "correction_status"),
            choice_constraint(rules.Fault, "correction_fault", "fault"),
            choice_constraint(rules.Outcome, "correction_outcome", "outcome", blank=True),
            models.CheckConstraint(
                condition=~Q(status__in=_FOUND_STATES) | ~Q(outcome="") & ~Q(finding=""),
                name="correction_found_with_words",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agreement", "-id"], name="correction_by_agreement"),
            models.Index(fields=["status", "due_on"], name="correction_by_due"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The agreement's departments, and the source department it was forwarded to."""
        if party is Party.SOURCE:
            return self.source_id
        if self.known_authority is not None:
            self.agreement.known_authority = self.known_authority
        return self.agreement.department_for(party)

    @property
    def agreement_status(self) -> str:
        """How the agreement stands under which the data were received, or what replaced it."""
        return self.agreement.counting.status


class CorrectionFeedback(models.Model):
    """反馈: what the requester was told, kept when the matter is reopened."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="feedbacks")
    outcome = models.CharField(_("outcome"), max_length=20, choices=rules.Outcome)
    text = models.TextField(_("what was found"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("feedback on a correction")
        verbose_name_plural = _("feedback on corrections")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(rules.Outcome, "correctionfeedback_outcome", "outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.correction} {self.outcome}"


class CorrectionRecall(WorkflowModel):
    """更正告知: a department that received the record is told, and confirms that it acted."""

    machine = rules.RECALL_MACHINE
    route = "requests:recall"

    status = models.CharField(_("status"), max_length=30, choices=rules.RecallState.choices)
    feedback = models.ForeignKey(
        CorrectionFeedback,
        on_delete=models.PROTECT,
        related_name="recalls",
        verbose_name=_("feedback"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="recalls",
        verbose_name=_("department told"),
    )
    receipts = ArrayField(
        models.CharField(max_length=80), verbose_name=_("receipts that hold the record")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("recall notice")
        verbose_name_plural = _("recall notices")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.RecallState, "correctionrecall_status"),
            models.UniqueConstraint(
                fields=["feedback", "department"], name="department_told_once_of_a_feedback"
            ),
            models.CheckConstraint(
                condition=Q(
                    status=rules.RecallState.CONFIRMED,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                )
                | Q(
                    status=rules.RecallState.TOLD,
                    confirmed_at__isnull=True,
                    confirmed_by__isnull=True,
                ),
                name="correctionrecall_confirmed_with_moment",
            ),
        ]

    @property
    def correction(self) -> Correction:
        """The correction that was answered."""
        return self.feedback.correction

    def department_for(self, party: Party) -> int | None:
        """The department told acts as a requester of its own; the provider reads."""
        if party is Party.REQUESTER:
            return self.department_id
        if party is Party.SOURCE:
            return None
        if self.known_authority is not None:
            self.correction.known_authority = self.known_authority
        return self.correction.department_for(party)
