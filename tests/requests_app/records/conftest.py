"""One furnished desk for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.delivery.desk import Desk, furnish


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Desk]:
    """The desk, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: furnish(folder)) as desk:
        yield desk


@pytest.fixture
def desk(furnished: Desk, db) -> Desk:
    """The desk as it was furnished; ``db`` undoes what the test does."""
    return furnished
