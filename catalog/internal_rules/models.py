"""InternalRule: a department's own rules on one subject, whole and as issued (Arts 10, 18, 26)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from portal.regulation import internal_rule as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class InternalRule(WorkflowModel):
    """内部工作制度: filed whole, never edited; the next text comes in its place.

    In force from ``effective_on`` up to but not including ``ended_on``. A trigger keeps the text.
    """

    machine = rules.MACHINE
    route = "catalog:internal-rule"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="internal_rules",
        verbose_name=_("department"),
    )
    subject = models.CharField(
        _("subject of the rule"), max_length=30, choices=rules.RuleSubject.choices
    )
    title = models.CharField(_("title of the rule"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=100)
    issued_on = models.DateField(_("day of issue"))
    effective_on = models.DateField(_("in force from"))
    text = models.TextField(_("text of the rule"))
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("replaces"),
    )
    ended_on = models.DateField(_("no longer in force from"), null=True, blank=True)
    ending_ground = models.TextField(_("ground of the repeal"), blank=True)

    class Meta:
        verbose_name = _("internal rule")
        verbose_name_plural = _("internal rules")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "internalrule_status"),
            choice_constraint(rules.RuleSubject, "internalrule_subject", "subject"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(document_number="") & ~Q(text=""),
                name="internalrule_whole",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("issued_on")),
                name="internalrule_in_force_once_issued",
            ),
            models.CheckConstraint(
                condition=Q(status=S.IN_FORCE, ended_on=None, ending_ground="")
                | Q(status=S.REPLACED, ended_on__isnull=False, ending_ground="")
                | Q(status=S.REPEALED, ended_on__isnull=False) & ~Q(ending_ground=""),
                name="internalrule_ended_with_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("effective_on")),
                name="internalrule_ended_after_its_beginning",
            ),
            models.UniqueConstraint(
                fields=["department", "subject"],
                condition=Q(status=S.IN_FORCE),
                name="one_internal_rule_per_subject",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department whose rule it is, and the authority of its region."""
        if party is Party.AUTHORITY:
            return authority_over(self, self.department)
        return self.department_id if party is Party.CONCERNED else None

    @property
    def rules_beside(self) -> list[str]:
        """Numbers of what the department has on file for the subject already."""
        others = InternalRule.objects.filter(
            department=self.department_id, subject=self.subject, status=S.IN_FORCE
        )
        return list(others.exclude(pk=self.pk).values_list("public_number", flat=True))
