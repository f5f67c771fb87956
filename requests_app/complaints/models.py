"""Complaint: what arrived, about which department, who deals with it, and what was answered."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry
from portal.regulation import complaint as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class Complaint(WorkflowModel):
    """投诉、举报: registered for a person whom only the letters register knows.

    ``handler`` is the department concerned for a complaint and the authority for a report.
    ``authority`` is the one over the department concerned; None where none is registered.
    """

    machine = rules.MACHINE
    route = "requests:complaint"
    due_party = Party.HANDLER

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=rules.Kind.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="complaints",
        verbose_name=_("department concerned"),
    )
    handler = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="complaints_handled",
        verbose_name=_("handling department"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints_overseen",
        verbose_name=_("data-sharing authority"),
    )
    registrar = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="complaints_registered",
        verbose_name=_("registering department"),
    )
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("directory entry"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=rules.Channel.choices)
    received_on = models.DateField(_("received on"))
    register_number = models.CharField(_("number in the letters register"), max_length=60)
    statement = models.TextField(_("what it says"))
    ground = models.CharField(
        _("ground"), max_length=20, choices=rules.Ground.choices, blank=True, default=""
    )
    ground_text = models.TextField(_("explanation"), blank=True)
    passed_on_to = models.CharField(_("passed on to"), max_length=200, blank=True)
    finding = models.CharField(
        _("finding of the inquiry"),
        max_length=20,
        choices=rules.Finding.choices,
        blank=True,
        default="",
    )
    found = models.TextField(_("what was found"), blank=True)
    done = models.TextField(_("what was done"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_how = models.TextField(_("how the person was answered"), blank=True)

    class Meta:
        verbose_name = _("complaint or report")
        verbose_name_plural = _("complaints and reports")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "complaint_status"),
            choice_constraint(rules.Kind, "complaint_kind", "kind"),
            choice_constraint(rules.Channel, "complaint_channel", "channel"),
            choice_constraint(rules.Ground, "complaint_ground", "ground", blank=True),
            choice_constraint(rules.Finding, "complaint_finding", "finding", blank=True),
            models.CheckConstraint(
                condition=Q(kind=rules.Kind.COMPLAINT, handler=F("department"))
                | Q(kind=rules.Kind.REPORT, authority__isnull=False, handler=F("authority"))
                & ~Q(registrar=F("department")),
                name="complaint_handled_by_whom_it_concerns",
            ),
            models.CheckConstraint(
                condition=Q(authority=None) | ~Q(authority=F("department")),
                name="complaint_overseen_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(register_number="") & ~Q(statement=""),
                name="complaint_registered_in_full",
            ),
            models.CheckConstraint(
                condition=Q(status=S.DECLINED) & ~Q(ground="") & ~Q(ground_text="")
                | ~Q(status=S.DECLINED) & Q(ground="", ground_text=""),
                name="complaint_declined_with_ground",
            ),
            models.CheckConstraint(
                condition=Q(status=S.TRANSFERRED) & ~Q(passed_on_to="")
                | ~Q(status=S.TRANSFERRED) & Q(passed_on_to=""),
                name="complaint_passed_on_to_a_body",
            ),
            models.CheckConstraint(
                condition=Q(status=S.ANSWERED, answered_on__gte=F("received_on"))
                & ~Q(finding="")
                & ~Q(found="")
                & ~Q(done="")
                & ~Q(answered_how="")
                | ~Q(status=S.ANSWERED)
                & Q(answered_on=None, finding="", found="", done="", answered_how=""),
                name="complaint_answered_in_full",
            ),
            models.UniqueConstraint(
                # One letter may speak of several departments, and of each once.
                fields=["registrar", "register_number", "department"],
                name="one_complaint_of_a_register_number",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["department", "-id"], name="complaint_by_department"),
            models.Index(fields=["handler", "-id"], name="complaint_by_handler"),
            models.Index(fields=["registrar", "-id"], name="complaint_by_registrar"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Who registers, who handles, and the authority; whom a report concerns plays no part."""
        parts = {
            Party.REGISTRAR: self.registrar_id,
            Party.HANDLER: self.handler_id,
            Party.AUTHORITY: self.authority_id,
        }
        return parts.get(party)

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry it names, if any, stands in the directory."""
        return self.entry is None or self.entry.live_version_id is not None
