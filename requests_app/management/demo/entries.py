"""What the demo city's directory entries state: the table of entries, read into drafts."""

from dataclasses import dataclass

from catalog.directories.actions import Condition, Content, Item
from portal.regulation.vocabulary import (
    DataCategory,
    DataFormat,
    DepartmentKind,
    InstrumentLevel,
    Openness,
    Purpose,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    UpdateFrequency,
)
from requests_app.management.demo.city import City, read_table
from requests_app.management.demo.standards import BY_COLUMN
from requests_app.management.demo.value_rules import rules_of

_DISTRICT = "所在区:district_code"
_ORGANISATION = "单位名称:organisation_name 统一社会信用代码:credit_code"
_LICENCE = "证照编号:licence_number 发证机关:issuer 发证日期:issued_on 有效期至:expires_on"


@dataclass(frozen=True, slots=True)
class Kind:
    """A registry: the items its entries share, what they speak of, and how to handle them."""

    items: str
    category: str
    purposes: tuple[str, ...]
    use: str
    safeguards: str


_PERSONAL = "逐笔核验，不得批量留存；仅限经办人员因业务查询，个人信息不得转交第三方。"
_ORDINARY = "按业务编号逐笔查询，使用完毕后按要求处置，不得用于申请以外的用途。"
_SERVICE = (Purpose.GOVERNMENT_SERVICE, Purpose.PUBLIC_SERVICE)
_CONTROL = (Purpose.GOVERNMENT_SERVICE, Purpose.SUPERVISION)
_ALL = (Purpose.GOVERNMENT_SERVICE, Purpose.PUBLIC_SERVICE, Purpose.SUPERVISION)
KINDS = {
    "RK": Kind(
        "姓名:name 公民身份号码:citizen_id 居住区划:district_code",
        DataCategory.PERSON,
        _SERVICE,
        "供有关部门办理民生服务事项时核验",
        _PERSONAL,
    ),
    "FR": Kind(
        f"{_ORGANISATION} {_DISTRICT}",
        DataCategory.ORGANISATION,
        _CONTROL,
        "供有关部门办理涉企事项和日常监管时使用",
        _ORDINARY,
    ),
    "XY": Kind(
        f"{_ORGANISATION} {_DISTRICT} 认定机关:deciding_organ 认定日期:decided_on",
        DataCategory.ORGANISATION,
        _CONTROL,
        "供有关部门开展信用核查和分级分类监管时使用",
        _ORDINARY,
    ),
    "DL": Kind(
        f"名称:place_name 编码:place_code {_DISTRICT} 经度:longitude 纬度:latitude",
        DataCategory.PLACE,
        _ALL,
        "供有关部门上图、选址和便民服务时使用",
        _ORDINARY,
    ),
    "ZP": Kind(
        f"持证人:holder_name 公民身份号码:citizen_id {_LICENCE}",
        DataCategory.PERSON,
        _CONTROL,
        "供有关部门免交实体证照、在线核验时使用",
        _PERSONAL,
    ),
    "ZO": Kind(
        f"{_ORGANISATION} {_LICENCE} {_DISTRICT}",
        DataCategory.ORGANISATION,
        _CONTROL,
        "供有关部门免交实体证照、在线核验时使用",
        _ORDINARY,
    ),
    "SS": Kind(
        f"编号:asset_number {_DISTRICT}",
        DataCategory.THING,
        (Purpose.SUPERVISION, Purpose.PUBLIC_SERVICE),
        "供有关部门开展安全管理和城市运行监测时使用",
        _ORDINARY,
    ),
    "SX": Kind(
        f"记录编号:record_number {_DISTRICT}",
        DataCategory.MATTER,
        (Purpose.SUPERVISION, Purpose.OTHER),
        "供有关部门分析研判和履行法定职责时使用",
        _ORDINARY,
    ),
}
_KEYS = frozenset(
    {"citizen_id", "credit_code", "licence_number", "place_code", "asset_number", "record_number"}
)
_OF_PERSONS = frozenset(
    {
        *("name", "citizen_id", "holder_name", "spouse_name", "spouse_citizen_id", "head_name"),
        *("mother_name", "guardian_name", "volunteer_name", "operator_name", "officer_name"),
        *("representative_name", "liquidator_name", "diagnosis", "born_on", "ethnic_group"),
    }
)
_DECIMALS = ("_rate", "_value", "_area", "longitude", "latitude")
_FREQUENCIES = {
    "R": UpdateFrequency.REAL_TIME,
    "D": UpdateFrequency.DAILY,
    "W": UpdateFrequency.WEEKLY,
    "M": UpdateFrequency.MONTHLY,
    "Q": UpdateFrequency.QUARTERLY,
    "H": UpdateFrequency.HALF_YEARLY,
    "Y": UpdateFrequency.YEARLY,
    "I": UpdateFrequency.IRREGULAR,
}
_CLASSES = {
    "U": SharingClass.UNCONDITIONAL,
    "C": SharingClass.CONDITIONAL,
    "W": SharingClass.WITHHELD,
}
_TIERS: dict[str, tuple[str, ...]] = {
    "C": (Tier.PROVINCE,),
    "K": (Tier.PROVINCE,),
    "CT": (Tier.PROVINCE, Tier.COUNTY, Tier.TOWNSHIP),
}
_IMPORTANT = frozenset({"地下管线综合信息", "危险化学品重大危险源备案信息", "放射源登记信息"})
_AREAS_THAT_ARE_TEXT = frozenset(
    {"port_area", "exam_area", "service_area", "activity_area", "fundraising_area"}
)


@dataclass(frozen=True, slots=True)
class Basis:
    """Why an entry is not shared: the instrument that forbids it, and the reason in a sentence."""

    instrument: str
    level: str
    article: str
    reason: str


_LAW, _REGULATION = InstrumentLevel.LAW, InstrumentLevel.ADMINISTRATIVE_REGULATION
BASES = {
    "PF": Basis(
        "中华人民共和国预防未成年人犯罪法",
        _LAW,
        "第五十九条",
        "未成年人的犯罪记录依法被封存的，不得向任何单位或者个人提供。",
    ),
    "ID": Basis(
        "中华人民共和国居民身份证法",
        _LAW,
        "第六条第三款",
        "因制作、发放居民身份证而知悉的公民个人信息应当予以保密。",
    ),
    "JD": Basis("戒毒条例", _REGULATION, "第七条", "戒毒人员戒毒的个人信息应当依法予以保密。"),
    "SY": Basis(
        "中华人民共和国民法典",
        _LAW,
        "第一千一百一十条",
        "收养人、送养人要求保守收养秘密的，其他人应当尊重其意愿，不得泄露。",
    ),
    "LD": Basis("劳动保障监察条例", _REGULATION, "第九条", "劳动保障行政部门应当为举报人保密。"),
    "HJ": Basis(
        "中华人民共和国环境保护法",
        _LAW,
        "第五十七条第三款",
        "接受举报的机关应当对举报人的相关信息予以保密。",
    ),
    "SP": Basis(
        "中华人民共和国食品安全法",
        _LAW,
        "第一百一十五条",
        "有关部门应当对举报人的信息予以保密。",
    ),
    "AZ": Basis(
        "艾滋病防治条例",
        _REGULATION,
        "第三十九条第二款",
        "未经本人或者其监护人同意，不得公开可能推断出其具体身份的信息。",
    ),
    "JS": Basis(
        "中华人民共和国精神卫生法",
        _LAW,
        "第四条第三款",
        "有关单位和个人应当对精神障碍患者可能推断出其身份的信息予以保密。",
    ),
    "WC": Basis(
        "中华人民共和国未成年人保护法",
        _LAW,
        "第一百零三条",
        "不得披露有关案件中未成年人的姓名、就读学校以及其他可能识别出其身份的信息。",
    ),
    "JG": Basis(
        "中华人民共和国价格法",
        _LAW,
        "第三十六条",
        "依法取得的资料不得用于依法进行价格管理以外的任何其他目的。",
    ),
}
_CLOSED = {
    "PF": "条目明细本身可能使人推断记录的存在。",
    "AZ": "条目明细涉及特定人群的敏感个人信息。",
}


def _type(column: str) -> str:
    if column in _AREAS_THAT_ARE_TEXT:
        return "TEXT"
    if column.startswith("is_"):
        return "BOOLEAN"
    by_ending = {
        "_on": "DATE",
        "_at": "DATETIME",
        "_count": "INTEGER",
        "_amount": "MONEY",
        "_scope": "MEMO",
        "_text": "MEMO",
    }
    for ending, data_type in by_ending.items():
        if column.endswith(ending):
            return data_type
    return "NUMBER" if column.endswith(_DECIMALS) else "TEXT"


def _item(city: City, entry: str, text: str, *, is_of_person: bool) -> Item:
    name, column = text.split(":")
    return Item(
        name=name,
        column_name=column,
        data_type=_type(column),
        is_key=column in _KEYS,
        is_region=column == "district_code",
        value_rules=rules_of(entry, column),
        is_personal=column in _OF_PERSONS or (is_of_person and column == "address"),
        standard_id=city.standards.get(BY_COLUMN.get(column, "")),
    )


def _items(city: City, row: dict[str, str], kind: Kind) -> tuple[Item, ...]:
    texts = {text.split(":")[1]: text for text in f"{kind.items} {row['items']}".split()}
    is_of_person = kind.category == DataCategory.PERSON
    return tuple(
        _item(city, row["name"], text, is_of_person=is_of_person) for text in texts.values()
    )


def _condition(city: City, row: dict[str, str], kind: Kind) -> Condition:
    scope, _mark, listed = row["scope"].partition(":")
    names = tuple(listed.split(",")) if listed else ()
    return Condition(
        is_open_to_all=scope == "A",
        tiers=_TIERS.get(scope, ()),
        kinds=(DepartmentKind.AUTHORISED,) if scope == "K" else (),
        regions=names if scope == "R" else (),
        department_ids=tuple(city.departments[name].pk for name in names) if scope == "D" else (),
        purposes=kind.purposes,
        safeguards=kind.safeguards,
    )


def _modes(row: dict[str, str]) -> tuple[str, ...]:
    if row["class"] == "W":
        return (SharingMode.OTHER,)
    if row["class"] == "U":
        return (SharingMode.API, SharingMode.FILE)
    if row["frequency"] in "MQHY":
        return (SharingMode.API, SharingMode.BATCH)
    return (SharingMode.API,)


def _format(row: dict[str, str]) -> str:
    if row["frequency"] == "R":
        return DataFormat.INTERFACE
    return DataFormat.SPREADSHEET if row["kind"] == "SX" else DataFormat.DATABASE


def _level(row: dict[str, str]) -> str:
    if row["name"] in _IMPORTANT:
        return SecurityLevel.IMPORTANT
    if row["class"] == "W":
        return SecurityLevel.GENERAL_4
    if row["class"] == "U":
        return SecurityLevel.GENERAL_1
    is_of_person = KINDS[row["kind"]].category == DataCategory.PERSON
    return SecurityLevel.GENERAL_3 if is_of_person else SecurityLevel.GENERAL_2


def _abstract(row: dict[str, str], items: tuple[Item, ...], kind: Kind, provider: str) -> str:
    listed = "、".join(item.name for item in items[:5])
    frequency = _FREQUENCIES[row["frequency"]]
    with_use = "" if row["class"] == "W" else f"，{kind.use}"
    often = {
        UpdateFrequency.REAL_TIME: "实时更新",
        UpdateFrequency.DAILY: "每日更新",
        UpdateFrequency.WEEKLY: "每周更新",
        UpdateFrequency.MONTHLY: "每月更新",
        UpdateFrequency.QUARTERLY: "每季度更新",
        UpdateFrequency.HALF_YEARLY: "每半年更新",
        UpdateFrequency.YEARLY: "每年更新",
        UpdateFrequency.IRREGULAR: "不定期更新",
    }[frequency]
    return (
        f"{provider}在履行职责过程中形成的{row['name']}，包括{listed}等信息项，{often}{with_use}。"
    )


#: Kinds of entries that belong to a base registry, with the group of the guide they stand under.
_OF_REGISTRY = {"RK": "101001", "FR": "102001", "DL": "103001", "XY": "104003", "ZP": "105001"}


#: Entry → whether society is given its data, and under which conditions; the others do not say yet.
_OPENNESS = {
    "公共停车场（库）信息": (Openness.UNCONDITIONAL, ""),
    "食品经营许可证信息": (
        Openness.CONDITIONAL,
        "经实名登记后按批次提供；须注明数据来源和更新日期，不得用于识别特定个人。",
    ),
    "公共信用综合评价信息": (Openness.CLOSED, ""),
    "常住户籍人口基本信息": (Openness.CLOSED, ""),
}


def content(city: City, row: dict[str, str], classes: dict[str, int]) -> Content:
    """What the entry of the row states, complete."""
    kind = KINDS[row["kind"]]
    items = _items(city, row, kind)
    provider = city.departments[row["department"]]
    basis = BASES.get(row["scope"]) if row["class"] == "W" else None
    closed = _CLOSED.get(row["scope"], "") if basis else ""
    openness, open_condition = _OPENNESS.get(row["name"], ("", ""))
    return Content(
        name=row["name"],
        abstract=_abstract(row, items, kind, provider.short_name),
        classification_id=classes[_OF_REGISTRY.get(row["kind"], provider.directory_prefix)],
        data_format=_format(row),
        update_frequency=_FREQUENCIES[row["frequency"]],
        sharing_class=_CLASSES[row["class"]],
        sharing_modes=_modes(row),
        category=kind.category,
        security_level=_level(row),
        basis_instrument=f"《{basis.instrument}》" if basis else "",
        basis_level=basis.level if basis else "",
        basis_article=basis.article if basis else "",
        withheld_reason=basis.reason if basis else "",
        detail_closed=bool(closed),
        detail_closed_reason=closed,
        openness=openness,
        open_condition=open_condition,
        items=items,
        condition=_condition(city, row, kind) if row["class"] == "C" else None,
    )


def table() -> list[dict[str, str]]:
    """The rows of the table of entries."""
    return read_table("entries.csv", "|")
