"""Dispute and the records of its negotiation (Art. 28)."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import coordinating_authority
from catalog.directories.models import DirectoryEntry, EntryVersion
from portal.regulation import dispute as rules
from portal.regulation import request as request_rules
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import local_day
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.models import SharingAgreement, SharingRequest

S = rules.State
OPEN_STATES = tuple(state for state in S.values if state not in rules.MACHINE.closed)
_FAILED_ONCE = [S.FAILED, *sorted(rules.WITH_AUTHORITY), S.CLOSED]
_COORDINATED = [*sorted(rules.WITH_AUTHORITY), S.CLOSED]
_WITH_RESULT = [S.NOT_AGREED, S.IN_DECISION, S.CLOSED]


class Dispute(WorkflowModel):
    """争议: two departments differ over a request, an agreement or the sharing class of an entry.

    It points at that matter and does not change its status; periods running there run on.
    """

    machine = rules.MACHINE
    route = "requests:dispute"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    request = models.ForeignKey(
        SharingRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("sharing request"),
    )
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("sharing agreement"),
    )
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("directory entry"),
    )
    #: The version of the entry that stated the class in dispute when it was opened.
    version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name=_("version in dispute"),
    )
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="disputes_as_requester",
        verbose_name=_("requesting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="disputes_as_provider",
        verbose_name=_("providing department"),
    )
    opened_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="disputes_opened",
        verbose_name=_("opened by"),
    )
    kind = models.CharField(_("what it is about"), max_length=10, choices=rules.Kind)
    claim = models.TextField(_("what is claimed"))
    negotiated_on = models.DateField(_("last negotiated on"), null=True, blank=True)
    settlement = models.TextField(_("settlement proposed"), blank=True)
    settlement_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settlement proposed by"),
    )
    failure = models.TextField(_("why the negotiation failed"), blank=True)
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes_coordinated",
        verbose_name=_("coordinating authority"),
    )
    result = models.TextField(_("written result of the coordination"), blank=True)
    referred_on = models.DateField(_("referred on"), null=True, blank=True)
    instrument = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.TextField(_("text of the decision"), blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=15, choices=rules.Outcome, blank=True, default=""
    )

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "dispute_status"),
            choice_constraint(rules.Kind, "dispute_kind", "kind"),
            choice_constraint(rules.Outcome, "dispute_outcome", "outcome", blank=True),
            models.CheckConstraint(
                condition=Q(request__isnull=False, agreement=None, entry=None, version=None)
                | Q(request=None, agreement__isnull=False, entry=None, version=None)
                | Q(request=None, agreement=None, entry__isnull=False, version__isnull=False),
                name="dispute_about_one_matter",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_dispute_per_request",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_dispute_per_agreement",
            ),
            models.UniqueConstraint(
                fields=["entry", "requester"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_dispute_per_entry_and_department",
            ),
            models.CheckConstraint(
                condition=Q(kind=rules.Kind.CLASS, entry__isnull=False)
                | ~Q(kind=rules.Kind.CLASS) & Q(entry=None),
                name="dispute_about_class_of_entry",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=rules.Outcome.RECLASSIFY) | Q(kind=rules.Kind.CLASS),
                name="dispute_changes_disputed_class",
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settlement_by=None)
                | ~Q(settlement="") & Q(settlement_by__isnull=False),
                name="dispute_settlement_with_proposer",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_FAILED_ONCE)
                | ~Q(failure="") & Q(negotiated_on__isnull=False),
                name="dispute_negotiated_first",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_COORDINATED) | Q(authority__isnull=False),
                name="dispute_coordinated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(authority=None)
                | ~Q(authority=F("requester")) & ~Q(authority=F("provider")),
                name="dispute_coordinated_by_no_party",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_WITH_RESULT) | ~Q(result=""),
                name="dispute_result_in_writing",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[S.IN_DECISION, S.CLOSED]) | Q(referred_on__isnull=False),
                name="dispute_referred_with_day",
            ),
            models.CheckConstraint(
                condition=Q(status=S.CLOSED, decided_on__isnull=False)
                & ~Q(instrument="")
                & ~Q(decision="")
                & ~Q(outcome="")
                | ~Q(status=S.CLOSED) & Q(decided_on=None, instrument="", decision="", outcome=""),
                name="dispute_decided_in_full",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="dispute_by_requester"),
            models.Index(fields=["provider", "-id"], name="dispute_by_provider"),
            models.Index(fields=["authority", "-id"], name="dispute_by_authority"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Both parties, and the authority once it was asked to coordinate."""
        parts = {
            Party.REQUESTER: self.requester_id,
            Party.PROVIDER: self.provider_id,
            Party.AUTHORITY: self.authority_id,
        }
        return parts.get(party)

    @property
    def matter(self) -> SharingRequest | SharingAgreement | EntryVersion:
        """The request, the agreement or the version of an entry in dispute."""
        found = self.request or self.agreement or self.version
        if found is None:
            raise TypeError("a dispute is about a request, an agreement or an entry")
        return found

    @property
    def entry_version(self) -> EntryVersion:
        """The version of the entry that the matter in dispute is about."""
        matter = self.matter
        return matter if isinstance(matter, EntryVersion) else matter.entry_version

    def kind_on(self, day: date) -> str:
        """What a dispute opened that day is about; empty: the matter gives no cause."""
        if self.request is not None:
            return rules.kind_of_request(self.request.status, self.request.due_on, day)
        if self.entry is not None:
            return rules.kind_of_entry(self.entry.sharing_class)
        return rules.kind_of_agreement(self.matter.status)

    @property
    def has_open_twin(self) -> bool:
        """Whether another dispute about the same matter is under way.

        A class concerns every department, so each may dispute it for itself.
        """
        same = Dispute.objects.filter(
            request=self.request_id, agreement=self.agreement_id, entry=self.entry_id
        )
        if self.entry_id is not None:
            same = same.filter(requester=self.requester_id)
        return same.filter(status__in=OPEN_STATES).exclude(pk=self.pk).exists()

    @property
    def opened_on(self) -> date:
        """The day it was opened."""
        return local_day(self.created_at)

    @property
    def request_is_refused(self) -> bool:
        """Whether there is a refused request that a decision can reopen."""
        return self.request is not None and self.request.status == request_rules.State.REFUSED

    def competent_authority_on(self, day: date) -> Department | None:
        """Who is to coordinate, as the departments stand that day."""
        return coordinating_authority(self.requester, self.provider, on=day)


class DisputeNegotiation(models.Model):
    """协商记录: when the parties negotiated, who took part, what was said."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="negotiations")
    negotiated_on = models.DateField(_("day of the negotiation"))
    participants = models.TextField(_("who took part"))
    text = models.TextField(_("what was said"))
    recorded_by = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("record of a negotiation")
        verbose_name_plural = _("records of negotiations")

    def __str__(self) -> str:
        return f"{self.dispute} {self.negotiated_on}"
