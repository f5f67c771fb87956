"""Load the classification tree that comes with the portal: the guide's classes, items and 目."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.subjects.actions import load_classifications


class Command(BaseCommand):
    """Safe to repeat: what is there already stays."""

    help = "Loads the classification tree of the compilation guide."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print how many were new."""
        made = load_classifications(now=timezone.now())
        self.stdout.write(_("%(count)s classifications are new.") % {"count": made})
