"""BulkEdit: what was changed of which entries at one go, and its rows, which are the ledger."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.batches.models import DraftedRow, LineProgress
from catalog.departments.models import Department
from catalog.directories.models import EntryVersion
from portal.regulation import bulk_edit as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State
#: In these states time is at work on a bulk edit.
AT_WORK = (S.CHECKING, S.APPLYING, S.UNDOING)


class RowOutcome(models.TextChoices):
    """What becomes of an entry that was chosen."""

    CHOSEN = "CHOSEN", _("not previewed yet")
    CHANGED = "CHANGED", _("to be changed")
    UNCHANGED = "UNCHANGED", _("states it already")
    REJECTED = "REJECTED", _("cannot be changed")


class BulkEdit(WorkflowModel):
    """批量修改: the same changes to chosen entries of one department. Never removed.

    ``changes`` is an ``Alteration`` as it is kept.
    """

    machine = rules.MACHINE
    route = "catalog:bulk-edit"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="bulk_edits",
        verbose_name=_("department"),
    )
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: Who has the changes written: the drafts are this person's.
    applier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField(default=dict)
    entry_count = models.PositiveIntegerField(_("entries"))

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "bulkedit_status"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department whose entries they are."""
        return self.department_id if party is Party.PROVIDER else None

    @property
    def is_at_work(self) -> bool:
        """While it is previewed, applied or undone."""
        return self.status in AT_WORK

    @property
    def has_work(self) -> bool:
        """Whether an entry is left that is to be changed."""
        waiting = self.rows.filter(outcome=RowOutcome.CHANGED, progress=LineProgress.WAITING)
        return waiting.exists()


class BulkEditRow(DraftedRow):
    """One chosen entry: each field with old and new, and what became of it.

    ``version`` is the one that was judged, and the draft once it is written.
    """

    bulk_edit = models.ForeignKey(
        BulkEdit, on_delete=models.PROTECT, related_name="rows", verbose_name=_("bulk edit")
    )
    number = models.PositiveIntegerField(_("row"))
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="bulk_rows")
    name = models.CharField(_("name of the entry"), max_length=200)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=RowOutcome.choices, default=RowOutcome.CHOSEN
    )
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of a bulk edit")
        verbose_name_plural = _("rows of a bulk edit")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["bulk_edit", "number"], name="bulkeditrow_once"),
            choice_constraint(RowOutcome, "bulkeditrow_outcome", "outcome"),
            choice_constraint(LineProgress, "bulkeditrow_progress", "progress"),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_edit}: {self.number}"

    def reject(self, cause: str, values: dict[str, Any]) -> None:
        """Note why the entry was not changed."""
        self.outcome, self.cause, self.values = RowOutcome.REJECTED, cause, values
