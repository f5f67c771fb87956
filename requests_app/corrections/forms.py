"""What is typed for a correction, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.steps import Beginning, StepInput, noted, silent, written
from portal.regulation import correction as rules
from requests_app.corrections import actions
from requests_app.corrections.actions import Claim
from requests_app.sharing.models import AgreedItem, SharingAgreement
from requests_app.sharing.queries import find_agreement


class ClaimForm(forms.Form):
    """Which field of which record is held to be wrong, and why."""

    fault = forms.ChoiceField(label=_("What is wrong"), choices=rules.Fault.choices)
    key_column = forms.ChoiceField(label=_("Key item"))
    record_key = forms.CharField(
        label=_("Key of the record"),
        max_length=200,
        help_text=_("Only the parties to the correction read it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    column = forms.ChoiceField(label=_("Item in question"))
    believed_value = forms.CharField(
        label=_("Believed to be right"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    evidence = written(_("Evidence"), _("What the belief rests on: a document, a visit."))

    def __init__(self, agreement: SharingAgreement, data: Any = None) -> None:
        super().__init__(data)
        agreed = AgreedItem.objects.filter(agreement=agreement).select_related("item")
        items = [row.item for row in agreed.order_by("item__position")]
        choices = [(item.column_name, item.name) for item in items]
        keys = [(item.column_name, item.name) for item in items if item.is_key]
        fields: Any = self.fields
        fields["column"].choices = choices
        fields["key_column"].choices = keys

    def claim(self) -> Claim:
        """What was typed, once it is valid."""
        return Claim(**self.cleaned_data)


class ForwardForm(forms.Form):
    """To which department, and why."""

    source = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Source department"),
        empty_label="—",
    )
    forwarding = written(_("Why it is forwarded"))

    def clean_source(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["source"].code)


class FindingForm(forms.Form):
    """What the verification found."""

    finding = written(_("What was found"), _("The requester reads this with the feedback."))


class ReopeningForm(forms.Form):
    """Why the feedback does not settle it."""

    reopening = written(_("Why it is reopened"))


REQUEST = Beginning(
    rule=rules.REQUEST_CORRECTION,
    parameter="agreement",
    find=lambda actor, number, _now: find_agreement(actor, number),
    title=lambda agreement: agreement.entry_version.name,
    form=ClaimForm,
    begin=lambda agreement, form, actor, now: actions.request_correction(
        agreement_id=agreement.pk, claim=form.claim(), actor=actor, now=now
    ),
)

STEPS: Mapping[str, StepInput] = {
    "receive": silent(actions.receive),
    "begin_verification": silent(actions.begin_verification),
    "forward": noted(actions.forward, ForwardForm),
    "correct": noted(actions.correct, FindingForm),
    "correct_partly": noted(actions.correct_partly, FindingForm),
    "confirm_right": noted(actions.confirm_right, FindingForm),
    "feed_back": silent(actions.feed_back),
    "reopen": noted(actions.reopen, ReopeningForm),
}
RECALL_STEPS: Mapping[str, StepInput] = {"confirm_recall": silent(actions.confirm_recall)}
