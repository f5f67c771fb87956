"""Return flow: who may ask, no conditions, every row of the area and none other (Art. 24)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from catalog.departments import actions as departments
from catalog.models import Department
from portal.audit.models import AuditEvent
from portal.models import User
from portal.regulation import reasons
from portal.regulation import return_flow as rules
from portal.regulation.reasons import Reason
from portal.regulation.vocabulary import Mandate, Tier
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from requests_app.models import ReturnDelivery, ReturnFlow, ReturnRun
from requests_app.return_flow import actions, jobs, queries
from requests_app.sharing import record_keys
from requests_app.sharing.recipients import receipts_of
from tests.requests_app.delivery.desk import HEADER, ROWS
from tests.requests_app.return_flow.area import OWED, Area

S = rules.State


def refusal(act: Any, **asked: Any) -> Refused:
    """The refusal an act ends with."""
    with pytest.raises(Refused) as caught:
        act(**asked)
    return caught.value


def reviewer(area: Area) -> dict[str, Any]:
    """Who supplies the city's data, and when."""
    return {"actor": area.cast.actor("market_reviewer"), "now": area.cast.now}


def newcomer(area: Area, name: str, code: str, region: str, tier: Tier) -> Department:
    """Another department with a clerk and a system."""
    cast = area.cast
    officer = cast.actor("authority_officer")
    department = departments.open_department(
        particulars=departments.Particulars(code=code, name=name, region_code=region, tier=tier),
        actor=officer,
        now=cast.now,
    )
    cast.people[f"{code}_clerk"] = User.objects.create_user(f"{code}_clerk", display_name=code)
    departments.appoint(
        pk=department.pk,
        user_id=cast.people[f"{code}_clerk"].pk,
        mandates=[Mandate.APPLY],
        actor=officer,
        now=cast.now,
    )
    cast.systems[code] = departments.register_system(
        pk=department.pk, code="xitong", name="业务系统", actor=officer, now=cast.now
    )
    return department


# Who may ask.


def test_a_district_below_the_city_asks_and_nobody_approves(area: Area) -> None:
    flow = area.asked()
    assert (flow.status, flow.requester, flow.provider) == (
        S.NEEDED,
        area.cast.hongkou,
        area.cast.market,
    )
    event = AuditEvent.objects.get(name="returnflow.ask_return")
    assert (event.article, event.subject_number) == ("24", flow.public_number)


def test_no_state_waits_for_consent_and_no_step_declines() -> None:
    assert set(S.values) == {"NEEDED", "CONFIGURED", "RUNNING", "ENDED"}
    by_upper = {
        rule.name
        for rule in rules.MACHINE.transitions
        if any(mandate in (Mandate.CONSENT, Mandate.ANSWER) for _party, mandate in rule.takers)
    }
    assert by_upper == set()
    enders = [rule for rule in rules.MACHINE.transitions if rule.target == S.ENDED]
    assert [[party.value for party, _m in rule.takers] for rule in enders] == [["REQUESTER"]]


def test_a_department_beside_the_city_is_no_lower_one(area: Area) -> None:
    asked = {"person": "labour_clerk", "system_id": area.cast.systems["labour"].system.client_id}
    assert refusal(area.asked, **asked).reason is reasons.NOT_A_LOWER_DEPARTMENT


@pytest.mark.parametrize(
    ("region", "tier", "is_below"),
    [
        ("310109009", Tier.TOWNSHIP, True),
        ("310115", Tier.COUNTY, True),
        ("310000", Tier.COUNTY, False),  # a lower tier by name alone is not below
    ],
)
def test_below_is_told_by_the_link_to_the_superior(
    area: Area, region: str, tier: Tier, *, is_below: bool
) -> None:
    newcomer(area, "某部门", "MBM", region, tier)
    asked = {"person": "MBM_clerk", "system_id": area.cast.systems["MBM"].system.client_id}
    if is_below:
        assert area.asked(**asked).status == S.NEEDED
    else:
        assert refusal(area.asked, **asked).reason is reasons.NOT_A_LOWER_DEPARTMENT


def test_one_return_of_an_entry_at_a_time(area: Area) -> None:
    flow = area.asked()
    assert refusal(area.asked).reason is reasons.RETURN_UNDER_WAY
    clerk = {"actor": area.cast.actor("hongkou_clerk"), "now": area.cast.now}
    assert refusal(actions.end, pk=flow.pk, note=" ", **clerk).reason is reasons.NO_GROUND
    actions.end(pk=flow.pk, note="职责调整。", **clerk)
    assert area.asked().pk != flow.pk


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"duty": "  "}, reasons.RETURN_WITHOUT_DUTY),
        ({"system_id": 0}, reasons.NO_APPLICATION_SYSTEM),
        ({"entry_id": 0}, reasons.NOT_FOUND),
    ],
)
def test_duty_and_own_system_are_stated(
    area: Area, changes: dict[str, Any], reason: Reason
) -> None:
    assert refusal(area.asked, **changes).reason is reason


def test_another_departments_system_receives_nothing(area: Area) -> None:
    foreign = area.cast.systems["labour"].system.client_id
    assert refusal(area.asked, system_id=foreign).reason is reasons.NO_APPLICATION_SYSTEM


def test_what_a_law_withholds_is_not_returned(area: Area) -> None:
    entry = area.version.entry
    type(entry).objects.filter(pk=entry.pk).update(sharing_class="WITHHELD")
    assert refusal(area.asked).reason is reasons.WITHHELD


# Configuration (regulation, acceptance line 16).


@pytest.mark.parametrize("term", ["condition", "purpose", "approval"])
@pytest.mark.parametrize("step", ["configure", "reconfigure"])
def test_a_return_with_an_extra_condition_is_refused(area: Area, step: str, term: str) -> None:
    flow = area.asked() if step == "configure" else area.running()
    configuration = area.configuration(**{term: "须经市局逐次审批"})
    found = refusal(
        getattr(actions, step), pk=flow.pk, configuration=configuration, **reviewer(area)
    )
    assert found.reason is reasons.RETURN_CONDITION
    assert found.reason.article is not None
    assert found.reason.article.code == "24"
    assert len(found.details) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"resource_id": 0}, reasons.RETURN_OTHER_RESOURCE),
        ({"region_column": "kind"}, reasons.NO_REGION_COLUMN),
        ({"region_column": "nothing"}, reasons.NO_REGION_COLUMN),
        ({"security_check": " "}, reasons.SECURITY_NOT_CHECKED),
        ({"checked_on": date(2025, 9, 25)}, reasons.SECURITY_NOT_CHECKED),
    ],
)
def test_a_configuration_is_complete(area: Area, changes: dict[str, Any], reason: Reason) -> None:
    flow = area.asked()
    configuration = area.configuration(**changes)
    found = refusal(actions.configure, pk=flow.pk, configuration=configuration, **reviewer(area))
    assert found.reason is reason


def test_the_lower_department_neither_configures_nor_starts(area: Area) -> None:
    flow = area.configured()
    clerk = area.cast.actor("hongkou_clerk")
    found = refusal(
        actions.configure,
        pk=flow.pk,
        configuration=area.configuration(),
        actor=clerk,
        now=area.cast.now,
    )
    assert found.reason is reasons.NOT_YOUR_MATTER
    found = refusal(actions.start, pk=flow.pk, actor=clerk, now=area.cast.now)
    assert found.reason is reasons.NOT_YOUR_MATTER


# Runs.


def test_starting_hands_over_every_row_of_the_area_and_every_column(area: Area) -> None:
    flow = area.running()
    run = ReturnRun.objects.get(flow=flow)
    assert (run.rows_owed, run.rows_stored) == (len(OWED), len(OWED))
    page = area.fetch(flow)
    assert page.columns == HEADER
    assert tuple(row[0] for row in page.rows) == OWED
    assert page.after is None


def test_a_run_waits_for_a_new_data_version(area: Area) -> None:
    flow = area.running()
    assert refusal(actions.run, pk=flow.pk, **reviewer(area)).reason is reasons.ALREADY_RETURNED
    assert not queries.to_run().exists()
    clock = Actor.system("run-return-flows")
    found = refusal(actions.hand_over, pk=flow.pk, actor=clock, now=area.cast.now)
    assert found.reason is reasons.ALREADY_RETURNED
    area.load((*ROWS, "C8,庚,1,1,,,310109002,A,S-8", "C9,辛,1,1,,,310110,A,S-9"))
    jobs.run_return_flows(actor=Actor.system("run-return-flows"), now=area.cast.now)
    assert [run.rows_owed for run in queries.runs_of(flow)] == [len(OWED) + 1, len(OWED)]
    assert [row[0] for row in area.fetch(flow).rows] == [*OWED, "C8"]
    jobs.run_return_flows(actor=Actor.system("run-return-flows"), now=area.cast.now)
    assert queries.runs_of(flow).count() == 2


def test_rows_of_another_region_never_leave(area: Area) -> None:
    flow = area.running()
    rows = area.fetch(flow).rows
    districts = {row[HEADER.index("district")] for row in rows}
    assert districts == {"310109", "310109001", "虹口", "虹口区"}


def test_a_changed_configuration_hands_over_anew(area: Area) -> None:
    flow = area.running()
    actions.reconfigure(pk=flow.pk, configuration=area.configuration(), **reviewer(area))
    # Nothing that chooses rows has changed, so nothing is owed twice.
    assert refusal(actions.run, pk=flow.pk, **reviewer(area)).reason is reasons.ALREADY_RETURNED


# Fetching.


def test_the_receipt_and_its_event_stand_before_rows_leave(area: Area) -> None:
    flow = area.running()
    page = area.fetch(flow, limit=2)
    assert [row[0] for row in page.rows] == ["C1", "C2"]
    receipt = ReturnDelivery.objects.get(receipt_number=page.receipt_number)
    assert (receipt.first_row, receipt.row_count, receipt.client_id) == (1, 2, area.client_id)
    event = AuditEvent.objects.get(name="returnflow.fetch")
    assert event.details["receipt"] == page.receipt_number
    assert (event.details["rows"], event.article) == (2, "24")
    assert event.client_id == area.client_id


def test_the_report_shows_the_shortfall_until_every_row_is_fetched(area: Area) -> None:
    flow = area.running()

    def report() -> tuple[int, int, int]:
        found = queries.completeness(flow)[0]
        return found.run.rows_owed, found.rows_delivered, found.rows_missing

    assert report() == (5, 0, 5)
    area.fetch(flow, limit=2)
    area.fetch(flow, limit=2)
    assert report() == (5, 2, 3), "a row fetched twice counts once"
    area.fetch(flow, after=1, limit=2)
    assert report() == (5, 3, 2)
    area.fetch(flow, after=3, limit=2)
    assert report() == (5, 5, 0)


def test_only_the_system_named_fetches(area: Area) -> None:
    flow = area.running()
    found = refusal(area.fetch, flow=flow, client_id=area.client_id + 1000)
    assert (found.reason, found.is_right_missing) == (reasons.NO_GRANT, True)
    assert AuditEvent.objects.get(name="returnflow.refuse_fetch").details["reason"] == "no-grant"
    departments.retire_system(
        pk=area.cast.hongkou.pk,
        code=area.system.system.client.code,
        note="停用",
        actor=area.cast.actor("authority_officer"),
        now=area.cast.now,
    )
    assert refusal(area.fetch, flow=flow).reason is reasons.NO_GRANT
    assert not ReturnDelivery.objects.exists()


def test_an_ended_return_gives_out_nothing_from_the_next_call_on(area: Area) -> None:
    flow = area.running()
    area.fetch(flow)
    clerk = area.cast.actor("hongkou_clerk")
    actions.end(pk=flow.pk, note="不再需要。", actor=clerk, now=area.cast.now)
    assert refusal(area.fetch, flow=flow).reason is reasons.RETURN_NOT_RUNNING
    assert ReturnDelivery.objects.count() == 1


def test_a_return_not_started_gives_out_nothing(area: Area) -> None:
    assert refusal(area.fetch, flow=area.configured()).reason is reasons.RETURN_NOT_RUNNING


def test_to_the_others_the_return_does_not_exist(area: Area) -> None:
    flow = area.running()
    call = actions.Fetch(number=flow.public_number, client_id=area.client_id)
    for person in ("market_reviewer", "authority_officer", "labour_clerk", "outsider"):
        found = refusal(actions.fetch, call=call, actor=area.cast.actor(person), now=area.cast.now)
        assert found.reason is reasons.NOT_FOUND


def test_a_replaced_handover_is_dropped_after_a_day(area: Area) -> None:
    flow = area.running()
    later = area.cast.now + timedelta(hours=1)
    area.load(ROWS, now=later)
    actions.hand_over(pk=flow.pk, actor=Actor.system("run-return-flows"), now=later)
    old = ReturnRun.objects.get(flow=flow, number=1)
    job = Actor.system("drop-replaced-handovers")
    jobs.drop_replaced_handovers(actor=job, now=later + timedelta(hours=23))
    assert _has_table(old.table_name)
    jobs.drop_replaced_handovers(actor=job, now=later + timedelta(hours=25))
    assert not _has_table(old.table_name)
    found = refusal(area.fetch, flow=flow, run=1)
    assert found.reason is reasons.NOTHING_HANDED_OVER
    assert len(area.fetch(flow).rows) == len(OWED)


def _has_table(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"warehouse.{name}"])
        return cursor.fetchone()[0] is not None


def test_a_corrected_record_is_recalled_from_whom_it_was_returned_to(area: Area) -> None:
    page = area.fetch(area.running())
    marks = record_keys.marks_ever(area.version.entry_id, "code", "C3")
    assert receipts_of(area.version.entry_id, marks) == {
        area.cast.hongkou.pk: [page.receipt_number]
    }


# Seeing.


@dataclass(frozen=True)
class Reader:
    """Who looks, and whether the flow is there for him."""

    person: str
    sees: bool


@pytest.mark.parametrize(
    "reader",
    [
        Reader("hongkou_clerk", sees=True),
        Reader("market_reviewer", sees=True),
        Reader("authority_officer", sees=True),
        Reader("labour_clerk", sees=False),
        Reader("outsider", sees=False),
    ],
    ids=lambda reader: reader.person,
)
def test_both_departments_and_the_authority_see_it(area: Area, reader: Reader) -> None:
    flow = area.running()
    actor = area.cast.actor(reader.person)
    assert queries.visible_to(actor).filter(pk=flow.pk).exists() is reader.sees


def test_the_upper_department_has_it_on_its_list_until_it_runs(area: Area) -> None:
    flow = area.asked()
    actor = area.cast.actor("market_reviewer")
    now = area.cast.now
    assert list(queries.awaiting(actor, now=now)) == [flow]
    assert not queries.awaiting(area.cast.actor("hongkou_clerk"), now=now).exists()
    names = [step.transition.name for step in available(actor, rules.MACHINE, flow, now=now)]
    assert names == ["configure"]
    actions.configure(pk=flow.pk, configuration=area.configuration(), **reviewer(area))
    actions.start(pk=flow.pk, **reviewer(area))
    assert not queries.awaiting(actor, now=now).exists()


def test_the_flow_is_whole_or_not_at_all(area: Area) -> None:
    """A start whose run fails leaves neither state nor hand-over."""
    flow = area.configured()
    ReturnFlow.objects.filter(pk=flow.pk).update(region_column="gone")
    found = refusal(actions.start, pk=flow.pk, **reviewer(area))
    assert found.reason is reasons.NO_REGION_COLUMN
    assert ReturnFlow.objects.get(pk=flow.pk).status == S.CONFIGURED
    assert not ReturnRun.objects.exists()
