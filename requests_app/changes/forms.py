"""What is typed for a change of service, and which action it calls."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import Beginning, DayInput, NoteForm, StepInput, noted, silent, written
from portal.regulation import service_change
from requests_app.changes import actions
from requests_app.sharing.queries import find_agreement


class ProposeForm(forms.Form):
    """What is planned, why, and for which day."""

    kind = forms.ChoiceField(label=_("What is planned"), choices=service_change.Kind.choices)
    reason = written(_("Why it is necessary"))
    planned_on = forms.DateField(
        label=_("Planned to take effect on"),
        widget=DayInput(),
        help_text=_("Talks with the requester and filing with the authority come first."),
    )


class PositionForm(forms.Form):
    """Whether the requester agrees, and what it says."""

    position = forms.ChoiceField(
        label=_("Our position"), choices=service_change.Position.choices, widget=forms.RadioSelect
    )
    text = written(_("What we say to it"))


class TalksForm(forms.Form):
    """When the parties talked, and what was said."""

    talked_on = forms.DateField(label=_("Day of the talks"), widget=DayInput())
    talks = written(_("Who took part, and what was said"), rows=6)


PROPOSE = Beginning(
    rule=service_change.PROPOSE,
    parameter="agreement",
    find=lambda actor, number, _now: find_agreement(actor, number),
    title=lambda agreement: agreement.entry_version.name,
    form=lambda _agreement, data: ProposeForm(data),
    begin=lambda agreement, form, actor, now: actions.propose(
        agreement_id=agreement.pk, actor=actor, now=now, **form.cleaned_data
    ),
)

STEPS: Mapping[str, StepInput] = {
    "state_position": noted(actions.state_position, PositionForm),
    "record_talks": noted(actions.record_talks, TalksForm),
    "file": silent(actions.file),
    "take_effect": silent(actions.take_effect),
    "withdraw_proposal": noted(actions.withdraw_proposal),
}

__all__ = ["PROPOSE", "STEPS", "NoteForm", "PositionForm", "ProposeForm", "TalksForm"]
