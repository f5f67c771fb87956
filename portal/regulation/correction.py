"""Lifecycles of a Correction and of the recall it causes (Art. 26)."""

from functools import partial

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import agreement, articles, deadlines, reasons
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a correction."""

    RAISED = "RAISED", _("raised")
    RECEIVED = "RECEIVED", _("received")
    VERIFYING = "VERIFYING", _("being verified")
    CORRECTED = "CORRECTED", _("corrected")
    PARTLY = "PARTLY", _("partly corrected")
    CONFIRMED_RIGHT = "CONFIRMED_RIGHT", _("confirmed as right")
    FEEDBACK_SENT = "FEEDBACK_SENT", _("feedback sent")
    REOPENED = "REOPENED", _("reopened")


class Fault(TextChoices):
    """What is wrong with the data: the decree's two words for it."""

    INACCURATE = "INACCURATE", _("inaccurate")
    INCOMPLETE = "INCOMPLETE", _("incomplete")


class Outcome(TextChoices):
    """What the verification came to."""

    CORRECTED = "CORRECTED", _("corrected")
    PARTLY = "PARTLY", _("partly corrected")
    CONFIRMED_RIGHT = "CONFIRMED_RIGHT", _("confirmed as right")


class RecallState(TextChoices):
    """The states of a recall notice."""

    TOLD = "TOLD", _("told")
    CONFIRMED = "CONFIRMED", _("confirmed")


S = State
_said = partial(stated, reasons.CORRECTION_UNEXPLAINED)
A = agreement.State
#: Found out, but the requester has not been told: the period runs on.
FOUND = frozenset({S.CORRECTED, S.PARTLY, S.CONFIRMED_RIGHT})
WITH_PROVIDER = frozenset({S.RECEIVED, S.VERIFYING}) | FOUND
#: Arrived, but not yet taken in by the provider.
TO_RECEIVE = frozenset({S.RAISED, S.REOPENED})
#: The feedback is owed.
OWED = TO_RECEIVE | WITH_PROVIDER
#: The data were changed, so other departments hold what is no longer right.
RECALLED_FOR = frozenset({Outcome.CORRECTED, Outcome.PARTLY})
#: Under these agreements data were given out and may still be held.
HOLDING_STATES = frozenset({A.IN_USE, A.SUSPENDED, A.TERMINATED, A.IN_DISPOSAL})
_A26_2 = articles.A26.paragraph(2)
_PROVIDER_SIDE = ((Party.SOURCE, Mandate.ANSWER),)


def _correction_period(facts: Facts) -> Start:
    """D8, from the day it reaches the provider through the portal, as a request does.

    Taking it in does not begin it, or whoever leaves it lying would have more time; nor does
    forwarding.
    """
    return Start(deadlines.CORRECTION)


HOLDS_DATA = Need(
    lambda facts: facts.matter.agreement_status in HOLDING_STATES, reasons.NO_DATA_HELD
)
ITEMS_AGREED = Need(
    lambda facts: not facts.inputs["not_agreed"],
    reasons.COLUMN_NOT_AGREED,
    about_input=True,
    names=lambda facts: list(facts.inputs["not_agreed"]),
)
RECORD_NAMED = Need(
    lambda facts: bool(facts.inputs["record_is_named"]),
    reasons.NO_RECORD_KEY,
    about_input=True,
)
NOT_OWN_CORRECTION = Need(
    lambda facts: facts.matter.raised_by_id != facts.actor_user_id,
    reasons.OWN_CORRECTION,
)
ANOTHER_DEPARTMENT = Need(
    lambda facts: (
        facts.inputs["source_id"] is not None
        and facts.inputs["source_id"]
        not in {
            facts.matter.department_for(Party.PROVIDER),
            facts.matter.department_for(Party.REQUESTER),
            facts.matter.department_for(Party.SOURCE),
        }
    ),
    reasons.SOURCE_IS_PARTY,
    about_input=True,
)

REQUEST_CORRECTION = Transition(
    name="request_correction",
    label=_("Ask for a correction"),
    sources=frozenset(),
    target=S.RAISED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A26_2,
    needs=(HOLDS_DATA, ITEMS_AGREED, RECORD_NAMED, _said("evidence")),
    starts=_correction_period,
    has_form=True,
    effect=_("The provider verifies, corrects and reports back within ten working days."),
)
RECEIVE = Transition(
    name="receive",
    label=_("Receive the correction"),
    sources=TO_RECEIVE,
    target=S.RECEIVED,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A26_2,
    needs=(NOT_OWN_CORRECTION,),
    effect=_("The ten working days run since it arrived; only the feedback ends them."),
)
BEGIN_VERIFICATION = Transition(
    name="begin_verification",
    label=_("Begin the verification"),
    sources=frozenset({S.RECEIVED}),
    target=S.VERIFYING,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    also=_PROVIDER_SIDE,
    article=_A26_2,
    needs=(NOT_OWN_CORRECTION,),
)


def _finding(name: str, label: object, target: S) -> Transition:
    """What the verification found; it may be put right until the feedback is sent."""
    return Transition(
        name=name,
        label=label,  # type: ignore[arg-type]
        sources=(FOUND - {target}) | {S.VERIFYING},
        target=target,
        party=Party.PROVIDER,
        mandate=Mandate.ANSWER,
        also=_PROVIDER_SIDE,
        article=_A26_2,
        needs=(_said("finding"), NOT_OWN_CORRECTION),
        has_form=True,
        effect=_("The period goes on running until the requester is told."),
        is_settled=lambda correction: bool(correction.outcome),
    )


CORRECT = _finding("correct", _("Record as corrected"), S.CORRECTED)
CORRECT_PARTLY = _finding("correct_partly", _("Record as partly corrected"), S.PARTLY)
CONFIRM_RIGHT = _finding("confirm_right", _("Confirm the data as right"), S.CONFIRMED_RIGHT)
FEED_BACK = Transition(
    name="feed_back",
    label=_("Send the feedback"),
    sources=FOUND,
    target=S.FEEDBACK_SENT,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A26_2,
    needs=(NOT_OWN_CORRECTION,),
    stops=True,
    effect=_("The requester is told; others who received the record are told to fetch it anew."),
)
FORWARD = Transition(
    name="forward",
    label=_("Forward to the source department"),
    sources=frozenset({S.RECEIVED, S.VERIFYING}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A26_2,
    needs=(ANOTHER_DEPARTMENT, NOT_OWN_CORRECTION),
    has_form=True,
    effect=_("The period goes on running, and the provider still owes the feedback."),
    is_settled=lambda correction: correction.source_id is not None,
)
REOPEN = Transition(
    name="reopen",
    label=_("Reopen the correction"),
    sources=frozenset({S.FEEDBACK_SENT}),
    target=S.REOPENED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A26_2,
    needs=(HOLDS_DATA, _said("reopening")),
    starts=_correction_period,
    has_form=True,
    is_grave=True,
    effect=_("It reaches the provider anew, and with that a new period begins."),
)

MACHINE = Machine(
    name="correction",
    states=State,
    initial=S.RAISED,
    transitions=(
        REQUEST_CORRECTION,
        RECEIVE,
        BEGIN_VERIFICATION,
        FEED_BACK,
        CORRECT,
        CORRECT_PARTLY,
        CONFIRM_RIGHT,
        FORWARD,
        REOPEN,
    ),
    path=(S.RAISED, S.RECEIVED, S.VERIFYING, S.CORRECTED, S.FEEDBACK_SENT),
)

RECALL = Transition(
    name="recall",
    label=_("Tell a department that received the record"),
    sources=frozenset(),
    target=RecallState.TOLD,
    party=Party.CLOCK,
    mandate=None,
    article=_A26_2,
)
CONFIRM_RECALL = Transition(
    name="confirm_recall",
    label=_("Confirm that our copy is put right"),
    sources=frozenset({RecallState.TOLD}),
    target=RecallState.CONFIRMED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A26_2,
    effect=_("The provider sees that the record was fetched anew or is no longer held."),
)

RECALL_MACHINE = Machine(
    name="correctionrecall",
    states=RecallState,
    initial=RecallState.TOLD,
    transitions=(RECALL, CONFIRM_RECALL),
    closed=frozenset({RecallState.CONFIRMED}),
    path=(RecallState.TOLD, RecallState.CONFIRMED),
)
