"""Runs the collected tests once for each broken rule; one must fail, or the rule has no teeth.

    python -m pytest -p tests.prove.plugin tests/regulation

Each rule is broken in a process of its own, which ends at the first test that fails. Only tests
that the register names for the rule's article are asked. The outcome is printed, and written to
``var/figures/rules.tsv``.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from portal.regulation import proofs
from tests.prove.mutants import Mutant, mutants

FIGURES = Path(__file__).resolve().parents[2] / "var" / "figures" / "rules.tsv"


def named(mutant: Mutant, items: list[Any]) -> list[Any]:
    """The tests that the register names for the mutant's article."""
    tests = proofs.TESTS.get(mutant.article.number, ())
    return [item for item in items if item.nodeid.startswith(tests)]


def _order(mutant: Mutant, items: list[Any]) -> list[Any]:
    """Those first whose name speaks of the rule: they are the likeliest to fail."""
    words = mutant.rule.replace(".", " ").split()
    return sorted(items, key=lambda item: not any(word in item.nodeid for word in words))


def _is_killed(mutant: Mutant, items: list[Any]) -> bool:
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 1
    code = 3
    try:
        mutant.apply()
        code = 0
        for place, item in enumerate(items):
            after = items[place + 1] if place + 1 < len(items) else None
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                code = 1
                break
    finally:
        os._exit(code)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Every test passes on the rules as they are; then each broken rule must be found."""
    items = session.items
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else None
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            raise pytest.UsageError(f"{item.nodeid} fails on the rules as they are")
    began = time.monotonic()
    lived, counts = [], Counter[str]()
    lines = []
    for mutant in mutants():
        asked = _order(mutant, named(mutant, items))
        is_killed = bool(asked) and _is_killed(mutant, asked)
        counts[mutant.kind] += 1
        lines.append(f"{mutant.kind}\t{mutant.rule}\t{mutant.article.code}\t{is_killed}\n")
        if not is_killed:
            lived.append(f"{mutant}, {len(asked)} tests asked")
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text("".join(lines), encoding="utf-8")
    _say(counts, lived, time.monotonic() - began)
    session.testsfailed = len(lived)
    return True


def _say(counts: Counter[str], lived: list[str], seconds: float) -> None:
    def told() -> Iterator[str]:
        for kind, count in sorted(counts.items()):
            yield f"{count:5}  {kind}"
        yield f"{counts.total():5}  rules broken, {len(lived)} not found, {seconds:.0f} s"
        yield from (f"NOT FOUND  {each}" for each in lived)

    sys.stdout.write("\n" + "\n".join(told()) + "\n")
