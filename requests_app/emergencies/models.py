"""EmergencyRelease, the columns it releases, and one row per fetch (Arts 25, 35)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import DataItem, DataVersion, DirectoryEntry, EntryVersion
from portal.audit.models import InsertOnly
from portal.regulation import emergency as rules
from portal.regulation.switches import EMERGENCY_MOST_HOURS
from portal.regulation.vocabulary import Party, Purpose
from portal.workdays.arithmetic import local_day
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.record_keys import MARK_LENGTH

S = rules.State
_GRANTED = [S.IN_FORCE, S.ENDED, S.JUSTIFIED, S.NOT_JUSTIFIED]
_REVIEWED = [S.JUSTIFIED, S.NOT_JUSTIFIED]


class EmergencyRelease(WorkflowModel):
    """应急共享: one entry's named columns, for one system, purpose and case, for some hours.

    ``authority`` is the nearest one that is neither of the two departments: it grants in the
    provider's place, or reviews what the provider granted. ``ends_at`` ends it to the second.
    """

    machine = rules.MACHINE
    route = "requests:emergency"
    due_party = Party.AUTHORITY

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="emergency_releases",
        verbose_name=_("directory entry"),
    )
    entry_version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        related_name="emergency_releases",
        verbose_name=_("version"),
    )
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="emergencies_asked",
        verbose_name=_("requesting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="emergencies_received",
        verbose_name=_("providing department"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="emergencies_overseen",
        verbose_name=_("data-sharing authority"),
    )
    system = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        related_name="emergency_releases",
        verbose_name=_("application system"),
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    emergency = models.TextField(_("emergency"))
    case_number = models.CharField(_("case number of the emergency"), max_length=100)
    hours = models.PositiveSmallIntegerField(_("hours"))
    #: Whoever took a step: another person grants, and yet another reviews.
    participant_ids = ArrayField(models.BigIntegerField(), default=list)
    granted_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="emergencies_granted",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    refusal_text = models.TextField(_("reason of the refusal"), blank=True)
    finding = models.TextField(_("finding of the review"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("emergency release")
        verbose_name_plural = _("emergency releases")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "emergencyrelease_status"),
            choice_constraint(Purpose, "emergencyrelease_purpose", "purpose"),
            models.CheckConstraint(
                condition=~Q(emergency="") & ~Q(case_number=""),
                name="emergencyrelease_with_its_case",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=EMERGENCY_MOST_HOURS),
                name="emergencyrelease_of_some_hours",
            ),
            models.CheckConstraint(
                condition=~Q(requester=F("provider"))
                & (Q(authority=None) | ~Q(authority=F("requester")) & ~Q(authority=F("provider"))),
                name="emergencyrelease_overseen_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=_GRANTED,
                    granted_at__isnull=False,
                    granted_by__isnull=False,
                    ends_at__isnull=False,
                )
                & ~Q(granted_by=F("requester"))
                | ~Q(status__in=_GRANTED) & Q(granted_at=None, granted_by=None, ends_at=None),
                name="emergencyrelease_granted_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_REVIEWED, reviewed_at__isnull=False) & ~Q(finding="")
                | ~Q(status__in=_REVIEWED) & Q(reviewed_at=None, finding=""),
                name="emergencyrelease_reviewed_with_words",
            ),
            models.CheckConstraint(
                condition=Q(status=S.REFUSED) & ~Q(refusal_text="")
                | ~Q(status=S.REFUSED) & Q(refusal_text=""),
                name="emergencyrelease_refused_with_words",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="emergency_by_requester"),
            models.Index(fields=["provider", "-id"], name="emergency_by_provider"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Who asks, whose data they are, and the authority that is neither of the two."""
        if party is Party.REQUESTER:
            return self.requester_id
        if party is Party.PROVIDER:
            return self.provider_id
        return self.authority_id if party is Party.AUTHORITY else None

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry stands in the directory."""
        return self.entry.live_version_id is not None

    @property
    def entry_sharing_class(self) -> str:
        """The class of the entry as published now."""
        return self.entry.sharing_class

    @property
    def ends_on(self) -> date | None:
        """The day its hours end, from which the review's period is counted."""
        return None if self.ends_at is None else local_day(self.ends_at)

    def has_running_twin(self, now: datetime) -> bool:
        """Whether the department has another one of the entry, asked for or still running."""
        same = EmergencyRelease.objects.filter(entry=self.entry, requester=self.requester)
        running = Q(status=S.ASKED) | Q(status=S.IN_FORCE, ends_at__gt=now)
        return same.filter(running).exclude(pk=self.pk).exists()


class ReleasedItem(models.Model):
    """A column that an emergency release names."""

    release = models.ForeignKey(EmergencyRelease, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("released item")
        verbose_name_plural = _("released items")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["release", "item"], name="releaseditem_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class EmergencyDelivery(InsertOnly):
    """应急取数: one fetch under a release. Counts and digests, never the rows themselves."""

    receipt_number = models.CharField(_("receipt"), max_length=80, unique=True)
    release = models.ForeignKey(
        EmergencyRelease,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("emergency release"),
    )
    data_version = models.ForeignKey(
        DataVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("data version")
    )
    client = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("application system"),
    )
    columns = models.JSONField(_("columns"), default=list)
    row_count = models.PositiveIntegerField(_("rows"))
    content_digest = models.CharField(_("SHA-256 of what was delivered"), max_length=64)
    #: As with every delivery: who received a record, never which key.
    record_marks = ArrayField(models.CharField(max_length=MARK_LENGTH), default=list)
    delivered_at = models.DateTimeField(_("delivered at"))

    class Meta:
        verbose_name = _("delivery of an emergency release")
        verbose_name_plural = _("deliveries of emergency releases")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["release", "-id"], name="emergencydelivery_by_release"),
            GinIndex(fields=["record_marks"], name="emergencydelivery_by_mark"),
        ]

    def __str__(self) -> str:
        return self.receipt_number
