"""Real catalogs as files that a clerk sends: read, mapped, checked, loaded, every line counted."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from catalog.exchange.grids import LARGEST_FILE
from catalog.imports.columns import NO_HEAD, Use
from catalog.imports.models import ImportLine, LineOutcome
from catalog.models import EntryVersion
from tests.catalog.imports.conftest import Office

#: The numbers, by catalog; the data themselves never enter the project.
FIGURES = Path(settings.BASE_DIR) / "docs" / "figures" / "imports.tsv"
COUNTED = tuple(LineOutcome.values)
HEAD = ("catalog", "lines", *(name.lower() for name in COUNTED), "drafts", "left out because")
FOLDERS = ("gyhfresh_web_crawler", "codp", "us_datajson", "taiwan")
#: Lists and descriptions of portals, no catalogs.
NO_CATALOG = {"portals.json", "data-portal-list.xlsx"}
#: Title, abstract and address, without a head.
HEADLESS = [Use.NAME.value, Use.ABSTRACT.value, ""]
#: Larger files take their time; they are loaded where that is said.
_SMALL, _WHOLE = 150_000, os.environ.get("CATALOGS") == "whole"


def folder() -> Path:
    """Where the real catalogs are, beside the checkout."""
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    return Path(os.environ.get("PORTAL_SHARED_DATA", default)) / "catalogs"


def catalogs() -> list[Path]:
    """Every catalog there is."""
    files = [path for name in FOLDERS for path in sorted((folder() / name).glob("*.*"))]
    return [path for path in files if path.name not in NO_CATALOG]


def entries_in(path: Path) -> int:
    """How many entries the file has, by plain decoding."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for row in csv.reader(file) if any(row))
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


def loaded(office: Office, path: Path) -> tuple[str, ...]:
    """The catalog's line in the table, once it is drafts of the department."""
    batch = office.read(path.read_bytes())
    if path.suffix == ".csv":
        office.choose_head(batch, NO_HEAD)
        batch.uses = HEADLESS
    # Other cities' departments are none of ours: the list is taken for the clerk's own.
    batch.uses = ["" if use == Use.PROVIDER else use for use in batch.uses]
    before = EntryVersion.objects.count()
    office.step(batch, "map_columns")
    office.step(batch, "load_rows")
    lines = ImportLine.objects.filter(catalog_import=batch)
    numbers = list(lines.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, batch.row_count + 1))
    found = Counter(lines.values_list("outcome", flat=True))
    assert set(found) <= set(COUNTED)
    assert sum(found[each] for each in ("NEW", "CHANGED", "UNCHANGED", "REJECTED")) == entries_in(
        path
    )
    drafts = EntryVersion.objects.count() - before
    assert drafts == found["NEW"]
    why = Counter(lines.filter(outcome=LineOutcome.REJECTED).values_list("cause", flat=True))
    left = " ".join(f"{cause} {count}" for cause, count in sorted(why.items()))
    numbers_of = (str(found[each]) for each in COUNTED)
    return (path.name, str(batch.row_count), *numbers_of, str(drafts), left)


def table() -> dict[str, tuple[str, ...]]:
    """What is on record, by catalog."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return {line[0]: tuple(line) for line in csv.reader(file, delimiter="\t")}


@pytest.mark.parametrize("path", catalogs(), ids=lambda path: path.name)
def test_every_line_of_a_real_catalog_is_accounted_for(office: Office, path: Path) -> None:
    assert path.stat().st_size <= LARGEST_FILE
    if path.stat().st_size > _SMALL and not _WHOLE:
        assert path.name in table()
        return
    line = loaded(office, path)
    if os.environ.get("UPDATE_GOLDEN"):
        lines = {**(table() if FIGURES.exists() else {}), path.name: line}
        kept = [lines[each.name] for each in catalogs() if each.name in lines]
        with FIGURES.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows([HEAD, *kept])
    assert table()[path.name] == line


def test_the_table_has_every_catalog_and_no_other() -> None:
    if not folder().exists() and not os.environ.get("CI"):
        pytest.skip(f"{folder()} is not here; PORTAL_SHARED_DATA names the data")
    assert list(table()) == [HEAD[0], *(path.name for path in catalogs())]
