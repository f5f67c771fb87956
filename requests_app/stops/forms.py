"""What is typed to stop delivery and to lift the stop."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.forms import EntryChoice
from catalog.directories.queries import published_to
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NoteForm, StepInput, noted
from portal.regulation import stop as rules
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.stops import actions, queries
from requests_app.stops.models import DeliveryStop


class _Departments(forms.ModelChoiceField):
    """A department by its code, or none."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            Department.objects.none(),
            to_field_name="code",
            label=label,
            required=False,
            empty_label=_("whichever"),
        )


class StopForm(NoteForm):
    """What is stopped, by what it has in common, and why."""

    provider = _Departments(_("Provider"))
    entry = EntryChoice(
        label=_("Directory entry"),
        required=False,
        help_text=_("Its directory code; type a word of its name to find it."),
    )
    recipient = _Departments(_("Receiving department"))
    purpose = forms.ChoiceField(
        choices=[("", _("whichever")), *Purpose.choices],
        label=_("Purpose"),
        required=False,
        help_text=_("Name at least one; delivery that has all of them in common is stopped."),
    )
    field_order = ("provider", "entry", "recipient", "purpose", "note")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        for name in ("provider", "recipient"):
            fields[name].queryset = Department.objects.order_by("code")
        fields["entry"].queryset = published_to(actor)

    def clean(self) -> dict[str, Any]:
        """Codes, as the action takes them."""
        data = super().clean() or self.cleaned_data
        for name in ("provider", "entry", "recipient"):
            chosen = data.get(name)
            data[name] = "" if chosen is None else str(chosen.code)
        return data


OPENING = Opening(
    rule=rules.STOP_DELIVERY,
    model=DeliveryStop,
    step=lambda actor, now: queries.stop_step(actor, now=now),
    form=lambda data, actor, _now: StopForm(data, actor=actor),
    open=lambda form, actor, now: actions.stop_delivery(actor=actor, now=now, **form.cleaned_data),
)

STEPS: Mapping[str, StepInput] = {"lift_stop": noted(actions.lift_stop)}
