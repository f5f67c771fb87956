"""Load the administrative divisions that come with the portal, and print what there are."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.regions.actions import load_regions


class Command(BaseCommand):
    """Safe to repeat: a second run changes nothing."""

    help = "Loads the administrative divisions of Shanghai, five tiers below the nation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print one line per tier and one of what changed."""
        loaded = load_regions(now=timezone.now())
        for tier, count in loaded.by_tier.items():
            self.stdout.write(f"{tier.value:<9}{count:>7,}  {tier.label}")
        self.stdout.write(
            ngettext(
                "%(count)s village whose street the Ministry's table does not have hangs on its"
                " district, flagged.",
                "%(count)s villages whose street the Ministry's table does not have hang on their"
                " district, flagged.",
                loaded.uncertain,
            )
            % {"count": loaded.uncertain}
        )
        self.stdout.write(
            _(
                "Created %(created)s, renewed %(renewed)s, corrected %(corrected)s, unchanged"
                " %(unchanged)s."
            )
            % {
                "created": loaded.created,
                "renewed": loaded.renewed,
                "corrected": loaded.corrected,
                "unchanged": loaded.unchanged,
            }
        )
        if loaded.unlisted:
            self.stdout.write(
                _("%(count)s open rows are not in the shipped tables and were left as they are.")
                % {"count": loaded.unlisted}
            )
