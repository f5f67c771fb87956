"""What a person types about other catalogs, and to match a provider's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.exchange import fetching, harvests, queries, running
from catalog.exchange.faults import FileFault
from catalog.exchange.harvests import Registration
from catalog.exchange.models import HarvestKind, HarvestSource, undecided
from catalog.exchange.rhythm import Rhythm
from portal.interfaces.jobs import wake, waking
from portal.interfaces.openings import Opening
from portal.interfaces.steps import StepInput, silent, written
from portal.regulation import harvest_source as rules
from portal.workflow.actor import Actor


class ResolveForm(forms.Form):
    """The department a name stands for."""

    department = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Department"),
        empty_label="—",
    )


class SourceForm(forms.Form):
    """Another system's catalog: what it is called, where it lies, and how often it is read."""

    title = forms.CharField(label=_("Name of the catalog"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of catalog"), choices=HarvestKind.choices)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_(
            "Of the document, as https://…/data.json; for CKAN, what the addresses of its pages"
            " begin with. Only hosts that the operator has allowed are read."
        ),
    )
    rhythm = forms.ChoiceField(label=_("How often it is read"), choices=Rhythm.choices)

    def clean_address(self) -> str:
        """One that may be read."""
        address: str = self.cleaned_data["address"]
        try:
            fetching.place(address)
        except FileFault as fault:
            raise ValidationError(str(fault)) from fault
        return address

    def stated(self) -> Registration:
        """The particulars, as the actions take them."""
        names = ("title", "kind", "address", "rhythm")
        return Registration(**{name: self.cleaned_data[name] for name in names})


class NewSourceForm(SourceForm):
    """The same, and for an authority the department that the catalog speaks for."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Department it speaks for"),
        required=False,
        empty_label=_("several: the records name their departments"),
        help_text=_("Records that name no provider get this department."),
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        offered = queries.departments_on_offer(actor)
        field: Any = self.fields["department"]
        field.queryset = offered
        if not offered.exclude(pk=actor.department_id or 0).exists():
            del self.fields["department"]


def _register(form: Any, actor: Actor, now: datetime) -> HarvestSource:
    chosen = form.cleaned_data.get("department")
    made = harvests.register_harvest_source(
        registration=form.stated(),
        department_id=chosen.pk if chosen else None,
        actor=actor,
        now=now,
    )
    wake(running.JOB)
    return made


#: So many records are offered at once, the latest first.
_OFFERED = 200


class KeepForm(forms.Form):
    """Entries that stay although the catalog lists them no more, and why."""

    records = forms.MultipleChoiceField(
        label=_("Entries to keep"), widget=forms.CheckboxSelectMultiple
    )
    note = written(_("Reason"))

    def __init__(self, data: Any, source: HarvestSource | None = None) -> None:
        super().__init__(data)
        waiting = undecided(source.code if source else "").order_by("-vanished_at", "-pk")
        field: Any = self.fields["records"]
        field.choices = [(each.pk, each.title or "—") for each in waiting[:_OFFERED]]


def _keep(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    chosen = {int(each) for each in data["records"]}
    harvests.keep_vanished(pk=pk, record_ids=chosen, note=data["note"], actor=actor, now=now)


OPENING = Opening(
    rule=rules.REGISTER_HARVEST_SOURCE,
    model=HarvestSource,
    step=lambda actor, now: queries.register_step(actor, now=now),
    form=lambda data, actor, _now: NewSourceForm(data, actor),
    open=_register,
)


def _altered(source: HarvestSource, data: Any, _files: Any) -> SourceForm:
    names = ("title", "kind", "address", "rhythm")
    return SourceForm(data, initial={name: getattr(source, name) for name in names})


def _alter(pk: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    harvests.alter_harvest_source(pk=pk, registration=Registration(**data), actor=actor, now=now)


STEPS: Mapping[str, StepInput] = {
    "begin_harvesting": waking(running.JOB, silent(harvests.begin_harvesting)),
    "stop_harvest": silent(harvests.stop_harvest),
    "harvest": waking(running.JOB, silent(harvests.harvest)),
    "try_out": waking(running.JOB, silent(harvests.try_out)),
    "keep_vanished": StepInput(_keep, lambda source, data, _files: KeepForm(data, source)),
    "alter_harvest_source": waking(running.JOB, StepInput(_alter, _altered)),
    "pause_harvesting": silent(harvests.pause_harvesting),
    "resume_harvesting": silent(harvests.resume_harvesting),
    "retire_harvest_source": silent(harvests.retire_harvest_source),
}
