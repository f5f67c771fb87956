"""Found a region's data-sharing authority and appoint its first officer; the rest is their act."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.departments import actions
from catalog.departments.actions import Particulars
from catalog.models import Region
from portal.models import User
from portal.regulation.vocabulary import Mandate
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class Command(BaseCommand):
    """Once for each region; every later appointment is an act of the authority in the admin."""

    help = "Found the data-sharing authority of a region and appoint its first officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the authority is called, where it stands, and who acts for it first."""
        parser.add_argument("--code", required=True, help="short code, for example SJJ")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--region", required=True, help="region code, for example 310000")
        parser.add_argument("--office", required=True, help="its data-sharing office")
        parser.add_argument("--officer", required=True, help="username of the first officer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both acts, or none."""
        region = Region.objects.filter(code=options["region"], effective_to=None).first()
        if region is None:
            raise CommandError(_("No region has the code %(code)s.") % {"code": options["region"]})
        officer = User.objects.filter(username=options["officer"], is_service=False).first()
        if officer is None:
            raise CommandError(
                _("No person has the account %(name)s.") % {"name": options["officer"]}
            )
        actor, now = Actor.system("found-authority", Interface.COMMAND), timezone.now()
        particulars = Particulars(
            code=options["code"],
            name=options["name"],
            region_code=region.code,
            tier=region.tier,
            sharing_office=options["office"],
        )
        try:
            with transaction.atomic():
                made = actions.found_authority(particulars=particulars, actor=actor, now=now)
                actions.appoint_first(
                    pk=made.pk, user_id=officer.pk, mandates=[Mandate.OVERSEE], actor=actor, now=now
                )
        except Refused as refused:
            raise CommandError(refused.text) from refused
        self.stdout.write(f"{made.code}\t{made.name}\t{officer}")
