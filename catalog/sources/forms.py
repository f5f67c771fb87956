"""What is typed to name a source department."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.sources import actions, queries
from catalog.sources.models import SourceDesignation
from portal.interfaces.openings import Opening
from portal.interfaces.steps import StepInput, noted
from portal.regulation import source_designation as rules


def _open_departments() -> Any:
    return Department.objects.filter(closed_on=None).order_by("code")


class NameSourceForm(forms.Form):
    """The item, who collects it, whom the authority names, and the text of the act."""

    item = forms.CharField(label=_("Data item"), max_length=120)
    collectors = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Departments that collect it"),
        help_text=_("All of them, the source department among them."),
    )
    source = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Source department"),
        empty_label="—",
    )
    text = forms.CharField(
        label=_("Text of the designation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("On which ground the department is named, and what it serves from when on."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("collectors", "source"):
            field: Any = self.fields[name]
            field.queryset = _open_departments()

    def clean_collectors(self) -> list[str]:
        """Their codes, as the action takes them."""
        return [str(each.code) for each in self.cleaned_data["collectors"]]

    def clean_source(self) -> str:
        """Its code."""
        return str(self.cleaned_data["source"].code)


OPENING = Opening(
    rule=rules.NAME_SOURCE,
    model=SourceDesignation,
    step=lambda actor, now: queries.name_step(actor, now=now),
    form=lambda data, _actor, _now: NameSourceForm(data),
    open=lambda form, actor, now: actions.name_source(actor=actor, now=now, **form.cleaned_data),
)

STEPS: Mapping[str, StepInput] = {"revoke_source": noted(actions.revoke_source)}
