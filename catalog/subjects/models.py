"""Classification: a node of the tree that entries stand under, whose codes begin theirs."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.subjects.tree import Tree
from portal.regulation import classification as rules
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, state_constraint

S = rules.State


class Classification(WorkflowModel):
    """资源分类: 类, 项, 目, 细目 of the compilation guide; its code begins every entry's code.

    The code is its public number and is never used again. One out of use keeps its entries: where
    it was merged into another one, they are found there as well.
    """

    machine = rules.MACHINE
    route = "catalog:classification"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    since_on = models.DateField(_("in use since"))
    until_on = models.DateField(_("out of use since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    registry = models.CharField(
        _("base registry"), max_length=12, choices=rules.Registry.choices, blank=True
    )
    registry_lead = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leading department"),
    )

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "classification_status"),
            models.CheckConstraint(
                condition=Q(public_number=F("code")), name="classification_known_by_its_code"
            ),
            models.CheckConstraint(
                condition=Q(status=S.IN_USE, until_on=None, merged_into=None)
                | Q(status=S.RETIRED, until_on__isnull=False),
                name="classification_out_of_use_with_day",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="classification_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="classification_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(registry="", registry_lead=None)
                | Q(registry__in=rules.Registry.values, registry_lead__isnull=False),
                name="classification_registry_is_led",
            ),
            models.UniqueConstraint(
                fields=["registry"],
                condition=Q(status=S.IN_USE) & ~Q(registry=""),
                name="classification_one_of_each_registry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def department_for(self, party: Party) -> int | None:
        """The highest authority on this platform keeps the one tree of all."""
        if party is not Party.AUTHORITY:
            return None
        if self.known_authority is not None:
            return self.known_authority
        return keepers().first()

    @property
    def has_twin(self) -> bool:
        """Whether the code was given to another one, in use or not."""
        return Classification.objects.filter(code=self.code).exclude(pk=self.pk).exists()

    @property
    def registries_elsewhere(self) -> set[str]:
        """The base registries that others in use are marked as."""
        others = Classification.objects.filter(status=S.IN_USE).exclude(pk=self.pk)
        return set(others.exclude(registry="").values_list("registry", flat=True))

    @property
    def has_children(self) -> bool:
        """Whether others in use stand below it."""
        return self.children.filter(status=S.IN_USE).exists()

    @cached_property
    def tree(self) -> Tree:
        """The whole tree, read once for this row."""
        return read_tree()

    @property
    def ids_below(self) -> set[int]:
        """It and everything below it."""
        return self.tree.below(self.pk)

    @property
    def has_entries(self) -> bool:
        """Whether any version of an entry stands under it, or under one that was merged into it."""
        found = Classification.objects.filter(pk__in=self.tree.within([self.pk]))
        return found.filter(versions__isnull=False).exists()

    @property
    def concerned_ids(self) -> set[int]:
        """The departments with a published entry under it, below it, or under what was merged."""
        found = Classification.objects.filter(pk__in=self.tree.within([self.pk]))
        live = found.filter(versions__live_entry__isnull=False).order_by()
        return set(live.values_list("versions__live_entry__provider_id", flat=True).distinct())


def keepers() -> models.QuerySet[Department, int]:
    """Ids of the authorities, the highest on this platform first."""
    open_ones = Department.objects.filter(is_authority=True, closed_on=None)
    return open_ones.order_by(Length("region__path"), "pk").values_list("pk", flat=True)


def read_tree() -> Tree:
    """Every node with what it stands below and was merged into, in one statement."""
    return Tree(Classification.objects.values_list("pk", "code", "parent_id", "merged_into_id"))
