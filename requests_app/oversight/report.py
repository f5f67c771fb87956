"""The report on how departments keep time, as a table that any spreadsheet opens."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces.tables import csv_text
from portal.regulation import deadlines
from requests_app.oversight.compliance import Record, Span

#: So that a spreadsheet takes it for UTF-8.
_BYTE_ORDER_MARK = "\ufeff"
#: The kinds of period that stand for themselves; the others only lengthen one of them.
KINDS = tuple(
    deadline
    for deadline in deadlines.DEADLINES
    if deadline not in {deadlines.ENTRY_UPDATE_EXTENSION, deadlines.ANSWER_EXTENSION}
)


def file_name(span: Span) -> str:
    """The name the file is saved under."""
    return f"compliance-{span.starts_on:%Y%m%d}-{span.ends_on:%Y%m%d}.csv"


def _head() -> list[str]:
    names = [
        _("Code of the department"),
        _("Department"),
        _("Region"),
        _("First day"),
        _("Last day"),
        _("Score"),
        _("Breaches found"),
    ]
    for kind in KINDS:
        names += [
            _("%(kind)s: in time") % {"kind": kind.label},
            _("%(kind)s: fell due") % {"kind": kind.label},
        ]
    return names


def _row(record: Record) -> Sequence[str | int | date]:
    rates = {rate.deadline: rate for rate in record.rates}
    cells: list[Any] = [
        record.department.code,
        record.department.name,
        record.department.region.name,
        record.span.starts_on,
        record.span.ends_on,
        "" if record.score is None else record.score,
        len(record.breaches),
    ]
    for kind in KINDS:
        rate = rates.get(kind.code)
        cells += [rate.kept, rate.counted] if rate else [0, 0]
    return cells


def table(records: Iterable[Record]) -> bytes:
    """One line for each department, in UTF-8 with its mark."""
    return (_BYTE_ORDER_MARK + csv_text(_head(), map(_row, records))).encode()
