"""Workbooks of the demo city: one to be mapped, one checked, one half loaded, one loaded."""

from collections.abc import Sequence

from catalog.imports import actions, loading
from catalog.imports.models import CatalogImport
from catalog.imports.reading import read_file
from portal.interfaces.workbooks import Sheet, workbook
from portal.workflow.actor import Actor
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

_CLOCK = Actor.system("work-on-imports")
_HEAD = (
    *("信息资源名称", "信息资源代码", "信息资源提供方", "信息资源摘要", "信息项名称"),
    *("数据类型", "共享类型", "共享方式", "更新周期"),
)
_ROWS = (
    ("一、登记备案类",),
    (
        "行业协会商会登记信息",
        "",
        "",
        "行业协会商会的登记情况。",
        "名称",
        "字符型C(100)",
        "无条件共享",
        "接口",
        "每日",
    ),
    ("", "", "", "", "成立日期", "日期型D"),
    ("", "", "", "", "法定代表人", "字符型C(50)"),
    (
        "慈善组织名录信息",
        "",
        "",
        "慈善组织的名称、住所和业务范围。",
        "名称",
        "字符型C(100)",
        "无条件共享",
        "接口",
        "每月",
    ),
    (
        "慈善组织名录信息表",
        "",
        "",
        "与名录内容相近。",
        "名称",
        "字符型C(100)",
        "无条件共享",
        "接口",
        "每月",
    ),
    ("二、服务机构类",),
    (
        "公墓基本信息",
        "",
        "",
        "公墓的名称、地址和经营单位。",
        "名称",
        "字符型C(100)",
        "也许共享",
        "接口",
        "每年",
    ),
    ("", "", "", "没有名称的一行。", "", "", "有条件共享", "接口", "每年"),
    (
        "社区食堂信息",
        "",
        "市医保局",
        "社区食堂的分布情况。",
        "名称",
        "字符型C(100)",
        "无条件共享",
        "接口",
        "每季度",
    ),
)
READ, LOADED = -9, -12


def _file(city: City, extra: Sequence[Sequence[str]] = ()) -> bytes:
    return workbook([Sheet("目录", _HEAD, [*_ROWS, *extra])])


def _published(city: City) -> tuple[str, ...]:
    """A published entry of the department, which the file says otherwise."""
    own = city.departments["MZJ"].entries.filter(published_at__isnull=False).order_by("code")
    entry = own.select_related("live_version").first()
    if entry is None:
        return ()
    return (entry.live.name, entry.code, "", f"{entry.live.abstract}另含历年情况。")


def _read(city: City, name: str, raw: bytes) -> CatalogImport:
    return actions.read_workbook(
        file_name=name,
        content=raw,
        grid=read_file(raw),
        actor=city.actor("MZJ", "jingban"),
        now=city.now,
    )


def _check(city: City, batch: CatalogImport) -> None:
    person = city.actor("MZJ", "jingban")
    actions.map_columns(pk=batch.pk, uses=batch.uses, actor=person, now=city.now)
    actions.check(pk=batch.pk, actor=_CLOCK, now=city.now)


def _load(city: City, batch: CatalogImport, rows: int) -> None:
    actions.load_rows(pk=batch.pk, actor=city.actor("MZJ", "jingban"), now=city.now)
    batch.refresh_from_db()
    loading.load_some(batch, rows=rows, now=city.now)


def _told(city: City) -> Story:
    """Loaded and undone, then loaded again; later one stops, one waits, one was just sent."""
    person = city.actor("MZJ", "jingban")
    yield city.timeline.at(LOADED)
    for name in ("民政目录（初稿）.xlsx", "民政目录（核定稿）.xlsx"):
        batch = _read(city, name, _file(city, [_published(city)]))
        _check(city, batch)
        _load(city, batch, 100)
        actions.finish_load(pk=batch.pk, actor=_CLOCK, now=city.now)
        if "初稿" in name:
            actions.undo_load(pk=batch.pk, actor=person, now=city.now)
            loading.undo_some(batch, rows=100, actor=_CLOCK, now=city.now)
            actions.finish_undo(pk=batch.pk, actor=_CLOCK, now=city.now)
    yield city.timeline.at(READ)
    more = [(f"{place}养老服务机构信息", "", "", "养老服务机构情况。") for place in "东南西北中"]
    batch = _read(city, "养老服务目录.xlsx", _file(city, more))
    _check(city, batch)
    _load(city, batch, 2)
    actions.stop_loading(pk=batch.pk, actor=person, now=city.now)
    again = [(f"{place}殡葬服务机构信息", "", "", "殡葬服务机构情况。") for place in "东南西北中"]
    _check(city, _read(city, "殡葬服务目录.xlsx", _file(city, [_published(city), *again])))
    _read(city, "社会组织目录.xlsx", _file(city))


def tell_all(city: City) -> None:
    """Begin the story of the workbooks."""
    city.timeline.tell(_told(city))
