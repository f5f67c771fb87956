"""What is typed to ask about an entry, to answer, and to end a question."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import EntryVersion
from catalog.questions import actions, queries
from catalog.questions.models import Question
from portal.interfaces import matters
from portal.interfaces.steps import NOT_CHOSEN, Beginning, StepInput, noted, silent, written
from portal.regulation import question as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface


class QuestionForm(forms.Form):
    """What is asked, of the whole entry or of one item."""

    text = written(
        _("What you want to know"),
        _(
            "Such as what an item means, since when it is recorded, how often it changes, which"
            " codes it uses. No data, nothing about a person."
        ),
    )
    item = forms.ChoiceField(
        label=_("Data item"), required=False, help_text=_("Empty: the entry as a whole.")
    )

    def __init__(self, *args: Any, items: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["item"]
        field.choices = [NOT_CHOSEN, *((name, name) for name in items)]


class AnswerForm(forms.Form):
    """The answer."""

    text = written(_("Answer"), _("Everybody who may read the entry reads it. No data."))


class FollowUpForm(forms.Form):
    """What the answer leaves open."""

    text = written(_("Question asked back"))


class ReferralForm(forms.Form):
    """The procedure that is open instead, and why."""

    procedure = forms.ChoiceField(
        label=_("Procedure"), choices=[NOT_CHOSEN, *rules.Procedure.choices]
    )
    text = written(_("Explanation"))


class HandOverForm(forms.Form):
    """Who deals with it from now on."""

    colleague = forms.ChoiceField(
        label=_("Colleague"),
        help_text=_("A colleague of the department who compiles its directory."),
    )

    def offer(self, question: Question, actor: Actor) -> None:
        """Whom this reader may hand it over to."""
        colleagues = queries.colleagues(question, actor)
        field: Any = self.fields["colleague"]
        field.choices = [NOT_CHOSEN, *colleagues]
        if not colleagues:
            field.help_text = reasons.QUESTION_NO_COLLEAGUE.text


def _back(live: EntryVersion, actor: Actor) -> str:
    """The version's page in the admin, the entry's in the pages."""
    if actor.interface is Interface.ADMIN:
        return matters.admin_address(live)
    return reverse("catalog:entry", kwargs={"slug": live.entry.slug})


ASK = Beginning(
    rule=rules.ASK_QUESTION,
    parameter="entry",
    find=lambda actor, slug, now: queries.find_live(actor, slug, now=now),
    title=lambda live: live.name,
    form=lambda live, data: QuestionForm(data, items=queries.item_names(live.entry)),
    begin=lambda live, form, actor, now: actions.ask_question(
        entry_id=live.entry_id,
        text=form.cleaned_data["text"],
        item_name=form.cleaned_data["item"],
        actor=actor,
        now=now,
    ),
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "answer_question": noted(actions.answer_question, AnswerForm),
    "take_on_question": silent(actions.take_on_question),
    "hand_over_question": noted(actions.hand_over_question, HandOverForm, HandOverForm.offer),
    "refer_question": noted(actions.refer_question, ReferralForm),
    "correct_answer": noted(actions.correct_answer, AnswerForm),
    "close_question": silent(actions.close_question),
    "ask_back": noted(actions.ask_back, FollowUpForm),
    "withdraw_question": silent(actions.withdraw_question),
    "strike_question": noted(actions.strike_question),
    "hide_question": noted(actions.hide_question),
}
