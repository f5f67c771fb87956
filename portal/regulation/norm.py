"""Lifecycle of a Norm in the register: recorded, and its repeal (Arts 12, 14, 20)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import InstrumentLevel, Mandate, Party


class State(TextChoices):
    """The states of a norm in the register; whether it is in force on a day, its dates say."""

    RECORDED = "RECORDED", _("recorded")
    REPEALED = "REPEALED", _("repeal recorded")


class NormPart(TextChoices):
    """What of an agreement rests on a norm."""

    PURPOSE = "PURPOSE", _("purpose of use")
    COLUMN = "COLUMN", _("need of a data item")
    ENTRY = "ENTRY", _("restriction of the entry")


S = State
_PLAIN = ("title", "document_number", "issuer")


def _is_described(facts: Facts) -> bool:
    norm = facts.matter
    stated = all(str(getattr(norm, name)).strip() for name in _PLAIN)
    return stated and norm.level in InstrumentLevel.values and norm.effective_on is not None


DESCRIBED = Need(_is_described, reasons.NORM_INCOMPLETE)
NOT_KNOWN_YET = Need(
    lambda facts: not facts.matter.has_twin, reasons.NORM_RECORDED_ALREADY, looks_up=True
)
ENDS_AFTER_ITS_BEGINNING = Need(
    lambda facts: (
        facts.inputs.get("repealed_on") is not None
        and facts.inputs["repealed_on"] > facts.matter.effective_on
    ),
    reasons.REPEAL_DAY_INVALID,
    about_input=True,
)

RECORD_NORM = Transition(
    name="record_norm",
    label=_("Record a norm"),
    sources=frozenset(),
    target=S.RECORDED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A12,
    needs=(DESCRIBED, NOT_KNOWN_YET),
    has_form=True,
    effect=_("Entries and requests can cite it while it is in force; it is never edited."),
)
RECORD_REPEAL = Transition(
    name="record_repeal",
    label=_("Record the repeal"),
    sources=frozenset({S.RECORDED}),
    target=S.REPEALED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A12,
    needs=(ENDS_AFTER_ITS_BEGINNING, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    effect=_(
        "Entries and agreements that rest on it are flagged at once. From the day of the repeal on"
        " every call under such an agreement is refused until a norm in force is cited instead."
    ),
    is_settled=lambda norm: True,
)

MACHINE = Machine(
    name="norm",
    states=State,
    initial=S.RECORDED,
    transitions=(RECORD_NORM, RECORD_REPEAL),
    closed=frozenset({S.REPEALED}),
    path=(S.RECORDED,),
)
