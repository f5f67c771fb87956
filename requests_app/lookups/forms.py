"""What is typed to trace where a subject's data went."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.openings import Opening
from portal.interfaces.steps import NoteForm
from portal.regulation import subject_lookup as rules
from portal.regulation.vocabulary import SubjectKind
from requests_app.lookups import actions, queries
from requests_app.lookups.models import SubjectLookup

LONGEST_NUMBER = 40


class LookupForm(NoteForm):
    """Whom the question is about, for which case, and why."""

    kind = forms.ChoiceField(choices=SubjectKind.choices, label=_("Kind of subject"))
    number = forms.CharField(
        label=_("Identity number or credit code"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("All eighteen characters. It is not kept."),
    )
    case_number = forms.CharField(
        label=_("Case number"),
        max_length=100,
        help_text=_("Of the complaint, the request of the person or the investigation."),
    )
    field_order = ("kind", "number", "case_number", "note")


OPENING = Opening(
    rule=rules.LOOK_UP,
    model=SubjectLookup,
    step=lambda actor, now: queries.look_up_step(actor, now=now),
    form=lambda data, _actor, _now: LookupForm(data),
    open=lambda form, actor, now: actions.look_up(actor=actor, now=now, **form.cleaned_data),
)
