"""Fill an empty database with the demo city and its past, and print how to enter it."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import DataVersion, Department, DirectoryEntry, EntryVersion, UpdateTrigger
from portal.models import User
from portal.workdays.arithmetic import CHINA
from requests_app.management.demo import accounts
from requests_app.management.demo.seed import Seeded, seed
from requests_app.models import Delivery, ProvisionTask, SharingAgreement, SharingRequest

SEED = 310000


def _refusal() -> str:
    return _(
        "The database holds departments already; nothing was written. The demo city is only for an"
        " empty database."
    )


class Command(BaseCommand):
    """Everything is made through the actions, in one transaction."""

    help = "Fill an empty database with a small made-up city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another seed gives other rows; another day moves the city's past."""
        parser.add_argument("--seed", type=int, default=SEED, help="seed of the invented rows")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the city's today, as YYYY-MM-DD (default: today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database in use; else make the city, and print how to enter it."""
        if Department.objects.exists():
            texts = []
            for language in ("zh-hans", "en"):
                with override(language):
                    texts.append(_refusal())
            raise CommandError("\n".join(dict.fromkeys(texts)))
        now = timezone.now()
        if options["on"]:
            now = datetime.combine(options["on"], time(10), tzinfo=CHINA)
        seeded = seed(now=now, number=options["seed"])
        address = f"http://{settings.PORTAL_HOST}:{settings.PORTAL_PORT}"
        sheet = accounts.sheet(seeded.city, address)
        accounts.write(settings.VAR / "demo-accounts.txt", sheet)
        self._summarise(seeded, options["seed"])

    def _summarise(self, seeded: Seeded, number: int) -> None:
        classes = Counter(DirectoryEntry.objects.values_list("sharing_class", flat=True))
        counts = (
            (_("departments"), Department.objects.count()),
            (_("accounts"), User.objects.count()),
            (_("directory entries"), DirectoryEntry.objects.count()),
            (_("of these unconditional"), classes["UNCONDITIONAL"]),
            (_("of these conditional"), classes["CONDITIONAL"]),
            (_("of these not shared"), classes["WITHHELD"]),
            (_("entry versions"), EntryVersion.objects.count()),
            (_("updates due"), UpdateTrigger.objects.count()),
            (_("data versions"), DataVersion.objects.count()),
            (_("requests"), SharingRequest.objects.count()),
            (_("agreements"), SharingAgreement.objects.count()),
            (_("provision tasks"), ProvisionTask.objects.count()),
            (_("deliveries"), Delivery.objects.count()),
            (_("audit events, sealed"), seeded.events),
        )
        for label, count in counts:
            self.stdout.write(f"{count:>7,}  {label}")
        self.stdout.write(
            _("Seed %(seed)s. Accounts and an example call: %(path)s")
            % {"seed": number, "path": settings.VAR / "demo-accounts.txt"}
        )
