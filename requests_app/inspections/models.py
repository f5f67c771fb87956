"""Inspection: an authority looks into how a department shares (Art. 29)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation import inspection as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class Inspection(WorkflowModel):
    """监督检查: begun, and concluded with what was found; a fault becomes a possible breach.

    ``authority`` is the one that judges the department's breaches, never the department itself.
    """

    machine = rules.MACHINE
    route = "requests:inspection"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="inspections",
        verbose_name=_("department concerned"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections_made",
        verbose_name=_("inspecting authority"),
    )
    topics = ArrayField(
        models.CharField(max_length=12, choices=rules.Topic.choices), verbose_name=_("topics")
    )
    plan = models.TextField(_("what is looked into"))
    result = models.CharField(_("result"), max_length=10, choices=rules.Result.choices, blank=True)
    finding = models.TextField(_("finding of the inspection"), blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "inspection_status"),
            choice_constraint(rules.Result, "inspection_result", "result", blank=True),
            models.CheckConstraint(
                condition=Q(topics__contained_by=rules.Topic.values) & ~Q(topics=[]),
                name="inspection_of_topics",
            ),
            models.CheckConstraint(condition=~Q(plan=""), name="inspection_with_plan"),
            models.CheckConstraint(
                condition=Q(authority=None) | ~Q(authority=F("department")),
                name="inspection_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status=S.CONCLUDED) & ~Q(result="") & ~Q(finding="")
                | ~Q(status=S.CONCLUDED) & Q(result="", finding=""),
                name="inspection_concluded_with_words",
            ),
            models.CheckConstraint(
                condition=Q(status=S.UNDER_WAY, ended_on=None)
                | ~Q(status=S.UNDER_WAY) & Q(ended_on__isnull=False),
                name="inspection_ended_with_day",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department concerned, and the authority that looks into it."""
        if party is Party.CONCERNED:
            return self.department_id
        return self.authority_id if party is Party.AUTHORITY else None

    @property
    def department_is_authority(self) -> bool:
        """Whether Art. 41 can concern the department at all."""
        return self.department.is_authority
