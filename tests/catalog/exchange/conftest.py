"""The directory of every kind of entry, for a whole module; each test is undone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.catalog.exchange.directory import Directory, build
from tests.catalog.exchange.others import Other
from tests.races.world import kept_for_module


@pytest.fixture(scope="module")
def filled_directory(django_db_setup, django_db_blocker) -> Iterator[Directory]:
    """The directory, published once."""
    with kept_for_module(django_db_blocker, build) as directory:
        yield directory


@pytest.fixture
def directory(filled_directory: Directory, db, open_doors) -> Directory:
    """The directory as it was published; ``db`` undoes what the test does."""
    return filled_directory


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    """The server of another system, allowed to be read."""
    served = Other()
    settings.PORTAL_HARVEST_HOSTS = [served.host]
    settings.PORTAL_HARVEST_PRIVATE = True
    yield served
    served.server.shutdown()
    served.server.server_close()
