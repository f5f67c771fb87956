"""Lifecycle of an UpdateTrigger: what obliges an update, and its periods D1 and D2 (Art. 17)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Outcome, Party


class State(TextChoices):
    """The states of an update that is due."""

    OPEN = "OPEN", _("update due")
    MET = "MET", _("update sent for review")


S = State
_A17 = articles.A17.paragraph(2)


def _update_period(facts: Facts) -> Start:
    """D1 runs from the trigger's own date, not from the day it is registered."""
    return Start(deadlines.ENTRY_UPDATE, on=facts.matter.occurred_on)


def _within_ceiling(facts: Facts) -> bool:
    asked = facts.inputs.get("workdays") or 0
    return 0 < asked <= deadlines.ENTRY_UPDATE_EXTENSION.workdays


REGISTER_TRIGGER = Transition(
    name="register_trigger",
    label=_("Register an update trigger"),
    sources=frozenset(),
    target=S.OPEN,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A17,
    starts=_update_period,
    has_form=True,
)
ASK_UPDATE_EXTENSION = Transition(
    name="ask_update_extension",
    label=_("Ask for an extension"),
    sources=frozenset({S.OPEN}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A17,
    needs=(
        Need(lambda facts: not facts.matter.extension_outcome, reasons.EXTENSION_TWICE),
        Need(
            lambda facts: facts.matter.due_on is None or facts.today <= facts.matter.due_on,
            reasons.EXTENSION_TOO_LATE,
        ),
        Need(_within_ceiling, reasons.EXTENSION_TWICE, about_input=True),
        GROUND_GIVEN,
    ),
    has_form=True,
)
_PENDING = Need(
    lambda facts: facts.matter.extension_outcome == Outcome.PENDING, reasons.NO_EXTENSION_PENDING
)
GRANT_UPDATE_EXTENSION = Transition(
    name="grant_update_extension",
    label=_("Consent to the extension"),
    sources=frozenset({S.OPEN}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A17,
    needs=(_PENDING,),
)
REFUSE_UPDATE_EXTENSION = Transition(
    name="refuse_update_extension",
    label=_("Refuse the extension"),
    sources=frozenset({S.OPEN}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A17,
    needs=(_PENDING,),
    is_grave=True,
)
MEET = Transition(
    name="meet",
    label=_("Record that the update was sent"),
    sources=frozenset({S.OPEN}),
    target=S.MET,
    party=Party.CLOCK,
    mandate=None,
    article=_A17,
    stops=True,
)

MACHINE = Machine(
    name="updatetrigger",
    states=State,
    initial=S.OPEN,
    transitions=(
        REGISTER_TRIGGER,
        ASK_UPDATE_EXTENSION,
        GRANT_UPDATE_EXTENSION,
        REFUSE_UPDATE_EXTENSION,
        MEET,
    ),
    closed=frozenset({S.MET}),
    path=(S.OPEN, S.MET),
)
