"""Recompute every object permission from facts and print the difference; exit 1 if there is one."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.workflow import grants


class Command(BaseCommand):
    """Compare grants with what memberships, scopes and agreements cause."""

    help = "Print grants that are missing (-) and grants that nothing causes (+)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing printed and exit 0 means that grants and facts agree."""
        missing, unfounded = grants.differences()
        for fact in missing:
            self.stdout.write(f"- {fact.table} {fact.codename} {fact.object_id} {fact.group_name}")
        for fact in unfounded:
            self.stdout.write(f"+ {fact.table} {fact.codename} {fact.object_id} {fact.group_name}")
        if missing or unfounded:
            sys.exit(1)
