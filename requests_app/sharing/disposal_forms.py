"""What a person types about the disposal of data, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import DayInput, NoteForm, StepInput, noted, written
from portal.regulation.agreement import DisposalMethod, Finding
from requests_app.sharing import disposal

_MOST_COPIES = 1_000_000


class InstructionForm(forms.Form):
    """What is to be done with the data, on what basis, and by which day."""

    method = forms.ChoiceField(label=_("How to dispose"), choices=DisposalMethod.choices)
    basis = written(_("Basis of the instruction"), rows=3)
    limit_on = forms.DateField(
        label=_("To be done by, or kept until"),
        widget=DayInput(),
        help_text=_("The decree sets no period; the day is the provider's own."),
    )


class CertificateForm(forms.Form):
    """What was disposed of, how, when, by whose responsibility, and how many copies."""

    what = written(_("What was disposed of"), rows=3)
    how = written(_("How it was done"), rows=3)
    disposed_on = forms.DateField(label=_("Disposed of on"), widget=DayInput())
    responsible_office = forms.CharField(label=_("Responsible office"), max_length=200)
    copy_count = forms.IntegerField(
        label=_("Copies disposed of"),
        min_value=0,
        max_value=_MOST_COPIES,
        help_text=_("Backups count; 0 where nothing was received."),
    )

    def clean(self) -> dict[str, Any]:
        """The certificate as the action takes it."""
        data = super().clean() or {}
        return {} if self.errors else {"certificate": disposal.Certificate(**data)}


class InspectionForm(NoteForm):
    """What the spot check found."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices)
    field_order = ("finding", "note")


STEPS: Mapping[str, StepInput] = {
    "instruct_disposal": noted(disposal.instruct_disposal, InstructionForm),
    "report_disposal": noted(disposal.report_disposal, CertificateForm),
    "confirm_disposal": noted(disposal.confirm_disposal),
    "return_certificate": noted(disposal.return_certificate),
    "inspect_disposal": noted(disposal.inspect_disposal, InspectionForm),
}
