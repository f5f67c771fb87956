"""Reads a file in a child process with limits, and keeps what was read, packed, with the import."""

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from catalog.exchange.faults import FileFault
from catalog.exchange.grids import CPU_SECONDS
from portal.interfaces.text import is_text

#: Longer than its processor time takes only a file that never ends.
_SECONDS: Final = 3 * CPU_SECONDS
LONGEST_SHEET_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a file as text. ``wide`` rows have a cell that runs over several columns; in
    ``bad`` ones signs that are no text were replaced. Both are numbered from 0.

    ``sheets_left`` names the sheets with tables that were not read; it is not packed."""

    rows: list[list[str]]
    wide: frozenset[int] = frozenset()
    bad: frozenset[int] = frozenset()
    sheets_left: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """As it is kept."""
        kept = {"rows": self.rows, "wide": sorted(self.wide), "bad": sorted(self.bad)}
        return zlib.compress(json.dumps(kept).encode(), 6)

    @classmethod
    def unpacked(cls, kept: bytes) -> "Grid":
        """What was kept."""
        found = json.loads(zlib.decompress(kept))
        return cls(found["rows"], frozenset(found["wide"]), frozenset(found["bad"]))


type Reader = Callable[[bytes], Grid]


def _no_text_replaced(cell: str) -> str:
    return "".join(sign if is_text(sign) else "\ufffd" for sign in cell)


def read_file(raw: bytes) -> Grid:
    """The rows of the file, read outside this process.

    :raises FileFault: it is no table, or too much of one; the sentence says what to do.
    """
    command = [sys.executable, "-m", "catalog.exchange.grids"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, without a shell
            command,
            input=raw,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise FileFault("TOO_COSTLY") from error
    lines = child.stdout.splitlines()
    # A child that was ended for its limits, or by a fault in a library, has not said the last line.
    last = json.loads(lines[-1]) if child.returncode == 0 and lines else None
    if not isinstance(last, dict):
        is_costly = child.returncode < 0
        raise FileFault("TOO_COSTLY" if is_costly else "BROKEN")
    if last["fault"]:
        raise FileFault(last["fault"], **last["values"])
    return _grid(lines[:-1], last["others"])


def _grid(lines: list[bytes], others: list[str]) -> Grid:
    rows: list[list[str]] = []
    wide, bad = set(), set()
    for number, line in enumerate(lines):
        cells, is_wide = json.loads(line)
        if not all(map(is_text, cells)):
            bad.add(number)
            cells = [_no_text_replaced(cell) for cell in cells]
        if is_wide:
            wide.add(number)
        rows.append(cells)
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    if not rows:
        raise FileFault("EMPTY")
    left = tuple(_no_text_replaced(name)[:LONGEST_SHEET_NAME] for name in others)
    return Grid(rows, frozenset(wide), frozenset(bad), left)
