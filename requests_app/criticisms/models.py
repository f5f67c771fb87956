"""Criticism: a breach that was found is made known to the departments of a region (Art. 29)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.regulation import criticism as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint
from requests_app.oversight.models import Breach

S = rules.State


class Criticism(WorkflowModel):
    """通报: published by the authority that found the breach, to all in its region."""

    machine = rules.MACHINE
    route = "requests:criticism"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    breach = models.ForeignKey(
        Breach, on_delete=models.PROTECT, related_name="criticisms", verbose_name=_("breach")
    )
    text = models.TextField(_("what is made known"))
    retracted_at = models.DateTimeField(_("retracted at"), null=True, blank=True)
    retraction = models.TextField(_("why it is retracted"), blank=True)

    class Meta:
        verbose_name = _("public criticism")
        verbose_name_plural = _("public criticism")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "criticism_status"),
            models.CheckConstraint(condition=~Q(text=""), name="criticism_with_words"),
            models.CheckConstraint(
                condition=Q(status=S.PUBLISHED, retracted_at=None, retraction="")
                | Q(status=S.RETRACTED, retracted_at__isnull=False) & ~Q(retraction=""),
                name="criticism_retracted_with_reason",
            ),
            models.UniqueConstraint(
                fields=["breach"], condition=Q(status=S.PUBLISHED), name="one_criticism_of_a_breach"
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The department criticised, and the authority that judged the breach."""
        return self.breach.department_for(party)

    @property
    def breach_status(self) -> str:
        """How far the breach has come."""
        return self.breach.status

    @property
    def has_twin(self) -> bool:
        """Whether the breach was criticised already."""
        others = Criticism.objects.filter(breach=self.breach_id, status=S.PUBLISHED)
        return others.exclude(pk=self.pk).exists()
