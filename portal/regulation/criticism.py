"""Lifecycle of a Criticism: a breach that was found is made known to departments (Art. 29)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, breach, reasons
from portal.regulation.machine import Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a criticism."""

    PUBLISHED = "PUBLISHED", _("criticised publicly")
    RETRACTED = "RETRACTED", _("criticism retracted")


S = State
_A29_1 = articles.A29.paragraph(1)

#: Nobody is criticised for what nobody has found.
BREACH_IS_FOUND = Need(
    lambda facts: facts.matter.breach_status in breach.FOUND, reasons.BREACH_NOT_FOUND
)

PUBLISH_CRITICISM = Transition(
    name="publish_criticism",
    label=_("Criticise publicly"),
    sources=frozenset(),
    target=S.PUBLISHED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(
        BREACH_IS_FOUND,
        Need(lambda facts: bool(facts.matter.text.strip()), reasons.CRITICISM_UNSTATED),
        Need(
            lambda facts: not facts.matter.has_twin,
            reasons.CRITICISED_ALREADY,
            looks_up=True,
        ),
    ),
    has_form=True,
    is_grave=True,
    effect=_("Every department of the region reads it; the department concerned is served it."),
)
RETRACT_CRITICISM = Transition(
    name="retract_criticism",
    label=_("Retract the criticism"),
    sources=frozenset({S.PUBLISHED}),
    target=S.RETRACTED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("Departments learn that it is retracted, and why."),
    is_settled=lambda criticism: True,
)

MACHINE = Machine(
    name="criticism",
    states=State,
    initial=S.PUBLISHED,
    transitions=(PUBLISH_CRITICISM, RETRACT_CRITICISM),
    closed=frozenset({S.RETRACTED}),
    path=(S.PUBLISHED,),
)
