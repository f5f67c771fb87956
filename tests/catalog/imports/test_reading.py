"""What files hold: every form a clerk's table comes in, and every file that is none."""

import io
import struct
import zipfile

import pytest
from django.utils import translation

from catalog.exchange.faults import FileFault
from catalog.imports.columns import Use, head_of, propose
from catalog.imports.lines import blocks, unfolded
from catalog.imports.reading import Grid, read_file
from catalog.imports.words import clean, code_of, day_of, type_and_length
from tests.catalog.imports import files

ROWS = [
    ["信息资源名称", "摘要"],
    ["企业登记信息", "全市企业登记的基本信息"],
    ["食品经营许可", "许可证信息"],
]
#: The same in traditional characters, as Big5 has them.
TRADITIONAL = [
    ["信息資源名稱", "摘要"],
    ["企業登記信息", "全市企業登記的基本信息"],
    ["食品經營許可", "許可證信息"],
]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_table_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert read_file(files.table(ROWS, encoding)).rows == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_latin_letters_in_unmarked_utf16_are_no_zeros(encoding: str) -> None:
    assert read_file("name,abstract\na,b\n".encode(encoding)).rows[1] == ["a", "b"]


def test_a_zero_in_a_short_text_makes_no_utf16_of_it() -> None:
    grid = read_file("名称,摘要全文\n登记,a\x00b\n".encode())
    assert (grid.rows[1], grid.bad) == (["登记", "a\ufffdb"], {1})


def test_big5_is_not_taken_for_gb18030() -> None:
    assert read_file(files.table(TRADITIONAL, "big5")).rows == TRADITIONAL
    assert propose(TRADITIONAL[0]) == [Use.NAME, Use.ABSTRACT]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    assert read_file(text.encode()).rows == ROWS


def test_merged_cells_are_repeated_downwards_and_wide_ones_known() -> None:
    raw = files.workbook(
        [["", ""], ["名称", "提供方"], ["甲", None], ["乙", None]],
        merged=[(0, 0, 0, 3, "目录"), (2, 1, 3, 1, "市局")],
    )
    grid = read_file(raw)
    assert grid.rows[2:] == [["甲", "市局"], ["乙", "市局"]]
    assert grid.wide == {0}


def _faults(raw: bytes) -> str:
    with pytest.raises(FileFault) as caught, translation.override("en"):
        read_file(raw)
    with translation.override("en"):
        return str(caught.value)


def _zip(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr(name, content)
    return file.getvalue()


def _lying() -> bytes:
    """A workbook whose directory says that a part of two megabytes unpacks to ten bytes."""
    raw = bytearray(_zip("xl/sheet.xml", b"0" * 2_000_000))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = raw.rfind(mark)
        raw[start + place : start + place + 4] = struct.pack("<I", 10)
    return bytes(raw)


def _many_parts() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(1_001):
            packed.writestr(f"part{number}", "")
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"  \r\n ", "is empty"),
        (b"%PDF-1.7 ...", "no table"),
        (b"\x00\x01\x02\x03" * 200, "no table"),
        (b"PK\x03\x04 broken", "damaged"),
        (_zip("x", b"1"), "damaged"),
        (files.workbook([["甲"]])[:-400], "damaged"),
        (_zip("xl/vbaProject.bin", b"1"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (_lying(), "table of contents is wrong"),
        (_zip("xl/worksheets/sheet1.xml", b"0" * 200_000_000), "unpacks to far more"),
        (_zip("xl/media.bin", b"0" * 5_000_000), "unpacks to far more"),
        (_many_parts(), "more than 1,000 parts"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"a,b\n" * 200_001, "more than 200,000 rows"),
        (b"," * 1_000_000 + b"a", "more than 200 columns"),
        (b"[1, 2, 3]", "no table"),
        ('名称,摘要\n甲,一\n乙,"二\n丙,三\n'.encode(), "opens in row 3"),
        ('名称,摘要\n甲,"一'.encode(), "opens in row 2"),
        ("\ufeff<html><table><tr><td>名称</td></tr></table></html>".encode(), "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "web page"),
        (
            ("名称,摘要\n" + "企业登记信息,甲\n" * 200).encode("gb18030") + b"\x81\xff,x\n",
            "Line 202",
        ),
        (bytes(range(1, 256)) * 9, "is no text in"),
        (("名称,摘要\n" + "企业登记信息," * 200 + "\n").encode() + b"\xe4\xbc,x\n", "Line 3"),
    ],
)
def test_what_is_no_table_gets_a_sentence(raw: bytes, says: str) -> None:
    assert says in _faults(raw)


def test_blank_cells_at_the_end_of_rows_are_no_columns() -> None:
    assert read_file(f"名称,摘要{',' * 500}\n甲,一{', ' * 500}\n".encode()).rows == [
        ["名称", "摘要"],
        ["甲", "一"],
    ]


def test_a_quotation_mark_within_a_cell_opens_nothing() -> None:
    assert read_file('名称,摘要\n甲,5" 屏\n乙,"二""\n三"'.encode()).rows == [
        ["名称", "摘要"],
        ["甲", '5" 屏'],
        ["乙", '二"\n三'],
    ]


@pytest.mark.parametrize("first", ["instructions", "hidden", "empty"])
def test_the_sheet_of_the_table_is_found(first: str) -> None:
    """Behind instructions, a hidden list of values, or an empty sheet."""
    import xlsxwriter

    table = [["名称", "摘要", "更新周期"], ["甲", "一", "每日"]]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page, shown = book.add_worksheet("1"), book.add_worksheet("2")
        if first == "instructions":
            page.write_column(0, 0, ["填写说明", "一、每行填写一项", "二、不得合并单元格"])
        if first == "hidden":
            for number, row in enumerate([["字典", "每日", "每月"]] * 3):
                page.write_row(number, 0, row)
            shown.activate()
            shown.set_first_sheet()
            page.hide()
        for number, row in enumerate(table):
            shown.write_row(number, 0, row)
    grid = read_file(file.getvalue())
    # A sheet that holds no table, or is out of sight, is not missed.
    assert (grid.rows, grid.sheets_left) == (table, ())


def test_a_narrow_table_alone_is_read() -> None:
    assert read_file(files.workbook([["名称"], ["甲"]])).rows == [["名称"], ["甲"]]


def test_a_cell_at_the_far_end_of_the_sheet_does_not_take_the_process_with_it() -> None:
    """A million rows by sixteen thousand columns, of which two cells are filled."""
    rows = [["甲"]]
    file = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, rows[0][0])
        page.write(1_048_575, 16_383, "乙")
    assert _faults(file.getvalue())


def test_the_faults_are_told_in_chinese_too() -> None:
    with pytest.raises(FileFault) as caught, translation.override("zh-hans"):
        read_file(_zip("xl/vbaProject.bin", b"1"))
    with translation.override("zh-hans"):
        assert "宏" in str(caught.value)


def test_a_checksum_that_is_wrong_is_no_crash() -> None:
    raw = bytearray(files.workbook([["甲", "乙"]] * 50))
    raw[60] ^= 0xFF
    try:
        read_file(bytes(raw))
    except FileFault as fault:
        assert str(fault)


# Columns and lines.


def test_the_head_below_titles_is_found_and_two_rows_of_it_are_read_together() -> None:
    grid = [
        ["政务数据目录"],
        ["填报单位：市局"],
        ["信息资源名称", "信息项信息", ""],
        ["信息资源名称", "信息项名称", "数据类型"],
        ["企业登记信息", "类型", "C"],
    ]
    row, heads = head_of(grid)
    assert row == 3
    assert propose(heads) == [Use.NAME, Use.ITEM_NAME, Use.ITEM_TYPE]


def test_every_line_is_accounted_for_once() -> None:
    rows = [
        ["政务数据目录"],
        ["信息资源名称", "信息项名称"],
        ["一、市场准入类"],
        ["企业登记信息", "企业名称"],
        ["", "住所"],
        [],
        ["企业登记信息", "成立日期"],
        ["信息资源名称", "信息项名称"],
        ["食品经营许可", "许可证编号"],
    ]
    found = list(blocks(Grid(rows), 1, [Use.NAME, Use.ITEM_NAME]))
    assert sorted(number for block in found for number in block.numbers) == list(range(1, 10))
    entries = {block.number: [n for n, _c in block.items] for block in found if not block.outcome}
    assert entries == {4: [4, 5, 7], 9: [9]}


def test_objects_in_cells_become_columns() -> None:
    rows = [
        ["name", "info"],
        ["甲", '{"来源部门": "市局", "描述": "子"}{"更新频率": "每天"}'],
        ["乙", '{"来源部门": "区局"}'],
    ]
    grid, heads = unfolded(Grid(rows), 0, rows[0])
    assert heads == ["name", "info", "来源部门", "描述", "更新频率"]
    assert grid.rows[1][2:] == ["市局", "子", "每天"]
    assert grid.rows[2][2:] == ["区局", "", ""]


def test_concatenated_objects_are_a_table() -> None:
    raw = '{"name": "甲", "info": {"来源部门": "市局"}}\n{"name": "乙"}'
    assert read_file(raw.encode()).rows == [["name", "info.来源部门"], ["甲", "市局"], ["乙"]]


# Words and days.


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024.03.01", "2024-03-01"),
        ("2024年3月", "2024-03-01"),
        ("20240301", "2024-03-01"),
        # A spreadsheet counts days so that 45122 is the fifteenth of July 2023.
        ("45122", "2023-07-15"),
        ("二〇二四年三月", "2024-03-01"),
        ("二○二四年十二月三十一日", "2024-12-31"),
        ("2024-02-30", "None"),
        ("昨天", "None"),
        ("12345", "None"),
    ],
)
def test_days_as_people_write_them(text: str, day: str) -> None:
    assert str(day_of(text)) == day


def test_blanks_and_widths() -> None:
    assert clean("　企业　登记\u00a0信息２０２４ＡＢ，") == "企业登记信息2024AB，"
    assert clean("'=1+1") == "=1+1"
    assert clean("'quoted'") == "'quoted'"


@pytest.mark.parametrize(
    ("use", "word", "code"),
    [
        (Use.SHARING_CLASS, "有条件共享", "CONDITIONAL"),
        (Use.SHARING_CLASS, "３", "WITHHELD"),
        (Use.FREQUENCY, "每季度", "QUARTERLY"),
        (Use.MODES, "共享平台方式/数据库", "BATCH"),
        (Use.FORMAT, "电子表格/xlsx", "SPREADSHEET"),
        (Use.ITEM_TYPE, "日期时间型T", "DATETIME"),
        (Use.SHARING_CLASS, "也许", ""),
    ],
)
def test_the_guides_words(use: Use, word: str, code: str) -> None:
    assert code_of(use, word) == code


def test_type_and_length_in_one_cell() -> None:
    assert type_and_length("字符型C(18)") == ("TEXT", 18)
    assert type_and_length("数值型N") == ("NUMBER", None)
