"""Propose, approve, review and announce the withdrawal of an entry (Arts 15 to 17, 27)."""

from datetime import datetime

from django.db import transaction

from catalog.directories import actions as directories
from catalog.directories.models import DirectoryEntry
from catalog.withdrawals.models import EntryWithdrawal
from portal.regulation import reasons
from portal.regulation import withdrawal as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition, with_note


def propose_withdrawal(
    *, entry_id: int, reason: str, actor: Actor, now: datetime
) -> EntryWithdrawal:
    """The department wants to withdraw a published entry under which nothing is shared any more.

    :raises Refused: agreements are live, requests unanswered, or a version is on its way.
    """
    with transaction.atomic():
        entry = (
            DirectoryEntry.objects.select_for_update(of=("self",))
            .select_related("provider__region")
            .filter(pk=entry_id)
            .first()
        )
        if entry is None or entry.provider is None:
            raise Refused(reasons.NOT_FOUND)
        withdrawal = EntryWithdrawal(
            public_number=yearly_number("EW", entry.provider.code, local_day(now)),
            entry=entry,
            reason=reason.strip(),
            proposed_by_id=actor.user_id,
        )
        return open_matter(rules.PROPOSE_WITHDRAWAL, withdrawal, actor=actor, now=now, note=reason)


def approve_withdrawal(*, pk: int, actor: Actor, now: datetime) -> None:
    """The head of the department agrees; the authority receives it and D3 begins."""
    with transition(rules.APPROVE_WITHDRAWAL, model=EntryWithdrawal, pk=pk, actor=actor, now=now):
        pass


def send_back_withdrawal(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The head of the department does not agree, with the reason."""
    with_note(rules.SEND_BACK_WITHDRAWAL, EntryWithdrawal, pk=pk, note=note, actor=actor, now=now)


def withdraw_entry(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority announces it: the entry is no longer offered, its versions stay (Art. 17)."""
    with transaction.atomic():
        # The entry is locked before anything is judged: no request is sent for it meanwhile.
        entries = DirectoryEntry.objects.select_for_update(of=("self",))
        entries.filter(withdrawals=pk).first()
        with transition(
            rules.WITHDRAW_ENTRY, model=EntryWithdrawal, pk=pk, actor=actor, now=now
        ) as withdrawal:
            withdrawal.act_details["entry"] = withdrawal.entry.code
            clock = Actor.system("entry-withdrawn")
            directories.take_out(pk=withdrawal.entry.live.pk, actor=clock, now=now)


def return_withdrawal(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority returns the withdrawal with its reasons; the entry stays published."""
    with_note(rules.RETURN_WITHDRAWAL, EntryWithdrawal, pk=pk, note=note, actor=actor, now=now)


def abandon_withdrawal(*, pk: int, actor: Actor, now: datetime) -> None:
    """The department gives the withdrawal up; the entry stays published."""
    with transition(rules.ABANDON_WITHDRAWAL, model=EntryWithdrawal, pk=pk, actor=actor, now=now):
        pass
