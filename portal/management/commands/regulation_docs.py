"""Print docs/regulation/ from the regulation package; --check fails where a page is stale."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from portal.interfaces.rulebook import named
from portal.regulation.articles import Citation
from portal.regulation.machine import Machine
from portal.regulation.rulebook import Listing, chapters

HEAD = "<!-- Printed by `manage.py regulation_docs`; change portal/regulation instead. -->\n\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    names = list(head)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _both(text: Any) -> str:
    """A lazy text in Chinese and English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        english = str(text)
    return chinese if chinese == english else f"{chinese} / {english}"


def _cell(text: Any) -> str:
    """A cell in both languages; an article by its Chinese place, which is its name."""
    return text.zh if isinstance(text, Citation) else _both(text)


def _diagram(machine: Machine) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    for rule in machine.transitions:
        target = rule.target
        if rule.sources is None or target is None:
            continue
        for source in sorted(rule.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {rule.name}")
    return "\n".join([*lines, "```"]) + "\n"


def _lifecycle(machine: Machine) -> str:
    """The diagram, and what its codes mean."""
    states = [(state, _both(machine.states(state).label)) for state in machine.states.values]
    return f"{_diagram(machine)}\n{_table(('state', '状态'), states)}"


def _listing(listing: Listing) -> str:
    parts = [f"## {_cell(listing.title)}\n"] if listing.title else []
    if listing.machine is not None:
        parts.append(_lifecycle(listing.machine))
    rows = (map(_cell, row) for row in listing.rows)
    return "\n".join([*parts, _table(map(_cell, listing.head), rows)])


def pages() -> Mapping[str, str]:
    """Every page by file name, as it should stand."""
    return {
        f"{chapter.slug}.md": "\n".join(
            [f"{HEAD}# {_cell(chapter.title)}\n", *map(_listing, chapter.listings)]
        )
        for chapter in named(chapters())
    }


class Command(BaseCommand):
    """Print the regulation as pages."""

    help = "Print docs/regulation/ from portal/regulation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check only compares."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the pages, or name the stale ones."""
        folder = Path(settings.BASE_DIR) / "docs" / "regulation"
        stale = []
        for name, text in pages().items():
            path = folder / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
                continue
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"stale, run `manage.py regulation_docs`: {', '.join(stale)}")
