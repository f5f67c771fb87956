"""One area for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.return_flow.area import Area, build


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Area]:
    """City and district, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: build(folder)) as area:
        yield area


@pytest.fixture
def area(built: Area, db) -> Area:
    """The area as it was built; ``db`` undoes what the test does."""
    return built
