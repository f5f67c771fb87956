"""Who may take which act, from which state, and which period it moves: a compared file.

``acts.csv`` is the register of regulation.md §3 in one table; a change of it is reviewed line by
line. ``UPDATE_GOLDEN=1`` writes it anew.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from portal.regulation import acts
from portal.regulation.machine import Transition

GOLDEN = Path(__file__).parent / "acts.csv"
HEAD = ("matter", "act", "article", "from", "to", "takers", "begins a period", "ends the period")


def _takers(rule: Transition) -> str:
    pairs = (f"{party}:{mandate}" if mandate else str(party) for party, mandate in rule.takers)
    return " ".join(sorted(pairs))


def table() -> Iterator[tuple[str, ...]]:
    """Every act as the file writes it; a period says only that there is one."""
    for matter, _machine, rule in acts.every_act():
        yield (
            matter,
            rule.name,
            rule.article.code,
            "any" if rule.sources is None else " ".join(sorted(rule.sources)),
            rule.target or "",
            _takers(rule),
            "yes" if rule.starts is not None else "",
            "yes" if rule.stops else "",
        )


def test_no_act_is_wider_than_the_file_says() -> None:
    found = [HEAD, *table()]
    if os.environ.get("UPDATE_GOLDEN"):
        with GOLDEN.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(found)
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        wanted = [tuple(row) for row in csv.reader(file)]
    assert found == wanted
