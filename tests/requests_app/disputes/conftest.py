"""One quarrel for a whole module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.races.world import kept_for_module
from tests.requests_app.disputes.quarrel import Quarrel, raise_quarrel


@pytest.fixture(scope="module")
def raised(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Quarrel]:
    """The quarrel, raised once."""
    folder = tmp_path_factory.mktemp("rows")
    with kept_for_module(django_db_blocker, lambda: raise_quarrel(folder)) as quarrel:
        yield quarrel


@pytest.fixture
def quarrel(raised: Quarrel, db) -> Quarrel:
    """The quarrel as it was raised; ``db`` undoes what the test does."""
    return raised
