"""Load another system's catalog into drafts: manage.py import_catalog FILE --source NAME."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.exchange import actions
from catalog.exchange.models import Cause, Outcome
from catalog.exchange.reading import FileFault, rows
from catalog.exchange.sources import SOURCES
from portal.workflow.actor import Actor, Interface

PROGRESS_SECONDS = 2.0


class Command(BaseCommand):
    """Import a catalog through its declared mapping."""

    help = "Load a catalog into drafts and account for every row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and which source's mapping reads it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, choices=sorted(SOURCES))

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, take over, and print the count of each outcome and cause."""
        source = SOURCES[options["source"]]
        try:
            found = rows(options["file"], source)
        except FileFault as fault:
            raise CommandError(f"{options['file']}: {fault}") from fault
        self._last = time.monotonic()
        report = actions.import_catalog(
            source=source,
            rows=found,
            actor=Actor.system("import-catalog", Interface.COMMAND),
            now=timezone.now(),
            progress=lambda number: self._progress(number, len(found)),
        )
        for number, cause, value in report.rejected[:50]:
            self.stderr.write(f"{number}: {Cause(cause).label} {value[:80]}")
        for (outcome, cause), count in sorted(report.counts.items()):
            share = count / report.total
            words = f"{Outcome(outcome).label} {Cause(cause).label if cause else ''}".strip()
            self.stdout.write(f"{outcome}\t{cause or '-'}\t{count}\t{share:.1%}\t{words}")

    def _progress(self, number: int, total: int) -> None:
        if time.monotonic() - self._last >= PROGRESS_SECONDS or number == total:
            self._last = time.monotonic()
            self.stderr.write(f"{number} / {total}")
