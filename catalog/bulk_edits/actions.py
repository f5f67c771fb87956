"""Change several entries: choose, preview, write into drafts, stop, undo (Arts 12, 17)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.bulk_edits import loading, queries
from catalog.bulk_edits.altering import Alteration
from catalog.bulk_edits.models import BulkEdit, BulkEditRow
from catalog.departments.models import Department
from portal.regulation import bulk_edit as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition

S = rules.State


def begin_bulk_edit(
    *, version_ids: Sequence[int], alteration: Alteration, actor: Actor, now: datetime
) -> BulkEdit:
    """Change chosen entries of the own department; first each is shown with what would change.

    :raises Refused: none is chosen, they are too many, or no change is stated.
    """
    department = Department.objects.filter(pk=actor.department_id or 0).first()
    if department is None:
        raise Refused(reasons.NOT_FOUND)
    own = queries.editable(actor).filter(pk__in=version_ids).order_by("entry__code")
    found = list(own.values_list("pk", "name", "lock_version")[: rules.MOST_ENTRIES + 1])
    with transaction.atomic():
        batch = BulkEdit(
            public_number=yearly_number("BE", department.code, local_day(now)),
            department=department,
            editor_id=actor.user_id or 0,
            changes=alteration.kept(),
            entry_count=len(found),
        )
        inputs = {"entries": len(found), "changes": alteration.is_stated}
        details = {"entries": len(found), "changes": batch.changes}
        open_matter(
            rules.BEGIN_BULK_EDIT, batch, actor=actor, now=now, inputs=inputs, details=details
        )
        BulkEditRow.objects.bulk_create(
            BulkEditRow(bulk_edit=batch, number=number, version_id=pk, name=name, seen_lock=lock)
            for number, (pk, name, lock) in enumerate(found, start=1)
        )
    return batch


def apply_changes(*, pk: int, actor: Actor, now: datetime) -> None:
    """Let the changes be written into drafts, under the name of whoever says so."""
    with transition(rules.APPLY_CHANGES, model=BulkEdit, pk=pk, actor=actor, now=now) as batch:
        batch.applier_id = actor.user_id


def stop_changes(*, pk: int, actor: Actor, now: datetime) -> None:
    """Stop on the way; what is written stays, and the rest can follow later."""
    with transition(rules.STOP_CHANGES, model=BulkEdit, pk=pk, actor=actor, now=now):
        pass


def give_up_changes(*, pk: int, actor: Actor, now: datetime) -> None:
    """Give up a bulk edit before anything of it was written."""
    with transition(rules.GIVE_UP_CHANGES, model=BulkEdit, pk=pk, actor=actor, now=now):
        pass


def undo_changes(*, pk: int, actor: Actor, now: datetime) -> None:
    """Undo the bulk edit as a whole, but for what somebody took further."""
    with transition(rules.UNDO_CHANGES, model=BulkEdit, pk=pk, actor=actor, now=now):
        pass


# Time at work.


def finish_preview(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every chosen entry is shown with what would become of it."""
    with transition(rules.FINISH_PREVIEW, model=BulkEdit, pk=pk, actor=actor, now=now):
        pass


def finish_changes(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every row is written or rejected."""
    with transition(rules.FINISH_CHANGES, model=BulkEdit, pk=pk, actor=actor, now=now) as batch:
        batch.act_details.update(queries.counted(batch).outcomes)


def finish_undoing(*, pk: int, actor: Actor, now: datetime) -> None:
    """Every written row is undone, or left to whom took it further."""
    with transition(rules.FINISH_UNDOING, model=BulkEdit, pk=pk, actor=actor, now=now) as batch:
        batch.act_details.update(queries.counted(batch).progress)


def go_on(*, pk: int, actor: Actor, now: datetime, rows: int) -> None:
    """One portion of whatever time is to do with a bulk edit.

    :param rows: how many are judged, written or undone before others have their turn.
    """
    batch = BulkEdit.objects.get(pk=pk)
    if batch.status == S.CHECKING:
        if not loading.judge_some(batch, rows=rows):
            finish_preview(pk=pk, actor=actor, now=now)
    elif batch.status == S.APPLYING:
        if not loading.apply_some(batch, rows=rows, now=now):
            finish_changes(pk=pk, actor=actor, now=now)
    elif batch.status == S.UNDOING and not loading.undo_some(
        batch, rows=rows, actor=actor, now=now
    ):
        finish_undoing(pk=pk, actor=actor, now=now)
