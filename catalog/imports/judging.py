"""The dry run: what would become of every line, before anything is saved."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from catalog.batches.contents import Fault
from catalog.batches.queries import may_be_changed, versions_in_full
from catalog.directories.actions import MOST_ITEMS, Content, content_of
from catalog.directories.models import EntryVersion
from catalog.exchange.grids import LONGEST_CELL
from catalog.imports import queries, stating
from catalog.imports.columns import EXACT_USES, Use
from catalog.imports.lines import Block, blocks, unfolded
from catalog.imports.models import CatalogImport, ImportLine, LineOutcome
from catalog.imports.queries import Register
from catalog.imports.reading import Grid
from catalog.search.near import NearNames, name_key

#: How many entries are compared at once.
_AT_ONCE = 500
#: A cell is kept with its line as far as a person reads it; value rules are kept whole.
_KEPT = 4_000
#: Of these the cells cannot be read one by one, or nobody is to put them right.
_OF_THE_WHOLE = frozenset({"BAD_TEXT", "TOO_LONG", "OTHER_PROVIDER"})
#: So many further faults of one entry are told beside the first.
_MOST_FURTHER = 9


@dataclass(slots=True)
class _Seen:
    """Where in the file each code, name and entry stands first."""

    codes: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)


class _Judge:
    """One file against the directory of one department."""

    def __init__(self, batch: CatalogImport, register: Register, near: NearNames) -> None:
        self.batch, self.register, self.near = batch, register, near
        self.classifications = queries.classifications()
        self.seen = _Seen()

    def lines(
        self, block: Block, others: set[str], full: dict[int, EntryVersion]
    ) -> list[ImportLine]:
        """The lines of a block: that of the entry, and one for each further line of its items."""
        line = self._line(block.number, block.row, block.outcome or LineOutcome.REJECTED)
        if not block.outcome:
            line.name = block.cells.get(Use.NAME, "")[:200]
            try:
                self._judge(line, block, others, full)
            except Fault as fault:
                place = fault.values.pop("place", None)
                named = block.number if place is None else block.items[place][0]
                fault.values.setdefault("row", named)
                line.outcome, line.cause = LineOutcome.REJECTED, fault.cause
                line.values = dict(fault.values)
                further = self._further(block, fault)
                if further:
                    line.values["also"] = further
                line.content, line.changes = {}, []
        items = [
            self._line(number, row, LineOutcome.ITEM, entry_line=block.number)
            for number, row in block.item_rows
        ]
        return [line, *items]

    def _line(self, number: int, row: Sequence[str], outcome: str, **more: Any) -> ImportLine:
        uses = [*self.batch.uses, *[""] * len(row)]
        cells = [
            cell[: LONGEST_CELL if use in EXACT_USES else _KEPT]
            for cell, use in zip(row, uses, strict=False)
        ]
        return ImportLine(
            catalog_import=self.batch, number=number, outcome=outcome, cells=cells, **more
        )

    def _judge(
        self, line: ImportLine, block: Block, others: set[str], full: dict[int, EntryVersion]
    ) -> None:
        self._check_shape(block)
        self._check_provider(block)
        self._check_once(block, others)
        said = stating.stated(block.cells, self.classifications)
        items = self._items(block)
        if items:
            said["items"] = items
        line.content = said
        found = self.entry_of(block)
        if found is None:
            line.outcome = LineOutcome.NEW
            after = stating.laid_over(Content(name=said["name"]), said)
            line.changes = stating.differences(Content(name=""), after, self.classifications)
            line.near = self.near.near(said["name"])
            return
        self._compare(line, full[found])

    def _further(self, block: Block, first: Fault) -> list[dict[str, Any]]:
        """What else is wrong with the cells, so that a person puts all of it right at one go."""
        if first.cause in _OF_THE_WHOLE:
            return []
        checks: list[tuple[int, Callable[[], object]]] = [
            (block.number, partial(self._check_provider, block)),
            *(
                (block.number, partial(stating.stated, {use: cell}, self.classifications))
                for use, cell in block.cells.items()
            ),
            *((number, partial(stating.stated_item, cells)) for number, cells in block.items),
        ]
        told = [{"cause": first.cause, "values": first.values}]
        for number, check in checks:
            try:
                check()
            except Fault as fault:
                found = {"cause": fault.cause, "values": {"row": number, **fault.values}}
                if found not in told:
                    told.append(found)
        return told[1 : 1 + _MOST_FURTHER]

    def _check_shape(self, block: Block) -> None:
        if block.bad_lines:
            raise Fault("BAD_TEXT", row=block.bad_lines[0])
        for number, row in ((block.number, block.row), *block.item_rows):
            if any(len(cell) > LONGEST_CELL for cell in row):
                column = next(
                    use
                    for cell, use in zip(row, [*self.batch.uses, *[""] * len(row)], strict=False)
                    if len(cell) > LONGEST_CELL
                )
                raise Fault(
                    "TOO_LONG", row=number, column=column or Use.ABSTRACT, limit=LONGEST_CELL
                )
        if not block.cells.get(Use.NAME):
            raise Fault("ITEM_WITHOUT_ENTRY" if block.items and not block.cells else "NO_NAME")

    def _check_provider(self, block: Block) -> None:
        for use in (Use.PROVIDER, Use.PROVIDER_CODE):
            name = block.cells.get(use, "")
            if not name:
                continue
            found = self.register.departments_called(name)
            if not found:
                raise Fault("UNKNOWN_PROVIDER", value=name[:80])
            if len(found) > 1:
                named = "、".join(each.name for each in found)
                raise Fault("AMBIGUOUS_PROVIDER", value=name[:80], known=named)
            if found[0].pk != self.register.department.pk:
                raise Fault("OTHER_PROVIDER", value=name[:80])

    def _check_once(self, block: Block, others: set[str]) -> None:
        code, name = block.cells.get(Use.CODE, ""), block.cells[Use.NAME]
        if code and code in self.seen.codes:
            raise Fault("DUPLICATE_CODE", value=code[:80], other=self.seen.codes[code])
        if code in others:
            raise Fault("CODE_OF_OTHER", value=code[:80])
        key = name_key(name) or name
        if key in self.seen.names:
            raise Fault("DUPLICATE_NAME", value=name[:80], other=self.seen.names[key])
        found = self.entry_of(block)
        if found is not None and found in self.seen.versions:
            raise Fault("SAME_ENTRY", other=self.seen.versions[found])
        if code:
            self.seen.codes[code] = block.number
        self.seen.names[key] = block.number
        if found is not None:
            self.seen.versions[found] = block.number

    def entry_of(self, block: Block) -> int | None:
        """The version that the block is about: by its code, else by its name; None: a new entry.

        :raises Fault: several entries bear the name.
        """
        known = self.register.by_code.get(block.cells.get(Use.CODE, ""))
        if known is not None:
            return known
        name = block.cells.get(Use.NAME, "")
        found = self.register.by_name.get(name_key(name), [])
        if len(found) > 1:
            named = "、".join(sorted(self.register.codes[pk] for pk in found))
            raise Fault("AMBIGUOUS_ENTRY", value=name[:80], known=named)
        return found[0] if found else None

    def _items(self, block: Block) -> list[dict[str, Any]]:
        if len(block.items) > MOST_ITEMS:
            raise Fault("TOO_MANY_ITEMS", limit=MOST_ITEMS)
        items, columns = [], set()
        for number, cells in block.items:
            try:
                item = stating.stated_item(cells)
            except Fault as fault:
                fault.values.setdefault("row", number)
                raise
            column = item.get("column_name", "")
            if column and column in columns:
                raise Fault("COLUMN_TWICE", row=number, value=column)
            columns.add(column)
            items.append(item)
        return items

    def _compare(self, line: ImportLine, version: EntryVersion) -> None:
        line.version = version
        line.seen_lock = version.lock_version
        before = content_of(version)
        after = stating.laid_over(before, line.content)
        line.changes = stating.differences(before, after, self.classifications)
        line.outcome = LineOutcome.CHANGED if line.changes else LineOutcome.UNCHANGED
        if line.changes and not may_be_changed(version):
            label = str(version.machine.states(version.status).label)
            raise Fault("ON_ITS_WAY", value=label)


def judged(batch: CatalogImport) -> Iterator[list[ImportLine]]:
    """The lines of the import in portions, each line of the file once."""
    grid, _heads = unfolded(Grid.unpacked(bytes(batch.grid)), batch.head_row, read_heads(batch))
    register = queries.register_of(batch.department)
    every = list(blocks(grid, batch.head_row, batch.uses))
    names = [block.cells[Use.NAME] for block in every if block.cells.get(Use.NAME)]
    judge = _Judge(batch, register, NearNames(dict.fromkeys([*register.titles, *names])))
    for portion in _portions(every):
        codes = {block.cells.get(Use.CODE, "") for block in portion}
        others = queries.codes_of_others(codes - {""} - set(register.by_code), batch.department)
        full = versions_in_full(_entries(judge, portion))
        yield [line for block in portion for line in judge.lines(block, others, full)]


def read_heads(batch: CatalogImport) -> list[str]:
    """The words over the columns as the file has them, without those of objects in cells."""
    return list(batch.headers[: batch.width])


def _entries(judge: _Judge, portion: Iterable[Block]) -> set[int]:
    found = set()
    for block in portion:
        try:
            found.add(judge.entry_of(block))
        except Fault:
            continue  # said with its line
    return {pk for pk in found if pk is not None}


def _portions(every: Iterable[Block]) -> Iterator[list[Block]]:
    rest = iter(every)
    while portion := list(islice(rest, _AT_ONCE)):
        yield portion
