"""Demand, and DataCollection with what the directory already holds of it (Arts 19, 20)."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from catalog.departments.queries import overseen_by
from catalog.directories.models import DataItem, DirectoryEntry
from portal.regulation import collection as collection_rules
from portal.regulation import demand as demand_rules
from portal.regulation.item_names import KEY_LENGTH, item_key
from portal.regulation.vocabulary import Party, Purpose
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.models import SharingRequest

C = collection_rules.State
D = demand_rules.State


class Demand(WorkflowModel):
    """需求: data that a department needs and that it finds no entry for.

    ``provider`` is the responsible department once one was assigned; ``entry`` is what the demand
    was matched to, or what is compiled for it; ``request`` is what the requester drafted from it.
    """

    machine = demand_rules.MACHINE
    route = "requests:demand"
    due_party = Party.REQUESTER
    due_by_authority = True

    status = models.CharField(_("status"), max_length=30, choices=demand_rules.State.choices)
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="demands_raised",
        verbose_name=_("requesting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demands_assigned",
        verbose_name=_("responsible department"),
    )
    title = models.CharField(_("data wanted"), max_length=200)
    items = ArrayField(models.CharField(max_length=120), verbose_name=_("data items"))
    legal_basis = models.TextField(_("legal basis of use"))
    scenario = models.CharField(_("scenario of use"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demands",
        verbose_name=_("directory entry"),
    )
    request = models.OneToOneField(
        SharingRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demand",
        verbose_name=_("sharing request"),
    )
    ground = models.CharField(
        _("ground"), max_length=15, choices=demand_rules.Ground.choices, blank=True, default=""
    )
    ground_text = models.TextField(_("explanation"), blank=True)

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        constraints: ClassVar[list[Any]] = [
            state_constraint(demand_rules.State, "demand_status"),
            choice_constraint(Purpose, "demand_purpose", "purpose"),
            choice_constraint(demand_rules.Ground, "demand_ground", "ground", blank=True),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(demand_rules.WITH_DEPARTMENT))
                | Q(provider__isnull=False),
                name="demand_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(provider=None) | ~Q(provider=F("requester")),
                name="demand_assigned_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=D.MATCHED) | Q(entry__isnull=False),
                name="demand_matched_to_something",
            ),
            models.CheckConstraint(
                condition=Q(request=None) | Q(status=D.MATCHED), name="demand_request_when_matched"
            ),
            models.CheckConstraint(
                condition=Q(status=D.DECLINED) & ~Q(ground="") & ~Q(ground_text="")
                | ~Q(status=D.DECLINED) & Q(ground="", ground_text=""),
                name="demand_declined_on_a_ground",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="demand_by_requester"),
            models.Index(fields=["provider", "-id"], name="demand_by_provider"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Requester, the responsible department, and the authority of the requester's region."""
        if party is Party.AUTHORITY:
            return authority_over(self, self.requester)
        if party is Party.REQUESTER:
            return self.requester_id
        return self.provider_id if party is Party.PROVIDER else None

    @cached_property
    def jurisdiction(self) -> list[int]:
        """Ids of the departments to which the requester's authority may assign it."""
        return overseen_by(self.department_for(Party.AUTHORITY))

    @property
    def matched_entry(self) -> DirectoryEntry:
        """The entry of a matched demand.

        :raises ValueError: it points at none.
        """
        if self.entry is None:
            raise ValueError(f"{self.public_number} is matched to no entry")
        return self.entry

    @property
    def entry_is_shared(self) -> bool:
        """Whether the entry it points at is published and not withheld."""
        entry = self.entry
        if entry is None or entry.live_version_id is None:
            return False
        return entry.sharing_class != demand_rules.NEGATIVE_CLASS

    @property
    def item_keys(self) -> list[str]:
        """The items asked for, as same names are found by."""
        return [item_key(item) for item in self.items]


class DataCollection(WorkflowModel):
    """新增采集: data that a department is about to collect from outside government."""

    machine = collection_rules.MACHINE
    route = "requests:collection"

    status = models.CharField(_("status"), max_length=30, choices=collection_rules.State.choices)
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="collections",
        verbose_name=_("collecting department"),
    )
    title = models.CharField(_("name of the collection"), max_length=200)
    legal_basis = models.TextField(_("legal basis of the collection"))
    purpose = models.TextField(_("what it is for"))
    subjects = ArrayField(
        models.CharField(max_length=15, choices=collection_rules.Subject.choices),
        verbose_name=_("collected from"),
    )
    begins_on = models.DateField(_("begins on"))

    class Meta:
        verbose_name = _("new collection")
        verbose_name_plural = _("new collections")
        constraints: ClassVar[list[Any]] = [
            state_constraint(collection_rules.State, "datacollection_status"),
            models.CheckConstraint(
                condition=Q(subjects__contained_by=collection_rules.Subject.values),
                name="datacollection_subjects",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="collection_by_requester"),
        ]

    def department_for(self, party: Party) -> int | None:
        """The collecting department needs the data; the authority of its region looks on."""
        if party is Party.AUTHORITY:
            return authority_over(self, self.requester)
        return self.requester_id if party is Party.REQUESTER else None


class CollectedItem(models.Model):
    """A data item to be collected, and why, where the directory holds it already."""

    collection = models.ForeignKey(DataCollection, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("data item"), max_length=120)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    reason = models.TextField(_("why it is collected all the same"), blank=True)

    class Meta:
        verbose_name = _("item collected")
        verbose_name_plural = _("items collected")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["collection", "name_key"], name="collecteditem_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CollectionMatch(models.Model):
    """An item of the directory that had the same name when the collection was declared."""

    item = models.ForeignKey(CollectedItem, on_delete=models.PROTECT, related_name="matches")
    data_item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("data item")
    )

    class Meta:
        verbose_name = _("match in the directory")
        verbose_name_plural = _("matches in the directory")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["item", "data_item"], name="collectionmatch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} = {self.data_item}"
