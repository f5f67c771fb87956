"""SubjectLookup: that an officer traced a subject's data, why, and whom the answer named."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.audit.models import InsertOnly
from portal.regulation import subject_lookup as rules
from portal.regulation.vocabulary import Party, SubjectKind
from portal.workdays.arithmetic import begin_of, local_day
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.record_keys import MARK_LENGTH


class SubjectLookup(WorkflowModel):
    """数据流向查询: one question where the data of a person or organisation went.

    The number asked about is stored nowhere: its keyed mark tells that two look-ups were about
    the same subject, and not which. The answer is given once and not kept.
    """

    machine = rules.MACHINE
    route = "requests:subject-lookup"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="subject_lookups",
        verbose_name=_("data-sharing authority"),
    )
    looked_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("looked up by"),
    )
    kind = models.CharField(_("kind of subject"), max_length=20, choices=SubjectKind.choices)
    subject_mark = models.CharField(max_length=MARK_LENGTH)
    case_number = models.CharField(_("case number"), max_length=100)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("look-up of a subject's data")
        verbose_name_plural = _("look-ups of subjects' data")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "subjectlookup_status"),
            choice_constraint(SubjectKind, "subjectlookup_kind", "kind"),
            models.CheckConstraint(
                condition=~Q(case_number="") & ~Q(reason=""), name="subjectlookup_with_cause"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["looked_up_by", "-created_at"], name="subjectlookup_by_officer"),
            models.Index(fields=["authority", "-id"], name="subjectlookup_by_authority"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority that asks; nobody else takes part."""
        if party is not Party.AUTHORITY or not self.authority.is_authority:
            return None
        return self.authority_id

    @property
    def made_that_day(self) -> int:
        """How many look-ups the officer has made on the day of this one."""
        morning = begin_of(local_day(self.created_at))
        own = SubjectLookup.objects.filter(looked_up_by=self.looked_up_by_id)
        return own.filter(created_at__gte=morning).count()


class LookupFinding(InsertOnly):
    """A department that a look-up's answer named, and in how many receipts it took part."""

    lookup = models.ForeignKey(
        SubjectLookup,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name=_("look-up of a subject's data"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("department"),
    )
    receipt_count = models.PositiveIntegerField(_("receipts"))

    class Meta:
        verbose_name = _("department found by a look-up")
        verbose_name_plural = _("departments found by look-ups")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["lookup", "department"], name="one_finding_per_lookup_and_department"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["department", "lookup"], name="lookupfinding_by_department"),
        ]

    def __str__(self) -> str:
        return f"{self.lookup} · {self.department}"
