"""Reads a code list from lines such as ``310101,黄浦区,2000-01-01,``: all of it, or each fault."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

#: code, name, from, until; the last two may be left out or empty.
_COLUMNS = 4
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEADER = ("code", "代码")
LONGEST_CODE, LONGEST_NAME = 40, 200


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line as read: what the code means, from one day to another, both counted."""

    number: int
    code: str
    name: str
    starts_on: date | None = None
    ends_on: date | None = None

    def overlaps(self, starts_on: date | None, ends_on: date | None) -> bool:
        """Whether there is a day on which both count."""
        ends_before = None not in (self.ends_on, starts_on) and self.ends_on < starts_on  # type: ignore[operator]
        begins_after = None not in (self.starts_on, ends_on) and self.starts_on > ends_on  # type: ignore[operator]
        return not ends_before and not begins_after


def fault(number: int, why: str) -> str:
    """第3行：…: a line that cannot be taken, and why."""
    return _("line %(number)s: %(why)s") % {"number": number, "why": why}


def read(text: str) -> tuple[list[CodeLine], list[str]]:
    """The lines, and a sentence for each that cannot be read.

    A first line with the names of the columns and empty lines are passed over.
    """
    lines: list[CodeLine] = []
    faults: list[str] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        for cells in reader:
            number, row = reader.line_num, [cell.strip() for cell in cells]
            is_header = not lines and not faults and row[:1] and row[0].lower() in _HEADER
            if not any(row) or is_header:
                continue
            found = _line(number, row)
            if isinstance(found, CodeLine):
                lines.append(found)
            else:
                faults.append(fault(number, found))
    except csv.Error:
        faults.append(fault(reader.line_num, _("it cannot be read as comma-separated text")))
    return lines, faults


def _line(number: int, row: list[str]) -> CodeLine | str:
    """The line, or why it cannot be read."""
    if not 2 <= len(row) <= _COLUMNS:
        return _("it has to hold code, name, from and until")
    code, name = row[:2]
    if not code or not name:
        return _("code or name is missing")
    if len(code) > LONGEST_CODE or len(name) > LONGEST_NAME:
        return _("code or name is too long")
    try:
        starts_on, ends_on = (_day(each) for each in _days(row))
    except ValueError:
        return _("a day is not written as 2025-08-01")
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        return _("it ends before it begins")
    return CodeLine(number, code, name, starts_on, ends_on)


def _day(text: str) -> date | None:
    """The day; None: it is not known.

    :raises ValueError: it is not written as four, two and two digits.
    """
    if not text:
        return None
    if _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def _days(row: list[str]) -> tuple[str, str]:
    first, last = [*row[2:], "", ""][:2]
    return first, last


def overlapping(lines: Iterable[CodeLine]) -> list[str]:
    """A sentence for each line that counts on a day on which an earlier line of the code does."""
    seen: dict[str, list[CodeLine]] = {}
    faults = []
    for line in lines:
        earlier = seen.setdefault(line.code, [])
        other = next((one for one in earlier if line.overlaps(one.starts_on, one.ends_on)), None)
        if other is not None:
            why = _("its period overlaps that of line %(other)s") % {"other": other.number}
            faults.append(fault(line.number, why))
        earlier.append(line)
    return faults
