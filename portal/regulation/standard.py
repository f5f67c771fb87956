"""Lifecycle of a Standard in the register, and its code list (Arts 6, 11)."""

from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a standard in the register; whether it has ended by a day, its dates say."""

    REGISTERED = "REGISTERED", _("on the register")
    ENDED = "ENDED", _("end recorded")


S = State
_A6 = articles.A6


def _is_described(facts: Facts) -> bool:
    standard = facts.matter
    return bool(standard.number.strip()) and bool(standard.title.strip())


def _ends_after_its_beginning(facts: Facts) -> bool:
    """Where no day is known from which it is in force, any day ends it."""
    ended_on, effective_on = facts.inputs.get("ended_on"), facts.matter.effective_on
    return ended_on is not None and (effective_on is None or ended_on > effective_on)


def has_ended_by(standard: Any, on: date) -> bool:
    """Whether its end is recorded and has come by that day."""
    return standard.ended_on is not None and bool(standard.ended_on <= on)


def _successor_stands(facts: Facts) -> bool:
    """Another standard, which has not ended itself by the day on which this one does."""
    other, ended_on = facts.inputs.get("replaced_by"), facts.inputs.get("ended_on")
    if other is None or ended_on is None:
        return other is None
    return other.pk != facts.matter.pk and not has_ended_by(other, ended_on)


DESCRIBED = Need(_is_described, reasons.STANDARD_INCOMPLETE)
NOT_KNOWN_YET = Need(
    lambda facts: not facts.matter.has_twin, reasons.STANDARD_REGISTERED_ALREADY, looks_up=True
)
ENDS_AFTER_ITS_BEGINNING = Need(
    _ends_after_its_beginning, reasons.STANDARD_END_INVALID, about_input=True
)
SUCCESSOR_STANDS = Need(_successor_stands, reasons.STANDARD_SUCCESSOR_UNFIT, about_input=True)
CODES_GIVEN = Need(
    lambda facts: bool(facts.inputs.get("lines")), reasons.CODE_LIST_EMPTY, about_input=True
)
#: All or nothing: one line that cannot be taken refuses the whole list, and each is named.
CODES_READABLE = Need(
    lambda facts: not facts.inputs.get("faults"),
    reasons.CODE_LINES_INVALID,
    about_input=True,
    names=lambda facts: facts.inputs["faults"],
)

REGISTER_STANDARD = Transition(
    name="register_standard",
    label=_("Register a standard"),
    sources=frozenset(),
    target=S.REGISTERED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A6,
    needs=(DESCRIBED, NOT_KNOWN_YET),
    has_form=True,
    effect=_("Data items can name it; it is never edited."),
)
LOAD_CODES = Transition(
    name="load_codes",
    label=_("Load its code list"),
    sources=frozenset({S.REGISTERED}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A6,
    needs=(CODES_GIVEN, CODES_READABLE),
    has_form=True,
    effect=_("All lines are taken, or none; what the list has already stays."),
    is_settled=lambda standard: True,
)
END_STANDARD = Transition(
    name="end_standard",
    label=_("Record the end of the standard"),
    sources=frozenset({S.REGISTERED}),
    target=S.ENDED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A6,
    needs=(ENDS_AFTER_ITS_BEGINNING, SUCCESSOR_STANDS),
    has_form=True,
    is_grave=True,
    effect=_(
        "From that day on no entry whose items name it is sent for approval. What is published"
        " stays."
    ),
    is_settled=lambda standard: True,
)

MACHINE = Machine(
    name="standard",
    states=State,
    initial=S.REGISTERED,
    transitions=(REGISTER_STANDARD, LOAD_CODES, END_STANDARD),
    closed=frozenset({S.ENDED}),
    path=(S.REGISTERED,),
)
