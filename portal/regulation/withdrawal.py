"""Lifecycle of an EntryWithdrawal: an entry ends after its agreements (Arts 15 to 17, 27)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a withdrawal."""

    AWAITING_HEAD = "AWAITING_HEAD", _("awaiting the head of department")
    IN_REVIEW = "IN_REVIEW", _("in review by the authority")
    WITHDRAWN = "WITHDRAWN", _("entry withdrawn")
    RETURNED = "RETURNED", _("returned")
    ABANDONED = "ABANDONED", _("given up")


S = State
_A17 = articles.A17


def _review_period(facts: Facts) -> Start:
    """Reviewed like an update: D3 runs from the receipt."""
    return Start(deadlines.ENTRY_REVIEW)


PUBLISHED = Need(
    lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED, looks_up=True
)
REASON_STATED = Need(lambda facts: bool(facts.matter.reason.strip()), reasons.NO_GROUND)
NO_OTHER_UNDER_WAY = Need(
    lambda facts: not facts.matter.has_open_twin, reasons.WITHDRAWAL_UNDER_WAY, looks_up=True
)
NO_OPEN_VERSION = Need(
    lambda facts: not facts.matter.entry_has_open_version,
    reasons.OPEN_VERSION_EXISTS,
    looks_up=True,
)
#: Art. 27 para. 3: no live service ends but by talks and filing, or by running out.
NOT_IN_USE = Need(
    lambda facts: not facts.matter.uses_at(facts.now),
    reasons.ENTRY_IN_USE,
    looks_up=True,
    names=lambda facts: facts.matter.uses_at(facts.now),
)
NOT_ASKED_FOR = Need(
    lambda facts: not facts.matter.requests_at(facts.now),
    reasons.ENTRY_ASKED_FOR,
    looks_up=True,
    names=lambda facts: facts.matter.requests_at(facts.now),
)
_FREE = (PUBLISHED, NO_OPEN_VERSION, NOT_IN_USE, NOT_ASKED_FOR)

PROPOSE_WITHDRAWAL = Transition(
    name="propose_withdrawal",
    label=_("Withdraw the entry"),
    sources=frozenset(),
    target=S.AWAITING_HEAD,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A17,
    needs=(*_FREE, REASON_STATED, NO_OTHER_UNDER_WAY),
    has_form=True,
    effect=_("The head of the department approves it or sends it back; the entry stays published."),
)
APPROVE_WITHDRAWAL = Transition(
    name="approve_withdrawal",
    label=_("Approve and send to the authority"),
    sources=frozenset({S.AWAITING_HEAD}),
    target=S.IN_REVIEW,
    party=Party.PROVIDER,
    mandate=Mandate.APPROVE_ENTRY,
    article=_A17,
    needs=(
        *_FREE,
        Need(lambda facts: facts.actor_user_id != facts.matter.proposed_by_id, reasons.SAME_PERSON),
    ),
    starts=_review_period,
    effect=_("The authority reviews it like an update."),
)
SEND_BACK_WITHDRAWAL = Transition(
    name="send_back_withdrawal",
    label=_("Send the withdrawal back"),
    sources=frozenset({S.AWAITING_HEAD}),
    target=S.RETURNED,
    party=Party.PROVIDER,
    mandate=Mandate.APPROVE_ENTRY,
    article=_A17,
    needs=(GROUND_GIVEN,),
    has_form=True,
)
WITHDRAW_ENTRY = Transition(
    name="withdraw_entry",
    label=_("Announce the withdrawal"),
    sources=frozenset({S.IN_REVIEW}),
    target=S.WITHDRAWN,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A17.paragraph(3),
    needs=_FREE,
    stops=True,
    is_grave=True,
    effect=_("The entry is no longer offered; its versions stay on record. All departments learn."),
)
RETURN_WITHDRAWAL = Transition(
    name="return_withdrawal",
    label=_("Return the withdrawal"),
    sources=frozenset({S.IN_REVIEW}),
    target=S.RETURNED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A17.paragraph(3),
    needs=(GROUND_GIVEN,),
    stops=True,
    has_form=True,
)
ABANDON_WITHDRAWAL = Transition(
    name="abandon_withdrawal",
    label=_("Give the withdrawal up"),
    sources=frozenset({S.AWAITING_HEAD, S.IN_REVIEW}),
    target=S.ABANDONED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A17,
    stops=True,
    effect=_("The entry stays published as it is."),
    is_settled=lambda withdrawal: True,
)

MACHINE = Machine(
    name="entrywithdrawal",
    states=State,
    initial=S.AWAITING_HEAD,
    transitions=(
        PROPOSE_WITHDRAWAL,
        APPROVE_WITHDRAWAL,
        SEND_BACK_WITHDRAWAL,
        WITHDRAW_ENTRY,
        RETURN_WITHDRAWAL,
        ABANDON_WITHDRAWAL,
    ),
    closed=frozenset({S.WITHDRAWN, S.RETURNED, S.ABANDONED}),
    path=(S.AWAITING_HEAD, S.IN_REVIEW, S.WITHDRAWN),
)
