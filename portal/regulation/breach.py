"""Lifecycle of a Breach: proposed by facts, explained, found by a person, put right (Arts 29, 39).

Nothing is found automatically, and nobody finds anything about his own department.
"""

from functools import partial

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, breaches, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import is_stated, stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a breach."""

    PROPOSED = "PROPOSED", _("possible breach")
    JUSTIFIED = "JUSTIFIED", _("explained by the department")
    CONFIRMED = "CONFIRMED", _("found to be a breach")
    DISMISSED = "DISMISSED", _("found to be no breach")
    ORDERED = "ORDERED", _("rectification ordered")
    REPORTED = "REPORTED", _("rectification reported")
    CLOSED = "CLOSED", _("rectified and closed")


S = State
_said = partial(stated, reasons.BREACH_UNEXPLAINED)
#: Nobody has found anything yet.
OPEN_TO_FINDING = frozenset({S.PROPOSED, S.JUSTIFIED})
#: An officer has found that there was one.
FOUND = frozenset({S.CONFIRMED, S.ORDERED, S.REPORTED, S.CLOSED})
_A29_1 = articles.A29.paragraph(1)


def _hearing(facts: Facts) -> Start:
    """P18: how long the department has to explain itself before anything is found."""
    workdays = facts.switch(switches.HEARING_WORKDAYS)
    return Start(deadlines.hearing(int(str(workdays))))


def _is_heard(facts: Facts) -> bool:
    """The department has explained itself, or has let its time for it pass."""
    breach = facts.matter
    return bool(breach.justification.strip()) or breach.due_on < facts.today


def _reason_is_judged(facts: Facts) -> bool:
    """Where a justified reason excuses, the finding says why there was none."""
    kind = breaches.KINDS.get(str(facts.inputs.get("code")))
    if kind is None or not kind.excused_by_reason:
        return True
    return is_stated(facts, "no_reason")


NOT_OWN = Need(
    lambda facts: facts.matter.department_id != facts.actor_department_id, reasons.OWN_BREACH
)
FACT_STATED = Need(
    lambda facts: facts.matter.event_id is not None or bool(facts.matter.statement.strip()),
    reasons.BREACH_UNSTATED,
)
#: Art. 41 makes authorities liable, and nobody else.
LIABLE = Need(
    lambda facts: (
        breaches.KINDS[facts.matter.code].party is not Party.AUTHORITY
        or facts.matter.department_is_authority
    ),
    reasons.BREACH_OF_AUTHORITY,
)
HEARD = Need(_is_heard, reasons.BREACH_NOT_HEARD)
SAME_ARTICLE = Need(
    lambda facts: facts.inputs.get("code") in breaches.of_same_article(facts.matter.code),
    reasons.BREACH_OF_OTHER_ARTICLE,
    about_input=True,
)
REASON_JUDGED = Need(_reason_is_judged, reasons.REASON_NOT_JUDGED, about_input=True)
TIME_TO_RECTIFY = Need(
    lambda facts: facts.inputs.get("due_on") is not None and facts.inputs["due_on"] > facts.today,
    reasons.NO_TIME_TO_RECTIFY,
    about_input=True,
)

PROPOSE = Transition(
    name="propose",
    label=_("Record a possible breach"),
    sources=frozenset(),
    target=S.PROPOSED,
    party=Party.CLOCK,
    mandate=None,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A29_1,
    needs=(NOT_OWN, FACT_STATED, LIABLE),
    starts=_hearing,
    has_form=True,
    effect=_("Nothing is found yet: the department is heard first."),
)
JUSTIFY = Transition(
    name="justify",
    label=_("Explain to the authority"),
    sources=frozenset({S.PROPOSED}),
    target=S.JUSTIFIED,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    # An authority is not bound to have an office head; its officers answer for it.
    also=((Party.CONCERNED, Mandate.OVERSEE),),
    article=_A29_1,
    needs=(_said("justification"),),
    stops=True,
    has_form=True,
    effect=_("The authority judges the facts together with what you say to them."),
)
CONFIRM = Transition(
    name="confirm",
    label=_("Find a breach"),
    sources=OPEN_TO_FINDING,
    target=S.CONFIRMED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN, HEARD, SAME_ARTICLE, _said("finding"), REASON_JUDGED),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("It counts in the department's record; the order to put it right comes next."),
)
CLEAR = Transition(
    name="clear",
    label=_("Find no breach"),
    sources=OPEN_TO_FINDING,
    target=S.DISMISSED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN, _said("finding")),
    stops=True,
    has_form=True,
    effect=_("It does not count against the department; facts and finding stay on record."),
)
ORDER_RECTIFICATION = Transition(
    name="order_rectification",
    label=_("Order rectification"),
    sources=frozenset({S.CONFIRMED}),
    target=S.ORDERED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN, _said("order"), TIME_TO_RECTIFY),
    has_form=True,
    is_grave=True,
    effect=_("The department puts it right by the day set, and reports."),
)
REPORT_RECTIFICATION = Transition(
    name="report_rectification",
    label=_("Report the rectification"),
    sources=frozenset({S.ORDERED}),
    target=S.REPORTED,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=((Party.CONCERNED, Mandate.OVERSEE),),
    article=_A29_1,
    needs=(_said("rectification"),),
    has_form=True,
    effect=_("The authority checks it and closes the case, or orders further rectification."),
)
RETURN_REPORT = Transition(
    name="return_report",
    label=_("Order further rectification"),
    sources=frozenset({S.REPORTED}),
    target=S.ORDERED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN, _said("order"), TIME_TO_RECTIFY),
    has_form=True,
    effect=_("The department puts the rest right by the new day."),
)
CLOSE = Transition(
    name="close",
    label=_("Accept the rectification"),
    sources=frozenset({S.REPORTED}),
    target=S.CLOSED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN,),
    effect=_("The case ends; the breach stays on record."),
    is_grave=True,
)

MACHINE = Machine(
    name="breach",
    states=State,
    initial=S.PROPOSED,
    transitions=(
        PROPOSE,
        JUSTIFY,
        CONFIRM,
        CLEAR,
        ORDER_RECTIFICATION,
        REPORT_RECTIFICATION,
        RETURN_REPORT,
        CLOSE,
    ),
    closed=frozenset({S.DISMISSED, S.CLOSED}),
    path=(S.PROPOSED, S.JUSTIFIED, S.CONFIRMED, S.ORDERED, S.REPORTED, S.CLOSED),
)
