"""One cast and one published entry for a whole module; each test is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalog.models import EntryVersion
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module


@dataclass
class Stage:
    """The cast and an entry open to city departments."""

    cast: the_cast.Cast
    published: EntryVersion


def _build() -> Stage:
    cast = the_cast.build(NOW)
    return Stage(cast, story.publish(cast, story.enterprise_registry()))


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """The stage, built once."""
    with kept_for_module(django_db_blocker, _build) as built:
        yield built


@pytest.fixture
def cast(stage: Stage, db) -> the_cast.Cast:
    """The cast, as it was built; ``db`` undoes what the test does."""
    return stage.cast


@pytest.fixture
def published(stage: Stage) -> EntryVersion:
    """The entry that all city departments may ask for."""
    return EntryVersion.objects.get(pk=stage.published.pk)
