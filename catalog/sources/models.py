"""SourceDesignation: which department is the source of a data item (Art. 19 para. 2)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import overseen_by
from portal.regulation import source_designation as rules
from portal.regulation.item_names import KEY_LENGTH
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint

S = rules.State


class SourceDesignation(WorkflowModel):
    """数源认定: an authority names the one department that serves a data item in its jurisdiction.

    It is about the item, whichever entries list it: ``item_key`` is what same names have in common.
    """

    machine = rules.MACHINE
    route = "catalog:designation"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    item_name = models.CharField(_("data item"), max_length=120)
    item_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="designations_made",
        verbose_name=_("data-sharing authority"),
    )
    source = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="designations",
        verbose_name=_("source department"),
    )
    collectors = models.ManyToManyField(
        Department, related_name="+", verbose_name=_("departments that collect it")
    )
    designated_on = models.DateField(_("named on"))
    text = models.TextField(_("text of the designation"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("source designation")
        verbose_name_plural = _("source designations")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "sourcedesignation_status"),
            models.UniqueConstraint(
                fields=["authority", "item_key"],
                condition=Q(status=S.IN_FORCE),
                name="one_source_per_item",
            ),
            models.CheckConstraint(condition=~Q(item_key=""), name="sourcedesignation_has_item"),
            models.CheckConstraint(
                condition=Q(status=S.IN_FORCE, revoked_on=None)
                | Q(status=S.REVOKED, revoked_on__isnull=False),
                name="sourcedesignation_revoked_with_day",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["item_key"], name="designation_by_item"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The authority that names it, and the source department."""
        if party is Party.AUTHORITY:
            return self.authority_id if self.authority.is_authority else None
        return self.source_id if party is Party.SOURCE else None

    @property
    def jurisdiction(self) -> list[int]:
        """Ids of the departments in the authority's region and below."""
        return overseen_by(self.authority_id)

    @property
    def named_already(self) -> list[str]:
        """Sources in force for the item here: this authority's own, or one above it."""
        others = SourceDesignation.objects.filter(
            item_key=self.item_key,
            status=S.IN_FORCE,
            authority__region__code__in=self.authority.region.path_codes,
        )
        return [each.source.name for each in others.exclude(pk=self.pk).select_related("source")]
