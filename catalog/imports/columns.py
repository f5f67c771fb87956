"""What the columns of a workbook hold: the guide's columns, their other names, and the head."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from catalog.search.words import plain


class Use(TextChoices):
    """What a column holds; the names are those of the compilation guide of 2017.

    The guide knows no value rules: their columns follow those of the item.
    """

    CLASSIFICATION = "CLASSIFICATION", _("Classification of the resource")
    NAME = "NAME", _("Name of the resource")
    CODE = "CODE", _("Code of the resource")
    PROVIDER = "PROVIDER", _("Provider of the resource")
    PROVIDER_CODE = "PROVIDER_CODE", _("Code of the provider")
    ABSTRACT = "ABSTRACT", _("Abstract of the resource")
    FORMAT = "FORMAT", _("Format of the resource")
    ITEM_NAME = "ITEM_NAME", _("Item: name")
    ITEM_TYPE = "ITEM_TYPE", _("Item: data type")
    ITEM_LENGTH = "ITEM_LENGTH", _("Item: length")
    ITEM_COLUMN = "ITEM_COLUMN", _("Item: column")
    ITEM_DESCRIPTION = "ITEM_DESCRIPTION", _("Item: description")
    ITEM_REQUIRED = "ITEM_REQUIRED", _("Item: never empty")
    ITEM_UNIQUE = "ITEM_UNIQUE", _("Item: no value twice")
    ITEM_PATTERN = "ITEM_PATTERN", _("Item: pattern")
    ITEM_ALLOWED = "ITEM_ALLOWED", _("Item: allowed values")
    ITEM_MINIMUM = "ITEM_MINIMUM", _("Item: not below")
    ITEM_MAXIMUM = "ITEM_MAXIMUM", _("Item: not above")
    ITEM_MIN_LENGTH = "ITEM_MIN_LENGTH", _("Item: fewest characters")
    ITEM_MAX_LENGTH = "ITEM_MAX_LENGTH", _("Item: most characters")
    ITEM_CODE_KIND = "ITEM_CODE_KIND", _("Item: kind of code")
    SHARING_CLASS = "SHARING_CLASS", _("Type of sharing")
    CONDITION = "CONDITION", _("Conditions of sharing")
    MODES = "MODES", _("Way of sharing")
    WITHHELD_REASON = "WITHHELD_REASON", _("Why it is not shared")
    OPENNESS = "OPENNESS", _("Openness to society")
    OPEN_CONDITION = "OPEN_CONDITION", _("Conditions of opening")
    FREQUENCY = "FREQUENCY", _("Update cycle")
    CATEGORY = "CATEGORY", _("Data category of the entry")
    GRADE = "GRADE", _("Data grade of the entry")
    PUBLISHED_ON = "PUBLISHED_ON", _("Day of publication")
    RELATED = "RELATED", _("Related codes")


#: The value rules of an item, by the field that states each.
RULE_USES: Final[Mapping[Use, str]] = {
    Use.ITEM_REQUIRED: "is_required",
    Use.ITEM_UNIQUE: "is_unique",
    Use.ITEM_PATTERN: "pattern",
    Use.ITEM_ALLOWED: "allowed",
    Use.ITEM_MINIMUM: "minimum",
    Use.ITEM_MAXIMUM: "maximum",
    Use.ITEM_MIN_LENGTH: "min_length",
    Use.ITEM_MAX_LENGTH: "max_length",
    Use.ITEM_CODE_KIND: "code_kind",
}
ITEM_USES: Final = frozenset(
    {
        *(Use.ITEM_NAME, Use.ITEM_TYPE, Use.ITEM_LENGTH, Use.ITEM_COLUMN, Use.ITEM_DESCRIPTION),
        *RULE_USES,
    }
)
#: What is compared with values sign by sign, and so is read as it is written.
EXACT_USES: Final = frozenset({Use.ITEM_PATTERN, Use.ITEM_ALLOWED})

#: The words of the official template first: they are written out; the others are read as well.
WORDS: Final[dict[Use, tuple[str, ...]]] = {
    Use.CLASSIFICATION: ("信息资源分类", "资源分类", "目录分类", "分类代码"),
    Use.NAME: (
        *("信息资源名称", "资源名称", "目录名称", "数据名称", "数据资源名称", "数据目录名称"),
        *("条目名称", "标题", "名称", "资料集名称", "title", "name", "name of the entry"),
    ),
    Use.CODE: (
        *("信息资源代码", "资源代码", "目录代码", "目录编码", "资源编码", "条目代码"),
        *("信息资源编码", "entry code", "code"),
    ),
    Use.PROVIDER: (
        *("信息资源提供方", "资源提供方", "提供方", "提供单位", "提供部门", "提供机关", "数源单位"),
        *("来源部门", "责任单位", "资源所有权单位", "info.来源部门", "publisher", "provider"),
        *("publisher.name", "单位名称", "部门名称", "提供机构"),
    ),
    Use.PROVIDER_CODE: ("信息资源提供方代码", "提供方代码", "提供单位代码", "统一社会信用代码"),
    Use.ABSTRACT: (
        *("信息资源摘要", "资源摘要", "摘要", "摘要信息", "摘要描述", "描述", "说明", "目录摘要"),
        *("info.描述", "description", "abstract", "资料集描述", "数据描述"),
    ),
    Use.FORMAT: (
        *("信息资源格式", "资源格式", "数据格式", "格式", "信息资源格式分类", "文件格式"),
        *("data format", "format", "档案格式"),
    ),
    Use.ITEM_NAME: (
        *("信息项名称", "信息项", "数据项名称", "数据项", "字段名称", "字段中文名", "主要栏位"),
        *("item name", "item", "指标名称"),
    ),
    Use.ITEM_TYPE: ("数据类型", "信息项数据类型", "字段类型", "data type", "类型"),
    Use.ITEM_LENGTH: ("数据长度", "长度", "字段长度", "length"),
    Use.ITEM_COLUMN: ("字段名", "英文字段名", "字段英文名", "列名", "column"),
    Use.ITEM_DESCRIPTION: ("信息项说明", "字段说明", "字段描述", "数据项说明", "item description"),
    # 必填 alone is no head: it marks columns that must be filled in.
    Use.ITEM_REQUIRED: ("不得为空", "不能为空", "是否必填", "非空", "required"),
    Use.ITEM_UNIQUE: ("不得重复", "是否唯一", "唯一", "unique"),
    Use.ITEM_PATTERN: ("取值格式", "正则表达式", "pattern"),
    Use.ITEM_ALLOWED: ("允许值", "枚举值", "allowed values", "enum"),
    Use.ITEM_MINIMUM: ("最小值", "不小于", "minimum"),
    Use.ITEM_MAXIMUM: ("最大值", "不大于", "maximum"),
    Use.ITEM_MIN_LENGTH: ("最少字符数", "最小长度", "min length"),
    Use.ITEM_MAX_LENGTH: ("最多字符数", "最大长度", "max length"),
    Use.ITEM_CODE_KIND: ("代码种类", "kind of code"),
    Use.SHARING_CLASS: ("共享类型", "共享属性", "共享分类", "共享方式分类", "sharing class"),
    Use.CONDITION: ("共享条件", "使用条件", "共享条件或依据", "不予共享依据", "conditions of use"),
    Use.MODES: ("共享方式", "共享方式类型", "提供方式", "sharing modes"),
    Use.WITHHELD_REASON: ("不予共享理由", "不予共享原因", "不共享原因", "reason for not sharing"),
    Use.OPENNESS: (
        *("开放属性", "开放类型", "是否向社会开放", "开放状态", "社会开放属性", "开放分类"),
        *("openness to society", "openness"),
    ),
    Use.OPEN_CONDITION: ("开放条件", "开放条件或依据", "conditions of opening"),
    Use.FREQUENCY: (
        *("更新周期", "更新频率", "更新频度", "info.更新频率", "数据更新频率"),
        *("update frequency", "accrualperiodicity"),
    ),
    Use.CATEGORY: ("数据类别", "主体类别", "data category"),
    Use.GRADE: ("数据分级", "数据级别", "安全级别", "分级", "grade"),
    Use.PUBLISHED_ON: (
        *("发布日期", "发布时间", "更新日期", "更新时间", "最后更新时间", "info.发布时间"),
        *("published on",),
    ),
    Use.RELATED: (
        *("关联资源代码", "关联信息资源代码", "关联目录代码", "关联代码", "related codes"),
    ),
}
#: Over the last column of a file of rejected rows.
REASON: Final = _("Reason for the rejection")
#: How many rows at the top a head is looked for in, and how many of them a person chooses from.
_HEAD_ROWS, _OFFERED = 30, 20
#: Where the head is said to be in a table that begins with its first entry.
NO_HEAD: Final = -1
_SIGNS = re.compile(r"[\s*＊:：()（）【】\[\]必填选、_/-]+")


def heading_key(text: str) -> str:
    """A head's words without what people write differently: width, blanks, marks, script."""
    return _SIGNS.sub("", plain(unicodedata.normalize("NFKC", text)))


@cache
def _known() -> dict[str, Use]:
    return {heading_key(word): use for use, words in WORDS.items() for word in words}


def use_of(header: str) -> str:
    """What a column under these words holds, or nothing where the words are not known."""
    found = _known().get(heading_key(header))
    return "" if found is None else str(found)


def _hits(cells: Sequence[str]) -> int:
    return len({use_of(cell) for cell in cells} - {""})


def head_of(rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """The last row of the head, from 0, and the words over each column.

    A head of two rows (信息项信息 over 信息项名称, 数据类型) counts by its lower words where they
    are known, else by the upper ones. Without a known word it is the first row with two cells.
    """
    top = rows[:_HEAD_ROWS]
    best = max(range(len(top)), key=lambda number: (_hits(top[number]), -number), default=0)
    if not top or _hits(top[best]) == 0:
        filled = (number for number, row in enumerate(top) if sum(map(bool, row)) > 1)
        best = next(filled, 0)
        return best, list(top[best]) if top else []
    upper, lower = list(top[best]), list(top[best + 1]) if best + 1 < len(top) else []
    if any(lower) and all(use_of(cell) for cell in lower if cell):
        return best + 1, _both(upper, lower)
    return best, words_of(top, best)


def words_of(rows: Sequence[Sequence[str]], number: int) -> list[str]:
    """The words over each column where the row is the last of the head."""
    if number == NO_HEAD:
        return []
    own = list(rows[number])
    if number and _hits(rows[number - 1]) and any(use_of(cell) in ITEM_USES for cell in own):
        return _both(list(rows[number - 1]), own)
    return own


def possible_heads(rows: Sequence[Sequence[str]]) -> list[int]:
    """What a person may say is the head: a row at the top with any words, from 0, or none."""
    worded = [number for number, row in enumerate(rows[:_OFFERED]) if any(map(str.strip, row))]
    return [*worded, NO_HEAD]


def _both(upper: list[str], lower: list[str]) -> list[str]:
    width = max(len(upper), len(lower))
    upper, lower = (row + [""] * (width - len(row)) for row in (upper, lower))
    return [
        low if use_of(low) or not high else high for high, low in zip(upper, lower, strict=True)
    ]


def propose(headers: Sequence[str]) -> list[str]:
    """What each column seems to hold; the first column of each use has it."""
    given: set[str] = set()
    uses = []
    for header in headers:
        use = use_of(header)
        uses.append("" if use in given else use)
        given.add(use)
    # Without a name there are no items: 数据类型 is then the entry's own affair.
    has_items = Use.ITEM_NAME in given
    return [use if has_items or use not in ITEM_USES else "" for use in uses]


def without_reason(headers: Sequence[str]) -> Sequence[str]:
    """The head without the column of reasons that a file of rejected rows ends with."""
    reasons = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            reasons.add(heading_key(str(REASON)))
    is_last = bool(headers) and heading_key(headers[-1]) in reasons
    return headers[:-1] if is_last else headers


def digest(headers: Sequence[str]) -> str:
    """By which the same head is found again."""
    words = "|".join(heading_key(header) for header in without_reason(headers))
    return hashlib.sha256(words.encode()).hexdigest()
