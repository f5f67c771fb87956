"""The table of days on which the working week is not Monday to Friday."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkdayOverride(models.Model):
    """One day that a yearly notice names: a statutory holiday or a make-up workday 调休.

    Rows without a region are the State Council's, and a year counts as published when any such
    row carries it as ``notice_year`` (a notice can name a day of the December before). Rows with
    a region code hold a local holiday (ethnic areas) and overlay the national ones there.
    """

    region_code = models.CharField(
        _("region code"), max_length=12, blank=True, default="", help_text=_("empty: nationwide")
    )
    day = models.DateField(_("day"))
    is_workday = models.BooleanField(_("is a workday"))
    name = models.CharField(_("holiday"), max_length=50)
    notice_year = models.PositiveSmallIntegerField(_("year of the notice"))
    notice_citation = models.CharField(_("notice"), max_length=300)
    loaded_from = models.CharField(_("loaded from"), max_length=100)

    class Meta:
        """One row per day and region."""

        verbose_name = _("workday override")
        verbose_name_plural = _("workday overrides")
        constraints = (
            models.UniqueConstraint(
                fields=("region_code", "day"), name="workdayoverride_one_per_day_and_region"
            ),
            models.CheckConstraint(
                condition=models.Q(region_code="")
                | models.Q(region_code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"),
                name="workdayoverride_region_code_form",
            ),
        )

    def __str__(self) -> str:
        """The day, whose it is, and whether it is worked."""
        mark = "+" if self.is_workday else "-"
        return f"{self.day} {mark} {self.name} {self.region_code}".rstrip()
