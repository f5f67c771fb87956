"""One bureau for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.lookups.bureau import Bureau, build


@pytest.fixture(scope="module")
def opened(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Bureau]:
    """The bureau, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: build(folder)) as bureau:
        yield bureau


@pytest.fixture
def bureau(opened: Bureau, db) -> Bureau:
    """The bureau as it was opened; ``db`` undoes what the test does."""
    return opened
