"""The register of platforms: declared, ordered, joined, exempt by law, closed (Arts 30, 31)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from catalog.departments import actions as departments
from catalog.models import Department, Platform, PlatformConnection, Region
from catalog.platforms import actions, queries
from catalog.platforms.actions import Declared, Joining
from catalog.platforms.jobs import mark_overdue_platforms
from portal.audit.models import ImmutableRow
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate, Tier
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW, SHANGHAI
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)
#: The day from which no new exchange system is built (Arts 31, 44).
FIRST_DAY = date(2025, 8, 1)
DAY = timedelta(days=1)


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    return told.value


def officer_of(cast: the_cast.Cast, code: str, region: str) -> Department:
    """A district's own authority with an officer ``<code>_officer``, and a head of its office."""
    made = departments.open_department(
        particulars=departments.Particulars(
            code=code,
            name=f"{region}数据局",
            region_code=region,
            tier=Tier.COUNTY,
            sharing_office="政务数据共享工作办公室",
        ),
        actor=cast.actor("authority_officer"),
        now=cast.now,
        is_authority=True,
    )
    for name, mandate in (("officer", Mandate.OVERSEE), ("head", Mandate.CONSENT)):
        person = f"{code}_{name}"
        cast.people[person] = User.objects.create_user(person, display_name=person)
        if mandate is Mandate.OVERSEE:
            departments.appoint_first(
                pk=made.pk,
                user_id=cast.people[person].pk,
                mandates=[mandate],
                actor=Actor.system("install"),
                now=cast.now,
            )
        else:
            departments.appoint(
                pk=made.pk,
                user_id=cast.people[person].pk,
                mandates=[mandate],
                actor=cast.actor(f"{code}_officer"),
                now=cast.now,
            )
    cast.departments[code] = made
    return made


def declare(cast: the_cast.Cast, person: str, operator: Department, **changes: Any) -> Platform:
    """Somebody declares a platform of that department."""
    stated: dict[str, Any] = {
        "name": "某平台",
        "kind": "REGIONAL",
        "began_on": date(2020, 1, 1),
        **changes,
    }
    return actions.declare_platform(
        operator_id=operator.pk,
        declared=Declared(**stated),
        actor=cast.actor(person),
        now=cast.now,
    )


def regional(cast: the_cast.Cast) -> Platform:
    """The city's own platform, connected to the national system."""
    made = declare(cast, "authority_officer", cast.authority, name="市大数据资源平台")
    return story.join_platform(cast, made)


# Declaring.


def test_a_department_declares_its_own_and_the_authority_any_of_its_region(
    cast: the_cast.Cast,
) -> None:
    made = story.declare_platform(cast)
    assert (made.public_number, made.status) == ("PL-SCJG-2025-0001", "DECLARED")
    assert (made.authority_id, made.region.code) == (cast.authority.pk, "310000")
    assert declare(cast, "market_office_head", cast.market).operator == cast.market
    assert declare(cast, "authority_officer", cast.labour).operator == cast.labour
    for person in ("market_reviewer", "market_chief"):
        who = person
        refused(
            reasons.NOT_YOUR_MANDATE,
            lambda name=who: declare(cast, name, cast.market, name="另一平台"),
        )
    for person in ("labour_office_head", "civil_clerk"):
        refused(
            reasons.NOT_YOUR_MATTER,
            lambda name=person: declare(cast, name, cast.market, name="另一平台"),
        )


def test_a_name_is_declared_once_while_it_runs(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    refused(reasons.PLATFORM_DECLARED_ALREADY, lambda: story.declare_platform(cast))
    close(cast, made)
    assert story.declare_platform(cast).public_number == "PL-SCJG-2025-0002"


def test_what_a_platform_must_state(cast: the_cast.Cast) -> None:
    for lacking in ({"name": " "}, {"kind": ""}, {"began_on": TODAY + DAY, "kind": "REGIONAL"}):
        refused(
            reasons.PLATFORM_INCOMPLETE,
            lambda given=lacking: story.declare_platform(cast, **given),
        )
    district = Region.objects.get(code="310109", effective_to=None)
    made = declare(cast, "market_compiler", cast.market, region=district)
    assert made.region == district
    city = Region.objects.get(code="310000", effective_to=None)
    refused(
        reasons.PLATFORM_REGION,
        lambda: declare(cast, "hongkou_office_head", cast.hongkou, region=city),
    )


@pytest.mark.parametrize(
    ("kind", "began_on", "is_free"),
    [
        ("EXCHANGE", FIRST_DAY - DAY, True),
        ("EXCHANGE", FIRST_DAY, False),
        ("EXCHANGE", TODAY, False),
        ("REGIONAL", TODAY, True),
    ],
)
def test_no_new_exchange_system_since_the_decree(
    cast: the_cast.Cast, kind: str, began_on: date, *, is_free: bool
) -> None:
    """Art. 31: built on or after 1 August 2025 only as a law or regulation in force provides."""
    stated = {"kind": kind, "began_on": began_on}
    if is_free:
        assert story.declare_platform(cast, **stated).status == "DECLARED"
        return
    refused(reasons.NEW_EXCHANGE_SYSTEM, lambda: story.declare_platform(cast, **stated))
    law = story.record_norm(cast, title="某法", document_number="一", level="LAW")
    lower = story.record_norm(cast, title="某办法", document_number="二", level="DEPARTMENT_RULE")
    decision = story.record_norm(
        cast, title="某决定", document_number="三", level="STATE_COUNCIL_DECISION"
    )
    for norm in (lower, decision):
        refused(
            reasons.NEW_EXCHANGE_SYSTEM,
            lambda cited=norm: story.declare_platform(cast, norm=cited, article="第五条", **stated),
        )
    refused(
        reasons.NEW_EXCHANGE_SYSTEM,
        lambda: story.declare_platform(cast, norm=law, article=" ", **stated),
    )
    made = story.declare_platform(cast, norm=law, article="第五条", **stated)
    assert (made.status, made.norm, made.article) == ("DECLARED", law, "第五条")


# Ordered, and what lateness leads to.


def test_the_authority_orders_it_to_join_by_a_day(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    officer = cast.actor("authority_officer")

    def order(day: date | None, actor: Any = officer) -> None:
        actions.order_joining(pk=made.pk, join_by=day, actor=actor, now=cast.now)  # type: ignore[arg-type]

    for day in (None, TODAY - DAY, TODAY + 366 * DAY):
        refused(reasons.JOINING_DAY_INVALID, lambda wanted=day: order(wanted))
    head = cast.actor("market_office_head")
    refused(reasons.NOT_YOUR_MATTER, lambda: order(TODAY, head))
    order(TODAY + 10 * DAY)
    made.refresh_from_db()
    assert (made.status, made.due_on) == ("ORDERED", TODAY + 10 * DAY)
    order(TODAY + 20 * DAY)
    made.refresh_from_db()
    assert (made.status, made.due_on) == ("ORDERED", TODAY + 20 * DAY)


def test_nobody_orders_or_exempts_his_own_platform(cast: the_cast.Cast) -> None:
    """Where no authority stands above, it may say where it joined, and decides nothing else."""
    officer_of(cast, "HKSJ", "310109")
    city = declare(cast, "authority_officer", cast.authority, name="市平台")
    law = story.record_norm(cast, title="某法", level="LAW")
    officer = cast.actor("authority_officer")
    refused(reasons.OWN_PLATFORM, lambda: story.order_joining(cast, city, TODAY))
    refused(
        reasons.OWN_PLATFORM,
        lambda: actions.exempt_platform(
            pk=city.pk, norm=law, article="第五条", actor=officer, now=cast.now
        ),
    )
    assert story.join_platform(cast, city).status == "JOINED"
    # A district's authority does not decide about its own either: the city does.
    district = declare(cast, "HKSJ_head", cast.HKSJ, name="区平台")
    assert district.authority == cast.authority
    refused(
        reasons.NOT_YOUR_MATTER,
        lambda: actions.order_joining(
            pk=district.pk, join_by=TODAY, actor=cast.actor("HKSJ_officer"), now=cast.now
        ),
    )
    assert story.order_joining(cast, district, TODAY).status == "ORDERED"
    # And what lies in the district is the district's.
    shop = declare(cast, "HKSJ_officer", cast.hongkou)
    assert shop.authority == cast.HKSJ
    refused(reasons.NOT_YOUR_MATTER, lambda: story.order_joining(cast, shop, TODAY))


def test_a_late_platform_is_marked_once_and_stands_on_both_workbenches(
    cast: the_cast.Cast,
) -> None:
    made = story.order_joining(cast, story.declare_platform(cast), TODAY + DAY)
    clock = Actor.system("mark-overdue-platforms")
    mark_overdue_platforms(actor=clock, now=NOW + DAY)
    assert not AuditEvent.objects.filter(name="platform.overdue").exists()
    people = ("market_compiler", "market_office_head", "authority_officer")
    others = ("market_reviewer", "labour_office_head")
    late = NOW + 2 * DAY
    for person in (*people, *others):
        assert story.work(cast.actor(person), NOW + DAY, Platform) == {}
    for _time in range(2):
        mark_overdue_platforms(actor=clock, now=late)
    assert AuditEvent.objects.filter(name="platform.overdue").count() == 1
    for person in people:
        assert set(story.work(cast.actor(person), late, Platform)) == {made.public_number}
    for person in others:
        assert story.work(cast.actor(person), late, Platform) == {}
    joined = story.join_platform(cast, made, now=late)
    assert joined.due_stopped_on == TODAY + 2 * DAY
    assert queries.overdue(TODAY + 9 * DAY).count() == 0


# Joined.


def test_it_joins_by_one_way_with_number_and_day(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    city = regional(cast)

    def join(**changes: Any) -> Platform:
        return story.join_platform(cast, made, **changes)

    refused(reasons.JOINING_WAY_UNNAMED, lambda: join(national_system=" "))
    refused(reasons.JOINING_WAY_UNNAMED, lambda: join(upper=city, national_system="国家平台"))
    for day in (TODAY + DAY, date(2019, 2, 28)):
        refused(reasons.JOINING_INCOMPLETE, lambda on=day: join(joined_on=on))
    refused(
        reasons.JOINING_INCOMPLETE,
        lambda: actions.join_platform(
            pk=made.pk,
            joining=Joining(connection_number=" ", joined_on=TODAY, upper=city),
            actor=cast.actor("authority_officer"),
            now=cast.now,
        ),
    )
    joined = join(upper=city)
    assert (joined.status, joined.upper, joined.national_system) == ("JOINED", city, "")
    event = AuditEvent.objects.get(name="platform.join_platform", subject_id=made.pk)
    assert event.details["upper"] == city.public_number


def test_the_platform_above_has_joined_and_serves_a_region_above(cast: the_cast.Cast) -> None:
    city = regional(cast)
    other = story.declare_platform(cast)
    district = declare(
        cast, "authority_officer", cast.hongkou, name="区平台", began_on=date(2021, 1, 1)
    )
    refused(reasons.UPPER_PLATFORM_UNFIT, lambda: story.join_platform(cast, district, upper=other))
    refused(reasons.UPPER_PLATFORM_UNFIT, lambda: story.join_platform(cast, city, upper=city))
    joined = story.join_platform(cast, district, upper=city)
    assert joined.upper == city
    # Nothing joins through what lies below it.
    refused(reasons.UPPER_PLATFORM_UNFIT, lambda: story.join_platform(cast, other, upper=district))
    # A region's own platform joins one of a region above, never its equal.
    second = declare(cast, "authority_officer", cast.civil_affairs, name="另一市级平台")
    refused(reasons.UPPER_PLATFORM_UNFIT, lambda: story.join_platform(cast, second, upper=city))
    assert story.join_platform(cast, other, upper=city).upper == city


# Exempt by law, as long as it is in force.


def test_only_a_law_or_regulation_in_force_keeps_it_apart(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    officer = cast.actor("authority_officer")

    def exempt(norm: Any, article: str = "第五条") -> None:
        actions.exempt_platform(pk=made.pk, norm=norm, article=article, actor=officer, now=cast.now)

    ranks = ("STATE_COUNCIL_DECISION", "LOCAL_REGULATION", "DEPARTMENT_RULE", "OTHER")
    for number, level in enumerate(ranks):
        norm = story.record_norm(cast, title=level, document_number=str(number), level=level)
        refused(reasons.EXEMPTION_WITHOUT_LAW, lambda cited=norm: exempt(cited))
    later = story.record_norm(
        cast, title="尚未施行的法", document_number="九", level="LAW", effective_on=TODAY + DAY
    )
    refused(reasons.EXEMPTION_WITHOUT_LAW, lambda: exempt(later))
    refused(reasons.EXEMPTION_WITHOUT_LAW, lambda: exempt(None))
    regulation = story.record_norm(cast)
    refused(reasons.EXEMPTION_WITHOUT_LAW, lambda: exempt(regulation, " "))
    exempt(regulation)
    made.refresh_from_db()
    assert (made.status, made.norm, made.article) == ("EXEMPT", regulation, "第五条")
    refused(reasons.EXEMPTION_STANDS, lambda: story.order_joining(cast, made, TODAY))
    # Its repeal is told at once, and from its day on the platform is to join like any other.
    story.repeal(cast, regulation, TODAY + DAY)
    assert AuditEvent.objects.filter(name="platform.basis_ends", subject_id=made.pk).count() == 1
    made.refresh_from_db()
    assert made.carries_on(TODAY)
    assert not made.carries_on(TODAY + DAY)
    ordered = story.order_joining(cast, made, TODAY + 9 * DAY, now=NOW + DAY)
    assert ordered.status == "ORDERED"


# Closed.


def close(cast: the_cast.Cast, platform: Platform, day: date = TODAY, **who: Any) -> None:
    """The operator's head records it as out of operation."""
    actor = who.get("actor") or cast.actor("market_office_head")
    actions.close_platform(pk=platform.pk, closed_on=day, actor=actor, now=cast.now)


def test_it_closes_on_a_day_once_nothing_hangs_on_it(cast: the_cast.Cast) -> None:
    city = regional(cast)
    made = story.join_platform(cast, story.declare_platform(cast), upper=city)
    officer = cast.actor("authority_officer")
    told = refused(reasons.PLATFORM_RELIED_ON, lambda: close(cast, city, actor=officer))
    assert told.details == (made.public_number,)
    for day in (TODAY + DAY, date(2019, 2, 28)):
        refused(reasons.CLOSING_DAY_INVALID, lambda on=day: close(cast, made, on))
    close(cast, made, TODAY - DAY)
    made.refresh_from_db()
    assert (made.status, made.closed_on) == ("CLOSED", TODAY - DAY)
    close(cast, city, actor=officer)
    refused(reasons.WRONG_STATE, lambda: story.order_joining(cast, made, TODAY))
    refused(reasons.UPPER_PLATFORM_UNFIT, lambda: rejoin(cast, city))


def rejoin(cast: the_cast.Cast, closed: Platform) -> None:
    """Another one would join through what is closed."""
    story.join_platform(cast, story.declare_platform(cast, "新报平台"), upper=closed)


# The log of its connection.


def record(
    cast: the_cast.Cast, platform: Platform, connection: str, moment: datetime, **more: Any
) -> None:
    """The operator's technician, or who is named, adds to the log."""
    asked = {"note": "线路检修。", "actor": cast.actor("market_reviewer"), "now": cast.now, **more}
    actions.record_connection(pk=platform.pk, connection=connection, happened_at=moment, **asked)


def test_the_connection_is_logged_in_order_and_never_changed(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    refused(reasons.WRONG_STATE, lambda: record(cast, made, "CONNECTED", NOW))
    story.join_platform(cast, made)
    before = datetime(2025, 9, 23, 23, 59, tzinfo=SHANGHAI)
    for moment in (NOW + timedelta(minutes=1), before):
        refused(
            reasons.CONNECTION_MOMENT_INVALID,
            lambda at=moment: record(cast, made, "CONNECTED", at),
        )
    refused(reasons.NO_GROUND, lambda: record(cast, made, "CONNECTED", NOW, note=" "))
    hour = timedelta(hours=1)
    record(cast, made, "CONNECTED", NOW - hour)
    refused(reasons.CONNECTION_UNCHANGED, lambda: record(cast, made, "CONNECTED", NOW))
    refused(
        reasons.CONNECTION_MOMENT_INVALID,
        lambda: record(cast, made, "INTERRUPTED", NOW - 2 * hour),
    )
    stranger = cast.actor("labour_office_head")
    refused(
        reasons.NOT_YOUR_MATTER,
        lambda: record(cast, made, "INTERRUPTED", NOW, actor=stranger),
    )
    record(cast, made, "INTERRUPTED", NOW, actor=cast.actor("authority_officer"))
    made.refresh_from_db()
    assert (made.status, made.connection, made.connection_at) == ("JOINED", "INTERRUPTED", NOW)
    assert [row.state for row in queries.log(made)] == ["INTERRUPTED", "CONNECTED"]
    row = queries.log(made)[0]
    with pytest.raises(ImmutableRow):
        row.save()
    with pytest.raises(ImmutableRow):
        PlatformConnection.objects.all().delete()
    for statement in (
        "UPDATE catalog_platformconnection SET note = 'x'",
        "DELETE FROM catalog_platformconnection",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# What the database refuses by itself.


#: What no row may be changed to.
FORBIDDEN = (
    "status = 'NOWHERE'",
    "kind = 'OTHER'",
    "began_on = '2025-08-01'",
    "status = 'ORDERED'",
    "status = 'JOINED'",
    "status = 'JOINED', connection_number = '1', joined_on = '2025-01-01'",
    "status = 'EXEMPT'",
    "status = 'CLOSED'",
    "closed_on = '2025-01-01'",
    "joined_on = '2019-02-28'",
    "upper_id = id",
    "connection = 'CONNECTED'",
    "connection = 'x', connection_at = now()",
)


def test_the_database_refuses_what_the_rules_refuse(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    for change in FORBIDDEN:
        with (
            pytest.raises(IntegrityError, match="violates check constraint"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE catalog_platform SET {change} WHERE id = %s", [made.pk])  # noqa: S608


def test_the_database_keeps_an_exemption_from_ones_own_hand(cast: the_cast.Cast) -> None:
    law = story.record_norm(cast, title="某法", level="LAW")
    made = declare(cast, "authority_officer", cast.authority, norm=law, article="第五条")
    assert made.authority == made.operator
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE catalog_platform SET status = 'EXEMPT' WHERE id = %s", [made.pk])


# Who sees what, and the three interfaces.


def test_every_department_reads_the_register_and_an_outsider_nothing(cast: the_cast.Cast) -> None:
    made = story.declare_platform(cast)
    for person in ("labour_clerk", "hongkou_clerk", "authority_officer"):
        assert list(queries.visible_to(cast.actor(person))) == [made]
    assert not queries.visible_to(cast.actor("outsider")).exists()
    client = Client()
    client.force_login(cast.outsider)
    assert client.get(f"/platforms/{made.public_number}/").status_code == 404


def page(cast: the_cast.Cast, person: str, address: str) -> str:
    """What the person reads there."""
    client = Client()
    client.force_login(cast.people[person])
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_shows_state_way_and_connection(cast: the_cast.Cast) -> None:
    city = regional(cast)
    made = story.join_platform(cast, story.declare_platform(cast), upper=city)
    record(cast, made, "INTERRUPTED", NOW)
    for base in ("/platforms/", "/admin/catalog/platform/"):
        text = page(cast, "labour_clerk", f"{base}{made.public_number}/")
        for word in (
            "已纳入全国一体化政务大数据体系",
            "市大数据资源平台",
            "GJ-310000-017",
            "连接中断",
            "线路检修。",
        ):
            assert word in text, word
        above = page(cast, "labour_clerk", f"{base}{city.public_number}/")
        assert "经由该平台纳入的平台（1）" in above
    listed = page(cast, "labour_clerk", "/platforms/?kind=EXCHANGE&connection=INTERRUPTED")
    assert made.public_number in listed
    assert city.public_number not in listed
    register = page(cast, "authority_officer", "/admin/catalog/department/SCJG/")
    assert "/platforms/?operator=SCJG" in register
    assert "共享平台（1）" in register
    assert "/platforms/?operator" not in page(
        cast, "authority_officer", "/admin/catalog/department/RSJ/"
    )


#: What each filter finds of the three below.
FOUND = {
    "kind=REGIONAL": {"市大数据资源平台"},
    "kind=EXCHANGE": {"市场监管数据交换平台", "区交换系统"},
    "status=ORDERED": {"市场监管数据交换平台"},
    "region=310109": {"区交换系统"},
    "region=310000": {"市大数据资源平台", "市场监管数据交换平台", "区交换系统"},
    "region=999999": set(),
    "connection=CONNECTED": {"市大数据资源平台"},
    "operator=HKSC": {"区交换系统"},
    "side=overseen": set(),
    "side=own": set(),
    "side=overdue": {"市场监管数据交换平台"},
    "due=overdue": {"市场监管数据交换平台"},
    "q=资源": {"市大数据资源平台"},
}


def test_the_register_is_narrowed(cast: the_cast.Cast) -> None:
    city = regional(cast)
    record(cast, city, "CONNECTED", NOW, actor=cast.actor("authority_officer"))
    story.order_joining(cast, story.declare_platform(cast), TODAY)
    declare(cast, "authority_officer", cast.hongkou, name="区交换系统", kind="EXCHANGE")
    caller = ApiCaller(cast.systems["labour"])
    for query, found in FOUND.items():
        answer = caller.get(f"/platforms/?{query}")
        assert {row["name"] for row in answer.json()["results"]} == found, query


def test_the_interfaces_tell_the_same_refusal(cast: the_cast.Cast) -> None:
    """A new exchange system, at the page, in the admin and by the API."""
    typed = {
        "operator": "SCJG",
        "name": "新建交换系统",
        "kind": "EXCHANGE",
        "began_on": "2025-08-01",
    }
    client = Client()
    client.force_login(cast.market_compiler)
    for address in ("/platforms/new/", "/admin/catalog/platform/add/"):
        answer = client.post(address, typed)
        assert answer.status_code == 409, address
        assert "new-exchange-system" in answer.content.decode()
    made = departments.register_system(
        pk=cast.market.pk,
        code="jiaohuan",
        name="交换系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.COMPILE],
    )
    caller = ApiCaller(made)
    answer = caller.post("/platforms/", typed)
    assert (answer.status_code, answer.json()["code"]) == (409, "new-exchange-system")
    answer = caller.post("/platforms/", {**typed, "began_on": "2025-07-31"})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["status"], told["region"], told["authority"]) == ("DECLARED", "310000", "SJJ")
    assert {step["name"] for step in told["steps"]} == set()
    other = caller.post("/platforms/", {**typed, "operator": "RSJ", "kind": "REGIONAL"})
    assert (other.status_code, other.json()["code"]) == (403, "not-your-matter")
    for field, value in (("operator", "NOBODY"), ("region", "999999"), ("norm", "NR-1")):
        answer = caller.post("/platforms/", {**typed, field: value})
        assert answer.status_code == 400
        assert set(answer.json()["fields"]) == {field}


def test_the_steps_are_taken_on_the_pages(cast: the_cast.Cast) -> None:
    """Ordered, joined, its connection recorded, closed: typed by an officer, each once."""
    made = story.declare_platform(cast)
    client = Client()
    client.force_login(cast.authority_officer)
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("order_joining", {"join_by": today}, "ORDERED"),
        (
            "join_platform",
            {"national_system": "国家平台", "connection_number": "一", "joined_on": today},
            "JOINED",
        ),
        (
            "record_connection",
            {"connection": "CONNECTED", "happened_at": f"{today}T00:00", "note": "正常"},
            "JOINED",
        ),
        ("close_platform", {"closed_on": today}, "CLOSED"),
    )
    for step, typed, status in steps:
        address = f"/platforms/{made.public_number}/{step}/"
        assert client.get(address).status_code == 200
        answer = client.post(address, typed)
        assert answer.status_code == 302, (step, answer.content.decode()[:2000])
        made.refresh_from_db()
        assert made.status == status
