"""EntryTemplate: particulars, conditions and data items kept for entries to come."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation import entry_template as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint

S = rules.State
IN_USE = (S.OWN, S.PUBLISHED)


class EntryTemplate(WorkflowModel):
    """条目模板: binds nobody and approves nothing; what begins from it is an ordinary draft.

    ``content`` is a draft's content as it is kept, without name and without code.
    """

    machine = rules.MACHINE
    route = "catalog:entry-template"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="entry_templates",
        verbose_name=_("department"),
    )
    name = models.CharField(_("name of the template"), max_length=80)
    content = models.JSONField(_("content"))
    item_count = models.PositiveSmallIntegerField(_("data items"))

    class Meta:
        verbose_name = _("entry template")
        verbose_name_plural = _("entry templates")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "entrytemplate_status"),
            models.CheckConstraint(condition=~Q(name=""), name="entrytemplate_has_name"),
            models.UniqueConstraint(
                fields=["department", "name"],
                condition=Q(status__in=IN_USE),
                name="entrytemplate_named_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def department_for(self, party: Party) -> int | None:
        """The department that keeps it; as an authority, where it is one."""
        if party is Party.AUTHORITY:
            return self.department_id if self.department.is_authority else None
        return self.department_id if party is Party.PROVIDER else None

    @property
    def templates_beside(self) -> int:
        """How many the department keeps in use besides."""
        own = EntryTemplate.objects.filter(department_id=self.department_id, status__in=IN_USE)
        return own.exclude(pk=self.pk).count()
