"""Fixtures of the whole house: a fixed now, the cast, and the story's first steps."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings

from portal.workdays.calendars import load_shipped
from portal.workflow import grants
from tests import cast as the_cast
from tests import story, template

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Wednesday before National Day, with two make-up working days ahead.
NOW = datetime(2025, 9, 24, 10, 0, tzinfo=SHANGHAI)


#: The longest by far, in this order: begun last, one would keep a worker waiting for the other.
_LONGEST = (
    "tests/matrix/test_urls.py",
    "tests/requests_app/test_seed_demo.py",
    "tests/interfaces/test_lists.py",
    "tests/journeys/test_browser_journey.py",
    "tests/interfaces/test_bad_input.py",
    "tests/catalog/exchange/test_real_catalogs.py",
    "tests/journeys/test_browser_trials.py",
    "tests/walk/test_walk.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules come first; the rest keeps its order."""
    rank = {name: number for number, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(rank)))


@pytest.fixture
def now() -> datetime:
    """A fixed moment before a holiday."""
    return NOW


#: Tables that refuse TRUNCATE: those with a trigger for it (bit 5 of its type).
_KEPT_TABLES = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 > 0
"""


def _switch_triggers(cursor: Any, state: str) -> None:
    """Let every table be emptied, or none of those that refuse it."""
    cursor.execute(_KEPT_TABLES)
    for (table,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} {state} TRIGGER USER")


_PUT_BACK_REGIONS = "INSERT INTO catalog_region SELECT * FROM shipped_regions"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker) -> None:
    """The test database is a copy of one that is migrated and holds the shipped regions."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.provide(NOW)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Hash passwords fast: what is tested is never the hasher."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick):
        yield


@pytest.fixture(autouse=True, scope="session")
def _clean_after_committing_tests() -> Iterator[None]:
    """Tests that commit are cleaned by TRUNCATE, which some tables refuse to everyone else.

    The shipped calendar, which a migration loads, and the regions are put back; warehouse tables
    go.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        if isinstance(case, TestCase):
            original(case)
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS warehouse CASCADE; CREATE SCHEMA warehouse")
            _switch_triggers(cursor, "DISABLE")
        original(case)
        with connection.cursor() as cursor:
            _switch_triggers(cursor, "ENABLE")
            cursor.execute(_PUT_BACK_REGIONS)
        load_shipped()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def _fresh_permissions() -> Iterator[None]:
    """A test database is made anew, so remembered permission ids would lie."""
    grants.forget_permissions()
    yield
    grants.forget_permissions()


@pytest.fixture
def cast(db, now: datetime) -> the_cast.Cast:
    """Five departments over three tiers, and their people."""
    return the_cast.build(now)


@pytest.fixture
def published(cast: the_cast.Cast):
    """The enterprise registry: conditional, open to city departments, published."""
    return story.publish(cast, story.enterprise_registry())


@pytest.fixture
def requested(cast: the_cast.Cast, published):
    """A complete draft request by the labour department for that entry."""
    return story.apply(cast, published)


@pytest.fixture
def open_doors(settings) -> None:
    """Nobody is locked out."""
    settings.AXES_ENABLED = False
