"""The command due_on: what it prints and what it refuses."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils.translation import override

from portal.workdays import calendars
from portal.workdays.models import WorkdayOverride

ROOT = Path(__file__).resolve().parents[2]


def due_on(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    with override("en"):
        call_command("due_on", *arguments)
    return capsys.readouterr().out.splitlines()


def test_it_prints_day_weekday_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    version = calendars.shipped().version
    assert due_on(capsys, "2025-09-24", "10", "--shipped") == [
        "2025-10-14 周二",
        f"10 working days after 2025-09-24 周三, calendar {version}",
    ]
    assert due_on(capsys, "2025-12-31", "1", "--shipped")[0] == "2026-01-04 周日"


def test_it_marks_a_provisional_day(capsys: pytest.CaptureFixture[str]) -> None:
    lines = due_on(capsys, "2026-12-31", "1", "--shipped")
    assert lines[0] == "2027-01-01 周五 暂定"
    assert lines[2].startswith("Provisional:")


def test_it_counts_by_the_table(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    calendars.load_shipped(WorkdayOverride)
    assert due_on(capsys, "2026-02-13", "1")[0] == "2026-02-14 周六"
    WorkdayOverride.objects.filter(day="2026-02-14").update(is_workday=False)
    lines = due_on(capsys, "2026-02-13", "1")
    assert lines[0] == "2026-02-24 周二"
    assert calendars.shipped().version not in lines[1]


def test_it_counts_by_a_regions_own_days(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    calendars.load_shipped(WorkdayOverride)
    WorkdayOverride.objects.create(
        region_code="640000",
        day="2026-03-20",
        is_workday=False,
        name="开斋节",
        notice_year=2026,
        notice_citation="a made-up local notice",
        loaded_from="test",
    )
    assert due_on(capsys, "2026-03-19", "1")[0] == "2026-03-20 周五"
    assert due_on(capsys, "2026-03-19", "1", "--region", "640104")[0] == "2026-03-23 周一"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("2026-02-30", "1"), "There is no day 2026-02-30."),
        (("2026-13-01", "1"), "There is no day 2026-13-01."),
        (("30.9.2025", "1"), "DATE is a day written as YYYY-MM-DD"),
        (("20260101", "1"), "DATE is a day written as YYYY-MM-DD"),
        (("", "1"), "DATE is a day written as YYYY-MM-DD"),
        (("2026-01-01", "-3"), "N is a whole number of working days from 0 up, not -3."),
        (("2026-01-01", "ten"), "N is a whole number of working days from 0 up, not ten."),
        (("2026-01-01", "1.5"), "N is a whole number"),
        (("2026-01-01", "十"), "N is a whole number"),
        (("2026-01-01", ""), "N is a whole number"),
        (("2026-01-01", "9" * 8), "The period runs past the last year of the calendar."),
        (("2026-01-01", "9" * 5000), "The period runs past the last year of the calendar."),
        (("9999-12-31", "5"), "The period runs past the last year of the calendar."),
        (("2026-01-01", "1", "--region", "640000"), "give one option"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], sentence: str
) -> None:
    with override("en"), pytest.raises(CommandError, match=sentence) as refusal:
        call_command("due_on", *arguments, "--shipped")
    assert refusal.value.returncode == 2


def test_a_region_code_in_bad_form_is_refused() -> None:
    with override("en"), pytest.raises(CommandError, match="digits") as refusal:
        call_command("due_on", "2026-01-01", "1", "--region", "64")
    assert refusal.value.returncode == 2


def test_without_a_table_it_points_to_the_shipped_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(region_code: str = "") -> None:
        raise DatabaseError("no server")

    monkeypatch.setattr(calendars, "current", unreachable)
    with override("en"), pytest.raises(CommandError, match="--shipped counts without"):
        call_command("due_on", "2026-01-01", "1")


def test_from_the_shell_a_refusal_is_one_line_on_stderr() -> None:
    command = [sys.executable, "manage.py", "due_on", "2026-02-30", "-1", "--shipped"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
