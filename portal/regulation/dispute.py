"""The ladder of a Dispute: negotiation, coordination, the government's decision (Art. 28)."""

from datetime import date
from functools import partial

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import agreement, articles, reasons, request
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import is_stated, stated
from portal.regulation.vocabulary import Mandate, Party, SharingClass


class State(TextChoices):
    """The states of a dispute."""

    NEGOTIATING = "NEGOTIATING", _("in negotiation")
    FAILED = "FAILED", _("negotiation failed")
    IN_COORDINATION = "IN_COORDINATION", _("in coordination")
    NOT_AGREED = "NOT_AGREED", _("no agreement in coordination")
    IN_DECISION = "IN_DECISION", _("before the government")
    SETTLED = "SETTLED", _("settled")
    CLOSED = "CLOSED", _("decided by the government")


class Kind(TextChoices):
    """What the dispute is about, as the matter stood when it was opened."""

    REFUSED = "REFUSED", _("a request that was not agreed to")
    OVERDUE = "OVERDUE", _("a request that was not answered in time")
    AGREEMENT = "AGREEMENT", _("sharing under an agreement")
    CLASS = "CLASS", _("the sharing class of an entry")


class Outcome(TextChoices):
    """What the government decided; what it says in full stands in the text of the decision."""

    UPHELD = "UPHELD", _("what was done stands")
    ANSWER_ANEW = "ANSWER_ANEW", _("the request is to be answered anew")
    SHARE = "SHARE", _("the data are to be shared")
    RECLASSIFY = "RECLASSIFY", _("the sharing class is to be changed")
    OTHER = "OTHER", _("as the text of the decision says")


S = State
_said = partial(stated, reasons.DISPUTE_UNEXPLAINED)
#: The parties are still among themselves, and may settle.
BETWEEN_PARTIES = frozenset({S.NEGOTIATING, S.FAILED})
#: It lies with the authority that coordinates.
WITH_AUTHORITY = frozenset({S.IN_COORDINATION, S.NOT_AGREED, S.IN_DECISION})
#: Every rung, as far as a dispute can go; most are settled on the way.
LADDER = (S.NEGOTIATING, S.FAILED, S.IN_COORDINATION, S.NOT_AGREED, S.IN_DECISION, S.CLOSED)
#: Decisions that reopen a refused request; its new answer period begins with the record of them.
MOVING = frozenset({Outcome.ANSWER_ANEW, Outcome.SHARE})
_A28 = articles.A28


#: Agreements whose use may be disputed.
DISPUTED_AGREEMENTS = frozenset({agreement.State.IN_USE, agreement.State.SUSPENDED})


def kind_of_request(status: str, due_on: date | None, today: date) -> str:
    """What a dispute about a request in this state is about; empty: there is none to open."""
    if status == request.State.REFUSED:
        return Kind.REFUSED
    is_late = due_on is not None and due_on < today
    return Kind.OVERDUE if is_late and status in request.WITH_PROVIDER else ""


def kind_of_agreement(status: str) -> str:
    """The same about an agreement."""
    return Kind.AGREEMENT if status in DISPUTED_AGREEMENTS else ""


#: Classes that keep somebody from the data, so that somebody may hold them to be too strict.
DISPUTED_CLASSES = frozenset({SharingClass.CONDITIONAL, SharingClass.WITHHELD})


def kind_of_entry(sharing_class: str) -> str:
    """The same about a published entry, by its class."""
    return Kind.CLASS if sharing_class in DISPUTED_CLASSES else ""


def _moves_what_it_can(facts: Facts) -> bool:
    """Only a refused request is reopened, only a disputed class changed; else the text speaks."""
    outcome = facts.inputs.get("outcome")
    if outcome == Outcome.RECLASSIFY:
        return bool(facts.matter.kind == Kind.CLASS)
    return outcome not in MOVING or facts.matter.request_is_refused


DISPUTABLE = Need(lambda facts: bool(facts.matter.kind_on(facts.today)), reasons.NOT_DISPUTABLE)
#: A department changes the class of its own entry by a new version, and needs nobody for it.
NOT_OWN_ENTRY = Need(
    lambda facts: facts.matter.requester_id != facts.matter.provider_id, reasons.OWN_CLASS
)
ONE_AT_A_TIME = Need(
    lambda facts: not facts.matter.has_open_twin, reasons.DISPUTE_UNDER_WAY, looks_up=True
)
NEGOTIATED_SINCE = Need(
    lambda facts: facts.matter.opened_on <= facts.inputs["negotiated_on"] <= facts.today,
    reasons.NEGOTIATION_OUT_OF_TIME,
    about_input=True,
)
NEGOTIATED = Need(
    lambda facts: facts.matter.negotiated_on is not None, reasons.NEGOTIATION_NOT_RECORDED
)
FAILURE_RECORDED = Need(
    lambda facts: bool(facts.matter.failure.strip()), reasons.NEGOTIATION_NOT_RECORDED
)
SETTLEMENT_PROPOSED = Need(
    lambda facts: bool(facts.matter.settlement), reasons.NO_SETTLEMENT_PROPOSED
)
NOT_OWN_SETTLEMENT = Need(
    lambda facts: facts.matter.settlement_by_id != facts.actor_department_id,
    reasons.OWN_SETTLEMENT,
)
HAS_COMMON_AUTHORITY = Need(
    lambda facts: facts.matter.competent_authority_on(facts.today) is not None,
    reasons.NO_COMMON_AUTHORITY,
    looks_up=True,
)
RIGHT_AUTHORITY = Need(
    lambda facts: (
        facts.inputs.get("authority_id") == facts.matter.competent_authority_on(facts.today).pk
    ),
    reasons.WRONG_AUTHORITY,
    about_input=True,
    names=lambda facts: [str(facts.matter.competent_authority_on(facts.today))],
)
#: Whoever is a party judges nothing in it; the router asks the next authority above instead.
NO_PARTY = Need(
    lambda facts: (
        facts.actor_department_id not in (facts.matter.requester_id, facts.matter.provider_id)
    ),
    reasons.OWN_DISPUTE,
)
RESULT_WRITTEN = Need(lambda facts: bool(facts.matter.result.strip()), reasons.NO_WRITTEN_RESULT)
DECISION_COMPLETE = Need(
    lambda facts: (
        facts.inputs.get("outcome") in Outcome.values
        and all(is_stated(facts, name) for name in ("instrument", "decision"))
    ),
    reasons.DECISION_INCOMPLETE,
    about_input=True,
)
DECIDED_SINCE = Need(
    lambda facts: facts.matter.referred_on <= facts.inputs["decided_on"] <= facts.today,
    reasons.DECISION_OUT_OF_TIME,
    about_input=True,
)
MOVES_WHAT_IT_CAN = Need(_moves_what_it_can, reasons.DECISION_MOVES_NOTHING, about_input=True)

#: The staff of either party, and the heads of its office.
_STAFF = ((Party.PROVIDER, Mandate.ANSWER),)
_HEADS = ((Party.REQUESTER, Mandate.CONSENT), (Party.PROVIDER, Mandate.CONSENT))

OPEN_DISPUTE = Transition(
    name="open_dispute",
    label=_("Open a dispute"),
    sources=frozenset(),
    target=S.NEGOTIATING,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    also=(*_STAFF, *_HEADS),
    article=_A28,
    needs=(DISPUTABLE, NOT_OWN_ENTRY, ONE_AT_A_TIME, _said("claim")),
    has_form=True,
    effect=_("Both departments negotiate first. No running period is stopped by it."),
)
ACCEPT_SETTLEMENT = Transition(
    name="accept_settlement",
    label=_("Accept the settlement"),
    sources=BETWEEN_PARTIES,
    target=S.SETTLED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=_A28,
    needs=(SETTLEMENT_PROPOSED, NOT_OWN_SETTLEMENT),
    effect=_("The dispute ends as proposed; what was promised each party does by its own steps."),
    is_grave=True,
)
NEGOTIATE = Transition(
    name="negotiate",
    label=_("Record the negotiation"),
    sources=frozenset({S.NEGOTIATING}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    also=(*_STAFF, *_HEADS),
    article=_A28,
    needs=(_said("participants", "text"), NEGOTIATED_SINCE),
    has_form=True,
)
PROPOSE_SETTLEMENT = Transition(
    name="propose_settlement",
    label=_("Propose a settlement"),
    sources=BETWEEN_PARTIES,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=_A28,
    # A proposal that awaits its answer is not exchanged under the reader's hand.
    needs=(NOT_OWN_SETTLEMENT, _said("settlement")),
    has_form=True,
    effect=_("The head of the other department's office accepts it, or the dispute goes on."),
)
FAIL_NEGOTIATION = Transition(
    name="fail_negotiation",
    label=_("Record that the negotiation failed"),
    sources=frozenset({S.NEGOTIATING}),
    target=S.FAILED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=_A28,
    needs=(NEGOTIATED, _said("failure")),
    has_form=True,
    is_grave=True,
    effect=_("Either department may then ask the competent authority to coordinate."),
)
REQUEST_COORDINATION = Transition(
    name="request_coordination",
    label=_("Ask the authority to coordinate"),
    sources=frozenset({S.FAILED}),
    target=S.IN_COORDINATION,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=_A28,
    needs=(FAILURE_RECORDED, HAS_COMMON_AUTHORITY, RIGHT_AUTHORITY),
    has_form=True,
    effect=_("The authority of the same level, or of the lowest common superior, coordinates."),
)
RECORD_AGREEMENT = Transition(
    name="record_agreement",
    label=_("Record agreement in coordination"),
    sources=frozenset({S.IN_COORDINATION}),
    target=S.SETTLED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A28,
    needs=(NO_PARTY, _said("result")),
    has_form=True,
    effect=_("The dispute ends as coordinated; each party does what it promised by its own steps."),
)
RECORD_NO_AGREEMENT = Transition(
    name="record_no_agreement",
    label=_("Record that no agreement was reached"),
    sources=frozenset({S.IN_COORDINATION}),
    target=S.NOT_AGREED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A28,
    needs=(NO_PARTY, _said("result")),
    has_form=True,
    effect=_("The government at the level of the authority then decides."),
)
REFER = Transition(
    name="refer",
    label=_("Refer to the government for decision"),
    sources=frozenset({S.NOT_AGREED}),
    target=S.IN_DECISION,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A28,
    needs=(NO_PARTY, RESULT_WRITTEN),
)
DECIDE = Transition(
    name="decide",
    label=_("Record the government's decision"),
    sources=frozenset({S.IN_DECISION}),
    target=S.CLOSED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A28,
    needs=(NO_PARTY, RESULT_WRITTEN, DECISION_COMPLETE, DECIDED_SINCE, MOVES_WHAT_IT_CAN),
    has_form=True,
    effect=_(
        "A refused request may be reopened by it; its new answer period begins today. A sharing"
        " class that is to be changed, the provider changes by a new version of the entry."
    ),
)
#: A dispute about an agreement is about the one that replaces it.
FOLLOW_AGREEMENT = Transition(
    name="follow_agreement",
    label=_("Go on under the newer agreement"),
    sources=BETWEEN_PARTIES | WITH_AUTHORITY,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A25.paragraph(1),
)

MACHINE = Machine(
    name="dispute",
    states=State,
    initial=S.NEGOTIATING,
    transitions=(
        OPEN_DISPUTE,
        ACCEPT_SETTLEMENT,
        NEGOTIATE,
        REQUEST_COORDINATION,
        PROPOSE_SETTLEMENT,
        FAIL_NEGOTIATION,
        RECORD_AGREEMENT,
        RECORD_NO_AGREEMENT,
        REFER,
        DECIDE,
        FOLLOW_AGREEMENT,
    ),
    closed=frozenset({S.SETTLED, S.CLOSED}),
    path=(S.NEGOTIATING, S.SETTLED),
)
