"""The calendar in force: shipped notices, the table they seed, and what the process remembers."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from portal.regulation.codes import region_code_chain
from portal.workdays.arithmetic import Calendar
from portal.workdays.models import WorkdayOverride

_SHIPPED_DATA: Final = Path(__file__).parent / "data"


class NoticeDay(NamedTuple):
    """A day as a notice names it."""

    day: date
    is_workday: bool
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The State Council's notice on the holidays of one year."""

    year: int
    citation: str
    days: tuple[NoticeDay, ...]


class Loaded(NamedTuple):
    """What a load did, in rows. ``kept`` counts rows that were right or corrected by hand."""

    created: int
    updated: int
    removed: int
    kept: int


def parse_notice(text: str) -> Notice:
    """Read a notice from JSON: ``year``, ``citation`` and ``days``.

    A day has ``date``, ``is_workday`` and ``name``.

    :raises ValueError: a part is missing or wrong, a day is named twice, a day lies outside the
        notice's year and the December before it, or there is no day at all.
    """
    try:
        content = json.loads(text)
        days = tuple(
            NoticeDay(date.fromisoformat(row["date"]), row["is_workday"], row["name"])
            for row in content["days"]
        )
        notice = Notice(content["year"], content["citation"], days)
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no holiday notice: {error!r}") from error
    if not days:
        raise ValueError(f"the notice for {notice.year} names no day")
    if len({row.day for row in days}) != len(days):
        raise ValueError(f"the notice for {notice.year} names a day twice")
    for row in days:
        if not isinstance(row.is_workday, bool):
            raise ValueError(f"{row.day}: is_workday must be true or false")
        if not date(notice.year - 1, 12, 1) <= row.day <= date(notice.year, 12, 31):
            raise ValueError(f"{row.day} does not belong into the notice for {notice.year}")
    return notice


class NoticeFault(ValueError):
    """A line of a notice that cannot be read: its number, from 1, and its text."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line
        self.text = text


#: As clerks copy it: a day or a span of days, off or worked, and the holiday's name.
_LINE: Final = re.compile(
    r"(?P<first>\d{4}-\d{2}-\d{2})(?:\s*(?:至|~|—)\s*(?P<last>\d{4}-\d{2}-\d{2}))?"
    r"\s+(?P<kind>休|班)\s+(?P<name>\S.{0,49})"
)
_LONGEST_SPAN: Final = 31


def days_of_lines(text: str) -> Iterator[tuple[int, str, NoticeDay]]:
    """The days that lines name, each with its line's number, from 1, and the line.

    :raises NoticeFault: a line cannot be read.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield from ((number, line.strip(), row) for row in _days_of(number, line.strip()))


def notice_of_lines(year: int, citation: str, text: str) -> Notice:
    """Read a notice from lines such as ``2027-02-05 至 2027-02-11 休 春节``.

    :raises NoticeFault: a line cannot be read, names a day again, or one outside the notice's year
        and the December before it.
    :raises ValueError: there is no line at all.
    """
    days: dict[date, NoticeDay] = {}
    for number, line, row in days_of_lines(text):
        if row.day in days or not date(year - 1, 12, 1) <= row.day <= date(year, 12, 31):
            raise NoticeFault(number, line)
        days[row.day] = row
    if not days:
        raise ValueError(f"the notice for {year} names no day")
    return Notice(year, citation, tuple(days.values()))


def _days_of(number: int, line: str) -> list[NoticeDay]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoticeFault(number, line)
    try:
        first = date.fromisoformat(found["first"])
        last = date.fromisoformat(found["last"]) if found["last"] else first
    except ValueError as error:
        raise NoticeFault(number, line) from error
    length = (last - first).days + 1
    if not 1 <= length <= _LONGEST_SPAN:
        raise NoticeFault(number, line)
    span = (first + timedelta(days=offset) for offset in range(length))
    return [NoticeDay(day, found["kind"] == "班", found["name"].strip()) for day in span]


@cache
def shipped_notices() -> tuple[Notice, ...]:
    """The notices that come with the portal, by year."""
    files = sorted(_SHIPPED_DATA.glob("[0-9]*.json"))
    return tuple(parse_notice(path.read_text(encoding="utf-8")) for path in files)


@cache
def shipped() -> Calendar:
    """The shipped notices as a calendar, without a database."""
    notices = shipped_notices()
    overrides = {row.day: row.is_workday for notice in notices for row in notice.days}
    return Calendar(overrides=overrides, years=frozenset(notice.year for notice in notices))


def load_shipped(model: type[Any] = WorkdayOverride) -> Loaded:
    """Seed the table with the shipped notices; safe to repeat.

    ``model`` is the class to write through, so that a data migration can give its historical one.
    """
    counts = [
        load_notice(notice, loaded_from="shipped", model=model) for notice in shipped_notices()
    ]
    return Loaded(*(sum(column) for column in zip(*counts, strict=True)))


def load_notice(notice: Notice, *, loaded_from: str, model: type[Any] = WorkdayOverride) -> Loaded:
    """Write a year's notice into the table; safe to repeat.

    Rows of the same source that the notice no longer names go away. A row of another source (a
    correction by hand) stays as it is. All or nothing is written.
    """
    with transaction.atomic():
        return _load(notice, loaded_from, model)


def _load(notice: Notice, loaded_from: str, model: type[Any]) -> Loaded:
    found = {
        row.day: row
        for row in model.objects.filter(region_code="", notice_year=notice.year)
        | model.objects.filter(region_code="", day__in=[row.day for row in notice.days])
    }
    created, updated, kept = [], [], 0
    for entry in notice.days:
        row = found.pop(entry.day, None)
        wanted = (entry.is_workday, entry.name, notice.year, notice.citation)
        if row is None:
            row = model(region_code="", day=entry.day, loaded_from=loaded_from)
            created.append(row)
        elif row.loaded_from != loaded_from or wanted == _content(row):
            kept += 1
            continue
        else:
            updated.append(row)
        row.is_workday, row.name, row.notice_year, row.notice_citation = wanted
    stale = [row.pk for row in found.values() if row.loaded_from == loaded_from]
    model.objects.bulk_create(created)
    if updated:
        fields = ["is_workday", "name", "notice_year", "notice_citation"]
        model.objects.bulk_update(updated, fields)
    model.objects.filter(pk__in=stale).delete()
    return Loaded(len(created), len(updated), len(stale), kept + len(found) - len(stale))


def _content(row: Any) -> tuple[bool, str, int, str]:
    return (row.is_workday, row.name, row.notice_year, row.notice_citation)


type _Row = tuple[str, date, bool, int]

#: Where the rows stand that a region's authority has laid over the national ones.
OVERLAY_SOURCE: Final = "overlay"


def load_overlay(region_code: str, notice: Notice) -> None:
    """Lay a region's own days over the national ones; the national rows are not touched."""
    WorkdayOverride.objects.bulk_create(
        WorkdayOverride(
            region_code=region_code,
            day=row.day,
            is_workday=row.is_workday,
            name=row.name,
            notice_year=notice.year,
            notice_citation=notice.citation,
            loaded_from=OVERLAY_SOURCE,
        )
        for row in notice.days
    )


def overlay_days(region_code: str, citation: str | None = None) -> list[date]:
    """The days that a region has laid over the national ones, by one notice or by any."""
    return list(_overlay(region_code, citation).order_by("day").values_list("day", flat=True))


def overlay_citations(region_code: str) -> list[str]:
    """The notices by which a region has laid days over the national ones, newest year first."""
    rows = _overlay(region_code).order_by("-notice_year", "notice_citation")
    return list(dict.fromkeys(rows.values_list("notice_citation", flat=True)))


def withdraw_overlay(region_code: str, citation: str) -> None:
    """Take a region's notice off the national calendar, whole."""
    _overlay(region_code, citation).delete()


def _overlay(region_code: str, citation: str | None = None) -> QuerySet[WorkdayOverride]:
    rows = WorkdayOverride.objects.filter(region_code=region_code).exclude(region_code="")
    return rows if citation is None else rows.filter(notice_citation=citation)


@dataclass(frozen=True, slots=True)
class Layers:
    """Every row of the table, read once: the national calendar and what regions lay over it."""

    rows: tuple[_Row, ...]

    @property
    def has_regions(self) -> bool:
        """Whether any region has days of its own."""
        return any(region_code for region_code, *_rest in self.rows)

    def of(self, region_codes: Iterable[str] = ()) -> Calendar:
        """The calendar of a region, named by its codes from the highest down; none: national."""
        layers = ("", *region_codes)
        return _calendar(layers, tuple(row for row in self.rows if row[0] in layers))


def layers() -> Layers:
    """The table as it stands (some forty rows a year, in one query), so a change counts at once."""
    rows = WorkdayOverride.objects.order_by("region_code", "day")
    return Layers(tuple(rows.values_list("region_code", "day", "is_workday", "notice_year")))


def current(region_code: str = "") -> Calendar:
    """The calendar of the table, with a region's own holidays laid over it if a code is given.

    The calendar made of the rows is remembered as long as they stay the same. An empty table gives
    a calendar without years, by which every date is provisional.

    :raises ValueError: the region code does not have the form of a division code.
    """
    return layers().of(region_code_chain(region_code) if region_code else ())


@lru_cache(maxsize=64)
def _calendar(layers: tuple[str, ...], rows: tuple[_Row, ...]) -> Calendar:
    """Lay the rows over each other, national first, the nearest region last: a later one wins."""
    overrides: dict[date, bool] = {}
    years: set[int] = set()
    for region_code, day, is_workday, notice_year in sorted(
        rows, key=lambda row: layers.index(row[0])
    ):
        overrides[day] = is_workday
        if not region_code:
            years.add(notice_year)
    return Calendar(overrides=overrides, years=frozenset(years))
