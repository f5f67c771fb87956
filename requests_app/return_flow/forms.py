"""What is typed for a return flow, and which action it calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.directories import queries as directories
from catalog.directories.models import EntryVersion
from portal.interfaces.steps import Beginning, DayInput, StepInput, noted, silent, written
from portal.regulation import return_flow as rules
from portal.workflow.actor import Actor, Interface
from requests_app.return_flow import actions, queries
from requests_app.return_flow.actions import Configuration
from requests_app.return_flow.models import ReturnFlow


class SystemForm(forms.Form):
    """Which of the department's application systems is to fetch what is returned."""

    system = forms.ChoiceField(label=_("Application system"))

    def __init__(self, data: Any = None, *, department_id: int | None) -> None:
        super().__init__(data)
        found = [row.client for row in queries.own_systems(department_id).order_by("pk")]
        self._ids = {client.code: client.pk for client in found}
        field: Any = self.fields["system"]
        field.choices = [(client.code, client.name) for client in found]

    def clean_system(self) -> int:
        """The system as the action takes it."""
        return self._ids[self.cleaned_data["system"]]


class AskForm(SystemForm):
    """By which duty the department uses the data, and which system fetches them."""

    duty = written(
        _("Statutory duty"),
        _("The duty, with its basis, for which your department uses the returned data."),
    )
    field_order = ("duty", "system")


class ConfigureForm(forms.Form):
    """Resource, column of the region, security check. What Art. 24 forbids is not asked for.

    The hidden fields are there to be refused by name, whoever sends them.
    """

    resource = forms.ChoiceField(label=_("Data resource"))
    region_column = forms.ChoiceField(
        label=_("Column of the region"),
        help_text=_("Rows are returned by it: those whose region is the lower department's."),
    )
    security_check = written(
        _("Security check"), _("What was checked before the systems are connected, and by whom.")
    )
    checked_on = forms.DateField(label=_("Checked on"), widget=DayInput())
    condition = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    purpose = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    approval = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, flow: ReturnFlow) -> None:
        super().__init__(data, initial=_configured(flow))
        resources = list(queries.resources_of(flow))
        self._ids = {each.code: each.pk for each in resources}
        fields: Any = self.fields
        fields["resource"].choices = [(each.code, each.name) for each in resources]
        items = queries.region_items(flow)
        fields["region_column"].choices = [(item.column_name, item.name) for item in items]

    def clean(self) -> dict[str, Any]:
        """Adds ``configuration`` as the action takes it."""
        data = super().clean() or {}
        if self.errors:
            return data
        if data["resource"] not in self._ids:
            raise ValidationError({"resource": _("Choose a data resource.")})
        stated = {name: data[name] for name in data if name != "resource"}
        data["configuration"] = Configuration(resource_id=self._ids[data["resource"]], **stated)
        return data


def _configured(flow: ReturnFlow) -> dict[str, Any]:
    return {
        "resource": flow.resource.code if flow.resource else "",
        "region_column": flow.region_column,
        "security_check": flow.security_check,
        "checked_on": flow.checked_on,
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """The published entry that is needed, and the department that needs it."""

    version: EntryVersion
    department_id: int

    @property
    def public_number(self) -> str:
        """The entry's code."""
        return str(self.version.entry.code)


def _wanted(actor: Actor, slug: str, _now: datetime) -> Wanted | None:
    entry = directories.by_slug(directories.published_to(actor), slug)
    if entry is None or entry.live_version is None or actor.department_id is None:
        return None
    return Wanted(entry.live_version, actor.department_id)


def _back(wanted: Wanted, actor: Actor) -> str:
    if actor.interface is Interface.ADMIN:
        return reverse("admin:requests_app_returnflow_changelist")
    return reverse("catalog:entry", kwargs={"slug": wanted.version.entry.slug})


ASK = Beginning(
    rule=rules.ASK_RETURN,
    parameter="entry",
    find=_wanted,
    title=lambda wanted: wanted.version.name,
    form=lambda wanted, data: AskForm(data, department_id=wanted.department_id),
    begin=lambda wanted, form, actor, now: actions.ask_return(
        entry_id=wanted.version.entry_id,
        system_id=form.cleaned_data["system"],
        duty=form.cleaned_data["duty"],
        actor=actor,
        now=now,
    ),
    back=_back,
)


def _named(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    actions.name_recipient(pk=pk, system_id=data["system"], actor=actor, now=now)


def _configuring(action: Any) -> StepInput:
    return StepInput(
        lambda pk, data, actor, now: action(
            pk=pk, configuration=data["configuration"], actor=actor, now=now
        ),
        lambda flow, data, _files: ConfigureForm(data, flow=flow),
    )


STEPS: Mapping[str, StepInput] = {
    "name_recipient": StepInput(
        _named,
        lambda flow, data, _files: SystemForm(data, department_id=flow.requester_id),
    ),
    "configure": _configuring(actions.configure),
    "reconfigure": _configuring(actions.reconfigure),
    "start": silent(actions.start),
    "run": silent(actions.run),
    "end": noted(actions.end),
}
