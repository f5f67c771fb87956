"""A SubjectLookup: an officer traces who received data about a person or organisation (Art. 37).

Personal-information law gives the person the right to know it, and complaints are dealt with as
required; the look-up is itself an act that is logged before it answers.
"""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons, switches
from portal.regulation.codes import check_citizen_id, check_credit_code, tidy
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, stated
from portal.regulation.vocabulary import Mandate, Party, SubjectKind


class State(TextChoices):
    """The one state of a look-up: it was answered, and nothing follows from it."""

    ANSWERED = "ANSWERED", _("answered")


S = State


def is_valid_number(kind: str, number: str, *, today: date) -> bool:
    """Whether it is a whole number of its kind, check character included.

    :param number: as ``codes.tidy`` leaves it.
    """
    if kind == SubjectKind.CITIZEN:
        return check_citizen_id(number, today=today) is None
    return check_credit_code(number) is None


def _is_repeated(facts: Facts) -> bool:
    """Whether a text that is kept holds the number, which is kept nowhere."""
    number = facts.inputs["number"]
    return any(number in tidy(facts.inputs[name]) for name in ("case_number", "note"))


NUMBER_VALID = Need(
    lambda facts: is_valid_number(facts.inputs["kind"], facts.inputs["number"], today=facts.today),
    reasons.SUBJECT_NUMBER_INVALID,
    about_input=True,
)
CASE_STATED = stated(reasons.LOOKUP_WITHOUT_CASE, "case_number")
NUMBER_NOT_REPEATED = Need(
    lambda facts: not _is_repeated(facts), reasons.SUBJECT_NUMBER_REPEATED, about_input=True
)
WITHIN_DAY_S_LIMIT = Need(
    lambda facts: (
        facts.matter.made_that_day < int(str(facts.switch(switches.SUBJECT_LOOKUPS_A_DAY)))
    ),
    reasons.LOOKUPS_SPENT,
    looks_up=True,
)

LOOK_UP = Transition(
    name="look_up",
    label=_("Trace where a subject's data went"),
    sources=frozenset(),
    target=S.ANSWERED,
    party=Party.AUTHORITY,
    mandate=Mandate.TRACE,
    article=articles.A37,
    needs=(WITHIN_DAY_S_LIMIT, NUMBER_VALID, CASE_STATED, GROUND_GIVEN, NUMBER_NOT_REPEATED),
    has_form=True,
    asks_again=True,
    effect=_(
        "The look-up is logged before it is answered, and the departments in the answer and their"
        " authorities can read that it was made. The number itself is not kept."
    ),
)

MACHINE = Machine(
    name="subjectlookup",
    states=State,
    initial=S.ANSWERED,
    transitions=(LOOK_UP,),
    closed=frozenset({S.ANSWERED}),
    path=(S.ANSWERED,),
)
