"""One watched city for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.oversight.watch import Watch, keep_watch


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Watch]:
    """The city, raised once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: keep_watch(folder)) as watch:
        yield watch


@pytest.fixture
def watch(kept: Watch, db) -> Watch:
    """The city as it was raised; ``db`` undoes what the test does."""
    return kept
