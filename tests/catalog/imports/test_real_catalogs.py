"""Real catalogs as files that a clerk sends: every line accounted for, the columns recognised."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from catalog.exchange.grids import LARGEST_FILE
from catalog.imports.columns import head_of, propose
from catalog.imports.lines import blocks, unfolded
from catalog.imports.reading import read_file

#: The numbers, by catalog; the data themselves never enter the project.
FIGURES = Path(settings.BASE_DIR) / "docs" / "figures" / "imports.tsv"
HEAD = ("catalog", "lines", "head and headings", "entries", "items", "columns recognised")
FOLDERS = ("gyhfresh_web_crawler", "codp", "us_datajson")
#: Descriptions of portals, no catalogs.
NO_CATALOG = {"portals.json"}


@pytest.fixture(scope="module")
def catalogs() -> Path:
    """The folder of real catalogs beside the checkout."""
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    folder = Path(os.environ.get("PORTAL_SHARED_DATA", default)) / "catalogs"
    if not folder.exists() and not os.environ.get("CI"):
        pytest.skip(f"{folder} is not here; PORTAL_SHARED_DATA names the data")
    return folder


def objects_in(path: Path) -> int:
    """How many rows the file has, by plain decoding."""
    decoder, text, place, found = json.JSONDecoder(), path.read_text("utf-8-sig"), 0, []
    while place < len(text):
        if text[place] in " \r\n\t,":
            place += 1
            continue
        value, place = decoder.raw_decode(text, place)
        found.append(value)
    if len(found) == 1 and isinstance(found[0], dict) and "dataset" in found[0]:
        found = found[0]["dataset"]
    return len(found[0]) if len(found) == 1 and isinstance(found[0], list) else len(found)


def counted(path: Path) -> tuple[str, ...]:
    """The line of a catalog in the table."""
    grid = read_file(path.read_bytes())
    row, heads = head_of(grid.rows)
    grid, heads = unfolded(grid, row, heads)
    uses = propose(heads)
    found = list(blocks(grid, row, uses))
    numbers = [number for block in found for number in block.numbers]
    assert sorted(numbers) == list(range(1, len(grid.rows) + 1))
    kinds = Counter(str(block.outcome) for block in found)
    items = sum(len(block.item_rows) for block in found)
    assert kinds[""] == objects_in(path)
    recognised = " ".join(use for use in uses if use)
    return (
        path.name,
        str(len(grid.rows)),
        str(kinds["HEADING"]),
        str(kinds[""]),
        str(items),
        recognised,
    )


def test_every_line_of_the_real_catalogs_is_accounted_for(catalogs: Path) -> None:
    files = sorted(path for folder in FOLDERS for path in (catalogs / folder).glob("*.json"))
    known = [path for path in files if path.name not in NO_CATALOG]
    assert all(path.stat().st_size <= LARGEST_FILE for path in known)
    table = [HEAD, *(counted(path) for path in known)]
    if os.environ.get("UPDATE_GOLDEN"):
        with FIGURES.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows(table)
    with FIGURES.open(encoding="utf-8", newline="") as file:
        stored = [tuple(line) for line in csv.reader(file, delimiter="\t")]
    assert table == stored
