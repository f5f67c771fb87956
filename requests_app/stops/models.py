"""DeliveryStop: what an authority has stopped, by provider, entry, recipient or purpose."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import overseen_by
from catalog.directories.models import DirectoryEntry
from portal.regulation import stop as rules
from portal.regulation.vocabulary import Party, Purpose
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class DeliveryStop(WorkflowModel):
    """停止供给: the authority refuses every call that has all of what is named in common.

    It points at no agreement and changes none: agreements made later are covered too.
    """

    machine = rules.MACHINE
    route = "requests:stop"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="stops_made",
        verbose_name=_("data-sharing authority"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops_as_provider",
        verbose_name=_("providing department"),
    )
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("directory entry"),
    )
    recipient = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops_as_recipient",
        verbose_name=_("receiving department"),
    )
    #: Empty: whatever the purpose.
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose.choices, blank=True, default=""
    )
    reason = models.TextField(_("reason of the stop"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifting_reason = models.TextField(_("reason of the lifting"), blank=True)

    class Meta:
        verbose_name = _("delivery stop")
        verbose_name_plural = _("delivery stops")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "deliverystop_status"),
            choice_constraint(Purpose, "deliverystop_purpose", "purpose", blank=True),
            models.CheckConstraint(
                condition=Q(provider__isnull=False)
                | Q(entry__isnull=False)
                | Q(recipient__isnull=False)
                | ~Q(purpose=""),
                name="deliverystop_names_something",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deliverystop_with_reason"),
            models.CheckConstraint(
                condition=Q(status=S.IN_FORCE, lifted_at=None, lifting_reason="")
                | Q(status=S.LIFTED, lifted_at__isnull=False) & ~Q(lifting_reason=""),
                name="deliverystop_lifted_with_reason",
            ),
            models.UniqueConstraint(
                fields=["authority", "provider", "entry", "recipient", "purpose"],
                condition=Q(status=S.IN_FORCE),
                nulls_distinct=False,
                name="one_stop_in_force_of_a_kind",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            # What every call asks: the few in force, however many there were.
            models.Index(
                fields=["id"], condition=Q(status=S.IN_FORCE), name="deliverystop_in_force"
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority that stops and lifts; nobody else takes part."""
        if party is not Party.AUTHORITY or not self.authority.is_authority:
            return None
        return self.authority_id

    @property
    def departments_named(self) -> list[int]:
        """Ids of the departments named, and of the one that provides the entry named."""
        provider_of_entry = None if self.entry is None else self.entry.provider_id
        named = (self.provider_id, provider_of_entry, self.recipient_id)
        return [each for each in named if each is not None]

    @property
    def jurisdiction(self) -> list[int]:
        """Ids of the departments in the authority's region and below."""
        return overseen_by(self.authority_id)

    @property
    def has_twin_in_force(self) -> bool:
        """Whether the authority has stopped just the same already."""
        same = DeliveryStop.objects.filter(
            status=S.IN_FORCE,
            authority=self.authority_id,
            provider=self.provider_id,
            entry=self.entry_id,
            recipient=self.recipient_id,
            purpose=self.purpose,
        )
        return same.exclude(pk=self.pk).exists()
