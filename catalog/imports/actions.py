"""Read a workbook, confirm its columns, check, load, stop and undo it (Art. 12)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.imports import columns, loading, queries
from catalog.imports.columns import Use
from catalog.imports.judging import judged
from catalog.imports.lines import unfolded
from catalog.imports.models import CatalogImport, ColumnMemory, ImportLine
from catalog.imports.reading import Grid
from portal.regulation import catalog_workbook as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition

S = rules.State


def read_workbook(
    *, file_name: str, content: bytes, grid: Grid, actor: Actor, now: datetime
) -> CatalogImport:
    """Take a file that was read: its head is found, and what each column seems to hold.

    The columns are proposed as they were confirmed last time for the same head, else by its words.
    """
    department = Department.objects.filter(pk=actor.department_id or 0).first()
    if department is None:
        raise Refused(reasons.NOT_FOUND)
    with transaction.atomic():
        batch = CatalogImport(
            public_number=yearly_number("CI", department.code, local_day(now)),
            department=department,
            reader_id=actor.user_id or 0,
            file_name=file_name[-200:],
            file_digest=hashlib.sha256(content).hexdigest(),
            grid=grid.packed(),
            row_count=len(grid.rows),
            sheets_left=list(grid.sheets_left),
        )
        _set_head(batch, grid, *columns.head_of(grid.rows))
        details = {"file": batch.file_name, "sha256": batch.file_digest, "rows": batch.row_count}
        return open_matter(rules.READ_WORKBOOK, batch, actor=actor, now=now, details=details)


def _set_head(batch: CatalogImport, grid: Grid, head_row: int, words: Sequence[str]) -> None:
    """State on the import which row is the head, and what each column under it seems to hold."""
    width = max(len(words), max(map(len, grid.rows[max(head_row, 0) :]), default=0))
    padded = [*words, *[""] * (width - len(words))]
    _grid, heads = unfolded(grid, head_row, padded)
    remembered = queries.remembered(batch.department_id, columns.digest(heads))
    batch.head_row, batch.width = head_row, width
    batch.headers, batch.uses = heads, _uses(remembered, heads)


def _uses(remembered: Sequence[str] | None, heads: Sequence[str]) -> list[str]:
    found = remembered or columns.propose(heads)
    return [*found, *[""] * len(heads)][: len(heads)]


def _used_twice(uses: Sequence[str]) -> list[str]:
    return [str(use.label) for use in Use if list(uses).count(use.value) > 1]


def map_columns(*, pk: int, uses: Sequence[str], actor: Actor, now: datetime) -> None:
    """Say what each column holds; it is remembered for the next file with the same head.

    :param uses: one of ``Use`` for each column, or nothing for one that is not read.
    """
    inputs = {"names_the_entry": Use.NAME in uses, "used_twice": _used_twice(uses)}
    with transition(
        rules.MAP_COLUMNS, model=CatalogImport, pk=pk, actor=actor, now=now, inputs=inputs
    ) as batch:
        chosen = [Use(use).value if use else "" for use in uses][: len(batch.headers)]
        batch.uses = [*chosen, *[""] * (len(batch.headers) - len(chosen))]
        ImportLine.objects.filter(catalog_import=batch).delete()
        ColumnMemory.objects.update_or_create(
            department_id=batch.department_id,
            headers_digest=columns.digest(batch.headers),
            defaults={"uses": batch.uses[: len(columns.without_reason(batch.headers))]},
        )


def choose_head(*, pk: int, head_row: int, actor: Actor, now: datetime) -> None:
    """Say which row is the head; the columns are proposed anew, and a check is dropped.

    :param head_row: the last row of the head, from 0, one of ``columns.possible_heads``.
    :raises Refused: it is none of them.
    """
    with transition(rules.CHOOSE_HEAD, model=CatalogImport, pk=pk, actor=actor, now=now) as batch:
        grid = Grid.unpacked(bytes(batch.grid))
        if head_row not in columns.possible_heads(grid.rows):
            raise Refused(reasons.INVALID_INPUT)
        _set_head(batch, grid, head_row, columns.words_of(grid.rows, head_row))
        batch.act_details["head_row"] = head_row + 1
        ImportLine.objects.filter(catalog_import=batch).delete()


def _lock(actor: Actor) -> None:
    """Of two loads of one department, the second waits here and is then refused."""
    own = Department.objects.filter(pk=actor.department_id or 0)
    own.select_for_update(of=("self",)).first()


def load_rows(*, pk: int, actor: Actor, now: datetime) -> None:
    """Let the rows be loaded into drafts, under the name of whoever says so."""
    with transaction.atomic():
        _lock(actor)
        with transition(rules.LOAD_ROWS, model=CatalogImport, pk=pk, actor=actor, now=now) as batch:
            batch.loader_id = actor.user_id


def stop_loading(*, pk: int, actor: Actor, now: datetime) -> None:
    """Stop on the way; what is loaded stays, and the rest can follow later."""
    with transition(rules.STOP_LOADING, model=CatalogImport, pk=pk, actor=actor, now=now):
        pass


def give_up(*, pk: int, actor: Actor, now: datetime) -> None:
    """Give up an import before anything of it was loaded."""
    with transition(rules.GIVE_UP, model=CatalogImport, pk=pk, actor=actor, now=now):
        pass


def undo_load(*, pk: int, actor: Actor, now: datetime) -> None:
    """Undo the load as a whole, but for what somebody took further."""
    with transaction.atomic():
        _lock(actor)
        with transition(rules.UNDO_LOAD, model=CatalogImport, pk=pk, actor=actor, now=now):
            pass


# Time at work.


def finish_check(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every line is checked."""
    with transition(rules.FINISH_CHECK, model=CatalogImport, pk=pk, actor=actor, now=now):
        pass


def finish_load(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every row is loaded or rejected."""
    with transition(rules.FINISH_LOAD, model=CatalogImport, pk=pk, actor=actor, now=now) as batch:
        batch.act_details.update(queries.counted(batch).outcomes)


def finish_undo(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every loaded row is undone, or left to whom took it further."""
    with transition(rules.FINISH_UNDO, model=CatalogImport, pk=pk, actor=actor, now=now) as batch:
        batch.act_details.update(queries.counted(batch).progress)


def check(*, pk: int, actor: Actor, now: datetime) -> None:
    """Check every line; begun anew where an earlier run was ended on the way."""
    batch = CatalogImport.objects.select_related("department").get(pk=pk)
    ImportLine.objects.filter(catalog_import=batch).delete()
    for portion in judged(batch):
        with transaction.atomic():
            ImportLine.objects.bulk_create(portion)
        if not _is(pk, S.CHECKING):
            return
    finish_check(pk=pk, actor=actor, now=now)


def go_on(*, pk: int, actor: Actor, now: datetime, rows: int) -> None:
    """One portion of whatever time is to do with an import; each row is a transaction of its own.

    :param rows: how many are loaded or undone before others have their turn.
    """
    batch = CatalogImport.objects.defer("grid").get(pk=pk)
    if batch.status == S.CHECKING:
        check(pk=pk, actor=actor, now=now)
    elif batch.status == S.LOADING:
        if not loading.load_some(batch, rows=rows, now=now):
            finish_load(pk=pk, actor=actor, now=now)
    elif batch.status == S.UNDOING and not loading.undo_some(
        batch, rows=rows, actor=actor, now=now
    ):
        finish_undo(pk=pk, actor=actor, now=now)


def _is(pk: int, state: str) -> bool:
    return CatalogImport.objects.filter(pk=pk, status=state).exists()
