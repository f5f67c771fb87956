"""Supply and demand are matched: raised, assigned, accepted, matched, asked for (Art. 20)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from catalog.models import Department
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.demand import ListName
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import opened
from requests_app.demands import actions, jobs, queries
from requests_app.models import Demand, SharingRequest
from tests import story
from tests.races.fingerprint import nothing_left
from tests.requests_app.demands.supply import (
    BASIS,
    Supply,
    accepted,
    assigned,
    matched,
    raised,
)


def refused(expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any) -> Any:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(*args, **inputs)
    assert caught.value.reason is expected
    return caught.value


def fresh(demand: Demand) -> Demand:
    return Demand.objects.get(pk=demand.pk)


def asked(supply: Supply, demand: Demand, person: str) -> dict[str, Any]:
    return {"pk": demand.pk, "actor": supply.cast.actor(person), "now": supply.now}


def test_from_demand_to_request(supply: Supply) -> None:
    demand = accepted(supply)
    assert (demand.public_number, demand.provider) == ("DM-RSJ-2025-0001", supply.cast.market)
    draft = story.draft(supply.cast, story.enterprise_registry(name="企业用工登记信息"))
    compiler = asked(supply, demand, "market_compiler")
    actions.link_entry(entry=draft.entry.code, **compiler)
    assert (fresh(demand).status, fresh(demand).entry) == ("ACCEPTED", draft.entry)
    jobs.match_demands(actor=Actor.system("match-demands"), now=supply.now)
    assert fresh(demand).status == "ACCEPTED"
    story.carry_to_review(supply.cast, draft)
    officer = supply.cast.actor("authority_officer")
    story.directories.publish(pk=draft.pk, actor=officer, now=supply.now)
    jobs.match_demands(actor=Actor.system("match-demands"), now=supply.now)
    assert fresh(demand).status == "MATCHED"
    made = actions.draft_request(**asked(supply, demand, "labour_clerk"))
    assert (made.status, made.requester, made.provider) == (
        "DRAFT",
        supply.cast.labour,
        supply.cast.market,
    )
    assert fresh(demand).request == made
    events = AuditEvent.objects.filter(subject_number=str(demand)).order_by("pk")
    assert list(events.values_list("name", "to_status", "article")) == [
        ("demand.raise_demand", "RAISED", "20-1"),
        ("demand.assign", "ASSIGNED", "20-1"),
        ("demand.accept", "ACCEPTED", "20-1"),
        ("demand.link_entry", "ACCEPTED", "20-1"),
        ("demand.meet_demand", "MATCHED", "20-1"),
        ("demand.draft_request", "MATCHED", "20-2"),
    ]
    assert grants.differences() == ([], [])


def test_the_draft_states_what_the_demand_states(supply: Supply) -> None:
    demand = matched(supply)
    made = actions.draft_request(**asked(supply, demand, "labour_clerk"))
    request = SharingRequest.objects.get(pk=made.pk)
    assert (request.legal_basis, request.scenario, request.purpose) == (
        BASIS,
        "稳岗返还资格核验",
        "GOVERNMENT_SERVICE",
    )
    assert request.entry_version == supply.registry
    items = request.items.order_by("item__position").values_list("item__name", "need")
    assert list(items) == [
        ("企业名称", "稳岗返还资格核验"),
        ("统一社会信用代码", "稳岗返还资格核验"),
    ]
    refused(reasons.REQUEST_DRAFTED, actions.draft_request, **asked(supply, demand, "labour_clerk"))


def test_a_request_still_needs_the_published_scope(supply: Supply) -> None:
    demand = raised(supply, "hongkou_clerk")
    entry = supply.registry.entry.code
    actions.match(entry=entry, **asked(supply, demand, "authority_officer"))
    refused(
        reasons.OUTSIDE_PUBLISHED_SCOPE,
        actions.draft_request,
        **asked(supply, demand, "hongkou_clerk"),
    )


# The local period: Shanghai's 15 working days, over National Day, with two make-up days.


def test_the_authority_has_fifteen_working_days_in_shanghai(supply: Supply) -> None:
    demand = raised(supply)
    # 24 September 2025, Wednesday: 25, 26, 28 (working Sunday), 29, 30; 9 to 11 October (working
    # Saturday), 13 to 17, 20, 21.
    assert (demand.due_code, demand.due_on) == ("P15", date(2025, 10, 21))
    today = date(2025, 10, 22)
    assert list(queries.overdue(today)) == [demand]
    assert list(queries.overdue(date(2025, 10, 21))) == []
    officer = asked(supply, demand, "authority_officer")
    actions.assign(department="SCJG", **officer)
    assert fresh(demand).due_stopped_on == date(2025, 9, 24)
    assert list(queries.overdue(today)) == []


@pytest.mark.parametrize(("setting", "due"), [(5, date(2025, 9, 30)), (None, None)])
def test_elsewhere_it_is_shorter_or_there_is_none(
    supply: Supply, settings: Any, setting: int | None, due: date | None
) -> None:
    settings.PORTAL_SWITCHES = {"DEMAND_CONFIRMATION_WORKDAYS": setting}
    assert raised(supply).due_on == due


@pytest.mark.parametrize("way", ["match", "decline", "withdraw_demand"])
def test_every_answer_ends_the_period(supply: Supply, way: str) -> None:
    demand = raised(supply)
    officer = asked(supply, demand, "authority_officer")
    if way == "match":
        actions.match(entry=supply.registry.entry.code, **officer)
    elif way == "decline":
        actions.decline(ground="NO_DUTY", text="与职责无关。", **officer)
    else:
        actions.withdraw_demand(**asked(supply, demand, "labour_clerk"))
    assert fresh(demand).due_stopped_on == date(2025, 9, 24)


def test_time_marks_what_is_late_once(supply: Supply) -> None:
    demand = raised(supply)
    system = Actor.system("mark-overdue-demands")
    late = datetime(2025, 10, 22, 9, tzinfo=supply.now.tzinfo)
    for _again in range(2):
        jobs.mark_overdue_demands(actor=system, now=late)
    assert AuditEvent.objects.filter(name="demand.overdue", subject_id=demand.pk).count() == 1
    near = datetime(2025, 10, 17, 9, tzinfo=supply.now.tzinfo)
    for _again in range(2):
        jobs.remind_demands(actor=system, now=near)
    assert AuditEvent.objects.filter(name="demand.remind", subject_id=demand.pk).count() == 1


# What each step needs.


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"items": []}, {"items": ["——"]}, {"legal_basis": ""}, {"scenario": " "}],
)
def test_what_a_demand_states(supply: Supply, changes: dict[str, Any]) -> None:
    refused(reasons.DEMAND_INCOMPLETE, raised, supply, **changes)


def test_the_same_item_is_wanted_once(supply: Supply) -> None:
    demand = raised(supply, items=["企业名称", "用工人数", "企业名称 "])
    assert demand.items == ["企业名称", "用工人数"]


@pytest.mark.parametrize("code", ["RSJ", "NOBODY", "", "SCJG"])
def test_whom_it_may_not_be_assigned_to(supply: Supply, code: str) -> None:
    demand = assigned(supply)
    officer = asked(supply, demand, "authority_officer")
    refused(reasons.DEMAND_DEPARTMENT_UNFIT, actions.assign, department=code, **officer)


def test_another_department_may_be_made_responsible(supply: Supply) -> None:
    demand = assigned(supply)
    actions.assign(department="MZJ", **asked(supply, demand, "authority_officer"))
    refused(reasons.NOT_YOUR_MATTER, actions.accept, **asked(supply, demand, "market_reviewer"))
    actions.accept(**asked(supply, demand, "civil_clerk"))
    assert fresh(demand).provider == supply.cast.civil_affairs


def test_a_closed_department_is_not_made_responsible(supply: Supply) -> None:
    demand = raised(supply)
    Department.objects.filter(code="MZJ").update(closed_on=supply.now.date())
    officer = asked(supply, demand, "authority_officer")
    refused(reasons.DEMAND_DEPARTMENT_UNFIT, actions.assign, department="MZJ", **officer)


def test_what_it_may_be_matched_to(supply: Supply) -> None:
    demand = raised(supply)
    draft = story.draft(supply.cast, story.enterprise_registry(name="起草中"))
    officer = asked(supply, demand, "authority_officer")
    for code in (supply.withheld.entry.code, draft.entry.code, "307/000999", ""):
        refused(reasons.DEMAND_ENTRY_UNFIT, actions.match, entry=code, **officer)
    # Closed details: the authority to which it was sent may read them, the requester may not.
    closed = supply.closed.entry.code
    clerk = asked(supply, demand, "labour_clerk")
    refused(reasons.DEMAND_ENTRY_UNFIT, actions.match, entry=closed, **clerk)
    actions.match(entry=supply.registry.entry.code, **clerk)
    assert fresh(demand).status == "MATCHED"


def test_nobody_is_matched_to_his_own_entry(supply: Supply) -> None:
    demand = raised(supply)
    Demand.objects.filter(pk=demand.pk).update(requester=supply.cast.market)
    officer = asked(supply, demand, "authority_officer")
    code = supply.registry.entry.code
    refused(reasons.DEMAND_ENTRY_UNFIT, actions.match, entry=code, **officer)


def test_the_department_links_an_entry_of_its_own(supply: Supply) -> None:
    demand = accepted(supply)
    Demand.objects.filter(pk=demand.pk).update(provider=supply.cast.civil_affairs)
    clerk = asked(supply, demand, "civil_clerk")
    code = supply.registry.entry.code
    refused(reasons.DEMAND_ENTRY_FOREIGN, actions.link_entry, entry=code, **clerk)
    refused(reasons.DEMAND_ENTRY_FOREIGN, actions.link_entry, entry="307/000999", **clerk)


@pytest.mark.parametrize(
    ("ground", "text"), [("", "x"), ("NO_SUCH", "x"), ("NO_DUTY", " "), ("OTHER", "")]
)
def test_a_demand_is_declined_on_a_listed_ground(supply: Supply, ground: str, text: str) -> None:
    demand = assigned(supply)
    reviewer = asked(supply, demand, "market_reviewer")
    refused(reasons.DEMAND_UNGROUNDED, actions.decline, ground=ground, text=text, **reviewer)
    actions.decline(ground="NOT_OURS", text="不属本部门职责。", **reviewer)
    done = fresh(demand)
    assert (done.status, done.ground, done.ground_text) == (
        "DECLINED",
        "NOT_OURS",
        "不属本部门职责。",
    )
    refused(reasons.WRONG_STATE, actions.accept, **reviewer)


@pytest.mark.parametrize(
    ("act", "person", "reason"),
    [
        ("assign", "market_office_head", reasons.NOT_YOUR_MATTER),
        ("assign", "labour_clerk", reasons.NOT_YOUR_MATTER),
        ("match", "labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("match", "civil_clerk", reasons.NOT_YOUR_MATTER),
        ("decline", "labour_clerk", reasons.NOT_YOUR_MATTER),
        ("decline", "superuser", reasons.INACTIVE),
        ("withdraw_demand", "authority_officer", reasons.NOT_YOUR_MATTER),
    ],
)
def test_whose_step_it_is(supply: Supply, act: str, person: str, reason: reasons.Reason) -> None:
    demand = raised(supply)
    typed: dict[str, Any] = {
        "assign": {"department": "SCJG"},
        "match": {"entry": supply.registry.entry.code},
        "decline": {"ground": "OTHER", "text": "x"},
    }.get(act, {})
    refused(reason, getattr(actions, act), **typed, **asked(supply, demand, person))


def test_the_database_keeps_states_and_facts_together(supply: Supply) -> None:
    demand = raised(supply)
    for state, name in (
        ("ASSIGNED", "demand_assigned_to_somebody"),
        ("MATCHED", "demand_matched_to_something"),
        ("DECLINED", "demand_declined_on_a_ground"),
    ):
        broken = fresh(demand)
        with opened("requests_app.Demand", broken.pk), transaction.atomic():
            broken.status = state
            with pytest.raises(IntegrityError, match=name):
                broken.save()


# Candidates, lists, turns.


def test_candidates_by_items_and_by_words(supply: Supply) -> None:
    by_items = raised(supply, title="稳岗返还", items=["注册资金", "企业名称"])
    found = queries.candidates(by_items)
    assert [(entry.live.name, entry.with_items) for entry in found] == [("企业登记基本信息", 2)]
    by_words = raised(supply, title="企业登记资料", items=["用工人数"])
    assert [entry.live.name for entry in queries.candidates(by_words)] == ["企业登记基本信息"]
    assert queries.candidates(raised(supply, title="气象观测", items=["气温"])) == []


def test_a_candidate_is_something_the_requester_may_see(supply: Supply) -> None:
    hidden = raised(supply, title="重点监管对象名单", items=["监管等级"])
    assert queries.candidates(hidden) == []
    withheld = raised(supply, title="举报人信息", items=["举报人姓名"])
    assert queries.candidates(withheld) == []


def test_words_of_a_title() -> None:
    assert queries.words("企业用工 GDP-2024") == ["企业", "业用", "用工", "GDP", "2024"]
    assert queries.words("水") == ["水"]
    assert queries.words(" ——") == []


def test_the_three_lists(supply: Supply) -> None:
    first, second = raised(supply), accepted(supply)
    officer = supply.cast.actor("authority_officer")
    assert set(queries.on_list(ListName.DEMAND, officer)) == {first, second}
    assert list(queries.on_list(ListName.DUTY, officer)) == [second]
    reviewer = supply.cast.actor("market_reviewer")
    assert list(queries.on_list(ListName.DUTY, reviewer)) == [second]
    assert list(queries.on_list(ListName.DEMAND, supply.cast.actor("civil_clerk"))) == []
    for person in ("civil_clerk", "hongkou_clerk", "authority_officer"):
        listed = queries.negative_list(supply.cast.actor(person))
        assert [entry.live.withheld_reason for entry in listed] == ["法律明确规定应当保密"]
    assert list(queries.negative_list(supply.cast.actor("outsider"))) == []
    with override("zh-hans"):
        assert [str(name.label) for name in ListName] == ["需求清单", "责任清单", "负面清单"]


def test_whose_turn_it_is(supply: Supply) -> None:
    def turns(demand: Demand) -> set[str]:
        people = ("authority_officer", "market_reviewer", "market_compiler", "labour_clerk")
        return {
            person
            for person in people
            if demand in queries.awaiting(supply.cast.actor(person), now=supply.now)
        }

    assert turns(raised(supply)) == {"authority_officer"}
    assert turns(assigned(supply)) == {"market_reviewer"}
    assert turns(accepted(supply)) == {"market_compiler"}
    assert turns(matched(supply)) == {"labour_clerk"}
