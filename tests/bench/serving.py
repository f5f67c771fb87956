"""Over HTTP on loopback: the list and one look-up, ours against the bare application."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from catalog.directories.api import EntryViewSet
from portal.interfaces.api import page_statement
from portal.workflow.actor import Actor, Interface
from requests_app.models import SharingAgreement
from tests import story
from tests.bench.figures import ROOT, Figure
from tests.cast import Cast
from tests.interfaces.api_client import ApiCaller

CALLS = 150
_LOOK_UP = (
    "Token, permit, rows, and quota with receipt and audit row, committed durably before the"
    " answer; the bare side is one prepared SELECT. Those four statements alone, run by the bare"
    " application, take {:.1f} times as long as its SELECT; the rest is the two frameworks."
)
ROUNDS = 5
_PURPOSE = "GOVERNMENT_SERVICE"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _server(target: str, **environment: str) -> Iterator[http.client.HTTPConnection]:
    """granian as `serve` starts it, and a kept-alive connection to it."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "4"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error", target]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        for _attempt in range(150):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(10)


def _call(
    connection: http.client.HTTPConnection,
    method: str,
    address: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    connection.request(method, address, body=body, headers=headers or {})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise AssertionError((address, answer.status, content[:300]))
    return content


def _token(connection: http.client.HTTPConnection, cast: Cast) -> str:
    credentials = cast.systems["labour"]
    form = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "scope": "catalog request data",
        }
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return json.loads(_call(connection, "POST", "/oauth/token/", form.encode(), kind))[
        "access_token"
    ]


def _agreement(cast: Cast) -> SharingAgreement:
    """An agreement in use over a made-up registry of thirty rows."""
    today = timezone.localdate()
    version = story.publish(cast, story.enterprise_registry())
    request = story.apply(
        cast, version, use_from=today - timedelta(days=1), use_until=today + timedelta(days=30)
    )
    agreement = story.agree(cast, story.send(cast, request))
    with tempfile.TemporaryDirectory() as folder:
        story.load(cast, version, story.small_registry(Path(folder) / "rows.csv"))
    SharingAgreement.objects.filter(pk=agreement.pk).update(daily_quota=1_000_000)
    return story.put_into_use(cast, agreement)


def _body() -> dict[str, str]:
    return {"column": "credit_code", "value": f"TEST{3:014d}"}


@override_settings(ALLOWED_HOSTS=["testserver"])
def _asked(cast: Cast, agreement: SharingAgreement) -> list[str]:
    """The statements of one look-up of ours, with their values written into them."""
    api = ApiCaller(cast.systems["labour"])
    asked: list[str] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append(connection.ops.compose_sql(sql, values))
        return execute(sql, values, many, context)

    address = f"/agreements/{agreement.public_number}/look-up/"
    case = {"sharing_purpose": _PURPOSE, "sharing_case_number": "B-1"}
    api.post(address, _body(), **case)
    with connection.execute_wrapper(note):
        number = api.post(address, _body(), **case).json()["receipt"]
    # Each run writes a receipt of its own number.
    return [sql.replace(f"'{number}'", "gen_random_uuid()::text") for sql in asked]


def _bare_queries(cast: Cast, agreement: SharingAgreement) -> str:
    """The SQL that ours runs for the list and the look-up, for the bare application."""
    client = cast.systems["labour"].system.client
    today = timezone.localdate()
    actor = Actor.person(client.user_id, interface=Interface.API, on=today)
    sql, values = page_statement(EntryViewSet, (), 50, False).sql(actor.bound(today))
    asked = _asked(cast, agreement)
    # The data are asked for when the caller and the permit are known, and before the receipt.
    rows = asked[-2]
    assert "warehouse" in rows
    return json.dumps(
        {
            "list": [{"sql": sql, "values": values}],
            "look-up": [{"sql": rows, "values": None}],
            "statements": [{"sql": text, "values": None} for text in asked],
        },
        default=str,
    )


def _rates(sides: dict[str, Any]) -> dict[str, float]:
    """Calls a second of each side, median of rounds in turn."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _round in range(ROUNDS + 1):
        for name, side in sides.items():
            start = time.perf_counter()
            for _call_number in range(CALLS):
                side()
            found[name].append(CALLS / (time.perf_counter() - start))
    return {name: statistics.median(rates[1:]) for name, rates in found.items()}


def measure(cast: Cast) -> list[Figure]:
    """List and look-up with authentication, over HTTP, against the bare application."""
    agreement = _agreement(cast)
    bare_queries = _bare_queries(cast, agreement)
    with (
        _server("tests.bench.wsgi:application", PORTAL_ROLE="web", PORTAL_API_RATE="") as ours,
        _server("tests.bench.bare:application", BENCH_QUERIES=bare_queries) as bare,
    ):
        token = _token(ours, cast)
        bearer = {"Authorization": f"Bearer {token}"}
        case = {
            **bearer,
            "Content-Type": "application/json",
            "Sharing-Purpose": _PURPOSE,
            "Sharing-Case-Number": "B-1",
        }
        body = json.dumps(_body()).encode()
        address = f"/api/v1/agreements/{agreement.public_number}/look-up/"
        mine = json.loads(_call(ours, "GET", "/api/v1/entries/?limit=50", None, bearer))
        theirs = json.loads(_call(bare, "GET", "/list"))
        codes = [row["code"] for row in theirs["results"]][:50]
        assert [row["code"] for row in mine["results"]] == codes
        lists = _rates(
            {
                "ours": lambda: _call(ours, "GET", "/api/v1/entries/?limit=50", None, bearer),
                "model": lambda: _call(ours, "GET", "/bench/model-serializer/", None, bearer),
                "bare": lambda: _call(bare, "GET", "/list"),
            }
        )
        looks = _rates(
            {
                "ours": lambda: _call(ours, "POST", address, body, case),
                "bare": lambda: _call(bare, "GET", "/look-up"),
                "statements": lambda: _call(bare, "GET", "/statements"),
            }
        )
    return [
        Figure("DRF list / bare WSGI", ">= 0.35", lists["ours"] / lists["bare"], "x", ROUNDS),
        Figure("DRF list / ModelSerializer", ">= 4", lists["ours"] / lists["model"], "x", ROUNDS),
        Figure(
            "look-up over HTTP / bare look-up",
            "<= 4",
            looks["bare"] / looks["ours"],
            "x",
            ROUNDS,
            _LOOK_UP.format(looks["bare"] / looks["statements"]),
        ),
    ]
