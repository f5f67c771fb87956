"""One furnished desk for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.corrections.town import Town, build
from tests.requests_app.delivery.desk import Desk


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Town]:
    """The desk and its neighbours, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: build(folder)) as town:
        yield town


@pytest.fixture
def town(built: Town, db) -> Town:
    """The town as it was built; ``db`` undoes what the test does."""
    return built


@pytest.fixture
def desk(town: Town) -> Desk:
    """The labour department's desk."""
    return town.desk
