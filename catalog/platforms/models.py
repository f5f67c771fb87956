"""Platform, and the log of its connection (Arts 30 to 32)."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.norms.models import Norm
from catalog.regions.models import Region
from portal.audit.models import InsertOnly
from portal.regulation import platform as rules
from portal.regulation.articles import IN_FORCE_FROM
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class Platform(WorkflowModel):
    """平台: a region's data-sharing platform, or an exchange system that a department built.

    ``authority`` is the one that decides about it: the operator's own, or the next one above where
    the operator is that authority itself; the operator where none is registered above, so that it
    can record where its platform joined, and decides nothing else. ``due_on``: to join by.
    """

    machine = rules.MACHINE
    route = "catalog:platform"

    status = models.CharField(_("status"), max_length=30, choices=rules.State.choices)
    name = models.CharField(_("name of the platform"), max_length=120)
    kind = models.CharField(_("kind of platform"), max_length=10, choices=rules.Kind.choices)
    operator = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="platforms",
        verbose_name=_("operating department"),
    )
    authority = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="platforms_overseen",
        verbose_name=_("data-sharing authority"),
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="platforms", verbose_name=_("region served")
    )
    began_on = models.DateField(_("in operation since"))
    #: What provides for a system of its own, or for staying apart (Art. 31).
    norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="platforms",
        verbose_name=_("norm of the register"),
    )
    article = models.CharField(_("article of the norm"), max_length=60, blank=True)
    upper = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lower",
        verbose_name=_("platform above"),
    )
    national_system = models.CharField(_("national system"), max_length=120, blank=True)
    connection_number = models.CharField(_("connection number"), max_length=60, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    connection = models.CharField(
        _("state of the connection"), max_length=12, choices=rules.Connection.choices, blank=True
    )
    connection_at = models.DateTimeField(_("connection so since"), null=True, blank=True)
    closed_on = models.DateField(_("out of operation since"), null=True, blank=True)

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        constraints: ClassVar[list[Any]] = [
            state_constraint(rules.State, "platform_status"),
            choice_constraint(rules.Kind, "platform_kind", "kind"),
            choice_constraint(rules.Connection, "platform_connection", "connection", blank=True),
            models.UniqueConstraint(
                fields=["operator", "name"],
                condition=~Q(status=S.CLOSED),
                name="one_open_platform_of_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(kind=rules.Kind.EXCHANGE, began_on__gte=IN_FORCE_FROM)
                | Q(norm__isnull=False) & ~Q(article=""),
                name="platform_new_system_by_law_only",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.ORDERED) | Q(due_on__isnull=False),
                name="platform_ordered_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.JOINED)
                | Q(joined_on__isnull=False)
                & ~Q(connection_number="")
                & (
                    Q(upper__isnull=False, national_system="")
                    | Q(upper=None) & ~Q(national_system="")
                ),
                name="platform_joined_by_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.EXEMPT)
                | Q(norm__isnull=False, authority__isnull=False)
                & ~Q(article="")
                & ~Q(authority=F("operator")),
                name="platform_exempt_by_law_and_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status=S.CLOSED, closed_on__isnull=False)
                | ~Q(status=S.CLOSED) & Q(closed_on=None),
                name="platform_closed_with_day",
            ),
            models.CheckConstraint(
                condition=(Q(joined_on=None) | Q(joined_on__gte=F("began_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("began_on"))),
                name="platform_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(upper=None) | ~Q(upper=F("id")), name="platform_not_above_itself"
            ),
            models.CheckConstraint(
                condition=Q(connection="", connection_at=None)
                | ~Q(connection="") & Q(connection_at__isnull=False),
                name="platform_connection_with_moment",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """Who operates it, and the authority that decides about it."""
        if party is Party.PROVIDER:
            return self.operator_id
        return self.authority_id if party is Party.AUTHORITY else None

    @property
    def serves_own_region(self) -> bool:
        """Whether the region served is the operator's own or lies below it."""
        return self.region.path.startswith(self.operator.region.path)

    @property
    def has_open_twin(self) -> bool:
        """Whether the operator has declared one of that name that still runs."""
        same = Platform.objects.filter(operator=self.operator_id, name=self.name)
        return same.filter(status__in=rules.RUNNING).exclude(pk=self.pk).exists()

    @property
    def relied_on_by(self) -> list[str]:
        """Numbers of the platforms that are part of the national system through this one."""
        joined = Platform.objects.filter(upper=self.pk, status=S.JOINED).order_by("pk")
        return list(joined.values_list("public_number", flat=True))

    def carries_on(self, day: date) -> bool:
        """Whether data may travel by it that day: it joined, or a norm in force keeps it apart."""
        if self.status == S.JOINED:
            return True
        return self.status == S.EXEMPT and self.norm is not None and self.norm.is_in_force_on(day)


class PlatformConnection(InsertOnly):
    """连接记录: from when on a platform was connected or interrupted, and why; written once."""

    platform = models.ForeignKey(
        Platform,
        on_delete=models.PROTECT,
        related_name="connections",
        verbose_name=_("platform"),
    )
    state = models.CharField(
        _("state of the connection"), max_length=12, choices=rules.Connection.choices
    )
    happened_at = models.DateTimeField(_("happened at"))
    note = models.TextField(_("what happened"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("record of a connection")
        verbose_name_plural = _("records of connections")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(rules.Connection, "platformconnection_state", "state"),
            models.CheckConstraint(condition=~Q(note=""), name="platformconnection_with_words"),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("happened_at")),
                name="platformconnection_of_the_past",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.state}"
