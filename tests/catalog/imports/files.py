"""Workbooks and tables as clerks send them, made cell by cell."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

HEAD = (
    "信息资源名称",
    "信息资源代码",
    "信息资源提供方",
    "信息资源摘要",
    "信息项名称",
    "数据类型",
    "共享类型",
    "共享方式",
    "更新周期",
)


def workbook(
    rows: Iterable[Sequence[Any]], merged: Iterable[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """An .xlsx with these rows; ``merged`` are first row, first column, last row, last, text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("目录")
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    page.write(number, column, cell)
        for area in merged:
            page.merge_range(*area)
    return file.getvalue()


def table(rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def entry(name: str, **cells: str) -> list[str]:
    """A row of ``HEAD`` for an entry; the keys are beginnings of its words."""
    row = [""] * len(HEAD)
    row[0] = name
    for word, cell in cells.items():
        row[next(place for place, head in enumerate(HEAD) if head.endswith(word))] = cell
    return row
