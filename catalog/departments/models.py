"""Department, its other names, its appointed people and the grants of their mandates."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from catalog.regions.models import Region
from portal.regulation.codes import NATIONAL_CODE
from portal.regulation.vocabulary import (
    NOT_FOR_CONTRACTORS,
    DepartmentKind,
    Mandate,
    Party,
    Tier,
)
from portal.workflow.grants import GroupGrant
from portal.workflow.models import WorkflowModel, choice_constraint
from portal.workflow.reading import once


class Department(models.Model):
    """政府部门: a government department or an organisation authorised to manage public affairs.

    ``code`` is short, stable and goes into group names and public numbers. The authority of a
    region (共享主管部门) is the one department there with ``is_authority``.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("full name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, null=True, blank=True
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=DepartmentKind.choices,
        default=DepartmentKind.GOVERNMENT,
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="departments", verbose_name=_("region")
    )
    superior = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name=_("superior department"),
    )
    is_authority = models.BooleanField(_("data-sharing authority"), default=False)
    sharing_office = models.CharField(_("data-sharing office"), max_length=80, blank=True)
    directory_prefix = models.CharField(
        _("directory code prefix"), max_length=30, blank=True, default=""
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        permissions: ClassVar[list[Any]] = [(mandate.value, mandate.value) for mandate in Mandate]
        constraints: ClassVar[list[Any]] = [
            choice_constraint(DepartmentKind, "department_kind", "kind"),
            choice_constraint(Tier, "department_tier", "tier"),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(is_authority=True, closed_on=None),
                name="one_authority_per_region",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="department_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_has_authority(self) -> bool:
        """Whether an open authority of the same region exists already."""
        return (
            Department.objects.filter(region_id=self.region_id, is_authority=True, closed_on=None)
            .exclude(pk=self.pk)
            .exists()
        )

    @property
    def is_top_authority(self) -> bool:
        """Whether it is an authority with no other one above it on this platform."""
        above = self.region.parent
        return self.is_authority and (above is None or authority_of(above) is None)

    @property
    def may_lay_overlay(self) -> bool:
        """Whether it is an authority whose region can have holidays of its own."""
        return self.is_authority and self.region.code != NATIONAL_CODE

    def department_for(self, party: Party) -> int | None:
        """The department itself, or the authority of its region."""
        if party is Party.AUTHORITY:
            authority = authority_of(self.region)
            return authority.pk if authority else None
        return self.pk

    @property
    def is_open_authority(self) -> bool:
        """Whether it is an authority that has not been closed; a region has one at most."""
        return self.is_authority and self.closed_on is None


def authority_of(region: Region) -> Department | None:
    """The data-sharing authority of the region, or of the nearest region above that has one."""
    return once(authority_key(region), authorities_above(Value(region.path)).first)


def authority_key(region: Region) -> tuple[str, str]:
    """What the region's authority is called by within one reading."""
    return ("authority of", region.path)


def authorities_above(path: Any) -> models.QuerySet[Department]:
    """The open authorities of a region, by its path, and of the regions above; nearest first."""
    # A path begins with its superior's, so the longest of them is the nearest.
    authorities = Department.objects.filter(is_authority=True, closed_on=None)
    above = authorities.alias(_below=path).filter(_below__startswith=F("region__path"))
    return above.order_by("-region__path")


def authority_over(matter: WorkflowModel, provider: Department) -> int | None:
    """Id of the authority of the provider's region, unless a list has found it for the matter."""
    if matter.known_authority is not None:
        return matter.known_authority
    found = authority_of(provider.region)
    return found.pk if found else None


class DepartmentName(models.Model):
    """Another name a department is known by, used when catalogs of other systems are read."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("other name of a department")
        verbose_name_plural = _("other names of departments")

    def __str__(self) -> str:
        return self.name


class DepartmentGrant(GroupGrant):
    """What a group may do for a department: one row per mandate."""

    allowed_permissions = frozenset(Mandate.values)

    content_object = models.ForeignKey(Department, on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        verbose_name = _("mandate granted")
        verbose_name_plural = _("mandates granted")


class Membership(models.Model):
    """任命的人员: a user appointed to mandates of a department, for a period.

    With ``acting_ends_on`` it is an acting one (代理), beside the appointment the person has.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("department"),
    )
    mandates = ArrayField(
        models.CharField(max_length=40, choices=Mandate.choices), verbose_name=_("mandates")
    )
    post = models.CharField(_("post"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    #: A contractor's last day, whether or not anybody ends the appointment (Art. 36).
    contract_ends_on = models.DateField(_("contract valid until"), null=True, blank=True)
    #: An acting officer's last day (代理), whether or not anybody ends the appointment.
    acting_ends_on = models.DateField(_("acting until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "department"],
                condition=Q(ends_on=None, acting_ends_on=None),
                name="one_open_membership",
            ),
            models.UniqueConstraint(
                fields=["user", "department"],
                condition=Q(ends_on=None, acting_ends_on__isnull=False),
                name="one_open_acting_membership",
            ),
            models.CheckConstraint(
                condition=Q(acting_ends_on=None) | Q(acting_ends_on__gte=F("starts_on")),
                name="membership_acting_period",
            ),
            models.CheckConstraint(
                condition=Q(mandates__contained_by=Mandate.values), name="membership_mandates"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_period",
            ),
            models.CheckConstraint(
                condition=Q(contract_ends_on=None)
                | ~Q(mandates__overlap=sorted(NOT_FOR_CONTRACTORS)),
                name="membership_contractor_never_decides",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"

    @property
    def is_acting(self) -> bool:
        """Whether the officer acts for another (代理)."""
        return self.acting_ends_on is not None

    def was_in_office(self, on: date) -> bool:
        """Whether the appointment held that day: what ``in_office`` asks of the table."""
        last = min(filter(None, (self.contract_ends_on, self.acting_ends_on)), default=None)
        is_begun = self.starts_on <= on
        is_ended = self.ends_on is not None and self.ends_on <= on
        return is_begun and not is_ended and (last is None or on <= last)


class ContractorEngagement(models.Model):
    """受托登记: the approval and the contract under which a contractor's account acts (Art. 36)."""

    membership = models.OneToOneField(
        Membership,
        on_delete=models.PROTECT,
        related_name="engagement",
        verbose_name=_("appointment"),
    )
    contractor = models.CharField(_("contractor"), max_length=120)
    approval_number = models.CharField(_("approval number"), max_length=100)
    approved_on = models.DateField(_("approved on"))
    approved_by = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    contract_number = models.CharField(_("contract number"), max_length=100)

    class Meta:
        verbose_name = _("engagement of a contractor")
        verbose_name_plural = _("engagements of contractors")

    def __str__(self) -> str:
        return f"{self.contractor} · {self.contract_number}"


class DepartmentSystem(models.Model):
    """An application system registered by a department: the recipient that agreements name."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="systems", verbose_name=_("department")
    )
    client = models.OneToOneField(
        "portal.ApiClient", on_delete=models.PROTECT, related_name="registration"
    )

    class Meta:
        verbose_name = _("registered application system")
        verbose_name_plural = _("registered application systems")

    def __str__(self) -> str:
        return str(self.client)
