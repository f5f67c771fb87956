"""The cast and two entries open to city departments, built once; each test is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalog.models import EntryVersion
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module


@dataclass
class Shelf:
    """Two published entries of one provider."""

    cast: the_cast.Cast
    registry: EntryVersion
    licences: EntryVersion


def _build() -> Shelf:
    cast = the_cast.build(NOW)
    registry = story.publish(cast, story.enterprise_registry())
    licences = story.publish(cast, story.enterprise_registry(name="食品经营许可信息"))
    return Shelf(cast, registry, licences)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Shelf]:
    """The shelf, built once."""
    with kept_for_module(django_db_blocker, _build) as made:
        yield made


@pytest.fixture
def shelf(built: Shelf, db, monkeypatch) -> Shelf:
    """The shelf as it was built, on its own day; ``db`` undoes what the test does."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return built
