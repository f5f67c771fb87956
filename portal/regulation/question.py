"""Lifecycle of a Question on a published entry: asked, answered, closed (Art. 20 para. 1).

The decree wants supply and demand to meet and says nothing of questions: a question asks what an
entry means, carries no data, and is no request for them. Its period is the portal's own (P26).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN, names_nobody, stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a question."""

    ASKED = "ASKED", _("awaiting an answer")
    ANSWERED = "ANSWERED", _("answered")
    CLOSED = "CLOSED", _("closed")
    REFERRED = "REFERRED", _("referred to a procedure")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    STRUCK = "STRUCK", _("struck out")


class MessageKind(TextChoices):
    """What was said after the question itself."""

    ANSWER = "ANSWER", _("answer")
    CORRECTED = "CORRECTED", _("corrected answer")
    ASKED_BACK = "ASKED_BACK", _("question asked back")
    REFERRED = "REFERRED", _("referral")


class Procedure(TextChoices):
    """The lawful way to what a question cannot bring."""

    REQUEST = "REQUEST", _("sharing request (Art. 20)")
    CORRECTION = "CORRECTION", _("request for correction (Art. 26)")
    DEMAND = "DEMAND", _("demand for data (Art. 20)")
    DISPUTE = "DISPUTE", _("dispute (Art. 28)")


S = State
#: Somebody may still answer, ask back or close.
OPEN = frozenset({S.ASKED, S.ANSWERED})
#: What the providing department says, each time within its period or not.
REPLIES = frozenset({MessageKind.ANSWER, MessageKind.REFERRED})
_A20_1 = articles.A20.paragraph(1)


def _answer_period(facts: Facts) -> Start:
    """P26: by when the department answers; asking back begins a new period."""
    workdays = facts.switch(switches.QUESTION_ANSWER_WORKDAYS)
    return Start(deadlines.question_answer(int(str(workdays))))


def _is_another(facts: Facts) -> bool:
    """Nobody hands over to himself, or to whoever has the question already."""
    colleague = facts.inputs.get("colleague")
    taken = (facts.actor_user_id, facts.matter.owned_by_id)
    return colleague is not None and colleague.pk not in taken


def _lapsed(facts: Facts) -> bool:
    closes_on = facts.matter.closes_on
    return closes_on is not None and closes_on < facts.today


PUBLISHED = Need(
    lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED, looks_up=True
)
OF_OTHERS = Need(
    lambda facts: facts.matter.entry.provider_id != facts.actor_department_id,
    reasons.QUESTION_ON_OWN_ENTRY,
)
ITEM_KNOWN = Need(
    lambda facts: facts.matter.item_is_known, reasons.QUESTION_ITEM_UNKNOWN, looks_up=True
)
NOT_TWICE = Need(
    lambda facts: facts.matter.open_twin is None,
    reasons.QUESTION_REPEATED,
    about_input=True,
    looks_up=True,
    names=lambda facts: [facts.matter.open_twin or ""],
)
NOT_TAKEN = Need(lambda facts: facts.matter.owned_by_id is None, reasons.QUESTION_TAKEN)
SOMEBODY_ELSE = Need(
    lambda facts: bool(facts.matter.compiler_ids - {facts.actor_user_id, facts.matter.owned_by_id}),
    reasons.QUESTION_NO_COLLEAGUE,
    looks_up=True,
)
COLLEAGUE = Need(_is_another, reasons.QUESTION_COLLEAGUE_UNFIT, about_input=True)
PROCEDURE_NAMED = Need(
    lambda facts: facts.inputs.get("procedure") in Procedure.values,
    reasons.QUESTION_PROCEDURE_MISSING,
    about_input=True,
)
NOT_HIDDEN = Need(lambda facts: facts.matter.hidden_at is None, reasons.QUESTION_HIDDEN)
WRITTEN = (
    stated(reasons.QUESTION_EMPTY, "text"),
    names_nobody(reasons.QUESTION_CARRIES_DATA, "text"),
)
LAPSED = Need(_lapsed, reasons.QUESTION_NOT_LAPSED)

#: Whoever holds any office of a department reads the directory for it, and may ask.
_ALSO_ASKERS = tuple((Party.ASKER, each) for each in Mandate if each is not Mandate.APPLY)

ASK_QUESTION = Transition(
    name="ask_question",
    label=_("Ask a question"),
    sources=frozenset(),
    target=S.ASKED,
    party=Party.ASKER,
    mandate=Mandate.APPLY,
    also=_ALSO_ASKERS,
    article=_A20_1,
    needs=(PUBLISHED, OF_OTHERS, ITEM_KNOWN, *WRITTEN, NOT_TWICE),
    starts=_answer_period,
    has_form=True,
    effect=_(
        "The providing department answers within the portal's own period; the decree sets none."
        " Whoever may read the entry reads question and answer. It is no request for data."
    ),
)
TAKE_ON_QUESTION = Transition(
    name="take_on_question",
    label=_("Take the question on"),
    sources=frozenset({S.ASKED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=(NOT_TAKEN,),
    has_occasion=lambda question: question.owned_by_id is None,
    is_settled=lambda question: True,
)
ANSWER_QUESTION = Transition(
    name="answer_question",
    label=_("Answer the question"),
    sources=frozenset({S.ASKED}),
    target=S.ANSWERED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=WRITTEN,
    stops=True,
    has_form=True,
    effect=_("Whoever may read the entry reads the answer. It is kept as it is written."),
)
HAND_OVER_QUESTION = Transition(
    name="hand_over_question",
    label=_("Hand the question over"),
    sources=frozenset({S.ASKED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=(SOMEBODY_ELSE, COLLEAGUE),
    has_form=True,
    effect=_("The period goes on; the colleague is told."),
    is_settled=lambda question: True,
)
CORRECT_ANSWER = Transition(
    name="correct_answer",
    label=_("Correct the answer"),
    sources=frozenset({S.ANSWERED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=WRITTEN,
    has_form=True,
    effect=_("The former answer stays readable; the corrected one stands beneath it."),
    is_settled=lambda question: True,
)
REFER_QUESTION = Transition(
    name="refer_question",
    label=_("Refer to a procedure"),
    sources=frozenset({S.ASKED}),
    target=S.REFERRED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=(PROCEDURE_NAMED, *WRITTEN),
    stops=True,
    has_form=True,
    effect=_("The question is closed; the asking department is told which way is open to it."),
    is_settled=lambda question: True,
)
CLOSE_QUESTION = Transition(
    name="close_question",
    label=_("Close the question"),
    sources=frozenset({S.ANSWERED}),
    target=S.CLOSED,
    party=Party.ASKER,
    mandate=Mandate.APPLY,
    also=_ALSO_ASKERS,
    article=_A20_1,
    effect=_("Question and answer stay readable."),
)
ASK_BACK = Transition(
    name="ask_back",
    label=_("Ask back"),
    sources=frozenset({S.ANSWERED}),
    target=S.ASKED,
    party=Party.ASKER,
    mandate=Mandate.APPLY,
    also=_ALSO_ASKERS,
    article=_A20_1,
    needs=(PUBLISHED, *WRITTEN),
    starts=_answer_period,
    has_form=True,
    effect=_("A new period begins for the providing department."),
)
WITHDRAW_QUESTION = Transition(
    name="withdraw_question",
    label=_("Withdraw the question"),
    sources=frozenset({S.ASKED}),
    target=S.WITHDRAWN,
    party=Party.ASKER,
    mandate=Mandate.APPLY,
    also=_ALSO_ASKERS,
    article=_A20_1,
    stops=True,
    is_grave=True,
    effect=_("Nobody answers it any more; what was said stays readable."),
)
#: Nobody asked back: an answered question closes by itself (P27).
LAPSE_QUESTION = Transition(
    name="lapse_question",
    label=_("Close an answered question"),
    sources=frozenset({S.ANSWERED}),
    target=S.CLOSED,
    party=Party.CLOCK,
    mandate=None,
    article=_A20_1,
    needs=(LAPSED,),
)
STRIKE_QUESTION = Transition(
    name="strike_question",
    label=_("Strike the question out"),
    sources=OPEN,
    target=S.STRUCK,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A20_1,
    needs=(GROUND_GIVEN,),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_(
        "It is closed as improper and hidden: only the two departments and the authority still"
        " read it."
    ),
)
HIDE_QUESTION = Transition(
    name="hide_question",
    label=_("Hide the question"),
    sources=frozenset({S.CLOSED, S.REFERRED, S.WITHDRAWN}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A20_1,
    needs=(NOT_HIDDEN, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    effect=_("Only the two departments and the authority still read it."),
    has_occasion=lambda question: question.hidden_at is None,
)

MACHINE = Machine(
    name="question",
    states=State,
    initial=S.ASKED,
    transitions=(
        ASK_QUESTION,
        ANSWER_QUESTION,
        TAKE_ON_QUESTION,
        HAND_OVER_QUESTION,
        REFER_QUESTION,
        CORRECT_ANSWER,
        CLOSE_QUESTION,
        ASK_BACK,
        WITHDRAW_QUESTION,
        LAPSE_QUESTION,
        STRIKE_QUESTION,
        HIDE_QUESTION,
    ),
    closed=frozenset({S.CLOSED, S.REFERRED, S.WITHDRAWN, S.STRUCK}),
    path=(S.ASKED, S.ANSWERED, S.CLOSED),
)
