"""Seal audit events; with --follow, keep sealing and publish the head every minute."""

import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.audit import chain

PAUSE_SECONDS = 0.2
ANCHOR_EVERY = timedelta(seconds=60)
SETTLED_AFTER = timedelta(hours=1)


class Command(BaseCommand):
    """Seal once, or for as long as the portal runs."""

    help = "Seal audit events into the chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--follow keeps sealing."""
        parser.add_argument("--follow", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal what waits, then stop or go on until told to stop."""
        anchors = Path(settings.AUDIT_ANCHOR_FILE)
        if not options["follow"]:
            total = 0
            while sealed := chain.seal(now=timezone.now()):
                total += sealed
            chain.anchor(anchors, now=timezone.now())
            self.stdout.write(f"{total}")
            return
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        signal.signal(signal.SIGINT, lambda *_: stopped.set())
        self._follow(stopped, anchors)

    def _follow(self, stopped: threading.Event, anchors: Path) -> None:
        anchored_at = settled_at = timezone.now() - SETTLED_AFTER
        settled = 0
        while not stopped.wait(PAUSE_SECONDS):
            now = timezone.now()
            chain.seal(now=now, after=settled)
            if now - settled_at >= SETTLED_AFTER:
                chain.seal(now=now)
                settled, settled_at = chain.sealed_before(now - SETTLED_AFTER), now
            if now - anchored_at >= ANCHOR_EVERY:
                chain.anchor(anchors, now=now)
                anchored_at = now
