"""Load another system's catalog into drafts: manage.py import_catalog FILE --source NAME."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.exchange import actions
from catalog.exchange.alone import alone
from catalog.exchange.faults import FileFault
from catalog.exchange.models import Cause, Outcome
from catalog.exchange.reading import rows
from catalog.exchange.sources import SOURCES
from portal.workflow.actor import Actor, Interface

PROGRESS_SECONDS = 2.0
#: How many lines about single rows are printed.
SHOWN = 100


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
        with alone(source.name) as is_alone:
            if not is_alone:
                said = _("Another import of %(source)s is running; nothing was done.")
                raise CommandError(said % {"source": source.name})
            report = actions.import_catalog(
                source=source,
                rows=found,
                actor=Actor.system("import-catalog", Interface.COMMAND),
                now=timezone.now(),
                progress=lambda number: self._progress(number, len(found)),
            )
        self._look_at(report)
        for (outcome, cause), count in sorted(report.counts.items()):
            share = count / report.total
            words = f"{Outcome(outcome).label} {Cause(cause).label if cause else ''}".strip()
            self.stdout.write(f"{outcome}\t{cause or '-'}\t{count}\t{share:.1%}\t{words}")

    def _look_at(self, report: actions.Report) -> None:
        """Name row and cause of what a person should look at, and say how much is not shown."""
        lines = [
            _("Row %(row)s: %(cause)s: %(value)s")
            % {"row": number, "cause": Cause(cause).label, "value": value[:80]}
            for number, cause, value in report.noted
        ]
        lines += [
            _("Row %(row)s and %(more)s more: no department is called “%(name)s”.")
            % {"row": found[0], "more": len(found) - 1, "name": name[:80]}
            if len(found) > 1
            else _("Row %(row)s: no department is called “%(name)s”.")
            % {"row": found[0], "name": name[:80]}
            for name, found in report.unmatched.items()
        ]
        for line in lines[:SHOWN]:
            self.stderr.write(line)
        if len(lines) > SHOWN:
            self.stderr.write(_("… and %(count)s more.") % {"count": len(lines) - SHOWN})

    def _progress(self, number: int, total: int) -> None:
        if time.monotonic() - self._last >= PROGRESS_SECONDS or number == total:
            self._last = time.monotonic()
            self.stderr.write(f"{number} / {total}")
