"""Lifecycle of a SharingRequest, with supplement and extension (Arts 20 and 21)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import aggregation, articles, deadlines, particulars, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN, is_stated
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Mandate,
    Party,
    SharingClass,
)


class State(TextChoices):
    """The states of a sharing request."""

    DRAFT = "DRAFT", _("draft")
    AWAITING_REQUESTER_HEAD = "AWAITING_REQUESTER_HEAD", _("awaiting the requester's office head")
    RECEIVED = "RECEIVED", _("received")
    IN_REVIEW = "IN_REVIEW", _("in review")
    AWAITING_PROVIDER_HEAD = "AWAITING_PROVIDER_HEAD", _("awaiting the provider's office head")
    AGREED = "AGREED", _("sharing agreed")
    REFUSED = "REFUSED", _("sharing not agreed")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


S = State
OPEN_STATES = frozenset(
    {
        S.DRAFT,
        S.AWAITING_REQUESTER_HEAD,
        S.RECEIVED,
        S.IN_REVIEW,
        S.AWAITING_PROVIDER_HEAD,
    }
)
WITH_PROVIDER = frozenset({S.RECEIVED, S.IN_REVIEW, S.AWAITING_PROVIDER_HEAD})
#: The provider has it, and no answer is proposed.
UNDECIDED = WITH_PROVIDER - {S.AWAITING_PROVIDER_HEAD}


def _answer_period(facts: Facts) -> Start:
    """D4 or D5 by the entry's class, frozen at receipt."""
    return Start(deadlines.answer_deadline(facts.matter.entry_sharing_class))


def _extension_fits(facts: Facts) -> bool:
    asked = facts.inputs.get("workdays") or 0
    used = facts.matter.extended_workdays
    return asked > 0 and used + asked <= deadlines.ANSWER_EXTENSION.ceiling


def _class_is_extendable(facts: Facts) -> bool:
    """P3: local rule may bar the extension for unconditional requests."""
    allowed = bool(facts.switch(switches.EXTENSION_FOR_UNCONDITIONAL))
    return allowed or facts.matter.sharing_class != SharingClass.UNCONDITIONAL


def _first_or_in_slices(facts: Facts) -> bool:
    """P4: local rule may allow one extension only."""
    return bool(facts.switch(switches.EXTENSION_IN_SLICES)) or not facts.matter.extended_workdays


def _in_time(facts: Facts) -> bool:
    due_on = facts.matter.due_on
    return due_on is None or facts.today <= due_on


def _refusal_is_allowed(facts: Facts) -> bool:
    """P6: an unconditional request is agreed to or supplemented, not refused."""
    refused = facts.inputs.get("answer_kind") == AnswerKind.REFUSE
    return not (refused and facts.matter.sharing_class == SharingClass.UNCONDITIONAL)


def _ordered_sharing_is_obeyed(facts: Facts) -> bool:
    """Art. 28: where the government decided for sharing, the provider answers yes."""
    refused = facts.inputs.get("answer_kind") == AnswerKind.REFUSE
    return not (refused and facts.matter.sharing_ordered_by)


def _refusal_is_grounded(facts: Facts) -> bool:
    if facts.inputs.get("answer_kind") != AnswerKind.REFUSE:
        return True
    return bool(facts.inputs.get("refusal_ground")) and bool(
        str(facts.inputs.get("answer_text", "")).strip()
    )


def _complete_when_refused(facts: Facts) -> bool:
    """Incompleteness is no ground: an outstanding supplement bars the refusal."""
    refused = facts.inputs.get("answer_kind") == AnswerKind.REFUSE
    return not (refused and facts.matter.supplement_is_open)


def _every_column_decided(facts: Facts) -> bool:
    if facts.inputs.get("answer_kind") != AnswerKind.AGREE:
        return True
    decided = facts.inputs.get("decisions") or {}
    final = {ItemDecision.AGREE, ItemDecision.REFUSE}
    return set(decided) == set(facts.matter.item_ids) and set(decided.values()) <= final


def _some_column_agreed(facts: Facts) -> bool:
    if facts.inputs.get("answer_kind") != AnswerKind.AGREE:
        return True
    return ItemDecision.AGREE in (facts.inputs.get("decisions") or {}).values()


def _refused_columns_explained(facts: Facts) -> bool:
    """Not agreeing to a column is not agreeing in part: it has its reason (Art. 21 para. 2)."""
    if facts.inputs.get("answer_kind") != AnswerKind.AGREE:
        return True
    refused = ItemDecision.REFUSE in (facts.inputs.get("decisions") or {}).values()
    return not refused or is_stated(facts, "answer_text")


def _plain(text: str) -> str:
    """A condition without what only its layout adds."""
    return "".join(text.split()).strip("。；;.")


def _added_condition(facts: Facts) -> list[str]:
    """The condition that an answer states and the published entry does not."""
    stated = str(facts.inputs.get("condition") or "").strip()
    published = (_plain(each) for each in facts.matter.published_conditions)
    is_published = any(_plain(stated) in each for each in published)
    return [] if not _plain(stated) or is_published else [stated]


def _refusal_norm_is_in_force(facts: Facts) -> bool:
    norm = facts.inputs.get("refusal_norm")
    refused = facts.inputs.get("answer_kind") == AnswerKind.REFUSE
    return not refused or norm is None or bool(norm.is_in_force_on(facts.today))


def _agreed_rows(facts: Facts) -> frozenset[int]:
    """The columns that a proposed answer agrees to; a refusal agrees to none."""
    if facts.inputs.get("answer_kind") == AnswerKind.REFUSE:
        return frozenset()
    decided = facts.inputs.get("decisions") or {}
    return frozenset(row for row, answer in decided.items() if answer == ItemDecision.AGREE)


def _points_answered(facts: Facts) -> bool:
    answers = facts.inputs.get("answers") or []
    points = facts.matter.supplement_points
    return len(answers) == len(points) and all(str(answer).strip() for answer in answers)


PUBLISHED = Need(lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED)
NOT_WITHHELD = Need(
    lambda facts: facts.matter.entry_sharing_class != SharingClass.WITHHELD, reasons.WITHHELD
)
NOT_OWN_ENTRY = Need(
    lambda facts: facts.matter.provider_id != facts.matter.requester_id, reasons.OWN_ENTRY
)
WITHIN_PUBLISHED_SCOPE = Need(
    lambda facts: facts.matter.is_within_published_scope,
    reasons.OUTSIDE_PUBLISHED_SCOPE,
    looks_up=True,
)
ASKABLE = (NOT_OWN_ENTRY, PUBLISHED, NOT_WITHHELD, WITHIN_PUBLISHED_SCOPE)
HAS_ALL_PARTICULARS = Need(
    lambda facts: not particulars.missing(facts.matter, particulars.REQUEST),
    reasons.PARTICULARS_MISSING,
    names=lambda facts: particulars.names(facts.matter, particulars.REQUEST),
)
PERIOD_IS_VALID = Need(
    lambda facts: (
        facts.matter.use_from < facts.matter.use_until and facts.matter.use_until >= facts.today
    ),
    reasons.PERIOD_INVALID,
)
MODE_OFFERED = Need(lambda facts: facts.matter.mode_is_offered, reasons.MODE_NOT_OFFERED)
PURPOSE_PUBLISHED = Need(
    lambda facts: facts.matter.purpose_is_published,
    reasons.PURPOSE_NOT_PUBLISHED,
    looks_up=True,
)
COLUMNS_WITH_NEED = Need(
    lambda facts: facts.matter.columns_stated, reasons.NO_COLUMNS, looks_up=True
)
DECLARED = Need(lambda facts: facts.matter.is_declared, reasons.NOT_DECLARED)
NORMS_IN_FORCE = Need(
    lambda facts: all(norm.is_in_force_on(facts.today) for norm in facts.matter.cited_norms),
    reasons.NORM_NOT_IN_FORCE,
    looks_up=True,
)
SENDABLE = (
    *ASKABLE,
    HAS_ALL_PARTICULARS,
    PERIOD_IS_VALID,
    MODE_OFFERED,
    PURPOSE_PUBLISHED,
    COLUMNS_WITH_NEED,
    NORMS_IN_FORCE,
    DECLARED,
)
NOT_OWN_DRAFT = Need(
    lambda facts: facts.actor_user_id not in facts.matter.author_ids, reasons.SAME_PERSON
)
NOT_OWN_PROPOSAL = Need(
    lambda facts: facts.matter.answer_proposed_by_id != facts.actor_user_id, reasons.SAME_PERSON
)
#: Art. 39 item 2: conditions stand in the directory, where all who ask can read them, or nowhere.
CONDITION_IS_PUBLISHED = Need(
    lambda facts: not _added_condition(facts),
    reasons.CONDITION_NOT_PUBLISHED,
    about_input=True,
    names=_added_condition,
)
#: The event of an answer refused for that: it outlives the refusal, and the authority is told.
CONDITION_REFUSED = "condition_refused"
OFFICE_NAMED = Need(
    lambda facts: facts.matter.provider_has_office(facts.today),
    reasons.NO_SHARING_OFFICE,
    looks_up=True,
)
APPLY = Transition(
    name="apply",
    label=_("Draft a sharing request"),
    sources=frozenset(),
    target=S.DRAFT,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    needs=ASKABLE,
    has_form=True,
)
REVISE = Transition(
    name="revise",
    label=_("Revise the draft"),
    sources=frozenset({S.DRAFT}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    has_form=True,
)
SUBMIT = Transition(
    name="submit",
    label=_("Submit to the office head"),
    sources=frozenset({S.DRAFT}),
    target=S.AWAITING_REQUESTER_HEAD,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    needs=SENDABLE,
    effect=_("The head of the own data-sharing office consents or sends it back."),
)
RETURN_TO_DRAFTER = Transition(
    name="return_to_drafter",
    label=_("Send back to the drafter"),
    sources=frozenset({S.AWAITING_REQUESTER_HEAD}),
    target=S.DRAFT,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=articles.A20.paragraph(2),
    needs=(GROUND_GIVEN,),
    has_form=True,
)
CONSENT_TO_SEND = Transition(
    name="consent_to_send",
    label=_("Consent and send"),
    sources=frozenset({S.AWAITING_REQUESTER_HEAD}),
    target=S.RECEIVED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=articles.A20.paragraph(2),
    needs=(*SENDABLE, NOT_OWN_DRAFT, OFFICE_NAMED),
    starts=_answer_period,
    effect=_("The provider receives the request now and its answer period begins."),
)
OPEN_REVIEW = Transition(
    name="open_review",
    label=_("Begin the review"),
    sources=frozenset({S.RECEIVED}),
    target=S.IN_REVIEW,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=articles.A20.paragraph(3),
)
ASK_SUPPLEMENT = Transition(
    name="ask_supplement",
    label=_("Give notice of missing material"),
    sources=frozenset({S.IN_REVIEW}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=articles.A21.paragraph(2),
    needs=(
        Need(lambda facts: not facts.matter.has_supplement, reasons.SUPPLEMENT_ONCE, looks_up=True),
        Need(
            lambda facts: any(str(point).strip() for point in facts.inputs.get("points") or []),
            reasons.SUPPLEMENT_EMPTY,
            about_input=True,
        ),
    ),
    has_form=True,
    effect=_("Once only, and complete. The answer period goes on running."),
)
SUPPLEMENT = Transition(
    name="supplement",
    label=_("Supplement the material"),
    sources=frozenset({S.IN_REVIEW}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A21.paragraph(2),
    needs=(
        Need(
            lambda facts: facts.matter.supplement_is_open,
            reasons.NO_SUPPLEMENT_OPEN,
            looks_up=True,
        ),
        Need(_points_answered, reasons.SUPPLEMENT_INCOMPLETE, about_input=True),
    ),
    has_form=True,
)
ASK_EXTENSION = Transition(
    name="ask_extension",
    label=_("Ask for an extension"),
    sources=frozenset({S.RECEIVED, S.IN_REVIEW}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=articles.A21.paragraph(1),
    needs=(
        Need(_class_is_extendable, reasons.EXTENSION_NOT_UNCONDITIONAL),
        Need(
            lambda facts: not facts.matter.extension_is_pending,
            reasons.EXTENSION_PENDING,
            looks_up=True,
        ),
        Need(_first_or_in_slices, reasons.EXTENSION_NOT_IN_SLICES),
        Need(_in_time, reasons.EXTENSION_TOO_LATE),
        Need(
            lambda facts: facts.matter.extended_workdays < deadlines.ANSWER_EXTENSION.ceiling,
            reasons.EXTENSION_TOO_LONG,
        ),
        Need(_extension_fits, reasons.EXTENSION_TOO_LONG, about_input=True),
        GROUND_GIVEN,
    ),
    has_form=True,
    effect=_("Ten working days in all at most; the due date moves once the authority consents."),
)
_EXTENSION_PENDING = Need(
    lambda facts: facts.matter.extension_is_pending,
    reasons.NO_EXTENSION_PENDING,
    looks_up=True,
)
GRANT_EXTENSION = Transition(
    name="grant_extension",
    label=_("Consent to the extension"),
    sources=frozenset({S.RECEIVED, S.IN_REVIEW}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A21.paragraph(1),
    needs=(_EXTENSION_PENDING, Need(_in_time, reasons.EXTENSION_TOO_LATE)),
    effect=_("The answer is due later; the requester is told."),
)
REFUSE_EXTENSION = Transition(
    name="refuse_extension",
    label=_("Refuse the extension"),
    sources=frozenset({S.RECEIVED, S.IN_REVIEW}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A21.paragraph(1),
    needs=(_EXTENSION_PENDING, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
)
ASSESS_AGGREGATION = aggregation.assessment(
    frozenset({S.RECEIVED, S.IN_REVIEW, S.AWAITING_PROVIDER_HEAD})
)
PROPOSE_ANSWER = Transition(
    name="propose_answer",
    label=_("Propose the answer"),
    sources=frozenset({S.IN_REVIEW}),
    target=S.AWAITING_PROVIDER_HEAD,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=articles.A20.paragraph(3),
    needs=(
        Need(
            lambda facts: facts.inputs.get("answer_kind") in AnswerKind.values,
            reasons.NO_ANSWER_PROPOSED,
            about_input=True,
        ),
        CONDITION_IS_PUBLISHED,
        Need(_refusal_is_allowed, reasons.UNCONDITIONAL_REFUSAL, about_input=True),
        Need(_ordered_sharing_is_obeyed, reasons.SHARING_ORDERED, about_input=True),
        Need(_refusal_is_grounded, reasons.REFUSAL_NEEDS_GROUND, about_input=True),
        Need(_refusal_norm_is_in_force, reasons.NORM_NOT_IN_FORCE, about_input=True),
        Need(_complete_when_refused, reasons.SUPPLEMENT_OPEN, about_input=True),
        Need(_every_column_decided, reasons.COLUMNS_UNDECIDED, about_input=True),
        Need(_some_column_agreed, reasons.NO_COLUMN_AGREED, about_input=True),
        Need(_refused_columns_explained, reasons.COLUMNS_REFUSED_UNEXPLAINED, about_input=True),
        *aggregation.assessed_first(_agreed_rows, about_input=True),
    ),
    has_form=True,
    effect=_("The head of the own data-sharing office decides on it; the period goes on running."),
)
RETURN_ANSWER = Transition(
    name="return_answer",
    label=_("Send the answer back to review"),
    sources=frozenset({S.AWAITING_PROVIDER_HEAD}),
    target=S.IN_REVIEW,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A20.paragraph(3),
    needs=(GROUND_GIVEN,),
    has_form=True,
)
CONSENT_TO_AGREE = Transition(
    name="consent_to_agree",
    label=_("Consent to sharing"),
    sources=frozenset({S.AWAITING_PROVIDER_HEAD}),
    target=S.AGREED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A21.paragraph(1),
    needs=(
        Need(
            lambda facts: facts.matter.answer_kind == AnswerKind.AGREE,
            reasons.OTHER_ANSWER_PROPOSED,
        ),
        NOT_OWN_PROPOSAL,
        *aggregation.assessed_first(about_input=False),
    ),
    stops=True,
    effect=_("Answers yes; the agreement is made and the supply period begins."),
)
CONSENT_TO_REFUSE = Transition(
    name="consent_to_refuse",
    label=_("Consent to not sharing"),
    sources=frozenset({S.AWAITING_PROVIDER_HEAD}),
    target=S.REFUSED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A21.paragraph(2),
    needs=(
        Need(
            lambda facts: facts.matter.answer_kind == AnswerKind.REFUSE,
            reasons.OTHER_ANSWER_PROPOSED,
        ),
        Need(
            lambda facts: (
                bool(facts.matter.refusal_ground) and bool(facts.matter.answer_text.strip())
            ),
            reasons.REFUSAL_NEEDS_GROUND,
        ),
        NOT_OWN_PROPOSAL,
    ),
    stops=True,
    is_grave=True,
    effect=_("Answers no, with reasons. The requester may open a dispute."),
)
WITHDRAW = Transition(
    name="withdraw",
    label=_("Withdraw the request"),
    sources=OPEN_STATES,
    target=S.WITHDRAWN,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    stops=True,
    is_grave=True,
    effect=_("The matter ends here; asking again is a new request."),
)
#: A decided dispute reopens what was refused: the class stays as frozen, the period begins anew.
REOPEN = Transition(
    name="reopen",
    label=_("Reopen by the government's decision"),
    sources=frozenset({S.REFUSED}),
    target=S.RECEIVED,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A28,
    starts=_answer_period,
)

MACHINE = Machine(
    name="sharingrequest",
    states=State,
    initial=S.DRAFT,
    transitions=(
        APPLY,
        REVISE,
        SUBMIT,
        RETURN_TO_DRAFTER,
        CONSENT_TO_SEND,
        OPEN_REVIEW,
        ASK_SUPPLEMENT,
        SUPPLEMENT,
        ASK_EXTENSION,
        GRANT_EXTENSION,
        REFUSE_EXTENSION,
        ASSESS_AGGREGATION,
        PROPOSE_ANSWER,
        RETURN_ANSWER,
        CONSENT_TO_AGREE,
        CONSENT_TO_REFUSE,
        REOPEN,
        WITHDRAW,
    ),
    closed=frozenset({S.AGREED, S.REFUSED, S.WITHDRAWN}),
    path=(
        S.DRAFT,
        S.AWAITING_REQUESTER_HEAD,
        S.RECEIVED,
        S.IN_REVIEW,
        S.AWAITING_PROVIDER_HEAD,
        S.AGREED,
    ),
)
