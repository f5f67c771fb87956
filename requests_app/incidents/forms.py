"""What is typed for a security incident, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.interfaces import matters
from portal.interfaces.steps import NOT_CHOSEN, Beginning, MomentInput, StepInput, noted, written
from portal.regulation import incident as rules
from portal.regulation.vocabulary import LifecycleStage
from portal.workflow.actor import Actor, Interface
from requests_app.incidents import actions, queries
from requests_app.incidents.actions import Happening
from requests_app.incidents.models import SecurityIncident


class ReportForm(forms.Form):
    """Where in the data's life it happened, what happened, and since when it is dealt with."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[NOT_CHOSEN, *LifecycleStage.choices],
        help_text=_(
            "Using and destroying under an agreement is answered for by the requesting department,"
            " every other stage by the providing one."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind of incident"), choices=[NOT_CHOSEN, *rules.Kind.choices])
    description = written(
        _("Course of the incident"),
        _("Course, data and persons concerned, as far as known."),
        rows=6,
    )
    discovered_at = forms.DateTimeField(label=_("Discovered at"), widget=MomentInput())
    plan_started_at = forms.DateTimeField(
        label=_("Emergency plan started at"),
        widget=MomentInput(),
        help_text=_("The plan is started at once on discovery, before anything is reported."),
    )

    def happening(self) -> Happening:
        """What was typed, as the action takes it."""
        return Happening(**self.cleaned_data)


class MeasureForm(forms.Form):
    """What was done."""

    measure = written(_("Measure"), rows=6)


class BodyForm(forms.Form):
    """To which body it was reported, when, and under which number."""

    body = forms.ChoiceField(
        label=_("Reported to"), choices=rules.Body.choices, widget=forms.RadioSelect
    )
    told_at = forms.DateTimeField(label=_("Reported at"), widget=MomentInput())
    document_number = forms.CharField(label=_("Number of the document"), max_length=100)


class ContainmentForm(forms.Form):
    """What contained it."""

    containment = written(_("What contained it"), rows=6)


class ConclusionForm(forms.Form):
    """The cause, the conclusion, and whether the department answerable was at fault."""

    cause = written(_("Cause"))
    conclusion = written(_("Conclusion"), rows=6)
    fault = forms.ChoiceField(
        label=_("Department answerable"),
        choices=rules.Fault.choices,
        widget=forms.RadioSelect,
        help_text=_("A fault is recorded as a possible breach; the department is heard first."),
    )


def _back(subject: queries.Subject, actor: Actor) -> str:
    if subject.agreement is not None:
        return matters.address(subject.agreement, actor)
    if actor.interface is Interface.ADMIN:
        return reverse("admin:requests_app_securityincident_changelist")
    return reverse("catalog:entry", kwargs={"slug": subject.entry.slug})


def _report(subject: queries.Subject, form: Any, actor: Actor, now: Any) -> SecurityIncident:
    agreement = subject.agreement
    return actions.report_incident(
        happening=form.happening(),
        entry_id=None if agreement else subject.entry.pk,
        agreement_id=agreement.pk if agreement else None,
        actor=actor,
        now=now,
    )


REPORT = Beginning(
    rule=rules.REPORT_INCIDENT,
    parameter="about",
    find=lambda actor, key, _now: queries.find_subject(actor, key),
    title=lambda subject: subject.version.name,
    form=lambda _subject, data: ReportForm(data),
    begin=_report,
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "record_measure": noted(actions.record_measure, MeasureForm),
    "report_to_body": noted(actions.report_to_body, BodyForm),
    "contain": noted(actions.contain, ContainmentForm),
    "close_incident": noted(actions.close_incident, ConclusionForm),
}
