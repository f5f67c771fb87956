"""Lifecycle of a DeliveryStop: an authority cuts delivery at once, and lifts it (Arts 29, 35)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a stop."""

    IN_FORCE = "IN_FORCE", _("in force")
    LIFTED = "LIFTED", _("lifted")


S = State
#: What is stopped: the deliveries that have all of those named in common.
CRITERIA = ("provider_id", "entry_id", "recipient_id", "purpose")
_A29_1 = articles.A29.paragraph(1)


def _names_something(facts: Facts) -> bool:
    return any(getattr(facts.matter, name) for name in CRITERIA)


SOMETHING_NAMED = Need(_names_something, reasons.STOP_NAMES_NOTHING)
WITHIN_JURISDICTION = Need(
    lambda facts: set(facts.matter.departments_named) <= set(facts.matter.jurisdiction),
    reasons.OUTSIDE_JURISDICTION,
)
NOT_STOPPED_YET = Need(
    lambda facts: not facts.matter.has_twin_in_force,
    reasons.STOPPED_ALREADY,
    looks_up=True,
)

STOP_DELIVERY = Transition(
    name="stop_delivery",
    label=_("Stop delivery"),
    sources=frozenset(),
    target=S.IN_FORCE,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(SOMETHING_NAMED, WITHIN_JURISDICTION, GROUND_GIVEN, NOT_STOPPED_YET),
    has_form=True,
    is_grave=True,
    effect=_(
        "The next call is refused. Agreements keep their state and their terms run on; what was"
        " stopped flows again once the stop is lifted."
    ),
)
LIFT_STOP = Transition(
    name="lift_stop",
    label=_("Lift the stop"),
    sources=frozenset({S.IN_FORCE}),
    target=S.LIFTED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(GROUND_GIVEN,),
    has_form=True,
    asks_again=True,
    effect=_("The next call is answered again, unless another stop covers it."),
    is_settled=lambda stop: True,
)

MACHINE = Machine(
    name="deliverystop",
    states=State,
    initial=S.IN_FORCE,
    transitions=(STOP_DELIVERY, LIFT_STOP),
    closed=frozenset({S.LIFTED}),
    path=(S.IN_FORCE, S.LIFTED),
)
