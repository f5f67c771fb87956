"""One market of supply and demand for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests import cast as the_cast
from tests.conftest import NOW
from tests.races.world import kept_for_module
from tests.requests_app.demands.supply import Supply, build


@pytest.fixture(scope="module")
def stocked(django_db_setup, django_db_blocker) -> Iterator[Supply]:
    """The entries, published once."""
    with kept_for_module(django_db_blocker, lambda: build(the_cast.build(NOW))) as supply:
        yield supply


@pytest.fixture
def supply(stocked: Supply, db) -> Supply:
    """The entries as they were published; ``db`` undoes what the test does."""
    return stocked
