"""What is typed for an emergency release, and which action it calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.directories import queries as directories
from catalog.directories.models import EntryVersion
from portal.interfaces.steps import NOT_CHOSEN, Beginning, StepInput, noted, silent
from portal.regulation import emergency as rules
from portal.regulation.switches import EMERGENCY_MOST_HOURS
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from requests_app.emergencies import actions, queries


class AskForm(forms.Form):
    """The emergency and its case, the columns it needs, which system, which purpose, how long."""

    emergency = forms.CharField(
        label=_("Emergency"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happened, and why the usual sharing request would come too late."),
    )
    case_number = forms.CharField(
        label=_("Case number of the emergency"),
        max_length=100,
        help_text=_("Every call states it."),
    )
    columns = forms.MultipleChoiceField(
        label=_("Data items"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those that the emergency needs."),
    )
    system = forms.ChoiceField(label=_("Application system"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[NOT_CHOSEN, *Purpose.choices])
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=1,
        max_value=EMERGENCY_MOST_HOURS,
        help_text=_("From the grant; the release ends by itself."),
    )

    def __init__(self, data: Any = None, *, wanted: "Wanted") -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["columns"].choices = list(wanted.columns)
        found = queries.own_systems(wanted.actor.department_id).order_by("pk")
        clients = [row.client for row in found]
        self._ids = {client.code: client.pk for client in clients}
        fields["system"].choices = [(client.code, client.name) for client in clients]

    def wanted(self) -> actions.Wanted:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return actions.Wanted(
            emergency=data["emergency"],
            case_number=data["case_number"],
            columns=tuple(data["columns"]),
            system_id=self._ids[data["system"]],
            purpose=data["purpose"],
            hours=data["hours"],
        )


class FindingForm(forms.Form):
    """What the review found, and why."""

    finding = forms.CharField(
        label=_("Finding and reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """The published entry that is needed, who asks, and the columns he may name."""

    version: EntryVersion
    actor: Actor
    columns: tuple[tuple[str, str], ...]

    @property
    def public_number(self) -> str:
        """The entry's code."""
        return str(self.version.entry.code)


def _wanted(actor: Actor, slug: str, now: datetime) -> Wanted | None:
    entry = directories.by_slug(directories.published_to(actor), slug)
    if entry is None or entry.live_version is None or actor.department_id is None:
        return None
    items = queries.columns_offered(entry, actor, now=now)
    columns = tuple((item.column_name, item.name) for item in items)
    return Wanted(entry.live_version, actor, columns)


def _back(wanted: Wanted, actor: Actor) -> str:
    if actor.interface is Interface.ADMIN:
        return reverse("admin:requests_app_emergencyrelease_changelist")
    return reverse("catalog:entry", kwargs={"slug": wanted.version.entry.slug})


ASK = Beginning(
    rule=rules.ASK_RELEASE,
    parameter="entry",
    find=_wanted,
    title=lambda wanted: wanted.version.name,
    form=lambda wanted, data: AskForm(data, wanted=wanted),
    begin=lambda wanted, form, actor, now: actions.ask_release(
        entry_id=wanted.version.entry_id, wanted=form.wanted(), actor=actor, now=now
    ),
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "withdraw_release": silent(actions.withdraw_release),
    "grant_release": silent(actions.grant_release),
    "refuse_release": noted(actions.refuse_release),
    "end_release": noted(actions.end_release),
    "find_justified": noted(actions.find_justified, FindingForm),
    "find_unjustified": noted(actions.find_unjustified, FindingForm),
}
