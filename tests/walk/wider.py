"""The other lifecycles in plain Python: supervision, registers, what is returned and reported.

As ``tests/walk/model.py``, from the decree alone. What is not open to a walk of some months is left
out: the erasure of a record after three years.
"""

from datetime import timedelta

from tests.walk import model
from tests.walk.model import (
    _APPLICANTS,
    ASSESSOR,
    CHIEF,
    CIVIL,
    CIVIL_HEAD,
    CLERK,
    CLOCK,
    COMPILERS,
    DISTRICT,
    DISTRICT_HEAD,
    OFFICER,
    PROVIDER_HEAD,
    REQUESTER_HEAD,
    REVIEW_WORKDAYS,
    REVIEWER,
    TRACER,
    Law,
    Try,
    _new,
)

#: What may be begun about an entry and an agreement, with what is said here.
ENTRY, AGREEMENT = dict(model.ENTRY), dict(model.AGREEMENT)
#: Whose people they are; the authority's officer is of none of these.
DEPARTMENT = {
    **dict.fromkeys((CLERK, REQUESTER_HEAD), "labour"),
    **dict.fromkeys((REVIEWER, PROVIDER_HEAD, *COMPILERS, ASSESSOR, CHIEF), "market"),
    **dict.fromkeys((CIVIL, CIVIL_HEAD), "civil_affairs"),
    **dict.fromkeys((DISTRICT, DISTRICT_HEAD), "hongkou"),
}


def _none_of(kind: str, *states: str):
    """No matter of that kind about the same one is in any of these states."""
    return lambda attempt: not attempt.world.of(kind, attempt.matter, *states)


def _made_by(attempt: Try) -> None:
    _new(attempt).facts["department"] = DEPARTMENT[attempt.person]


def _is_own(attempt: Try) -> bool:
    return bool(attempt.matter.facts["department"] == DEPARTMENT[attempt.person])


# The stop of delivery, inspections, breaches and criticism (Arts 29, 35, 39).

HEARING_WORKDAYS = 5
FOUND = ("CONFIRMED", "ORDERED", "REPORTED", "CLOSED")


def _is_heard(attempt: Try) -> bool:
    """It has explained itself, or let its days for it pass."""
    breach = attempt.matter
    lapsed = breach.due_on is not None and breach.due_on < attempt.today
    return breach.state == "JUSTIFIED" or lapsed


def _heard(attempt: Try) -> None:
    attempt.matter.stops()


def _fault_recorded(attempt: Try) -> None:
    made = attempt.world.add("breach", "PROPOSED", attempt.matter.parent)
    made.runs(attempt.today, HEARING_WORKDAYS)


ENTRY["stop_delivery"] = Law(
    (OFFICER,), ("OPEN",), "IN_FORCE", _none_of("stop", "IN_FORCE"), opens="stop"
)
ENTRY["record_breach"] = Law(
    (OFFICER,),
    ("OPEN",),
    "PROPOSED",
    follows=lambda t: _new(t).runs(t.today, HEARING_WORKDAYS),
    opens="breach",
)
ENTRY["open_inspection"] = Law((OFFICER,), ("OPEN",), "UNDER_WAY", opens="inspection")
#: A stop of the entry refuses the next call, whatever the agreement says.
_deliver = AGREEMENT["deliver"]
AGREEMENT["deliver"] = Law(
    _deliver.people,
    _deliver.sources,
    holds=lambda t: _deliver.holds(t) and not t.world.of("stop", t.world.matters[0], "IN_FORCE"),
    follows=_deliver.follows,
)
STOP = {"lift_stop": Law((OFFICER,), ("IN_FORCE",), "LIFTED")}
BREACH = {
    "justify": Law((PROVIDER_HEAD,), ("PROPOSED",), "JUSTIFIED", follows=_heard),
    "confirm": Law((OFFICER,), ("PROPOSED", "JUSTIFIED"), "CONFIRMED", _is_heard, _heard),
    "clear": Law((OFFICER,), ("PROPOSED", "JUSTIFIED"), "DISMISSED", follows=_heard),
    "order_rectification": Law((OFFICER,), ("CONFIRMED",), "ORDERED"),
    "put_right": Law((PROVIDER_HEAD,), ("ORDERED",), "REPORTED"),
    "return_report": Law((OFFICER,), ("REPORTED",), "ORDERED"),
    "close": Law((OFFICER,), ("REPORTED",), "CLOSED"),
    "publish_criticism": Law(
        (OFFICER,), FOUND, "PUBLISHED", _none_of("criticism", "PUBLISHED"), opens="criticism"
    ),
}
CRITICISM = {"retract_criticism": Law((OFFICER,), ("PUBLISHED",), "RETRACTED")}
INSPECTION = {
    "find_nothing": Law((OFFICER,), ("UNDER_WAY",), "CONCLUDED"),
    "find_fault": Law((OFFICER,), ("UNDER_WAY",), "CONCLUDED", follows=_fault_recorded),
    "call_off_inspection": Law((OFFICER,), ("UNDER_WAY",), "CALLED_OFF"),
}

# Once-only, the registers, and what ends (Arts 6, 12, 17, 19, 31).

ENTRY["name_source"] = Law(
    (OFFICER,), ("OPEN",), "IN_FORCE", _none_of("designation", "IN_FORCE"), opens="designation"
)
ENTRY["declare_collection"] = Law(
    _APPLICANTS, ("OPEN",), "DECLARED", follows=_made_by, opens="collection"
)
ENTRY["record_norm"] = Law((OFFICER,), ("OPEN",), "RECORDED", opens="norm")
ENTRY["register_standard"] = Law((OFFICER,), ("OPEN",), "REGISTERED", opens="standard")
ENTRY["declare_platform"] = Law(
    (PROVIDER_HEAD, *COMPILERS, OFFICER),
    ("OPEN",),
    "DECLARED",
    follows=lambda t: _new(t).facts.update(connection=""),
    opens="platform",
)
DESIGNATION = {"revoke_source": Law((OFFICER,), ("IN_FORCE",), "REVOKED")}
COLLECTION = {"withdraw_collection": Law(_APPLICANTS, ("DECLARED",), "WITHDRAWN", _is_own)}
NORM = {"record_repeal": Law((OFFICER,), ("RECORDED",), "REPEALED")}
STANDARD = {
    "load_codes": Law((OFFICER,), ("REGISTERED",)),
    "end_standard": Law((OFFICER,), ("REGISTERED",), "ENDED"),
}
#: By when an order has it join, in days.
JOIN_DAYS = 20


def _ordered(attempt: Try) -> None:
    platform = attempt.matter
    platform.due_on, platform.is_stopped = attempt.today + timedelta(days=JOIN_DAYS), False


def _joined(attempt: Try) -> None:
    attempt.matter.stops()
    attempt.matter.facts["connection"] = ""


def next_connection(connection: str) -> str:
    """The other state than the one recorded last."""
    return "INTERRUPTED" if connection == "CONNECTED" else "CONNECTED"


_RUNNING = ("DECLARED", "ORDERED", "JOINED", "EXEMPT")
PLATFORM = {
    "order_joining": Law((OFFICER,), ("DECLARED", "ORDERED"), "ORDERED", follows=_ordered),
    "join_platform": Law((OFFICER,), _RUNNING, "JOINED", follows=_joined),
    "exempt_platform": Law(
        (OFFICER,), ("DECLARED", "ORDERED"), "EXEMPT", follows=lambda t: t.matter.stops()
    ),
    "record_connection": Law(
        (REVIEWER, PROVIDER_HEAD, OFFICER),
        ("JOINED",),
        follows=lambda t: t.matter.facts.update(
            connection=next_connection(t.matter.facts["connection"])
        ),
    ),
    "close_platform": Law(
        (PROVIDER_HEAD, OFFICER), _RUNNING, "CLOSED", follows=lambda t: t.matter.stops()
    ),
}
#: An entry of its own, under which nothing is shared.
SPARE = {
    "propose_withdrawal": Law(
        COMPILERS,
        ("OPEN",),
        "AWAITING_HEAD",
        _none_of("withdrawal", "AWAITING_HEAD", "IN_REVIEW"),
        opens="withdrawal",
    ),
}


def _withdrawn(attempt: Try) -> None:
    attempt.matter.stops()
    if attempt.matter.parent is not None:
        attempt.matter.parent.state = "GONE"


WITHDRAWAL = {
    "approve_withdrawal": Law(
        (CHIEF,),
        ("AWAITING_HEAD",),
        "IN_REVIEW",
        follows=lambda t: t.matter.runs(t.today, REVIEW_WORKDAYS),
    ),
    "send_back_withdrawal": Law((CHIEF,), ("AWAITING_HEAD",), "RETURNED"),
    "withdraw_entry": Law((OFFICER,), ("IN_REVIEW",), "WITHDRAWN", follows=_withdrawn),
    "return_withdrawal": Law(
        (OFFICER,), ("IN_REVIEW",), "RETURNED", follows=lambda t: t.matter.stops()
    ),
    "abandon_withdrawal": Law(
        COMPILERS,
        ("AWAITING_HEAD", "IN_REVIEW"),
        "ABANDONED",
        follows=lambda t: t.matter.stops(),
    ),
}

# A department's own house (Arts 10, 16, 18).

_RULE_MAKERS = (PROVIDER_HEAD, *COMPILERS, REQUESTER_HEAD, CIVIL, CIVIL_HEAD, DISTRICT_HEAD)


def _has_no_rule(attempt: Try) -> bool:
    own = DEPARTMENT[attempt.person]
    on_file = attempt.world.of("rule", attempt.matter, "IN_FORCE")
    return all(rule.facts["department"] != own for rule in on_file)


def _replaced(attempt: Try) -> None:
    rule = attempt.matter
    rule.state = "REPLACED"
    attempt.world.add("rule", "IN_FORCE", rule.parent, department=rule.facts["department"])


def _required(attempt: Try) -> None:
    """The newest requirement of a stage stands; the one before makes way."""
    made = _new(attempt)
    for other in attempt.world.of("requirement", attempt.matter, "IN_FORCE"):
        if other is not made:
            other.state = "REPLACED"


ENTRY["file_rule"] = Law(_RULE_MAKERS, ("OPEN",), "IN_FORCE", _has_no_rule, _made_by, opens="rule")
ENTRY["set_requirement"] = Law(
    COMPILERS, ("OPEN",), "IN_FORCE", follows=_required, opens="requirement"
)
ENTRY["report_quality"] = Law((*COMPILERS, REVIEWER), ("OPEN",), "SOUND", opens="quality")
ENTRY["report_faults"] = Law((*COMPILERS, REVIEWER), ("OPEN",), "MENDING", opens="quality")
RULE = {
    "replace_rule": Law(_RULE_MAKERS, ("IN_FORCE",), holds=_is_own, follows=_replaced),
    "repeal_rule": Law(_RULE_MAKERS, ("IN_FORCE",), "REPEALED", _is_own),
}
REQUIREMENT = {"drop_requirement": Law(COMPILERS, ("IN_FORCE",), "DROPPED")}
QUALITY = {"mend_quality": Law((*COMPILERS, REVIEWER), ("MENDING",), "MENDED")}

# Use on record, incidents and complaints (Arts 29, 34, 35, 37).

INCIDENT_WORKDAYS, COMPLAINT_WORKDAYS = 1, 30
_EVER = (*("PREPARING", "IN_USE", "SUSPENDED", "TERMINATED", "IN_DISPOSAL", "CLOSED", "OBSOLETE"),)
_LABOUR, _MARKET = (CLERK, REQUESTER_HEAD), (REVIEWER, PROVIDER_HEAD, *COMPILERS)


def stage(number: int) -> str:
    """Where it happened: in the requester's hands, or in the provider's."""
    return ("USE", "STORAGE")[number % 2]


def complaint_kind(number: int) -> str:
    """A complaint is for the department itself, a report for the authority over it."""
    return ("COMPLAINT", "REPORT")[number % 2]


def _happened(attempt: Try) -> None:
    made = _new(attempt)
    is_in_use = stage(attempt.number) == "USE"
    made.facts.update(answerable="labour" if is_in_use else "market", is_told=False)
    made.runs(attempt.today, INCIDENT_WORKDAYS)


def _is_answerable(attempt: Try) -> bool:
    return bool(attempt.matter.facts["answerable"] == DEPARTMENT[attempt.person])


def _told(attempt: Try) -> None:
    attempt.matter.facts["is_told"] = True
    attempt.matter.stops()


def _arrived(attempt: Try) -> None:
    made = _new(attempt)
    is_report = complaint_kind(attempt.number) == "REPORT"
    made.facts["handler"] = OFFICER if is_report else PROVIDER_HEAD
    made.runs(attempt.today, COMPLAINT_WORKDAYS)


_REGISTRARS = (
    *(PROVIDER_HEAD, REQUESTER_HEAD, *COMPILERS, CIVIL, CIVIL_HEAD, DISTRICT_HEAD, OFFICER),
)


def _may_register(attempt: Try) -> bool:
    """Nobody takes in a report on his own department."""
    is_report = complaint_kind(attempt.number) == "REPORT"
    return not (is_report and DEPARTMENT.get(attempt.person) == "market")


def _is_handler(attempt: Try) -> bool:
    return bool(attempt.matter.facts["handler"] == attempt.person)


#: So often may one officer trace on one day.
LOOKUPS_A_DAY = 20


def _has_lookups_left(attempt: Try) -> bool:
    made = attempt.world.of("lookup", attempt.matter, "ANSWERED")
    return sum(each.facts["on"] == attempt.today for each in made) < LOOKUPS_A_DAY


ENTRY["look_up"] = Law(
    (TRACER,),
    ("OPEN",),
    "ANSWERED",
    _has_lookups_left,
    lambda t: _new(t).facts.update(on=t.today),
    "lookup",
)
AGREEMENT["record_use"] = Law((CLERK,), _EVER[1:], "KEPT", opens="userecord")
AGREEMENT["report_incident"] = Law(
    (*_LABOUR, *_MARKET), _EVER, "HANDLING", follows=_happened, opens="incident"
)
ENTRY["register_complaint"] = Law(
    _REGISTRARS, ("OPEN",), "RECEIVED", _may_register, _arrived, "complaint"
)
INCIDENT = {
    "record_measure": Law((*_LABOUR, *_MARKET), ("HANDLING", "CONTAINED")),
    "report_to_body": Law(
        (*_LABOUR, *_MARKET), ("HANDLING", "CONTAINED"), holds=_is_answerable, follows=_told
    ),
    "contain": Law((*_LABOUR, *_MARKET), ("HANDLING",), "CONTAINED", _is_answerable),
    "close_incident": Law(
        (OFFICER,), ("CONTAINED",), "CLOSED", lambda t: t.matter.facts["is_told"]
    ),
}
_HANDLERS = (PROVIDER_HEAD, OFFICER)
COMPLAINT = {
    "accept_complaint": Law(_HANDLERS, ("RECEIVED",), "HANDLING", _is_handler),
    "decline_complaint": Law(
        _HANDLERS, ("RECEIVED",), "DECLINED", _is_handler, lambda t: t.matter.stops()
    ),
    "transfer_complaint": Law(
        _HANDLERS,
        ("RECEIVED", "HANDLING"),
        "TRANSFERRED",
        _is_handler,
        lambda t: t.matter.stops(),
    ),
    "answer_complaint": Law(
        _HANDLERS, ("HANDLING",), "ANSWERED", _is_handler, lambda t: t.matter.stops()
    ),
}

# Emergency releases and return flows (Arts 24, 25, 35).

EMERGENCY_REVIEW_WORKDAYS = 5
_OPEN_FLOWS = ("NEEDED", "CONFIGURED", "RUNNING")


def hours(number: int) -> int:
    """For how many hours it is asked: from one to seventy-two."""
    return number % 72 + 1


def _is_over(attempt: Try) -> bool:
    until = attempt.matter.facts["until"]
    return until is not None and until <= attempt.now


def _is_free(attempt: Try) -> bool:
    """No second one of the entry while one is asked for or runs."""
    running = attempt.world.of("emergency", attempt.matter, "IN_FORCE")
    return not attempt.world.of("emergency", attempt.matter, "ASKED") and all(
        release.facts["until"] <= attempt.now for release in running
    )


def _asked(attempt: Try) -> None:
    _new(attempt).facts.update(hours=hours(attempt.number), until=None, granted_by="")


def _ends(attempt: Try, until) -> None:
    """From the day on which its hours end its review is due."""
    attempt.matter.facts["until"] = until
    attempt.matter.runs(until.date(), EMERGENCY_REVIEW_WORKDAYS)


def _granted(attempt: Try) -> None:
    attempt.matter.facts["granted_by"] = attempt.person
    _ends(attempt, attempt.now + timedelta(hours=attempt.matter.facts["hours"]))


def _by_the_other(attempt: Try) -> bool:
    return _is_over(attempt) and attempt.matter.facts["granted_by"] != attempt.person


_BODIES = (PROVIDER_HEAD, OFFICER)
_REVIEW = ("IN_FORCE", "ENDED")
ENTRY["ask_release"] = Law(
    (REQUESTER_HEAD,), ("OPEN",), "ASKED", _is_free, _asked, opens="emergency"
)
ENTRY["ask_return"] = Law(
    (DISTRICT,), ("OPEN",), "NEEDED", _none_of("flow", *_OPEN_FLOWS), opens="flow"
)
EMERGENCY = {
    "withdraw_release": Law((REQUESTER_HEAD,), ("ASKED",), "WITHDRAWN"),
    "grant_release": Law(_BODIES, ("ASKED",), "IN_FORCE", follows=_granted),
    "refuse_release": Law(_BODIES, ("ASKED",), "REFUSED"),
    "end_release": Law(
        (REQUESTER_HEAD, *_BODIES),
        ("IN_FORCE",),
        "ENDED",
        lambda t: not _is_over(t),
        lambda t: _ends(t, t.now),
    ),
    "expire_release": Law((CLOCK,), ("IN_FORCE",), "ENDED", _is_over),
    "find_justified": Law(_BODIES, _REVIEW, "JUSTIFIED", _by_the_other, lambda t: t.matter.stops()),
    "find_unjustified": Law(
        _BODIES, _REVIEW, "NOT_JUSTIFIED", _by_the_other, lambda t: t.matter.stops()
    ),
}
FLOW = {
    "name_recipient": Law((DISTRICT,), _OPEN_FLOWS),
    "configure": Law((REVIEWER,), ("NEEDED", "CONFIGURED"), "CONFIGURED"),
    "reconfigure": Law((REVIEWER,), ("RUNNING",)),
    "start": Law((REVIEWER,), ("CONFIGURED",), "RUNNING"),
    "end_flow": Law((DISTRICT,), _OPEN_FLOWS, "ENDED"),
}

LAWS = {
    **model.LAWS,
    "entry": ENTRY,
    "agreement": AGREEMENT,
    "spare": SPARE,
    "stop": STOP,
    "breach": BREACH,
    "criticism": CRITICISM,
    "inspection": INSPECTION,
    "designation": DESIGNATION,
    "collection": COLLECTION,
    "norm": NORM,
    "standard": STANDARD,
    "platform": PLATFORM,
    "withdrawal": WITHDRAWAL,
    "rule": RULE,
    "requirement": REQUIREMENT,
    "quality": QUALITY,
    "incident": INCIDENT,
    "complaint": COMPLAINT,
    "emergency": EMERGENCY,
    "flow": FLOW,
}
