"""make bench: builds its data, runs ours and the reference in turn, prints and writes the ratios.

FULL=1 builds 100,000 entries with 1,000,000 grants; without it a tenth of that. The server under
measurement, the bare reference and the client share one machine, so ratios count, not times.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FULL = os.environ.get("FULL") == "1"
ENTRIES = 100_000 if FULL else 10_000
ROUNDS = 7
CALLS_IN_TURN = 5


def _set_up() -> None:
    """An embedded cluster of the bench's own, emptied, with the product's schema."""
    from portal import database

    os.environ["PORTAL_STATIC_MANIFEST"] = "false"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    url = os.environ.get("BENCH_DATABASE_URL") or database.ensure_embedded("bench-postgres")
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS warehouse CASCADE")
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)


def in_turn(
    sides: dict[str, Callable[[], Any]], rounds: int = ROUNDS
) -> dict[str, tuple[float, Any]]:
    """Seconds (median) and last answer of each side, run round-robin after one warm-up.

    A turn is several calls, so that a short side is not timed on caches a long one has emptied.
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    answers: dict[str, Any] = {}
    for number in range(rounds + 1):
        for name, side in sides.items():
            start = time.perf_counter()
            for _call in range(CALLS_IN_TURN):
                answers[name] = side()
            if number:
                seconds[name].append((time.perf_counter() - start) / CALLS_IN_TURN)
    return {name: (statistics.median(seconds[name]), answers[name]) for name in sides}


def main() -> None:
    """Build, measure, write."""
    _set_up()
    from tests.bench import audit, city, figures, imports, lists, pages, search, serving

    print(f"entries: {ENTRIES}", file=sys.stderr, flush=True)
    start = time.perf_counter()
    cast = city.build(ENTRIES)
    print(f"built in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    measured = [
        *lists.measure(cast, in_turn),
        *audit.measure(),
        *serving.measure(cast),
        *search.measure(),
        *pages.measure(cast),
        *imports.measure(cast, ENTRIES if FULL else ENTRIES // 5),
    ]
    for each in measured:
        met = "yes" if each.met else "NO"
        print(f"{each.goal} | {each.measured:.2f} {each.unit} | target {each.target} | {met}")
    print(figures.write(measured))


if __name__ == "__main__":
    main()
