"""Rows into drafts and back: each row one transaction, so a killed run goes on where it was."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from catalog.directories import actions as directories
from catalog.directories.actions import Content, content_of
from catalog.directories.models import EntryVersion
from catalog.imports.judging import REVISABLE
from catalog.imports.models import (
    CHANGING,
    CatalogImport,
    ImportLine,
    LineOutcome,
    LineProgress,
)
from catalog.imports.stating import Fault, kept, laid_over, restored
from portal.regulation import catalog_workbook, entry_version
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused

_LOADING = catalog_workbook.State.LOADING
_UNDOING = catalog_workbook.State.UNDOING


def _each(
    batch: CatalogImport, state: str, keys: list[int], act: Callable[[ImportLine], None]
) -> bool:
    """Each line in a transaction of its own, as long as the import is in that state.

    Its lock keeps a second run off the line; a line that is done is passed over.

    :returns: whether there was a line.
    """
    for key in keys:
        if not CatalogImport.objects.filter(pk=batch.pk, status=state).exists():
            return True  # somebody stopped it: there may be more
        with transaction.atomic():
            line = ImportLine.objects.select_for_update(of=("self",)).get(pk=key)
            act(line)
    return bool(keys)


# Loading.


def load_some(batch: CatalogImport, *, rows: int, now: datetime) -> bool:
    """Load the next rows, for whoever said so and with that person's mandate of this very day.

    :returns: whether any were left.
    """
    person = Actor.person(batch.loader_id or 0, interface=Interface.JOB, on=local_day(now))
    waiting = ImportLine.objects.filter(
        catalog_import=batch, outcome__in=CHANGING, progress=LineProgress.WAITING
    )
    keys = list(waiting.order_by("number").values_list("pk", flat=True)[:rows])
    return _each(batch, _LOADING, keys, lambda line: _load(line, batch, person, now))


def _load(line: ImportLine, batch: CatalogImport, person: Actor, now: datetime) -> None:
    if line.outcome not in CHANGING or line.progress != LineProgress.WAITING:
        return
    try:
        # A refusal takes back what the row did, and the line keeps the reason.
        with transaction.atomic():
            _take(line, batch, person, now)
    except Fault as fault:
        _reject(line, fault.cause, fault.values)
        return
    except Refused as refused:
        _reject(line, "REFUSED", {"value": refused.text})
        return
    line.progress = LineProgress.LOADED
    line.save()


def _reject(line: ImportLine, cause: str, values: dict[str, object]) -> None:
    line.outcome, line.cause, line.values = (
        LineOutcome.REJECTED,
        cause,
        {"row": line.number, **values},
    )
    line.save()


def _take(line: ImportLine, batch: CatalogImport, person: Actor, now: datetime) -> None:
    """Make the draft, revise it, or draft the next version of what is published."""
    if line.outcome == LineOutcome.NEW:
        content = laid_over(Content(name=line.content["name"]), line.content)
        version = directories.draft(
            provider_id=batch.department_id, content=content, actor=person, now=now
        )
        line.is_made_here = True
    else:
        version = _revise(line, person, now)
    line.version = version
    line.loaded_lock = EntryVersion.objects.values_list("lock_version", flat=True).get(
        pk=version.pk
    )


def _revise(line: ImportLine, person: Actor, now: datetime) -> EntryVersion:
    seen = EntryVersion.objects.get(pk=line.version_id or 0)
    if seen.lock_version != line.seen_lock:
        raise Fault("CHANGED_MEANWHILE")
    before = content_of(seen)
    content = laid_over(before, line.content)
    version = seen
    if seen.status in REVISABLE:
        line.before = kept(before)
    else:
        version = directories.draft_version(pk=seen.pk, actor=person, now=now)
        line.is_made_here = True
    directories.revise(pk=version.pk, content=content, actor=person, now=now)
    return version


# Undoing.


def undo_some(batch: CatalogImport, *, rows: int, actor: Actor, now: datetime) -> bool:
    """Undo the last rows that are still loaded.

    :returns: whether any were left.
    """
    loaded = ImportLine.objects.filter(catalog_import=batch, progress=LineProgress.LOADED)
    keys = list(loaded.order_by("-number").values_list("pk", flat=True)[:rows])
    return _each(batch, _UNDOING, keys, lambda line: _undo(line, actor, now))


def _undo(line: ImportLine, actor: Actor, now: datetime) -> None:
    if line.progress != LineProgress.LOADED:
        return
    version = (
        EntryVersion.objects.select_for_update(of=("self",)).filter(pk=line.version_id).first()
    )
    is_untouched = (
        version is not None
        and version.status == entry_version.State.DRAFT
        and version.lock_version == line.loaded_lock
    )
    if version is None or not is_untouched:
        line.progress = LineProgress.LEFT
    else:
        if line.is_made_here:
            directories.discard_draft(pk=version.pk, actor=actor, now=now)
        elif line.before is not None:
            content = restored(line.before)
            directories.restore_draft(pk=version.pk, content=content, actor=actor, now=now)
        line.progress = LineProgress.UNDONE
    line.save()
