"""Invented residents, enterprises, licences, gradings and car parks, made from one seed.

Nobody is meant: citizen identity numbers carry an area code (319999) that no county ever had,
organisation codes begin with DM, and names say that they are examples.
"""

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog.directories.actions import Content, Item
from portal.regulation.codes import complete_citizen_id
from requests_app.management.demo.city import credit_code

NO_COUNTY = "319999"
DISTRICTS = (
    *("310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112"),
    *("310113", "310114", "310115", "310116", "310117", "310118", "310120", "310151"),
)
_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_FIRST = ("云杉", "青禾", "海棠", "银杏", "白鹭", "晨帆", "知行", "启明", "星河", "远岸")
_SECOND = ("商贸", "餐饮管理", "信息科技", "物流", "生物科技", "文化传播", "建筑工程", "机电设备")
_ROADS = ("演示路", "样例路", "示范路", "虚拟路", "测试路")

type Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Makers:
    """What rows are made from: chance and the day they are made on."""

    chance: random.Random
    today: date

    def day(self, years: int) -> date:
        """A day within the last so many years."""
        return self.today - timedelta(days=self.chance.randrange(1, years * 365))

    def address(self) -> str:
        """An address in a street that is not there."""
        return f"上海市{self.chance.choice(_ROADS)}{self.chance.randint(1, 999)}号"

    def person(self, number: int) -> Row:
        """A person who is nobody."""
        born = self.today - timedelta(days=self.chance.randrange(18 * 365, 90 * 365))
        sequence = number % 1000
        name = self.chance.choice(_FAMILIES) + "某" + self.chance.choice(_STEMS)
        return {
            "name": name,
            "citizen_id": complete_citizen_id(f"{NO_COUNTY}{born:%Y%m%d}{sequence:03d}"),
            "gender": "男" if sequence % 2 else "女",
            "ethnic_group": "汉族" if self.chance.random() < 0.96 else "回族",
            "born_on": born,
        }

    def enterprise(self, number: int) -> Row:
        """An enterprise nobody registered."""
        district = self.chance.choice(DISTRICTS)
        name = f"上海{self.chance.choice(_FIRST)}{number:04d}（演示）"
        return {
            "organisation_name": f"{name}{self.chance.choice(_SECOND)}有限公司",
            "credit_code": credit_code("91", district, f"DM{number:06d}"),
            "district_code": district,
        }


def residents(make: Makers, number: int) -> Row:
    """常住户籍人口基本信息."""
    return make.person(number) | {
        "district_code": make.chance.choice(DISTRICTS),
        "address": make.address(),
        "household_kind": make.chance.choice(("家庭户", "家庭户", "家庭户", "集体户")),
        "moved_in_on": make.day(18),
    }


def enterprises(make: Makers, number: int) -> Row:
    """企业登记基本信息."""
    return make.enterprise(number) | {
        "organisation_kind": make.chance.choice(("有限责任公司", "股份有限公司", "个人独资企业")),
        "founded_on": make.day(25),
        "capital_amount": make.chance.choice((50, 100, 200, 500, 1000, 3000)) * 10_000,
        "business_scope": "一般项目：技术服务、货物进出口（演示数据）。",
        "registered_status": "存续" if make.chance.random() < 0.9 else "注销",
        "address": make.address(),
    }


def _licence_number(number: int) -> str:
    """Of the number of a licence some were mistyped, and some entered twice."""
    if number % 400 == 7:
        return f"JY131999{number:07d}"
    return f"JY1319999{number - (number % 300 == 0):07d}"


def food_licences(make: Makers, number: int) -> Row:
    """食品经营许可证信息."""
    issued = make.day(5)
    expires = issued + timedelta(days=5 * 365)
    return make.enterprise(number) | {
        "licence_number": _licence_number(number),
        "issuer": "上海市市场监督管理局",
        "issued_on": issued,
        "expires_on": expires,
        "business_kind": make.chance.choice(("餐饮服务经营者", "食品销售经营者", "单位食堂")),
        "business_scope": "热食类食品制售；预包装食品销售。",
        "address": make.address(),
        "licence_status": "有效",
    }


def gradings(make: Makers, number: int) -> Row:
    """公共信用综合评价信息."""
    score = round(make.chance.uniform(40, 100), 1)
    decided = make.day(1)
    return make.enterprise(number) | {
        "deciding_organ": "上海市发展和改革委员会",
        "decided_on": decided,
        "grade": "优" if score >= 85 else "良" if score >= 70 else "中" if score >= 55 else "差",
        "score_value": score,
        "month": f"{decided:%Y-%m}",
        "expires_on": decided + timedelta(days=365),
    }


def car_parks(make: Makers, number: int) -> Row:
    """公共停车场（库）信息."""
    return {
        "place_name": f"{make.chance.choice(_FIRST)}{number:03d}号停车场（演示）",
        "place_code": f"TC{number:06d}",
        "district_code": make.chance.choice(DISTRICTS),
        "longitude": round(make.chance.uniform(121.2, 121.8), 6),
        "latitude": round(make.chance.uniform(30.9, 31.4), 6),
        "address": make.address(),
        "space_count": make.chance.randint(20, 900),
        "charger_count": make.chance.randint(0, 60),
        "fee_amount": make.chance.choice((5, 8, 10, 15)),
        "opening_hours": make.chance.choice(("00:00-24:00", "06:00-23:00")),
    }


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource to load: the entry it belongs to, how many rows, and how each is made."""

    entry: str
    name: str
    key: str
    count: int
    make: Callable[[Makers, int], Row]


RESOURCES = (
    Resource("常住户籍人口基本信息", "户籍人口库表", "citizen_id", 3000, residents),
    Resource("企业登记基本信息", "企业登记库表", "credit_code", 3000, enterprises),
    Resource("食品经营许可证信息", "食品经营许可证照库", "credit_code", 1200, food_licences),
    Resource("公共信用综合评价信息", "信用评价结果表", "credit_code", 1500, gradings),
    Resource("公共停车场（库）信息", "停车场点位表", "place_code", 600, car_parks),
)


#: Of which entries the past was supplied besides, and how many rows each has.
_PLAIN = (
    *("来沪人员居住登记信息", "户口迁移信息", "机动车登记信息", "居住证签发信息", "结婚登记信息"),
    *("最低生活保障对象信息", "特困人员救助供养信息", "高龄老人津贴发放信息", "养老机构备案信息"),
    *("社会保险参保登记信息", "就业登记信息", "失业登记信息", "医疗机构执业登记信息"),
    *("食品生产许可证信息", "企业变更登记信息", "建筑业企业资质信息", "不动产抵押登记信息"),
    *("房屋建筑基本信息", "道路运输经营许可证信息", "固定污染源排污许可信息", "高等教育学位信息"),
    *("工贸企业风险分级信息", "标准地址门牌信息", "机动车驾驶证信息"),
)
_PLAIN_COUNT = 300


def plain(contents: Mapping[str, Content]) -> list[Resource]:
    """Resources whose rows are made from nothing but what the entry's items are."""
    found = []
    for name in _PLAIN:
        items = contents[name].items
        key = next(item.column_name for item in items if item.is_key)
        found.append(Resource(name, f"{name}库表", key, _PLAIN_COUNT, _maker(items)))
    return found


def _maker(items: Sequence[Item]) -> Callable[[Makers, int], Row]:
    def make(make: Makers, number: int) -> Row:
        known = make.person(number) | make.enterprise(number)
        known["holder_name"] = known["name"]
        known["district_code"] = make.chance.choice(DISTRICTS)
        return {
            item.column_name: known.get(item.column_name, _value(item, make, number))
            for item in items
        }

    return make


def _value(item: Item, make: Makers, number: int) -> object:
    """Something of the item's type that says no more than that it is a sample."""
    if item.is_key:
        return f"YS{number:08d}"
    if item.data_type in {"INTEGER", "MONEY", "NUMBER"}:
        return make.chance.randint(1, 500)
    if item.data_type == "DATE":
        return make.day(6)
    if item.data_type == "DATETIME":
        return f"{make.day(2)} 09:30:00"
    if item.data_type == "BOOLEAN":
        return make.chance.choice(("是", "否"))
    return f"{item.name}{make.chance.randint(1, 9)}（样例）"


def _rows(resource: Resource, make: Makers) -> Iterator[Row]:
    for number in range(1, resource.count + 1):
        yield resource.make(make, number)


def write(
    resource: Resource, items: Sequence[Item], path: Path, *, chance: random.Random, today: date
) -> list[str]:
    """Write the resource's rows to a CSV file under the items' names.

    :returns: the first look-up keys, for those who ask for one subject.
    """
    make = Makers(chance, today)
    keys: list[str] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([item.name for item in items])
        for row in _rows(resource, make):
            writer.writerow([row[item.column_name] for item in items])
            if len(keys) < 200:
                keys.append(str(row[resource.key]))
    return keys
