"""Breach: a fact that may be one of those of Arts 39 to 42, and what became of it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation import breach as rules
from portal.regulation.breaches import KINDS, Code
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State
_FOUND = [S.DISMISSED, *sorted(rules.FOUND)]
_ORDERED = [S.ORDERED, S.REPORTED, S.CLOSED]
_REPORTED = [S.REPORTED, S.CLOSED]


class Breach(WorkflowModel):
    """违规情形: proposed by an event of the audit chain or recorded by an officer.

    ``authority`` is the one that judges it: the department's own, or the next one above where the
    department is that authority itself; None where none is registered, so that its government
    decides outside the portal. ``code`` is what was proposed until an officer finds otherwise.
    """

    machine = rules.MACHINE
    route = "requests:breach"
    due_party = Party.CONCERNED

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    code = models.CharField(_("breach"), max_length=6, choices=Code.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="breaches",
        verbose_name=_("department concerned"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches_judged",
        verbose_name=_("judging authority"),
    )
    #: The event that proposes it; each event proposes one breach, however often it is read.
    event_id = models.BigIntegerField(null=True, unique=True, editable=False)
    event_name = models.CharField(max_length=80, blank=True, default="", editable=False)
    subject_type = models.CharField(max_length=60, blank=True, default="", editable=False)
    subject_id = models.BigIntegerField(null=True, editable=False)
    subject_number = models.CharField(_("number of the matter"), max_length=80, blank=True)
    occurred_on = models.DateField(_("day of the fact"))
    statement = models.TextField(_("facts"), blank=True)
    justification = models.TextField(_("explanation of the department"), blank=True)
    finding = models.TextField(_("finding and reasons"), blank=True)
    no_reason = models.TextField(_("why no justified reason is found"), blank=True)
    found_on = models.DateField(_("found on"), null=True, blank=True)
    order_text = models.TextField(_("what is to be rectified"), blank=True)
    rectification_due_on = models.DateField(_("to be rectified by"), null=True, blank=True)
    rectification = models.TextField(_("what was rectified"), blank=True)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "breach_status"),
            choice_constraint(Code, "breach_code", "code"),
            models.CheckConstraint(
                condition=Q(event_id__isnull=False) & ~Q(event_name="")
                | Q(event_id=None, event_name="") & ~Q(statement=""),
                name="breach_rests_on_a_fact",
            ),
            models.CheckConstraint(
                condition=Q(authority=None) | ~Q(authority=F("department")),
                name="breach_judged_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_FOUND, found_on__isnull=False) & ~Q(finding="")
                | ~Q(status__in=_FOUND) & Q(found_on=None, finding=""),
                name="breach_found_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_ORDERED)
                | Q(rectification_due_on__isnull=False) & ~Q(order_text=""),
                name="breach_ordered_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_REPORTED) | ~Q(rectification=""),
                name="breach_reported_with_words",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["department", "-id"], name="breach_by_department"),
            models.Index(fields=["authority", "-id"], name="breach_by_authority"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department concerned, and the authority that judges it."""
        if party is Party.CONCERNED:
            return self.department_id
        return self.authority_id if party is Party.AUTHORITY else None

    @property
    def department_is_authority(self) -> bool:
        """Whether Art. 41 can concern the department at all."""
        return self.department.is_authority

    @property
    def basis(self) -> str:
        """Where the breach stands in the decree, in the reader's language."""
        return str(KINDS[self.code].article)
