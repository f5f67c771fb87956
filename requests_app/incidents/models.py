"""SecurityIncident, the measures taken against it, and the bodies it was reported to."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry, EntryVersion
from portal.audit.models import InsertOnly
from portal.regulation import incident as rules
from portal.regulation.vocabulary import LifecycleStage, Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.models import SharingAgreement

S = rules.State
_CONTAINED = [S.CONTAINED, S.CLOSED]


class SecurityIncident(WorkflowModel):
    """安全事件: of a published entry's data, or of data that an agreement shares.

    ``answerable`` follows from stage and agreement (Art. 34). ``authority`` is the one that judges
    the department answerable; None where none is registered. ``first_told_at`` is the moment of the
    first report on record.
    """

    machine = rules.MACHINE
    route = "requests:incident"
    due_party = Party.CONCERNED

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    stage = models.CharField(_("stage"), max_length=20, choices=LifecycleStage.choices)
    kind = models.CharField(_("kind of incident"), max_length=20, choices=rules.Kind.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="incidents",
        verbose_name=_("directory entry"),
    )
    entry_version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        related_name="incidents",
        verbose_name=_("version"),
    )
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("sharing agreement"),
    )
    reporter = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="incidents_reported",
        verbose_name=_("reporting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="incidents_as_provider",
        verbose_name=_("providing department"),
    )
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents_as_requester",
        verbose_name=_("requesting department"),
    )
    answerable = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="incidents_answered_for",
        verbose_name=_("department answerable"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents_overseen",
        verbose_name=_("data-sharing authority"),
    )
    discovered_at = models.DateTimeField(_("discovered at"))
    plan_started_at = models.DateTimeField(_("emergency plan started at"))
    description = models.TextField(_("course of the incident"))
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    containment = models.TextField(_("what contained it"), blank=True)
    first_told_at = models.DateTimeField(_("first reported at"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    fault = models.CharField(
        _("fault of the department answerable"),
        max_length=10,
        choices=rules.Fault.choices,
        blank=True,
        default="",
    )
    closed_at = models.DateTimeField(_("concluded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("security incident")
        verbose_name_plural = _("security incidents")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "securityincident_status"),
            choice_constraint(LifecycleStage, "securityincident_stage", "stage"),
            choice_constraint(rules.Kind, "securityincident_kind", "kind"),
            choice_constraint(rules.Fault, "securityincident_fault", "fault", blank=True),
            models.CheckConstraint(
                condition=Q(agreement=None, requester=None)
                | Q(agreement__isnull=False, requester__isnull=False),
                name="securityincident_of_agreement",
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=sorted(rules.STAGES_OF_USE),
                    requester__isnull=False,
                    answerable=F("requester"),
                )
                | (~Q(stage__in=sorted(rules.STAGES_OF_USE)) | Q(requester=None))
                & Q(answerable=F("provider")),
                name="securityincident_answered_for",
            ),
            models.CheckConstraint(
                condition=Q(authority=None) | ~Q(authority=F("answerable")),
                name="securityincident_judged_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(description="")
                & Q(discovered_at__lte=F("created_at"))
                & Q(plan_started_at__gte=F("discovered_at"))
                & Q(plan_started_at__lte=F("created_at")),
                name="securityincident_told_in_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_CONTAINED, contained_at__isnull=False) & ~Q(containment="")
                | ~Q(status__in=_CONTAINED) & Q(contained_at=None, containment=""),
                name="securityincident_contained_with_words",
            ),
            models.CheckConstraint(
                condition=Q(status=S.CLOSED, closed_at__isnull=False, first_told_at__isnull=False)
                & ~Q(cause="")
                & ~Q(conclusion="")
                & ~Q(fault="")
                | ~Q(status=S.CLOSED) & Q(closed_at=None, cause="", conclusion="", fault=""),
                name="securityincident_closed_in_full",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["provider", "-id"], name="incident_by_provider"),
            models.Index(fields=["requester", "-id"], name="incident_by_requester"),
            models.Index(fields=["reporter", "-id"], name="incident_by_reporter"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Who reports, who answers for it, both sides of the sharing, and who judges."""
        parts = {
            Party.REPORTER: self.reporter_id,
            Party.CONCERNED: self.answerable_id,
            Party.PROVIDER: self.provider_id,
            Party.REQUESTER: self.requester_id,
            Party.AUTHORITY: self.authority_id,
        }
        return parts.get(party)

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry stands in the directory."""
        return self.entry.live_version_id is not None

    @property
    def answerable_party(self) -> Party:
        """The part in the sharing that the department answerable plays."""
        is_requester = self.requester_id is not None and self.answerable_id == self.requester_id
        return Party.REQUESTER if is_requester else Party.PROVIDER


class IncidentMeasure(InsertOnly):
    """处置措施: what was done about an incident, by whom and when; never changed afterwards."""

    incident = models.ForeignKey(
        SecurityIncident, on_delete=models.PROTECT, related_name="measures"
    )
    text = models.TextField(_("measure"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("measure against an incident")
        verbose_name_plural = _("measures against incidents")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(text=""), name="incidentmeasure_with_words"),
        ]

    def __str__(self) -> str:
        return f"{self.incident} {self.recorded_at:%Y-%m-%d %H:%M}"


class IncidentReport(InsertOnly):
    """报告记录: to which body an incident was reported, when, and under which number."""

    incident = models.ForeignKey(SecurityIncident, on_delete=models.PROTECT, related_name="reports")
    body = models.CharField(_("reported to"), max_length=20, choices=rules.Body.choices)
    told_at = models.DateTimeField(_("reported at"))
    document_number = models.CharField(_("number of the document"), max_length=100)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("report of an incident")
        verbose_name_plural = _("reports of incidents")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(rules.Body, "incidentreport_body", "body"),
            models.CheckConstraint(
                condition=~Q(document_number="") & Q(told_at__lte=F("recorded_at")),
                name="incidentreport_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident} {self.body}"
