"""The database that tests begin with: made once for each state of the code, copied by every run.

Applying all migrations and loading the country's regions takes many times as long as a copy of what
comes of it, and each worker of each run would do it again.
"""

import fcntl
import hashlib
from datetime import datetime

from django.core.management import call_command
from django.db import connection

from catalog.regions.actions import load_regions
from portal.database import VAR

ROOT = VAR.parent
PREFIX = "portal_template_"
#: Whatever a migration, or the loading of regions, may read.
_SOURCES = ("portal", "catalog", "requests_app", "tests/conftest.py", "tests/template.py")
_LOCKED_VERSIONS = "requirements-dev.lock"
#: The country's regions as shipped, to be put back after a test that empties the tables.
_KEEP_REGIONS = "CREATE TABLE shipped_regions AS TABLE catalog_region"


def provide(now: datetime) -> str:
    """The name of the database to copy; it is made first unless one of this state is there.

    :param now: when the regions are loaded.
    """
    name = PREFIX + _state()
    with (VAR / "test-template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
            )
            present = [row[0] for row in cursor.fetchall()]
            if name in present:
                return name
            for outdated in present:
                cursor.execute(f"DROP DATABASE {outdated}")
            # Under another name until it is whole: a run may be stopped half-way.
            cursor.execute(f"CREATE DATABASE {PREFIX}unfinished")
        _fill(f"{PREFIX}unfinished", now)
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {PREFIX}unfinished RENAME TO {name}")
    return name


def _fill(name: str, now: datetime) -> None:
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        load_regions(now=now)
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_REGIONS)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def _state() -> str:
    """A digest of every file that the database's making may read."""
    digest = hashlib.sha256((ROOT / _LOCKED_VERSIONS).read_bytes())
    for source in _SOURCES:
        place = ROOT / source
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
