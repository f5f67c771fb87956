"""Other catalogs of the demo city: a department's own, read for some nights, and one on trial."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings

from catalog.exchange import harvests, running
from catalog.exchange.faults import FileFault
from catalog.exchange.harvesting import Kept, Page
from catalog.exchange.harvests import Registration
from catalog.exchange.models import HarvestKind, HarvestSource, undecided
from catalog.exchange.rhythm import Rhythm
from portal.workflow.actor import Actor
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

#: From the worker's morning to a clerk's.
_LATER = timedelta(hours=3)
_CLOCK = Actor.system("work-on-harvests")
_HOSTS = ("data.mzj.example", "data.hongkou.example")
REGISTERED, RENEWED, KEPT, BROKEN, TRIED = -8, -5, -4, -2, -1
_RECORDS: tuple[dict[str, Any], ...] = (
    {"id": "m1", "title": "社区养老服务机构名录", "notes": "社区养老服务机构的名称、地址和床位。"},
    {"id": "m2", "title": "社会救助站点信息", "notes": "救助站点的名称、地址和联系方式。"},
    {"id": "m3", "title": "地名标志设置信息", "notes": "地名标志的位置和设置日期。"},
    {
        "id": "m4",
        "title": "企业年报公示信息",
        "notes": "企业年度报告。",
        "organization": {"title": "上海市市场监督管理局"},
    },
    {"id": "m5", "title": "", "notes": "没有名称的记录。"},
    {"id": "m2", "title": "社会救助站点信息", "notes": "与前一条标识相同。"},
)


@contextmanager
def _allowed() -> Iterator[None]:
    """While the city is made, its made-up hosts are on the list; nothing is connected to."""
    before = settings.PORTAL_HARVEST_HOSTS
    settings.PORTAL_HARVEST_HOSTS = [*before, *_HOSTS]
    try:
        yield
    finally:
        settings.PORTAL_HARVEST_HOSTS = before


def _register(city: City, department: str, post: str, **stated: str) -> HarvestSource:
    with _allowed():
        return harvests.register_harvest_source(
            registration=Registration(rhythm=Rhythm.DAILY, **stated),
            actor=city.actor(department, post),
            now=city.now,
        )


def _read(city: City, source: HarvestSource, rows: list[Any] | None) -> None:
    """Do the reading that waits; without rows, the host does not answer."""

    def whole(_source: HarvestSource, _kept: Kept) -> Iterator[Page]:
        if rows is None:
            raise FileFault("NO_ANSWER", host=_HOSTS[0])
        yield Page(rows)

    run = source.runs.order_by("-pk")[0]
    running.go_on(pk=run.pk, actor=_CLOCK, now=city.now, read=whole)


def _keep(city: City, source: HarvestSource) -> None:
    """Of two entries that the catalog lists no more, one stays."""
    (kept,) = undecided(source.code).filter(title=_RECORDS[1]["title"])
    harvests.keep_vanished(
        pk=source.pk,
        record_ids=[kept.pk],
        note="平台改版，该目录暂未列出，数据仍按月更新。",
        actor=city.actor("MZJ", "jingban"),
        now=city.now,
    )


def _told(city: City) -> Story:
    """On trial, begun, renewed by night with two records gone, then not reached and paused."""
    yield city.timeline.at(REGISTERED)
    source = _register(
        city,
        "MZJ",
        "jingban",
        title="民政数据开放平台",
        kind=HarvestKind.CKAN,
        address=f"https://{_HOSTS[0]}/",
    )
    _read(city, source, list(_RECORDS))
    yield city.timeline.soon()
    harvests.begin_harvesting(pk=source.pk, actor=city.actor("MZJ", "jingban"), now=city.now)
    _read(city, source, list(_RECORDS))
    yield city.timeline.morning(RENEWED)
    harvests.harvest_by_night(pk=source.pk, actor=_CLOCK, now=city.now)
    changed = {**_RECORDS[0], "notes": "社区养老服务机构的名称、地址、床位和开放时间。"}
    _read(city, source, [changed, *_RECORDS[3:5]])
    yield city.timeline.morning(KEPT) + _LATER
    _keep(city, source)
    yield city.timeline.morning(BROKEN)
    harvests.harvest_by_night(pk=source.pk, actor=_CLOCK, now=city.now)
    _read(city, source, None)
    yield city.timeline.at(TRIED)
    # Nobody answers at a made-up host: the nights to come would only say so again.
    harvests.pause_harvesting(pk=source.pk, actor=city.actor("MZJ", "jingban"), now=city.now)
    other = _register(
        city,
        "SJJ",
        "zhuguan",
        title="虹口区公共数据目录",
        kind=HarvestKind.CKAN,
        address=f"https://{_HOSTS[1]}/",
    )
    _read(city, other, list(_RECORDS[:4]))


def tell_all(city: City) -> None:
    """Begin the story of the catalogs of others."""
    city.timeline.tell(_told(city))
