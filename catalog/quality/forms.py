"""What is typed about the quality of an entry's data."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import EntryVersion
from catalog.quality import actions, queries
from catalog.quality.actions import Report
from portal.interfaces import matters
from portal.interfaces.steps import NOT_CHOSEN, Beginning, DayInput, StepInput, noted, written
from portal.regulation import quality as rules
from portal.regulation.quality import Finding
from portal.regulation.vocabulary import LifecycleStage
from portal.workflow.actor import Actor, Interface


class RequirementForm(forms.Form):
    """What the data are to be at a stage, as a whole or one item of them."""

    stage = forms.ChoiceField(label=_("Stage"), choices=[NOT_CHOSEN, *LifecycleStage.choices])
    item = forms.ChoiceField(
        label=_("Data item"), required=False, help_text=_("Empty: the entry as a whole.")
    )
    text = written(_("Quality requirement"))

    def __init__(self, *args: Any, items: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["item"]
        field.choices = [NOT_CHOSEN, *items.items()]


def answer_name(stage: str) -> str:
    """The field in which a stage is answered."""
    return stage.lower()


def words_name(stage: str) -> str:
    """The field for what was found at a stage."""
    return f"{stage.lower()}_words"


class ReportForm(forms.Form):
    """Each of the seven stages, and how what is at fault will be mended.

    That every stage is answered is the gate's to judge.
    """

    measures = written(
        _("Measures"), _("Only where the requirements of a stage were not kept."), rows=3
    )
    mending_due_on = forms.DateField(
        label=_("To be mended by"),
        required=False,
        widget=DayInput(),
        help_text=_("A day after today, set by the department itself."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["measures"].required = False
        for stage in LifecycleStage:
            self.fields[answer_name(stage)] = forms.ChoiceField(
                label=stage.label, required=False, choices=[NOT_CHOSEN, *rules.StageAnswer.choices]
            )
            words = written(_("%(stage)s: what is at fault") % {"stage": stage.label}, rows=2)
            words.required = False
            self.fields[words_name(stage)] = words
        self.order_fields(
            [name for stage in LifecycleStage for name in (answer_name(stage), words_name(stage))]
        )


def _report_of(data: Mapping[str, Any]) -> Report:
    """The report that was typed; a stage left empty is not answered."""
    findings = {
        stage.value: Finding(data[answer_name(stage)], data[words_name(stage)])
        for stage in LifecycleStage
        if data[answer_name(stage)]
    }
    return Report(findings, data["measures"], data["mending_due_on"])


class MendForm(forms.Form):
    """What was done about the faults."""

    mending = written(_("What was mended"))


def _back(live: EntryVersion, actor: Actor) -> str:
    """The version's page in the admin, the entry's in the pages."""
    if actor.interface is Interface.ADMIN:
        return matters.admin_address(live)
    return reverse("catalog:entry", kwargs={"slug": live.entry.slug})


SET = Beginning(
    rule=rules.SET_REQUIREMENT,
    parameter="entry",
    find=lambda actor, slug, _now: queries.find_live(actor, slug),
    title=lambda live: live.name,
    form=lambda live, data: RequirementForm(data, items=queries.item_names(live.entry)),
    begin=lambda live, form, actor, now: actions.set_requirement(
        entry_id=live.entry_id,
        stage=form.cleaned_data["stage"],
        item_column=form.cleaned_data["item"],
        text=form.cleaned_data["text"],
        actor=actor,
        now=now,
    ),
    back=_back,
)
REPORT = Beginning(
    rule=rules.REPORT_QUALITY,
    parameter="entry",
    find=lambda actor, slug, _now: queries.find_live(actor, slug),
    title=lambda live: live.name,
    form=lambda _live, data: ReportForm(data),
    begin=lambda live, form, actor, now: actions.report_quality(
        entry_id=live.entry_id, report=_report_of(form.cleaned_data), actor=actor, now=now
    ),
    back=_back,
)

REQUIREMENT_STEPS: Mapping[str, StepInput] = {
    "drop_requirement": noted(actions.drop_requirement),
}
STEPS: Mapping[str, StepInput] = {"mend_quality": noted(actions.mend_quality, MendForm)}
