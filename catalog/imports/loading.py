"""Rows of a file into drafts and back, in portions."""

from datetime import datetime
from typing import Any

from catalog.batches import loading
from catalog.batches.models import LineProgress
from catalog.directories import actions as directories
from catalog.directories.actions import Content
from catalog.directories.models import EntryVersion
from catalog.imports.models import CHANGING, CatalogImport, ImportLine, LineOutcome
from catalog.imports.stating import laid_over
from portal.regulation import catalog_workbook
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface

_LOADING = catalog_workbook.State.LOADING
_UNDOING = catalog_workbook.State.UNDOING


def _is(batch: CatalogImport, state: str) -> bool:
    return CatalogImport.objects.filter(pk=batch.pk, status=state).exists()


def load_some(batch: CatalogImport, *, rows: int, now: datetime) -> bool:
    """Load the next rows, for whoever said so and with that person's mandate of this very day.

    :returns: whether any were left.
    """
    person = Actor.person(batch.loader_id or 0, interface=Interface.JOB, on=local_day(now))
    waiting = ImportLine.objects.filter(
        catalog_import=batch, outcome__in=CHANGING, progress=LineProgress.WAITING
    )
    keys = list(waiting.order_by("number").values_list("pk", flat=True)[:rows])

    def load(line: ImportLine) -> None:
        if line.outcome in CHANGING:
            loading.load(line, lambda: _taken(line, batch, person, now), line.reject)

    return loading.each(ImportLine, keys, load, goes_on=lambda: _is(batch, _LOADING))


def _taken(line: ImportLine, batch: CatalogImport, person: Actor, now: datetime) -> EntryVersion:
    """Make the draft, revise it, or draft the next version of what is published."""
    if line.outcome != LineOutcome.NEW:
        return loading.revised(
            line, lambda before: laid_over(before, line.content), person=person, now=now
        )
    content = laid_over(Content(name=line.content["name"]), line.content)
    line.is_made_here = True
    return directories.draft(
        provider_id=batch.department_id, content=content, actor=person, now=now
    )


def undo_some(batch: CatalogImport, *, rows: int, actor: Actor, now: datetime) -> bool:
    """Undo the last rows that are still loaded.

    :returns: whether any were left.
    """
    loaded = ImportLine.objects.filter(catalog_import=batch, progress=LineProgress.LOADED)
    keys = list(loaded.order_by("-number").values_list("pk", flat=True)[:rows])

    def undo(line: Any) -> None:
        loading.undo(line, actor=actor, now=now)

    return loading.each(ImportLine, keys, undo, goes_on=lambda: _is(batch, _UNDOING))
