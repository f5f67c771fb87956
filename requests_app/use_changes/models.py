"""UseChange with the columns and rows it asks for (Art. 25 para. 1)."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import has_office
from catalog.directories.models import DataItem, EntryVersion
from catalog.directories.queries import may_request
from portal.regulation import agreement as agreement_rules
from portal.regulation import entry_version, use_change
from portal.regulation.vocabulary import Party, Purpose, RowRuleKind
from portal.workdays.arithmetic import local_day
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.combining import Combining
from requests_app.sharing.models import SharingAgreement

OPEN_STATES = tuple(sorted(use_change.OPEN_STATES))
#: Suspended use may go on once things are put right, so what was asked stays open.
LIVE_STATES = (agreement_rules.State.IN_USE, agreement_rules.State.SUSPENDED)
_SENT = [use_change.State.RECEIVED, use_change.State.CONSENTED, use_change.State.REFUSED]
_ANSWERED = [use_change.State.CONSENTED, use_change.State.REFUSED]


class UseChange(Combining, WorkflowModel):
    """使用变更: a wider scope, another purpose, or supply to a third party, under one agreement.

    It points at the agreement as it stood when asked; with consent that one becomes obsolete.
    """

    machine = use_change.MACHINE
    route = "requests:use-change"

    status = models.CharField(_("status"), max_length=30, choices=use_change.State.choices)
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="use_changes",
        verbose_name=_("sharing agreement"),
    )
    kind = models.CharField(_("what is to change"), max_length=15, choices=use_change.Kind)
    reason = models.TextField(_("reason of the change"), blank=True)
    legal_basis = models.TextField(_("legal basis of the change"), blank=True)
    #: The other purpose; for a third party, what it uses the data for.
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose.choices, blank=True, default=""
    )
    third_party = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("third party"),
    )
    supply_ends_on = models.DateField(_("supply ends on"), null=True, blank=True)
    #: Whether the row rules below take the place of those agreed; none of them is every row.
    has_new_rows = models.BooleanField(_("other rows are asked for"), default=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    #: Everyone who drafted, revised or submitted it: none of them consents to sending it.
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_text = models.TextField(_("text of the answer"), blank=True)

    class Meta:
        verbose_name = _("change of use")
        verbose_name_plural = _("changes of use")
        constraints: ClassVar[list[Any]] = [
            state_constraint(use_change.State, "usechange_status"),
            choice_constraint(use_change.Kind, "usechange_kind", "kind"),
            choice_constraint(Purpose, "usechange_purpose", "purpose", blank=True),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_use_change_per_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_SENT) | Q(received_at__isnull=False),
                name="usechange_received",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ANSWERED, answered_at__isnull=False)
                | ~Q(status__in=_ANSWERED) & Q(answered_at=None),
                name="usechange_answered_with_moment",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The agreement's departments."""
        if self.known_authority is not None:
            self.agreement.known_authority = self.known_authority
        return self.agreement.department_for(party)

    @property
    def requester_id(self) -> int:
        """The department that uses the data."""
        return self.agreement.requester_id

    @property
    def provider_id(self) -> int:
        """The department whose consent it takes."""
        return self.agreement.provider_id

    @property
    def columns_wanted(self) -> dict[int, int]:
        """The columns of the agreement and those to be added, by item; none where none is."""
        added = list(self.items.values_list("item_id", flat=True))
        agreed = self.agreement.items.values_list("item_id", flat=True) if added else ()
        return {item: item for item in (*agreed, *added)}

    @property
    def wanted_of(self) -> EntryVersion:
        """The version that the agreement cites."""
        return self.agreement.entry_version

    @property
    def wanted_for(self) -> Department:
        """The department that uses the data."""
        return self.agreement.requester

    def runs_at(self, now: datetime) -> bool:
        """Whether the agreement is in use and its term not over."""
        is_in_use = self.agreement.status == agreement_rules.State.IN_USE
        return is_in_use and now < self.agreement.valid_until

    @property
    def last_day_of_use(self) -> date:
        """The last day of the agreement's term."""
        return local_day(self.agreement.valid_until - timedelta(microseconds=1))

    @property
    def has_open_twin(self) -> bool:
        """Whether another change of use under the same agreement is under way."""
        others = UseChange.objects.filter(agreement=self.agreement, status__in=OPEN_STATES)
        return others.exclude(pk=self.pk).exists()

    @property
    def entry_is_published(self) -> bool:
        """Whether the version that the agreement cites is the live one."""
        return self.agreement.entry_version.status == entry_version.State.PUBLISHED

    @cached_property
    def is_within_published_scope(self) -> bool:
        """Whether the requester may still ask for the entry at all."""
        return self._may_ask(self.requester_id)

    @cached_property
    def third_party_is_within_scope(self) -> bool:
        """Whether the third party could ask for the entry itself."""
        return self.third_party_id is not None and self._may_ask(self.third_party_id)

    def _may_ask(self, department_id: int) -> bool:
        version = self.agreement.entry_version
        return may_request(version.entry_id, version.sharing_class, department_id)

    @property
    def purpose_is_published(self) -> bool:
        """Whether the purpose is one the conditions publish; unconditional entries take any."""
        condition = self.agreement.entry_version.condition
        return bool(self.purpose) if condition is None else self.purpose in condition.purposes

    @property
    def goes_further(self) -> bool:
        """Whether it asks for anything that the agreement does not give already."""
        if self.kind == use_change.Kind.SCOPE:
            return self.items.exists() or (self.has_new_rows and self._rows_differ())
        if self.kind == use_change.Kind.PURPOSE:
            return bool(self.purpose) and self.purpose not in self.agreement.purposes
        return not self.agreement.third_parties.filter(
            department=self.third_party_id,
            purpose=self.purpose,
            supply_ends_on__gte=self.supply_ends_on or date.max,
        ).exists()

    def _rows_differ(self) -> bool:
        asked, agreed = (
            {(row.item_id, row.kind, tuple(sorted(row.values))) for row in rows.all()}
            for rows in (self.rows, self.agreement.rows)
        )
        return asked != agreed

    @property
    def needs_are_stated(self) -> bool:
        """Whether each added column says why it is needed."""
        return all(need.strip() for need in self.items.values_list("need", flat=True))

    def provider_has_office(self, on: date) -> bool:
        """Whether the provider can answer at all: its office and the office's head are named."""
        return has_office(self.provider_id, on)


class UseChangeItem(models.Model):
    """A column to be added, and why it is needed."""

    change = models.ForeignKey(UseChange, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(_("necessity"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item to be added")
        verbose_name_plural = _("items to be added")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["change", "item"], name="usechangeitem_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class UseChangeRows(models.Model):
    """A row rule asked for in place of those agreed."""

    change = models.ForeignKey(UseChange, on_delete=models.CASCADE, related_name="rows")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=RowRuleKind.choices)
    values = ArrayField(models.CharField(max_length=200), verbose_name=_("values"))

    class Meta:
        verbose_name = _("rows asked for instead")
        verbose_name_plural = _("rows asked for instead")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(RowRuleKind, "usechangerows_kind", "kind"),
            models.UniqueConstraint(fields=["change", "item"], name="usechangerows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.values}"
