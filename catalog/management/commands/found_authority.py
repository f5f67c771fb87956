"""Found a region's data-sharing authority and appoint its first officer; the rest is their act."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.forms import Form
from django.utils import timezone

from catalog.departments import actions
from catalog.departments.forms import AppointForm, OpenForm
from portal.regulation.vocabulary import DepartmentKind, Mandate
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
        parser.add_argument("--post", default="主管部门专员", help="the officer's post")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both acts, or none."""
        opened = self._read(
            OpenForm,
            name=options["name"],
            code=options["code"],
            region=options["region"],
            sharing_office=options["office"],
            kind=DepartmentKind.GOVERNMENT,
        )
        first = self._read(
            AppointForm,
            username=options["officer"],
            post=options["post"],
            mandates=[Mandate.OVERSEE],
        )
        particulars, officer = opened["particulars"], first["username"]
        actor, now = Actor.system("found-authority", Interface.COMMAND), timezone.now()
        try:
            with transaction.atomic():
                made = actions.found_authority(particulars=particulars, actor=actor, now=now)
                actions.appoint_first(
                    pk=made.pk,
                    user_id=officer.pk,
                    mandates=first["mandates"],
                    post=first["post"],
                    actor=actor,
                    now=now,
                )
        except Refused as refused:
            raise CommandError(refused.text) from refused
        self.stdout.write(f"{made.code}\t{made.name}\t{officer}")

    def _read(self, form_class: type[Form], **given: Any) -> dict[str, Any]:
        """What was given, judged as on the form of the same act in the admin.

        :raises CommandError: something is wrong; each field is named with its fault.
        """
        form = form_class(given)
        if form.is_valid():
            return form.cleaned_data
        raise CommandError(
            "\n".join(
                f"{form.fields[name].label}: {'; '.join(map(str, faults))}"
                for name, faults in form.errors.items()
            )
        )
