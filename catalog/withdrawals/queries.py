"""Withdrawals as each department may see them, and whose turn they are."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.queries import answering_to, overseen_by
from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.directories.queries import by_slug, published_to
from catalog.withdrawals.models import EntryWithdrawal
from portal.regulation.vocabulary import Mandate
from portal.regulation.withdrawal import PROPOSE_WITHDRAWAL, State
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

_DRAWN = ("entry__provider__region", "entry__live_version")


def visible_to(actor: Actor) -> QuerySet[EntryWithdrawal]:
    """Those of the own entries and of the jurisdiction; once announced, everybody's to know."""
    if actor.department_id is None:
        return EntryWithdrawal.objects.none()
    mine = Q(entry__provider=actor.department_id) | Q(status=State.WITHDRAWN)
    overseen = overseen_by(actor.department_id)
    if overseen:
        sent = ~Q(status__in=[State.AWAITING_HEAD, State.ABANDONED])
        mine |= sent & Q(entry__provider__in=overseen)
    return EntryWithdrawal.objects.filter(mine).select_related(*_DRAWN)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[EntryWithdrawal]:
    """Withdrawals that await the head of the department, or the authority's review.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    turn = Q(pk=None)
    if Mandate.APPROVE_ENTRY in held:
        turn |= Q(status=State.AWAITING_HEAD, entry__provider=actor.department_id)
    if Mandate.OVERSEE in held:
        own = answering_to(actor.department_id)
        turn |= Q(status=State.IN_REVIEW, entry__provider__in=own)
    return EntryWithdrawal.objects.filter(turn).select_related(*_DRAWN)


def find_live(actor: Actor, slug: str) -> EntryVersion | None:
    """The published version of the entry named in an address."""
    entry = by_slug(published_to(actor), slug)
    return None if entry is None else entry.live_version


def of_entry(entry: DirectoryEntry, actor: Actor) -> QuerySet[EntryWithdrawal]:
    """The entry's withdrawals, as the reader may see them."""
    return visible_to(actor).filter(entry=entry).order_by("-pk")


def propose_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Withdrawing the entry, as the reader may do it; None: it is not his."""
    if entry.live_version_id is None:
        return None
    probe = EntryWithdrawal(entry=entry, reason="?")  # whatever is typed later
    return offered(actor, PROPOSE_WITHDRAWAL, probe, now=now)


def overdue_reviews(on: date) -> QuerySet[EntryWithdrawal]:
    """Withdrawals in review whose statutory period has lapsed (Art. 17 para. 3)."""
    return EntryWithdrawal.objects.filter(
        status=State.IN_REVIEW, due_on__lt=on, due_stopped_on=None
    )


def name_of(withdrawal: EntryWithdrawal) -> str:
    """What the entry is or was called."""
    return withdrawal.entry.live.name
