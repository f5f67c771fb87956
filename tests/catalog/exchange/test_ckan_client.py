"""The client that the world's catalogs are read with, against a server on the loopback address."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.exchange.directory import Directory, build, codes_of


@pytest.fixture
def served(transactional_db, live_server, open_doors, settings) -> Iterator[tuple[Directory, str]]:
    """The directory behind a server on the loopback address."""
    settings.PORTAL_ADDRESS = live_server.url
    yield build(), live_server.url


def test_the_real_client_dumps_to_the_last_entry(
    served: tuple[Directory, str], tmp_path: Path
) -> None:
    """``ckanapi dump datasets --all``: every entry, once, with what is told of it."""
    directory, url = served
    token = directory.callers["labour"].headers["authorization"].removeprefix("Bearer ")
    written = tmp_path / "out.jsonl"
    program = Path(sys.executable).with_name("ckanapi")
    command = [program, "dump", "datasets", "--all", "-O", written, "-r", url, "-a", token]
    # The client starts itself anew for each of its workers, and looks for itself by name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in written.read_bytes().splitlines()]
    assert codes_of(rows, "id") == directory.codes
    assert all(row["title"] and row["private"] for row in rows)
