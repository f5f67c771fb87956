"""What is typed for a complaint or report, and which action it calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, StepInput, noted, silent, written
from portal.regulation import complaint as rules
from portal.workflow.actor import Actor
from requests_app.complaints import actions, queries
from requests_app.complaints.actions import Arrival
from requests_app.complaints.models import Complaint


class RegisterForm(forms.Form):
    """What arrived: kind, department, entry, channel, day, register number, and what it says."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=rules.Kind.choices,
        widget=forms.RadioSelect,
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Department concerned"),
        empty_label="—",
    )
    entry = forms.CharField(label=_("Entry code"), max_length=60, required=False)
    channel = forms.ChoiceField(
        label=_("How it arrived"), choices=[NOT_CHOSEN, *rules.Channel.choices]
    )
    received_on = forms.DateField(label=_("Received on"), widget=DayInput())
    register_number = forms.CharField(
        label=_("Number in the letters register"),
        max_length=60,
        help_text=_(
            "It stands for the person. Neither name, address, telephone number nor identity"
            " number is entered here or below; they stay in the letters register."
        ),
    )
    statement = written(
        _("What was put forward"),
        _("The facts and what is asked for, in your own words, without naming the person."),
        rows=6,
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        field: Any = self.fields["department"]
        field.queryset = queries.concerned_departments()

    def clean_department(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["department"].code)

    def clean_entry(self) -> str:
        """The code of a published entry, or nothing.

        :raises ValidationError: there is no such entry.
        """
        code = str(self.cleaned_data["entry"]).strip()
        if code and queries.published_entry(self._actor, code) is None:
            raise ValidationError(_("No published entry has that code."))
        return code


class DeclineForm(forms.Form):
    """On which ground, and why."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=rules.Ground.choices, widget=forms.RadioSelect
    )
    text = written(_("Explanation"))


class TransferForm(forms.Form):
    """To which body."""

    body = forms.CharField(label=_("Passed on to"), max_length=200)


class AnswerForm(forms.Form):
    """What was found and done, and when and how the person was answered."""

    finding = forms.ChoiceField(
        label=_("Finding"), choices=rules.Finding.choices, widget=forms.RadioSelect
    )
    found = written(_("What was found"), rows=6)
    done = written(_("What was done"))
    answered_on = forms.DateField(label=_("Answered on"), widget=DayInput())
    answered_how = written(
        _("How the person was answered"),
        _("In writing, by telephone or in person; without the person's name and contact."),
        rows=2,
    )


REGISTER = Opening(
    rule=rules.REGISTER_COMPLAINT,
    model=Complaint,
    step=lambda actor, now: queries.register_step(actor, now=now),
    form=lambda data, actor, _now: RegisterForm(data, actor=actor),
    open=lambda form, actor, now: _register(form, actor, now),
)


def _register(form: Any, actor: Actor, now: datetime) -> Complaint:
    return actions.register_complaint(arrival=Arrival(**form.cleaned_data), actor=actor, now=now)


STEPS: Mapping[str, StepInput] = {
    "accept_complaint": silent(actions.accept_complaint),
    "decline_complaint": noted(actions.decline_complaint, DeclineForm),
    "transfer_complaint": noted(actions.transfer_complaint, TransferForm),
    "answer_complaint": noted(actions.answer_complaint, AnswerForm),
}
