"""The tables of the regulation, from deadlines to lifecycles: complete, and without a database."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from portal.regulation import (
    agreement,
    articles,
    bulk_edit,
    catalog_workbook,
    classification,
    collection,
    complaint,
    correction,
    criticism,
    deadlines,
    demand,
    department,
    dispute,
    emergency,
    entry_template,
    entry_update,
    entry_version,
    harvest_source,
    incident,
    inspection,
    internal_rule,
    norm,
    particulars,
    platform,
    provision,
    quality,
    question,
    reasons,
    request,
    resource,
    return_flow,
    source_designation,
    standard,
    stop,
    subject_lookup,
    switches,
    use_change,
    use_record,
    withdrawal,
)
from portal.regulation.deadlines import Deadline
from portal.regulation.machine import Machine, Transition
from portal.regulation.reasons import Reason
from portal.regulation.switches import Switch
from portal.regulation.vocabulary import (
    PERSONAL_MANDATES,
    WITHHOLDING_LEVELS,
    InstrumentLevel,
    Mandate,
    Party,
    SharingClass,
    TriggerKind,
)

ROOT = Path(__file__).resolve().parents[2]
MACHINES = (
    request.MACHINE,
    agreement.MACHINE,
    provision.MACHINE,
    entry_version.MACHINE,
    entry_update.MACHINE,
    correction.MACHINE,
    correction.RECALL_MACHINE,
    dispute.MACHINE,
    use_change.MACHINE,
    return_flow.MACHINE,
    emergency.MACHINE,
    use_record.MACHINE,
    source_designation.MACHINE,
    collection.MACHINE,
    demand.MACHINE,
    stop.MACHINE,
    inspection.MACHINE,
    criticism.MACHINE,
    subject_lookup.MACHINE,
    norm.MACHINE,
    withdrawal.MACHINE,
    platform.MACHINE,
    standard.MACHINE,
    internal_rule.MACHINE,
    catalog_workbook.MACHINE,
    bulk_edit.MACHINE,
    entry_template.MACHINE,
    harvest_source.MACHINE,
    classification.MACHINE,
    quality.REQUIREMENT_MACHINE,
    quality.MACHINE,
    question.MACHINE,
    incident.MACHINE,
    complaint.MACHINE,
)

# Deadlines: the nine numbers of the decree, written down a second time on purpose.

NUMBERS = {
    "D1": (10, 15, Party.PROVIDER, "17-2"),
    "D2": (5, 5, Party.PROVIDER, "17-2"),
    "D3": (2, 2, Party.AUTHORITY, "17-3"),
    "D4": (1, 11, Party.PROVIDER, "21-1"),
    "D5": (10, 20, Party.PROVIDER, "21-1"),
    "D6": (10, 10, Party.PROVIDER, "21-1"),
    "D7": (20, 20, Party.PROVIDER, "22-1"),
    "D8": (10, 10, Party.PROVIDER, "26-2"),
}


def test_the_nine_numbers() -> None:
    found = {
        code: (each.workdays, each.ceiling, each.owed_by, each.article.code)
        for code, each in deadlines.BY_CODE.items()
    }
    assert found == NUMBERS
    assert deadlines.RETENTION_YEARS == 3
    assert deadlines.RETENTION_ARTICLE.code == "29-2"


def test_extensions_make_up_the_ceilings() -> None:
    answer = deadlines.ANSWER_EXTENSION.ceiling
    for each in (deadlines.ANSWER_UNCONDITIONAL, deadlines.ANSWER_CONDITIONAL):
        assert each.ceiling == each.workdays + answer
    update = deadlines.ENTRY_UPDATE
    assert update.ceiling == update.workdays + deadlines.ENTRY_UPDATE_EXTENSION.workdays


@pytest.mark.parametrize("each", deadlines.DEADLINES, ids=lambda each: each.code)
def test_a_local_period_may_be_shorter_and_never_longer(each: Deadline) -> None:
    for workdays in range(1, each.workdays + 1):
        assert each.shortened(workdays) == workdays
    for wrong in (each.workdays + 1, each.ceiling + 1, 0, -1):
        with pytest.raises(ValueError, match=each.code):
            each.shortened(wrong)


def test_the_answer_period_goes_by_the_class() -> None:
    assert deadlines.answer_deadline("UNCONDITIONAL").code == "D4"
    assert deadlines.answer_deadline("CONDITIONAL").code == "D5"
    for wrong in ("WITHHELD", "", "conditional"):
        with pytest.raises((KeyError, ValueError)):
            deadlines.answer_deadline(wrong)


# Switches: silence is read cautiously, and a setting can only choose what is allowed.

DEFAULTS = {
    "P1": False,
    "P2": None,
    "P3": True,
    "P4": True,
    "P5": True,
    "P6": False,
    "P7": False,
    "P8": False,
    "P9": "LATEST",
    "P11": True,
    "P13": False,
    "P14": False,
    "P15": 15,
    "P16": 20,
    "P17": 90,
    "P18": 5,
    "P19": 72,
    "P20": 5,
    "P21": 20,
    "P22": 365,
    "P23": 1,
    "P24": 30,
    "P25": 6,
    "P26": 5,
    "P27": 10,
}


def test_every_silence_has_its_switch_with_the_cautious_default() -> None:
    assert [each.code for each in switches.SWITCHES] == [f"P{number}" for number in range(1, 28)]
    found = {each.code: each.default for each in switches.SWITCHES}
    assert {code: found[code] for code in DEFAULTS} == DEFAULTS


@pytest.mark.parametrize("each", switches.SWITCHES, ids=lambda each: each.name)
def test_a_switch_takes_allowed_values_only(each: Switch) -> None:
    assert each.default in each.allowed
    assert getattr(switches, each.name) is each
    assert each.value({}) == each.default
    for value in each.allowed:
        assert each.value({each.name: value}) == value
    for wrong in ("no", 99, -1, [], "True"):
        if wrong not in each.allowed:
            with pytest.raises(ValueError, match=each.name):
                each.value({each.name: wrong})


@pytest.mark.parametrize(
    "each", [each for each in switches.SWITCHES if len(each.allowed) > 1], ids=lambda s: s.name
)
def test_a_switch_that_can_be_turned_is_read_somewhere(each: Switch) -> None:
    """A setting that changes nothing would deceive the operator who sets it."""
    users = [
        path
        for package in ("portal", "catalog", "requests_app")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "switches.py"
        and "/migrations/" not in str(path)
        and "/management/" not in str(path)
        and re.search(rf"\b{each.name}\b", path.read_text(encoding="utf-8"))
    ]
    assert users, f"{each.code} {each.name} can be set to {each.allowed} and nothing reads it"


def test_only_what_no_statute_fixes_can_be_turned() -> None:
    fixed = {"P1", "P5", "P6", "P7", "P8", "P9", "P11", "P12", "P13", "P14"}
    assert {each.code for each in switches.SWITCHES if len(each.allowed) == 1} == fixed


# Reasons.


@pytest.mark.parametrize("reason", reasons.REGISTER.values(), ids=lambda reason: reason.code)
def test_a_reason_is_whole_in_both_languages(reason: Reason) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reason.code)
    assert re.search(r"[\u4e00-\u9fff]", reason.zh)
    assert reason.zh.endswith("。")
    assert re.fullmatch(r"[A-Z][ -~]+[.]", reason.en)
    with override("zh-hans"):
        assert reason.text == reason.zh
        assert reason.article is None or reason.basis == reason.article.zh
    with override("en"):
        assert reason.text == reason.en
        assert reason.article is None or reason.basis == reason.article.en


def test_each_reason_is_registered_once_under_its_own_name() -> None:
    named = {n: r for n, r in vars(reasons).items() if isinstance(r, Reason)}
    assert len(named) == len(reasons.REGISTER)
    assert len({reason.zh for reason in named.values()}) == len(named)
    assert len({reason.en for reason in named.values()}) == len(named)


# Particulars.


@pytest.mark.parametrize(
    ("register", "fields"),
    [
        (
            particulars.ENTRY,
            """name items_stated provider_stated data_format update_frequency sharing_class
            sharing_modes conditions_stated grading_stated""",
        ),
        (particulars.REQUEST, "legal_basis scenario scope sharing_mode period_of_use"),
        (particulars.USE_RECORD, "scenario process results storage destruction"),
    ],
)
def test_each_missing_particular_is_named(register: Any, fields: str) -> None:
    assert [each.field for each in register] == fields.split()
    whole = SimpleNamespace(**dict.fromkeys(fields.split(), "x"))
    assert particulars.missing(whole, register) == []
    for each in register:
        for empty in ("", "  ", "\n\t\u3000", None, [], (), False):
            matter = SimpleNamespace(**{**vars(whole), each.field: empty})
            assert particulars.missing(matter, register) == [each]
        lacking = SimpleNamespace(
            **{name: value for name, value in vars(whole).items() if name != each.field}
        )
        assert particulars.missing(lacking, register) == [each]


# Lifecycles.


def every_step() -> list[tuple[Machine | None, Transition]]:
    """All transitions, with their machine where they have one."""
    found: list[tuple[Machine | None, Transition]] = [
        (machine, step) for machine in MACHINES for step in machine.transitions
    ]
    loose = (*department.TRANSITIONS, *resource.TRANSITIONS)
    return found + [(None, step) for step in loose]


@pytest.mark.parametrize(
    "step", [step for _machine, step in every_step()], ids=lambda step: step.name
)
def test_each_step_has_a_taker_an_article_and_reasons(step: Transition) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", step.name)
    assert str(step.label)
    assert step.article.code.split("-")[0].isdigit()
    for party, mandate in step.takers:
        assert (party is Party.CLOCK) == (mandate is None)
    for need in step.needs:
        assert reasons.REGISTER[need.reason.code] is need.reason
    if step.also:
        assert step.party is not Party.CLOCK


#: What a decision taken elsewhere does to a closed matter (Art. 28); nobody takes it as a step.
REOPENING = {("sharingrequest", "reopen")}


#: Far-reaching acts that open, write or look up; another act takes back what they brought about.
TAKEN_BACK = (
    catalog_workbook.LOAD_ROWS,
    bulk_edit.APPLY_CHANGES,
    entry_template.PUBLISH_TEMPLATE,
    emergency.GRANT_RELEASE,
    platform.EXEMPT_PLATFORM,
    stop.LIFT_STOP,
    subject_lookup.LOOK_UP,
)


def test_red_is_for_what_destroys_or_cannot_be_undone() -> None:
    """All of them are asked once more; a step says in one way only why."""
    for step in TAKEN_BACK:
        assert step.is_confirmed, step.name
        assert not step.is_grave, step.name
    for step in (catalog_workbook.UNDO_LOAD, bulk_edit.UNDO_CHANGES, stop.STOP_DELIVERY):
        assert step.is_confirmed, step.name
        assert step.is_grave, step.name
    both = [step.name for _, step in every_step() if step.is_grave and step.asks_again]
    assert both == []


def test_only_a_decision_reopens_what_is_closed() -> None:
    found = {
        (machine.name, step.name)
        for machine in MACHINES
        for step in machine.transitions
        if set(step.sources or ()) & set(machine.closed) and step.target
    }
    assert found == REOPENING
    assert all(request.MACHINE.by_name[name].party is Party.CLOCK for _kind, name in REOPENING)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_lifecycle_can_be_walked(machine: Machine) -> None:
    """Every state is reached, every open one can be left, closed ones never."""
    states = set(machine.states.values)
    reached = {machine.initial}
    for _round in states:
        reached |= {
            str(step.target)
            for step in machine.transitions
            if step.target and (not step.sources or reached & set(step.sources))
        }
    assert reached == states
    left = {
        source
        for step in machine.transitions
        for source in step.sources or ()
        if step.target not in (None, source) and (machine.name, step.name) not in REOPENING
    }
    assert states - left == set(machine.closed) | (
        {"PUBLISHED"} - left if machine is entry_version.MACHINE else set()
    )
    assert left.isdisjoint(machine.closed)
    assert set(machine.path) <= states
    assert machine.path[0] == machine.initial
    for here, there in zip(machine.path, machine.path[1:], strict=False):
        assert any(
            step.target == there and here in (step.sources or ()) for step in machine.transitions
        )


def test_a_machine_refuses_two_steps_of_one_name_and_unknown_states() -> None:
    first = request.SUBMIT
    with pytest.raises(ValueError, match="share a name"):
        Machine("x", request.State, "DRAFT", (first, first))
    with pytest.raises(ValueError, match="unknown state"):
        Machine("x", provision.State, "OPEN", (first,))


def test_heads_decide_in_person_and_are_two_mandates() -> None:
    heads = {Mandate.CONSENT, Mandate.APPROVE_ENTRY, Mandate.OVERSEE}
    assert heads | {Mandate.TRACE} == PERSONAL_MANDATES
    assert entry_version.APPROVE.mandate is Mandate.APPROVE_ENTRY
    consents = (
        request.CONSENT_TO_SEND,
        request.CONSENT_TO_AGREE,
        request.CONSENT_TO_REFUSE,
        use_change.CONSENT_TO_SEND,
        use_change.CONSENT_TO_CHANGE,
        use_change.REFUSE_CHANGE,
        agreement.CONCLUDE_ANEW,
    )
    assert {step.mandate for step in consents} == {Mandate.CONSENT}


def test_extensions_are_granted_by_the_authority_alone() -> None:
    for step in (
        request.GRANT_EXTENSION,
        request.REFUSE_EXTENSION,
        entry_update.GRANT_UPDATE_EXTENSION,
        entry_update.REFUSE_UPDATE_EXTENSION,
    ):
        assert step.takers == ((Party.AUTHORITY, Mandate.OVERSEE),)


def test_a_correction_has_no_extension_and_only_the_feedback_stops_its_period() -> None:
    """Art. 26: to verify, to correct and to feed back are all due within the ten days."""
    assert {step.name for step in correction.MACHINE.transitions if step.stops} == {"feed_back"}
    assert {step.name for step in correction.MACHINE.transitions if step.starts} == {
        "request_correction",
        "reopen",
    }
    assert {"CORRECTED", "PARTLY"} == correction.RECALLED_FOR
    assert deadlines.CORRECTION.ceiling == deadlines.CORRECTION.workdays


def test_the_period_of_a_demand_is_local_and_ends_with_every_answer_of_the_authority() -> None:
    """Art. 20 sets no number; Shanghai's Data Regulation gives 15 working days."""
    assert not deadlines.is_statutory(deadlines.DEMAND_CONFIRMATION_CODE)
    steps = demand.MACHINE.transitions
    assert {step.name for step in steps if step.starts} == {"raise_demand"}
    assert {step.name for step in steps if step.stops} == {
        "assign",
        "match",
        "decline",
        "withdraw_demand",
    }


def test_the_three_lists_of_shanghai() -> None:
    assert [str(name) for name in demand.ListName] == ["DEMAND", "DUTY", "NEGATIVE"]
    assert demand.LISTED["DUTY"] == {"ASSIGNED", "ACCEPTED"}
    assert demand.NEGATIVE_CLASS == "WITHHELD"


def test_supply_has_no_extension_and_the_answer_starts_no_second_period() -> None:
    assert {step.name for step in provision.MACHINE.transitions} == {
        "open_task",
        "verify",
        "cancel",
        "follow_agreement",
    }
    assert {step.name for step in provision.MACHINE.transitions if step.starts} == {"open_task"}
    starting = {step.name for step in request.MACHINE.transitions if step.starts}
    assert starting == {"consent_to_send", "reopen"}, "the second only by a decision (Art. 28)"
    stopping = {step.name for step in request.MACHINE.transitions if step.stops}
    assert stopping == {"consent_to_agree", "consent_to_refuse", "withdraw"}


def test_the_ranks_that_withhold_and_the_changes_that_oblige() -> None:
    assert {
        InstrumentLevel.LAW,
        InstrumentLevel.ADMINISTRATIVE_REGULATION,
        InstrumentLevel.STATE_COUNCIL_DECISION,
    } == WITHHOLDING_LEVELS
    assert set(TriggerKind.values) == {
        "LAW",
        "ADMINISTRATIVE_REGULATION",
        "STATE_COUNCIL_DECISION",
        "DUTIES",
    }
    assert len(SharingClass.values) == 3


def test_citations_name_their_article() -> None:
    assert articles.A21.paragraph(2).code == "21-2"
