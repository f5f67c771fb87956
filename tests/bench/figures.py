"""Writes var/figures/performance.tsv; ``met`` is computed from measured and target alone."""

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("goal", "target", "measured", "unit", "n", "met", "commit", "date", "load")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured goal. ``target`` reads "<= 15", ">= 50" or "= 0".

    ``why_missed`` is printed beside the figure if it does not reach the target, and only then.
    """

    goal: str
    target: str
    measured: float
    unit: str
    n: int
    why_missed: str = ""

    @property
    def met(self) -> bool:
        """Whether the measured figure reaches the target."""
        return meets(self.measured, self.target)


def meets(measured: float, target: str) -> bool:
    """Compare a figure with a target such as ">= 50".

    :raises ValueError: the target is not written as comparison and number.
    """
    comparison, _space, number = target.partition(" ")
    limit = float(number)
    if comparison == "<=":
        return measured <= limit
    if comparison == ">=":
        return measured >= limit
    if comparison == "=":
        return measured == limit
    raise ValueError(f"{target!r} is no target")


def write(figures: list[Figure], path: Path | None = None) -> Path:
    """Write the figures with commit, date and load average."""
    path = path or ROOT / "var" / "figures" / "performance.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    date = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    load = f"{os.getloadavg()[0]:.1f}"
    lines = ["\t".join(COLUMNS)]
    for each in figures:
        met = "yes" if each.met else "no"
        row = (each.goal, each.target, f"{each.measured:.2f}", each.unit, each.n, met)
        lines.append("\t".join(str(cell) for cell in (*row, commit, date, load)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(_table(figures, commit, date, load), encoding="utf-8")
    return path


def _table(figures: list[Figure], commit: str, date: str, load: str) -> str:
    """The same figures to read, each missed one with its reason."""
    lines = [
        "<!-- Printed by `make bench`; `make figures` copies it here. -->",
        "",
        "# Figures",
        "",
        f"Ratios of one run, both sides in turn: commit {commit}, {date}, load {load}.",
        "`make bench FULL=1` measures them anew; no figure is a test.",
        "",
        "| goal | target | measured | met | why not |",
        "|---|---|---|---|---|",
    ]
    for each in figures:
        met, why = ("yes", "") if each.met else ("no", each.why_missed)
        measured = f"{each.measured:.2f} {each.unit}"
        lines.append(f"| {each.goal} | {each.target} | {measured} | {met} | {why} |")
    lines += [
        "",
        "What became of every line of the real catalogs is compared by tests: `imports.tsv` as a",
        "clerk sends them, `catalogs.tsv` as they are taken over by a declared mapping.",
    ]
    return "\n".join(lines) + "\n"
