"""The table of administrative divisions."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.regulation.codes import canonical_region_code
from portal.regulation.vocabulary import Tier


class RegionQuerySet(models.QuerySet["Region"]):
    """How regions are narrowed."""

    def in_force_on(self, day: date) -> "RegionQuerySet":
        """Rows in force on that day: from the first day, up to but without the last."""
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gt=day), effective_from__lte=day
        )

    def at_or_under(self, region: "Region") -> "RegionQuerySet":
        """The region's own code and every code below it, in any period."""
        return self.filter(path__startswith=region.path)


class Region(models.Model):
    """A division in one period of its life; a new name or a new superior makes a new row.

    ``code`` is 6 digits down to the county, 9 for a township, 12 for a village; the nation is
    000000, its provinces' parent. A municipality stands at PROVINCE and its districts hang
    directly on it: the statistical filler between them (310100) is accepted in input, never a row.

    ``path`` holds the codes from the nation down to the region itself, each closed by a slash:
    ``000000/310000/310115/310115004/``. So "at or under" is a prefix, the ancestors are the parts,
    and the slash keeps 310115 apart from 310115004. Codes repeat their superiors' digits only
    mostly; the path follows the parent link always.

    ``is_parent_uncertain`` marks a village whose street the Ministry's table does not have; it
    hangs on its district until someone who knows moves it.
    """

    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=100)
    tier = models.CharField(_("tier"), max_length=16, choices=Tier)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("superior region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(_("path of codes"), max_length=80, editable=False)
    is_parent_uncertain = models.BooleanField(_("superior is uncertain"), default=False)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(
        _("no longer in force from"), null=True, blank=True, help_text=_("empty: in force")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        """One row per code and period; one open period per code."""

        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "effective_from"), name="region_one_per_code_and_start"
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=Q(effective_to__isnull=True),
                name="region_one_open_period_per_code",
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="region_tier_values"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="region_period_order",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"),
                name="region_code_form",
            ),
            models.CheckConstraint(
                condition=Q(tier=Tier.NATIONAL, parent__isnull=True)
                | (~Q(tier=Tier.NATIONAL) & Q(parent__isnull=False)),
                name="region_only_the_nation_has_no_superior",
            ),
        )
        indexes = (
            models.Index(
                fields=("path",), name="region_path_prefix", opclasses=("varchar_pattern_ops",)
            ),
        )

    def __str__(self) -> str:
        """The name as people say it."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the path that follows from the superior; regions below are not touched."""
        self.path = path_under(self.parent, self.code)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "path"}
        super().save(*args, **kwargs)

    @property
    def path_codes(self) -> tuple[str, ...]:
        """The codes from the nation down to the region itself."""
        return codes_of(self.path)

    def lies_within(self, code: str) -> bool:
        """Whether the region is, or lies under, the region of that code.

        :raises ValueError: the code does not have the form of a division code.
        """
        return canonical_region_code(code) in self.path_codes


def codes_of(path: str) -> tuple[str, ...]:
    """The codes of a path, from the nation down."""
    return tuple(path.rstrip("/").split("/"))


def path_under(parent: Region | None, code: str) -> str:
    """The path of a region of that code under a superior; None is for the nation alone."""
    return f"{parent.path if parent else ''}{code}/"
