"""What is typed for a dispute, and which action it calls."""

from collections.abc import Mapping

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories.models import EntryVersion
from portal.interfaces import matters
from portal.interfaces.steps import Beginning, DayInput, StepInput, noted, silent, written
from portal.regulation import dispute as rules
from portal.workflow.actor import Actor, Interface
from requests_app.disputes import actions, queries


class ClaimForm(forms.Form):
    """What is in dispute, and what is asked for."""

    claim = written(
        _("What is claimed"),
        _("What the departments differ over, why, and what your department asks for."),
        rows=6,
    )


class NegotiationForm(forms.Form):
    """When the parties negotiated, who took part, and what was said."""

    negotiated_on = forms.DateField(label=_("Day of the negotiation"), widget=DayInput())
    participants = written(_("Who took part"), rows=2)
    text = written(_("What was said"), rows=6)


class SettlementForm(forms.Form):
    """How the dispute is to be settled."""

    settlement = written(_("Settlement proposed"), rows=6)


class FailureForm(forms.Form):
    """Why the negotiation failed."""

    failure = written(_("Why the negotiation failed"))


class AuthorityForm(forms.Form):
    """Which authority is asked."""

    authority = forms.ModelChoiceField(
        Department.objects.filter(is_authority=True, closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Authority asked to coordinate"),
        empty_label="—",
        help_text=_(
            "Within one region its own authority; otherwise that of the lowest common superior"
            " government."
        ),
    )

    def clean_authority(self) -> str:
        """The authority's code, as the action takes it."""
        return str(self.cleaned_data["authority"].code)


class ResultForm(forms.Form):
    """What came of the coordination, in writing."""

    result = written(_("Written result of the coordination"), rows=6)


class DecisionForm(forms.Form):
    """The government's decision: number, day, text and outcome."""

    instrument = forms.CharField(label=_("Number of the decision"), max_length=100)
    decided_on = forms.DateField(label=_("Decided on"), widget=DayInput())
    decision = written(_("Text of the decision"), rows=6)
    outcome = forms.ChoiceField(
        label=_("Outcome of the decision"),
        choices=rules.Outcome.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Only a refused request can be answered anew or ordered to be shared; only a disputed"
            " sharing class can be ordered to be changed."
        ),
    )


def _entry_version(matter: queries.Matter) -> EntryVersion:
    return matter if isinstance(matter, EntryVersion) else matter.entry_version


def _back(matter: queries.Matter, actor: Actor) -> str:
    """The matter's page; a version of an entry has one in the admin only, the entry has its own."""
    if isinstance(matter, EntryVersion) and actor.interface is not Interface.ADMIN:
        return reverse("catalog:entry", kwargs={"slug": matter.entry.slug})
    return matters.address(matter, actor)


OPEN = Beginning(
    rule=rules.OPEN_DISPUTE,
    parameter="matter",
    find=lambda actor, number, _now: queries.find_matter(actor, number),
    title=lambda matter: _entry_version(matter).name,
    form=lambda _matter, data: ClaimForm(data),
    begin=lambda matter, form, actor, now: actions.open_dispute(
        actor=actor, now=now, **queries.key_of(matter), **form.cleaned_data
    ),
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "accept_settlement": silent(actions.accept_settlement),
    "negotiate": noted(actions.negotiate, NegotiationForm),
    "request_coordination": noted(actions.request_coordination, AuthorityForm),
    "propose_settlement": noted(actions.propose_settlement, SettlementForm),
    "fail_negotiation": noted(actions.fail_negotiation, FailureForm),
    "record_agreement": noted(actions.record_agreement, ResultForm),
    "record_no_agreement": noted(actions.record_no_agreement, ResultForm),
    "refer": silent(actions.refer),
    "decide": noted(actions.decide, DecisionForm),
}
