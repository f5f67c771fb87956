"""What is asked about an entry and differed over, in plain Python: questions, disputed classes.

As ``tests/walk/model.py``, from the decree and the portal's own periods (P26, P27) alone.
"""

from collections.abc import Callable

from tests.walk import wider
from tests.walk.model import (
    _OPEN_DISPUTES,
    _UNDISPUTED,
    CIVIL,
    CIVIL_HEAD,
    CLERK,
    CLOCK,
    COLLEAGUE,
    COMPILER,
    COMPILERS,
    DISTRICT,
    DISTRICT_HEAD,
    OFFICER,
    PROVIDER_HEAD,
    REQUESTER_HEAD,
    REVIEWER,
    TRACER,
    Law,
    Matter,
    Try,
    _new,
    workdays_after,
)

DEPARTMENT = {**wider.DEPARTMENT, **dict.fromkeys((OFFICER, TRACER), "authority")}
PROVIDER = "market"


def live(attempt: Try, entry: Matter) -> Matter | None:
    """The published version of the entry; none once the entry was withdrawn."""
    return next(iter(attempt.world.of("version", entry, "PUBLISHED")), None)


def _said_by(attempt: Try) -> str:
    return DEPARTMENT[attempt.person]


# Questions (Art. 20 para. 1; P26, P27).

ANSWER_WORKDAYS, CLOSES_WORKDAYS = 5, 10
OPEN_QUESTIONS = ("ASKED", "ANSWERED")


def said(number: int) -> str:
    """What is said: one of two things, or nothing, or a person's number, which nobody may say."""
    return ("EMPTY", "PERSON", "ONE", "OTHER", "ONE", "OTHER")[number % 6]


def item(number: int) -> str:
    """What it is asked about: the whole entry, an item of it, or one that it has not."""
    return ("", "KNOWN", "UNKNOWN", "")[number // 6 % 4]


def colleague(number: int) -> str:
    """Who is to deal with it: who compiles the directory, or somebody who does not."""
    return (COMPILER, COLLEAGUE, REVIEWER, CIVIL, COMPILER)[number % 5]


def procedure(number: int) -> str:
    """The way that is open to the one who asks, or none that there is."""
    return ("REQUEST", "CORRECTION", "GUESSING")[number // 6 % 3]


def _is_worded(attempt: Try) -> bool:
    return said(attempt.number) in {"ONE", "OTHER"}


def _is_well_asked(attempt: Try) -> bool:
    """In words, about what the entry has, and not what the department is asking already."""
    words = (said(attempt.number), item(attempt.number), _said_by(attempt))
    return (
        _is_worded(attempt)
        and item(attempt.number) != "UNKNOWN"
        and all(
            (each.facts["words"], each.facts["item"], each.facts["asker"]) != words
            for each in attempt.world.of("question", attempt.matter, *OPEN_QUESTIONS)
        )
    )


def _question_asked(attempt: Try) -> None:
    made = _new(attempt)
    made.facts.update(
        asker=_said_by(attempt),
        words=said(attempt.number),
        item=item(attempt.number),
        owner="",
        closes_on=None,
        procedure="",
        is_hidden=False,
        messages=[],
        replies=[],
    )
    made.runs(attempt.today, ANSWER_WORKDAYS)


def _is_asker(attempt: Try) -> bool:
    return bool(attempt.matter.facts["asker"] == _said_by(attempt))


def _is_in_directory(attempt: Try) -> bool:
    entry = attempt.matter.parent
    return entry is not None and entry.state == "OPEN"


def _speaks(kind: str) -> Callable[[Try], None]:
    """What is said is kept; of a reply also whether it came in time."""

    def follows(attempt: Try) -> None:
        matter, facts = attempt.matter, attempt.matter.facts
        facts["messages"].append(kind)
        if kind in {"ANSWER", "REFERRED"}:
            facts["replies"].append(attempt.today <= matter.due_on)
            facts["owner"] = facts["owner"] or attempt.person
            matter.stops()
        if kind == "REFERRED":
            facts["procedure"] = procedure(attempt.number)
        if kind in {"ANSWER", "CORRECTED"}:
            facts["closes_on"] = workdays_after(attempt.today, CLOSES_WORKDAYS)
        if kind == "ASKED_BACK":
            facts["closes_on"] = None
            matter.runs(attempt.today, ANSWER_WORKDAYS)

    return follows


def _hide(attempt: Try) -> None:
    attempt.matter.facts["is_hidden"] = True
    attempt.matter.stops()


def _another_is_there(attempt: Try) -> bool:
    """Somebody compiles the directory who neither has it nor hands it over."""
    return bool(set(COMPILERS) - {attempt.person, attempt.matter.facts["owner"]})


def _is_another(attempt: Try) -> bool:
    """It goes to another clerk of the department."""
    named = colleague(attempt.number)
    return named in COMPILERS and named not in {attempt.person, attempt.matter.facts["owner"]}


#: Whoever holds any office of another department reads the directory for it, and may ask.
ASKERS = (*(each for each in DEPARTMENT if DEPARTMENT[each] != PROVIDER),)
ASK_QUESTION = Law(
    ASKERS, ("OPEN",), "ASKED", follows=_question_asked, opens="question", fits=_is_well_asked
)
QUESTION = {
    "take_on_question": Law(
        COMPILERS,
        ("ASKED",),
        holds=lambda t: not t.matter.facts["owner"],
        follows=lambda t: t.matter.facts.update(owner=t.person),
    ),
    "hand_over_question": Law(
        COMPILERS,
        ("ASKED",),
        holds=_another_is_there,
        follows=lambda t: t.matter.facts.update(owner=colleague(t.number)),
        fits=_is_another,
    ),
    "answer_question": Law(
        COMPILERS, ("ASKED",), "ANSWERED", follows=_speaks("ANSWER"), fits=_is_worded
    ),
    "refer_question": Law(
        COMPILERS,
        ("ASKED",),
        "REFERRED",
        follows=_speaks("REFERRED"),
        fits=lambda t: _is_worded(t) and procedure(t.number) != "GUESSING",
    ),
    "correct_answer": Law(COMPILERS, ("ANSWERED",), follows=_speaks("CORRECTED"), fits=_is_worded),
    "ask_back": Law(
        ASKERS,
        ("ANSWERED",),
        "ASKED",
        lambda t: _is_asker(t) and _is_in_directory(t),
        _speaks("ASKED_BACK"),
        fits=_is_worded,
    ),
    "close_question": Law(ASKERS, ("ANSWERED",), "CLOSED", _is_asker),
    "withdraw_question": Law(
        ASKERS, ("ASKED",), "WITHDRAWN", _is_asker, lambda t: t.matter.stops()
    ),
    # Open for asking back to the end of its last day, then it closes by itself.
    "lapse_question": Law(
        (CLOCK,), ("ANSWERED",), "CLOSED", lambda t: t.today > t.matter.facts["closes_on"]
    ),
    "strike_question": Law((OFFICER,), OPEN_QUESTIONS, "STRUCK", follows=_hide),
    "hide_question": Law(
        (OFFICER,),
        ("CLOSED", "REFERRED", "WITHDRAWN"),
        holds=lambda t: not t.matter.facts["is_hidden"],
        follows=_hide,
    ),
}

# Disputes about the class of an entry (Arts 15, 28).

DISPUTED_CLASSES = ("CONDITIONAL", "WITHHELD")
_OTHER_STAFF = (CLERK, CIVIL, DISTRICT)
_OTHER_HEADS = (REQUESTER_HEAD, CIVIL_HEAD, DISTRICT_HEAD)
_HEADS = (*_OTHER_HEADS, PROVIDER_HEAD)


def decided(number: int) -> str:
    """What the government decides; there is no request that could be answered anew."""
    return ("RECLASSIFY", "UPHELD", "ANSWER_ANEW", "RECLASSIFY", "OTHER")[number % 5]


def is_claimed(number: int) -> bool:
    """Whether anything is claimed."""
    return number % 4 != 0


def is_right_authority(number: int) -> bool:
    """Whether the authority is asked that is over both, or a department that is none."""
    return number % 3 != 0


def _may_challenge(attempt: Try) -> bool:
    """The class keeps it from the data, and it does not dispute it already."""
    version = live(attempt, attempt.matter)
    if version is None or version.facts["class"] not in DISPUTED_CLASSES:
        return False
    going_on = attempt.world.of("challenge", attempt.matter, *_OPEN_DISPUTES)
    return all(each.facts["challenger"] != _said_by(attempt) for each in going_on)


def _challenged(attempt: Try) -> None:
    version = live(attempt, attempt.matter)
    if version is None:
        raise LookupError(attempt)
    _new(attempt).facts.update(
        _UNDISPUTED,
        challenger=_said_by(attempt),
        disputed=version.facts["class"],
        outcome="",
    )


def is_party(attempt: Try) -> bool:
    """He is of the department that holds the class to be wrong, or of the provider."""
    return _said_by(attempt) in {attempt.matter.facts["challenger"], PROVIDER}


def _awaits_other(attempt: Try) -> bool:
    return bool(attempt.matter.facts["settlement_by"] == _said_by(attempt))


def is_ordered(attempt: Try, challenge: Matter) -> bool:
    """The government had the class changed, and the provider has not published another one."""
    entry = challenge.parent
    version = None if entry is None else live(attempt, entry)
    facts = challenge.facts
    return (
        facts["outcome"] == "RECLASSIFY"
        and version is not None
        and version.facts["class"] == facts["disputed"]
    )


DISPUTE_CLASS = Law(
    (*_OTHER_STAFF, *_OTHER_HEADS),
    ("OPEN",),
    "NEGOTIATING",
    _may_challenge,
    _challenged,
    "challenge",
    lambda t: is_claimed(t.number),
)
CHALLENGE = {
    "negotiate": Law(
        (*_OTHER_STAFF, *_HEADS, REVIEWER),
        ("NEGOTIATING",),
        holds=is_party,
        follows=lambda t: t.matter.facts.update(has_negotiated=True),
    ),
    "propose_settlement": Law(
        _HEADS,
        ("NEGOTIATING", "FAILED"),
        holds=lambda t: is_party(t) and not _awaits_other(t),
        follows=lambda t: t.matter.facts.update(settlement_by=_said_by(t)),
    ),
    "accept_settlement": Law(
        _HEADS,
        ("NEGOTIATING", "FAILED"),
        "SETTLED",
        lambda t: is_party(t) and bool(t.matter.facts["settlement_by"]) and not _awaits_other(t),
    ),
    "fail_negotiation": Law(
        _HEADS,
        ("NEGOTIATING",),
        "FAILED",
        lambda t: is_party(t) and t.matter.facts["has_negotiated"],
    ),
    "request_coordination": Law(
        _HEADS,
        ("FAILED",),
        "IN_COORDINATION",
        is_party,
        fits=lambda t: is_right_authority(t.number),
    ),
    "record_agreement": Law((OFFICER,), ("IN_COORDINATION",), "SETTLED"),
    "record_no_agreement": Law((OFFICER,), ("IN_COORDINATION",), "NOT_AGREED"),
    "refer": Law((OFFICER,), ("NOT_AGREED",), "IN_DECISION"),
    # The provider changes the class itself, by a new version.
    "decide": Law(
        (OFFICER,),
        ("IN_DECISION",),
        "CLOSED",
        follows=lambda t: t.matter.facts.update(outcome=decided(t.number)),
        fits=lambda t: decided(t.number) != "ANSWER_ANEW",
    ),
}


def may_end(attempt: Try, entry: Matter | None) -> bool:
    """Nothing of the entry is on its way, and nobody disputes its class (Arts 17, 27, 28)."""
    world = attempt.world
    on_its_way = world.of("version", entry, *OPEN_VERSIONS)
    return not on_its_way and not world.of("challenge", entry, *_OPEN_DISPUTES)


OPEN_VERSIONS = ("DRAFT", "ASSESSED", "AWAITING_HEAD", "APPROVED", "IN_REVIEW", "RETURNED")
