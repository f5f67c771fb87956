"""Lifecycle of a Complaint: registered, accepted or not, answered within its time (Art. 37).

Citizens have no account: an officer registers what arrived. A complaint (投诉) is handled by the
department concerned, a report (举报) by the authority over it; that department knows nothing of a
report. Neither name nor contact of a person is kept, but the number in the letters register.
"""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import names_nobody, stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a complaint."""

    RECEIVED = "RECEIVED", _("registered")
    HANDLING = "HANDLING", _("being dealt with")
    ANSWERED = "ANSWERED", _("answered")
    DECLINED = "DECLINED", _("not taken up")
    TRANSFERRED = "TRANSFERRED", _("passed on")


class Kind(TextChoices):
    """Who feels wronged himself, or tells of somebody else's wrong."""

    COMPLAINT = "COMPLAINT", _("complaint")
    REPORT = "REPORT", _("report of a breach")


class Channel(TextChoices):
    """How it arrived."""

    LETTER = "LETTER", _("letter")
    PHONE = "PHONE", _("telephone")
    EMAIL = "EMAIL", _("e-mail")
    VISIT = "VISIT", _("visit")
    TRANSFER = "TRANSFER", _("passed on by another body")


class Ground(TextChoices):
    """Why it is not taken up."""

    NOT_IN_REMIT = "NOT_IN_REMIT", _("outside the department's duties")
    NOT_DATA_SHARING = "NOT_DATA_SHARING", _("not about the sharing of government data")
    ALREADY_DEALT_WITH = "ALREADY_DEALT_WITH", _("dealt with already, without new facts")
    OTHER_PROCEDURE = "OTHER_PROCEDURE", _("to be settled in court, by arbitration or by review")
    NO_FACTS = "NO_FACTS", _("no definite facts")
    OTHER = "OTHER", _("other ground")


class Finding(TextChoices):
    """What was found of what it says."""

    FOUNDED = "FOUNDED", _("founded")
    PARTLY_FOUNDED = "PARTLY_FOUNDED", _("founded in part")
    UNFOUNDED = "UNFOUNDED", _("unfounded")


S = State
#: Somebody has still to act.
OPEN = frozenset({S.RECEIVED, S.HANDLING})
#: There is something to it.
WITH_SUBSTANCE = frozenset({Finding.FOUNDED, Finding.PARTLY_FOUNDED})


def _day(facts: Facts, name: str) -> date | None:
    value = facts.inputs.get(name)
    return value if isinstance(value, date) else None


def _is_arrived(facts: Facts) -> bool:
    """Since the decree is in force (Art. 44), and not in the future."""
    received_on = _day(facts, "received_on")
    return received_on is not None and articles.IN_FORCE_FROM <= received_on <= facts.today


def _is_answer_dated(facts: Facts) -> bool:
    answered_on = _day(facts, "answered_on")
    return answered_on is not None and facts.matter.received_on <= answered_on <= facts.today


def _answer_period(facts: Facts) -> Start | None:
    """P24: by when the person is answered, counted from the day it arrived."""
    workdays = facts.switch(switches.COMPLAINT_ANSWER_WORKDAYS)
    if workdays is None:
        return None
    return Start(deadlines.complaint_answer(int(workdays)), on=facts.matter.received_on)


NOT_OF_OURS = Need(
    lambda facts: (
        facts.matter.kind != Kind.REPORT or facts.matter.department_id != facts.actor_department_id
    ),
    reasons.OWN_REPORT,
)
HANDLER_REGISTERED = Need(
    lambda facts: facts.matter.handler_id is not None, reasons.COMPLAINT_WITHOUT_HANDLER
)
ENTRY_PUBLISHED = Need(
    lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED, looks_up=True
)
ARRIVED = Need(_is_arrived, reasons.COMPLAINT_UNDATED, about_input=True)
SAID = stated(reasons.COMPLAINT_UNSTATED, "register_number", "statement")
DECLINED_WITH_WORDS = stated(reasons.COMPLAINT_UNGROUNDED, "ground", "text")
BODY_NAMED = stated(reasons.COMPLAINT_TO_NOBODY, "body")
ANSWERED_IN_FULL = stated(
    reasons.COMPLAINT_ANSWER_INCOMPLETE, "finding", "found", "done", "answered_how"
)
ANSWER_DATED = Need(_is_answer_dated, reasons.COMPLAINT_ANSWER_UNDATED, about_input=True)

#: An authority has no office head to answer for it: its officers do.
_BY_HANDLER = ((Party.HANDLER, Mandate.OVERSEE),)

REGISTER_COMPLAINT = Transition(
    name="register_complaint",
    label=_("Register a complaint or report"),
    sources=frozenset(),
    target=S.RECEIVED,
    party=Party.REGISTRAR,
    mandate=Mandate.CONSENT,
    also=((Party.REGISTRAR, Mandate.COMPILE), (Party.REGISTRAR, Mandate.OVERSEE)),
    article=articles.A37,
    needs=(
        NOT_OF_OURS,
        HANDLER_REGISTERED,
        ENTRY_PUBLISHED,
        ARRIVED,
        SAID,
        names_nobody(reasons.COMPLAINT_NAMES_A_PERSON, "register_number", "statement"),
    ),
    starts=_answer_period,
    has_form=True,
    effect=_(
        "A complaint goes to the department concerned, a report to the authority over it; the"
        " department does not see the report."
    ),
)
ACCEPT_COMPLAINT = Transition(
    name="accept_complaint",
    label=_("Take it up"),
    sources=frozenset({S.RECEIVED}),
    target=S.HANDLING,
    party=Party.HANDLER,
    mandate=Mandate.CONSENT,
    also=_BY_HANDLER,
    article=articles.A37,
    needs=(NOT_OF_OURS,),
    effect=_("The matter is looked into and the person is answered within the period."),
)
DECLINE_COMPLAINT = Transition(
    name="decline_complaint",
    label=_("Do not take it up"),
    sources=frozenset({S.RECEIVED}),
    target=S.DECLINED,
    party=Party.HANDLER,
    mandate=Mandate.CONSENT,
    also=_BY_HANDLER,
    article=articles.A37,
    needs=(
        NOT_OF_OURS,
        DECLINED_WITH_WORDS,
        names_nobody(reasons.COMPLAINT_NAMES_A_PERSON, "text"),
    ),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("The matter ends here; the person is told the ground."),
)
TRANSFER_COMPLAINT = Transition(
    name="transfer_complaint",
    label=_("Pass it on to another body"),
    sources=OPEN,
    target=S.TRANSFERRED,
    party=Party.HANDLER,
    mandate=Mandate.CONSENT,
    also=_BY_HANDLER,
    article=articles.A37,
    needs=(NOT_OF_OURS, BODY_NAMED, names_nobody(reasons.COMPLAINT_NAMES_A_PERSON, "body")),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("The matter ends here; the body named deals with it outside the portal."),
)
ANSWER_COMPLAINT = Transition(
    name="answer_complaint",
    label=_("Record the answer"),
    sources=frozenset({S.HANDLING}),
    target=S.ANSWERED,
    party=Party.HANDLER,
    mandate=Mandate.CONSENT,
    also=_BY_HANDLER,
    article=articles.A37,
    needs=(
        NOT_OF_OURS,
        ANSWERED_IN_FULL,
        ANSWER_DATED,
        names_nobody(reasons.COMPLAINT_NAMES_A_PERSON, "found", "done", "answered_how"),
    ),
    stops=True,
    has_form=True,
    effect=_("The matter is closed; what was found and done stays on record."),
)

MACHINE = Machine(
    name="complaint",
    states=State,
    initial=S.RECEIVED,
    transitions=(
        REGISTER_COMPLAINT,
        ACCEPT_COMPLAINT,
        ANSWER_COMPLAINT,
        TRANSFER_COMPLAINT,
        DECLINE_COMPLAINT,
    ),
    closed=frozenset({S.ANSWERED, S.DECLINED, S.TRANSFERRED}),
    path=(S.RECEIVED, S.HANDLING, S.ANSWERED),
)
