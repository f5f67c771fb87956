"""What stands in the environment when the portal starts: a wrong value is one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        (
            "PORT",
            "99999",
            "PORT 应为 1 至 65535 的整数，收到的是 99999。",
            "PORT is a whole number",
        ),
        ("PORT", "abc", "PORT 应为 1 至 65535 的整数，收到的是 abc。", "PORT is a whole"),
        ("PORT", "-1", "PORT 应为 1 至 65535 的整数，收到的是 -1。", "PORT is a whole"),
        (
            "DATABASE_URL",
            "mysql://x",
            "DATABASE_URL 应指向 PostgreSQL",
            "names a PostgreSQL server",
        ),
        ("DATABASE_URL", "nothing", "DATABASE_URL 应指向 PostgreSQL", "names a PostgreSQL"),
        ("WEB_WORKERS", "many", "有一项设置读不懂：", "cannot be read: "),
        ("PORTAL_SWITCHES", "{", "有一项设置读不懂：", "cannot be read: "),
    ],
)
def test_a_wrong_value_is_one_sentence_in_both_languages(
    name: str, value: str, zh: str, en: str
) -> None:
    """No traceback: whoever starts the portal reads what to change."""
    given = {"DATABASE_URL": "postgresql:///nowhere", **os.environ, name: value}
    ended = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert zh in ended.stderr
    assert en in ended.stderr
    assert "Traceback" not in ended.stderr
