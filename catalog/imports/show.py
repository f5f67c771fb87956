"""What pages, admin and API show of imports, and the workbooks that they give out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.batches import show as batches
from catalog.batches.models import LineProgress
from catalog.batches.queries import Counted, versions_in_full
from catalog.directories.actions import content_of
from catalog.directories.models import DirectoryEntry
from catalog.directories.queries import details_open_to
from catalog.imports import causes, queries, stating
from catalog.imports.columns import NO_HEAD, REASON, WORDS, Use
from catalog.imports.models import CHANGING, CatalogImport, ImportLine, LineOutcome
from portal.interfaces import matters, show, tables, workbooks
from portal.interfaces.workbooks import Sheet
from portal.regulation import catalog_workbook as rules
from portal.regulation import reasons
from portal.regulation.punctuation import enumerated
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

S = rules.State
_TONES: Final[dict[Any, str]] = {
    LineOutcome.NEW: "info",
    LineOutcome.CHANGED: "warn",
    LineOutcome.UNCHANGED: "ok",
    LineOutcome.REJECTED: "bad",
}


def row(batch: CatalogImport) -> dict[str, Any]:
    """An import in a list."""
    return {
        "title": batch.file_name,
        "public_number": batch.public_number,
        "counterpart": str(batch.row_count),
        "status": show.badge(batch),
        "due": None,
        "due_on_label": f"{local_day(batch.created_at):%Y-%m-%d}",
    }


def context(batch: CatalogImport, actor: Actor) -> dict[str, Any]:
    """One import as its page draws it."""
    counted = queries.counted(batch)
    line = _("%(count)s lines") % {"count": batch.row_count}
    head = matters.head(batch, title=batch.file_name, kind=_("Catalog import"), line=line)
    return {
        "matter": {**head, "who": []},
        **lines_context(batch),
        "bars": _bars(batch, counted),
        "rows_url": _address("catalog:import-rows", batch) if counted.total else "",
        "left": _left(batch) if counted.progress.get(LineProgress.LEFT) else [],
        "particulars": matters.particulars(_facts(batch)),
        "story": show.story(batch),
    }


def lines_context(batch: CatalogImport) -> dict[str, Any]:
    """What stands above the lines of an import: figures, the sum, and the file of the rejected."""
    counted = queries.counted(batch)
    return {
        "figures": _figures(batch, counted),
        "label_for_figures": _("What becomes of the lines"),
        "counts_title": _("What becomes of the lines"),
        "rows_label": _("Line by line"),
        "accounts": _accounts(batch, counted),
        "rejected_url": _address("catalog:import-rejected", batch)
        if counted.outcomes.get(LineOutcome.REJECTED)
        else "",
    }


def _address(name: str, batch: CatalogImport) -> str:
    return reverse(name, kwargs={"number": batch.public_number})


def _figures(batch: CatalogImport, counted: Counted) -> list[dict[str, Any]]:
    if not counted.total or batch.status == S.CHECKING:
        return []
    return batches.figures(counted, _TONES, _address("catalog:import-rows", batch))


def _bars(batch: CatalogImport, counted: Counted) -> dict[str, Any]:
    """How far time has come, where it is at work."""
    if batch.status == S.CHECKING:
        return batches.bar(_("Lines checked"), counted.total, batch.row_count)
    if batch.status in (S.LOADING, S.STOPPED):
        loaded = counted.progress.get(LineProgress.LOADED, 0)
        return batches.bar(_("Rows loaded"), loaded, counted.work)
    if batch.status == S.UNDOING:
        return batches.bar(_("Rows undone"), batches.undone(counted), counted.work)
    return {}


def _accounts(batch: CatalogImport, counted: Counted) -> str:
    """Every line of the file, in one sentence that adds up."""
    if not counted.total or batch.status == S.CHECKING:
        return ""
    each = _("%(outcome)s %(count)s")
    return batches.accounts(counted, LineOutcome, each, _("%(total)s lines in all: %(parts)s."))


def _left(batch: CatalogImport) -> list[str]:
    rows = queries.lines_of(batch).filter(progress=LineProgress.LEFT).order_by("number")
    return [
        _("Row %(row)s: %(name)s") % {"row": line.number, "name": line.name} for line in rows[:200]
    ]


def _facts(batch: CatalogImport) -> list[matters.Fact]:
    held = [
        f"{header or '—'} → {Use(use).label}"
        for header, use in zip(batch.headers, batch.uses, strict=False)
        if use
    ]
    left = [(_("Sheets not read"), "\n".join(batch.sheets_left), True)] if batch.sheets_left else []
    return [
        (_("Department"), batch.department.name, False),
        (_("File"), batch.file_name, False),
        (_("Read by"), str(batch.reader), False),
        (_("Head of the table"), _head(batch), False),
        *left,
        (_("Columns"), "\n".join(held), True),
        (_("SHA-256 of the file"), batch.file_digest, True),
    ]


def _head(batch: CatalogImport) -> str:
    if batch.head_row == NO_HEAD:
        return _("no head")
    return _("row %(row)s") % {"row": batch.head_row + 1}


def line(each: ImportLine) -> dict[str, Any]:
    """A line in the dry run."""
    changes = [
        {"label": Use(change["use"]).label, "old": change["old"], "new": change["new"]}
        for change in each.changes
    ]
    outcome = LineOutcome(each.outcome)
    said = "　".join(cell for cell in each.cells if cell.strip())
    return {
        "number": each.number,
        "name": each.name or said[:80],
        "code": each.version.entry.code if each.version else "",
        "status": {"tone": _TONES.get(outcome, "mute"), "label": outcome.label, "shape": ""},
        "progress": batches.progress_of(each) if each.outcome in CHANGING else "",
        "is_new": each.outcome == LineOutcome.NEW,
        "changes": changes,
        "reason": causes.sentence(each.cause, each.values),
        "near": enumerated(each.near),
        "entry_line": each.entry_line or "",
    }


def rejected_file(batch: CatalogImport) -> bytes:
    """The rejected rows as they were, with the reason in the last column, to be put right."""
    width = batch.width
    # Where the file has no words over a column, those of the template: so a head is found again.
    named = zip(batch.headers[:width], batch.uses[:width], strict=False)
    words = [header or (WORDS[Use(use)][0] if use else "") for header, use in named]
    heads = [*words, str(REASON)]

    def rows() -> Iterator[list[str]]:
        for each in queries.rejected(batch).iterator(chunk_size=1_000):
            cells = [*each.cells[:width], *[""] * (width - len(each.cells))]
            yield [*cells, causes.sentence(each.cause, each.values)]

    return workbooks.workbook([Sheet(_("Rejected rows"), heads, rows())])


# The official template, filled in.

_TEMPLATE: Final = tuple(Use)
#: How many entries are read at once.
_AT_ONCE: Final = 500


def template_head() -> list[str]:
    """The columns of the template, which is written in Chinese."""
    return [WORDS[use][0] for use in _TEMPLATE]


def template_rows(
    entries: QuerySet[DirectoryEntry], actor: Actor, now: datetime
) -> Iterator[list[str]]:
    """The entries in the template: one line each, and one more for each further item.

    Of a closed entry stands what it tells everyone: name, code, provider, and type of sharing.
    """
    classifications = queries.classifications()
    ordered = entries.order_by("code").values_list("pk", "live_version_id")
    with override("zh-hans"):
        for portion in batched(ordered.iterator(chunk_size=_AT_ONCE), _AT_ONCE):
            full = versions_in_full(version for _pk, version in portion)
            open_ones = details_open_to(actor, [pk for pk, _version in portion], now=now)
            for pk, version_id in portion:
                version = full[version_id]
                yield from _entry_rows(version, classifications, is_open=pk in open_ones)


def _entry_rows(
    version: Any, classifications: stating.Classifications, *, is_open: bool
) -> Iterable[list[str]]:
    content = content_of(version)
    cells = stating.written(content, classifications)
    provider = version.entry.holder
    items = [stating.written_item(item) for item in content.items]
    if not is_open:
        cells = {use: cells[use] for use in (Use.NAME, Use.SHARING_CLASS)}
        cells[Use.WITHHELD_REASON] = content.detail_closed_reason
        items = []
    cells |= {
        Use.CODE: version.entry.code,
        Use.PROVIDER: provider.name,
        Use.PROVIDER_CODE: provider.credit_code or provider.code,
        Use.PUBLISHED_ON: f"{version.published_at:%Y-%m-%d}" if version.published_at else "",
    }
    first, *rest = items or [{}]
    for line_cells in ({**cells, **first}, *rest):
        yield [line_cells.get(use, "") for use in _TEMPLATE]


def template_workbook(entries: QuerySet[DirectoryEntry], actor: Actor, now: datetime) -> bytes:
    """The template as a workbook.

    :raises Refused: there are more entries than a workbook is made of.
    """
    if entries.order_by()[: rules.MOST_IN_WORKBOOK + 1].count() > rules.MOST_IN_WORKBOOK:
        raise Refused(reasons.WORKBOOK_TOO_LARGE)
    rows = template_rows(entries, actor, now)
    return workbooks.workbook([Sheet("政务数据目录", template_head(), rows)])


def template_table(
    entries: QuerySet[DirectoryEntry], actor: Actor, now: datetime
) -> Iterator[bytes]:
    """The same as CSV in UTF-8, marked so that a spreadsheet takes it for that, in portions."""
    return tables.csv_stream(template_head(), template_rows(entries, actor, now))
