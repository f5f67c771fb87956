"""The rows of a bulk edit: judged, written into drafts, and undone, in portions."""

from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.batches import loading
from catalog.batches.contents import Fault
from catalog.batches.models import LineProgress
from catalog.batches.queries import may_be_changed, versions_in_full
from catalog.bulk_edits import queries
from catalog.bulk_edits.altering import Alteration, Names, changes
from catalog.bulk_edits.models import BulkEdit, BulkEditRow, RowOutcome
from catalog.directories.actions import Content, content_of
from catalog.directories.models import EntryVersion
from portal.regulation import bulk_edit as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface

S = rules.State


def _rows(batch: BulkEdit, **which: str) -> Any:
    return BulkEditRow.objects.filter(bulk_edit=batch, **which).order_by("number")


def _is(batch: BulkEdit, state: str) -> bool:
    return BulkEdit.objects.filter(pk=batch.pk, status=state).exists()


def judge_some(batch: BulkEdit, *, rows: int) -> bool:
    """Say of the next rows what would become of them; nothing of the directory changes.

    :returns: whether any were left.
    """
    with transaction.atomic():
        waiting = _rows(batch, outcome=RowOutcome.CHOSEN).select_for_update(of=("self",))
        portion: list[BulkEditRow] = list(waiting[:rows])
        alteration = Alteration.restored(batch.changes)
        versions = versions_in_full(row.version_id for row in portion)
        before = {pk: content_of(version) for pk, version in versions.items()}
        after: dict[int, Content | Fault] = {}
        for pk, content in before.items():
            try:
                after[pk] = alteration.about(versions[pk].entry.code).laid_over(content)
            except Fault as fault:
                after[pk] = fault
        known = [each for each in after.values() if isinstance(each, Content)]
        names = queries.names_in([*before.values(), *known])
        for row in portion:
            version = versions[row.version_id]
            _judge(row, version, before[version.pk], after[version.pk], names)
        fields = ["name", "seen_lock", "outcome", "changes", "cause", "values"]
        BulkEditRow.objects.bulk_update(portion, fields)
    return bool(portion)


def _judge(
    row: BulkEditRow, version: EntryVersion, before: Content, after: Content | Fault, names: Names
) -> None:
    row.name, row.seen_lock = version.name, version.lock_version
    if isinstance(after, Fault):
        row.reject(after.cause, after.values)
        return
    row.changes = [
        {"field": each.field, "before": each.before, "after": each.after}
        for each in changes(before, after, names)
    ]
    row.outcome = RowOutcome.CHANGED if row.changes else RowOutcome.UNCHANGED
    if row.changes and not may_be_changed(version):
        label = str(version.machine.states(version.status).label)
        row.reject("ON_ITS_WAY", {"value": label})


def apply_some(batch: BulkEdit, *, rows: int, now: datetime) -> bool:
    """Write the next rows into drafts, for whoever said so and with that person's mandate today.

    :returns: whether any were left.
    """
    person = Actor.person(batch.applier_id or 0, interface=Interface.JOB, on=local_day(now))
    alteration = Alteration.restored(batch.changes)
    waiting = _rows(batch, outcome=RowOutcome.CHANGED, progress=LineProgress.WAITING)

    def write(row: Any) -> None:
        changed = alteration.about(row.version.entry.code)
        loading.load(
            row,
            lambda: loading.revised(row, changed.laid_over, person=person, now=now),
            row.reject,
        )

    keys = list(waiting.values_list("pk", flat=True)[:rows])
    return loading.each(BulkEditRow, keys, write, goes_on=lambda: _is(batch, S.APPLYING))


def undo_some(batch: BulkEdit, *, rows: int, actor: Actor, now: datetime) -> bool:
    """Undo the last rows that are still written.

    :returns: whether any were left.
    """
    written = _rows(batch, progress=LineProgress.LOADED).order_by("-number")
    keys = list(written.values_list("pk", flat=True)[:rows])

    def undo(row: Any) -> None:
        loading.undo(row, actor=actor, now=now)

    return loading.each(BulkEditRow, keys, undo, goes_on=lambda: _is(batch, S.UNDOING))
