"""The words under which a cell states a code, and the ones it is written with; days and lengths."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from django.utils import translation

from catalog.exchange.sources import data_format, frequency
from catalog.imports.columns import Use
from portal.interfaces.tables import unmarked
from portal.regulation.code_kinds import CodeKind
from portal.regulation.vocabulary import (
    DataCategory,
    DataFormat,
    ItemType,
    Openness,
    SecurityLevel,
    SharingClass,
    SharingMode,
    UpdateFrequency,
)

#: What says only that something is so, and not how.
_YES: Final = ("是", "1", "开放")
#: The words of the compilation guide of 2017; the first of each is written out.
_GUIDE: Final[dict[Use, dict[str, tuple[str, ...]]]] = {
    Use.SHARING_CLASS: {
        SharingClass.UNCONDITIONAL: ("无条件共享", "无条件", "1"),
        SharingClass.CONDITIONAL: ("有条件共享", "有条件", "2"),
        SharingClass.WITHHELD: ("不予共享", "不共享", "不予", "3"),
    },
    Use.MODES: {
        SharingMode.API: ("共享平台方式/接口", "接口", "服务接口", "接口方式"),
        SharingMode.BATCH: ("共享平台方式/数据库", "数据库", "库表", "批量交换", "库表交换"),
        SharingMode.FILE: ("共享平台方式/文件", "文件", "文件下载", "共享平台方式", "文件交换"),
        SharingMode.OTHER: ("其他方式", "其他", "邮件", "介质", "拷盘", "介质交换"),
    },
    Use.OPENNESS: {
        Openness.UNCONDITIONAL: ("无条件开放", *_YES, "无条件开发"),
        Openness.CONDITIONAL: ("有条件开放", "有条件", "有条件开发"),
        Openness.CLOSED: ("不予开放", "否", "0", "不开放", "非开放"),
    },
    Use.FREQUENCY: {
        UpdateFrequency.REAL_TIME: ("实时",),
        UpdateFrequency.DAILY: ("每日", "每天", "日"),
        UpdateFrequency.WEEKLY: ("每周", "周"),
        UpdateFrequency.TEN_DAYS: ("每旬", "旬"),
        UpdateFrequency.MONTHLY: ("每月", "月"),
        UpdateFrequency.QUARTERLY: ("每季度", "季度", "每季"),
        UpdateFrequency.HALF_YEARLY: ("每半年", "半年"),
        UpdateFrequency.YEARLY: ("每年", "年", "年度"),
        UpdateFrequency.IRREGULAR: ("不定期",),
        UpdateFrequency.OTHER: ("其他", "其它"),
    },
    Use.FORMAT: {
        DataFormat.DATABASE: ("数据库", "库表"),
        DataFormat.SPREADSHEET: ("电子表格", "表格"),
        DataFormat.DOCUMENT: ("电子文件", "文件", "文档"),
        DataFormat.IMAGE: ("图形图像", "图像", "图片"),
        DataFormat.STREAM: ("流媒体", "视频", "音频"),
        DataFormat.SELF_DESCRIBED: ("自描述格式", "自描述"),
        DataFormat.INTERFACE: ("服务接口", "接口"),
    },
    Use.ITEM_TYPE: {
        ItemType.TEXT: ("字符型C", "字符型", "C", "文本", "字符串", "VARCHAR", "CHAR", "STRING"),
        ItemType.NUMBER: ("数值型N", "数值型", "N", "双精度型B", "B", "浮点型F", "F", "DECIMAL"),
        ItemType.MONEY: ("货币型Y", "货币型", "Y"),
        ItemType.DATE: ("日期型D", "日期型", "D", "日期", "DATE"),
        ItemType.DATETIME: ("日期时间型T", "日期时间型", "T", "时间", "DATETIME", "TIMESTAMP"),
        ItemType.BOOLEAN: ("逻辑型L", "逻辑型", "L", "布尔型", "BOOLEAN"),
        ItemType.MEMO: ("备注型M", "备注型", "M", "TEXT", "CLOB"),
        ItemType.BINARY: ("通用型G", "通用型", "G", "二进制", "BLOB"),
        ItemType.INTEGER: ("整型I", "整型", "I", "整数", "INT", "INTEGER", "BIGINT"),
    },
    Use.CATEGORY: {},
    Use.GRADE: {},
    Use.ITEM_CODE_KIND: {},
}
_CHOICES: Final[dict[Use, Any]] = {
    Use.SHARING_CLASS: SharingClass,
    Use.MODES: SharingMode,
    Use.OPENNESS: Openness,
    Use.FREQUENCY: UpdateFrequency,
    Use.FORMAT: DataFormat,
    Use.ITEM_TYPE: ItemType,
    Use.CATEGORY: DataCategory,
    Use.GRADE: SecurityLevel,
    Use.ITEM_CODE_KIND: CodeKind,
}
#: What takes a value rule away; an empty cell leaves it as it is.
FREE: Final = "无"
#: What is written where there is nothing to say.
NOTHING: Final = frozenset({"", "无", "暂无", "-", "—", "/", "无条件", "null", "none"})
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_WIDE |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_LENGTH = re.compile(r"^(.*?)[\s(（\[,，:/]*(\d+)(?:[,，.]\d+)?\s*[)）\]]?$")
_DAY = re.compile(r"^(\d{4})(?:[-年/.](\d{1,2})(?:[-月/.](\d{1,2})日?)?月?)?年?(?:[T ].*)?$")
#: Chinese is written without blanks; one between two characters was typed to align them.
_STRAY = re.compile(r"(?<=[\u3400-\u9fff，。；：、]) (?=[\u3400-\u9fff，。；：、])")
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_CHINESE_DAY = re.compile(
    r"^([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]+)月)?(?:([一二三四五六七八九十]+)日)?$"
)
#: Days as a spreadsheet counts them, from 1954 to 2119.
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = date(1899, 12, 30)


def clean(cell: str) -> str:
    """The cell without stray blanks, with narrow letters and digits, and not marked as text."""
    text = unmarked(cell.strip())
    text = " ".join(text.translate(_WIDE).replace("\u3000", " ").replace("\ufeff", "").split())
    return _STRAY.sub("", text)


def as_written(cell: str) -> str:
    """The cell sign by sign, but for blanks around it; its last line may end, as it was written."""
    return unmarked(cell.strip(" \t\u3000\ufeff"))


def _key(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


@cache
def _codes(use: Use) -> dict[str, str]:
    """Each word for a code: the guide's, the code itself, its label in both languages."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {_key(str(label)): code for code, label in _CHOICES[use].choices}
    found |= {_key(code): code for code in _CHOICES[use].values}
    for code, words in _GUIDE[use].items():
        found |= {_key(word): str(code) for word in words}
    return found


def code_of(use: Use, word: str) -> str:
    """The code that the word stands for; nothing where it stands for none."""
    found = _codes(use).get(_key(word), "")
    if not found and use is Use.FREQUENCY:
        return frequency(word)
    if not found and use is Use.FORMAT:
        first = re.split(r"[/、,，;；(（]", word)[0]
        return _codes(use).get(_key(first), "") or data_format(word)
    return found


def is_yes(word: str) -> bool:
    """Whether the word says only that something is so, and not how."""
    return _key(word) in _YES


def word_of(use: Use, code: str) -> str:
    """The Chinese word that is written for a code."""
    words = _GUIDE[use].get(code, ())
    if words or not code:
        return words[0] if words else ""
    with translation.override("zh-hans"):
        return str(_CHOICES[use](code).label)


def known(use: Use) -> str:
    """The words that may be written, for a sentence."""
    return "、".join(word_of(use, code) for code in _CHOICES[use].values)


def several(text: str) -> Iterable[str]:
    """The words of a cell that holds several."""
    return [word.strip() for word in re.split(r"[、,，;；\n]+", text) if word.strip()]


def allowed_values(text: str) -> list[str]:
    """The values of a cell that lists them: one on each line, or on a single line with commas."""
    parts = text.splitlines() if "\n" in text else several(text)
    return [part.strip() for part in parts if part.strip()]


def listed(values: Sequence[str]) -> str:
    """The same for a cell; a value that stands alone ends its line, lest it be taken for two."""
    text = "\n".join(values)
    return f"{text}\n" if len(values) == 1 and len(list(several(text))) > 1 else text


def type_and_length(text: str) -> tuple[str, int | None]:
    """字符型C(18): type and length; the type is empty where its word is unknown."""
    found = code_of(Use.ITEM_TYPE, text)
    if found:
        return found, None
    match = _LENGTH.match(text)
    if match is None:
        return "", None
    return code_of(Use.ITEM_TYPE, match[1]), int(match[2][:9])


def _chinese_number(text: str) -> int:
    if "十" not in text:
        return int("".join(_DIGITS[sign] for sign in text))
    tens, _ten, ones = text.partition("十")
    return 10 * int(_DIGITS[tens] if tens else 1) + int(_DIGITS[ones] if ones else 0)


def day_of(text: str) -> date | None:
    """The day that a cell states: 2024-03-01, 2024年3月, 45122, 二〇二四年三月; or None."""
    try:
        if text.isascii() and text.isdigit() and len(text) == 5:
            return _SERIAL_ZERO + timedelta(days=int(text)) if int(text) in _SERIALS else None
        if text.isascii() and text.isdigit() and len(text) == 8:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        match = _DAY.match(text)
        if match is not None:
            return date(*(int(part) if part else 1 for part in match.groups()))
        chinese = _CHINESE_DAY.match(text)
        if chinese is not None:
            year, month, day = chinese.groups()
            number = int("".join(_DIGITS[sign] for sign in year))
            return date(number, *(_chinese_number(each) if each else 1 for each in (month, day)))
    except (ValueError, KeyError):
        return None
    return None
