"""Value rules of the demo city: codes are valid everywhere, and three entries say more."""

from collections.abc import Mapping
from typing import Final

from portal.regulation.code_kinds import CodeKind
from portal.regulation.value_rules import ValueRules

#: What a column of this name holds in every entry.
_EVERYWHERE: Final[Mapping[str, ValueRules]] = {
    "credit_code": ValueRules(is_required=True, code_kind=CodeKind.CREDIT_CODE),
    "citizen_id": ValueRules(is_required=True, code_kind=CodeKind.CITIZEN_ID),
}
_OF_ENTRIES: Final[Mapping[str, Mapping[str, ValueRules]]] = {
    "食品经营许可证信息": {
        "licence_number": ValueRules(is_required=True, is_unique=True, pattern="JY[0-9]{14}"),
        "business_kind": ValueRules(allowed=("餐饮服务经营者", "食品销售经营者", "单位食堂")),
        "licence_status": ValueRules(is_required=True, allowed=("有效", "注销", "吊销")),
        "issued_on": ValueRules(minimum="2015-10-01"),
    },
    "公共信用综合评价信息": {
        "grade": ValueRules(is_required=True, allowed=("优", "良", "中", "差")),
        "score_value": ValueRules(minimum="0", maximum="100"),
    },
    "公共停车场（库）信息": {
        "place_code": ValueRules(is_required=True, is_unique=True, pattern="TC[0-9]{6}"),
        "district_code": ValueRules(code_kind=CodeKind.REGION_CODE),
        "space_count": ValueRules(minimum="1"),
    },
}


def rules_of(entry: str, column: str) -> ValueRules:
    """What the values of the column keep in this entry."""
    own = _OF_ENTRIES.get(entry, {})
    return own.get(column) or _EVERYWHERE.get(column) or ValueRules()
