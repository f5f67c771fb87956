"""What the demo city's departments ask each other for: entry, use, legal basis, period, rows."""

from dataclasses import dataclass

from portal.regulation.vocabulary import Purpose

PUBLIC = Purpose.PUBLIC_SERVICE
CONTROL = Purpose.SUPERVISION

RESIDENTS = "常住户籍人口基本信息"
ENTERPRISES = "企业登记基本信息"
FOOD = "食品经营许可证信息"
GRADES = "公共信用综合评价信息"
PARKING = "公共停车场（库）信息"

#: Which law lets a department use others' data.
_BASES = {
    "RSJ": "《失业保险条例》第二十五条",
    "PDRS": "《失业保险条例》第二十五条",
    "MZJ": "《社会救助暂行办法》第五十八条",
    "HKMZ": "《社会救助暂行办法》第五十八条",
    "JAMZ": "《社会救助暂行办法》第五十八条",
    "BWT": "《社会救助暂行办法》第五十八条",
    "ZJW": "《社会救助暂行办法》第五十八条",
    "SCJG": "《中华人民共和国食品安全法》第一百零九条",
    "HKSC": "《中华人民共和国市场主体登记管理条例》第三十八条",
    "PDSC": "《中华人民共和国市场主体登记管理条例》第三十八条",
    "YJJ": "《中华人民共和国安全生产法》第六十二条",
    "FGW": "《优化营商环境条例》第五十三条",
    "JYW": "《中华人民共和国义务教育法》第十二条",
    "WJW": "《中华人民共和国基本医疗卫生与健康促进法》第四十九条",
    "GAJ": "《中华人民共和国户口登记条例》第三条",
}
_ELSEWHERE = "《优化营商环境条例》第三十七条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request as it would be typed.

    ``purpose`` is the first published one where none is named. ``until`` counts calendar days
    from today to the last day of use. ``district`` asks for the rows of one district only.
    ``refused_columns`` are answered no; ``is_unnamed`` leaves the application system open.
    """

    by: str
    entry: str
    scenario: str
    purpose: str = ""
    until: int = 200
    district: str = ""
    columns: int = 6
    refused_columns: int = 0
    is_unnamed: bool = False

    @property
    def legal_basis(self) -> str:
        """The article that gives the department the duty."""
        return _BASES.get(self.by, _ELSEWHERE)

    @property
    def scope(self) -> str:
        """Who uses the data, and how."""
        return f"仅限本部门“{self.scenario}”事项的经办人员，按单笔业务查询使用。"
