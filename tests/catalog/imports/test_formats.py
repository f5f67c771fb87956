"""One table as three office programs wrote it: each is read alike, to the last cell and outcome."""

from pathlib import Path

import pytest

from catalog.imports.reading import read_file
from tests.catalog.imports.conftest import Office, line, outcomes

FOLDER = Path(__file__).parent / "workbooks"
FORMATS = ("catalog.xls", "catalog.ods", "catalog.xlsx")
NAME, PROVIDER = "特种设备使用登记信息", "上海市市场监督管理局"
FIRST = (NAME, PROVIDER, "在用特种设备的登记情况。")
SHARED = ("无条件共享", "接口", "每月", "2025-03-01")
#: As the table was typed: cells merged downwards repeated, numbers and days as text.
BODY = [
    [*FIRST, "设备注册代码", "字符型C", "20", *SHARED],
    [*FIRST, "使用单位", "字符型C", "120", *SHARED],
    [*FIRST, "登记日期", "日期型D", "", *SHARED],
]
LAST = [
    *("计量标准考核信息", PROVIDER, "计量标准考核的结果。", "考核证书编号", "字符型C", "0018"),
    *("无条件共享", "文件", "每年", "2024年12月31日"),
]


@pytest.mark.parametrize("name", FORMATS)
def test_every_cell_is_read(name: str) -> None:
    grid = read_file((FOLDER / name).read_bytes())
    found = [row + [""] * (len(LAST) - len(row)) for row in grid.rows]
    # What .ods says of merged cells is not read: below the first they are empty, as typed.
    covered = [BODY[0], *(["", "", "", *row[3:6], "", "", "", ""] for row in BODY[1:])]
    assert found[4:7] == (covered if name.endswith(".ods") else BODY)
    assert found[8] == LAST


@pytest.mark.parametrize("name", FORMATS)
def test_every_line_comes_out_alike(office: Office, name: str) -> None:
    batch = office.loaded((FOLDER / name).read_bytes())
    assert outcomes(batch) == {
        1: "HEADING",
        2: "HEADING",
        3: "HEADING",
        4: "HEADING",
        5: "NEW",
        6: "ITEM",
        7: "ITEM",
        8: "HEADING",
        9: "NEW",
    }
    made = line(batch, 5).version
    assert made is not None
    items = made.items.order_by("position").values_list("name", "data_type", "length")
    assert list(items) == [
        ("设备注册代码", "TEXT", 20),
        ("使用单位", "TEXT", 120),
        ("登记日期", "DATE", None),
    ]
    other = line(batch, 9).version
    assert other is not None
    assert other.items.get().length == 18, "a number kept as text is the same number"
    stated = (made.sharing_class, made.sharing_modes, made.update_frequency)
    assert stated == ("UNCONDITIONAL", ["API"], "MONTHLY")
