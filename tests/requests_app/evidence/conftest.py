"""The quarrel of the disputes, built once for the module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.disputes.quarrel import Quarrel, raise_quarrel


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Quarrel]:
    """An agreement in use, a refused request, and one that waits."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: raise_quarrel(folder)) as quarrel:
        yield quarrel


@pytest.fixture
def quarrel(built: Quarrel, db) -> Quarrel:
    """The quarrel as it was built; ``db`` undoes what the test does."""
    return built
