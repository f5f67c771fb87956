"""Lifecycle of an EmergencyRelease: narrow, self-ending, reviewed by the other body (Arts 25, 35).

Shorter than a sharing request and never a way round it: one entry, the columns named, one system,
one purpose, one case, some hours. Nothing that is withheld is ever released.
"""

from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN, stated
from portal.regulation.request import NOT_OWN_ENTRY, NOT_WITHHELD, PUBLISHED
from portal.regulation.return_flow import OWN_SYSTEM
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of an emergency release."""

    ASKED = "ASKED", _("awaiting the grant")
    IN_FORCE = "IN_FORCE", _("granted")
    ENDED = "ENDED", _("ended, awaiting review")
    JUSTIFIED = "JUSTIFIED", _("found justified")
    NOT_JUSTIFIED = "NOT_JUSTIFIED", _("found not justified")
    REFUSED = "REFUSED", _("not granted")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


S = State
#: Granted once; over when its hours are, whether or not anybody has noted it yet.
TO_BE_REVIEWED = frozenset({S.IN_FORCE, S.ENDED})
#: While one of these stands, the department asks for no second release of the entry.
RUNNING = frozenset({S.ASKED, S.IN_FORCE})
_A25_1 = articles.A25.paragraph(1)
_A21_1 = articles.A21.paragraph(1)


def _hours_fit(facts: Facts) -> bool:
    """P19: within the operator's limit, which never exceeds the regulation's own."""
    hours = facts.inputs.get("hours") or 0
    return 0 < hours <= int(str(facts.switch(switches.EMERGENCY_HOURS)))


def is_over(release: Any, now: datetime) -> bool:
    """Whether its hours are over, to the second; no job has to say so."""
    until = release.ends_at
    return until is not None and until <= now


def _review_period(facts: Facts) -> Start:
    """P20: known with the grant, since the hours are; counted from the day they end."""
    workdays = facts.switch(switches.EMERGENCY_REVIEW_WORKDAYS)
    return Start(deadlines.emergency_review(int(str(workdays))), on=facts.matter.ends_on)


REVIEWER_REGISTERED = Need(
    lambda facts: facts.matter.authority_id is not None, reasons.EMERGENCY_WITHOUT_REVIEWER
)
ONE_AT_A_TIME = Need(
    lambda facts: not facts.matter.has_running_twin(facts.now),
    reasons.EMERGENCY_UNDER_WAY,
    looks_up=True,
)
EMERGENCY_STATED = stated(reasons.EMERGENCY_UNSTATED, "emergency", "case_number")
COLUMNS_NAMED = Need(
    lambda facts: bool(facts.inputs.get("columns_are_published")),
    reasons.EMERGENCY_WITHOUT_COLUMNS,
    about_input=True,
)
HOURS_FIT = Need(_hours_fit, reasons.EMERGENCY_TOO_LONG, about_input=True)
NOT_OWN = Need(
    lambda facts: facts.matter.requester_id != facts.actor_department_id, reasons.OWN_EMERGENCY
)
OTHER_PERSON = Need(
    lambda facts: facts.actor_user_id not in facts.matter.participant_ids, reasons.TOOK_PART
)
OTHER_BODY = Need(
    lambda facts: facts.matter.granted_by_id != facts.actor_department_id,
    reasons.REVIEW_BY_THE_OTHER,
)
STILL_RUNS = Need(lambda facts: not is_over(facts.matter, facts.now), reasons.EMERGENCY_OVER)
OVER = Need(lambda facts: is_over(facts.matter, facts.now), reasons.EMERGENCY_RUNNING)
JUDGED = stated(reasons.EMERGENCY_UNJUDGED, "finding")

ASK_RELEASE = Transition(
    name="ask_release",
    label=_("Ask for an emergency release"),
    sources=frozenset(),
    target=S.ASKED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A25_1,
    needs=(
        NOT_OWN_ENTRY,
        PUBLISHED,
        NOT_WITHHELD,
        REVIEWER_REGISTERED,
        ONE_AT_A_TIME,
        EMERGENCY_STATED,
        COLUMNS_NAMED,
        OWN_SYSTEM,
        HOURS_FIT,
    ),
    has_form=True,
    effect=_(
        "The head of the provider's office or the authority grants it. It ends by itself, and"
        " whether it was justified is reviewed afterwards."
    ),
)
WITHDRAW_RELEASE = Transition(
    name="withdraw_release",
    label=_("Withdraw the emergency release"),
    sources=frozenset({S.ASKED}),
    target=S.WITHDRAWN,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A25_1,
    is_grave=True,
    effect=_("The matter ends here; asking again is a new one."),
)
GRANT_RELEASE = Transition(
    name="grant_release",
    label=_("Grant the emergency release"),
    sources=frozenset({S.ASKED}),
    target=S.IN_FORCE,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A21_1,
    needs=(NOT_OWN, OTHER_PERSON, PUBLISHED, NOT_WITHHELD),
    starts=_review_period,
    asks_again=True,
    effect=_(
        "The system named may fetch the columns named at once, until the hours are over. The"
        " other body reviews it afterwards."
    ),
)
REFUSE_RELEASE = Transition(
    name="refuse_release",
    label=_("Do not grant it"),
    sources=frozenset({S.ASKED}),
    target=S.REFUSED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=articles.A21.paragraph(2),
    needs=(NOT_OWN, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    effect=_("The requester is told the reason and may make a sharing request."),
)
END_RELEASE = Transition(
    name="end_release",
    label=_("End the emergency release"),
    sources=frozenset({S.IN_FORCE}),
    target=S.ENDED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.CONSENT), (Party.AUTHORITY, Mandate.OVERSEE)),
    article=_A25_1,
    needs=(STILL_RUNS, GROUND_GIVEN),
    starts=_review_period,
    has_form=True,
    is_grave=True,
    effect=_("The next call is refused; the period of the review begins today."),
    is_settled=lambda release: True,
)
#: Notes what has come about already: the hours themselves end the release, without this.
EXPIRE = Transition(
    name="expire",
    label=_("Note that the hours are over"),
    sources=frozenset({S.IN_FORCE}),
    target=S.ENDED,
    party=Party.CLOCK,
    mandate=None,
    article=_A25_1,
    needs=(OVER,),
)
FIND_JUSTIFIED = Transition(
    name="find_justified",
    label=_("Find it justified"),
    sources=TO_BE_REVIEWED,
    target=S.JUSTIFIED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A35,
    needs=(OVER, NOT_OWN, OTHER_BODY, OTHER_PERSON, JUDGED),
    stops=True,
    has_form=True,
    effect=_("The matter is closed; what was fetched and why stays on record."),
)
FIND_UNJUSTIFIED = Transition(
    name="find_unjustified",
    label=_("Find it not justified"),
    sources=TO_BE_REVIEWED,
    target=S.NOT_JUSTIFIED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A35,
    needs=(OVER, NOT_OWN, OTHER_BODY, OTHER_PERSON, JUDGED),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("The matter is closed, and goes to the authority as a possible breach."),
)

MACHINE = Machine(
    name="emergencyrelease",
    states=State,
    initial=S.ASKED,
    transitions=(
        ASK_RELEASE,
        WITHDRAW_RELEASE,
        GRANT_RELEASE,
        REFUSE_RELEASE,
        # The usual way first: it ends by itself.
        EXPIRE,
        END_RELEASE,
        FIND_JUSTIFIED,
        FIND_UNJUSTIFIED,
    ),
    closed=frozenset({S.JUSTIFIED, S.NOT_JUSTIFIED, S.REFUSED, S.WITHDRAWN}),
    path=(S.ASKED, S.IN_FORCE, S.ENDED, S.JUSTIFIED),
)
