"""Nine real catalogs: every row accounted for, shares compared, a second run changes nothing."""

import csv
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.exchange.actions import import_catalog
from catalog.exchange.models import SourceRecord, UnresolvedName
from catalog.exchange.reading import rows
from catalog.exchange.sources import SOURCES
from catalog.models import EntryVersion
from portal.models import AuditEvent
from portal.workflow.actor import Actor, Interface

#: The numbers, by source; the data themselves never enter the project.
GOLDEN = Path(settings.BASE_DIR) / "docs" / "figures" / "catalogs.tsv"
#: Larger files take their time; they are read where that is said.
_SMALL, _WHOLE = 150_000, os.environ.get("CATALOGS") == "whole"
FILES = {
    "guangxi": "gyhfresh_web_crawler/guangxi.json",
    "beijing": "gyhfresh_web_crawler/beijing.json",
    "tianjin": "gyhfresh_web_crawler/tianjin.json",
    "chizhou": "codp/anhui_chizhou.json",
    "anhui": "codp/anhui_anhui.json",
    "luan": "codp/anhui_luan.json",
    "jiangxi": "codp/jiangxi_jiangxi.json",
    "dhs": "us_datajson/dhs.json",
    "gsa": "us_datajson/gsa.json",
}
ACTOR = Actor.system("import-catalog", Interface.COMMAND)


@pytest.fixture(scope="module")
def catalogs() -> Path:
    """The folder of real catalogs beside the checkout."""
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    folder = Path(os.environ.get("PORTAL_SHARED_DATA", default)) / "catalogs"
    if not folder.exists() and not os.environ.get("CI"):
        pytest.skip(f"{folder} is not here; PORTAL_SHARED_DATA names the data")
    return folder


def distinct_rows(path: Path, source: str) -> int:
    """Distinct rows by plain decoding: identifier, or cleaned name with provider."""
    text, place, found = path.read_text(encoding="utf-8"), 0, []
    decoder = json.JSONDecoder()
    while place < len(text):
        if text[place] in " \r\n\t,":
            place += 1
            continue
        value, place = decoder.raw_decode(text, place)
        found.append(value)
    listed = found[0] if isinstance(found[0], list) else found
    if source in {"dhs", "gsa"}:
        return len({row["identifier"].strip() for row in found[0]["dataset"]})
    return len({_identity(row, source) for row in listed if _identity(row, source)[0]})


def _identity(row: dict[str, Any], source: str) -> tuple[str, str]:
    title = " ".join(str(row.get("name", row.get("标题", ""))).split())
    if source == "guangxi":
        return re.sub(r"_\d+\.\w+$", "", title), " ".join(row["info"]["来源部门"].split())
    if source == "beijing":
        match = re.search(r"资源所有权单位\t([^#]*)", row["info"])
        return title, " ".join(match.group(1).split()) if match else ""
    provider = row.get("提供单位", row.get("来源部门", row.get("数源单位", "")))
    return title, " ".join(str(provider or "").split())


def counted(source: str, report: Any) -> list[str]:
    """The outcome lines of a source."""
    return [
        f"{source}\t{outcome}\t{cause or '-'}\t{count}\t{count / report.total:.4f}"
        for (outcome, cause), count in sorted(report.counts.items())
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("source", FILES)
def test_every_row_is_accounted_for(catalogs: Path, source: str) -> None:
    """Outcomes as compared, 95% of distinct rows drafted; a second run changes nothing."""
    path = catalogs / FILES[source]
    if path.stat().st_size > _SMALL and not _WHOLE:
        assert any(line.startswith(f"{source}\t") for line in GOLDEN.read_text().splitlines())
        return
    mapping = SOURCES[source]
    found = rows(path, mapping)
    now = timezone.now()
    report = import_catalog(source=mapping, rows=found, actor=ACTOR, now=now)
    assert report.total == len(found)
    created = EntryVersion.objects.count()
    assert created == SourceRecord.objects.count()
    distinct = distinct_rows(path, source)
    assert created >= 0.95 * distinct, (created, distinct)
    assert created <= distinct
    if source not in {"tianjin"}:
        assert UnresolvedName.objects.exists()
    lines = counted(source, report)
    before = AuditEvent.objects.count()
    again = import_catalog(source=mapping, rows=found, actor=ACTOR, now=now)
    outcomes = {outcome for outcome, _cause in again.counts}
    assert not outcomes & {"CREATED", "UPDATED"}
    assert AuditEvent.objects.count() == before
    _compare(source, lines)


def _compare(source: str, lines: list[str]) -> None:
    head = "source\toutcome\tcause\trows\tshare"
    stored = GOLDEN.read_text(encoding="utf-8").splitlines() if GOLDEN.exists() else [head]
    others = [line for line in stored[1:] if not line.startswith(f"{source}\t")]
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join([head, *sorted([*others, *lines])]) + "\n", encoding="utf-8")
        return
    assert sorted(lines) == sorted(line for line in stored[1:] if line.startswith(f"{source}\t"))


@pytest.mark.django_db
def test_gb18030_csv_loads_as_its_source(catalogs: Path) -> None:
    """The same city's catalog as CSV in GB18030."""
    path = catalogs.parent / "messy" / "DERIVED_chizhou_catalog_gb18030.csv"
    with path.open(encoding="gb18030", newline="") as file:
        count = sum(1 for _row in csv.DictReader(file))
    found = rows(path, SOURCES["chizhou"])
    report = import_catalog(
        source=SOURCES["chizhou"], rows=found[:50], actor=ACTOR, now=timezone.now()
    )
    assert len(found) == count
    assert report.total == 50
