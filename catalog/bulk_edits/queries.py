"""Which bulk edits may be seen, and which entries may be changed by one."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.batches import queries as batches
from catalog.batches.queries import Counted
from catalog.bulk_edits.altering import Names
from catalog.bulk_edits.models import AT_WORK, BulkEdit, BulkEditRow, RowOutcome
from catalog.departments.models import Department
from catalog.departments.queries import by_id
from catalog.directories.actions import Content
from catalog.directories.models import OPEN_STATES, EntryVersion
from catalog.subjects.models import Classification
from portal.regulation import bulk_edit as rules
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[BulkEdit]:
    """The bulk edits of the actor's own department."""
    if actor.department_id is None:
        return BulkEdit.objects.none()
    own = BulkEdit.objects.filter(department=actor.department_id)
    return own.select_related("department__region", "editor")


def rows_visible_to(actor: Actor) -> QuerySet[BulkEditRow]:
    """The rows of those bulk edits."""
    if actor.department_id is None:
        return BulkEditRow.objects.none()
    return BulkEditRow.objects.filter(bulk_edit__department=actor.department_id)


def rows_of(batch: BulkEdit) -> QuerySet[BulkEditRow]:
    """The rows of one bulk edit that the reader was shown to be his to see."""
    return BulkEditRow.objects.filter(bulk_edit=batch).select_related("version__entry")


def editable(actor: Actor) -> QuerySet[EntryVersion]:
    """Of each entry of the own department the version to be changed: on its way, else live."""
    if actor.department_id is None:
        return EntryVersion.objects.none()
    on_its_way = EntryVersion.objects.filter(entry=OuterRef("entry"), status__in=OPEN_STATES)
    own = EntryVersion.objects.filter(entry__provider=actor.department_id)
    return own.filter(
        Q(status__in=OPEN_STATES) | Q(live_entry__isnull=False) & ~Exists(on_its_way)
    ).select_related("entry__provider")


def chosen(actor: Actor, codes: Iterable[str]) -> QuerySet[EntryVersion]:
    """The versions to be changed of the own entries with these codes."""
    return editable(actor).filter(entry__code__in=[code.replace("-", "/", 1) for code in codes])


def counted(batch: BulkEdit) -> Counted:
    """The rows of the bulk edit, counted."""
    return batches.counted(BulkEditRow.objects.filter(bulk_edit=batch), (RowOutcome.CHANGED,))


def at_work() -> list[int]:
    """Ids of the bulk edits that wait for time to go on, the longest waiting first."""
    rows = BulkEdit.objects.filter(status__in=AT_WORK).order_by("status_since", "pk")
    return list(rows.values_list("pk", flat=True))


def begin_step(actor: Actor, *, now: datetime) -> Step | None:
    """Changing several entries, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    probe = BulkEdit(department=own)
    return None if own is None else offered(actor, rules.BEGIN_BULK_EDIT, probe, now=now)


def names_in(contents: Iterable[Content]) -> Names:
    """How the departments and classifications are called that these name, in two statements."""
    departments: set[int] = set()
    classes: set[int] = set()
    for content in contents:
        classes.add(content.classification_id or 0)
        departments |= set(content.condition.department_ids if content.condition else ())
    called = Department.objects.filter(pk__in=departments).values_list("pk", "name")
    classified = Classification.objects.filter(pk__in=classes)
    return Names(dict(called), {each.pk: str(each) for each in classified})
