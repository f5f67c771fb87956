"""What is typed to register a standard, load its codes and record its end."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.standards import actions, queries
from catalog.standards.models import Standard
from portal.interfaces.openings import Opening
from portal.interfaces.steps import DayInput, StepInput, noted
from portal.regulation import standard as rules

#: Some ten thousand lines.
_LONGEST = 500_000


class StandardForm(forms.Form):
    """An edition of a standard as the register has it."""

    number = forms.CharField(
        label=_("Number of the standard"), max_length=40, help_text=_("For example GB/T 2260.")
    )
    edition = forms.CharField(
        label=_("Edition"), max_length=10, required=False, help_text=_("The year of issue.")
    )
    title = forms.CharField(label=_("Title of the standard"), max_length=200)
    effective_on = forms.DateField(
        label=_("In force from"),
        widget=DayInput(),
        required=False,
        help_text=_("Left empty where the day is not known."),
    )


class CodesForm(forms.Form):
    """The lines of a code list."""

    lines_text = forms.CharField(
        label=_("Codes"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "placeholder": "310101,黄浦区,2000-01-01,"}),
        help_text=_(
            "One code a line, as in a CSV file: code, name, valid from, valid until; the days may"
            " be left empty. All lines are taken, or none."
        ),
    )


class UploadForm(CodesForm):
    """The same, typed or as a file."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_("Instead of the lines above; UTF-8."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines_text"].required = False

    def clean(self) -> dict[str, Any]:
        """The lines, wherever they come from."""
        data = super().clean() or self.cleaned_data
        file = data.pop("file", None)
        if file is not None:
            if file.size > _LONGEST:
                raise ValidationError({"file": _("The file is too large.")})
            try:
                data["lines_text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise ValidationError({"file": _("The file is no UTF-8 text.")}) from error
            if "\x00" in data["lines_text"]:
                raise ValidationError({"file": _("The file is no UTF-8 text.")})
        return data


class StandardChoice(forms.ModelChoiceField):
    """A standard of the register by its number there, called as it is cited, or none."""

    def __init__(self, label: Any, **options: Any) -> None:
        asked: dict[str, Any] = {"required": False, "empty_label": "—", **options}
        super().__init__(
            Standard.objects.none(), to_field_name="public_number", label=label, **asked
        )

    def label_from_instance(self, standard: Any) -> str:
        """Number, edition and title."""
        return f"{standard.cited_as} {standard.title}"


class EndForm(forms.Form):
    """From which day the standard has ended, and what replaces it."""

    ended_on = forms.DateField(
        label=_("Standard ended on"),
        widget=DayInput(),
        help_text=_("From this day on the standard is no longer in force."),
    )
    replaced_by = StandardChoice(_("Replacing standard"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        replaced_by: Any = self.fields["replaced_by"]
        replaced_by.queryset = queries.on_offer()


OPENING = Opening(
    rule=rules.REGISTER_STANDARD,
    model=Standard,
    step=lambda actor, now: queries.register_step(actor, now=now),
    form=lambda data, _actor, _now: StandardForm(data),
    open=lambda form, actor, now: actions.register_standard(
        actor=actor, now=now, **form.cleaned_data
    ),
)

STEPS: Mapping[str, StepInput] = {
    "load_codes": noted(actions.load_codes, UploadForm),
    "end_standard": noted(actions.end_standard, EndForm),
}
