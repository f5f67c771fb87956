"""Lifecycle of a UseChange: wider scope, another purpose, a third party (Art. 25 para. 1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import aggregation, articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a change of use."""

    DRAFT = "DRAFT", _("draft")
    AWAITING_REQUESTER_HEAD = "AWAITING_REQUESTER_HEAD", _("awaiting the requester's office head")
    RECEIVED = "RECEIVED", _("received")
    CONSENTED = "CONSENTED", _("consented to")
    REFUSED = "REFUSED", _("not consented to")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class Kind(TextChoices):
    """What the requester may not do without the provider's consent."""

    SCOPE = "SCOPE", _("wider scope")
    PURPOSE = "PURPOSE", _("another purpose")
    THIRD_PARTY = "THIRD_PARTY", _("supply to a third party")


S = State
#: Nothing has been decided yet.
OPEN_STATES = frozenset({S.DRAFT, S.AWAITING_REQUESTER_HEAD, S.RECEIVED})
_A25 = articles.A25.paragraph(1)


def _is(kind: Kind, facts: Facts) -> bool:
    return bool(facts.matter.kind == kind)


def _third_party_stated(facts: Facts) -> bool:
    change = facts.matter
    stated = change.third_party_id and change.purpose and change.supply_ends_on
    return not _is(Kind.THIRD_PARTY, facts) or bool(stated)


def _third_party_is_third(facts: Facts) -> bool:
    change = facts.matter
    parties = (change.requester_id, change.provider_id)
    return not _is(Kind.THIRD_PARTY, facts) or change.third_party_id not in parties


def _supply_within_term(facts: Facts) -> bool:
    change = facts.matter
    if not _is(Kind.THIRD_PARTY, facts):
        return True
    return bool(facts.today <= change.supply_ends_on <= change.last_day_of_use)


RUNNING = Need(lambda facts: facts.matter.runs_at(facts.now), reasons.AGREEMENT_NOT_RUNNING)
ONE_AT_A_TIME = Need(
    lambda facts: not facts.matter.has_open_twin, reasons.USE_CHANGE_UNDER_WAY, looks_up=True
)
GROUNDED = Need(
    lambda facts: bool(facts.matter.reason.strip()) and bool(facts.matter.legal_basis.strip()),
    reasons.USE_CHANGE_UNGROUNDED,
)
#: What the version the agreement cites does not publish cannot be consented to.
PUBLISHED = Need(lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED)
WITHIN_PUBLISHED_SCOPE = Need(
    lambda facts: facts.matter.is_within_published_scope,
    reasons.OUTSIDE_PUBLISHED_SCOPE,
    looks_up=True,
)
WIDER = Need(lambda facts: facts.matter.goes_further, reasons.NOTHING_WIDENED, looks_up=True)
NEEDS_STATED = Need(
    lambda facts: not _is(Kind.SCOPE, facts) or facts.matter.needs_are_stated,
    reasons.NEED_UNSTATED,
    looks_up=True,
)
THIRD_PARTY_STATED = Need(_third_party_stated, reasons.NO_THIRD_PARTY)
THIRD_PARTY_IS_THIRD = Need(_third_party_is_third, reasons.THIRD_PARTY_IS_PARTY)
SUPPLY_WITHIN_TERM = Need(_supply_within_term, reasons.SUPPLY_OUTSIDE_TERM)
PURPOSE_PUBLISHED = Need(
    lambda facts: _is(Kind.SCOPE, facts) or facts.matter.purpose_is_published,
    reasons.PURPOSE_NOT_PUBLISHED,
    looks_up=True,
)
THIRD_PARTY_WITHIN_SCOPE = Need(
    lambda facts: not _is(Kind.THIRD_PARTY, facts) or facts.matter.third_party_is_within_scope,
    reasons.THIRD_PARTY_OUTSIDE_SCOPE,
    looks_up=True,
)
#: Asked when it is submitted, when it is sent, and once more when the provider consents.
CONSENTABLE = (
    RUNNING,
    GROUNDED,
    PUBLISHED,
    WITHIN_PUBLISHED_SCOPE,
    THIRD_PARTY_STATED,
    THIRD_PARTY_IS_THIRD,
    SUPPLY_WITHIN_TERM,
    WIDER,
    NEEDS_STATED,
    PURPOSE_PUBLISHED,
    THIRD_PARTY_WITHIN_SCOPE,
)
NOT_OWN_DRAFT = Need(
    lambda facts: facts.actor_user_id not in facts.matter.author_ids, reasons.SAME_PERSON
)
OFFICE_NAMED = Need(
    lambda facts: facts.matter.provider_has_office(facts.today),
    reasons.NO_SHARING_OFFICE,
    looks_up=True,
)

REQUEST_USE_CHANGE = Transition(
    name="request_use_change",
    label=_("Ask for a change of use"),
    sources=frozenset(),
    target=S.DRAFT,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A25,
    needs=(RUNNING, ONE_AT_A_TIME),
    has_form=True,
    effect=_("Nothing changes until the provider consents."),
)
REVISE = Transition(
    name="revise",
    label=_("Revise the draft"),
    sources=frozenset({S.DRAFT}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A25,
    has_form=True,
)
SUBMIT = Transition(
    name="submit",
    label=_("Submit to the office head"),
    sources=frozenset({S.DRAFT}),
    target=S.AWAITING_REQUESTER_HEAD,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A25,
    needs=CONSENTABLE,
    effect=_("The head of the own data-sharing office consents or sends it back."),
)
RETURN_TO_DRAFTER = Transition(
    name="return_to_drafter",
    label=_("Send back to the drafter"),
    sources=frozenset({S.AWAITING_REQUESTER_HEAD}),
    target=S.DRAFT,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A25,
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
    article=_A25,
    needs=(*CONSENTABLE, NOT_OWN_DRAFT, OFFICE_NAMED),
    effect=_("The provider receives it now. Nothing changes until it consents."),
)
ASSESS_AGGREGATION = aggregation.assessment(frozenset({S.RECEIVED}))
CONSENT_TO_CHANGE = Transition(
    name="consent_to_change",
    label=_("Consent to the change of use"),
    sources=frozenset({S.RECEIVED}),
    target=S.CONSENTED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=_A25,
    needs=(*CONSENTABLE, *aggregation.assessed_first(about_input=False)),
    has_form=True,
    is_grave=True,
    effect=_("A new agreement replaces the present one at once; the system is served by it."),
)
REFUSE_CHANGE = Transition(
    name="refuse_change",
    label=_("Refuse the change of use"),
    sources=frozenset({S.RECEIVED}),
    target=S.REFUSED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=_A25,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("The agreement stays as it is."),
)
WITHDRAW = Transition(
    name="withdraw",
    label=_("Withdraw the change of use"),
    sources=OPEN_STATES,
    target=S.WITHDRAWN,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A25,
    is_grave=True,
    effect=_("The agreement stays as it is; asking again is a new matter."),
)
LAPSE = Transition(
    name="lapse",
    label=_("Lapse with the agreement"),
    sources=OPEN_STATES,
    target=S.WITHDRAWN,
    party=Party.CLOCK,
    mandate=None,
    article=_A25,
)

MACHINE = Machine(
    name="usechange",
    states=State,
    initial=S.DRAFT,
    transitions=(
        REQUEST_USE_CHANGE,
        REVISE,
        SUBMIT,
        RETURN_TO_DRAFTER,
        CONSENT_TO_SEND,
        ASSESS_AGGREGATION,
        CONSENT_TO_CHANGE,
        REFUSE_CHANGE,
        WITHDRAW,
        LAPSE,
    ),
    closed=frozenset({S.CONSENTED, S.REFUSED, S.WITHDRAWN}),
    path=(S.DRAFT, S.AWAITING_REQUESTER_HEAD, S.RECEIVED, S.CONSENTED),
)
