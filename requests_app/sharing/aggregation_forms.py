"""What is typed to assess the risk of combining, the same for requests and changes of use."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import StepInput, noted
from portal.regulation.vocabulary import AssessmentResult
from requests_app.sharing import aggregation


class AggregationForm(forms.Form):
    """Result and finding, as in the assessments of an entry."""

    result = forms.ChoiceField(
        label=_("Result"), choices=AssessmentResult.choices, widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label=_("Finding"),
        help_text=_("What can be learnt once the data are joined, and what guards against a leak."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


STEPS: Mapping[str, StepInput] = {
    "assess_aggregation": noted(aggregation.assess_aggregation, AggregationForm),
}
