"""The report on how departments keep time: as a table, as a workbook, and on paper."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from portal.interfaces import papers, show, workbooks
from portal.interfaces.tables import csv_file
from portal.interfaces.workbooks import Sheet
from portal.regulation import articles, breaches, deadlines
from requests_app.oversight import formula
from requests_app.oversight.compliance import Record
from requests_app.oversight.figures import kinds
from requests_app.oversight.formula import Period, Rate
from requests_app.oversight.span import Span

#: The kinds of period that stand for themselves; the others only lengthen one of them.
KINDS = tuple(
    deadline
    for deadline in deadlines.DEADLINES
    if deadline not in {deadlines.ENTRY_UPDATE_EXTENSION, deadlines.ANSWER_EXTENSION}
)


def file_name(span: Span, ending: str) -> str:
    """The name the file is saved under."""
    return f"compliance-{span.starts_on:%Y%m%d}-{span.ends_on:%Y%m%d}.{ending}"


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
    for figure in kinds():
        names += [str(figure.label), _("%(figure)s: in all") % {"figure": figure.label}]
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
    for figure in record.figures:
        cells += [figure.reached, figure.counted]
    return cells


def table(records: Iterable[Record]) -> bytes:
    """One line for each department, in UTF-8 with its mark."""
    return csv_file(_head(), map(_row, records))


# The workbook: the same table, and beside it all that it was computed from.


def outcome(period: Period) -> str:
    """What became of a period, in a few words."""
    if period.is_excused:
        return _("not counted: found to be no breach")
    return _("in time") if period.is_kept else _("late")


def _period_rows(records: Iterable[Record]) -> Iterator[Sequence[Any]]:
    for record in records:
        for period in record.periods:
            yield (
                record.department.code,
                record.department.name,
                str(deadlines.BY_CODE[period.deadline].label),
                period.number,
                period.due_on,
                period.ended_on,
                outcome(period),
            )


def _breach_rows(records: Iterable[Record]) -> Iterator[Sequence[Any]]:
    for record in records:
        for breach in record.breaches:
            yield (
                record.department.code,
                record.department.name,
                breach.basis,
                str(breaches.Code(breach.code).label),
                breach.public_number,
                breach.found_on,
                str(breach.machine.states(breach.status).label),
            )


def _by_code(records: Iterable[Record]) -> list[tuple[str, str, int]]:
    """Each item of the decree of which a breach was found, and how often, in its order."""
    found = Counter(breach.code for record in records for breach in record.breaches)
    return [
        (str(breaches.KINDS[code].article), str(code.label), found[code])
        for code in breaches.Code
        if found[code]
    ]


def _method() -> tuple[str, ...]:
    """How a score is computed, sentence by sentence."""
    said = {"full": formula.FULL_SCORE, "points": formula.POINTS_PER_BREACH}
    return (
        _(
            "Each statutory period whose last day lies within the days of the report counts as kept"
            " or not kept; each kind of period has its own rate, kept ÷ counted."
        )
        % said,
        _("Score = %(full)s × mean of the rates − %(points)s × breaches found; never below 0.")
        % said,
        _(
            "A period is not counted where its lateness was found to be no breach. A department of"
            " which no period fell due and no breach was found has no score."
        )
        % said,
    )


def workbook(records: Iterable[Record]) -> bytes:
    """Departments, every period, every breach, breaches by item, and how the score is computed."""
    listed = list(records)
    department = [_("Code of the department"), _("Department")]
    sheets = (
        Sheet(_("Compliance"), _head(), map(_row, listed)),
        Sheet(
            _("Periods"),
            [*department, _("Period"), _("Matter"), _("Due on"), _("Ended on"), _("Outcome")],
            _period_rows(listed),
        ),
        Sheet(
            _("Breaches"),
            [*department, _("Article"), _("Breach"), _("Number"), _("Found on"), _("Status")],
            _breach_rows(listed),
        ),
        Sheet(
            _("Breaches by item"),
            [_("Article"), _("Breach"), _("Breaches found")],
            _by_code(listed),
        ),
        Sheet(_("How it is computed"), [_("Formula")], [[said] for said in _method()]),
    )
    return workbooks.workbook(sheets)


# On paper.


def _figure_rows(records: Sequence[Record]) -> list[list[str]]:
    """Each figure over all departments: how many of how many."""
    drawn = []
    for place, kind in enumerate(kinds()):
        own = [record.figures[place] for record in records]
        reached, counted = sum(f.reached for f in own), sum(f.counted for f in own)
        drawn.append([str(kind.aspect.label), str(kind.label), str(reached), str(counted)])
    return drawn


def _kind_rows(records: Iterable[Record]) -> Iterator[list[str]]:
    """Each kind of period over all departments: kept, counted, rate."""
    rates = [rate for record in records for rate in record.rates]
    for kind in KINDS:
        own = [rate for rate in rates if rate.deadline == kind.code]
        if own:
            whole = Rate(kind.code, sum(r.kept for r in own), sum(r.counted for r in own))
            label = f"{kind.code} {kind.label}"
            yield [label, str(whole.kept), str(whole.counted), show.rate(whole.kept, whole.counted)]


def _department_row(record: Record) -> list[str]:
    return [
        record.department.name,
        str(sum(rate.kept for rate in record.rates)),
        str(sum(rate.counted for rate in record.rates)),
        str(len(record.breaches)),
        "—" if record.score is None else str(record.score),
    ]


def words(
    records: Iterable[Record], *, authority: Department, span: Span, today: date
) -> dict[str, Any]:
    """What the report says on paper, in Chinese, numbered by authority, days and day of making.

    No act is put on paper here, so it bears no mark of the chain: whoever may see the records can
    make it again and compare.
    """
    listed = list(records)
    days = f"{span.starts_on:%Y%m%d}-{span.ends_on:%Y%m%d}-{today:%Y%m%d}"
    with translation.override("zh-hans"):
        first, last, made = (_chinese_day(day) for day in (span.starts_on, span.ends_on, today))
        return {
            "title": "政务数据共享履职情况报告",
            "issuer": authority.name,
            "reference": f"{first}至{last}",
            "addressees": "",
            "paragraphs": [
                (
                    f"依据《政务数据共享条例》{articles.A38.zh}，现就管辖范围内各部门遵守法定期限、"
                    f"违规情形以及数据质量、使用情况和安全保障的情况报告如下。统计截至{made}，共{len(listed)}个部门。"
                ),
                *_method(),
            ],
            "tables": [
                {
                    "title": "一、各部门履职情况",
                    "widths": [6, 2, 2, 2, 2],
                    "texts": 1,
                    "head": ["部门", "按期", "到期", "违规情形", "得分"],
                    "rows": [_department_row(record) for record in listed],
                },
                {
                    "title": "二、各类期限",
                    "widths": [6, 2, 2, 2],
                    "texts": 1,
                    "head": ["期限", "按期", "到期", "按期率"],
                    "rows": list(_kind_rows(listed)) or [["无到期期限", "0", "0", "—"]],
                },
                {
                    "title": "三、认定的违规情形",
                    "widths": [3, 9, 2],
                    "texts": 2,
                    "head": ["条款", "情形", "件数"],
                    "rows": [[basis, what, str(n)] for basis, what, n in _by_code(listed)]
                    or [["—", "无", "0"]],
                },
                {
                    "title": "四、数据质量、使用情况和安全保障",
                    "widths": [3, 8, 2, 2],
                    "texts": 2,
                    "head": ["方面", "事项", "数量", "总数"],
                    "rows": _figure_rows(listed),
                },
            ],
            "number": f"LZ-{authority.code}-{days}",
            "day": made,
            "date": [today.year, today.month, today.day],
        }


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# The three of them, the same at every interface.


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the report: the ending of its file, its type, and how it is made."""

    ending: str
    content_type: str
    make: Callable[[list[Record], Department, Span, date], bytes]


TABLE = Form("csv", "text/csv; charset=utf-8", lambda found, _by, _span, _on: table(found))
WORKBOOK = Form("xlsx", workbooks.CONTENT_TYPE, lambda found, _by, _span, _on: workbook(found))
PAPER = Form(
    "pdf",
    "application/pdf",
    lambda found, by, span, on: papers.pdf(words(found, authority=by, span=span, today=on)),
)
FORMS = (TABLE, WORKBOOK, PAPER)
