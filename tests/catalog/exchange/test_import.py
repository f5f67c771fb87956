"""Every outcome and every fault of an import, on small invented files."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.directories import actions as directories
from catalog.exchange import actions
from catalog.exchange.faults import FileFault
from catalog.exchange.models import SourceRecord, UnresolvedName
from catalog.exchange.reading import rows
from catalog.exchange.sources import SOURCES
from catalog.models import EntryVersion
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("import-catalog", Interface.COMMAND)
ROW = {"标题": "企业名录", "提供单位": "市市场监管局", "更新频率": "每月", "数据格式": "['xls']"}


def run(*found: Any, source: str = "anhui") -> actions.Report:
    """Import rows."""
    return actions.import_catalog(
        source=SOURCES[source], rows=list(found), actor=ACTOR, now=timezone.now()
    )


def write(path: Path, text: str | bytes) -> Path:
    """A file with that content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_created_updated_unchanged_duplicate(cast) -> None:
    """The four good outcomes, and a provider that is known."""
    report = run(ROW, ROW, {**ROW, "摘要信息": "另一种说法"}, {**ROW, "标题": "另一目录"})
    assert dict(report.counts) == {
        ("CREATED", ""): 2,
        ("DUPLICATE", "SAME_ROW"): 1,
        ("DUPLICATE", "SAME_KEY"): 1,
    }
    version = EntryVersion.objects.get(name="企业名录")
    assert version.entry.provider == cast.market
    assert version.update_frequency == "MONTHLY"
    assert version.sharing_class == "", "an open-data portal says nothing about sharing"
    assert version.missing_particulars
    assert dict(run({**ROW, "摘要信息": "新的摘要"}).counts) == {("UPDATED", ""): 1}
    version.refresh_from_db()
    assert version.abstract == "新的摘要"
    assert dict(run({**ROW, "摘要信息": "新的摘要"}).counts) == {("UNCHANGED", ""): 1}


def test_a_draft_taken_further_is_left(cast) -> None:
    """A clerk's work is never overwritten by a later import."""
    run(ROW)
    version = EntryVersion.objects.get()
    content = directories.content_of(version)
    directories.revise(
        pk=version.pk, content=content, actor=cast.actor("market_compiler"), now=cast.now
    )
    report = run({**ROW, "摘要信息": "来源改了"})
    assert dict(report.counts) == {("UNCHANGED", "TAKEN_FURTHER"): 1}


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"标题": "", "提供单位": "x"}, "NO_TITLE"),
        ({"提供单位": "x"}, "NO_TITLE"),
        (["标题"], "NOT_A_ROW"),
        ("text", "NOT_A_ROW"),
        ({**ROW, "标题": "坏\ud800字"}, "BAD_TEXT"),
        ({**ROW, "摘要信息": "空\x00字符"}, "BAD_TEXT"),
        ({**ROW, "更新日期": "2025-02-30"}, "BAD_DATE"),
        ({**ROW, "发布日期": "2023年13月01日"}, "BAD_DATE"),
    ],
)
def test_rejected_rows_name_their_cause(db, row: Any, cause: str) -> None:
    """A bad row is rejected by itself; the others are taken over."""
    report = run(row, ROW)
    assert report.counts[("REJECTED", cause)] == 1
    assert report.counts[("CREATED", "")] == 1
    assert report.noted[0][:2] == (1, cause)


def test_an_unknown_class_word(db) -> None:
    """DCAT-US speaks of access; a word it does not have is rejected."""
    row = {"title": "Roads", "identifier": "1", "accessLevel": "secret"}
    good = {**row, "identifier": "2", "accessLevel": "non-public"}
    report = run(row, good, source="gsa")
    assert report.counts[("REJECTED", "BAD_CLASS")] == 1
    assert EntryVersion.objects.get().sharing_class == "WITHHELD"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"   \n", "空"),
        ('[{"标题": "a"}'.encode(), "JSON"),
        ('{"标题": "a"} {"标题": '.encode(), "第 2"),
        (b"[]", "没有数据行"),
        (b'[{"name": "a"}]', "标题"),
        (b"\x81\xff\xff\x81", "UTF-8"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_unreadable_files(tmp_path: Path, content: bytes, words: str) -> None:
    """One sentence, and nothing taken over."""
    path = write(tmp_path / "catalog.json", content)
    with pytest.raises(FileFault) as fault:
        rows(path, SOURCES["anhui"])
    assert words in str(fault.value)
    with pytest.raises(CommandError):
        call_command("import_catalog", path, "--source", "anhui")
    assert not EntryVersion.objects.exists()


def test_no_file(tmp_path: Path) -> None:
    """A path that is no file."""
    with pytest.raises(FileFault):
        rows(tmp_path / "nothing.json", SOURCES["anhui"])
    with pytest.raises(FileFault):
        rows(tmp_path, SOURCES["anhui"])


def test_concatenated_json(tmp_path: Path) -> None:
    """Objects one after another are rows."""
    text = "\n".join(json.dumps({"name": f"目录{number}"}) for number in range(3))
    path = write(tmp_path / "catalog.json", text)
    assert len(rows(path, SOURCES["tianjin"])) == 3


def test_the_command_prints_every_outcome(tmp_path: Path, capsys) -> None:
    """Counts and shares."""
    path = write(tmp_path / "catalog.json", json.dumps([ROW, ROW, {**ROW, "标题": ""}]))
    call_command("import_catalog", path, "--source", "anhui")
    printed = capsys.readouterr().out
    assert "CREATED\t-\t1\t33.3%" in printed
    assert "DUPLICATE\tSAME_ROW\t1" in printed
    assert "REJECTED\tNO_TITLE\t1" in printed


def test_a_name_is_matched_once_for_all_its_drafts(cast) -> None:
    """The authority's officer matches it; others may not; the name is remembered."""
    unknown = {**ROW, "提供单位": "某某总队"}
    run(unknown, {**unknown, "标题": "另一目录"})
    waiting = UnresolvedName.objects.get(name="某某总队")
    assert EntryVersion.objects.filter(entry__provider=None).count() == 2
    with pytest.raises(Refused) as refused:
        actions.resolve_name(
            pk=waiting.pk,
            department_id=cast.market.pk,
            actor=cast.actor("market_compiler"),
            now=cast.now,
        )
    assert refused.value.reason is reasons.NOT_YOUR_MATTER
    officer = cast.actor("authority_officer")
    actions.resolve_name(pk=waiting.pk, department_id=cast.market.pk, actor=officer, now=cast.now)
    providers = set(EntryVersion.objects.values_list("entry__provider__code", flat=True))
    assert providers == {"SCJG"}
    assert SourceRecord.objects.count() == 2
    run({**unknown, "标题": "第三个目录"})
    assert EntryVersion.objects.get(name="第三个目录").entry.provider == cast.market
    with pytest.raises(Refused):
        actions.resolve_name(
            pk=waiting.pk, department_id=cast.market.pk, actor=officer, now=cast.now
        )
