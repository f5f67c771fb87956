"""What pages and admin print of withdrawals, and what an entry's page says of them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.withdrawals import queries
from catalog.withdrawals.models import EntryWithdrawal
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation.punctuation import enumerated
from portal.workflow.actor import Actor


def row(withdrawal: EntryWithdrawal, day: show.Day) -> dict[str, Any]:
    """A withdrawal in the list."""
    return {
        "title": queries.name_of(withdrawal),
        "public_number": withdrawal.public_number,
        "counterpart": withdrawal.entry.holder.name,
        "status": show.badge(withdrawal),
        "due": show.due(withdrawal, day),
        "due_on_label": show.short_day(withdrawal.due_on, day.date),
    }


def work_line(withdrawal: EntryWithdrawal, actor: Actor) -> dict[str, Any]:
    """A withdrawal on the work list."""
    if withdrawal.entry.provider_id != actor.department_id:
        withdrawal.known_authority = actor.department_id  # it waits for nobody else
    return {
        "title": queries.name_of(withdrawal),
        "parts": [withdrawal.public_number, withdrawal.entry.holder.name],
    }


def context(withdrawal: EntryWithdrawal, actor: Actor, now: datetime) -> dict[str, Any]:
    """One withdrawal as its page draws it."""
    line = _("%(provider)s withdraws the entry") % {"provider": withdrawal.entry.holder.name}
    name = queries.name_of(withdrawal)
    matter = matters.head(withdrawal, title=name, kind=_("withdrawal of an entry"), line=line)
    matter["clock"] = show.clock(withdrawal, show.Day.of(now), _("Review period"))
    return {
        "matter": matter,
        "particulars": matters.particulars(_facts(withdrawal, now)),
        "story": show.story(withdrawal),
    }


def _facts(withdrawal: EntryWithdrawal, now: datetime) -> list[Fact]:
    entry = withdrawal.entry
    in_use = withdrawal.uses_at(now) if withdrawal.is_open else []
    asked = withdrawal.requests_at(now) if withdrawal.is_open else []
    return [
        (_("Entry code"), entry.code, False),
        (_("Provider"), entry.holder.name, False),
        (_("Reason of the withdrawal"), withdrawal.reason, True),
        (_("To be ended first"), enumerated(in_use), True),
        (_("To be answered first"), enumerated(asked), True),
    ]


def withdrawal_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the version's page: withdrawals of its entry, and the button that begins one."""
    entry = version.entry
    is_live = entry.live_version_id == version.pk
    return {
        "withdrawals": matters.related(
            queries.of_entry(entry, actor),
            actor,
            step=queries.propose_step(entry, actor, now=now) if is_live else None,
            begin=matters.begin_address(EntryWithdrawal, actor, entry=entry.slug),
        )
    }


def withdrawal_door(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On the entry's page: the way to withdraw it, for whom that is."""
    step = queries.propose_step(entry, actor, now=now)
    if step is None:
        return []
    url = matters.begin_address(EntryWithdrawal, actor, entry=entry.slug)
    return [{"label": str(step.transition.label), "url": url}]
