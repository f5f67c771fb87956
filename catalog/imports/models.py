"""CatalogImport: a department's workbook on its way into drafts; its lines; remembered columns."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.batches.models import DraftedRow, LineProgress
from catalog.departments.models import Department
from catalog.directories.models import EntryVersion
from catalog.imports.reading import LONGEST_SHEET_NAME
from portal.regulation import catalog_workbook as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State
#: In these states time is at work on an import.
AT_WORK = (S.CHECKING, S.LOADING, S.UNDOING)


class LineOutcome(models.TextChoices):
    """What a line of the file is, or what becomes of it."""

    NEW = "NEW", _("new")
    CHANGED = "CHANGED", _("changed")
    UNCHANGED = "UNCHANGED", _("without change")
    REJECTED = "REJECTED", _("not accepted")
    ITEM = "ITEM", _("item of the entry above")
    HEADING = "HEADING", _("title or sub-heading")
    EMPTY = "EMPTY", _("empty line")


class CatalogImport(WorkflowModel):
    """目录导入: one file of one department. ``grid`` is what was read, packed; row 1 comes first.

    ``uses`` says for each column what it holds. ``head_row`` is the last row of the head, from 0,
    or -1 where there is none.
    """

    machine = rules.MACHINE
    route = "catalog:import"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="catalog_imports",
        verbose_name=_("department"),
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: Who loads: the drafts are this person's.
    loader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    grid = models.BinaryField()
    row_count = models.PositiveIntegerField(_("lines"))
    #: Sheets of the same file that hold tables too.
    sheets_left = ArrayField(
        models.CharField(max_length=LONGEST_SHEET_NAME),
        verbose_name=_("sheets not read"),
        default=list,
        blank=True,
    )
    headers = models.JSONField(default=list)
    head_row = models.IntegerField(default=0)
    #: How many columns the file itself has; fields of objects in its cells come after them.
    width = models.PositiveSmallIntegerField(default=0)
    uses = ArrayField(models.CharField(max_length=20, blank=True), default=list)

    class Meta:
        verbose_name = _("catalog import")
        verbose_name_plural = _("catalog imports")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "catalogimport_status"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department whose file it is."""
        return self.department_id if party is Party.PROVIDER else None

    @property
    def is_at_work(self) -> bool:
        """While it is checked, loaded or undone."""
        return self.status in AT_WORK

    @property
    def has_work(self) -> bool:
        """Whether a line is left that makes or changes a draft."""
        waiting = self.lines.filter(outcome__in=CHANGING, progress=LineProgress.WAITING)
        return waiting.exists()

    @property
    def loading_beside(self) -> list[str]:
        """Numbers of the department's other imports that are just being loaded or undone."""
        others = CatalogImport.objects.filter(
            department=self.department_id, status__in=[S.LOADING, S.UNDOING]
        )
        return list(others.exclude(pk=self.pk).values_list("public_number", flat=True))

    @property
    def loaded_since(self) -> bool:
        """Whether another import of the department was loaded or undone after this one's check."""
        if self.status != S.CHECKED:
            return False
        others = CatalogImport.objects.filter(
            department=self.department_id,
            status__in=[S.LOADED, S.STOPPED, S.UNDONE],
            status_since__gt=self.status_since,
        )
        return others.exclude(pk=self.pk).exists()


#: Outcomes by which the directory changes.
CHANGING = (LineOutcome.NEW, LineOutcome.CHANGED)


class ImportLine(DraftedRow):
    """One line of the file, as it was, with what becomes of it.

    ``entry_line`` is the line of the entry that an item belongs to. ``content`` holds what the
    entry states in the file, ``changes`` each field with old and new.
    """

    catalog_import = models.ForeignKey(
        CatalogImport, on_delete=models.PROTECT, related_name="lines", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=LineOutcome.choices)
    entry_line = models.PositiveIntegerField(null=True)
    name = models.CharField(_("name of the entry"), max_length=200, blank=True)
    cells = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    near = models.JSONField(default=list)
    version = models.ForeignKey(
        EntryVersion, on_delete=models.PROTECT, null=True, related_name="import_lines"
    )

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["catalog_import", "number"], name="importline_once"),
            choice_constraint(LineOutcome, "importline_outcome", "outcome"),
            choice_constraint(LineProgress, "importline_progress", "progress"),
            models.CheckConstraint(
                condition=Q(outcome="ITEM", entry_line__isnull=False)
                | ~Q(outcome="ITEM") & Q(entry_line=None),
                name="importline_item_of_entry",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["catalog_import", "outcome", "number"], name="importline_by_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalog_import}: {self.number}"

    def reject(self, cause: str, values: dict[str, Any]) -> None:
        """Note why the line was not taken; its sentence begins with the row."""
        self.outcome, self.cause = LineOutcome.REJECTED, cause
        self.values = {"row": self.number, **values}


class ColumnMemory(models.Model):
    """What the columns of a file held last time, by department and the words of its head."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    headers_digest = models.CharField(max_length=64)
    uses = ArrayField(models.CharField(max_length=20, blank=True), default=list)

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["department", "headers_digest"], name="columnmemory_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.headers_digest[:8]}"
