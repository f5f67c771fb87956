"""Platforms of the demo city: one in each state, and data that travel by one of them."""

from datetime import date, timedelta

from catalog.directories import actions as directories
from catalog.models import Norm, Platform
from catalog.norms import actions as norms
from catalog.platforms import actions
from catalog.platforms.actions import Declared, Joining
from portal.regulation.platform import Connection, Kind
from portal.regulation.vocabulary import InstrumentLevel, SharingMode
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

DECLARED, JOINED = -110, -104
#: An entry of the labour department whose rows are loaded; some of its data take another way.
_ENTRY = "社会保险参保登记信息"
#: Operating department → name, kind, the year it began to run, what becomes of it.
_PLATFORMS = {
    "SJJ": ("上海市大数据资源平台（示例）", Kind.REGIONAL, 2018, "national"),
    "HKSJ": ("虹口区政务数据共享平台（示例）", Kind.REGIONAL, 2020, "interrupted"),
    "PDSJ": ("浦东新区政务数据共享平台（示例）", Kind.REGIONAL, 2020, "late"),
    "RSJ": ("人社数据交换系统（示例）", Kind.EXCHANGE, 2016, "carrier"),
    "SCJG": ("市场监管数据交换系统（示例）", Kind.EXCHANGE, 2017, "declared"),
    "GAJ": ("公安专网交换系统（示例）", Kind.EXCHANGE, 2015, "exempt"),
    "JTW": ("停车数据交换系统（示例）", Kind.EXCHANGE, 2014, "closed"),
}


def _invented_norm(city: City) -> Norm:
    """An administrative regulation that there is not: none of the real ones is said to exempt."""
    return norms.record_norm(
        title="公共安全专网管理条例（示例）",
        document_number="示例〔2010〕1号",
        level=InstrumentLevel.ADMINISTRATIVE_REGULATION,
        issuer="国务院（示例）",
        effective_on=date(2010, 5, 1),
        actor=city.actor("SJJ", "zhuguan"),
        now=city.now,
    )


def _record(city: City, platform: Platform, code: str, state: str, note: str) -> None:
    actions.record_connection(
        pk=platform.pk,
        connection=state,
        happened_at=city.now - timedelta(minutes=20),
        note=note,
        actor=city.actor(code, "shenhe"),
        now=city.now,
    )


def _join(city: City, platform: Platform, number: str, upper: Platform | None) -> None:
    actions.join_platform(
        pk=platform.pk,
        joining=Joining(
            upper=upper,
            national_system="" if upper else "国家政务大数据平台",
            connection_number=number,
            joined_on=city.timeline.day(JOINED - 1),
        ),
        actor=city.actor("SJJ", "zhuguan"),
        now=city.now,
    )


def _register(city: City) -> Story:
    """Declared in one week, then each goes its way."""
    yield city.timeline.at(DECLARED)
    made: dict[str, Platform] = {}
    for code, (name, kind, year, _end) in _PLATFORMS.items():
        made[code] = actions.declare_platform(
            operator_id=city.departments[code].pk,
            declared=Declared(name=name, kind=kind, began_on=date(year, 6, 1)),
            actor=city.actor(code, "jigou"),
            now=city.now,
        )
    yield city.timeline.at(JOINED)
    _join(city, made["SJJ"], "示例-310000-001", None)
    for place, code in enumerate(("HKSJ", "RSJ"), start=2):
        _join(city, made[code], f"示例-310000-{place:03d}", made["SJJ"])
    officer = city.actor("SJJ", "zhuguan")
    actions.exempt_platform(
        pk=made["GAJ"].pk,
        norm=_invented_norm(city),
        article="第十条",
        actor=officer,
        now=city.now,
    )
    actions.order_joining(
        pk=made["PDSJ"].pk,
        join_by=city.timeline.day(-5),
        note="请完成与市级平台的对接，目录和服务接口一并接入。",
        actor=officer,
        now=city.now,
    )
    yield city.timeline.at(JOINED + 1)
    for code in ("SJJ", "HKSJ", "RSJ"):
        _record(city, made[code], code, Connection.CONNECTED, "接入联调完成，连接正常。")
    yield city.timeline.at(-30)
    actions.close_platform(
        pk=made["JTW"].pk,
        closed_on=city.timeline.day(-31),
        actor=city.actor("JTW", "jigou"),
        now=city.now,
    )
    directories.attach_resource(
        entry_id=city.entries[_ENTRY],
        name="参保信息专线批次",
        mode=SharingMode.OTHER,
        platform_id=made["RSJ"].pk,
        actor=city.actor("RSJ", "shenhe"),
        now=city.now,
    )
    yield city.timeline.at(-1)
    note = "机房搬迁，连接中断，预计两日内恢复。"
    _record(city, made["HKSJ"], "HKSJ", Connection.INTERRUPTED, note)


def tell_all(city: City) -> None:
    """Begin the story of the register."""
    city.timeline.tell(_register(city))
