"""Walk the audit chain and compare it with the published heads; exit 1 at the first fault."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.audit import chain


class Command(BaseCommand):
    """Verify the chain."""

    help = "Verify the audit chain against the heads published outside."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the head, or the first fault with exit code 1."""
        anchors = chain.read_anchors(Path(settings.AUDIT_ANCHOR_FILE))
        faults = chain.verify(now=timezone.now(), anchors=anchors)
        for fault in faults:
            self.stderr.write(f"{fault.chain_seq}: {fault.what}")
        if faults:
            sys.exit(1)
        end = chain.head()
        self.stdout.write(f"{end.chain_seq} {end.digest}")
