"""Two departments that publish the same item, for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests import cast as the_cast
from tests.catalog.sources.twins import Twins, publish_twice
from tests.conftest import NOW
from tests.races.world import kept_for_module


@pytest.fixture(scope="module")
def published_twice(django_db_setup, django_db_blocker) -> Iterator[Twins]:
    """The two entries, published once."""
    with kept_for_module(django_db_blocker, lambda: publish_twice(the_cast.build(NOW))) as twins:
        yield twins


@pytest.fixture
def twins(published_twice: Twins, db) -> Twins:
    """The two entries as they were published; ``db`` undoes what the test does."""
    return published_twice
