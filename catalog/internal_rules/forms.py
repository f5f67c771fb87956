"""What is typed to file an internal rule, to replace it, and to record its repeal."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.internal_rules import actions, queries
from catalog.internal_rules.actions import Document
from catalog.internal_rules.models import InternalRule
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, StepInput, noted, plain
from portal.regulation import internal_rule as rules

LONGEST_TEXT = 100_000


class DocumentForm(forms.Form):
    """A rule as the department issued it."""

    title = forms.CharField(label=_("Title of the rule"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    issued_on = forms.DateField(label=_("Day of issue"), widget=DayInput())
    effective_on = forms.DateField(label=_("In force from"), widget=DayInput())
    text = forms.CharField(
        label=_("Text of the rule"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "The whole text, as issued. Internal rules are not secret: every department on the"
            " platform can read it, so leave out what must not be known."
        ),
    )


class RuleForm(DocumentForm):
    """The same, with the subject it is about."""

    subject = forms.ChoiceField(
        label=_("Subject of the rule"), choices=[NOT_CHOSEN, *rules.RuleSubject.choices]
    )
    field_order = ("subject",)


def document_of(data: Mapping[str, Any]) -> Document:
    """The rule that was typed."""
    return Document(**{name: data[name] for name in Document.__slots__})


OPENING = Opening(
    rule=rules.FILE_RULE,
    model=InternalRule,
    step=lambda actor, now: queries.file_step(actor, now=now),
    form=lambda data, _actor, _now: RuleForm(data),
    open=lambda form, actor, now: actions.file_rule(
        subject=form.cleaned_data["subject"],
        document=document_of(form.cleaned_data),
        actor=actor,
        now=now,
    ),
)

STEPS: Mapping[str, StepInput] = {
    "replace_rule": StepInput(
        lambda pk, data, actor, now: actions.replace_rule(
            pk=pk, document=document_of(data), actor=actor, now=now
        ),
        plain(DocumentForm),
    ),
    "repeal_rule": noted(actions.repeal_rule),
}
