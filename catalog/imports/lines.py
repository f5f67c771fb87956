"""Which lines of a file are what: titles, sub-headings, empty ones, entries, and their items."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.exchange.decoding import Unreadable, json_values
from catalog.imports import words
from catalog.imports.columns import EXACT_USES, ITEM_USES, Use, use_of
from catalog.imports.models import LineOutcome
from catalog.imports.reading import Grid

#: 一、 （二） 第三章 合计 注：… standing alone in a line.
_HEADING: Final = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十百]+[)）]?[、.．]?|第.{1,6}[章节篇部类]|合计|总计|小计|注[:：1-9]|填表)"
)
#: How many columns objects within cells may add, and how many rows show whether there are any.
_MOST_NAMES, _LOOKED_AT = 50, 50


@dataclass(slots=True)
class Block:
    """An entry with its lines: the numbers from 1, its cells by use, and those of each item."""

    number: int
    cells: dict[Use, str]
    row: list[str]
    items: list[tuple[int, dict[Use, str]]] = field(default_factory=list)
    item_rows: list[tuple[int, list[str]]] = field(default_factory=list)
    bad_lines: list[int] = field(default_factory=list)
    #: Set where the line is no entry at all.
    outcome: str = ""

    @property
    def numbers(self) -> list[int]:
        """Every line of it."""
        return [self.number, *(number for number, _row in self.item_rows)]


# Objects within cells.


def _object(cell: str) -> dict[str, Any]:
    """The fields of the JSON objects in a cell, one after another; {} where it holds none."""
    if not cell.lstrip().startswith("{"):
        return {}
    try:
        found = list(json_values(cell))
    except Unreadable:
        return {}
    named: dict[str, Any] = {}
    for each in found:
        if isinstance(each, dict):
            named.update(each)
    return named


def _names(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    sample = cells[:_LOOKED_AT]
    objects = [found for found in map(_object, sample) if found]
    if not sample or 2 * len(objects) < len(sample):
        return []
    return list(dict.fromkeys(str(name) for found in objects for name in found))[:_MOST_NAMES]


def unfolded(grid: Grid, head_row: int, headers: Sequence[str]) -> tuple[Grid, list[str]]:
    """The grid with a column for each field of the objects that stand in cells as JSON."""
    below = grid.rows[head_row + 1 :]
    heads, added = list(headers), []
    for column, header in enumerate(headers):
        names = _names(below, column)
        added += [(column, name) for name in names]
        heads += [f"{header}.{name}" if not use_of(name) else name for name in names]
    if not added:
        return grid, heads
    width = len(headers)
    rows = list(grid.rows[: head_row + 1])
    for row in below:
        cells = [*row[:width], *[""] * (width - len(row))]
        objects = {column: _object(cells[column]) for column, _name in added}
        for column, name in added:
            value = objects[column].get(name, "")
            cells.append(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        rows.append(cells if any(map(str.strip, cells)) else [])
    return Grid(rows, grid.wide, grid.bad), heads


# Lines.


def _by_use(row: Sequence[str], uses: Sequence[str]) -> dict[Use, str]:
    return {
        Use(use): words.as_written(cell) if use in EXACT_USES else words.clean(cell)
        for cell, use in zip(row, uses, strict=False)
        if use and cell.strip()
    }


def _is_heading(row: Sequence[str], cells: Mapping[Use, str], *, is_wide: bool) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(set(filled)) == 1:
        if is_wide or _HEADING.match(filled[0]):
            return True
        return not cells or set(cells) <= {Use.PROVIDER, Use.CLASSIFICATION}
    # The head again, as where a print begins a new page.
    return len(filled) > 1 and all(use_of(cell) for cell in filled)


def blocks(grid: Grid, head_row: int, uses: Sequence[str]) -> Iterator[Block]:
    """Every line of the file, in order; those of an entry's items stand in its block."""
    has_items = Use.ITEM_NAME in uses
    open_block: Block | None = None
    for place, row in enumerate(grid.rows):
        number = place + 1
        cells = _by_use(row, uses)
        outcome = ""
        if not any(map(str.strip, row)):
            outcome = LineOutcome.EMPTY
        elif place <= head_row or _is_heading(row, cells, is_wide=place in grid.wide):
            outcome = LineOutcome.HEADING
        item = {use: cell for use, cell in cells.items() if use in ITEM_USES}
        belongs = not outcome and has_items and bool(item)
        if belongs and open_block is not None and _goes_on(open_block, cells):
            open_block.items.append((number, item))
            open_block.item_rows.append((number, row))
            if place in grid.bad:
                open_block.bad_lines.append(number)
            continue
        if outcome:
            # Neither an empty line nor a head that is repeated ends an entry.
            yield Block(number, {}, row, outcome=outcome)
            continue
        if open_block is not None:
            yield open_block
        entry = {use: cell for use, cell in cells.items() if use not in ITEM_USES}
        open_block = Block(number, entry, row)
        if has_items and item:
            open_block.items.append((number, item))
        if place in grid.bad:
            open_block.bad_lines.append(number)
    if open_block is not None:
        yield open_block


def _goes_on(block: Block, cells: Mapping[Use, str]) -> bool:
    """Whether a line with an item belongs to the entry above: it names none, or the same one."""
    for use in (Use.NAME, Use.CODE):
        said = cells.get(use)
        if said and said != block.cells.get(use):
            return False
    return True
