"""Lifecycle of a ServiceChange: talks, filing, effect (Art. 27 para. 3)."""

from functools import partial

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Machine, Need, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a change of service."""

    NEGOTIATING = "NEGOTIATING", _("in talks")
    NEGOTIATED = "NEGOTIATED", _("talks recorded")
    FILED = "FILED", _("filed")
    EFFECTIVE = "EFFECTIVE", _("in effect")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class Kind(TextChoices):
    """What the provider means to do with the live service."""

    END = "END", _("end the service")
    CHANGE = "CHANGE", _("change the service")


class Position(TextChoices):
    """What the requester says to it. Its consent is no condition; it may open a dispute."""

    AGREES = "AGREES", _("agrees")
    OBJECTS = "OBJECTS", _("objects")


S = State
_said = partial(stated, reasons.NO_JUSTIFICATION)
#: Before it is filed: the requester is heard, and further talks may be recorded.
TALKING = frozenset({S.NEGOTIATING, S.NEGOTIATED})
_A27_3 = articles.A27.paragraph(3)


LIVE = Need(lambda facts: facts.matter.agreement_is_live, reasons.SERVICE_NOT_LIVE)
ONE_AT_A_TIME = Need(
    lambda facts: not facts.matter.has_open_twin, reasons.CHANGE_UNDER_WAY, looks_up=True
)
#: The text names no notice period, so there is none; but talks precede the day.
PLANNED_LATER = Need(
    lambda facts: facts.inputs["planned_on"] > facts.today,
    reasons.PLANNED_TOO_EARLY,
    about_input=True,
)
TALKED = Need(lambda facts: facts.matter.talked_on is not None, reasons.NOT_NEGOTIATED)
TALKED_SINCE = Need(
    lambda facts: facts.matter.proposed_on <= facts.inputs["talked_on"] <= facts.today,
    reasons.TALKS_OUT_OF_TIME,
    about_input=True,
)
DAY_HAS_COME = Need(lambda facts: facts.matter.planned_on <= facts.today, reasons.NOT_YET_PLANNED)

PROPOSE = Transition(
    name="propose",
    label=_("Propose to end or change the service"),
    sources=frozenset(),
    target=S.NEGOTIATING,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A27_3,
    needs=(LIVE, ONE_AT_A_TIME, _said("reason"), PLANNED_LATER),
    has_form=True,
    effect=_("Nothing changes yet: talks with the requester and filing come first."),
)
STATE_POSITION = Transition(
    name="state_position",
    label=_("State our position"),
    sources=TALKING,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A27_3,
    has_form=True,
    is_settled=lambda change: bool(change.position),
)
RECORD_TALKS = Transition(
    name="record_talks",
    label=_("Record the talks"),
    sources=TALKING,
    target=S.NEGOTIATED,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A27_3,
    needs=(_said("talks"), TALKED_SINCE),
    has_form=True,
    is_settled=lambda change: change.talked_on is not None,
)
FILE = Transition(
    name="file",
    label=_("File with the authority"),
    sources=TALKING,
    target=S.FILED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=_A27_3,
    needs=(TALKED,),
    is_grave=True,
    effect=_("The authority of the same level is told; filing is notice, not approval."),
)
TAKE_EFFECT = Transition(
    name="take_effect",
    label=_("Put the change into effect"),
    sources=frozenset({S.FILED}),
    target=S.EFFECTIVE,
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=_A27_3,
    needs=(LIVE, DAY_HAS_COME),
    is_grave=True,
    effect=_("If the service ends, access closes with the next call and disposal begins."),
)
WITHDRAW_PROPOSAL = Transition(
    name="withdraw_proposal",
    label=_("Withdraw the proposal"),
    sources=TALKING | {S.FILED},
    target=S.WITHDRAWN,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=_A27_3,
    needs=(_said("note"),),
    has_form=True,
)
LAPSE = Transition(
    name="lapse",
    label=_("Lapse with the agreement"),
    sources=TALKING | {S.FILED},
    target=S.WITHDRAWN,
    party=Party.CLOCK,
    mandate=None,
    article=_A27_3,
)
#: What was proposed about the service stays proposed where a newer agreement replaces the old.
FOLLOW_AGREEMENT = Transition(
    name="follow_agreement",
    label=_("Go on under the newer agreement"),
    sources=TALKING | {S.FILED},
    party=Party.CLOCK,
    mandate=None,
    article=articles.A25.paragraph(1),
)

MACHINE = Machine(
    name="servicechange",
    states=State,
    initial=S.NEGOTIATING,
    transitions=(
        PROPOSE,
        STATE_POSITION,
        RECORD_TALKS,
        FILE,
        TAKE_EFFECT,
        WITHDRAW_PROPOSAL,
        LAPSE,
        FOLLOW_AGREEMENT,
    ),
    closed=frozenset({S.EFFECTIVE, S.WITHDRAWN}),
    path=(S.NEGOTIATING, S.NEGOTIATED, S.FILED, S.EFFECTIVE),
)
