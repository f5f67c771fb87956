"""What is typed to record a norm and its repeal, and how a form offers norms to cite."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.norms import actions, queries
from catalog.norms.models import Norm
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, NoteForm, StepInput, noted
from portal.regulation import norm as rules
from portal.regulation.vocabulary import InstrumentLevel


class NormChoice(forms.ModelChoiceField):
    """A norm of the register by its number, called by its title, or none."""

    def __init__(self, label: Any, **options: Any) -> None:
        asked: dict[str, Any] = {"required": False, "empty_label": "—", **options}
        super().__init__(Norm.objects.none(), to_field_name="public_number", label=label, **asked)

    def label_from_instance(self, norm: Any) -> str:
        """Title, document number, and from when on it is repealed."""
        if norm.repealed_on is None:
            return str(norm.cited_as)
        day = f"{norm.repealed_on:%Y-%m-%d}"
        return str(_("%(norm)s, repealed from %(day)s") % {"norm": norm.cited_as, "day": day})


def offer_norms(form: forms.Form, *names: str) -> None:
    """Let these fields of the form offer the register."""
    for name in names:
        field: Any = form.fields[name]
        field.queryset = queries.citable()


class NormForm(forms.Form):
    """A norm as the register has it."""

    title = forms.CharField(label=_("Title of the norm"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    level = forms.ChoiceField(
        label=_("Rank of the norm"), choices=[NOT_CHOSEN, *InstrumentLevel.choices]
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=120)
    effective_on = forms.DateField(label=_("In force from"), widget=DayInput())


class RepealForm(NoteForm):
    """From which day the norm is repealed, and by what."""

    repealed_on = forms.DateField(
        label=_("Repealed from"),
        widget=DayInput(),
        help_text=_("From this day on the norm is no longer in force."),
    )
    field_order = ("repealed_on", "note")


OPENING = Opening(
    rule=rules.RECORD_NORM,
    model=Norm,
    step=lambda actor, now: queries.record_step(actor, now=now),
    form=lambda data, _actor, _now: NormForm(data),
    open=lambda form, actor, now: actions.record_norm(actor=actor, now=now, **form.cleaned_data),
)

STEPS: Mapping[str, StepInput] = {"record_repeal": noted(actions.record_repeal, RepealForm)}
