"""The regulation once more, in plain Python: which step is lawful when, by whom, and what follows.

Written from the decree and its open points as they stand by default; nothing of the portal is
imported. Working days come from a calendar kept by others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar

CLERK, REQUESTER_HEAD = "labour_clerk", "labour_office_head"
REVIEWER, PROVIDER_HEAD = "market_reviewer", "market_office_head"
COMPILER, ASSESSOR, CHIEF = "market_compiler", "market_assessor", "market_chief"
#: Two compile the provider's directory, so that one can hand over to the other.
COLLEAGUE = "market_colleague"
COMPILERS = (COMPILER, COLLEAGUE)
OFFICER = "authority_officer"
CIVIL, CIVIL_HEAD = "civil_clerk", "civil_office_head"
DISTRICT, DISTRICT_HEAD = "hongkou_clerk", "hongkou_office_head"
TRACER = "authority_tracer"
CLOCK = "clock"
#: Everybody who tries.
PEOPLE = (
    *(CLERK, REQUESTER_HEAD, REVIEWER, PROVIDER_HEAD, *COMPILERS, ASSESSOR, CHIEF, OFFICER),
    *(CIVIL, CIVIL_HEAD, DISTRICT, DISTRICT_HEAD, TRACER),
)


def workdays_after(day: date, number: int) -> date:
    """The so many-th working day after the day, which is not counted itself."""
    while number:
        day += timedelta(days=1)
        number -= chinese_calendar.is_workday(day)
    return day


@dataclass
class Matter:
    """One matter as the decree sees it; ``facts`` are what later steps ask for."""

    kind: str
    state: str
    parent: "Matter | None" = field(default=None, repr=False)
    due_on: date | None = None
    is_stopped: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    #: The portal's row, once it is known.
    pk: int = 0
    #: How often it was written, as a version counts it.
    turn: int = 1

    def runs(self, on: date, workdays: int) -> None:
        """A period begins."""
        self.due_on, self.is_stopped = workdays_after(on, workdays), False

    def stops(self) -> None:
        """The period has ended by the act it asked for."""
        self.is_stopped = self.due_on is not None


@dataclass
class World:
    """All matters, and what is true of the directory."""

    matters: list[Matter] = field(default_factory=list, repr=False)
    live_version: int = 1

    def add(self, kind: str, state: str, parent: Matter | None = None, **facts: Any) -> Matter:
        """A new matter."""
        made = Matter(kind, state, parent, facts=facts)
        self.matters.append(made)
        return made

    def of(self, kind: str, parent: Matter | None, *states: str) -> list[Matter]:
        """Matters of a kind about another one, in these states."""
        return [
            matter
            for matter in self.matters
            if matter.kind == kind and matter.parent is parent and matter.state in states
        ]


@dataclass(frozen=True)
class Try:
    """An attempt: by whom, on what, when, and the number drawn for what is chosen."""

    world: World
    matter: Matter
    person: str
    now: datetime
    number: int

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.date()


def always(_try: Try) -> bool:
    """Nothing else has to hold."""
    return True


@dataclass(frozen=True)
class Law:
    """One step: who takes it, from where to where, what else must hold, what follows.

    Where ``opens`` is named, the step opens a matter of that kind about the one it is tried on.
    ``fits`` is what must hold of what is said with the step: it is offered without.
    """

    people: tuple[str, ...]
    sources: tuple[str, ...]
    target: str = ""
    holds: Callable[[Try], bool] = always
    follows: Callable[[Try], None] = lambda _try: None
    opens: str = ""
    fits: Callable[[Try], bool] = always


def is_open(law: Law, attempt: Try) -> bool:
    """Whether the regulation lets this person take this step now, rightly worded."""
    return (
        attempt.person in law.people and attempt.matter.state in law.sources and law.holds(attempt)
    )


def is_lawful(law: Law, attempt: Try) -> bool:
    """Whether the regulation lets this person take this step now, as it is worded."""
    return is_open(law, attempt) and law.fits(attempt)


def take(law: Law, attempt: Try) -> None:
    """What the step does."""
    if law.opens:
        attempt.world.add(law.opens, law.target, attempt.matter)
    else:
        attempt.matter.state = law.target or attempt.matter.state
        attempt.matter.turn += 1
    law.follows(attempt)


def _new(attempt: Try) -> Matter:
    return attempt.world.matters[-1]


# Requests (Arts 20, 21, 23, 28).

ANSWER_WORKDAYS, EXTENSION_CEILING, SUPPLY_WORKDAYS = 10, 10, 20
_BEFORE_ANSWER = (
    *("DRAFT", "AWAITING_REQUESTER_HEAD", "RECEIVED", "IN_REVIEW", "AWAITING_PROVIDER_HEAD"),
)


def _is_sendable(attempt: Try) -> bool:
    facts = attempt.matter.facts
    cites_live = facts["version"] == attempt.world.live_version
    return bool(facts["is_whole"]) and cites_live and facts["until"] >= attempt.today


def _applied(attempt: Try) -> None:
    # Half of them are for a short use, so that terms run out within a walk.
    days = (15, 400)[attempt.number % 2]
    _new(attempt).facts.update(
        version=attempt.world.live_version,
        until=attempt.today + timedelta(days=days),
        is_whole=True,
        supplement="",
        pending=0,
        extended=0,
        proposal="",
        ordered=False,
        joined="",
    )


def joining(number: int) -> str:
    """What the assessor finds that the data add up to, one time in four a secret."""
    return ("SECRET", "NO_RISK", "ACCEPTABLE", "ACCEPTABLE")[number % 4]


def _assessed(attempt: Try) -> None:
    attempt.matter.facts["joined"] = joining(attempt.number)


def _may_join(matter: Matter) -> bool:
    """The requester holds data that these join with: assessed, and no secret found (Art. 25)."""
    return matter.facts["joined"] in {"NO_RISK", "ACCEPTABLE"}


def asked_workdays(number: int) -> int:
    """How many more working days are asked for: from one to twelve."""
    return number % 12 + 1


def _may_extend(attempt: Try) -> bool:
    matter, facts = attempt.matter, attempt.matter.facts
    fits = facts["extended"] + asked_workdays(attempt.number) <= EXTENSION_CEILING
    return not facts["pending"] and attempt.today <= matter.due_on and fits


def _granted(attempt: Try) -> None:
    matter, facts = attempt.matter, attempt.matter.facts
    matter.due_on = workdays_after(matter.due_on, facts["pending"])
    facts["extended"] += facts["pending"]
    facts["pending"] = 0


def _sent(attempt: Try) -> None:
    attempt.matter.runs(attempt.today, ANSWER_WORKDAYS)
    attempt.matter.facts["extended"] = 0


def _agreed(attempt: Try) -> None:
    request = attempt.matter
    _answered(attempt)
    made = attempt.world.add(
        "agreement",
        "PREPARING",
        request,
        until=request.facts["until"],
        version=request.facts["version"],
        free=3,
        purposes=("GOVERNMENT_SERVICE",),
        is_supplied_on=False,
        suspender="",
        mend_by=None,
        is_reported=False,
        is_instructed=False,
        has_certificate=False,
    )
    attempt.world.add("task", "OPEN", made).runs(attempt.today, SUPPLY_WORKDAYS)


def _proposed(kind: str) -> Callable[[Try], None]:
    return lambda attempt: attempt.matter.facts.update(proposal=kind)


def _answered(attempt: Try) -> None:
    """What was asked for more time for is answered."""
    attempt.matter.stops()
    attempt.matter.facts["pending"] = 0


REQUEST = {
    "submit": Law((CLERK,), ("DRAFT",), "AWAITING_REQUESTER_HEAD", _is_sendable),
    "return_to_drafter": Law((REQUESTER_HEAD,), ("AWAITING_REQUESTER_HEAD",), "DRAFT"),
    "consent_to_send": Law(
        (REQUESTER_HEAD,), ("AWAITING_REQUESTER_HEAD",), "RECEIVED", _is_sendable, _sent
    ),
    "open_review": Law((REVIEWER,), ("RECEIVED",), "IN_REVIEW"),
    "ask_supplement": Law(
        (REVIEWER,),
        ("IN_REVIEW",),
        holds=lambda t: not t.matter.facts["supplement"],
        follows=lambda t: t.matter.facts.update(supplement="OPEN"),
    ),
    "supplement": Law(
        (CLERK,),
        ("IN_REVIEW",),
        holds=lambda t: t.matter.facts["supplement"] == "OPEN",
        follows=lambda t: t.matter.facts.update(supplement="ANSWERED"),
    ),
    "ask_extension": Law(
        (REVIEWER,),
        ("RECEIVED", "IN_REVIEW"),
        holds=_may_extend,
        follows=lambda t: t.matter.facts.update(pending=asked_workdays(t.number)),
    ),
    "grant_extension": Law(
        (OFFICER,),
        ("RECEIVED", "IN_REVIEW"),
        holds=lambda t: bool(t.matter.facts["pending"]) and t.today <= t.matter.due_on,
        follows=_granted,
    ),
    "refuse_extension": Law(
        (OFFICER,),
        ("RECEIVED", "IN_REVIEW"),
        holds=lambda t: bool(t.matter.facts["pending"]),
        follows=lambda t: t.matter.facts.update(pending=0),
    ),
    "propose_yes": Law(
        (REVIEWER,),
        ("IN_REVIEW",),
        "AWAITING_PROVIDER_HEAD",
        lambda t: _may_join(t.matter),
        _proposed("AGREE"),
    ),
    "propose_no": Law(
        (REVIEWER,),
        ("IN_REVIEW",),
        "AWAITING_PROVIDER_HEAD",
        # Nobody is refused for what he was asked to supplement and may still supply.
        lambda t: t.matter.facts["supplement"] != "OPEN" and not t.matter.facts["ordered"],
        _proposed("REFUSE"),
    ),
    "assess_aggregation": Law(
        (ASSESSOR,),
        ("RECEIVED", "IN_REVIEW", "AWAITING_PROVIDER_HEAD"),
        # Of what is to be refused nothing is joined.
        holds=lambda t: (
            (t.matter.state, t.matter.facts["proposal"]) != ("AWAITING_PROVIDER_HEAD", "REFUSE")
        ),
        follows=_assessed,
    ),
    "return_answer": Law((PROVIDER_HEAD,), ("AWAITING_PROVIDER_HEAD",), "IN_REVIEW"),
    "consent_to_agree": Law(
        (PROVIDER_HEAD,),
        ("AWAITING_PROVIDER_HEAD",),
        "AGREED",
        lambda t: t.matter.facts["proposal"] == "AGREE" and _may_join(t.matter),
        _agreed,
    ),
    "consent_to_refuse": Law(
        (PROVIDER_HEAD,),
        ("AWAITING_PROVIDER_HEAD",),
        "REFUSED",
        lambda t: t.matter.facts["proposal"] == "REFUSE",
        _answered,
    ),
    "withdraw": Law((CLERK,), _BEFORE_ANSWER, "WITHDRAWN", follows=_answered),
}

# Agreements (Arts 22, 25, 27).


def _is_over(attempt: Try) -> bool:
    """The term ends with its last day."""
    return bool(attempt.today > attempt.matter.facts["until"])


def _ended(attempt: Try) -> None:
    for task in attempt.world.of("task", attempt.matter, "OPEN"):
        task.state = "CANCELLED"
        task.stops()


def _suspended(attempt: Try) -> None:
    attempt.matter.facts.update(
        suspender=attempt.person,
        mend_by=attempt.today + timedelta(days=attempt.number % 6),
        is_reported=False,
    )


def _may_terminate(attempt: Try) -> bool:
    facts = attempt.matter.facts
    return bool(facts["is_reported"]) or attempt.today > facts["mend_by"]


def _delivered(attempt: Try) -> None:
    for task in attempt.world.of("task", attempt.matter, "OPEN"):
        task.state = "VERIFIED"
        task.stops()


def _in_its_place(attempt: Try) -> Matter:
    """The agreement itself, or the last that took its place."""
    request = attempt.matter.parent
    return [
        each
        for each in attempt.world.matters
        if each.kind == "agreement" and each.parent is request
    ][-1]


def _raised(attempt: Try) -> None:
    made = _new(attempt)
    made.parent = _in_its_place(attempt)
    made.runs(attempt.today, CORRECTION_WORKDAYS)


#: While the requester still holds what it received.
_WITH_DATA = ("IN_USE", "SUSPENDED", "TERMINATED", "IN_DISPOSAL")
_BOTH_BODIES = (PROVIDER_HEAD, OFFICER)
AGREEMENT = {
    "enter_use": Law((REVIEWER,), ("PREPARING",), "IN_USE", lambda t: not _is_over(t)),
    "suspend": Law(_BOTH_BODIES, ("IN_USE",), "SUSPENDED", follows=_suspended),
    "report_rectification": Law(
        (REQUESTER_HEAD,),
        ("SUSPENDED",),
        follows=lambda t: t.matter.facts.update(is_reported=True),
    ),
    "resume": Law(
        _BOTH_BODIES,
        ("SUSPENDED",),
        "IN_USE",
        lambda t: not _is_over(t) and t.matter.facts["suspender"] == t.person,
    ),
    "terminate": Law(_BOTH_BODIES, ("SUSPENDED",), "TERMINATED", _may_terminate, _ended),
    "expire": Law((CLOCK,), ("PREPARING", "IN_USE", "SUSPENDED"), "IN_DISPOSAL", _is_over, _ended),
    "end_use": Law((REQUESTER_HEAD,), ("IN_USE", "TERMINATED"), "IN_DISPOSAL", follows=_ended),
    "instruct_disposal": Law(
        (REVIEWER,),
        ("IN_DISPOSAL",),
        holds=lambda t: not t.matter.facts["has_certificate"],
        follows=lambda t: t.matter.facts.update(is_instructed=True),
    ),
    "report_disposal": Law(
        (REQUESTER_HEAD,),
        ("IN_DISPOSAL",),
        holds=lambda t: t.matter.facts["is_instructed"] and not t.matter.facts["has_certificate"],
        follows=lambda t: t.matter.facts.update(has_certificate=True),
    ),
    "return_certificate": Law(
        (REVIEWER,),
        ("IN_DISPOSAL",),
        holds=lambda t: t.matter.facts["has_certificate"],
        follows=lambda t: t.matter.facts.update(has_certificate=False),
    ),
    "confirm_disposal": Law(
        (REVIEWER,),
        ("IN_DISPOSAL",),
        "CLOSED",
        lambda t: t.matter.facts["has_certificate"],
    ),
    "inspect_disposal": Law((REVIEWER, OFFICER), ("CLOSED",)),
    # A call by the requester's own system: lawful in use and within the term, by nothing else,
    # and for a purpose that was agreed.
    "deliver": Law(
        (CLERK,),
        ("IN_USE",),
        holds=lambda t: not _is_over(t) and purpose(t.number) in t.matter.facts["purposes"],
        follows=_delivered,
    ),
    "propose_change": Law(
        (REVIEWER,),
        ("IN_USE", "SUSPENDED"),
        "NEGOTIATING",
        lambda t: not t.world.of("servicechange", t.matter, *_OPEN_CHANGES),
        lambda t: _new(t).facts.update(
            planned_on=t.today + timedelta(days=t.number % 9 + 1),
            ends=bool(t.number % 2),
            has_talked=False,
        ),
        "servicechange",
    ),
    "request_use_change": Law(
        (CLERK,),
        ("IN_USE",),
        "DRAFT",
        lambda t: not _is_over(t) and not t.world.of("usechange", t.matter, *_OPEN_USE_CHANGES),
        lambda t: _new(t).facts.update(
            change=use_change(t.number), has_column=t.matter.facts["free"] > 0, joined=""
        ),
        "usechange",
    ),
    "request_correction": Law(
        (CLERK,),
        # The number that a system knows may have been replaced; the data are the same.
        (*_WITH_DATA, "OBSOLETE"),
        "RAISED",
        lambda t: _in_its_place(t).state in _WITH_DATA,
        _raised,
        opens="correction",
    ),
    "dispute_agreement": Law(
        (CLERK, REQUESTER_HEAD, REVIEWER, PROVIDER_HEAD),
        ("IN_USE", "SUSPENDED"),
        "NEGOTIATING",
        lambda t: not t.world.of("dispute", t.matter, *_OPEN_DISPUTES),
        lambda t: _new(t).facts.update(_UNDISPUTED),
        "dispute",
    ),
}

# Ending or changing a live service (Art. 27 para. 3).

_OPEN_CHANGES = ("NEGOTIATING", "NEGOTIATED", "FILED")


def _is_live(attempt: Try) -> bool:
    agreement = attempt.matter.parent
    return agreement is not None and agreement.state in {"IN_USE", "SUSPENDED"}


def _took_effect(attempt: Try) -> None:
    agreement = attempt.matter.parent
    if agreement is not None and attempt.matter.facts["ends"]:
        agreement.state = "IN_DISPOSAL"
        _ended(Try(attempt.world, agreement, CLOCK, attempt.now, 0))


SERVICE_CHANGE = {
    "state_position": Law((REQUESTER_HEAD,), ("NEGOTIATING", "NEGOTIATED")),
    "record_talks": Law(
        (REVIEWER,),
        ("NEGOTIATING", "NEGOTIATED"),
        "NEGOTIATED",
        follows=lambda t: t.matter.facts.update(has_talked=True),
    ),
    "file": Law(
        (PROVIDER_HEAD,),
        ("NEGOTIATING", "NEGOTIATED"),
        "FILED",
        lambda t: t.matter.facts["has_talked"],
    ),
    "take_effect": Law(
        (REVIEWER,),
        ("FILED",),
        "EFFECTIVE",
        lambda t: _is_live(t) and t.today >= t.matter.facts["planned_on"],
        _took_effect,
    ),
    "withdraw_proposal": Law((REVIEWER, PROVIDER_HEAD), _OPEN_CHANGES, "WITHDRAWN"),
}

# Change of use (Art. 25).

_OPEN_USE_CHANGES = ("DRAFT", "AWAITING_REQUESTER_HEAD", "RECEIVED")


def purpose(number: int) -> str:
    """For what a call is: for what all agreed to, or for another that the entry is open to."""
    return "SUPERVISION" if number % 3 == 0 else "GOVERNMENT_SERVICE"


def use_change(number: int) -> str:
    """What is asked for: a column more, another purpose, or to supply a third party."""
    return ("SCOPE", "PURPOSE", "THIRD_PARTY")[number % 3]


def _goes_further(change: Matter, agreement: Matter) -> bool:
    """Where all columns are agreed, or the purpose or the third party, nothing is widened."""
    if change.facts["change"] == "SCOPE":
        return bool(change.facts["has_column"])
    if change.facts["change"] == "PURPOSE":
        return "SUPERVISION" not in agreement.facts["purposes"]
    return not agreement.facts["is_supplied_on"]


def _may_widen(attempt: Try) -> bool:
    agreement = attempt.matter.parent
    if agreement is None or not _goes_further(attempt.matter, agreement):
        return False
    runs = agreement.state == "IN_USE" and attempt.today <= agreement.facts["until"]
    return bool(runs and agreement.facts["version"] == attempt.world.live_version)


def _widened(attempt: Try) -> None:
    """A new agreement takes the old one's place, and what was under way goes over to it."""
    old, world = attempt.matter.parent, attempt.world
    if old is None:
        raise LookupError(attempt)
    old.state = "OBSOLETE"
    change = attempt.matter.facts["change"]
    facts = {**old.facts, "origin": old.facts.get("origin", old)}
    if change == "SCOPE":
        facts["free"] -= 1
    elif change == "PURPOSE":
        facts["purposes"] = (*facts["purposes"], "SUPERVISION")
    else:
        facts["is_supplied_on"] = True
    new = world.add("agreement", "IN_USE", old.parent, **facts)
    for follower in world.matters:
        is_open = follower.state in (*_OPEN_CHANGES, *_OPEN_DISPUTES)
        goes_over = follower.kind in {"task", "correction"} or (
            follower.kind in {"servicechange", "dispute"} and is_open
        )
        if follower.parent is old and goes_over:
            follower.parent = new


USE_CHANGE = {
    "submit_change": Law((CLERK,), ("DRAFT",), "AWAITING_REQUESTER_HEAD", _may_widen),
    "return_change": Law((REQUESTER_HEAD,), ("AWAITING_REQUESTER_HEAD",), "DRAFT"),
    "send_change": Law((REQUESTER_HEAD,), ("AWAITING_REQUESTER_HEAD",), "RECEIVED", _may_widen),
    "assess_change": Law(
        (ASSESSOR,),
        ("RECEIVED",),
        # Only another column can add up to more.
        holds=lambda t: t.matter.facts["change"] == "SCOPE",
        follows=_assessed,
    ),
    "consent_to_change": Law(
        (PROVIDER_HEAD,),
        ("RECEIVED",),
        "CONSENTED",
        lambda t: _may_widen(t) and (t.matter.facts["change"] != "SCOPE" or _may_join(t.matter)),
        _widened,
    ),
    "refuse_change": Law((PROVIDER_HEAD,), ("RECEIVED",), "REFUSED"),
    "withdraw_change": Law((CLERK,), _OPEN_USE_CHANGES, "WITHDRAWN"),
}

# Corrections (Art. 26).

CORRECTION_WORKDAYS = 10


def _holds_data(attempt: Try) -> bool:
    agreement = attempt.matter.parent
    return agreement is not None and agreement.state in _WITH_DATA


_FOUND = ("CORRECTED", "PARTLY", "CONFIRMED_RIGHT")


def _finding(state: str) -> Law:
    others = tuple(found for found in _FOUND if found != state)
    return Law(
        (REVIEWER,),
        ("VERIFYING", *others),
        state,
        follows=lambda t: t.matter.facts.update(found=state),
    )


def _fed_back(attempt: Try) -> None:
    """What was changed is told to the other department that has received the record."""
    attempt.matter.stops()
    if attempt.matter.facts["found"] != "CONFIRMED_RIGHT":
        attempt.world.add("recall", "TOLD", attempt.matter)


CORRECTION = {
    "receive": Law((REVIEWER,), ("RAISED", "REOPENED"), "RECEIVED"),
    "begin_verification": Law((REVIEWER,), ("RECEIVED",), "VERIFYING"),
    "correct": _finding("CORRECTED"),
    "correct_partly": _finding("PARTLY"),
    "confirm_right": _finding("CONFIRMED_RIGHT"),
    "feed_back": Law((REVIEWER,), _FOUND, "FEEDBACK_SENT", follows=_fed_back),
    "reopen_correction": Law(
        (CLERK,),
        ("FEEDBACK_SENT",),
        "REOPENED",
        _holds_data,
        lambda t: t.matter.runs(t.today, CORRECTION_WORKDAYS),
    ),
}

RECALL = {"confirm_recall": Law((CIVIL,), ("TOLD",), "CONFIRMED")}

# Disputes (Art. 28).

_OPEN_DISPUTES = ("NEGOTIATING", "FAILED", "IN_COORDINATION", "NOT_AGREED", "IN_DECISION")
_UNDISPUTED = {"has_negotiated": False, "settlement_by": ""}
_HEADS = (REQUESTER_HEAD, PROVIDER_HEAD)
_SIDE = {CLERK: "labour", REQUESTER_HEAD: "labour", REVIEWER: "market", PROVIDER_HEAD: "market"}


def _is_disputable(attempt: Try) -> bool:
    request = attempt.matter
    is_late = request.due_on is not None and request.due_on < attempt.today
    with_provider = request.state in {"RECEIVED", "IN_REVIEW", "AWAITING_PROVIDER_HEAD"}
    has_cause = request.state == "REFUSED" or (is_late and with_provider)
    return has_cause and not attempt.world.of("dispute", request, *_OPEN_DISPUTES)


def outcome(number: int) -> str:
    """What the government decides: an answer anew, or in words alone."""
    return ("ANSWER_ANEW", "OTHER")[number % 2]


def _may_decide(attempt: Try) -> bool:
    request = attempt.matter.parent
    is_refused = request is not None and request.state == "REFUSED"
    return is_refused or outcome(attempt.number) != "ANSWER_ANEW"


def _decided(attempt: Try) -> None:
    request = attempt.matter.parent
    if request is not None and outcome(attempt.number) == "ANSWER_ANEW":
        request.state = "RECEIVED"
        request.facts.update(proposal="", extended=0)
        request.runs(attempt.today, ANSWER_WORKDAYS)


REQUEST["dispute_request"] = Law(
    (CLERK, REQUESTER_HEAD, REVIEWER, PROVIDER_HEAD),
    ("REFUSED", "RECEIVED", "IN_REVIEW", "AWAITING_PROVIDER_HEAD"),
    "NEGOTIATING",
    _is_disputable,
    lambda t: _new(t).facts.update(_UNDISPUTED),
    "dispute",
)
DISPUTE = {
    "negotiate": Law(
        (CLERK, REQUESTER_HEAD, REVIEWER, PROVIDER_HEAD),
        ("NEGOTIATING",),
        follows=lambda t: t.matter.facts.update(has_negotiated=True),
    ),
    "propose_settlement": Law(
        _HEADS,
        ("NEGOTIATING", "FAILED"),
        # What awaits the other side's answer is not exchanged.
        holds=lambda t: t.matter.facts["settlement_by"] != _SIDE[t.person],
        follows=lambda t: t.matter.facts.update(settlement_by=_SIDE[t.person]),
    ),
    "accept_settlement": Law(
        _HEADS,
        ("NEGOTIATING", "FAILED"),
        "SETTLED",
        lambda t: t.matter.facts["settlement_by"] not in {"", _SIDE[t.person]},
    ),
    "fail_negotiation": Law(
        _HEADS, ("NEGOTIATING",), "FAILED", lambda t: t.matter.facts["has_negotiated"]
    ),
    "request_coordination": Law(_HEADS, ("FAILED",), "IN_COORDINATION"),
    "record_agreement": Law((OFFICER,), ("IN_COORDINATION",), "SETTLED"),
    "record_no_agreement": Law((OFFICER,), ("IN_COORDINATION",), "NOT_AGREED"),
    "refer": Law((OFFICER,), ("NOT_AGREED",), "IN_DECISION"),
    "decide": Law((OFFICER,), ("IN_DECISION",), "CLOSED", _may_decide, _decided),
}

# The directory (Arts 12 to 17).

UPDATE_WORKDAYS, UPDATE_EXTENSION, REVIEW_WORKDAYS = 10, 5, 2


def _sent_for_review(attempt: Try) -> None:
    """An update is reviewed within two working days, and its cause is met."""
    attempt.matter.runs(attempt.today, REVIEW_WORKDAYS)
    for trigger in attempt.world.of("trigger", attempt.matter.parent, "OPEN"):
        attempt.matter.facts["met"] = True
        trigger.state = "MET"
        trigger.stops()


def _published(attempt: Try) -> None:
    attempt.matter.stops()
    for other in attempt.world.of("version", attempt.matter.parent, "PUBLISHED"):
        if other is not attempt.matter:
            other.state = "SUPERSEDED"
            other.turn += 1
    if attempt.matter.parent is attempt.world.matters[0]:
        attempt.world.live_version += 1


def occurred_on(number: int, today: date) -> date:
    """When what calls for an update happened: up to four days ago."""
    return today - timedelta(days=number % 5)


def _may_extend_update(attempt: Try) -> bool:
    trigger = attempt.matter
    return not trigger.facts["extension"] and attempt.today <= trigger.due_on


def _update_granted(attempt: Try) -> None:
    attempt.matter.facts["extension"] = "GRANTED"
    attempt.matter.due_on = workdays_after(attempt.matter.due_on, UPDATE_EXTENSION)


#: Each department's own; any of them may want data that no entry covers.
_APPLICANTS = (CLERK, "civil_clerk", "hongkou_clerk")


def _triggered(attempt: Try) -> None:
    """The period counts from the day it happened, not from the day it was written down."""
    trigger = _new(attempt)
    trigger.facts["extension"] = ""
    trigger.runs(occurred_on(attempt.number, attempt.today), UPDATE_WORKDAYS)


ENTRY = {
    "apply": Law((CLERK,), ("OPEN",), "DRAFT", follows=_applied, opens="request"),
    "register_trigger": Law(
        (*COMPILERS, OFFICER),
        ("OPEN",),
        "OPEN",
        follows=_triggered,
        opens="trigger",
    ),
    "raise_demand": Law(
        _APPLICANTS,
        ("OPEN",),
        "RAISED",
        follows=lambda t: _new(t).facts.update(raised_by=t.person),
        opens="demand",
    ),
}
VERSION = {
    "abandon_draft": Law(
        COMPILERS,
        ("DRAFT", "ASSESSED", "RETURNED"),
        "DISCARDED",
        # Sending met what the update was due for.
        lambda t: not t.matter.facts.get("met"),
    ),
    "assess": Law((ASSESSOR,), ("DRAFT", "RETURNED"), "ASSESSED"),
    "submit_version": Law(COMPILERS, ("ASSESSED",), "AWAITING_HEAD"),
    "approve": Law((CHIEF,), ("AWAITING_HEAD",), "APPROVED"),
    "send_back": Law((CHIEF,), ("AWAITING_HEAD",), "RETURNED"),
    "send": Law(COMPILERS, ("APPROVED",), "IN_REVIEW", follows=_sent_for_review),
    "publish": Law((OFFICER,), ("IN_REVIEW",), "PUBLISHED", follows=_published),
    "return_version": Law(
        (OFFICER,), ("IN_REVIEW",), "RETURNED", follows=lambda t: t.matter.stops()
    ),
}
TRIGGER = {
    "ask_update_extension": Law(
        COMPILERS,
        ("OPEN",),
        holds=_may_extend_update,
        follows=lambda t: t.matter.facts.update(extension="PENDING"),
    ),
    "grant_update_extension": Law(
        (OFFICER,),
        ("OPEN",),
        holds=lambda t: t.matter.facts["extension"] == "PENDING",
        follows=_update_granted,
    ),
    "refuse_update_extension": Law(
        (OFFICER,),
        ("OPEN",),
        holds=lambda t: t.matter.facts["extension"] == "PENDING",
        follows=lambda t: t.matter.facts.update(extension="REFUSED"),
    ),
}

# Demands (Art. 20 para. 1).

DEMAND = {
    "assign": Law((OFFICER,), ("RAISED",), "ASSIGNED"),
    "accept": Law((REVIEWER,), ("ASSIGNED",), "ACCEPTED"),
    "decline": Law(
        (OFFICER, REVIEWER),
        ("RAISED", "ASSIGNED"),
        "DECLINED",
        # The department declines what was assigned to it.
        lambda t: t.person == OFFICER or t.matter.state == "ASSIGNED",
    ),
    "withdraw_demand": Law(
        _APPLICANTS,
        ("RAISED", "ASSIGNED", "ACCEPTED"),
        "WITHDRAWN",
        lambda t: t.matter.facts["raised_by"] == t.person,
    ),
}

LAWS = {
    "entry": ENTRY,
    "version": VERSION,
    "trigger": TRIGGER,
    "request": REQUEST,
    "agreement": AGREEMENT,
    "servicechange": SERVICE_CHANGE,
    "usechange": USE_CHANGE,
    "correction": CORRECTION,
    "recall": RECALL,
    "dispute": DISPUTE,
    "demand": DEMAND,
}
