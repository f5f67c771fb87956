"""EntryWithdrawal: a department takes a published entry out of the directory (Arts 15 to 17)."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import authority_over
from catalog.directories.models import DirectoryEntry
from catalog.withdrawals import uses
from portal.regulation import withdrawal as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint

OPEN_STATES = (rules.State.AWAITING_HEAD, rules.State.IN_REVIEW)


class EntryWithdrawal(WorkflowModel):
    """目录撤销: proposed, approved by the head of the department, reviewed like an update."""

    machine = rules.MACHINE
    route = "catalog:withdrawal"
    due_by_authority = True

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="withdrawals",
        verbose_name=_("directory entry"),
    )
    reason = models.TextField(_("reason of the withdrawal"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal of an entry")
        verbose_name_plural = _("withdrawals of entries")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "entrywithdrawal_status"),
            models.CheckConstraint(condition=~Q(reason=""), name="entrywithdrawal_with_reason"),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_withdrawal",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """Provider: the entry's department. Authority: that of its region."""
        provider = self.entry.provider
        if provider is None:
            return None
        if party is Party.AUTHORITY:
            return authority_over(self, provider)
        return provider.pk if party is Party.PROVIDER else None

    @property
    def entry_is_published(self) -> bool:
        """Whether there is anything to withdraw."""
        return self.entry.live_version_id is not None

    @property
    def entry_has_open_version(self) -> bool:
        """Whether a version of the entry is on its way."""
        return self.entry.entry_has_open_version

    @property
    def has_open_twin(self) -> bool:
        """Whether the entry's withdrawal is under way already."""
        others = EntryWithdrawal.objects.filter(entry=self.entry_id, status__in=OPEN_STATES)
        return others.exclude(pk=self.pk).exists()

    def uses_at(self, now: datetime) -> list[str]:
        """Numbers of what is shared under the entry at that moment."""
        return uses.of(uses.Kind.LIVE, self.entry_id, now)

    def requests_at(self, now: datetime) -> list[str]:
        """Numbers of requests for the entry that its provider has to answer."""
        return uses.of(uses.Kind.ASKED, self.entry_id, now)
