"""The bare reference: a WSGI application on psycopg and orjson that runs the same SQL."""

import json
import os
from typing import Any

import orjson
from psycopg_pool import ConnectionPool

_QUERIES = json.loads(os.environ["BENCH_QUERIES"])
_pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=6, open=True)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the rows of the address's last query."""
    with _pool.connection() as connection:
        for query in _QUERIES[environ["PATH_INFO"].strip("/")]:
            cursor = connection.execute(query["sql"], query["values"], prepare=True)
            names = [column.name for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    body = orjson.dumps({"results": rows}, default=str)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]
