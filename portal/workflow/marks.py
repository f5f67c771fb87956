"""What time does to a matter's period: marks, each once for a due date; and counting it anew."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.apps import apps
from django.db import transaction

from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.workflow import due
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel


def unmarked(
    matters: Iterable[WorkflowModel], name: str, day_of: str = "due_on"
) -> list[WorkflowModel]:
    """Those of one kind that do not have the mark of their day yet, in one query.

    What stands long overdue is passed by on each run without being locked.
    """
    rows = list(matters)
    if not rows:
        return []
    meta = rows[0]._meta
    found = AuditEvent.objects.filter(
        subject_type=meta.label_lower,
        subject_id__in=[row.pk for row in rows],
        name=f"{meta.model_name}.{name}",
    )
    marked = set(found.values_list("subject_id", "details__due_on"))
    return [row for row in rows if (row.pk, str(getattr(row, day_of) or "")) not in marked]


def mark_once(
    matter: WorkflowModel, name: str, *, actor: Actor, now: datetime, day: date | None = None
) -> bool:
    """Write a mark about the matter's running period into the log, once for each due date.

    The mark is the event itself: notices and the ledger read it from the feed.

    :param day: the date it is about, where that is not the matter's own due date.
    :returns: whether it was written; False if it stands there already.
    """
    with transaction.atomic():
        locked = type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)
        label = locked._meta.label_lower
        event = f"{locked._meta.model_name}.{name}"
        due_on = str(day or locked.due_on or "")
        marked = AuditEvent.objects.filter(
            subject_type=label, subject_id=locked.pk, name=event, details__due_on=due_on
        )
        if marked.exists():
            return False
        chain.append(
            name=event,
            subject_type=label,
            subject_id=locked.pk,
            subject_number=locked.public_number,
            from_status=locked.status,
            to_status=locked.status,
            **actor.recorded(),
            occurred_at=now,
            details={"due_on": due_on},
            calendar_version=locked.due_calendar_version,
        )
    return True


#: What counting anew may change.
_COUNTED = ("due_on", "due_is_provisional", "due_calendar_version", "internal_due_on")


def provisional() -> Iterator[WorkflowModel]:
    """Running periods that were counted without the calendar of a year they reach into."""
    for model in apps.get_models():
        if issubclass(model, WorkflowModel):
            yield from model.objects.filter(due_is_provisional=True, due_stopped_on=None)


def touched(days: Iterable[date], region_code: str) -> Iterator[WorkflowModel]:
    """Running periods that are counted where that region's own days count, and reach over one."""
    changed = sorted(set(days))
    if not changed:
        return
    read = due.Calendars()
    for model in apps.get_models():
        if not issubclass(model, WorkflowModel):
            continue
        running = model.objects.filter(
            due_started_on__lt=changed[-1], due_on__gte=changed[0], due_stopped_on=None
        )
        for matter in running.order_by("pk"):
            reaches = any(matter.due_started_on < day <= matter.due_on for day in changed)
            if reaches and region_code in read.region_codes(matter):
                yield matter


def recount(
    matter: WorkflowModel, *, actor: Actor, now: datetime, if_provisional: bool = True
) -> bool:
    """Count a running period by the calendar as it has become, and say so in the log.

    :param if_provisional: only a provisional one, for which a year's notice has come.
    :returns: whether the calendar changed anything; without a change nothing is written.
    """
    with transaction.atomic():
        locked = type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)
        if locked.due_stopped_on is not None or (if_provisional and not locked.due_is_provisional):
            return False
        before = {name: getattr(locked, name) for name in _COUNTED}
        due.recompute(locked)
        if before == {name: getattr(locked, name) for name in _COUNTED}:
            return False
        locked.save(update_fields=list(_COUNTED))
        chain.append(
            name=f"{locked._meta.model_name}.recount",
            subject_type=locked._meta.label_lower,
            subject_id=locked.pk,
            subject_number=locked.public_number,
            from_status=locked.status,
            to_status=locked.status,
            **actor.recorded(),
            occurred_at=now,
            details={"due_before": str(before["due_on"]), "due_on": str(locked.due_on)},
            calendar_version=locked.due_calendar_version,
        )
    return True
