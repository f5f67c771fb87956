"""Withdrawals of entries for department staff."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.withdrawals import forms, queries, show
from catalog.withdrawals.filters import WithdrawalFilterSet
from portal.interfaces import show as common
from portal.interfaces.pages import (
    BEGIN_IN_DIRECTORY,
    BeginPage,
    ListPage,
    MatterPage,
    StepPage,
    WorkflowPage,
)
from portal.regulation import withdrawal as rules


class WithdrawalListPage(ListPage):
    """Entries that are or were taken out of the directory."""

    section = "catalog"
    empty_text = BEGIN_IN_DIRECTORY
    title = _("Withdrawals")
    filterset = WithdrawalFilterSet
    sides = ("own", "others")
    counterpart_label = _("Provider")

    def rows(self) -> Any:
        """Withdrawals the reader may see."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A withdrawal in the list."""
        return show.row(matter, day)


class _Withdrawal(WorkflowPage):
    """What the page of a withdrawal and the page of its steps share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Withdrawals the reader may see."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """The entry's name."""
        return queries.name_of(matter)


class WithdrawalPage(_Withdrawal, MatterPage):
    """One withdrawal: where it stands, and what is to be ended first."""

    list_title = _("Withdrawals")

    def draw(self, matter: Any) -> dict[str, Any]:
        """The withdrawal."""
        return show.context(matter, self.actor, self.now)


class WithdrawalStepPage(_Withdrawal, StepPage):
    """One step of a withdrawal."""


class NewWithdrawalPage(BeginPage):
    """Withdraw an entry."""

    section = "catalog"
    beginning = forms.PROPOSE
