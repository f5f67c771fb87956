"""What is typed to criticise publicly, and to retract it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.interfaces.steps import Beginning, StepInput, noted, written
from portal.regulation import criticism as rules
from requests_app.criticisms import actions
from requests_app.oversight.queries import visible_to as breaches_visible_to
from requests_app.oversight.show import title as breach_title


class CriticismForm(forms.Form):
    """What is made known."""

    text = written(
        _("What is made known"),
        _(
            "The facts, the item breached and what is required. No personal information: every"
            " department of the region reads it."
        ),
        rows=6,
    )


CRITICISE = Beginning(
    rule=rules.PUBLISH_CRITICISM,
    parameter="breach",
    find=lambda actor, number, _now: (
        breaches_visible_to(actor).filter(public_number=number).first()
    ),
    title=breach_title,
    form=lambda _breach, data: CriticismForm(data),
    begin=lambda breach, form, actor, now: actions.publish_criticism(
        breach_id=breach.pk, actor=actor, now=now, **form.cleaned_data
    ),
)

STEPS: Mapping[str, StepInput] = {"retract_criticism": noted(actions.retract_criticism)}
