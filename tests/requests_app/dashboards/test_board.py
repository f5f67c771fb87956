"""The board: each number is counted from what its reader may see, and from nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.departments import actions as departments
from catalog.models import EntryVersion
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.dashboards import queries, show
from requests_app.dashboards.queries import Node
from requests_app.delivery.actions import carry_over
from requests_app.delivery.models import QuotaDay
from requests_app.models import SharingAgreement
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.world import kept_for_module
from tests.requests_app.delivery.desk import Desk, furnish

MARKET, LABOUR, CIVIL = "market_reviewer", "labour_clerk", "civil_clerk"
OFFICER, DISTRICT = "authority_officer", "hongkou_clerk"


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Desk]:
    """An agreement in use between the market regulator and the labour department."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: furnish(folder)) as desk:
        yield desk


@pytest.fixture
def desk(furnished: Desk, db) -> Desk:
    """What a test does is undone."""
    return furnished


def today(desk: Desk) -> date:
    return local_day(desk.cast.now)


def call(desk: Desk, days_ago: int, used: int, agreement: SharingAgreement | None = None) -> None:
    day = today(desk) - timedelta(days=days_ago)
    QuotaDay.objects.create(agreement=agreement or desk.agreement, day=day, used=used)


def test_stages_count_the_readers_requests_only(desk: Desk) -> None:
    """One awaits the provider, one is a draft: the provider learns nothing of the draft."""
    cast, version = desk.cast, registry(desk)
    story.send(cast, story.apply(cast, version))
    story.apply(cast, version)
    told = {name: dict(queries.requests_by_stage(cast.actor(name))) for name in _READERS}
    both = {"DRAFT": 1, "RECEIVED": 1}
    assert told == {
        LABOUR: both,
        MARKET: {"RECEIVED": 1},
        # The authority sees what was received within its region; a draft is the drafter's own.
        OFFICER: {"RECEIVED": 1},
        CIVIL: {},
        DISTRICT: {},
    }


_READERS = (LABOUR, MARKET, OFFICER, CIVIL, DISTRICT)


def test_calls_are_told_to_the_parties_and_their_authority(desk: Desk) -> None:
    """Of the last days each has its number; of others' agreements nobody learns."""
    call(desk, 0, 3)
    call(desk, 13, 5)
    call(desk, 14, 100)
    for name in (LABOUR, MARKET, OFFICER):
        told = queries.calls_by_day(desk.cast.actor(name), today(desk))
        assert [number for _day, number in told] == [5, *[0] * 12, 3], name
        assert told[-1][0] == today(desk)
    for name in (CIVIL, DISTRICT):
        told = queries.calls_by_day(desk.cast.actor(name), today(desk))
        assert sum(number for _day, number in told) == 0, name


def test_calls_carried_over_to_another_agreement_count_once(desk: Desk) -> None:
    """The day's quota goes on under the new agreement; the calls were made under the old one."""
    call(desk, 0, 7)
    other = _second_agreement(desk)
    carry_over(
        old_id=desk.agreement.pk,
        new_id=other.pk,
        actor=Actor.system("test"),
        now=desk.cast.now,
    )
    carried = QuotaDay.objects.get(agreement=other)
    assert (carried.used, carried.carried) == (7, 7)
    carried.used += 2
    carried.save()
    told = queries.calls_by_day(desk.cast.actor(LABOUR), today(desk))
    assert told[-1][1] == 9
    most = queries.most_called(desk.cast.actor(LABOUR), today(desk))
    assert [(each.name, each.calls) for each in most] == [
        (desk.version.name, 7),
        (other.entry_version.name, 2),
    ]


def registry(desk: Desk) -> EntryVersion:
    """Another entry of the same provider."""
    return story.publish(desk.cast, story.enterprise_registry())


def _second_agreement(desk: Desk) -> SharingAgreement:
    cast = desk.cast
    return story.agree(cast, story.send(cast, story.apply(cast, registry(desk))))


def test_entries_called_most_come_first_and_old_calls_do_not_count(desk: Desk) -> None:
    """By calls of the last thirty days."""
    call(desk, 29, 4)
    call(desk, 30, 1000)
    (most,) = queries.most_called(desk.cast.actor(MARKET), today(desk))
    assert most.calls == 4
    assert queries.most_called(desk.cast.actor(CIVIL), today(desk)) == []


def nodes(desk: Desk, person: str, code: str) -> dict[str, Node]:
    region = queries.region_of(code, today(desk))
    assert region is not None
    _own, found = queries.nodes_of(region, desk.cast.actor(person), today(desk))
    return {node.code: node for node in found}


def test_the_map_counts_what_lies_in_and_below_a_division(desk: Desk) -> None:
    """All sixteen districts stand on the map; the city's own matters are no district's."""
    cast = desk.cast
    call(desk, 1, 6)
    story.send(cast, story.apply(cast, registry(desk)))
    districts = nodes(desk, LABOUR, "310000")
    assert len(districts) == 16
    assert set(districts) == set(show.PLACES)
    assert len(set(show.PLACES.values())) == 16
    assert {node.calls for node in districts.values()} == {0}
    region = queries.home_region(cast.actor(DISTRICT), today(desk))
    assert region is not None and region.code == "310000"
    own, _below = queries.nodes_of(region, cast.actor(LABOUR), today(desk))
    assert (own.entries, own.requests, own.calls) == (2, 1, 6)
    unseen, _below = queries.nodes_of(region, cast.actor(CIVIL), today(desk))
    assert (unseen.entries, unseen.requests, unseen.calls) == (2, 0, 0)
    hongkou = districts["310109"]
    assert hongkou.departments == sum(
        1 for each in cast.departments.values() if "/310109/" in each.region.path
    )
    country = nodes(desk, LABOUR, "000000")["310000"]
    assert (country.entries, country.calls) == (2, 6)


def test_an_authority_below_sees_its_own_districts_numbers(desk: Desk) -> None:
    """Streets of a district are its children, and nothing else is."""
    streets = nodes(desk, DISTRICT, "310109")
    assert streets and all(code.startswith("310109") for code in streets)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?region=310109&measure=calls", 200),
        ("?region=310109009", 200),
        ("?region=999999", 400),
        ("?region=x", 400),
        ("?region=３１０１０９", 400),
        ("?measure=rows", 400),
        ("?measure=", 400),
        ("?region=000000", 200),
        ("?colour=red", 400),
    ],
)
def test_the_page_opens_or_names_what_is_wrong(
    desk: Desk, settings, query: str, status: int
) -> None:
    """A division that is none, a measure that is none and a parameter that is none."""
    settings.AXES_ENABLED = False
    client = Client()
    client.force_login(desk.cast.people[LABOUR])
    answer = client.get(f"/board/{query}")
    assert answer.status_code == status
    if status == 400:
        name = query[1:].partition("=")[0]
        assert name in answer.content.decode()


def test_the_board_asks_as_often_for_many_as_for_one(desk: Desk) -> None:
    """No query count grows with requests, agreements or calls."""
    client = Client()
    client.force_login(desk.cast.people[OFFICER])

    def asked() -> int:
        client.get("/board/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/board/").status_code == 200
        return len(captured)

    version = registry(desk)
    story.send(desk.cast, story.apply(desk.cast, version))
    call(desk, 3, 1)
    before = asked()
    for number in range(3):
        story.send(desk.cast, story.apply(desk.cast, version))
        call(desk, number, 5)
    assert asked() == before


# Over REST.


@pytest.fixture
def systems(desk: Desk) -> dict[str, ApiCaller]:
    """An application system of each reader's department, without any mandate."""
    cast = desk.cast
    officer = cast.actor(OFFICER)
    return {
        person: ApiCaller(
            departments.register_system(
                pk=cast.actor(person).department_id or 0,
                code=f"kanban{number}",
                name="运行看板",
                actor=officer,
                now=cast.now,
                mandates=[],
            )
        )
        for number, person in enumerate((LABOUR, MARKET, OFFICER, CIVIL))
    }


@pytest.mark.parametrize("query", [{}, {"region": "310000", "measure": "calls"}])
def test_the_api_and_the_page_tell_the_same_numbers(
    desk: Desk, systems: dict[str, ApiCaller], monkeypatch, settings, query: dict[str, str]
) -> None:
    """To each reader his own, and not those of another one."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: desk.cast.now)
    call(desk, 0, 3)
    call(desk, 13, 5)
    story.send(desk.cast, story.apply(desk.cast, registry(desk)))
    told = {}
    for person, caller in systems.items():
        client = Client()
        client.force_login(desk.cast.people[person])
        page = client.get("/board/", query).context
        body = caller.get("/board/", query).json()
        told[person] = body
        totals = body["totals"]
        assert [row["value"] for row in page["figures"]] == [
            f"{totals[name]:,}"
            for name in ("entries", "requests", "overdue", "agreements", "calls")
        ]
        assert [row["value"] for row in page["stage_bars"]["bars"]] == [
            each["requests"] for each in body["stages"]
        ]
        kept = sum(week["kept"] for week in body["weeks"])
        counted = sum(week["counted"] for week in body["weeks"])
        rate = f"{kept * 100 / counted:.1f}%" if counted else "—"
        assert page["on_time"]["rate"] == rate
        if counted:
            # A rate stands on its whole scale, from nothing to all.
            ticks = {tick["label"]: tick["y"] for tick in page["on_time"]["ticks"]}
            assert set(ticks) == {"100", "50", "0"}
            assert ticks["50"] * 2 == ticks["100"] + ticks["0"]
        assert len(body["weeks"]) == queries.WEEKS
        assert [each["value"] for each in page["calls"]["values"]] == [
            each["calls"] for each in body["days"]
        ]
        assert [(row["label"], row["value"]) for row in page["called"]["bars"]] == [
            (each["name"], each["calls"]) for each in body["most_called"]
        ]
        assert page["region"] == body["region"]["name"]
        for name in ("departments", *queries.MEASURES):
            assert getattr(page["own"], name) == body["region"][name]
            assert [str(row[name]).replace(",", "") for row in page["atlas"]["rows"]] == [
                str(each[name]) for each in body["divisions"]
            ]
        measure = query.get("measure", "entries")
        assert body["measure"] == measure
        assert [each["value"] for each in body["divisions"]] == [
            each[measure] for each in body["divisions"]
        ]
    assert [told[person]["totals"]["calls"] for person in systems] == [8, 8, 8, 0]
    assert [told[person]["totals"]["requests"] for person in systems] == [1, 1, 1, 0]
    assert [told[person]["totals"]["agreements"] for person in systems] == [1, 1, 1, 0]
    (called,) = told[LABOUR]["most_called"]
    assert called["entry"] == desk.version.entry.code


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"colour": "red"}, "unknown-parameter", "colour"),
        ({"measure": "rows"}, "invalid-input", "measure"),
        ({"region": "999999"}, "invalid-input", "region"),
        ({"region": "x"}, "invalid-input", "region"),
    ],
)
def test_the_api_names_what_is_wrong(
    systems: dict[str, ApiCaller], query: dict[str, str], code: str, field: str
) -> None:
    """A parameter that is none, a division that is none, a measure that is none."""
    answer = systems[LABOUR].get("/board/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert list(answer.json()["fields"]) == [field]


def test_the_api_asks_as_often_for_many_as_for_one(
    desk: Desk, systems: dict[str, ApiCaller]
) -> None:
    """More calls and requests, as many statements."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert systems[LABOUR].get("/board/").status_code == 200
        return len(caught)

    asked()
    before = asked()
    for day in range(3):
        call(desk, day, 1)
    story.send(desk.cast, story.apply(desk.cast, registry(desk)))
    assert asked() == before
