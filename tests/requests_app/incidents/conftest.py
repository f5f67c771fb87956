"""One city with an agreement for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.incidents.scene import Scene, raise_scene


@pytest.fixture(scope="module")
def raised(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """The city, raised once."""
    with kept_for_module(django_db_blocker, raise_scene) as scene:
        yield scene


@pytest.fixture
def scene(raised: Scene, db) -> Scene:
    """The city as it was raised; ``db`` undoes what the test does."""
    return raised
