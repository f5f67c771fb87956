"""What is typed for a breach, and which action it calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.departments.queries import judged_by
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, StepInput, noted, silent, written
from portal.regulation import breach as rules
from portal.regulation.breaches import KINDS, Code, of_same_article
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.oversight import actions, queries
from requests_app.oversight.models import Breach


def _named(code: str) -> tuple[str, str]:
    """第三十九条第四项 …: a code as a choice."""
    return code, f"{KINDS[code].article} {Code(code).label}"


def _all_codes() -> list[tuple[str, str]]:
    return [_named(code) for code in Code.values]


def codes_for(*, is_authority: bool) -> list[tuple[str, str]]:
    """The items that can concern a department; those of Art. 41 concern authorities alone."""
    kinds = (KINDS[code] for code in Code.values)
    return [
        _named(kind.code) for kind in kinds if is_authority or kind.party is not Party.AUTHORITY
    ]


class ProposeForm(forms.Form):
    """Which department, which item, what happened and when."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Department concerned"),
        empty_label="—",
    )
    code = forms.ChoiceField(label=_("Breach"), choices=lambda: [NOT_CHOSEN, *_all_codes()])
    occurred_on = forms.DateField(label=_("Day of the fact"), widget=DayInput())
    statement = written(
        _("Facts"), _("What came to light, from which source, and on which records."), rows=6
    )

    def __init__(self, data: Any, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        field: Any = self.fields["department"]
        field.queryset = judged_by(actor.department_id, local_day(now))

    def clean_department(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["department"].code)


class JustificationForm(forms.Form):
    """What the department says to the facts."""

    justification = written(
        _("Explanation"), _("What happened, why, and the reason where something was late."), rows=6
    )


class ConfirmForm(forms.Form):
    """What is found, and of which item."""

    code = forms.ChoiceField(label=_("Breach"), choices=_all_codes)
    finding = written(_("Finding and reasons"), rows=6)
    no_reason = forms.CharField(
        label=_("Why no justified reason is found"),
        max_length=2000,
        required=False,  # the gate asks for it where lateness is found, with its article
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where lateness is found."),
    )

    def __init__(self, data: Any, files: Any, *, breach: Breach) -> None:
        super().__init__(data, files)
        field: Any = self.fields["code"]
        field.choices = [_named(code) for code in of_same_article(breach.code)]
        field.initial = breach.code


class FindingForm(forms.Form):
    """Why it is no breach."""

    finding = written(_("Finding and reasons"), rows=6)


class OrderForm(forms.Form):
    """What is to be put right, and by which day."""

    order = written(_("What is to be rectified"), rows=6)
    due_on = forms.DateField(label=_("To be rectified by"), widget=DayInput())


class RectificationForm(forms.Form):
    """What was put right."""

    rectification = written(_("What was rectified"), rows=6)


PROPOSE = Opening(
    rule=rules.PROPOSE,
    model=Breach,
    step=lambda actor, now: queries.propose_step(actor, now=now),
    form=lambda data, actor, now: ProposeForm(data, actor=actor, now=now),
    open=lambda form, actor, now: actions.propose(actor=actor, now=now, **form.cleaned_data),
)

STEPS: Mapping[str, StepInput] = {
    "justify": noted(actions.justify, JustificationForm),
    "confirm": StepInput(
        lambda pk, data, actor, now: actions.confirm(pk=pk, actor=actor, now=now, **data),
        lambda breach, data, files: ConfirmForm(data, files, breach=breach),
    ),
    "clear": noted(actions.clear, FindingForm),
    "order_rectification": noted(actions.order_rectification, OrderForm),
    "report_rectification": noted(actions.report_rectification, RectificationForm),
    "return_report": noted(actions.return_report, OrderForm),
    "close": silent(actions.close),
}
