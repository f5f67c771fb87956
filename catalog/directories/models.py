"""Directory entries: the entry, its versions, conditions, items, assessments, resources, grants."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from catalog.directories.value_rules_field import ValueRulesField
from catalog.norms.models import Norm
from catalog.platforms.models import Platform
from catalog.standards import queries as standards
from catalog.standards.models import Standard
from catalog.subjects.models import Classification
from portal.regulation import entry_update, entry_version, particulars
from portal.regulation.item_names import KEY_LENGTH
from portal.regulation.value_rules import ValueRules
from portal.regulation.vocabulary import (
    AssessmentKind,
    AssessmentResult,
    DataCategory,
    DataFormat,
    DepartmentKind,
    InstrumentLevel,
    ItemType,
    Openness,
    Outcome,
    Party,
    Purpose,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    TriggerKind,
    UpdateFrequency,
)
from portal.workflow.grants import GroupGrant
from portal.workflow.models import (
    WorkflowModel,
    choice_constraint,
    state_constraint,
)


def _codes(choices: type[models.TextChoices], label: Any, length: int = 30) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=length, choices=choices.choices),
        default=list,
        blank=True,
        verbose_name=label,
    )


class DirectoryEntry(models.Model):
    """目录条目: one data resource of a department. It has no status; its live version has one.

    ``code`` is 分类码/顺序码 and never used again. ``provider`` is empty only while the name
    found in an imported catalog has not been matched to a department.
    """

    code = models.CharField(_("entry code"), max_length=60, unique=True)
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("provider"),
    )
    live_version = models.OneToOneField(
        "EntryVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="live_entry",
        verbose_name=_("live version"),
    )
    sharing_class = models.CharField(
        _("sharing class"), max_length=15, choices=SharingClass.choices, blank=True
    )
    is_detail_closed = models.BooleanField(_("details closed"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        permissions: ClassVar[list[Any]] = [
            ("request_directoryentry", "request_directoryentry"),
        ]
        constraints: ClassVar[list[Any]] = [
            choice_constraint(SharingClass, "entry_class", "sharing_class", blank=True),
            models.CheckConstraint(
                condition=Q(live_version=None, published_at=None)
                | Q(live_version__isnull=False, published_at__isnull=False),
                name="entry_live_and_published_together",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-published_at", "-id"], name="entry_published_order"),
            models.Index(fields=["sharing_class", "-published_at", "-id"], name="entry_by_class"),
            models.Index(fields=["provider", "-published_at", "-id"], name="entry_by_provider"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def slug(self) -> str:
        """The code as it stands in addresses: the one slash becomes a hyphen."""
        return self.code.replace("/", "-")

    @property
    def holder(self) -> Department:
        """The provider of an entry whose provider is known.

        :raises ValueError: the provider's name was not matched to a department yet.
        """
        if self.provider is None:
            raise ValueError(f"{self.code} has no provider")
        return self.provider

    @property
    def live(self) -> "EntryVersion":
        """The live version of a published entry; of a withdrawn one, the version taken out.

        :raises ValueError: the entry was never published.
        """
        if self.live_version is not None:
            return self.live_version
        taken_out = self.versions.filter(status=entry_version.State.WITHDRAWN).first()
        if taken_out is None:
            raise ValueError(f"{self.code} is not published")
        return taken_out

    @property
    def entry_has_open_version(self) -> bool:
        """Whether a version is on its way; an entry has at most one."""
        return EntryVersion.objects.filter(entry=self, status__in=OPEN_STATES).exists()


class EntryGrant(GroupGrant):
    """Which group may read an entry that is not open to all, or ask for a conditional one."""

    allowed_permissions = frozenset({"request_directoryentry", "view_directoryentry"})

    content_object = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        verbose_name = _("entry permission granted")
        verbose_name_plural = _("entry permissions granted")
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["content_object", "permission", "group"], name="entry_grant_probe"
            ),
        ]


_V = entry_version.State
OPEN_STATES = (
    _V.DRAFT,
    _V.ASSESSED,
    _V.AWAITING_HEAD,
    _V.APPROVED,
    _V.IN_REVIEW,
    _V.RETURNED,
)


class EntryVersion(WorkflowModel):
    """目录版本: what an entry states. Immutable once published; requests cite a version."""

    machine = entry_version.MACHINE
    due_by_authority = True

    status = models.CharField(_("status"), max_length=30, choices=entry_version.State.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("directory entry"),
    )
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name of the entry"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)
    classification = models.ForeignKey(
        Classification,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("classification"),
    )
    data_format = models.CharField(
        _("data format"), max_length=20, choices=DataFormat.choices, blank=True
    )
    update_frequency = models.CharField(
        _("update frequency"), max_length=15, choices=UpdateFrequency.choices, blank=True
    )
    sharing_class = models.CharField(
        _("sharing class"), max_length=15, choices=SharingClass.choices, blank=True
    )
    sharing_modes = _codes(SharingMode, _("sharing modes"))
    category = models.CharField(
        _("data category"), max_length=15, choices=DataCategory.choices, blank=True
    )
    security_level = models.CharField(
        _("grade"), max_length=15, choices=SecurityLevel.choices, blank=True
    )
    basis_instrument = models.CharField(_("instrument"), max_length=200, blank=True)
    basis_level = models.CharField(
        _("rank of the instrument"), max_length=30, choices=InstrumentLevel.choices, blank=True
    )
    #: The norm of the register that the restriction rests on, besides what the text says.
    basis_norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entry_versions",
        verbose_name=_("norm of the register"),
    )
    basis_article = models.CharField(_("article of the instrument"), max_length=60, blank=True)
    withheld_reason = models.TextField(_("reason for not sharing"), blank=True)
    detail_closed = models.BooleanField(_("close the details"), default=False)
    detail_closed_reason = models.TextField(_("reason for closing the details"), blank=True)
    openness = models.CharField(
        _("openness to society"), max_length=15, choices=Openness.choices, blank=True
    )
    open_condition = models.TextField(_("conditions of opening"), blank=True)
    #: Codes under which the same resource stands in other classes, of this catalog or another one.
    related_codes = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("related codes"),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: Everyone who drafted, revised or submitted it: none of them approves it as head.
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    sent_at = models.DateTimeField(_("sent for review at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry version")
        verbose_name_plural = _("entry versions")
        constraints: ClassVar[list[Any]] = [
            state_constraint(entry_version.State, "entryversion_status"),
            choice_constraint(DataFormat, "entryversion_format", "data_format", blank=True),
            choice_constraint(
                UpdateFrequency, "entryversion_frequency", "update_frequency", blank=True
            ),
            choice_constraint(SharingClass, "entryversion_class", "sharing_class", blank=True),
            choice_constraint(DataCategory, "entryversion_category", "category", blank=True),
            choice_constraint(SecurityLevel, "entryversion_level", "security_level", blank=True),
            choice_constraint(InstrumentLevel, "entryversion_basis", "basis_level", blank=True),
            choice_constraint(Openness, "entryversion_openness", "openness", blank=True),
            models.CheckConstraint(
                condition=Q(open_condition="") | Q(openness=Openness.CONDITIONAL),
                name="entryversion_opened_under_conditions",
            ),
            models.CheckConstraint(
                condition=Q(sharing_modes__contained_by=SharingMode.values),
                name="entryversion_modes",
            ),
            models.UniqueConstraint(fields=["entry", "number"], name="entryversion_number"),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status__in=OPEN_STATES),
                name="one_open_version",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status=entry_version.State.PUBLISHED),
                name="one_published_version",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """Provider: the entry's department. Authority: that of its region, where it is sent."""
        provider = self.entry.provider
        if provider is None:
            return None
        if party is Party.AUTHORITY:
            return authority_over(self, provider)
        return provider.pk if party is Party.PROVIDER else None

    @property
    def is_update(self) -> bool:
        """Whether a version of the entry was published before (D3 is for updates only)."""
        return self.entry.live_version_id is not None

    @property
    def has_met_an_update(self) -> bool:
        """Whether sending this version ended the period of an update that was due (Art. 17)."""
        met = UpdateTrigger.objects.filter(entry_id=self.entry_id, status=entry_update.State.MET)
        # An entry has one version on its way at a time: what was met since is met by this one.
        return self.sent_at is not None and met.filter(status_since__gte=self.created_at).exists()

    @property
    def entry_has_open_version(self) -> bool:
        """Whether another version of the entry is on its way."""
        others = EntryVersion.objects.filter(entry_id=self.entry_id, status__in=OPEN_STATES)
        return others.exclude(pk=self.pk).exists()

    @property
    def provider_stated(self) -> bool:
        """Whether the provider is a department of the register."""
        return self.entry.provider_id is not None

    @property
    def items_stated(self) -> bool:
        """Whether at least one data item is listed."""
        return bool(self.pk) and self.items.exists()

    def ended_standards(self, day: date) -> list[str]:
        """How the standards are cited that its items name and that have ended by that day."""
        if not self.pk:
            return []
        named = self.items.exclude(standard=None).values_list("standard_id", flat=True)
        return standards.ended_among(named, on=day)

    @property
    def grading_stated(self) -> bool:
        """Whether both category and grade are given."""
        return bool(self.category) and bool(self.security_level)

    @cached_property
    def condition(self) -> "ConditionOfUse | None":
        """The conditions of use, if any were written."""
        return ConditionOfUse.objects.filter(version_id=self.pk).first() if self.pk else None

    @property
    def has_conditions(self) -> bool:
        """Whether conditions are attached at all."""
        return self.condition is not None

    @property
    def conditions_stated(self) -> bool:
        """What the class asks for: none, scope and purposes, or reason and basis (Art. 15)."""
        if self.sharing_class == SharingClass.CONDITIONAL:
            return self.condition is not None and self.condition.is_complete
        if self.sharing_class == SharingClass.WITHHELD:
            return bool(self.basis_instrument.strip() and self.withheld_reason.strip())
        return self.sharing_class == SharingClass.UNCONDITIONAL

    @property
    def assessed_kinds(self) -> list[str]:
        """The kinds of assessment on file for the present draft."""
        return list(self._current_assessments().values_list("kind", flat=True))

    @property
    def assessment_results(self) -> list[str]:
        """The results of the assessments on file for the present draft."""
        return list(self._current_assessments().values_list("result", flat=True))

    def _current_assessments(self) -> models.QuerySet["Assessment"]:
        return self.assessments.filter(is_current=True)

    @property
    def missing_particulars(self) -> list[particulars.Particular]:
        """The mandatory particulars that are not stated yet (Art. 13 para. 2)."""
        return particulars.missing(self, particulars.ENTRY)


class ConditionOfUse(models.Model):
    """使用条件 of a conditional version: who may ask, for what, and with which safeguards.

    Scope ALL, or any of departments, regions (all below them), tiers and kinds.
    """

    version = models.OneToOneField(
        EntryVersion, on_delete=models.CASCADE, related_name="condition_row"
    )
    is_open_to_all = models.BooleanField(_("open to every department"), default=False)
    departments = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("departments")
    )
    regions = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, verbose_name=_("regions")
    )
    tiers = _codes(Tier, _("tiers"))
    kinds = _codes(DepartmentKind, _("kinds of department"))
    purposes = _codes(Purpose, _("purposes"))
    safeguards = models.TextField(_("safeguards and other conditions"), blank=True)

    class Meta:
        verbose_name = _("conditions of use")
        verbose_name_plural = _("conditions of use")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(tiers__contained_by=Tier.values), name="condition_tiers"
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=DepartmentKind.values), name="condition_kinds"
            ),
            models.CheckConstraint(
                condition=Q(purposes__contained_by=Purpose.values), name="condition_purposes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def has_scope(self) -> bool:
        """Whether the sharing scope is stated."""
        listed = self.regions or self.tiers or self.kinds
        return self.is_open_to_all or bool(listed) or self.departments.exists()

    @property
    def is_complete(self) -> bool:
        """Scope and purposes are both stated (Art. 15)."""
        return bool(self.purposes) and self.has_scope


class Assessment(models.Model):
    """保密风险评估、个人信息保护影响评估: made before the head of department approves (Art. 13)."""

    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(_("kind"), max_length=25, choices=AssessmentKind.choices)
    result = models.CharField(_("result"), max_length=15, choices=AssessmentResult.choices)
    finding = models.TextField(_("finding"), blank=True)
    assessed_on = models.DateField(_("assessed on"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(AssessmentKind, "assessment_kind", "kind"),
            choice_constraint(AssessmentResult, "assessment_result", "result"),
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=Q(is_current=True),
                name="one_current_assessment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


class DataItem(models.Model):
    """信息项: one column of the entry. ``column_name`` is its name in data and interfaces."""

    version = models.ForeignKey(EntryVersion, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("item name"), max_length=120)
    #: By which the same item is found elsewhere (Art. 19); written with the name.
    name_key = models.CharField(max_length=KEY_LENGTH, default="", editable=False)
    column_name = models.CharField(_("column"), max_length=63, blank=True)
    data_type = models.CharField(
        _("data type"), max_length=10, choices=ItemType.choices, default=ItemType.TEXT
    )
    length = models.PositiveIntegerField(_("length"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    is_personal = models.BooleanField(_("personal information"), default=False)
    is_key = models.BooleanField(_("look-up key"), default=False)
    is_region = models.BooleanField(_("region of the row"), default=False)
    #: Which values it may hold, in this version of the entry (Arts 11, 18).
    value_rules = ValueRulesField(_("value rules"), default=ValueRules)
    #: Which standard its values keep, an edition of it (Arts 6, 11).
    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("standard"),
    )

    class Meta:
        verbose_name = _("data item")
        verbose_name_plural = _("data items")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(ItemType, "dataitem_type", "data_type"),
            models.UniqueConstraint(fields=["version", "position"], name="dataitem_position"),
            models.UniqueConstraint(
                fields=["version", "column_name"],
                condition=~Q(column_name=""),
                name="dataitem_column",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["name_key"], name="dataitem_by_key")]

    def __str__(self) -> str:
        return self.name


class UpdateTrigger(WorkflowModel):
    """What obliges a department to update an entry; D1 runs from ``occurred_on`` (Art. 17)."""

    machine = entry_update.MACHINE

    status = models.CharField(_("status"), max_length=30, choices=entry_update.State.choices)
    entry = models.ForeignKey(DirectoryEntry, on_delete=models.PROTECT, related_name="triggers")
    kind = models.CharField(_("kind of trigger"), max_length=30, choices=TriggerKind.choices)
    occurred_on = models.DateField(_("date of the change"))
    instrument = models.CharField(_("instrument"), max_length=200)
    extension_workdays = models.PositiveSmallIntegerField(_("extension asked for"), default=0)
    extension_reason = models.TextField(_("reason for the extension"), blank=True)
    extension_outcome = models.CharField(
        _("extension"), max_length=10, choices=Outcome.choices, blank=True
    )

    class Meta:
        verbose_name = _("update due")
        verbose_name_plural = _("updates due")
        constraints: ClassVar[list[Any]] = [
            state_constraint(entry_update.State, "updatetrigger_status"),
            choice_constraint(TriggerKind, "updatetrigger_kind", "kind"),
            choice_constraint(Outcome, "updatetrigger_outcome", "extension_outcome", blank=True),
        ]

    def department_for(self, party: Party) -> int | None:
        """Provider: the entry's department. Authority: that of its region."""
        provider = self.entry.provider
        if provider is None:
            return None
        if party is Party.AUTHORITY:
            return authority_over(self, provider)
        return provider.pk if party is Party.PROVIDER else None


class DataResource(models.Model):
    """数据资源: what can be delivered for an entry; its rows live in data versions.

    ``platform`` is the one the data travel by where the mode is none of the portal's own (Art. 32).
    """

    code = models.CharField(_("resource code"), max_length=60, unique=True)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name=_("directory entry"),
    )
    name = models.CharField(_("name"), max_length=120)
    mode = models.CharField(
        _("sharing mode"), max_length=10, choices=SharingMode.choices, default=SharingMode.API
    )
    platform = models.ForeignKey(
        Platform,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("platform the data travel by"),
    )
    current = models.OneToOneField(
        "DataVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current data version"),
    )

    class Meta:
        verbose_name = _("data resource")
        verbose_name_plural = _("data resources")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(SharingMode, "resource_mode", "mode"),
            models.CheckConstraint(
                condition=Q(mode=SharingMode.OTHER, platform__isnull=False)
                | ~Q(mode=SharingMode.OTHER) & Q(platform=None),
                name="resource_travels_by_portal_or_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def department_for(self, party: Party) -> int | None:
        """The provider of the entry."""
        return self.entry.provider_id if party is Party.PROVIDER else None

    @property
    def has_value_rules(self) -> bool:
        """Whether an item of the published version says which values it may hold."""
        return with_value_rules(
            DataItem.objects.filter(version=self.entry.live_version_id)
        ).exists()


class DataVersion(models.Model):
    """One load of a resource: a table of its own in the schema ``warehouse``, swapped in whole.

    ``columns`` maps each column name to its PostgreSQL type, in file order.
    """

    resource = models.ForeignKey(DataResource, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("data version"))
    table_name = models.CharField(max_length=63, unique=True)
    columns = models.JSONField(default=dict)
    row_count = models.BigIntegerField(_("rows"))
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"))
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["resource", "number"], name="dataversion_number"),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(dropped_at__gte=F("loaded_at")),
                name="dataversion_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} v{self.number}"


def with_value_rules(items: models.QuerySet[DataItem]) -> models.QuerySet[DataItem]:
    """Those of the items that say which values they may hold."""
    return items.exclude(value_rules=ValueRules())


def item_rows(items: Iterable[DataItem]) -> list[dict[str, Any]]:
    """Items as the interfaces show them."""
    return [
        {
            "name": item.name,
            "column": item.column_name,
            "data_type": item.data_type,
            "length": item.length,
            "description": item.description,
            "is_personal": item.is_personal,
            "is_key": item.is_key,
            "is_region": item.is_region,
            "constraints": item.value_rules.constraints(),
            "standard": item.standard.cited_as if item.standard else None,
        }
        for item in items
    ]
