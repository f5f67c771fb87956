"""The bureau of the notices, built once for the module; each test is undone."""

from collections.abc import Iterator

import pytest

from tests.conftest import NOW
from tests.races.world import kept_for_module
from tests.requests_app.notices.bureau import Bureau, open_bureau


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Bureau]:
    """A published entry and a request received."""
    with kept_for_module(django_db_blocker, lambda: open_bureau(NOW)) as bureau:
        yield bureau


@pytest.fixture
def bureau(built: Bureau, db) -> Bureau:
    """The bureau as it was built; ``db`` undoes what the test does."""
    return built


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    """The same, after everybody was told of what it took to build it."""
    bureau.give()
    return bureau
