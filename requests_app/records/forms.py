"""What is typed for a use record, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import Beginning, DayInput, StepInput, noted
from portal.regulation import use_record as rules
from requests_app.records import actions
from requests_app.records.actions import Use
from requests_app.sharing.queries import find_agreement

LONGEST_SECTION = 4000


def _section(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, max_length=LONGEST_SECTION, widget=area, help_text=help_text
    )


class UseForm(forms.Form):
    """The five sections of Art. 29, and the period they speak of."""

    starts_on = forms.DateField(label=_("Used from"), widget=DayInput())
    ends_on = forms.DateField(label=_("Used until"), widget=DayInput())
    scenario = _section(_("Scenario of use"), _("In which matters the data were used."))
    process = _section(_("Course of use"), _("Who used them, how, and how often."))
    results = _section(_("Results of use"), _("What came of it."))
    storage = _section(_("Storage"), _("What is kept, where, and how it is protected."))
    destruction = _section(
        _("Destruction"), _("What was destroyed, when and how; if nothing was, say so.")
    )


RECORD = Beginning(
    rule=rules.RECORD_USE,
    parameter="agreement",
    find=lambda actor, number, _now: find_agreement(actor, number),
    title=lambda agreement: agreement.entry_version.name,
    form=lambda _agreement, data: UseForm(data),
    begin=lambda agreement, form, actor, now: actions.record_use(
        agreement_id=agreement.pk, use=Use(**form.cleaned_data), actor=actor, now=now
    ),
)

STEPS: Mapping[str, StepInput] = {"erase": noted(actions.erase)}
