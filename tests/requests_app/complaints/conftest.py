"""One city for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests import cast as the_cast
from tests.conftest import NOW
from tests.races.world import kept_for_module


@pytest.fixture(scope="module")
def raised(django_db_setup, django_db_blocker) -> Iterator[the_cast.Cast]:
    """The city, raised once."""
    with kept_for_module(django_db_blocker, lambda: the_cast.build(NOW)) as cast:
        yield cast


@pytest.fixture
def city(raised: the_cast.Cast, db) -> the_cast.Cast:
    """The city as it was raised; ``db`` undoes what the test does."""
    return raised
