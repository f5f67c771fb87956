"""The demo city as screens and outside tools meet it: its own database, and a server whose clock
stands, so that two runs find the same."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A Thursday near the end of a year, so that some deadlines lie in a year without calendar.
NOW = "2026-12-10T10:00:00+08:00"
#: Of the browser: quiet on the network.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The system's Chromium; PORTAL_CHROMIUM names another one."""
    return os.environ.get("PORTAL_CHROMIUM") or "/usr/bin/chromium"


def found() -> datetime:
    """Found the city: an embedded cluster of this run's own, emptied and filled; its now."""
    now = datetime.fromisoformat(NOW)
    from portal import database

    os.environ["PORTAL_STATIC_MANIFEST"] = "false"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ["DATABASE_URL"] = database.ensure_embedded("screens-postgres", database.THROW_AWAY)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS warehouse CASCADE")
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    from requests_app.management.commands.seed_demo import SEED
    from requests_app.management.demo.seed import seed

    seed(now=now, number=SEED)
    return now


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(**settings: str) -> Iterator[str]:
    """Granian on a free loopback port; its address.

    :param settings: what its environment says besides.
    """
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "4"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    environment = {**os.environ, "PORTAL_ROLE": "web", "SCREENS_NOW": NOW, **settings}
    process = subprocess.Popen(
        [*command, "tests.screens.wsgi:application"], cwd=ROOT, env=environment
    )
    try:
        for _attempt in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
