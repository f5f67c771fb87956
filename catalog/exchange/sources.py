"""The declared mapping of each source: which of its fields state what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.regulation.vocabulary import DataFormat, SharingClass, UpdateFrequency

type Row = Mapping[str, Any]

_FREQUENCIES = {
    "实时": UpdateFrequency.REAL_TIME,
    "每天": UpdateFrequency.DAILY,
    "每日": UpdateFrequency.DAILY,
    "每周": UpdateFrequency.WEEKLY,
    "每旬": UpdateFrequency.TEN_DAYS,
    "每月": UpdateFrequency.MONTHLY,
    "每季度": UpdateFrequency.QUARTERLY,
    "每半年": UpdateFrequency.HALF_YEARLY,
    "每年": UpdateFrequency.YEARLY,
    "不定期": UpdateFrequency.IRREGULAR,
    "自定义": UpdateFrequency.OTHER,
    "R/PT1S": UpdateFrequency.REAL_TIME,
    "R/P1D": UpdateFrequency.DAILY,
    "R/P1W": UpdateFrequency.WEEKLY,
    "R/P1M": UpdateFrequency.MONTHLY,
    "R/P3M": UpdateFrequency.QUARTERLY,
    "R/P6M": UpdateFrequency.HALF_YEARLY,
    "R/P1Y": UpdateFrequency.YEARLY,
    "irregular": UpdateFrequency.IRREGULAR,
    "UPDATE_CONT": UpdateFrequency.REAL_TIME,
    "DAILY": UpdateFrequency.DAILY,
    "WEEKLY": UpdateFrequency.WEEKLY,
    "MONTHLY_3": UpdateFrequency.TEN_DAYS,
    "MONTHLY": UpdateFrequency.MONTHLY,
    "QUARTERLY": UpdateFrequency.QUARTERLY,
    "ANNUAL_2": UpdateFrequency.HALF_YEARLY,
    "ANNUAL": UpdateFrequency.YEARLY,
    "IRREG": UpdateFrequency.IRREGULAR,
    "OTHER": UpdateFrequency.OTHER,
}
_FORMATS = (
    (("xls", "xlsx", "csv", "et"), DataFormat.SPREADSHEET),
    (("api", "接口"), DataFormat.INTERFACE),
    (("pdf", "doc", "docx", "txt", "ofd", "wps"), DataFormat.DOCUMENT),
    (("jpg", "png", "gif"), DataFormat.IMAGE),
    (("json", "xml", "rdf"), DataFormat.SELF_DESCRIBED),
)


def frequency(word: str) -> str:
    """The update frequency a source's word means; an unknown word is left to the compiler."""
    return str(_FREQUENCIES.get(word.strip(), ""))


def data_format(words: str) -> str:
    """The first format among a source's words."""
    lowered = words.lower()
    for names, found in _FORMATS:
        if any(name in lowered for name in names):
            return str(found)
    return ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where each statement stands in a source's row. An empty name: the source does not say.

    ``classes`` maps the words of ``sharing_class`` where the source truly speaks of sharing; an
    open-data portal's "open" says nothing about sharing between departments. Openness is read from
    no source: that somebody publishes his data under an open licence is no decision of ours to open
    an entry. ``schemas`` names the list of the Table Schemas of its files.
    """

    name: str
    title: str
    provider: str = ""
    abstract: str = ""
    frequency: str = ""
    format: str = ""
    identifier: str = ""
    dates: tuple[str, ...] = ()
    sharing_class: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    schemas: str = ""
    rows_under: str = ""
    flatten: Callable[[Row], Row] = dict
    title_ending: str = ""


def _with_info(row: Row) -> Row:
    """Guangxi keeps its statements in an object under ``info``."""
    info = row.get("info")
    inner = info if isinstance(info, dict) else {}
    return {**row, **{f"info.{name}": value for name, value in inner.items()}}


def _with_lines(row: Row) -> Row:
    """Beijing writes its statements as name, tab, value, separated by #."""
    flat = dict(row)
    for part in str(row.get("info", "")).split("#"):
        name, _tab, value = part.strip().partition("\t")
        flat[f"info.{name.strip()}"] = value.strip()
    return flat


def _with_publisher(row: Row) -> Row:
    """DCAT-US names the publisher in an object."""
    publisher = row.get("publisher")
    name = publisher.get("name", "") if isinstance(publisher, dict) else publisher
    distribution = row.get("distribution")
    formats = " ".join(
        str(each.get("format") or each.get("mediaType") or "")
        for each in (distribution if isinstance(distribution, list) else ())
        if isinstance(each, dict)
    )
    return {**row, "publisher.name": name, "formats": formats}


_US_CLASSES = {
    "public": SharingClass.UNCONDITIONAL,
    "restricted public": SharingClass.CONDITIONAL,
    "non-public": SharingClass.WITHHELD,
}


def _with_organisation(row: Row) -> Row:
    """CKAN names the organisation in an object, and much else in a list of extras."""
    organisation = row.get("organization")
    title = organisation.get("title", "") if isinstance(organisation, dict) else ""
    lists = {
        name: [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        for name in ("extras", "resources")
        for found in [row.get(name)]
    }
    extras = {f"extras.{each.get('key')}": each.get("value") for each in lists["extras"]}
    formats = " ".join(str(each.get("format") or "") for each in lists["resources"])
    # The key of CKAN's validation extension.
    schemas = [each["schema"] for each in lists["resources"] if each.get("schema")]
    named = {"organization.title": title, "formats": formats, "schemas": schemas}
    return {**row, **extras, **named}


def dcat_us(name: str) -> Source:
    """A catalog as agencies of the United States publish it."""
    return Source(
        name,
        title="title",
        provider="publisher.name",
        abstract="description",
        frequency="accrualPeriodicity",
        format="formats",
        identifier="identifier",
        sharing_class="accessLevel",
        classes=_US_CLASSES,
        rows_under="dataset",
        flatten=_with_publisher,
    )


def ckan(name: str) -> Source:
    """A catalog as CKAN tells it. That it is open, or private, says nothing about sharing."""
    return Source(
        name,
        title="title",
        provider="organization.title",
        abstract="notes",
        frequency="extras.frequency",
        format="formats",
        identifier="id",
        schemas="schemas",
        flatten=_with_organisation,
    )


def dcat_ap(name: str) -> Source:
    """A catalog in DCAT, whose datasets ``graphs`` has made rows of."""
    return Source(
        name,
        title="title",
        provider="publisher",
        abstract="description",
        frequency="frequency",
        format="formats",
        identifier="identifier",
    )


def _codp(name: str, **changes: str) -> Source:
    fields: dict[str, Any] = {
        "title": "标题",
        "provider": "提供单位",
        "abstract": "摘要信息",
        "frequency": "更新频率",
        "format": "数据格式",
        **changes,
    }
    dates = ("更新时间", "更新日期", "发布日期", "发布时间", "数据更新时间")
    return Source(name, dates=dates, **fields)


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source(
            "guangxi",
            title="name",
            provider="info.来源部门",
            abstract="info.描述",
            frequency="info.更新频率",
            format="name",
            dates=("info.发布时间", "info.最后更新时间"),
            flatten=_with_info,
            title_ending=r"_\d+\.\w+$",
        ),
        Source(
            "beijing",
            title="name",
            provider="info.资源所有权单位",
            abstract="info.资源摘要",
            flatten=_with_lines,
        ),
        Source("tianjin", title="name", abstract="info"),
        _codp("chizhou", abstract="摘要描述"),
        _codp("anhui"),
        _codp("luan", provider="来源部门", abstract="描述"),
        _codp("jiangxi", provider="数源单位"),
        dcat_us("dhs"),
        dcat_us("gsa"),
    )
}
