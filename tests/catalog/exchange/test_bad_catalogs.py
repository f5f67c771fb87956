"""Bad catalogs through the real command: a sentence, an exit code, nothing half-loaded."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation

from catalog.exchange import actions
from catalog.exchange.models import Cause, SourceRecord, UnresolvedName
from catalog.exchange.sources import SOURCES
from catalog.models import DirectoryEntry, EntryVersion
from portal.audit import chain
from portal.models import AuditEvent
from portal.workflow.actor import Actor, Interface
from tests.races.fingerprint import nothing_left

GOOD = {"标题": "企业名录", "提供单位": "市市场监管局", "摘要信息": "说明"}
DCAT = {"title": "Roads", "identifier": "1", "accessLevel": "public"}


def write(folder: Path, content: Any, name: str = "catalog.json") -> Path:
    """A file with that content; bytes as they are."""
    path = folder / name
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    path.write_bytes(content)
    return path


def command(path: Path, source: str = "anhui") -> tuple[str, str]:
    """Run the command; what it printed, and what it complained of."""
    out, complaints = io.StringIO(), io.StringIO()
    call_command("import_catalog", path, "--source", source, stdout=out, stderr=complaints)
    # What goes to a terminal is encoded, so half a character would end the run there.
    return out.getvalue().encode().decode(), complaints.getvalue().encode().decode()


REFUSED: tuple[tuple[str, Any, str, str], ...] = (
    ("catalog.json", b"", "anhui", "空"),
    ("catalog.json", b"\xef\xbb\xbf\n ", "anhui", "行"),
    ("catalog.json", b"PK\x03\x04\x00", "anhui", "JSON"),
    ("catalog.json", b"\xff\xff\xff", "anhui", "UTF-8"),
    ("catalog.json", json.dumps([GOOD])[:-1], "anhui", "第 1 个对象"),
    ("catalog.json", json.dumps(GOOD) + "\n" + json.dumps(GOOD)[:-3], "anhui", "第 2 行"),
    ("catalog.json", json.dumps(GOOD) + "\n}", "anhui", "第 2 个对象"),
    ("catalog.json", '[{"标题": ' + "1" * 5000 + "}]", "anhui", "第 1 个对象"),
    ("catalog.json", "[" * 50_000, "anhui", "JSON"),
    ("catalog.json", "[]", "anhui", "没有数据行"),
    ("catalog.json", "null", "anhui", "标题"),
    ("catalog.json", [{"名称": "企业名录"}], "anhui", "标题"),
    ("catalog.json", {"dataset": 5}, "gsa", "title"),
    ("catalog.json", {"dataset": "title"}, "dhs", "title"),
    ("catalog.json", [GOOD], "guangxi", "name"),
    ("catalog.csv", "标题,提供单位\n", "anhui", "没有数据行"),
    ("catalog.csv", "名称,提供单位\n甲,乙\n", "anhui", "标题"),
    ("catalog.csv", "标题,标题\n甲,乙\n", "anhui", "列"),
    ("catalog.csv", '标题,提供单位\n甲,乙\n"丙,丁\n', "anhui", "第 2 行"),
    ("catalog.csv", '标题,提供单位\n甲,乙\n"丙"x,丁\n', "anhui", "第 2 行"),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content", "source", "words"), REFUSED)
def test_a_refused_file(tmp_path: Path, name: str, content: Any, source: str, words: str) -> None:
    """One Chinese sentence with the file's name and the cause; not a row of any table changed."""
    path = write(tmp_path, content, name)
    with nothing_left(), pytest.raises(CommandError) as refused:
        command(path, source)
    sentence = str(refused.value)
    assert sentence.startswith(str(path))
    assert words in sentence
    assert sentence.endswith("。")
    assert refused.value.returncode != 0


@pytest.mark.django_db
def test_not_a_file(tmp_path: Path) -> None:
    """A directory, a name that is not there, a device, a name no system has."""
    for path in (tmp_path, tmp_path / "none.json", Path("/dev/null"), tmp_path / ("x" * 300)):
        with pytest.raises(CommandError) as refused:
            command(path)
        assert "没有" in str(refused.value), path
    assert not EntryVersion.objects.exists()


ROWS: tuple[tuple[str, Any, str], ...] = (
    ("anhui", {**GOOD, "标题": "坏\ud800字"}, "BAD_TEXT"),
    ("anhui", {**GOOD, "提供单位": "\udfff"}, "BAD_TEXT"),
    ("anhui", {**GOOD, "更新日期": "2025-02-28\ud800"}, "BAD_TEXT"),
    ("gsa", {**DCAT, "identifier": "\ud800"}, "BAD_TEXT"),
    ("gsa", {**DCAT, "accessLevel": "public\ud800"}, "BAD_TEXT"),
    ("anhui", {**GOOD, "标题": "空\x00"}, "BAD_TEXT"),
    ("gsa", {**DCAT, "identifier": "a\x00"}, "BAD_TEXT"),
    ("anhui", {**GOOD, "更新日期": "2025-02-29"}, "BAD_DATE"),
    ("anhui", {**GOOD, "发布时间": "2025/13/01"}, "BAD_DATE"),
    ("anhui", {**GOOD, "发布时间": "0000-01-01"}, "BAD_DATE"),
    ("guangxi", {"name": "a_1.csv", "info": {"发布时间": "2025-04-31"}}, "BAD_DATE"),
    ("gsa", {**DCAT, "accessLevel": "secret"}, "BAD_CLASS"),
    ("gsa", {**DCAT, "accessLevel": ["public", "x"]}, "BAD_CLASS"),
    ("anhui", {**GOOD, "标题": {"a": 1}}, "NO_TITLE"),
    ("anhui", {**GOOD, "标题": True}, "NO_TITLE"),
    ("anhui", {**GOOD, "标题": None}, "NO_TITLE"),
    ("anhui", {**GOOD, "标题": " \t\u3000"}, "NO_TITLE"),
    ("anhui", ["标题"], "NOT_A_ROW"),
    ("anhui", None, "NOT_A_ROW"),
    ("anhui", 5, "NOT_A_ROW"),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "row", "cause"), ROWS)
def test_a_rejected_row(tmp_path: Path, source: str, row: Any, cause: str) -> None:
    """Its number and cause in Chinese; the rows around it are taken over, and the chain holds."""
    good = GOOD if source == "anhui" else DCAT if source == "gsa" else {"name": "好目录_2.csv"}
    title = SOURCES[source].title
    path = write(tmp_path, [good, row, {**good, title: "另一目录_3.csv", "identifier": "3"}])
    printed, complaints = command(path, source)
    assert f"REJECTED\t{cause}\t1\t33.3%" in printed
    lines = [line for line in complaints.splitlines() if line.startswith("第 2 行：")]
    with translation.override("zh-hans"):
        assert lines, complaints
        assert lines[0].startswith(f"第 2 行：{Cause(cause).label}")
    assert EntryVersion.objects.count() == SourceRecord.objects.count() == 2
    while chain.seal(now=timezone.now()):
        pass
    assert chain.verify(now=timezone.now()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        {**DCAT, "distribution": 5},
        {**DCAT, "distribution": "csv"},
        {**DCAT, "distribution": [5, None, {"format": ["csv"]}]},
        {**DCAT, "publisher": ["a", {"b": 1}], "description": {"a": [1]}},
        {**DCAT, "accrualPeriodicity": "\ud800", "keyword": "\ud800"},
        {**DCAT, "identifier": 10**400},
        {**DCAT, "title": "长" * 5000, "description": "长" * 50_000, "publisher": "长" * 5000},
        {**DCAT, "title": 2025},
        {**DCAT, "title": "<script>alert(1)</script>"},
    ],
    ids=lambda row: str(list(row.values())[-1])[:20],
)
def test_an_odd_row_is_taken_over(row: Any) -> None:
    """What the mapping does not need may be anything; what it needs is cut to what it holds."""
    report = actions.import_catalog(
        source=SOURCES["gsa"],
        rows=[row],
        actor=Actor.system("import-catalog", Interface.COMMAND),
        now=timezone.now(),
    )
    assert dict(report.counts) == {("CREATED", ""): 1}


@pytest.mark.django_db
def test_ragged_csv_rows_are_rejected_by_number(tmp_path: Path) -> None:
    """More cells than the header or fewer: which cell is which cannot be known."""
    path = write(tmp_path, "标题,提供单位\n甲,局\n乙,局,多\n丙\n\n丁,局\n", "catalog.csv")
    printed, complaints = command(path)
    assert "CREATED\t-\t2" in printed
    assert "REJECTED\tNOT_A_ROW\t2" in printed
    with translation.override("zh-hans"):
        cause = str(Cause.NOT_A_ROW.label)
    assert [line[2] for line in complaints.splitlines() if cause in line] == ["2", "3"]


@pytest.mark.django_db
def test_concatenated_objects_and_lists(tmp_path: Path) -> None:
    """One after another, on one line or many, with a mark of the byte order or in GB18030."""
    text = "".join(json.dumps({**GOOD, "标题": f"目录{n}"}, ensure_ascii=False) for n in range(3))
    for number, content in enumerate((text.encode("utf-8-sig"), text.encode("gb18030"))):
        printed, _complaints = command(write(tmp_path, content))
        assert ("CREATED" if number == 0 else "UNCHANGED") + "\t-\t3" in printed
    assert EntryVersion.objects.count() == 3


@pytest.mark.django_db
def test_an_unknown_department_and_one_key_twice(cast, tmp_path: Path) -> None:
    """The name waits in the authority's list; the second entry with one key is not taken over."""
    stranger = {**GOOD, "提供单位": "不存在的局"}
    path = write(tmp_path, [stranger, {**stranger, "摘要信息": "另一说明"}, stranger, GOOD])
    printed, _complaints = command(path)
    assert "CREATED\t-\t2\t50.0%" in printed
    assert "DUPLICATE\tSAME_KEY\t1" in printed
    assert "DUPLICATE\tSAME_ROW\t1" in printed
    assert list(UnresolvedName.objects.values_list("name", flat=True)) == ["不存在的局"]
    kept = EntryVersion.objects.get(entry__provider=None)
    assert kept.abstract == "说明"
    assert EntryVersion.objects.get(entry__provider=cast.market).name == "企业名录"


# Killed in the middle

COUNT = 500
#: What the database server calls the lines of the command: other lines may be open beside them.
LINE = "import-in-a-process-of-its-own"


def _run(path: Path) -> subprocess.Popen[str]:
    """The command in a process of its own, on this test's database."""
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_catalog", path, "--source", "anhui"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "LC_ALL": "C.UTF-8", "PGAPPNAME": LINE},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_killed_goes_on(tmp_path: Path) -> None:
    """After kill -9 what is there is whole rows; a second run makes up the rest, none twice."""
    found = [{**GOOD, "标题": f"目录{number}"} for number in range(COUNT)]
    path = write(tmp_path, found)
    first = _run(path)
    deadline = time.monotonic() + 60
    while SourceRecord.objects.count() < 40 and time.monotonic() < deadline:
        assert first.poll() is None, first.communicate()
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    with connection.cursor() as cursor:
        # The server notices the broken line at its own pace.
        while True:
            assert time.monotonic() < deadline
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [LINE]
            )
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.02)
    begun = SourceRecord.objects.count()
    assert 40 <= begun < COUNT
    _whole(begun)
    for expected in ({"CREATED": COUNT - begun, "UNCHANGED": begun}, {"UNCHANGED": COUNT}):
        printed, _complaints = command(path)
        told = (line.split("\t") for line in printed.splitlines())
        assert {outcome: int(count) for outcome, _cause, count, *_rest in told} == expected
        _whole(COUNT)
    while chain.seal(now=timezone.now()):
        pass
    assert chain.verify(now=timezone.now()) == []


def _whole(count: int) -> None:
    """So many rows, each with its entry, its version and its event; no name twice."""
    assert SourceRecord.objects.count() == count
    assert DirectoryEntry.objects.count() == count
    assert EntryVersion.objects.values("name").distinct().count() == count
    numbers = AuditEvent.objects.filter(name="entryversion.import_draft").values("subject_id")
    assert numbers.distinct().count() == numbers.count() == count


@pytest.mark.django_db(transaction=True)
def test_the_exit_code_of_a_refused_file(tmp_path: Path) -> None:
    """A shell sees that nothing was loaded, and the sentence without a trace of the program."""
    run = _run(write(tmp_path, json.dumps(GOOD)[:-1]))
    _printed, complaints = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "第 1 个对象" in complaints
    assert "Traceback" not in complaints
    assert not EntryVersion.objects.exists()


@pytest.mark.django_db
def test_what_a_person_should_look_at_is_named_by_row(tmp_path: Path) -> None:
    """Two entries with one name but other content, and a provider that is no department."""
    rows = [GOOD, {**GOOD, "摘要信息": "另一说法"}, {**GOOD, "标题": "乙"}]
    _printed, complaints = command(write(tmp_path, rows))
    with translation.override("zh-hans"):
        assert f"第 2 行：{Cause.SAME_KEY.label}" in complaints
    assert f"第 1 行及另外 1 行：没有名为“{GOOD['提供单位']}”的部门。" in complaints


@pytest.mark.django_db(transaction=True)
def test_a_second_import_of_a_source_is_told_and_does_nothing(tmp_path: Path) -> None:
    """The lock is held by a connection of its own, as another process would hold it."""
    path = write(tmp_path, [GOOD])
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('import anhui'))")
        with pytest.raises(CommandError, match="另一进程"):
            command(path)
        assert not SourceRecord.objects.exists()
        # The server lets go of a closed connection's lock in its own time; this is at once.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('import anhui'))")
    finally:
        other.close()
    command(path)
    assert SourceRecord.objects.count() == 1
