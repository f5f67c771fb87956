"""What the database holds, so that a refused step can be shown to have left nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import Model

_OURS = ("portal", "catalog", "requests_app", "auth")


def fingerprint() -> dict[str, str]:
    """A digest of every row of every table of ours."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted({model._meta.db_table for model in _models()}):
            cursor.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"  # noqa: S608
            )
            found[table] = cursor.fetchone()[0]
        return found


def _models() -> list[type[Model]]:
    skipped = {"catalog_region"}  # thousands of rows that no step of a matter touches
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in _OURS and model._meta.db_table not in skipped
    ]


@contextmanager
def nothing_left() -> Iterator[None]:
    """The block leaves every row as it was, the audit log included."""
    before = fingerprint()
    yield
    after = fingerprint()
    changed = {table for table in before if before[table] != after[table]}
    assert not changed, f"left behind in {sorted(changed)}"
