"""What is typed for an inspection, and which action it calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import judged_by
from portal.interfaces.openings import Opening
from portal.interfaces.steps import StepInput, noted, written
from portal.regulation import inspection as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.inspections import actions, queries
from requests_app.inspections.models import Inspection
from requests_app.oversight.forms import codes_for


class OpenForm(forms.Form):
    """Which department, and what is looked into."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Department concerned"),
        empty_label="—",
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=rules.Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    plan = written(
        _("What is looked into"), _("Scope, period and manner of the inspection."), rows=4
    )

    def __init__(self, data: Any, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        field: Any = self.fields["department"]
        field.queryset = judged_by(actor.department_id, local_day(now))

    def clean_department(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["department"].code)


class ConcludeForm(forms.Form):
    """What the inspection came to."""

    result = forms.ChoiceField(
        label=_("Result"), choices=rules.Result.choices, widget=forms.RadioSelect
    )
    finding = written(_("Finding of the inspection"), rows=6)
    codes = forms.MultipleChoiceField(
        label=_("Possible breaches"),
        required=False,  # the gate asks for them where faults were found
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where faults were found: each is recorded, and the department is heard."),
    )

    def __init__(self, data: Any, files: Any, *, inspection: Inspection) -> None:
        super().__init__(data, files)
        field: Any = self.fields["codes"]
        field.choices = codes_for(is_authority=inspection.department_is_authority)


OPENING = Opening(
    rule=rules.OPEN_INSPECTION,
    model=Inspection,
    step=lambda actor, now: queries.open_step(actor, now=now),
    form=lambda data, actor, now: OpenForm(data, actor=actor, now=now),
    open=lambda form, actor, now: actions.open_inspection(
        actor=actor, now=now, **form.cleaned_data
    ),
)

STEPS: Mapping[str, StepInput] = {
    "conclude_inspection": StepInput(
        lambda pk, data, actor, now: actions.conclude_inspection(
            pk=pk, actor=actor, now=now, **data
        ),
        lambda inspection, data, files: ConcludeForm(data, files, inspection=inspection),
    ),
    "call_off_inspection": noted(actions.call_off_inspection),
}
