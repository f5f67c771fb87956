"""One cast and one request for a whole module; each test is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from requests_app.models import SharingRequest
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module


@dataclass
class Stage:
    """A cast, and a draft request to take steps on."""

    cast: the_cast.Cast
    request: SharingRequest


def _build() -> Stage:
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry())
    return Stage(cast, story.apply(cast, version))


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """The stage, built once."""
    with kept_for_module(django_db_blocker, _build) as stage:
        yield stage


@pytest.fixture
def stage(built: Stage, db) -> Stage:
    """The stage as it was built; ``db`` undoes what the test does."""
    return Stage(built.cast, SharingRequest.objects.get(pk=built.request.pk))
