"""One cast and one published entry for a whole module; each test is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalog.models import EntryVersion
from portal.regulation.vocabulary import SharingClass
from requests_app.models import SharingRequest
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module


@dataclass
class Stage:
    """What every test of the loop begins with."""

    cast: the_cast.Cast
    conditional: EntryVersion
    unconditional: EntryVersion


def _build() -> Stage:
    cast = the_cast.build(NOW)
    conditional = story.publish(cast, story.enterprise_registry())
    free = story.enterprise_registry(
        name="企业名录", sharing_class=SharingClass.UNCONDITIONAL, condition=None
    )
    return Stage(cast, conditional, story.publish(cast, free))


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """The cast and two published entries, built once."""
    with kept_for_module(django_db_blocker, _build) as built:
        yield built


@pytest.fixture
def cast(stage: Stage, db) -> the_cast.Cast:
    """The cast, as it was built; ``db`` undoes what the test does."""
    return stage.cast


@pytest.fixture
def published(stage: Stage) -> EntryVersion:
    """The conditional entry."""
    return stage.conditional


@pytest.fixture
def received(cast: the_cast.Cast, published: EntryVersion) -> SharingRequest:
    """A conditional request the provider has received."""
    return story.send(cast, story.apply(cast, published))


@pytest.fixture
def in_review(cast: the_cast.Cast, received: SharingRequest) -> SharingRequest:
    """The same, with its review begun."""
    from requests_app.sharing import actions

    actions.open_review(pk=received.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    return SharingRequest.objects.get(pk=received.pk)
