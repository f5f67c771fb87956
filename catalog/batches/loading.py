"""Rows into drafts and back: each row one transaction, so a killed run goes on where it was."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.batches.contents import Fault, kept, restored
from catalog.batches.models import DraftedRow, LineProgress
from catalog.batches.queries import REVISABLE
from catalog.directories import actions as directories
from catalog.directories.actions import Content, content_of
from catalog.directories.models import EntryVersion
from portal.regulation import entry_version
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

#: A row of whatever kind; the concrete ones name their version.
type Row = Any


def each(
    kind: type[DraftedRow],
    keys: list[int],
    act: Callable[[Row], None],
    *,
    goes_on: Callable[[], bool],
) -> bool:
    """Each row in a transaction of its own, as long as the batch goes on.

    Its lock keeps a second run off the row; a row that is done is passed over.

    :returns: whether there was a row.
    """
    rows: Any = kind._default_manager
    for key in keys:
        if not goes_on():
            return True  # somebody stopped it: there may be more
        with transaction.atomic():
            act(rows.select_for_update(of=("self",)).get(pk=key))
    return bool(keys)


def load(
    row: Row, take: Callable[[], EntryVersion], reject: Callable[[str, dict[str, Any]], None]
) -> None:
    """Take one row: it gets its draft, or the reason why it was rejected.

    :param take: makes or changes the draft.
    :param reject: notes the cause and what its sentence names.
    """
    if row.progress != LineProgress.WAITING:
        return
    try:
        # A refusal takes back what the row did, and the row keeps the reason.
        with transaction.atomic():
            version = take()
            row.version = version
            row.loaded_lock = EntryVersion.objects.values_list("lock_version", flat=True).get(
                pk=version.pk
            )
    except Fault as fault:
        reject(fault.cause, fault.values)
    except Refused as refused:
        reject("REFUSED", {"value": refused.text})
    else:
        row.progress = LineProgress.LOADED
    row.save()


def revised(
    row: Row, altered: Callable[[Content], Content], *, person: Actor, now: datetime
) -> EntryVersion:
    """Revise the draft that the row is about, or draft the next version of what is published.

    :raises Fault: somebody changed it after it was judged.
    """
    seen = EntryVersion.objects.select_for_update(of=("self",)).get(pk=row.version_id or 0)
    if seen.lock_version != row.seen_lock:
        raise Fault("CHANGED_MEANWHILE")
    before = content_of(seen)
    content = altered(before)
    version = seen
    if seen.status in REVISABLE:
        row.before = kept(before)
    else:
        version = directories.draft_version(pk=seen.pk, actor=person, now=now)
        row.is_made_here = True
    directories.revise(pk=version.pk, content=content, actor=person, now=now)
    return version


def undo(row: Row, *, actor: Actor, now: datetime) -> None:
    """Discard the draft that the row made, or put back what it changed; what went on is left."""
    if row.progress != LineProgress.LOADED:
        return
    version = EntryVersion.objects.select_for_update(of=("self",)).filter(pk=row.version_id).first()
    is_untouched = (
        version is not None
        and version.status == entry_version.State.DRAFT
        and version.lock_version == row.loaded_lock
    )
    if version is None or not is_untouched:
        row.progress = LineProgress.LEFT
    else:
        if row.is_made_here:
            directories.discard_draft(pk=version.pk, actor=actor, now=now)
        elif row.before is not None:
            content = restored(row.before)
            directories.restore_draft(pk=version.pk, content=content, actor=actor, now=now)
        row.progress = LineProgress.UNDONE
    row.save()
