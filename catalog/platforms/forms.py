"""What is typed about platforms, and how a form offers one to name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.norms.forms import NormChoice, offer_norms
from catalog.platforms import actions, queries
from catalog.platforms.models import Platform
from catalog.regions.models import Region
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, NoteForm, StepInput, noted, plain, written
from portal.regulation import platform as rules
from portal.regulation.punctuation import bracketed
from portal.workflow.actor import Actor

#: No connection is older than the administration; a form takes no moment that no column holds.
_FIRST_MOMENT = datetime(1949, 10, 1, tzinfo=UTC)


class PlatformChoice(forms.ModelChoiceField):
    """A platform of the register by its number, called by its name, or none."""

    def __init__(self, label: Any, **options: Any) -> None:
        asked: dict[str, Any] = {"required": False, "empty_label": "—", **options}
        super().__init__(
            Platform.objects.none(), to_field_name="public_number", label=label, **asked
        )

    def label_from_instance(self, platform: Any) -> str:
        """Name and state."""
        return bracketed(platform.name, platform.get_status_display())


def offer_platforms(form: forms.Form, *names: str) -> None:
    """Let these fields of the form offer the register."""
    for name in names:
        field: Any = form.fields[name]
        field.queryset = queries.on_offer()


class DeclareForm(forms.Form):
    """A platform as the register has it."""

    operator = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Operating department"),
        empty_label=None,
    )
    name = forms.CharField(label=_("Name of the platform"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of platform"), choices=[NOT_CHOSEN, *rules.Kind.choices])
    region = forms.CharField(
        label=_("Code of the region served"),
        max_length=12,
        required=False,
        help_text=_("Empty: the region of the operating department."),
    )
    began_on = forms.DateField(label=_("In operation since"), widget=DayInput())
    norm = NormChoice(
        _("Norm of the register"),
        help_text=_(
            "For an exchange system that began to run on or after 1 August 2025: the law or"
            " administrative regulation that provides for it."
        ),
    )
    article = forms.CharField(label=_("Article of the norm"), max_length=60, required=False)

    def __init__(self, *args: Any, actor: Actor, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        operator: Any = self.fields["operator"]
        operator.queryset = queries.declarable(actor, now=now)
        own = operator.queryset.filter(pk=actor.department_id or 0).first()
        operator.initial = None if own is None else own.code
        offer_norms(self, "norm")

    def clean_region(self) -> Region | None:
        """A region in force, or none named."""
        return read_region(self.cleaned_data["region"])


def read_region(code: str) -> Region | None:
    """The region in force of that code, None for no code.

    :raises ValidationError: there is none of it.
    """
    code = code.strip()
    if not code:
        return None
    found = Region.objects.filter(code=code, effective_to=None).first()
    if found is None:
        raise ValidationError(_("No region has the code %(code)s."), params={"code": code})
    return found


class OrderForm(NoteForm):
    """By which day the platform is to join, and what is said of it."""

    join_by = forms.DateField(label=_("To join by"), widget=DayInput())
    note = written(_("What is to be done"))
    field_order = ("join_by", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].required = False


class JoinForm(forms.Form):
    """Where the platform joined, under which number, and on which day."""

    upper = PlatformChoice(
        _("Platform above"),
        help_text=_("A platform of a region above that has joined; or name the national system."),
    )
    national_system = forms.CharField(label=_("National system"), max_length=120, required=False)
    connection_number = forms.CharField(label=_("Connection number"), max_length=60)
    joined_on = forms.DateField(label=_("Joined on"), widget=DayInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_platforms(self, "upper")


class ExemptForm(forms.Form):
    """The law or administrative regulation that keeps the platform apart."""

    norm = NormChoice(_("Norm of the register"), required=True)
    article = forms.CharField(label=_("Article of the norm"), max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_norms(self, "norm")


class CloseForm(forms.Form):
    """Since when the platform is out of operation."""

    closed_on = forms.DateField(label=_("Out of operation since"), widget=DayInput())


class MomentInput(forms.DateTimeInput):
    """A browser's own field for a moment."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ConnectionForm(NoteForm):
    """How the platform stands connected, since when, and why."""

    connection = forms.ChoiceField(
        label=_("State of the connection"), choices=[NOT_CHOSEN, *rules.Connection.choices]
    )
    happened_at = forms.DateTimeField(
        label=_("Happened at"), widget=MomentInput(), validators=[MinValueValidator(_FIRST_MOMENT)]
    )
    note = written(_("What happened"))
    field_order = ("connection", "happened_at", "note")


def _declare(form: Any, actor: Actor, now: datetime) -> Platform:
    data = dict(form.cleaned_data)
    operator = data.pop("operator")
    declared = actions.Declared(**data)
    return actions.declare_platform(
        operator_id=operator.pk, declared=declared, actor=actor, now=now
    )


OPENING = Opening(
    rule=rules.DECLARE_PLATFORM,
    model=Platform,
    step=lambda actor, now: queries.declare_step(actor, now=now),
    form=lambda data, actor, now: DeclareForm(data, actor=actor, now=now),
    open=_declare,
)

STEPS: Mapping[str, StepInput] = {
    "order_joining": noted(actions.order_joining, OrderForm),
    "join_platform": StepInput(
        lambda pk, data, actor, now: actions.join_platform(
            pk=pk, joining=actions.Joining(**data), actor=actor, now=now
        ),
        plain(JoinForm),
    ),
    "exempt_platform": noted(actions.exempt_platform, ExemptForm),
    "record_connection": noted(actions.record_connection, ConnectionForm),
    "close_platform": noted(actions.close_platform, CloseForm),
}
