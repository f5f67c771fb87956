"""The connections data leave and enter through: PostgreSQL, read for plans and COPY for loads."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.errors import QueryCanceled

from requests_app.delivery.plan import ROW_NUMBER, WAREHOUSE, Plan

_TYPES = {
    "TEXT": "text",
    "MEMO": "text",
    "INTEGER": "bigint",
    "NUMBER": "numeric",
    "MONEY": "numeric",
    "DATE": "date",
    "DATETIME": "timestamptz",
    "BOOLEAN": "boolean",
    "BINARY": "text",
}


_TIMEOUT = "SELECT set_config('statement_timeout', %s, true)"


def run(plan: Plan) -> list[tuple[Any, ...]]:
    """The rows of a plan, each with its row number first."""
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, plan.values)
        return cursor.fetchall()


def run_within(plan: Plan, *, seconds: int) -> list[tuple[Any, ...]] | None:
    """The rows of a plan, or None where they took longer; the transaction goes on either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            (usual,) = cursor.fetchone()
            cursor.execute(_TIMEOUT, [f"{seconds}s"])
            cursor.execute(plan.sql, plan.values)
            found = cursor.fetchall()
            cursor.execute(_TIMEOUT, [usual])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise
    return found


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(WAREHOUSE, name)


def column_type(data_type: str) -> str:
    """The PostgreSQL type of an item's data type."""
    return _TYPES[data_type]


def create_table(name: str, columns: Sequence[tuple[str, str]]) -> None:
    """Make an empty table for a data version: the row number, then the items' columns."""
    parts = [sql.SQL("{} bigint PRIMARY KEY").format(sql.Identifier(ROW_NUMBER))]
    parts += [
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(_TYPES[data_type]))
        for column, data_type in columns
    ]
    statement = sql.SQL("CREATE TABLE {} ({})").format(_table(name), sql.SQL(", ").join(parts))
    with connection.cursor() as cursor:
        cursor.execute(statement)


def copy_rows(name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> int:
    """Stream rows into the table; the first value of each is its row number.

    :returns: how many rows were written.
    """
    names = [sql.Identifier(ROW_NUMBER), *(sql.Identifier(column) for column, _t in columns)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(_table(name), sql.SQL(", ").join(names))
    written = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def index_columns(name: str, columns: Iterable[str]) -> None:
    """Index the columns subjects and regions are found by, then gather statistics."""
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(
                sql.SQL("CREATE INDEX ON {} ({})").format(_table(name), sql.Identifier(column))
            )
        cursor.execute(sql.SQL("ANALYZE {}").format(_table(name)))


def drop_table(name: str) -> None:
    """Remove the table of a data version that nobody reads any more."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_table(name)))


@contextmanager
def long_statement() -> Iterator[None]:
    """Lift the statement timeout of the web role for one load, inside its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    yield
