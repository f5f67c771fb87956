"""A pytest plugin: gives the tests their own embedded PostgreSQL before Django reads its settings.

Loaded with `-p tests.embedded`. Workers of pytest-xdist find DATABASE_URL in the environment they
inherit, so only the controller starts the server.
"""

import fcntl
import os
from itertools import count
from urllib.parse import urlsplit

from portal import database

# Tests read static files where they lie; nothing has to be collected first.
os.environ.setdefault("PORTAL_STATIC_MANIFEST", "false")
# Whole suites call as one system; the test of the rate sets its own.
os.environ.setdefault("PORTAL_API_RATE", "")


def _slot() -> int:
    """Take the lowest free number, so that two runs at once do not share a test database.

    The lock stays open until the process ends, and the kernel drops it even after kill -9.
    """
    for number in count():
        lock = os.open(database.VAR / f"test-slot-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return number
    raise AssertionError


if not os.environ.get("DATABASE_URL"):
    _url = database.ensure_embedded("test-postgres", database.THROW_AWAY)
    _name = f"/{database.DATABASE}_{_slot()}"
    os.environ["DATABASE_URL"] = urlsplit(_url)._replace(path=_name).geturl()
